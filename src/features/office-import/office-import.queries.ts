import { statement, type Tx } from '#platform/db/database.ts'
import {
  type Delivery,
  type DeliveryLine,
  deliveriesPerPage,
  type LastNight,
  type Place,
  type Published,
  problemsPerPage,
  type ReportedProblem,
  shownState,
} from './office-import.model.ts'

// The row residents' pages read their "stan na" from (platform/http/frame.ts), in the same snapshot as the rest of the page.
const publishedStatement = statement<[], Published>(
  'officeImport.published',
  `select s.publication_id as "publicationId", s.as_of as "asOf", s.published_at as "publishedAt", p.delivery_id as "deliveryId",
          b.id is not null and b.pruned_at is null as "canGoBack"
     from published_state s left join publications p on p.id = s.publication_id left join publications b on b.id = p.previous_id`,
)

const place = `d.state, d.publication_id as "publicationId", p.rolled_back_at as "rolledBackAt"`
const line = `d.id, ${place}, d.kind, d.sequence, d.as_of as "asOf", d.received_at as "receivedAt", d.came_by as "cameBy", t.name as "tokenName",
  d.stage, d.rows_done as "rowsDone", d.rows_total as "rowsTotal",
  coalesce((d.report #>> '{problems,count}')::bigint, 0) as "problemCount",
  coalesce((select sum(r.value::bigint) from jsonb_each_text(d.report -> 'delivered') r),
           (select sum((r.value #>> '{rows,counted}')::bigint) from jsonb_each(d.report -> 'control') r), 0)::bigint as rows`
const from = `from deliveries d
  left join publications p on p.id = d.publication_id and p.delivery_id = d.id
  left join delivery_tokens t on t.id = d.token_id`

const deliveriesStatement = statement<[limit: number, offset: number], DeliveryLine & { readonly total: number }>(
  'officeImport.deliveries',
  `select ${line}, count(*) over () as total ${from} order by d.received_at desc, d.id limit $1 offset $2`,
)

// The problems of one page only: a thousand of them would not fit on any.
const deliveryStatement = statement<[id: string, limit: number, offset: number], Delivery>(
  'officeImport.delivery',
  `select ${line}, d.finished_at as "finishedAt", d.report - 'problems' as report,
          coalesce(jsonb_array_length(d.report #> '{problems,listed}'), 0) as listed,
          (select coalesce(jsonb_agg(e.problem order by e.place), '[]')
             from jsonb_array_elements(d.report #> '{problems,listed}') with ordinality e(problem, place)
            where e.place > $3 and e.place <= $3 + $2) as problems
     ${from} where d.id::text = $1`,
)

const allProblemsStatement = statement<[id: string], { readonly problems: readonly ReportedProblem[] }>(
  'officeImport.problems',
  `select coalesce(report #> '{problems,listed}', '[]') as problems from deliveries where id::text = $1`,
)

interface Newest {
  readonly asOf: number | null
  readonly now: number
  readonly id: string | null
  readonly receivedAt: number | null
  readonly state: Place['state'] | null
  readonly publicationId: number | null
  readonly rolledBackAt: number | null
}
const lastNightStatement = statement<[], Newest>(
  'officeImport.lastNight',
  `select s.as_of as "asOf", s.publication_id as now, d.*
     from published_state s
     left join lateral (select d.id, d.received_at as "receivedAt", ${place} ${from} order by d.received_at desc limit 1) d on true`,
)

/** What residents see now. */
export const published = (tx: Tx): Promise<Published> => tx.one(publishedStatement, [])

/** One page of all deliveries, the newest first, with how many there are. */
export const deliveries = (tx: Tx, page: number): Promise<readonly (DeliveryLine & { readonly total: number })[]> =>
  tx.query(deliveriesStatement, [deliveriesPerPage, (page - 1) * deliveriesPerPage])

/** One delivery with one page of its problems. */
export const delivery = (tx: Tx, id: string, page = 1): Promise<Delivery | undefined> =>
  tx.maybe(deliveryStatement, [id, problemsPerPage, (page - 1) * problemsPerPage])

/** Every problem that is listed with its place. */
export const allProblems = async (tx: Tx, id: string): Promise<readonly ReportedProblem[] | undefined> =>
  (await tx.maybe(allProblemsStatement, [id]))?.problems

/** The newest delivery, and of when the books on the pages are. */
export async function lastNight(tx: Tx): Promise<LastNight> {
  const { asOf, now, id, receivedAt, state, publicationId, rolledBackAt } = await tx.one(lastNightStatement, [])
  return { asOf, id, receivedAt, state: state && shownState({ state, publicationId, rolledBackAt }, now) }
}
