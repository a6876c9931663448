import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { formatDateTime } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
import type { Tx } from '#platform/db/database.ts'
import { csv } from '#platform/http/csv.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, nothing, pageNumber } from '#platform/http/params.ts'
import { type Context, file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import type { RefusedUpload, UploadLimits } from '#platform/http/uploads.ts'
import { attachmentReply } from './attachment.ts'
import {
  type Draft,
  limits,
  type Mistake,
  mistakesIn,
  plainText,
  premisesOf,
  textMistake,
  threadState,
} from './messages.model.ts'
import {
  attachedBytes,
  attachedFile,
  attachmentsOf,
  draftFiles,
  markRead,
  messagesOf,
  premises,
  thread,
  threads,
  threadsPerPage,
  topics,
  writer,
} from './messages.queries.ts'
import { mistakeSentence, stateNames, messagesText as text, tooManyMessages } from './messages.text.ts'
import { type FormState, HistoryPage, ThreadPage, WritePage, type WriterInfo } from './messages.view.tsx'
import { napiszTabs } from './tabs.text.ts'
import { cleanUploads, type Files, keepFiles, type Target, TooManyFiles, write } from './write.ts'

const writing = { tab: 'napisz', subTabs: napiszTabs('/napisz') } as const
const history = { tab: 'napisz', subTabs: napiszTabs('/napisz/historia') } as const
/** Whatever cannot be one of our ids is nobody's: it is looked for like any other, so that it gives the same answer to everybody. */
const nobodys = '00000000-0000-0000-0000-000000000000'
const ownId = id.transform((value) => (z.uuid().safeParse(value).success ? value.toLowerCase() : nobodys))
const csvRows = 5_000

const uploads: UploadLimits = {
  field: 'zalaczniki',
  files: limits.files,
  bytesPerFile: limits.bytesPerFile,
  kinds: ['pdf', 'jpeg', 'png', 'text'],
}

/** Fields are taken as they come and judged in the model: a form with a mistake comes back with everything that was typed. */
const field = z.string().max(200_000).optional()
const attachmentId = z.uuid().optional().catch(undefined)
const formFields = {
  // A missing or foreign key is only no protection against sending twice.
  _once: z.uuid().catch(() => randomUUID()),
  tresc: field,
  usun1: attachmentId,
  usun2: attachmentId,
  usun3: attachmentId,
  usun4: attachmentId,
  usun5: attachmentId,
}
type FormFields = z.output<z.ZodObject<typeof formFields>>

const emptyForm = (): FormState => ({
  once: randomUUID(),
  draft: { tresc: '' },
  wantsCopy: false,
  mistakes: [],
  refused: [],
  kept: [],
  tooMany: undefined,
})

async function writerInfo(tx: Tx): Promise<WriterInfo> {
  const [topicList, premisesList, about] = await Promise.all([topics(tx), premises(tx), writer(tx)])
  return {
    topics: topicList,
    premises: premisesList.map((row) => ({ id: row.id, label: premisesLabel(row) })),
    ...about,
  }
}

const writeRoute = route({
  path: '/napisz',
  area: 'resident',
  title: 'Napisz do nas e-mail',
  params: nothing,
  queries: 4,
  handle: async ({ read }) => {
    const info = await read(writerInfo)
    return page({ title: text.title, ...writing, body: WritePage({ form: emptyForm(), info }) })
  },
})

/** What came with a form, cleaned; the same for a new message and for more words in a thread. */
function received({ params, uploads: given, refusedUploads }: Context<FormFields>) {
  const { clean, refused } = cleanUploads(given)
  const files: Files = {
    draftId: params._once,
    uploads: clean,
    dropped: [params.usun1, params.usun2, params.usun3, params.usun4, params.usun5].filter((one) => one !== undefined),
  }
  return { files, refused: [...refusedUploads, ...refused], body: plainText(params.tresc ?? '') }
}

type Attempt =
  | { readonly sent: string }
  | { readonly back: Pick<FormState, 'mistakes' | 'refused' | 'kept' | 'tooMany'>; readonly waitSeconds?: number }

/** Sends, or keeps what was accepted and says what is wrong: text and files are never typed or chosen twice. */
async function attempt(
  context: Context<unknown>,
  target: Target | undefined,
  mistakes: readonly Mistake[],
  { files, refused, body }: ReturnType<typeof received>,
): Promise<Attempt> {
  const back = (reasons: readonly RefusedUpload[], waitSeconds?: number) =>
    context.write(async (tx): Promise<Attempt> => {
      const beyond = await keepFiles(tx, files)
      return {
        back: {
          mistakes: mistakes.map((mistake) => ({ field: mistake.field, message: mistakeSentence(mistake) })),
          refused: [...reasons, ...beyond.filter(({ name }) => !reasons.some((one) => one.name === name))],
          kept: await draftFiles(tx, files.draftId),
          tooMany: waitSeconds === undefined ? undefined : tooManyMessages(waitSeconds),
        },
        ...(waitSeconds === undefined ? {} : { waitSeconds }),
      }
    })
  if (!target || mistakes.length > 0 || refused.length > 0) return back(refused)
  try {
    const written = await context.write((tx) => write(tx, target, body, files))
    return 'threadId' in written ? { sent: written.threadId } : back([], written.waitSeconds)
  } catch (error) {
    if (error instanceof TooManyFiles) return back(error.refused)
    throw error
  }
}

function answer(content: Parameters<typeof page>[0], waitSeconds: number | undefined): Reply {
  if (waitSeconds === undefined) return page(content, { status: 422 })
  return { kind: 'page', status: 429, content, retryAfterSeconds: waitSeconds }
}

const sendRoute = route({
  method: 'POST',
  path: '/napisz',
  area: 'resident',
  title: 'Wysłanie wiadomości',
  params: z.object({ ...formFields, temat: field, lokal: field, kopia: field }),
  uploads,
  queries: 30,
  handle: async (context) => {
    const { params } = context
    const info = await context.read(writerInfo)
    const form = received(context)
    const draft: Draft = { tresc: form.body, temat: params.temat, lokal: params.lokal }
    const wantsCopy = params.kopia === '1' && info.verifiedEmail !== null
    const mistakes = mistakesIn(draft, info.topics, info.premises)
    const topic = info.topics.find(({ id }) => id === draft.temat)
    const target = topic && { topicId: topic.id, premises: premisesOf(draft, info.premises), wantsCopy }
    const result = await attempt(context, target, mistakes, form)
    if ('sent' in result) return redirect(`/napisz/historia/${result.sent}?wyslano=1`)
    const body = WritePage({ form: { once: params._once, draft, wantsCopy, ...result.back }, info })
    return answer({ title: text.title, ...writing, body }, result.waitSeconds)
  },
})

const historyRoute = route({
  path: '/napisz/historia',
  area: 'resident',
  title: text.historyTitle,
  params: z.object({ strona: pageNumber }),
  queries: 2,
  handle: async ({ params, read }) => {
    const { rows, total } = await read((tx) => threads(tx, params.strona))
    // Only the first page may be empty.
    if (rows.length === 0 && params.strona > 1) throw new NotFound('page beyond the last')
    const pages = Math.max(1, Math.ceil(total / threadsPerPage))
    return page({
      title: text.historyTitle,
      ...history,
      body: HistoryPage({ threads: rows, page: params.strona, pages }),
    })
  },
})

const historyCsvRoute = route({
  path: '/napisz/historia.csv',
  area: 'resident',
  title: 'Historia wysłanych e-mail, CSV',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => {
    const { rows } = await read((tx) => threads(tx, 1, csvRows))
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Sprawa', 'Lokal', 'Wysłano', 'Ostatnia wiadomość', 'Stan', 'Początek'],
        rows.map((row) => [
          row.topic,
          row.premisesLabel,
          formatDateTime(row.createdAt),
          formatDateTime(row.lastMessageAt),
          stateNames[threadState(row)],
          row.beginning,
        ]),
      ),
      { filename: 'wiadomosci.csv' },
    )
  },
})

async function threadContent({ read }: Context<unknown>, id: string, form: FormState, justSent: boolean) {
  const [found, messages, attachments] = await read((tx) =>
    Promise.all([thread(tx, id), messagesOf(tx, id), attachmentsOf(tx, id)]),
  )
  if (!found) throw new NotFound('no such thread of this person')
  const body = ThreadPage({ thread: found, messages, attachments, form, justSent })
  return { found, content: { title: found.topic, ...history, body } }
}

const threadRoute = route({
  path: '/napisz/historia/:id',
  area: 'resident',
  title: 'Sprawa z odpowiedziami',
  params: z.object({ id: ownId, wyslano: z.literal('1').optional().catch(undefined) }),
  objects: { id: 'thread' },
  queries: 6,
  handle: async (context) => {
    const { id, wyslano } = context.params
    const { found, content } = await threadContent(context, id, emptyForm(), wyslano === '1')
    if (found.unread > 0 && context.countsAsRead) await context.write((tx) => markRead(tx, id))
    return page(content)
  },
})

const addRoute = route({
  method: 'POST',
  path: '/napisz/historia/:id',
  area: 'resident',
  title: 'Dopisanie do sprawy',
  params: z.object({ ...formFields, id: ownId }),
  objects: { id: 'thread' },
  uploads,
  queries: 30,
  handle: async (context) => {
    const { id, _once: once } = context.params
    // Before any file is kept: a foreign thread takes nothing.
    await threadContent(context, id, emptyForm(), false)
    const form = received(context)
    const mistake = textMistake(form.body)
    const result = await attempt(context, { threadId: id }, mistake ? [mistake] : [], form)
    if ('sent' in result) return redirect(`/napisz/historia/${result.sent}?wyslano=1`)
    const state = { once, draft: { tresc: form.body }, wantsCopy: false, ...result.back }
    const { content } = await threadContent(context, id, state, false)
    return answer(content, result.waitSeconds)
  },
})

const attachmentRoute = route({
  path: '/napisz/zalaczniki/:id',
  area: 'resident',
  title: 'Załącznik wiadomości',
  params: z.object({ id: ownId }),
  objects: { id: 'attachment' },
  queries: 4,
  handle: async ({ params, read, range, headOnly }) => {
    const found = await read((tx) => attachedFile(tx, params.id))
    return attachmentReply(found, { range, headOnly }, (from, count) =>
      read((tx) => attachedBytes(tx, params.id, from, count)),
    )
  },
})

export const messagesRoutes: readonly Route[] = [
  writeRoute,
  sendRoute,
  historyRoute,
  historyCsvRoute,
  threadRoute,
  addRoute,
  attachmentRoute,
]
