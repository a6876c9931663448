import { statement, type Tx } from '#platform/db/database.ts'

/** What of the inbox stands on the office's start page. */
export interface InboxCounts {
  readonly waiting: number
  readonly overdue: number
  readonly mine: number
  readonly nobodys: number
  readonly unclearMails: number
  readonly failedMails: number
}

const countsStatement = statement<[cutOffs: readonly string[]], InboxCounts>(
  'officeMessages.startCounts',
  `select count(*)::int as waiting, count(*) filter (where t.waiting_since < ($1::timestamptz[])[(select answer_working_days from message_settings)])::int as overdue,
          count(*) filter (where t.assigned_login_id = me.id)::int as mine, count(*) filter (where t.assigned_login_id is null)::int as nobodys,
          (select count(*)::int from quarantined_mails where handled_at is null) as "unclearMails",
          (select count(*)::int from outgoing_mails where state in ('failed', 'unknown') and kind in ('officeMessage', 'answerNotice')
              and created_at > clock_now() - interval '3 days') as "failedMails"
     from message_threads t cross join (select current_login_id() as id) me where t.waiting_since is not null`,
)

export const startCounts = (tx: Tx, cutOffs: readonly string[]): Promise<InboxCounts> =>
  tx.one(countsStatement, [cutOffs])
