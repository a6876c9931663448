import { statement, type Tx } from '#platform/db/database.ts'
import type { MailState, OfficeState } from './messages.model.ts'

/** A thread in the office's list. */
export interface OfficeThread {
  readonly id: string
  readonly topic: string
  readonly writerName: string
  readonly premisesLabel: string
  readonly officeState: OfficeState
  readonly assignedLoginId: string | null
  readonly lastMessageAt: number
  /** Of the resident's newest message; `failed` and `unknown` say that the office's mailbox may not have it. */
  readonly mailState: MailState | null
}

export interface QuarantinedMail {
  readonly id: string
  readonly threadId: string | null
  readonly reason: string
  readonly sender: string
  readonly subject: string
  readonly body: string
  readonly createdAt: number
}

const listStatement = statement<[state: OfficeState | null, limit: number, offset: number], OfficeThread>(
  'messages.officeThreads',
  `select t.id, p.name as topic, coalesce(writer_name_of(t.login_id), '') as "writerName", t.premises_label as "premisesLabel",
          t.office_state as "officeState", t.assigned_login_id as "assignedLoginId", t.last_message_at as "lastMessageAt",
          (select o.state from messages m left join outgoing_mails o on o.message_id = m.id and o.kind = 'officeMessage'
            where m.thread_id = t.id and m.author = 'resident' order by m.created_at desc, m.id desc limit 1) as "mailState"
     from message_threads t join message_topics p on p.id = t.topic_id
    where $1::text is null or t.office_state = $1
    order by t.last_message_at desc, t.id
    limit $2 offset $3`,
)

const claimStatement = statement<[threadId: string], { readonly id: string }>(
  'messages.claimThread',
  `update message_threads
      set assigned_login_id = current_login_id(), office_state = case office_state when 'new' then 'inProgress' else office_state end
    where id = $1 and (assigned_login_id is null or assigned_login_id = current_login_id())
   returning id`,
)

type NewAnswer = [messageId: string, threadId: string, body: string, once: Buffer | null]
const answerStatement = statement<NewAnswer, { readonly id: string }>(
  'messages.answerInPortal',
  `insert into messages (id, thread_id, author, author_login_id, channel, body, once_sha256)
   values ($1, $2, 'office', current_login_id(), 'portal', $3, $4)
   on conflict (author_login_id, once_sha256) do nothing returning id`,
)

const answeredStatement = statement<[threadId: string], never>(
  'messages.threadAnswered',
  `update message_threads
      set office_state = 'answered', last_message_at = clock_now(), assigned_login_id = coalesce(assigned_login_id, current_login_id())
    where id = $1`,
)

const noticeStatement = statement<[messageId: string], never>(
  'messages.queueNoticeByOffice',
  `insert into outgoing_mails (message_id, kind) values ($1, 'answerNotice')`,
)

type OfficeFile = [
  fileId: string,
  name: string,
  contentType: string,
  sizeBytes: number,
  sha256: string,
  content: Buffer,
]
const fileStatement = statement<OfficeFile, never>(
  'messages.newOfficeFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)`,
)

const attachStatement = statement<[messageId: string, fileId: string], never>(
  'messages.attachOfficeFile',
  `insert into message_attachments (id, login_id, message_id, file_id)
   select gen_random_uuid(), t.login_id, m.id, $2 from messages m join message_threads t on t.id = m.thread_id where m.id = $1`,
)

const resendStatement = statement<[mailId: string], { readonly id: string }>(
  'messages.resendMail',
  `update outgoing_mails set state = 'waiting', due_at = clock_now(), handed_over_at = null, finished_at = null
    where id = $1 and state in ('failed', 'unknown') and created_at > clock_now() - interval '3 days'
   returning id`,
)

const quarantineStatement = statement<[], QuarantinedMail>(
  'messages.quarantine',
  `select id, thread_id as "threadId", reason, sender, subject, body, created_at as "createdAt"
     from quarantined_mails where handled_at is null order by created_at limit 200`,
)

const handledStatement = statement<[id: string], { readonly id: string }>(
  'messages.quarantineHandled',
  `update quarantined_mails set handled_at = clock_now(), handled_by = current_login_id()
    where id = $1 and handled_at is null returning id`,
)

/** Threads for clerks and administrators, newest first; all, or those of one state. */
export const officeThreads = (tx: Tx, state: OfficeState | null, limit = 50, offset = 0): Promise<OfficeThread[]> =>
  tx.query(listStatement, [state, limit, offset])

/** Takes a thread on; the resident reads "w trakcie". @returns false when somebody else has it, or there is none. */
export async function claimThread(tx: Tx, threadId: string): Promise<boolean> {
  return (await tx.maybe(claimStatement, [threadId])) !== undefined
}

/**
 * The office's answer written in the portal, with the notice to the resident.
 * @returns false when the same form (`once`, a SHA-256) was sent before.
 */
export async function answerThread(
  tx: Tx,
  messageId: string,
  threadId: string,
  body: string,
  once: Buffer | null = null,
): Promise<boolean> {
  if ((await tx.maybe(answerStatement, [messageId, threadId, body, once])) === undefined) return false
  await tx.query(answeredStatement, [threadId])
  await tx.query(noticeStatement, [messageId])
  return true
}

/** A file of the office's answer; checked like an upload before. */
export async function attachToAnswer(tx: Tx, messageId: string, ...file: OfficeFile): Promise<void> {
  await tx.query(fileStatement, file)
  await tx.query(attachStatement, [messageId, file[0]])
}

/** Sends again, under the same Message-ID, a mail that failed or of which nobody knows. A clerk's decision, never the program's. */
export async function resendMail(tx: Tx, mailId: string): Promise<boolean> {
  return (await tx.maybe(resendStatement, [mailId])) !== undefined
}

/** Mails that name a thread and were not surely the office's, oldest first. */
export const quarantine = (tx: Tx): Promise<QuarantinedMail[]> => tx.query(quarantineStatement, [])

export async function quarantineHandled(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe(handledStatement, [id])) !== undefined
}
