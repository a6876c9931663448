import { statement, type Tx } from '#platform/db/database.ts'
import type { Channel, OfficeState } from './office-messages.model.ts'

export interface Locked {
  readonly revision: number
  readonly holderId: string | null
  readonly mine: boolean
  readonly loginId: string | null
  readonly officeState: OfficeState
}

// Whoever does something to a thread holds its row until they are done: two clerks come one after the other.
const lockStatement = statement<[id: string], Locked>(
  'officeMessages.lock',
  `select revision, assigned_login_id as "holderId", coalesce(assigned_login_id = current_login_id(), false) as mine, login_id as "loginId",
          office_state as "officeState"
     from message_threads where id = $1 for update`,
)

// Forms of one clerk that begin a thread wait for each other: the same one sent twice finds what the first left.
const lockWriterStatement = statement<[], { readonly locked: boolean }>(
  'officeMessages.lockWriter',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.messages'), hashtext(current_login_id()::text)) is not null as locked`,
)

const answeredBeforeStatement = statement<[once: Buffer], { readonly id: string }>(
  'officeMessages.answeredBefore',
  `select thread_id as id from messages where author_login_id = current_login_id() and once_sha256 = $1`,
)

type NewMessage = [
  messageId: string,
  threadId: string,
  author: 'office' | 'resident',
  channel: Channel,
  body: string,
  once: Buffer | null,
]
const messageStatement = statement<NewMessage, never>(
  'officeMessages.write',
  `insert into messages (id, thread_id, author, author_login_id, channel, body, once_sha256)
   values ($1, $2, $3, current_login_id(), $4, $5, $6)`,
)

const answeredStatement = statement<[threadId: string], never>(
  'officeMessages.answered',
  `update message_threads
      set office_state = 'answered', last_message_at = clock_now(), assigned_login_id = coalesce(assigned_login_id, current_login_id()),
          office_read_revision = revision
    where id = $1`,
)

// Only somebody who has a login can read the notice's "sign in".
const noticeStatement = statement<[messageId: string], never>(
  'officeMessages.queueNotice',
  `insert into outgoing_mails (message_id, kind)
   select m.id, 'answerNotice' from messages m join message_threads t on t.id = m.thread_id where m.id = $1 and t.login_id is not null`,
)

type NewFile = [fileId: string, name: string, contentType: string, sizeBytes: number, sha256: string, content: Buffer]
const fileStatement = statement<NewFile, never>(
  'officeMessages.newFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)`,
)

const draftFileStatement = statement<[draftId: string, fileId: string, position: number], never>(
  'officeMessages.newDraftFile',
  `insert into message_attachments (id, draft_by, draft_id, file_id, position)
   values (gen_random_uuid(), current_login_id(), $1, $2, $3)`,
)

const dropStatement = statement<[draftId: string, attachmentIds: readonly string[]], never>(
  'officeMessages.dropDraftFiles',
  `delete from message_attachments
    where draft_by = current_login_id() and draft_id = $1 and message_id is null and id = any ($2::uuid[])`,
)

const dropAllStatement = statement<[draftId: string], never>(
  'officeMessages.dropAllDraftFiles',
  `delete from message_attachments where draft_by = current_login_id() and draft_id = $1 and message_id is null`,
)

const attachStatement = statement<[draftId: string, messageId: string], never>(
  'officeMessages.attachDraft',
  `update message_attachments set message_id = $2, draft_by = null,
          login_id = (select t.login_id from messages m join message_threads t on t.id = m.thread_id where m.id = $2)
    where draft_by = current_login_id() and draft_id = $1 and message_id is null`,
)

const saveDraftStatement = statement<[threadId: string, body: string, revision: number], never>(
  'officeMessages.saveDraft',
  `insert into answer_drafts (thread_id, login_id, body, revision) values ($1, current_login_id(), $2, $3)
   on conflict (thread_id, login_id) do update set body = excluded.body, revision = excluded.revision, updated_at = clock_now()`,
)

const dropDraftStatement = statement<[threadId: string], never>(
  'officeMessages.dropDraft',
  `delete from answer_drafts where thread_id = $1 and login_id = current_login_id()`,
)

const wroteStatement = statement<[threadId: string], { readonly wrote: boolean }>(
  'officeMessages.wroteJustNow',
  `select exists (select from messages where thread_id = $1 and author_login_id = current_login_id()
                   and created_at > clock_now() - interval '30 seconds') as wrote`,
)

const claimStatement = statement<[threadId: string], { readonly id: string }>(
  'officeMessages.claim',
  `update message_threads
      set assigned_login_id = current_login_id(), office_state = case office_state when 'new' then 'inProgress' else office_state end
    where id = $1 and (assigned_login_id is null or assigned_login_id = current_login_id())
   returning id`,
)

// Whoever held it when the page was loaded must hold it still; otherwise two clerks would hand over the same thread two ways.
const assignStatement = statement<[threadId: string, from: string | null, to: string], { readonly id: string }>(
  'officeMessages.assign',
  `update message_threads t
      set assigned_login_id = l.id, office_state = case office_state when 'new' then 'inProgress' else office_state end
     from logins l
    where t.id = $1 and t.assigned_login_id is not distinct from $2 and l.id = $3
      and l.kind = 'staff' and l.staff_role in ('clerk', 'administrator') and l.locked_at is null
   returning t.id`,
)

const releaseStatement = statement<[threadId: string], { readonly id: string }>(
  'officeMessages.release',
  `update message_threads
      set assigned_login_id = null, office_state = case office_state when 'inProgress' then 'new' else office_state end
    where id = $1 and assigned_login_id = current_login_id()
   returning id`,
)

const closeStatement = statement<[threadId: string], never>(
  'officeMessages.close',
  `update message_threads set office_state = 'closed', waiting_since = null, office_read_revision = revision where id = $1`,
)

// A closed thread whose last word is the resident's waits again since that word.
const reopenStatement = statement<[threadId: string], { readonly id: string }>(
  'officeMessages.reopen',
  `update message_threads t
      set office_state = 'inProgress', assigned_login_id = coalesce(assigned_login_id, current_login_id()),
          waiting_since = (select case when m.author = 'resident' then m.created_at end from messages m
                            where m.thread_id = t.id order by m.created_at desc, m.id desc limit 1)
    where id = $1 and office_state = 'closed' returning id`,
)

const topicStatement = statement<[threadId: string, topicId: string], { readonly id: string }>(
  'officeMessages.changeTopic',
  `update message_threads t set topic_id = p.id from message_topics p where t.id = $1 and p.id = $2 and p.active returning t.id`,
)

type NewNote = [
  threadId: string,
  kind: 'note' | 'handOver' | 'mail',
  to: string | null,
  body: string,
  once: Buffer | null,
]
const noteStatement = statement<NewNote, { readonly id: string }>(
  'officeMessages.note',
  `insert into thread_notes (thread_id, author_login_id, kind, to_login_id, body, once_sha256)
   values ($1, current_login_id(), $2, $3, $4, $5) on conflict (author_login_id, once_sha256) do nothing returning id`,
)

const wearStatement = statement<[threadId: string, labelIds: readonly string[]], { readonly id: string }>(
  'officeMessages.wearLabels',
  `insert into thread_label_links (thread_id, label_id)
   select $1, id from thread_labels where id = any ($2::uuid[]) on conflict do nothing returning label_id as id`,
)
const takeOffStatement = statement<[threadId: string, labelIds: readonly string[]], { readonly id: string }>(
  'officeMessages.takeOffLabels',
  'delete from thread_label_links where thread_id = $1 and label_id <> all ($2::uuid[]) returning label_id as id',
)

const resendStatement = statement<[mailId: string, threadId: string], { readonly id: string }>(
  'officeMessages.resend',
  `update outgoing_mails set state = 'waiting', due_at = clock_now(), handed_over_at = null, finished_at = null
    where id = $1 and message_id in (select id from messages where thread_id = $2)
      and state in ('failed', 'unknown') and created_at > clock_now() - interval '3 days'
   returning id`,
)

const giveStatement = statement<[threadId: string, loginId: string], { readonly given: boolean }>(
  'officeMessages.give',
  'select give_thread($1, $2) as given',
)

const auditStatement = statement<[action: string, threadId: string, details: string], never>(
  'officeMessages.audit',
  `insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
   select 'staff', current_login_id(), $1, (select login_id from message_threads where id = $2), $3::jsonb || jsonb_build_object('thread', $2::uuid)`,
)

export const lockThread = (tx: Tx, id: string): Promise<Locked | undefined> => tx.maybe(lockStatement, [id])
export async function lockWriter(tx: Tx): Promise<void> {
  await tx.query(lockWriterStatement, [])
}
export const answeredBefore = (tx: Tx, once: Buffer) => tx.maybe(answeredBeforeStatement, [once])

export async function insertMessage(tx: Tx, ...message: NewMessage): Promise<void> {
  await tx.query(messageStatement, message)
}

/** The thread after an answer of the office: nobody waits any more. */
export async function markAnswered(tx: Tx, threadId: string): Promise<void> {
  await tx.query(answeredStatement, [threadId])
}

/** The e-mail that says there is something to read; only where there is a login to read it with. */
export async function queueNotice(tx: Tx, messageId: string): Promise<void> {
  await tx.query(noticeStatement, [messageId])
}

export async function addDraftFile(tx: Tx, draftId: string, position: number, ...file: NewFile): Promise<void> {
  await tx.query(fileStatement, file)
  await tx.query(draftFileStatement, [draftId, file[0], position])
}
export async function dropDraftFiles(tx: Tx, draftId: string, attachmentIds: readonly string[]): Promise<void> {
  await tx.query(dropStatement, [draftId, attachmentIds])
}
/** Files kept for a draft become the message's. */
export async function attachDraft(tx: Tx, draftId: string, messageId: string): Promise<void> {
  await tx.query(attachStatement, [draftId, messageId])
}

export async function saveDraft(tx: Tx, threadId: string, body: string, revision: number): Promise<void> {
  await tx.query(saveDraftStatement, [threadId, body, revision])
}
export const wroteJustNow = async (tx: Tx, threadId: string): Promise<boolean> =>
  (await tx.one(wroteStatement, [threadId])).wrote
export async function dropDraft(tx: Tx, threadId: string): Promise<void> {
  await tx.query(dropDraftStatement, [threadId])
}
export async function dropDraftWithFiles(tx: Tx, threadId: string): Promise<void> {
  await dropDraft(tx, threadId)
  await tx.query(dropAllStatement, [threadId])
}

/** Takes a thread on. @returns false when somebody else has it, or there is none. */
export const claimThread = async (tx: Tx, threadId: string): Promise<boolean> =>
  (await tx.maybe(claimStatement, [threadId])) !== undefined
/** Gives a thread to a clerk. @returns false when it is not held by `from` any more, or nobody may hold it there. */
export const assignThread = async (tx: Tx, threadId: string, from: string | null, to: string): Promise<boolean> =>
  (await tx.maybe(assignStatement, [threadId, from, to])) !== undefined
export const releaseThread = async (tx: Tx, threadId: string): Promise<boolean> =>
  (await tx.maybe(releaseStatement, [threadId])) !== undefined
export async function closeThread(tx: Tx, threadId: string): Promise<void> {
  await tx.query(closeStatement, [threadId])
}
export const reopenThread = async (tx: Tx, threadId: string): Promise<boolean> =>
  (await tx.maybe(reopenStatement, [threadId])) !== undefined
export const changeTopic = async (tx: Tx, threadId: string, topicId: string): Promise<boolean> =>
  (await tx.maybe(topicStatement, [threadId, topicId])) !== undefined

/** @returns false when the same form left its note before. */
export const addNote = async (tx: Tx, ...note: NewNote): Promise<boolean> =>
  (await tx.maybe(noteStatement, note)) !== undefined

/** The thread wears these labels and no others. @returns whether that changes anything. */
export async function wearLabels(tx: Tx, threadId: string, labelIds: readonly string[]): Promise<boolean> {
  const gone = await tx.query(takeOffStatement, [threadId, labelIds])
  const added = await tx.query(wearStatement, [threadId, labelIds])
  return gone.length + added.length > 0
}

/** Sends again, under the same Message-ID, a mail that failed or of which nobody knows. A clerk's decision, never the program's. */
export const resendMail = async (tx: Tx, mailId: string, threadId: string): Promise<boolean> =>
  (await tx.maybe(resendStatement, [mailId, threadId])) !== undefined

/** Shows the matter to the login its person was given meanwhile; writes its own line of the audit trail. */
export const giveThread = async (tx: Tx, threadId: string, loginId: string): Promise<boolean> =>
  (await tx.one(giveStatement, [threadId, loginId])).given

export type AuditAction =
  | 'messages.taken'
  | 'messages.handedOver'
  | 'messages.released'
  | 'messages.answered'
  | 'messages.closed'
  | 'messages.reopened'
  | 'messages.topicChanged'
  | 'messages.noteAdded'
  | 'messages.labelsChanged'
  | 'messages.mailResent'
  | 'messages.recorded'
  | 'messages.started'
  | 'messages.mailHandled'

/** One line of the audit trail about a thread: ids and choices, never a word of anybody. */
export async function audit(
  tx: Tx,
  action: AuditAction,
  threadId: string,
  details: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.query(auditStatement, [action, threadId, JSON.stringify(details)])
}
