import type { PremisesKind } from '#kernel/premises.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { Attachment, Message, ThreadRow, Topic } from './messages.model.ts'

export const threadsPerPage = 20
/** The most a thread page shows, the newest. */
const messagesLimit = 200

interface PremisesRow {
  readonly id: string
  readonly kind: PremisesKind
  readonly number: string
  readonly street: string
  readonly houseNumber: string
}

interface WriterRow {
  readonly verifiedEmail: string | null
  readonly legalNote: string
}

const topicsStatement = statement<[], Topic>(
  'messages.topics',
  `select id, name from message_topics where active order by position, id limit 50`,
)

const premisesStatement = statement<[], PremisesRow>(
  'messages.premises',
  `select p.id, p.kind, p.number, b.street, b.house_number as "houseNumber"
     from premises p join buildings b on b.id = p.building_id
    where p.id = any (array(select shown_premises()))
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, p.id
    limit 200`,
)

const writerStatement = statement<[], WriterRow>(
  'messages.writer',
  `select my_verified_email() as "verifiedEmail", message_legal_note as "legalNote" from cooperative`,
)

const threadColumns = `
  t.id, p.name as topic, t.premises_label as "premisesLabel", t.office_state as "officeState", t.started_by as "startedBy",
  t.created_at as "createdAt", t.last_message_at as "lastMessageAt",
  (select o.state from messages m left join outgoing_mails o on o.message_id = m.id and o.kind = 'officeMessage'
    where m.thread_id = t.id and m.author = 'resident' order by m.created_at desc, m.id desc limit 1) as "mailState",
  (select count(*)::int from messages m where m.thread_id = t.id and m.author = 'office' and m.read_at is null) as unread,
  coalesce((select left(m.body, 120) from messages m where m.thread_id = t.id order by m.created_at, m.id limit 1), '') as beginning`

const threadsStatement = statement<[limit: number, offset: number], ThreadRow & { readonly total: number }>(
  'messages.threads',
  `select ${threadColumns}, count(*) over ()::int as total
     from message_threads t join message_topics p on p.id = t.topic_id
    where t.id = any (array(select shown_threads()))
    order by t.last_message_at desc, t.id
    limit $1 offset $2`,
)

const threadStatement = statement<[threadId: string], ThreadRow>(
  'messages.thread',
  `select ${threadColumns}
     from message_threads t join message_topics p on p.id = t.topic_id
    where t.id = $1 and t.id = any (array(select shown_threads()))`,
)

const messagesStatement = statement<[threadId: string], Message>(
  'messages.ofThread',
  `select * from (
     select id, author, channel, body, left_out as "leftOut", created_at as "createdAt", read_at as "readAt"
       from messages where thread_id = $1 and thread_id = any (array(select shown_threads()))
      order by created_at desc, id desc limit ${messagesLimit}) newest
    order by "createdAt", id`,
)

const attachmentColumns = `a.id, a.message_id as "messageId", f.name, f.content_type as "contentType", f.size_bytes as "sizeBytes"`

const attachmentsStatement = statement<[threadId: string], Attachment>(
  'messages.attachments',
  `select ${attachmentColumns}
     from messages m
     join message_attachments a on a.message_id = m.id
     join stored_files f on f.id = a.file_id
    where m.thread_id = $1 and m.thread_id = any (array(select shown_threads()))
    order by a.position, a.id
    limit 1000`,
)

const draftFilesStatement = statement<[draftId: string], Attachment>(
  'messages.draftFiles',
  `select ${attachmentColumns}
     from message_attachments a join stored_files f on f.id = a.file_id
    where a.login_id = current_login_id() and a.draft_id = $1 and a.message_id is null
    order by a.position, a.id
    limit 20`,
)

type FileRow = Pick<Attachment, 'name' | 'contentType' | 'sizeBytes'>

const fileStatement = statement<[attachmentId: string], FileRow>(
  'messages.file',
  `select f.name, f.content_type as "contentType", f.size_bytes as "sizeBytes"
     from message_attachments a
     join messages m on m.id = a.message_id
     join stored_files f on f.id = a.file_id
    where a.id = $1 and m.thread_id = any (array(select shown_threads()))`,
)

const bytesStatement = statement<[attachmentId: string, from: number, count: number], { readonly bytes: Buffer }>(
  'messages.bytes',
  `select substring(f.content from $2::int for $3::int) as bytes
     from message_attachments a
     join messages m on m.id = a.message_id
     join stored_files f on f.id = a.file_id
    where a.id = $1 and m.thread_id = any (array(select shown_threads()))`,
)

const markReadStatement = statement<[threadId: string], never>(
  'messages.markRead',
  `update messages set read_at = clock_now()
    where thread_id = $1 and thread_id = any (array(select shown_threads())) and author = 'office' and read_at is null`,
)

export const topics = (tx: Tx): Promise<Topic[]> => tx.query(topicsStatement, [])
export const premises = (tx: Tx): Promise<PremisesRow[]> => tx.query(premisesStatement, [])
/** The writer's verified e-mail, if any, and what the cooperative says of the weight of messages. */
export const writer = (tx: Tx): Promise<WriterRow> => tx.one(writerStatement, [])

/** One page of the person's threads, newest first, and how many there are. */
export async function threads(
  tx: Tx,
  page: number,
  perPage = threadsPerPage,
): Promise<{ readonly rows: readonly ThreadRow[]; readonly total: number }> {
  const rows = await tx.query(threadsStatement, [perPage, (page - 1) * perPage])
  return { rows, total: rows[0]?.total ?? 0 }
}

export const thread = (tx: Tx, threadId: string): Promise<ThreadRow | undefined> =>
  tx.maybe(threadStatement, [threadId])
export const messagesOf = (tx: Tx, threadId: string): Promise<Message[]> => tx.query(messagesStatement, [threadId])
export const attachmentsOf = (tx: Tx, threadId: string): Promise<Attachment[]> =>
  tx.query(attachmentsStatement, [threadId])
/** Files kept while a form is mended. */
export const draftFiles = (tx: Tx, draftId: string): Promise<Attachment[]> => tx.query(draftFilesStatement, [draftId])
export const attachedFile = (tx: Tx, attachmentId: string): Promise<FileRow | undefined> =>
  tx.maybe(fileStatement, [attachmentId])

/** A part of a file; `from` counts from 0. */
export async function attachedBytes(
  tx: Tx,
  attachmentId: string,
  from: number,
  count: number,
): Promise<Buffer | undefined> {
  return (await tx.maybe(bytesStatement, [attachmentId, from + 1, count]))?.bytes
}

export async function markRead(tx: Tx, threadId: string): Promise<void> {
  await tx.query(markReadStatement, [threadId])
}
