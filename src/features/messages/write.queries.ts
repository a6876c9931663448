import { statement, type Tx } from '#platform/db/database.ts'

// Forms of one person wait for each other here: the same one sent twice finds what the first left, and the limit is counted exactly.
const lockStatement = statement<[], { readonly locked: boolean }>(
  'messages.lockWriter',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.messages'), hashtext(current_login_id()::text)) is not null as locked`,
)

const writtenStatement = statement<[once: Buffer], { readonly threadId: string }>(
  'messages.written',
  `select thread_id as "threadId" from messages where author_login_id = current_login_id() and once_sha256 = $1`,
)

const lastHourStatement = statement<[], { readonly written: number; readonly waitSeconds: number }>(
  'messages.lastHour',
  `select count(*)::int as written,
          coalesce(ceil(extract(epoch from min(created_at) + interval '1 hour' - clock_now())), 0)::int as "waitSeconds"
     from messages where author_login_id = current_login_id() and created_at > clock_now() - interval '1 hour'
      and created_at < clock_now() + interval '1 minute'`,
)

type NewThread = [threadId: string, topicId: string, premisesId: string | null, premisesLabel: string]
const threadStatement = statement<NewThread, never>(
  'messages.newThread',
  `insert into message_threads (id, login_id, topic_id, premises_id, premises_label)
   values ($1, current_login_id(), $2, $3, $4)`,
)

type NewMessage = [messageId: string, threadId: string, body: string, once: Buffer]
const messageStatement = statement<NewMessage, never>(
  'messages.newMessage',
  `insert into messages (id, thread_id, author, author_login_id, channel, body, once_sha256)
   values ($1, $2, 'resident', current_login_id(), 'portal', $3, $4)`,
)

const reopenStatement = statement<[threadId: string], { readonly id: string }>(
  'messages.reopen',
  `update message_threads set office_state = 'new', last_message_at = clock_now()
    where id = $1 and id = any (array(select shown_threads()))
   returning id`,
)

const mailStatement = statement<[messageId: string, kind: string], never>(
  'messages.queueMail',
  `insert into outgoing_mails (message_id, kind) values ($1, $2)`,
)

type NewFile = [fileId: string, name: string, contentType: string, sizeBytes: number, sha256: string, content: Buffer]
const fileStatement = statement<NewFile, never>(
  'messages.newFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)`,
)

const draftFileStatement = statement<[draftId: string, fileId: string, position: number], never>(
  'messages.newDraftFile',
  `insert into message_attachments (id, login_id, draft_id, file_id, position)
   values (gen_random_uuid(), current_login_id(), $1, $2, $3)`,
)

const attachStatement = statement<[draftId: string, messageId: string], never>(
  'messages.attachDraft',
  `update message_attachments set message_id = $2
    where login_id = current_login_id() and draft_id = $1 and message_id is null`,
)

const dropStatement = statement<[draftId: string, attachmentIds: readonly string[]], never>(
  'messages.dropDraftFiles',
  `delete from message_attachments
    where login_id = current_login_id() and draft_id = $1 and message_id is null and id = any ($2::uuid[])`,
)

interface Kept {
  readonly here: number
  readonly everywhere: number
  readonly digests: readonly string[]
}

const keptStatement = statement<[draftId: string], Kept>(
  'messages.keptFiles',
  `select count(*) filter (where a.draft_id = $1)::int as here, count(*)::int as everywhere,
          coalesce(array_agg(f.sha256) filter (where a.draft_id = $1), '{}') as digests
     from message_attachments a join stored_files f on f.id = a.file_id
    where a.login_id = current_login_id() and a.message_id is null`,
)

export async function lockWriter(tx: Tx): Promise<void> {
  await tx.query(lockStatement, [])
}

/** The thread that the same form made before. */
export async function writtenBefore(tx: Tx, once: Buffer): Promise<string | undefined> {
  return (await tx.maybe(writtenStatement, [once]))?.threadId
}

export const lastHour = (tx: Tx) => tx.one(lastHourStatement, [])

export async function insertThread(tx: Tx, ...thread: NewThread): Promise<void> {
  await tx.query(threadStatement, thread)
}

/** The message and the mail that tells the office of it, in one transaction. */
export async function insertMessage(tx: Tx, ...message: NewMessage): Promise<void> {
  await tx.query(messageStatement, message)
  await tx.query(mailStatement, [message[0], 'officeMessage'])
}

export async function queueCopy(tx: Tx, messageId: string): Promise<void> {
  await tx.query(mailStatement, [messageId, 'copy'])
}

/** @returns false when the thread is not the person's. */
export async function reopenThread(tx: Tx, threadId: string): Promise<boolean> {
  return (await tx.maybe(reopenStatement, [threadId])) !== undefined
}

export async function insertDraftFile(tx: Tx, draftId: string, position: number, ...file: NewFile): Promise<void> {
  await tx.query(fileStatement, file)
  await tx.query(draftFileStatement, [draftId, file[0], position])
}

export const keptFiles = (tx: Tx, draftId: string) => tx.one(keptStatement, [draftId])

export async function attachDraft(tx: Tx, draftId: string, messageId: string): Promise<void> {
  await tx.query(attachStatement, [draftId, messageId])
}

export async function dropDraftFiles(tx: Tx, draftId: string, attachmentIds: readonly string[]): Promise<void> {
  await tx.query(dropStatement, [draftId, attachmentIds])
}
