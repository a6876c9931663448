import { statement, type Tx } from '#platform/db/database.ts'
import type { QuarantinedMail } from './office-messages.model.ts'

const columns = `q.id, q.thread_id as "threadId", q.reason, q.sender, q.subject, q.created_at as "createdAt", q.handled_at as "handledAt",
  q.handled_as as "handledAs", l.display_name as "handledBy", p.name as topic, coalesce(w.display_name, t.writer_name) as "writerName"`
const around = `left join logins l on l.id = q.handled_by left join message_threads t on t.id = q.thread_id
  left join message_topics p on p.id = t.topic_id left join logins w on w.id = t.login_id`

const listStatement = statement<[handled: boolean], QuarantinedMail>(
  'officeMessages.quarantine',
  `select ${columns} from quarantined_mails q ${around}
    where (q.handled_at is not null) = $1
    order by case when $1 then null else q.created_at end, q.handled_at desc, q.id limit 100`,
)

const oneStatement = statement<[id: string], QuarantinedMail & { readonly body: string }>(
  'officeMessages.quarantinedMail',
  `select ${columns}, q.body from quarantined_mails q ${around} where q.id = $1`,
)

const handledStatement = statement<[id: string, as: 'seen' | 'note' | 'answer'], { readonly id: string }>(
  'officeMessages.quarantineHandled',
  `update quarantined_mails set handled_at = clock_now(), handled_by = current_login_id(), handled_as = $2
    where id = $1 and handled_at is null returning id`,
)

/** Mails that name a thread and were not surely the office's: those to look at, the oldest first, or those done, the newest first. */
export const quarantine = (tx: Tx, handled: boolean): Promise<QuarantinedMail[]> => tx.query(listStatement, [handled])
export const quarantinedMail = (tx: Tx, id: string) => tx.maybe(oneStatement, [id])
/** @returns false when somebody has done it meanwhile. */
export const quarantineHandled = async (tx: Tx, id: string, as: 'seen' | 'note' | 'answer'): Promise<boolean> =>
  (await tx.maybe(handledStatement, [id, as])) !== undefined
