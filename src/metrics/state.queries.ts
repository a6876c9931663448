import { statement, type Tx } from '#platform/db/database.ts'

/** What waits and how old things are; counts and ages only. */
export interface State {
  readonly mails: Readonly<Record<string, number>>
  readonly oldestMailSeconds: number
  readonly jobs: Readonly<Record<string, number>>
  /** Age of the books residents see; null before the first publication. */
  readonly publicationSeconds: number | null
  readonly deliveryState: string | null
  readonly deliverySeconds: number | null
}

const age = (column: string): string => `extract(epoch from clock_now() - ${column})::float8`

const stateStatement = statement<[], State>(
  'metrics.state',
  `select (select coalesce(jsonb_object_agg(state, n), '{}') from (select state, count(*) as n from outgoing_mails where state in ('waiting', 'sending', 'failed', 'unknown') group by state) m) as mails,
          (select coalesce(${age('min(created_at)')}, 0) from outgoing_mails where state = 'waiting') as "oldestMailSeconds",
          (select coalesce(jsonb_object_agg(what, n), '{}')
             from (select case when state = 'waiting' and approver_roles is not null and approved_at is null then 'approval' else state end as what, count(*) as n
                     from jobs where state in ('waiting', 'running') or (state = 'failed' and finished_at > clock_now() - interval '1 day') group by 1) j) as jobs,
          (select ${age('as_of')} from published_state) as "publicationSeconds",
          (select state from deliveries order by received_at desc limit 1) as "deliveryState",
          (select ${age('max(received_at)')} from deliveries) as "deliverySeconds"`,
)

export const readState = (tx: Tx): Promise<State> => tx.one(stateStatement, [])
