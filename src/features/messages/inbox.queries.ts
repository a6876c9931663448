import { statement, type Tx } from '#platform/db/database.ts'
import type { Lead } from './incoming.model.ts'

export interface Cursor {
  readonly uidValidity: number
  readonly lastUid: number
}

/** A mail's place in the mailbox, and its Message-ID or, without one, its hash. */
export interface Place {
  readonly mailbox: string
  readonly uidValidity: number
  readonly uid: number
  readonly rfcMessageId: string
}

export type Outcome = 'answer' | 'quarantined' | 'automatic' | 'bounce' | 'own' | 'duplicate'

const cursorStatement = statement<[mailbox: string], Cursor>(
  'messages.mailboxCursor',
  `select uid_validity as "uidValidity", last_uid as "lastUid" from mailbox_cursors where mailbox = $1`,
)

const moveCursorStatement = statement<[mailbox: string, uidValidity: number, uid: number], never>(
  'messages.moveMailboxCursor',
  `insert into mailbox_cursors (mailbox, uid_validity, last_uid, read_at) values ($1, $2, $3, clock_now())
   on conflict (mailbox) do update
     set last_uid = case when mailbox_cursors.uid_validity = excluded.uid_validity
                         then greatest(mailbox_cursors.last_uid, excluded.last_uid) else excluded.last_uid end,
         uid_validity = excluded.uid_validity, read_at = excluded.read_at`,
)

interface Known {
  readonly own: boolean
  readonly seen: boolean
}

const knownStatement = statement<[rfcMessageId: string], Known>(
  'messages.knownMail',
  `select exists (select from outgoing_mails where rfc_message_id = $1) as own,
          exists (select from incoming_mails where rfc_message_id = $1) as seen`,
)

// Only mail that went to the office counts: whoever holds a copy or a notice is not the office.
const leadStatement = statement<[tokens: readonly string[], ids: readonly string[]], Lead>(
  'messages.leadOfMail',
  `select * from (
     select t.id as "threadId", t.login_id as "loginId", 1 as rank from message_threads t where t.reply_token = any ($1::text[])
     union all
     select t.id, t.login_id, 2
       from outgoing_mails o join messages m on m.id = o.message_id join message_threads t on t.id = m.thread_id
      where o.kind = 'officeMessage' and o.rfc_message_id = any ($2::text[])) found
    order by rank limit 1`,
)

const oursStatement = statement<[ids: readonly string[]], { readonly any: boolean }>(
  'messages.areOurMails',
  `select exists (select from outgoing_mails where rfc_message_id = any ($1::text[])) as any`,
)

const recordStatement = statement<
  [
    id: string,
    mailbox: string,
    uidValidity: number,
    uid: number,
    rfcMessageId: string,
    outcome: Outcome,
    messageId: string | null,
  ],
  { readonly id: string }
>(
  'messages.recordIncoming',
  `insert into incoming_mails (id, mailbox, uid_validity, uid, rfc_message_id, outcome, message_id)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
)

type NewAnswer = [
  messageId: string,
  threadId: string,
  body: string,
  fullBody: string | null,
  leftOut: readonly string[],
]
const answerStatement = statement<NewAnswer, never>(
  'messages.answerByMail',
  `insert into messages (id, thread_id, author, channel, body, full_body, left_out) values ($1, $2, 'office', 'mail', $3, $4, $5)`,
)

const answeredStatement = statement<[threadId: string], never>(
  'messages.threadAnsweredByMail',
  `update message_threads set office_state = 'answered', last_message_at = clock_now() where id = $1`,
)

const noticeStatement = statement<[messageId: string], never>(
  'messages.queueNotice',
  `insert into outgoing_mails (message_id, kind) values ($1, 'answerNotice')`,
)

type NewFile = [fileId: string, name: string, contentType: string, sizeBytes: number, sha256: string, content: Buffer]
const fileStatement = statement<NewFile, never>(
  'messages.newReceivedFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)`,
)

const attachStatement = statement<[loginId: string | null, messageId: string, fileId: string, position: number], never>(
  'messages.attachReceivedFile',
  `insert into message_attachments (login_id, message_id, file_id, position) values ($1, $2, $3, $4)`,
)

const bouncedStatement = statement<[ids: readonly string[], fault: string], { readonly id: string }>(
  'messages.mailBounced',
  `update outgoing_mails set state = 'failed', fault = $2, finished_at = clock_now()
    where rfc_message_id = any ($1::text[]) and state in ('sent', 'unknown') returning id`,
)

const arrivedStatement = statement<[rfcMessageId: string], never>(
  'messages.mailArrived',
  `update outgoing_mails set state = 'sent', fault = null, finished_at = clock_now()
    where rfc_message_id = $1 and state = 'unknown'`,
)

const quarantineStatement = statement<
  [id: string, threadId: string | null, reason: string, sender: string, subject: string, body: string],
  never
>(
  'messages.quarantineMail',
  `insert into quarantined_mails (id, thread_id, reason, sender, subject, body) values ($1, $2, $3, $4, $5, $6)`,
)

const unfiledStatement = statement<
  [mailbox: string, uidValidity: number],
  { readonly id: string; readonly uid: number; readonly outcome: Outcome }
>(
  'messages.unfiledMails',
  `select id, uid, outcome from incoming_mails
    where mailbox = $1 and uid_validity = $2 and filed_at is null and outcome <> 'own'
    order by uid limit 200`,
)

const filedStatement = statement<[id: string], never>(
  'messages.mailFiled',
  `update incoming_mails set filed_at = clock_now() where id = $1`,
)

export const cursorOf = (tx: Tx, mailbox: string): Promise<Cursor | undefined> => tx.maybe(cursorStatement, [mailbox])

/** Nothing up to this number needs to be looked at again. */
export async function moveCursor(tx: Tx, { mailbox, uidValidity, uid }: Omit<Place, 'rfcMessageId'>): Promise<void> {
  await tx.query(moveCursorStatement, [mailbox, uidValidity, uid])
}

export const knownMail = (tx: Tx, rfcMessageId: string): Promise<Known> => tx.one(knownStatement, [rfcMessageId])
export const leadOf = (tx: Tx, tokens: readonly string[], ids: readonly string[]): Promise<Lead | undefined> =>
  tx.maybe(leadStatement, [tokens, ids])
export const areOurMails = async (tx: Tx, ids: readonly string[]): Promise<boolean> =>
  (await tx.one(oursStatement, [ids])).any

/** @returns false when this mail is recorded already: then nothing else may be done with it. */
export async function recordIncoming(
  tx: Tx,
  id: string,
  { mailbox, uidValidity, uid, rfcMessageId }: Place,
  outcome: Outcome,
  messageId: string | null,
): Promise<boolean> {
  return (
    (await tx.maybe(recordStatement, [id, mailbox, uidValidity, uid, rfcMessageId, outcome, messageId])) !== undefined
  )
}

/** The office's answer, with the notice to the person who waits for it. */
export async function insertAnswer(tx: Tx, ...answer: NewAnswer): Promise<void> {
  await tx.query(answerStatement, answer)
  await tx.query(answeredStatement, [answer[1]])
  await tx.query(noticeStatement, [answer[0]])
}

export async function insertReceivedFile(
  tx: Tx,
  loginId: string | null,
  messageId: string,
  position: number,
  ...file: NewFile
): Promise<void> {
  await tx.query(fileStatement, file)
  await tx.query(attachStatement, [loginId, messageId, file[0], position])
}

/** A server on the way gave these mails up. @returns how many of ours that were. */
export async function mailBounced(tx: Tx, ids: readonly string[], status: string): Promise<number> {
  return (await tx.query(bouncedStatement, [ids, status === '' ? 'bounced' : status])).length
}

/** A mail nobody was sure of lies in the office's mailbox: so it came. */
export async function mailArrived(tx: Tx, rfcMessageId: string): Promise<void> {
  await tx.query(arrivedStatement, [rfcMessageId])
}

export interface Quarantined {
  readonly threadId: string | null
  readonly reason: 'foreignSender' | 'notAuthenticated' | 'tooLarge' | 'unreadable'
  readonly sender: string
  readonly subject: string
  readonly body: string
}

export async function quarantineMail(tx: Tx, id: string, mail: Quarantined): Promise<void> {
  await tx.query(quarantineStatement, [id, mail.threadId, mail.reason, mail.sender, mail.subject, mail.body])
}

export const unfiledMails = (tx: Tx, mailbox: string, uidValidity: number) =>
  tx.query(unfiledStatement, [mailbox, uidValidity])

export async function mailFiled(tx: Tx, id: string): Promise<void> {
  await tx.query(filedStatement, [id])
}
