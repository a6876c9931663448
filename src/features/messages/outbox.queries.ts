import { statement, type Tx } from '#platform/db/database.ts'

export type MailKind = 'officeMessage' | 'copy' | 'answerNotice'
/** Mail of other slices: they name its kind and know the words. */
export type LetterKind = string & {}

/** A mail taken for one attempt. `attempts` is also the number that says the attempt is still ours. */
export type ClaimedMail = {
  readonly id: string
  readonly attempts: number
  /** The Message-ID header. */
  readonly rfcMessageId: string
  readonly createdAt: number
} & (
  | { readonly kind: MailKind; readonly messageId: string; readonly letterId: null }
  | { readonly kind: LetterKind; readonly messageId: null; readonly letterId: string }
)

export interface MailContent {
  readonly replyToken: string
  readonly topic: string
  readonly premisesLabel: string
  readonly body: string
  readonly createdAt: number
  readonly writerName: string
  readonly verifiedEmail: string | null
  /** The writer's choice for notices of answers. */
  readonly wantsNotice: boolean
  readonly cooperative: string
  /** Message-IDs of the thread's earlier mails to the office. */
  readonly references: readonly string[]
}

export interface MailFile {
  readonly name: string
  readonly contentType: string
  /** Nothing when the files together are too large. */
  readonly content: Buffer | null
}

const mailLifeDays = 3

/** After the first failure, the second…, in seconds; the last goes on for all later ones. */
const pauses = [60, 300, 900, 3_600, 14_400, 28_800]

/** A mail not tried yet may wait so long for the office to take it back. */
const longestFirstPause = 3_600

// A pause that seems longer than it can be was begun before the clock was put back.
const putBackStatement = statement<[], never>(
  'messages.clockPutBack',
  `update outgoing_mails set due_at = clock_now()
    where state = 'waiting'
      and due_at > clock_now() + make_interval(secs => 60 + (array[${[longestFirstPause, ...pauses].join()}])[least(attempts, ${pauses.length}) + 1])`,
)

const tidyStatement = statement<[], { readonly state: string }>(
  'messages.tidyOutbox',
  `update outgoing_mails
      set state = case when state = 'waiting' then 'failed' when handed_over_at is null then 'waiting' else 'unknown' end,
          fault = case when state = 'waiting' then coalesce(fault, 'tooLate') else 'interrupted' end,
          finished_at = case when state = 'sending' and handed_over_at is null then null else clock_now() end,
          leased_until = null
    where (state = 'sending' and (leased_until < clock_now() or leased_until > clock_now() + interval '10 minutes'))
       or (state = 'waiting' and created_at < clock_now() - interval '${mailLifeDays} days')
   returning state`,
)

const claimStatement = statement<[domain: string], ClaimedMail>(
  'messages.claimMail',
  `update outgoing_mails
      set state = 'sending', attempts = attempts + 1, handed_over_at = null, leased_until = clock_now() + interval '5 minutes',
          rfc_message_id = coalesce(rfc_message_id, '<' || gen_random_uuid() || '@' || $1::text || '>')
    where id = (select id from outgoing_mails where state = 'waiting' and due_at <= clock_now()
                 order by due_at, created_at, id limit 1 for update skip locked)
   returning id, kind, message_id as "messageId", coalesce(email_change_id, letter_id) as "letterId", attempts, rfc_message_id as "rfcMessageId",
             created_at as "createdAt"`,
)

const contentStatement = statement<[messageId: string], MailContent>(
  'messages.mailContent',
  `select t.reply_token as "replyToken", p.name as topic, t.premises_label as "premisesLabel", m.body, m.created_at as "createdAt",
          coalesce(writer_name_of(t.login_id), '') as "writerName", verified_email_of(t.login_id) as "verifiedEmail",
          wants_mail(t.login_id, 'officeAnswer') as "wantsNotice",
          c.name as cooperative,
          array(select o.rfc_message_id from messages e join outgoing_mails o on o.message_id = e.id and o.kind = 'officeMessage'
                 where e.thread_id = t.id and e.id <> m.id and e.created_at <= m.created_at and o.rfc_message_id is not null
                 order by e.created_at desc limit 10) as references
     from messages m
     join message_threads t on t.id = m.thread_id
     join message_topics p on p.id = t.topic_id
     cross join cooperative c
    where m.id = $1`,
)

const filesStatement = statement<[messageId: string, mostBytes: number], MailFile>(
  'messages.mailFiles',
  `select f.name, f.content_type as "contentType",
          case when (select sum(s.size_bytes) from message_attachments b join stored_files s on s.id = b.file_id
                      where b.message_id = $1) <= $2::int then f.content end as content
     from message_attachments a join stored_files f on f.id = a.file_id
    where a.message_id = $1
    order by a.position, a.id
    limit 50`,
)

const cooperativeStatement = statement<[], { readonly name: string }>(
  'messages.cooperativeName',
  'select name from cooperative',
)

type Ours = [id: string, attempts: number]
const ours = `where id = $1 and attempts = $2 and state = 'sending'`

const handOverStatement = statement<Ours, { readonly id: string }>(
  'messages.handOverMail',
  `update outgoing_mails set handed_over_at = clock_now() ${ours} and leased_until > clock_now() returning id`,
)

const finishStatement = statement<[...Ours, state: string, fault: string | null], never>(
  'messages.finishMail',
  `update outgoing_mails set state = $3, fault = $4, finished_at = clock_now(), leased_until = null ${ours}`,
)

const laterStatement = statement<[...Ours, seconds: number, fault: string | null], never>(
  'messages.sendMailLater',
  `update outgoing_mails
      set state = 'waiting', fault = $4, handed_over_at = null, leased_until = null,
          due_at = clock_now() + make_interval(secs => $3::int) ${ours}`,
)

const oldDraftsStatement = statement<[], { readonly files: number }>(
  'messages.removeOldDrafts',
  `with dropped as (
     delete from message_attachments
      where message_id is null and created_at < clock_now() - case when draft_by is null then interval '2 days' else interval '30 days' end
     returning file_id),
   answers as (delete from answer_drafts where updated_at < clock_now() - interval '30 days'),
   files as (delete from stored_files where id in (select file_id from dropped) returning id)
   select count(*)::int as files from files`,
)

/** Mails left behind by a program that ended in the middle, and mails too old to be of use. @returns how many of each new state. */
export async function tidyOutbox(tx: Tx): Promise<readonly string[]> {
  const [tidied] = await Promise.all([tx.query(tidyStatement, []), tx.query(putBackStatement, [])])
  return tidied.map(({ state }) => state)
}

export const claimMail = (tx: Tx, domain: string): Promise<ClaimedMail | undefined> =>
  tx.maybe(claimStatement, [domain])
export const mailContent = (tx: Tx, messageId: string): Promise<MailContent> => tx.one(contentStatement, [messageId])
export const mailFiles = (tx: Tx, messageId: string, mostBytes: number): Promise<MailFile[]> =>
  tx.query(filesStatement, [messageId, mostBytes])

export const cooperativeName = async (tx: Tx): Promise<string> => (await tx.one(cooperativeStatement, [])).name

/** @returns false when the attempt is no longer ours: then the text must not leave. */
export async function handOver(tx: Tx, mail: ClaimedMail): Promise<boolean> {
  return (await tx.maybe(handOverStatement, [mail.id, mail.attempts])) !== undefined
}

export async function finishMail(
  tx: Tx,
  mail: ClaimedMail,
  state: 'sent' | 'failed' | 'unknown' | 'skipped',
  fault?: string,
): Promise<void> {
  await tx.query(finishStatement, [mail.id, mail.attempts, state, fault ?? null])
}

export async function sendLater(tx: Tx, mail: ClaimedMail, fault?: string): Promise<void> {
  const seconds = pauses[Math.min(mail.attempts, pauses.length) - 1]!
  await tx.query(laterStatement, [mail.id, mail.attempts, seconds, fault ?? null])
}

/** Removes files of forms that nobody sent, and what the office began to write and left for a month. @returns how many files went. */
export async function removeOldDrafts(tx: Tx): Promise<number> {
  return (await tx.one(oldDraftsStatement, [])).files
}
