import { statement, type Tx } from '#platform/db/database.ts'
import {
  type Draft,
  type Label,
  limits,
  type Named,
  type Thread,
  type ThreadFile,
  type ThreadMail,
  type ThreadMessage,
  type ThreadNote,
} from './office-messages.model.ts'

// What the office reads of one thread. Row-level security lets clerks and administrators see all of them, and nobody else any.

const threadStatement = statement<[id: string], Thread>(
  'officeMessages.thread',
  `select t.id, t.topic_id as "topicId", p.name as topic, t.premises_label as "premisesLabel", t.office_state as "officeState",
          t.started_by as "startedBy", t.waiting_since as "waitingSince", t.revision, t.office_read_revision < t.revision as unread,
          t.assigned_login_id as "holderId", h.display_name as "holderName", coalesce(t.assigned_login_id = current_login_id(), false) as mine,
          t.login_id as "loginId", coalesce(w.party_id, t.party_id) as "partyId", coalesce(w.display_name, t.writer_name) as "writerName",
          coalesce(c.email is not null or position('@' in w.name) > 1, false) as email, coalesce(c.phone, c.new_phone) as phone,
          o.name as cooperative
     from message_threads t
     join message_topics p on p.id = t.topic_id
     cross join cooperative o
     left join logins w on w.id = t.login_id
     left join login_contacts c on c.login_id = t.login_id
     left join logins h on h.id = t.assigned_login_id
    where t.id = $1`,
)

const messagesStatement = statement<[id: string], ThreadMessage>(
  'officeMessages.messages',
  `select * from (
     select m.id, m.author, m.channel, m.body, m.left_out as "leftOut", m.created_at as "createdAt", m.read_at as "readAt",
            case when m.author = 'office' or m.channel <> 'portal' then l.display_name end as clerk
       from messages m left join logins l on l.id = m.author_login_id
      where m.thread_id = $1 order by m.created_at desc, m.id desc limit ${limits.messages}) newest
    order by "createdAt", id`,
)

const filesStatement = statement<[id: string], ThreadFile>(
  'officeMessages.files',
  `select a.id, a.message_id as "messageId", f.name, f.size_bytes as "sizeBytes"
     from messages m join message_attachments a on a.message_id = m.id join stored_files f on f.id = a.file_id
    where m.thread_id = $1 order by a.position, a.id limit 1000`,
)

const mailsStatement = statement<[id: string], ThreadMail>(
  'officeMessages.mails',
  `select o.id, o.message_id as "messageId", o.kind, o.state, o.finished_at as "finishedAt",
          o.state in ('failed', 'unknown') and o.created_at > clock_now() - interval '3 days' as resendable
     from messages m join outgoing_mails o on o.message_id = m.id
    where m.thread_id = $1 order by o.created_at, o.kind limit 600`,
)

const notesStatement = statement<[id: string], ThreadNote>(
  'officeMessages.notes',
  `select n.id, n.kind, n.body, n.created_at as "createdAt", l.display_name as clerk, r.display_name as to
     from thread_notes n join logins l on l.id = n.author_login_id left join logins r on r.id = n.to_login_id
    where n.thread_id = $1 order by n.created_at, n.id limit 200`,
)

const threadLabelsStatement = statement<[id: string], Label & { readonly worn: boolean }>(
  'officeMessages.threadLabels',
  `select l.id, l.name, exists (select from thread_label_links k where k.label_id = l.id and k.thread_id = $1) as worn
     from thread_labels l order by lower(l.name) limit ${limits.labels}`,
)

const colleaguesStatement = statement<[], Named>(
  'officeMessages.colleagues',
  `select id, display_name as name from logins
    where kind = 'staff' and staff_role in ('clerk', 'administrator') and locked_at is null and id <> current_login_id()
    order by lower(display_name), id limit 200`,
)

const draftStatement = statement<[id: string], Draft>(
  'officeMessages.draft',
  `select body, revision, updated_at as "updatedAt" from answer_drafts where thread_id = $1 and login_id = current_login_id()`,
)

const draftFilesStatement = statement<[draftId: string], ThreadFile & { readonly sha256: string }>(
  'officeMessages.draftFiles',
  `select a.id, null as "messageId", f.name, f.size_bytes as "sizeBytes", f.sha256
     from message_attachments a join stored_files f on f.id = a.file_id
    where a.draft_by = current_login_id() and a.draft_id = $1 and a.message_id is null
    order by a.position, a.id limit 20`,
)

// The login this person was given after the matter was written down.
const laterLoginStatement = statement<[id: string], Named>(
  'officeMessages.laterLogin',
  `select l.id, l.name from message_threads t join logins l on l.party_id = t.party_id and l.kind = 'resident'
    where t.id = $1 and t.login_id is null order by l.created_at, l.id limit 10`,
)

const seenStatement = statement<[id: string, revision: number], never>(
  'officeMessages.seen',
  `update message_threads set office_read_revision = $2 where id = $1 and office_read_revision < $2`,
)

const fileStatement = statement<
  [attachmentId: string],
  { readonly name: string; readonly contentType: string; readonly sizeBytes: number }
>(
  'officeMessages.file',
  `select f.name, f.content_type as "contentType", f.size_bytes as "sizeBytes"
     from message_attachments a join stored_files f on f.id = a.file_id where a.id = $1`,
)

const bytesStatement = statement<[attachmentId: string, from: number, count: number], { readonly bytes: Buffer }>(
  'officeMessages.bytes',
  `select substring(f.content from $2::int for $3::int) as bytes
     from message_attachments a join stored_files f on f.id = a.file_id where a.id = $1`,
)

export const thread = (tx: Tx, id: string): Promise<Thread | undefined> => tx.maybe(threadStatement, [id])
export const messagesOf = (tx: Tx, id: string): Promise<ThreadMessage[]> => tx.query(messagesStatement, [id])
export const filesOf = (tx: Tx, id: string): Promise<ThreadFile[]> => tx.query(filesStatement, [id])
export const mailsOf = (tx: Tx, id: string): Promise<ThreadMail[]> => tx.query(mailsStatement, [id])
export const notesOf = (tx: Tx, id: string): Promise<ThreadNote[]> => tx.query(notesStatement, [id])
/** All labels, and which of them this thread wears. */
export const labelsOf = (tx: Tx, id: string) => tx.query(threadLabelsStatement, [id])
/** Who else answers residents. */
export const colleagues = (tx: Tx): Promise<Named[]> => tx.query(colleaguesStatement, [])
export const draftOf = (tx: Tx, id: string): Promise<Draft | undefined> => tx.maybe(draftStatement, [id])
export const draftFiles = (tx: Tx, draftId: string) => tx.query(draftFilesStatement, [draftId])
export const laterLogins = (tx: Tx, id: string): Promise<Named[]> => tx.query(laterLoginStatement, [id])
/** Somebody in the office has seen the thread up to this message. */
export async function markSeen(tx: Tx, id: string, revision: number): Promise<void> {
  await tx.query(seenStatement, [id, revision])
}
export const attachedFile = (tx: Tx, id: string) => tx.maybe(fileStatement, [id])
export const attachedBytes = async (tx: Tx, id: string, from: number, count: number): Promise<Buffer | undefined> =>
  (await tx.maybe(bytesStatement, [id, from + 1, count]))?.bytes
