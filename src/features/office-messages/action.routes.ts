import { z } from 'zod'
import { plainText } from '#features/messages/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { type Route, redirect, route } from '#platform/http/route.ts'
import {
  addNote,
  assignThread,
  audit,
  changeTopic,
  claimThread,
  closeThread,
  giveThread,
  lockThread,
  releaseThread,
  reopenThread,
  resendMail,
  wearLabels,
} from './answer.queries.ts'
import { answerers } from './list.routes.ts'
import { limits, textMistake } from './office-messages.model.ts'
import { mistakeSentence, settingsText, text } from './office-messages.text.ts'
import { thread } from './thread.queries.ts'
import { back, field, revisionField, threadId, threadPage } from './thread.routes.ts'

/** What stands in every action on one thread. */
const onThread = { area: 'office', method: 'POST', roles: answerers, objects: { id: 'thread' } } as const
const uuid = z.uuid().optional().catch(undefined)
const empty = z.preprocess((value) => (value === '' ? undefined : value), uuid)

const holderRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/prowadzi',
  title: 'Kto prowadzi sprawę',
  params: z.object({
    id: threadId,
    _once: onceField,
    czynnosc: z.enum(['wez', 'przejmij', 'oddaj', 'przekaz']),
    trzyma: empty,
    komu: empty,
    slowo: field,
  }),
  queries: 25,
  handle: async (context) => {
    const { id, czynnosc, trzyma, komu } = context.params
    const word = plainText(context.params.slowo)
    const mistake = word === '' ? undefined : textMistake(word, limits.noteCharacters)
    const form = { once: context.params._once, to: komu ?? '', body: word }
    if (czynnosc === 'przekaz' && (komu === undefined || mistake)) {
      const errors = [
        ...(komu === undefined ? [{ field: 'komu', message: text.notColleague }] : []),
        ...(mistake ? [{ field: 'slowo', message: mistakeSentence(mistake, limits.noteCharacters) }] : []),
      ]
      return (await threadPage(context, id, { handOver: form, errors })).reply(422)
    }
    const done = await context.write(async (tx): Promise<string | undefined> => {
      const locked = await lockThread(tx, id)
      if (!locked) throw new NotFound('no such thread')
      const { loginId } = context.frame()
      switch (czynnosc) {
        case 'wez':
          if (locked.mine) return 'wzieta'
          if (!(await claimThread(tx, id))) return undefined
          await audit(tx, 'messages.taken', id)
          return 'wzieta'
        case 'przejmij':
          if (locked.mine) return 'wzieta'
          if (!(await assignThread(tx, id, trzyma ?? null, loginId))) return undefined
          await audit(tx, 'messages.taken', id, trzyma === undefined ? {} : { from: trzyma })
          return 'wzieta'
        case 'oddaj':
          if (locked.holderId === null) return 'oddana'
          if (!(await releaseThread(tx, id))) return undefined
          await audit(tx, 'messages.released', id)
          return 'oddana'
        case 'przekaz': {
          if (locked.holderId === komu) return 'przekazana'
          if (!(await assignThread(tx, id, trzyma ?? null, komu!))) return undefined
          if (word !== '') await addNote(tx, id, 'handOver', komu!, word, onceOf(form.once, id, komu!, word))
          await audit(tx, 'messages.handedOver', id, { to: komu! })
          return 'przekazana'
        }
      }
    })
    if (done !== undefined) return back(id, done)
    const { reply } = await threadPage(context, id, { handOver: form, errors: [{ message: text.moved }] })
    return reply(409)
  },
})

const stateRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/stan',
  title: 'Zamknięcie albo otwarcie sprawy',
  params: z.object({ id: threadId, czynnosc: z.enum(['zamknij', 'otworz']), wersja: revisionField }),
  queries: 25,
  handle: async (context) => {
    const { id, czynnosc, wersja } = context.params
    const done = await context.write(async (tx): Promise<string | undefined> => {
      const locked = await lockThread(tx, id)
      if (!locked) throw new NotFound('no such thread')
      if (czynnosc === 'otworz') {
        if (await reopenThread(tx, id)) await audit(tx, 'messages.reopened', id)
        return 'otwarta'
      }
      if (locked.officeState === 'closed') return 'zamknieta'
      // Nobody closes a matter whose newest message they have not seen.
      if (locked.revision !== wersja) return undefined
      await closeThread(tx, id)
      await audit(tx, 'messages.closed', id)
      return 'zamknieta'
    })
    if (done !== undefined) return back(id, done)
    const { reply } = await threadPage(context, id, { seen: wersja, errors: [{ message: text.closeStale }] })
    return reply(409)
  },
})

const topicRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/temat',
  title: 'Zmiana tematu sprawy',
  params: z.object({ id: threadId, temat: field }),
  queries: 25,
  handle: async (context) => {
    const { id, temat } = context.params
    const changed = await context.write(async (tx) => {
      const found = await thread(tx, id)
      if (!found) throw new NotFound('no such thread')
      if (found.topicId === temat) return true
      if (!(await changeTopic(tx, id, temat))) return false
      await audit(tx, 'messages.topicChanged', id, { from: found.topicId, to: temat })
      return true
    })
    if (changed) return back(id, 'temat')
    const errors = [{ field: 'temat', message: 'Wybierz temat z listy.' }]
    return (await threadPage(context, id, { errors })).reply(422)
  },
})

const noteRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/notatka',
  title: 'Notatka biura',
  params: z.object({ id: threadId, _once: onceField, notatka: field }),
  queries: 25,
  handle: async (context) => {
    const { id, _once: key } = context.params
    const body = plainText(context.params.notatka)
    const mistake = textMistake(body, limits.noteCharacters)
    if (mistake) {
      const errors = [{ field: 'notatka', message: mistakeSentence(mistake, limits.noteCharacters) }]
      return (await threadPage(context, id, { note: { once: key, body }, errors })).reply(422)
    }
    await context.write(async (tx) => {
      if (!(await thread(tx, id))) throw new NotFound('no such thread')
      if (await addNote(tx, id, 'note', null, body, onceOf(key, id, body))) await audit(tx, 'messages.noteAdded', id)
    })
    return back(id, 'notatka')
  },
})

const labelFields = Object.fromEntries(
  Array.from({ length: limits.labels }, (_, index) => [`etykieta${index + 1}`, uuid]),
) as Record<string, typeof uuid>

const labelsRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/etykiety',
  title: 'Etykiety sprawy',
  params: z.object({ ...labelFields, id: threadId }),
  queries: 25,
  handle: async (context) => {
    const { id, ...chosen } = context.params as { readonly id: string } & Readonly<Record<string, string | undefined>>
    const labelIds = [...new Set(Object.values(chosen).filter((one) => one !== undefined))]
    if (labelIds.length > limits.labelsOfThread) {
      const errors = [{ field: 'etykiety', message: settingsText.tooManyOnThread }]
      return (await threadPage(context, id, { errors })).reply(422)
    }
    await context.write(async (tx) => {
      if (!(await lockThread(tx, id))) throw new NotFound('no such thread')
      if (await wearLabels(tx, id, labelIds)) await audit(tx, 'messages.labelsChanged', id)
    })
    return back(id, 'etykiety')
  },
})

const resendRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/poczta',
  title: 'E-mail wysłany jeszcze raz',
  params: z.object({ id: threadId, mail: z.uuid() }),
  queries: 6,
  handle: async ({ params, write }) => {
    await write(async (tx) => {
      if (!(await thread(tx, params.id))) throw new NotFound('no such thread')
      if (await resendMail(tx, params.mail, params.id))
        await audit(tx, 'messages.mailResent', params.id, { mail: params.mail })
    })
    return back(params.id, 'poczta')
  },
})

const giveRoute = route({
  ...onThread,
  path: '/biuro/sprawy/:id/login',
  title: 'Pokazanie sprawy osobie, która dostała login',
  params: z.object({ id: threadId, login: z.uuid() }),
  queries: 25,
  handle: async (context) => {
    const { id, login } = context.params
    const given = await context.write(async (tx) => {
      const found = await thread(tx, id)
      if (!found) throw new NotFound('no such thread')
      return found.loginId === login || giveThread(tx, id, login)
    })
    if (given) return redirect(`/biuro/sprawy/${id}?zrobiono=pokazana`)
    const { reply } = await threadPage(context, id, { errors: [{ message: text.changed }] })
    return reply(409)
  },
})

export const actionRoutes: readonly Route[] = [
  holderRoute,
  stateRoute,
  topicRoute,
  noteRoute,
  labelsRoute,
  resendRoute,
  giveRoute,
]
