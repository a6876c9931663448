import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { plainText } from '#features/messages/public.ts'
import { peopleFound, readSearch, search } from '#features/office-people/public.ts'
import { premisesLabel } from '#kernel/premises.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id } from '#platform/http/params.ts'
import { page, type Reply, type Route, route } from '#platform/http/route.ts'
import type { RefusedUpload } from '#platform/http/uploads.ts'
import {
  answeredBefore,
  attachDraft,
  audit,
  insertMessage,
  lockWriter,
  markAnswered,
  queueNotice,
} from './answer.queries.ts'
import { keepFiles, receivedFiles, uploads } from './answer.ts'
import { topics } from './list.queries.ts'
import { answerers } from './list.routes.ts'
import { limits, textMistake, unfilled } from './office-messages.model.ts'
import { mistakeSentence, startText, unfilledSentence } from './office-messages.text.ts'
import { insertThread, loginsOfPerson, person, premisesOfPerson } from './start.queries.ts'
import { FindPersonView, type StartForm, StartView } from './start.view.tsx'
import { draftFiles } from './thread.queries.ts'
import { back, field, filesHint } from './thread.routes.ts'

const tab = '/biuro/sprawy'
const findRoute = route({
  path: '/biuro/sprawy/nowa',
  area: 'office',
  title: 'Nowa sprawa: wybór osoby',
  roles: answerers,
  params: z.object({
    szukaj: z
      .string('Wpisz jeden tekst.')
      .max(100, 'Najwyżej 100 znaków.')
      .refine((value) => !value.includes('\0'), 'Tekst zawiera niedozwolone znaki.')
      .optional(),
  }),
  example: { szukaj: 'lipowa 1/3' },
  queries: 5,
  handle: async ({ params, read }) => {
    const typed = (params.szukaj ?? '').trim()
    const asked = readSearch(typed)
    const result = await read((tx) => (asked ? search(tx, asked) : Promise.resolve(undefined)))
    const found = result && peopleFound(result)
    return page({
      title: startText.title,
      tab,
      // A matter is somebody's of the register; a proxy from outside it writes first.
      body: FindPersonView({
        typed,
        found: found?.shown.filter(({ party }) => party !== undefined),
        more: found?.more ?? false,
        tooShort: typed !== '' && asked === undefined,
      }),
    })
  },
})

function about(tx: Tx, partyId: string) {
  return Promise.all([person(tx, partyId), loginsOfPerson(tx, partyId), topics(tx), premisesOfPerson(tx, partyId)])
}

type About = Awaited<ReturnType<typeof about>>

function startPage(
  [found, logins, topicList, premises]: About,
  form: StartForm,
  errors: readonly { readonly field: string; readonly message: string }[] = [],
  status = 200,
): Reply {
  if (!found) throw new NotFound('no such person in the register')
  const body = StartView({
    person: found,
    logins,
    topics: topicList,
    premises: premises.map((row) => ({ id: row.id, label: premisesLabel(row) })),
    form,
    errors,
  })
  return page({ title: startText.title, tab, body }, { status })
}

const startRoute = route({
  path: '/biuro/sprawy/nowa/:osoba',
  area: 'office',
  title: 'Nowa sprawa: zapis rozmowy albo wiadomość do mieszkańca',
  roles: answerers,
  params: z.object({ osoba: id }),
  objects: { osoba: 'party' },
  queries: 5,
  handle: async ({ params, read }) => {
    const known = await read((tx) => about(tx, params.osoba))
    const form: StartForm = {
      once: randomUUID(),
      rodzaj: '',
      login: '',
      temat: '',
      lokal: known[3].length === 1 ? known[3][0]!.id : '',
      tresc: '',
      biore: false,
      files: { kept: [], refused: [], hint: filesHint },
    }
    return startPage(known, form)
  },
})

const kinds = ['phone', 'desk', 'letter', 'office'] as const
const attachmentId = z.uuid().optional().catch(undefined)

const startSent = route({
  method: 'POST',
  path: '/biuro/sprawy/nowa/:osoba',
  area: 'office',
  title: 'Nowa sprawa: zapisany formularz',
  roles: answerers,
  params: z.object({
    osoba: id,
    _once: onceField,
    rodzaj: field,
    login: field,
    temat: field,
    lokal: field,
    tresc: field,
    biore: z.literal('1').optional().catch(undefined),
    usun1: attachmentId,
    usun2: attachmentId,
    usun3: attachmentId,
    usun4: attachmentId,
    usun5: attachmentId,
  }),
  objects: { osoba: 'party' },
  uploads,
  queries: 45,
  handle: async (context) => {
    const { params } = context
    const known = await context.read((tx) => about(tx, params.osoba))
    const [found, logins, topicList, premises] = known
    if (!found) throw new NotFound('no such person in the register')
    const { _once: key } = params
    const dropped = [params.usun1, params.usun2, params.usun3, params.usun4, params.usun5]
    const { files, refused } = receivedFiles(key, context, dropped)
    const body = plainText(params.tresc)
    const kind = kinds.find((one) => one === params.rodzaj)
    const login = logins.length > 1 ? logins.find((one) => one.id === params.login) : logins[0]
    const topic = topicList.find((one) => one.id === params.temat)
    const chosen = premises.find((one) => one.id === params.lokal)

    const errors: { field: string; message: string }[] = []
    if (!kind) errors.push({ field: 'rodzaj', message: startText.kindMissing })
    else if (kind === 'office' && logins.length === 0)
      errors.push({ field: 'rodzaj', message: startText.noLoginOffice })
    if (logins.length > 1 && !login) errors.push({ field: 'login', message: startText.loginMissing })
    if (!topic) errors.push({ field: 'temat', message: startText.topicMissing })
    if (params.lokal !== '' && !chosen) errors.push({ field: 'lokal', message: startText.premisesWrong })
    const mistake = textMistake(body, limits.answerCharacters)
    const places = kind === 'office' ? unfilled(body) : []
    if (mistake) errors.push({ field: 'tresc', message: mistakeSentence(mistake, limits.answerCharacters) })
    else if (places.length > 0) errors.push({ field: 'tresc', message: unfilledSentence(places) })

    const again = async (reasons: readonly RefusedUpload[]): Promise<Reply> => {
      const beyond = await context.write((tx) => keepFiles(tx, files))
      const kept = await context.read((tx) => draftFiles(tx, key))
      const form: StartForm = {
        once: key,
        rodzaj: params.rodzaj,
        login: params.login,
        temat: params.temat,
        lokal: params.lokal,
        tresc: body,
        biore: params.biore === '1',
        files: { kept, refused: [...reasons, ...beyond], hint: filesHint },
      }
      return startPage(known, form, errors, 422)
    }
    if (errors.length > 0 || refused.length > 0 || !kind || !topic) return again(refused)

    const once = onceOf(key, params.osoba, kind, topic.id, body, ...files.uploads.map(({ sha256 }) => sha256))
    const written = await context.write(async (tx): Promise<{ readonly id: string } | readonly RefusedUpload[]> => {
      await lockWriter(tx)
      const before = await answeredBefore(tx, once)
      if (before) return before
      const beyond = await keepFiles(tx, files)
      if (beyond.length > 0) return beyond
      const threadId = randomUUID()
      const messageId = randomUUID()
      const byOffice = kind === 'office'
      await insertThread(
        tx,
        threadId,
        login?.id ?? null,
        found.partyId,
        found.name.slice(0, 300),
        topic.id,
        chosen?.id ?? null,
        chosen ? premisesLabel(chosen) : '',
        byOffice ? 'office' : 'resident',
        params.biore === '1',
      )
      await insertMessage(
        tx,
        messageId,
        threadId,
        byOffice ? 'office' : 'resident',
        byOffice ? 'portal' : kind,
        body,
        once,
      )
      await attachDraft(tx, key, messageId)
      if (byOffice) {
        await markAnswered(tx, threadId)
        await queueNotice(tx, messageId)
      }
      await audit(tx, byOffice ? 'messages.started' : 'messages.recorded', threadId, { channel: kind })
      return { id: threadId }
    })
    if ('id' in written) return back(written.id, kind === 'office' ? 'rozpoczeta' : 'dodana')
    return again(written)
  },
})

export const startRoutes: readonly Route[] = [findRoute, startRoute, startSent]
