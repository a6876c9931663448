import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { plainText } from '#features/messages/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { nothing, optionalChoice } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { addNote, audit, insertMessage, lockThread, markAnswered, queueNotice } from './answer.queries.ts'
import { labels, saveWorkingDays, workingDays } from './list.queries.ts'
import { answerers } from './list.routes.ts'
import {
  LabelView,
  QuarantinedMailView,
  QuarantineView,
  SettingsView,
  TemplateFormView,
  TemplatesView,
} from './lists.view.tsx'
import { limits, mostWorkingDays, textMistake } from './office-messages.model.ts'
import { menu, mistakeSentence, quarantineText, settingsText, templateText } from './office-messages.text.ts'
import { quarantine, quarantinedMail, quarantineHandled } from './quarantine.queries.ts'
import {
  addLabel,
  addTemplate,
  auditSettings,
  changeTemplate,
  label,
  labelTaken,
  removeLabel,
  removeTemplate,
  renameLabel,
  template,
  templates,
  titleTaken,
} from './templates.queries.ts'
import { field, revisionField, threadId } from './thread.routes.ts'

const office = { area: 'office', roles: answerers } as const
const templatesTab = '/biuro/sprawy/szablony'
const settingsTab = '/biuro/sprawy/etykiety'
const quarantineTab = '/biuro/sprawy/poczta'
const oneLine = (value: string): string => plainText(value).replace(/\s+/g, ' ')

type Mistakes = readonly { readonly field?: string; readonly message: string }[]

// Templates -----------------------------------------------------------------------------------------------------------------

const templatesRoute = route({
  ...office,
  path: templatesTab,
  title: 'Szablony odpowiedzi',
  menu: { ...menu, label: 'Szablony' },
  params: z.object({ zrobiono: optionalChoice(['zapisano', 'usunieto']) }),
  queries: 2,
  handle: async ({ params, read }) => {
    const done = { zapisano: templateText.saved, usunieto: templateText.removed }
    const body = TemplatesView({ templates: await read(templates), done: params.zrobiono && done[params.zrobiono] })
    return page({ title: templateText.title, tab: templatesTab, body })
  },
})

const newTemplateRoute = route({
  ...office,
  path: '/biuro/sprawy/szablony/nowy',
  title: 'Nowy szablon odpowiedzi',
  params: nothing,
  queries: 1,
  handle: async ({ read }) => {
    await read(async () => {})
    const form = { template: undefined, title: '', body: '', once: randomUUID(), errors: [], theirs: undefined }
    return page({ title: templateText.add, tab: templatesTab, body: TemplateFormView(form) })
  },
})

const templateRoute = route({
  ...office,
  path: '/biuro/sprawy/szablony/:id',
  title: 'Szablon odpowiedzi',
  params: z.object({ id: threadId }),
  objects: { id: 'answerTemplate' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => template(tx, params.id))
    if (!found) throw new NotFound('no such template')
    const form = { template: found, ...found, once: randomUUID(), errors: [], theirs: undefined }
    return page({ title: found.title, tab: templatesTab, body: TemplateFormView(form) })
  },
})

function templateMistakes(title: string, body: string): { field: string; message: string }[] {
  const bodyMistake = textMistake(body, limits.templateCharacters)
  return [
    ...(title === '' ? [{ field: 'nazwa', message: templateText.nameMissing }] : []),
    ...([...title].length > limits.templateTitle ? [{ field: 'nazwa', message: templateText.nameLong }] : []),
    ...(bodyMistake ? [{ field: 'tresc', message: mistakeSentence(bodyMistake, limits.templateCharacters) }] : []),
  ]
}

const newTemplateSent = route({
  ...office,
  method: 'POST',
  path: '/biuro/sprawy/szablony/nowy',
  title: 'Nowy szablon: zapis',
  params: z.object({ _once: onceField, nazwa: field, tresc: field }),
  queries: 4,
  handle: async (context) => {
    const { _once: once } = context.params
    const title = oneLine(context.params.nazwa)
    const body = plainText(context.params.tresc)
    const again = async (errors: Mistakes): Promise<Reply> => {
      await context.read(async () => {})
      const form = { template: undefined, title, body, once, errors, theirs: undefined }
      return page({ title: templateText.add, tab: templatesTab, body: TemplateFormView(form) }, { status: 422 })
    }
    const mistakes = templateMistakes(title, body)
    if (mistakes.length > 0) return again(mistakes)
    const outcome = await context.write(async (tx) => {
      const id = randomUUID()
      const added = await addTemplate(tx, id, title, body, onceOf(once, title, body))
      if (added === 'added' && (await template(tx, id)))
        await auditSettings(tx, 'messages.templateAdded', { template: id })
      return added
    })
    if (outcome === 'added') return redirect(`${templatesTab}?zrobiono=zapisano`)
    return again([{ field: 'nazwa', message: outcome === 'taken' ? templateText.nameTaken : templateText.full }])
  },
})

const templateSent = route({
  ...office,
  method: 'POST',
  path: '/biuro/sprawy/szablony/:id',
  title: 'Szablon: zapis albo usunięcie',
  params: z.object({
    id: threadId,
    wersja: revisionField,
    nazwa: field,
    tresc: field,
    czynnosc: z.enum(['zapisz', 'usun']).catch('zapisz'),
  }),
  objects: { id: 'answerTemplate' },
  queries: 8,
  handle: async (context) => {
    const { id, wersja, czynnosc } = context.params
    const title = oneLine(context.params.nazwa)
    const body = plainText(context.params.tresc)
    const found = await context.read((tx) => template(tx, id))
    if (!found) throw new NotFound('no such template')
    const again = (errors: Mistakes, status: number, theirs?: typeof found): Reply => {
      const form = { template: found, title, body, once: randomUUID(), errors, theirs }
      return page({ title: found.title, tab: templatesTab, body: TemplateFormView(form) }, { status })
    }
    const mistakes = czynnosc === 'zapisz' ? templateMistakes(title, body) : []
    if (mistakes.length > 0) return again(mistakes, 422)
    const outcome = await context.write(async (tx): Promise<'done' | 'taken' | 'changed'> => {
      if (czynnosc === 'usun') {
        if (!(await removeTemplate(tx, id, wersja))) return 'changed'
        await auditSettings(tx, 'messages.templateRemoved', { template: id })
        return 'done'
      }
      if (await titleTaken(tx, id, title)) return 'taken'
      if (!(await changeTemplate(tx, id, wersja, title, body))) return 'changed'
      await auditSettings(tx, 'messages.templateChanged', { template: id })
      return 'done'
    })
    if (outcome === 'done') return redirect(`${templatesTab}?zrobiono=${czynnosc === 'usun' ? 'usunieto' : 'zapisano'}`)
    if (outcome === 'taken') return again([{ field: 'nazwa', message: templateText.nameTaken }], 422)
    const theirs = await context.read((tx) => template(tx, id))
    // The same form sent twice: what was asked for is there.
    if (!theirs || (theirs.title === title && theirs.body === body))
      return redirect(`${templatesTab}?zrobiono=zapisano`)
    return again([{ message: templateText.changed }], 409, theirs)
  },
})

// Labels and the time for an answer ---------------------------------------------------------------------------------------------

const settingsDone = { zapisano: settingsText.saved, usunieto: settingsText.removed } as const

async function settingsPage(
  context: Context<unknown>,
  typed: { readonly name?: string; readonly days?: string; readonly done?: keyof typeof settingsDone | undefined },
  errors: Mistakes = [],
): Promise<Reply> {
  const [labelList, days] = await context.read((tx) => Promise.all([labels(tx), workingDays(tx)]))
  const body = SettingsView({
    labels: labelList,
    workingDays: days,
    maySetDays: context.frame().staffRole === 'administrator',
    days: typed.days ?? String(days),
    name: typed.name ?? '',
    done: typed.done && settingsDone[typed.done],
    errors,
  })
  return page({ title: settingsText.title, tab: settingsTab, body }, { status: errors.length === 0 ? 200 : 422 })
}

const settingsRoute = route({
  ...office,
  path: settingsTab,
  title: 'Etykiety spraw i termin odpowiedzi',
  menu: { ...menu, label: 'Etykiety i terminy' },
  params: z.object({ zrobiono: optionalChoice(['zapisano', 'usunieto']) }),
  queries: 3,
  handle: (context) => settingsPage(context, { done: context.params.zrobiono }),
})

function labelMistake(name: string): { field: string; message: string }[] {
  if (name === '') return [{ field: 'nazwa', message: settingsText.labelMissing }]
  return [...name].length > limits.labelCharacters ? [{ field: 'nazwa', message: settingsText.labelLong }] : []
}

const addLabelRoute = route({
  ...office,
  method: 'POST',
  path: settingsTab,
  title: 'Nowa etykieta',
  params: z.object({ nazwa: field }),
  queries: 6,
  handle: async (context) => {
    const name = oneLine(context.params.nazwa)
    const mistakes = labelMistake(name)
    if (mistakes.length > 0) return settingsPage(context, { name }, mistakes)
    const outcome = await context.write(async (tx) => {
      const added = await addLabel(tx, name)
      if (added === 'added') await auditSettings(tx, 'messages.labelAdded')
      return added
    })
    if (outcome === 'added') return redirect(`${settingsTab}?zrobiono=zapisano`)
    const message = outcome === 'taken' ? settingsText.labelTaken : settingsText.labelsFull
    return settingsPage(context, { name }, [{ field: 'nazwa', message }])
  },
})

const daysRoute = route({
  ...office,
  method: 'POST',
  path: '/biuro/sprawy/termin',
  title: 'Termin odpowiedzi',
  roles: ['administrator'],
  params: z.object({ dni: field }),
  queries: 6,
  handle: async (context) => {
    const typed = context.params.dni.trim()
    const days = /^\d{1,2}$/.test(typed) ? Number(typed) : 0
    if (days < 1 || days > mostWorkingDays)
      return settingsPage(context, { days: typed.slice(0, 20) }, [{ field: 'dni', message: settingsText.daysWrong }])
    await context.write(async (tx) => {
      if (await saveWorkingDays(tx, days)) await auditSettings(tx, 'messages.answerDaysSet', { days: String(days) })
    })
    return redirect(`${settingsTab}?zrobiono=zapisano`)
  },
})

const labelRoute = route({
  ...office,
  path: '/biuro/sprawy/etykiety/:id',
  title: 'Zmiana etykiety',
  params: z.object({ id: threadId }),
  objects: { id: 'threadLabel' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => label(tx, params.id))
    if (!found) throw new NotFound('no such label')
    const body = LabelView({ label: found, name: found.name, errors: [] })
    return page({ title: `${settingsText.editTitle}: ${found.name}`, tab: settingsTab, body })
  },
})

const labelSent = route({
  ...office,
  method: 'POST',
  path: '/biuro/sprawy/etykiety/:id',
  title: 'Etykieta: nowa nazwa albo usunięcie',
  params: z.object({
    id: threadId,
    byla: field,
    nazwa: field,
    czynnosc: z.enum(['zapisz', 'usun']).catch('zapisz'),
  }),
  objects: { id: 'threadLabel' },
  queries: 8,
  handle: async (context) => {
    const { id, byla, czynnosc } = context.params
    const name = oneLine(context.params.nazwa)
    const found = await context.read((tx) => label(tx, id))
    if (!found) throw new NotFound('no such label')
    const again = (errors: Mistakes, status: number, fresh = found): Reply =>
      page(
        {
          title: `${settingsText.editTitle}: ${fresh.name}`,
          tab: settingsTab,
          body: LabelView({ label: fresh, name, errors }),
        },
        { status },
      )
    if (czynnosc === 'usun') {
      const removed = await context.write(async (tx) => {
        if (!(await removeLabel(tx, id, byla))) return false
        await auditSettings(tx, 'messages.labelRemoved', { label: id })
        return true
      })
      if (removed) return redirect(`${settingsTab}?zrobiono=usunieto`)
    } else {
      const mistakes = labelMistake(name)
      if (mistakes.length > 0) return again(mistakes, 422)
      const outcome = await context.write(async (tx): Promise<'done' | 'taken' | 'changed'> => {
        if (await labelTaken(tx, id, name)) return 'taken'
        if (!(await renameLabel(tx, id, byla, name))) return 'changed'
        await auditSettings(tx, 'messages.labelRenamed', { label: id })
        return 'done'
      })
      if (outcome === 'done') return redirect(`${settingsTab}?zrobiono=zapisano`)
      if (outcome === 'taken') return again([{ field: 'nazwa', message: settingsText.labelTaken }], 422)
    }
    const fresh = await context.read((tx) => label(tx, id))
    if (!fresh || fresh.name === name) return redirect(`${settingsTab}?zrobiono=zapisano`)
    return again([{ message: `Ktoś inny właśnie zmienił tę etykietę. Nazywa się teraz „${fresh.name}”.` }], 409, fresh)
  },
})

// Mail that was not surely the office's -----------------------------------------------------------------------------------------

const quarantineRoute = route({
  ...office,
  path: quarantineTab,
  title: 'Nieprzyjęta poczta',
  menu: { ...menu, label: 'Nieprzyjęta poczta' },
  params: z.object({ stan: optionalChoice(['sprawdzone']), zrobiono: optionalChoice(['seen', 'note', 'answer']) }),
  queries: 2,
  handle: async ({ params, read }) => {
    const handled = params.stan !== undefined
    const done = params.zrobiono && `E-mail ${quarantineText.handled[params.zrobiono]}.`
    const body = QuarantineView({ mails: await read((tx) => quarantine(tx, handled)), handled, done })
    return page({ title: quarantineText.title, tab: quarantineTab, body })
  },
})

const mailRoute = route({
  ...office,
  path: '/biuro/sprawy/poczta/:id',
  title: 'E-mail do sprawdzenia',
  params: z.object({ id: threadId }),
  objects: { id: 'quarantinedMail' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => quarantinedMail(tx, params.id))
    if (!found) throw new NotFound('no such mail')
    const body = QuarantinedMailView({ mail: found, errors: [] })
    return page({ title: found.subject || quarantineText.noSubject, tab: quarantineTab, body })
  },
})

type Handling = 'seen' | 'note' | 'answer'
const handlings = { sprawdzone: 'seen', notatka: 'note', odpowiedz: 'answer' } as const

/** Takes the mail off the list and does with it what the clerk chose, once. @returns false when a colleague was first. */
async function handleMail(tx: Tx, mailId: string, as: Handling): Promise<boolean> {
  const found = await quarantinedMail(tx, mailId)
  if (!found) throw new NotFound('no such mail')
  if (as !== 'seen' && (found.threadId === null || !(await lockThread(tx, found.threadId)))) return false
  if (!(await quarantineHandled(tx, mailId, as))) return false
  if (found.threadId === null) {
    await auditSettings(tx, 'messages.mailHandled', { mail: mailId, as })
    return true
  }
  const threadOfMail = found.threadId
  if (as === 'note') {
    const head = [quarantineText.sender, found.sender || quarantineText.noSender].join(': ')
    const subject = [quarantineText.subject, found.subject || quarantineText.noSubject].join(': ')
    const text = [head, subject, '', found.body.trim() === '' ? quarantineText.empty : found.body].join('\n')
    await addNote(tx, threadOfMail, 'mail', null, text, null)
  }
  if (as === 'answer') {
    const messageId = randomUUID()
    await insertMessage(tx, messageId, threadOfMail, 'office', 'mail', found.body, null)
    await markAnswered(tx, threadOfMail)
    await queueNotice(tx, messageId)
  }
  await audit(tx, 'messages.mailHandled', threadOfMail, { mail: mailId, as })
  return true
}

const mailSent = route({
  ...office,
  method: 'POST',
  path: '/biuro/sprawy/poczta/:id',
  title: 'E-mail do sprawdzenia: decyzja',
  params: z.object({
    id: threadId,
    czynnosc: z.enum(['sprawdzone', 'notatka', 'odpowiedz']),
    pewne: z.literal('1').optional().catch(undefined),
  }),
  objects: { id: 'quarantinedMail' },
  queries: 15,
  handle: async (context) => {
    const { id, czynnosc, pewne } = context.params
    const as = handlings[czynnosc]
    const show = async (errors: Mistakes, status: number): Promise<Reply> => {
      const found = await context.read((tx) => quarantinedMail(tx, id))
      if (!found) throw new NotFound('no such mail')
      const body = QuarantinedMailView({ mail: found, errors })
      return page({ title: found.subject || quarantineText.noSubject, tab: quarantineTab, body }, { status })
    }
    if (as === 'answer') {
      const found = await context.read((tx) => quarantinedMail(tx, id))
      if (!found) throw new NotFound('no such mail')
      if (found.body.trim() === '') return show([{ message: quarantineText.cannotAnswer }], 422)
      if (pewne === undefined) return show([{ field: 'pewne', message: quarantineText.notSure }], 422)
    }
    const handled = await context.write((tx) => handleMail(tx, id, as))
    return handled ? redirect(`${quarantineTab}?zrobiono=${as}`) : show([{ message: quarantineText.already }], 409)
  },
})

export const listsRoutes: readonly Route[] = [
  templatesRoute,
  newTemplateRoute,
  templateRoute,
  newTemplateSent,
  templateSent,
  quarantineRoute,
  mailRoute,
  mailSent,
  settingsRoute,
  addLabelRoute,
  daysRoute,
  labelRoute,
  labelSent,
]
