import { statement, type Tx } from '#platform/db/database.ts'
import type { Decision, DecisionAction, WayBack } from './office-import.model.ts'

const columns = `action, reason, coalesce(staff_name(requested_by), 'inna osoba') as "requestedBy", requested_at as "requestedAt",
  outcome, finished_at as "finishedAt"`

const ofDeliveryStatement = statement<[id: string], Decision>(
  'officeImport.decisions',
  `select ${columns} from import_decisions where delivery_id::text = $1 order by requested_at desc limit 20`,
)
const oneStatement = statement<[id: string], Decision & { readonly deliveryId: string }>(
  'officeImport.decision',
  `select ${columns}, delivery_id as "deliveryId" from import_decisions where id::text = $1`,
)
const openStatement = statement<[], Decision>(
  'officeImport.openDecision',
  `select ${columns} from import_decisions where outcome is null`,
)
const madeStatement = statement<[once: Buffer], { readonly id: string }>(
  'officeImport.madeDecision',
  'select id from import_decisions where once_sha256 = $1 and requested_by = current_login_id()',
)
// Only what still is as the form showed it; the worker looks once more when it has the import's lock.
const decideStatement = statement<
  [id: string, action: DecisionAction, delivery: string, publication: number, reason: string, once: Buffer],
  { readonly id: string }
>(
  'officeImport.decide',
  `insert into import_decisions (id, action, delivery_id, publication_id, reason, requested_by, once_sha256)
   select $1::uuid, $2, d.id, s.publication_id, $5, current_login_id(), $6
     from published_state s join deliveries d on d.id::text = $3
    where case when $2 = 'rollback'
            then s.publication_id = $4 and exists (
              select from publications p join publications b on b.id = p.previous_id
               where p.id = s.publication_id and p.delivery_id = d.id and b.pruned_at is null)
            else d.state = 'waiting' end
   on conflict do nothing returning id`,
)
const wayBackStatement = statement<[], WayBack>(
  'officeImport.wayBack',
  `select case when b.id is not null then jsonb_build_object('publicationId', b.id, 'deliveryId', b.delivery_id, 'pruned', b.pruned_at is not null,
            'asOf', (extract(epoch from b.as_of) * 1000)::bigint, 'publishedAt', (extract(epoch from b.published_at) * 1000)::bigint) end as before,
          b.sequence as "sequenceBefore", coalesce(d.report -> 'changes', '{}') as changes
     from published_state s
     left join publications p on p.id = s.publication_id
     left join deliveries d on d.id = p.delivery_id
     left join publications b on b.id = p.previous_id`,
)

/** What was decided about a delivery in the portal, the newest first. */
export const decisionsOf = (tx: Tx, id: string): Promise<readonly Decision[]> => tx.query(ofDeliveryStatement, [id])
export const decision = (tx: Tx, id: string): Promise<(Decision & { readonly deliveryId: string }) | undefined> =>
  tx.maybe(oneStatement, [id])
/** The one the worker has not carried out yet; there is never a second. */
export const openDecision = (tx: Tx): Promise<Decision | undefined> => tx.maybe(openStatement, [])
/** The publication before, and what going back to it would undo. */
export const wayBack = (tx: Tx): Promise<WayBack> => tx.one(wayBackStatement, [])

export interface NewDecision {
  readonly id: string
  readonly action: DecisionAction
  readonly deliveryId: string
  /** What residents saw on the page of the form. */
  readonly publicationId: number
  readonly reason: string
  readonly once: Buffer
}

/**
 * Notes the decision, in the transaction that asks for its job. The same form sent twice is one decision. @returns its id, or why there
 * is none: the delivery, the publication or another decision stands in the way. @throws when the password's five minutes are over.
 */
export async function decide(tx: Tx, made: NewDecision): Promise<{ readonly id: string } | 'overtaken'> {
  const before = await tx.maybe(madeStatement, [made.once])
  if (before) return before
  const { id, action, deliveryId, publicationId, reason, once } = made
  const noted = await tx.maybe(decideStatement, [id, action, deliveryId, publicationId, reason, once])
  return noted ?? (await tx.maybe(madeStatement, [once])) ?? 'overtaken'
}
