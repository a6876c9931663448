import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { attachmentReply, limits as fileLimits, plainText } from '#features/messages/public.ts'
import { formatDate, todayInWarsaw } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField } from '#platform/http/once.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { dropDraftWithFiles, saveDraft, wroteJustNow } from './answer.queries.ts'
import { type Answer, keepFiles, receivedFiles, type Sent, sendAnswer, uploads } from './answer.ts'
import { topics, workingDays } from './list.queries.ts'
import { answerers } from './list.routes.ts'
import {
  type Channel,
  cutOffs,
  entriesOf,
  fillTemplate,
  limits,
  type Thread,
  textMistake,
  unfilled,
  withTemplate,
} from './office-messages.model.ts'
import { channelChoices, doneTexts, mistakeSentence, text, unfilledSentence } from './office-messages.text.ts'
import { template, templateTitles } from './templates.queries.ts'
import {
  attachedBytes,
  attachedFile,
  colleagues,
  draftFiles,
  draftOf,
  filesOf,
  labelsOf,
  laterLogins,
  mailsOf,
  markSeen,
  messagesOf,
  notesOf,
  thread,
} from './thread.queries.ts'
import { type ThreadProps, ThreadView } from './thread.view.tsx'

export const threadId = z.uuid()
export const field = z
  .string()
  .max(200_000)
  .optional()
  .transform((value) => value ?? '')
const attachmentId = z.uuid().optional().catch(undefined)
const number = z
  .string()
  .regex(/^\d{1,9}$/)
  .catch('0')
  .transform(Number)
export const revisionField = number

export const filesHint = `Najwyżej ${fileLimits.files} plików, każdy do ${fileLimits.bytesPerFile / 1024 / 1024} MB: PDF, JPG, PNG albo TXT. Ze zdjęć usuwamy zapis miejsca i daty.`

type Kept = Partial<Pick<ThreadProps, 'note' | 'handOver' | 'stale' | 'done'>> & {
  /** What is wrong; some of it can only be said of the thread as it is now. */
  readonly errors?: ThreadProps['errors'] | ((found: Thread) => ThreadProps['errors'])
  readonly answer?: {
    readonly once: string
    readonly body: string
    readonly channel: Channel
    readonly although: boolean
  }
  readonly refused?: ThreadProps['answer']['files']['refused']
  /** What the clerk had before their eyes; the draft's, or everything, when left out. */
  readonly seen?: number
}

function readThread(tx: Tx, id: string) {
  return Promise.all([
    thread(tx, id),
    messagesOf(tx, id),
    filesOf(tx, id),
    mailsOf(tx, id),
    notesOf(tx, id),
    labelsOf(tx, id),
    colleagues(tx),
    topics(tx),
    templateTitles(tx),
    laterLogins(tx, id),
    workingDays(tx),
    draftOf(tx, id),
    draftFiles(tx, id),
  ])
}

/** The page of a thread with what was typed on it, and what is wrong with it. */
export async function threadPage(
  context: Context<unknown>,
  id: string,
  kept: Kept = {},
): Promise<{ readonly found: Thread; readonly reply: (status?: number) => Reply }> {
  const [found, messages, files, mails, notes, labels, others, topicList, templates, later, days, draft, keptFiles] =
    await context.read((tx) => readThread(tx, id))
  if (!found) throw new NotFound('no such thread')
  const typed = kept.answer
  const body = ThreadView({
    thread: found,
    entries: entriesOf(messages, notes, found, kept.seen ?? draft?.revision ?? found.revision),
    files,
    mails,
    labels,
    colleagues: others,
    topics: topicList,
    templates,
    laterLogins: later,
    workingDays: days,
    overdue: found.waitingSince !== null && found.waitingSince < Date.parse(cutOffs(context.now)[days - 1]!),
    now: context.now,
    done: kept.done,
    errors: typeof kept.errors === 'function' ? kept.errors(found) : (kept.errors ?? []),
    stale: kept.stale ?? false,
    answer: {
      once: typed?.once ?? randomUUID(),
      body: typed?.body ?? draft?.body ?? '',
      channel: typed?.channel ?? (found.loginId === null ? 'phone' : 'portal'),
      although: typed?.although ?? false,
      hasDraft: draft !== undefined || keptFiles.length > 0,
      draftAt: draft?.updatedAt,
      files: { kept: keptFiles, refused: kept.refused ?? [], hint: filesHint },
    },
    note: kept.note ?? { once: randomUUID(), body: '' },
    handOver: kept.handOver ?? { once: randomUUID(), to: '', body: '' },
  })
  const title = `${found.topic}: ${found.writerName}`
  return { found, reply: (status = 200) => page({ title, tab: '/biuro/sprawy', body }, { status }) }
}

const threadRoute = route({
  path: '/biuro/sprawy/:id',
  area: 'office',
  title: 'Jedna sprawa z rozmową',
  roles: answerers,
  params: z.object({ id: threadId, zrobiono: z.string().optional().catch(undefined) }),
  objects: { id: 'thread' },
  queries: 16,
  handle: async (context) => {
    const { id, zrobiono } = context.params
    const done = zrobiono !== undefined && Object.hasOwn(doneTexts, zrobiono) ? zrobiono : undefined
    const { found, reply } = await threadPage(context, id, { done })
    if (found.unread && !context.headOnly) await context.write((tx) => markSeen(tx, id, found.revision))
    return reply()
  },
})

export const back = (id: string, done: string, place = ''): Reply =>
  redirect(`/biuro/sprawy/${id}?zrobiono=${done}${place}`)

const answerFields = {
  id: threadId,
  _once: onceField,
  tresc: field,
  wersja: number,
  sposob: z.enum(['portal', 'phone', 'desk', 'letter']).catch('portal'),
  mimo: z.literal('1').optional().catch(undefined),
  szablon: field,
  czynnosc: z.enum(['wyslij', 'szkic', 'szablon', 'usun']).catch('wyslij'),
  usun1: attachmentId,
  usun2: attachmentId,
  usun3: attachmentId,
  usun4: attachmentId,
  usun5: attachmentId,
}

const draftBody = (body: string): string => [...body].slice(0, 20_000).join('')

/** What a template's places are filled with; an empty one stays in its braces for the clerk. */
function placesOf(found: Thread, now: number): Readonly<Record<string, string>> {
  return {
    'imię i nazwisko': found.writerName,
    lokal: found.premisesLabel,
    temat: found.topic,
    spółdzielnia: found.cooperative,
    'dzisiejsza data': formatDate(todayInWarsaw(now)),
  }
}

const answerRoute = route({
  method: 'POST',
  path: '/biuro/sprawy/:id',
  area: 'office',
  title: 'Odpowiedź biura, szkic albo szablon',
  roles: answerers,
  params: z.object(answerFields),
  objects: { id: 'thread' },
  uploads,
  queries: 50,
  handle: async (context) => {
    const { params } = context
    const { id, czynnosc, wersja: revision, sposob: channel } = params
    // Before any file is kept: a thread that is not there takes nothing.
    const found = await context.read((tx) => thread(tx, id))
    if (!found) throw new NotFound('no such thread')
    const dropped = [params.usun1, params.usun2, params.usun3, params.usun4, params.usun5]
    const { files, refused } = receivedFiles(id, context, dropped)
    const body = plainText(params.tresc)
    const typed = { once: params._once, body, channel, although: params.mimo === '1' }
    if (czynnosc === 'usun') {
      await context.write((tx) => dropDraftWithFiles(tx, id))
      return back(id, 'usunieto', '#odpowiedz')
    }

    /** Keeps everything as a draft and shows the page again with what is wrong. */
    const keepAndTell = async (
      status: number,
      errors: ThreadProps['errors'],
      more: Pick<Kept, 'refused' | 'stale'> = {},
    ): Promise<Reply> => {
      const beyond = await context.write(async (tx) => {
        await saveDraft(tx, id, draftBody(body), Math.min(revision, found.revision))
        return keepFiles(tx, files)
      })
      const { reply } = await threadPage(context, id, {
        answer: typed,
        seen: revision,
        errors,
        ...more,
        refused: [...(more.refused ?? refused), ...beyond],
      })
      return reply(status)
    }

    if (czynnosc === 'szkic' || czynnosc === 'szablon') {
      const chosen =
        czynnosc === 'szablon' && z.uuid().safeParse(params.szablon).success
          ? await context.read((tx) => template(tx, params.szablon))
          : undefined
      if (czynnosc === 'szablon' && !chosen)
        return keepAndTell(422, [{ field: 'szablon', message: `${text.chooseTemplate}.` }])
      if (refused.length > 0) return keepAndTell(422, [])
      const kept = chosen ? withTemplate(body, fillTemplate(chosen.body, placesOf(found, context.now))) : body
      const beyond = await context.write(async (tx) => {
        await saveDraft(tx, id, draftBody(kept), Math.min(revision, found.revision))
        return keepFiles(tx, files)
      })
      if (beyond.length > 0) return keepAndTell(422, [], { refused: beyond })
      return back(id, czynnosc, '#odpowiedz')
    }

    const errors: { field: string; message: string }[] = []
    const mistake = textMistake(body, limits.answerCharacters)
    const places = unfilled(body)
    if (mistake) errors.push({ field: 'tresc', message: mistakeSentence(mistake, limits.answerCharacters) })
    else if (places.length > 0) errors.push({ field: 'tresc', message: unfilledSentence(places) })
    if (channelChoices[channel] === undefined || (channel === 'portal' && found.loginId === null))
      errors.push({ field: 'sposob', message: text.noLoginHint })
    if (errors.length > 0 || refused.length > 0) return keepAndTell(422, errors)

    const answer: Answer = { threadId: id, key: params._once, body, channel, revision, although: typed.although, files }
    const sent = await context.write((tx) => sendAnswer(tx, answer))
    if (sent.outcome === 'sent') return back(id, channel === 'portal' ? 'wyslano' : 'zapisano')
    const { reply } = await threadPage(context, id, { answer: typed, seen: revision, ...whyNotSent(sent) })
    return reply(sent.outcome === 'files' ? 422 : 409)
  },
})

function whyNotSent(sent: Exclude<Sent, { readonly outcome: 'sent' }>): Kept {
  switch (sent.outcome) {
    case 'stale':
      return { stale: true, errors: [{ field: 'tresc', message: text.fresh }] }
    case 'held':
      return { errors: ({ holderName }) => [{ field: 'mimo', message: text.heldError(holderName ?? '') }] }
    case 'files':
      return { refused: sent.refused }
  }
}

const autosaveRoute = route({
  method: 'POST',
  path: '/biuro/sprawy/:id/szkic',
  area: 'office',
  title: 'Szkic odpowiedzi zapisany w trakcie pisania',
  roles: answerers,
  params: z.object({ id: threadId, tresc: field, wersja: number }),
  objects: { id: 'thread' },
  queries: 5,
  handle: async ({ params, write }) => {
    await write(async (tx) => {
      const found = await thread(tx, params.id)
      if (!found) throw new NotFound('no such thread')
      // The page's last words may come after its answer: they are no draft any more.
      if (await wroteJustNow(tx, params.id)) return
      await saveDraft(tx, params.id, draftBody(plainText(params.tresc)), Math.min(params.wersja, found.revision))
    })
    return redirect(`/biuro/sprawy/${params.id}`)
  },
})

const attachmentRoute = route({
  path: '/biuro/sprawy/zalaczniki/:id',
  area: 'office',
  title: 'Załącznik sprawy',
  roles: answerers,
  params: z.object({ id: threadId }),
  objects: { id: 'attachment' },
  queries: 4,
  handle: async ({ params, read, range, headOnly }) => {
    const found = await read((tx) => attachedFile(tx, params.id))
    return attachmentReply(found, { range, headOnly }, (from, count) =>
      read((tx) => attachedBytes(tx, params.id, from, count)),
    )
  },
})

export const threadRoutes: readonly Route[] = [threadRoute, answerRoute, autosaveRoute, attachmentRoute]
