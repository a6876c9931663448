import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { Job } from './job.model.ts'

const undecided = `(j.state = 'waiting' and j.approver_roles is not null and j.approved_at is null and j.refused_at is null
  and j.cancel_asked_at is null and j.created_at > clock_now() - interval '7 days')`
/** Who asked never decides, whatever their role. */
const decidable = `(${undecided} and j.requested_by is distinct from (select current_login_id())
  and (select current_staff_role()) = any (j.approver_roles))`
const visible = `(j.requested_by = (select current_login_id()) or (select current_staff_role()) = 'administrator'
  or coalesce((select current_staff_role()) = any (j.approver_roles), false))`

const columns = `j.id, j.kind, j.state, j.created_at as "createdAt", j.finished_at as "finishedAt", j.steps_done as "stepsDone",
  j.steps_total as "stepsTotal", j.cancellable, j.cancel_asked_at as "cancelAskedAt", j.not_before as "notBefore", j.params, j.result,
  coalesce(staff_name(j.requested_by), 'inna osoba') as "requestedBy", coalesce(j.requested_by = current_login_id(), false) as mine,
  j.summary, ${undecided} as undecided, j.created_at + interval '7 days' as "decideUntil", coalesce(${decidable}, false) as decidable,
  j.approved_at as "approvedAt", staff_name(j.approved_by) as "approvedBy", j.refused_at as "refusedAt",
  staff_name(j.refused_by) as "refusedBy", j.refusal_reason as "refusalReason"`

const listStatement = statement<[], Job>(
  'jobs.list',
  `select ${columns} from jobs j where ${visible} and not coalesce(${decidable}, false) order by j.created_at desc limit 50`,
)
const toDecideStatement = statement<[], Job>(
  'jobs.toDecide',
  `select ${columns} from jobs j where ${decidable} order by j.created_at limit 50`,
)
const countStatement = statement<[], { readonly count: number }>(
  'jobs.pending',
  `select count(*)::int as count from jobs j where ${decidable}`,
)
const startCountsStatement = statement<[], { readonly open: number; readonly failed: number }>(
  'jobs.startCounts',
  `select count(*) filter (where state in ('waiting', 'running'))::int as open,
          count(*) filter (where state = 'failed' and finished_at > clock_now() - interval '1 day')::int as failed
     from jobs where requested_by = current_login_id()`,
)
const oneStatement = statement<[id: string], Job>(
  'jobs.one',
  `select ${columns} from jobs j where j.id::text = $1 and ${visible}`,
)
const cancelStatement = statement<[id: string], { readonly id: string; readonly withdrawn: boolean }>(
  'jobs.cancel',
  `update jobs j set cancel_asked_at = clock_now()
    where id::text = $1 and state in ('waiting', 'running') and cancel_asked_at is null
      and (cancellable or (${undecided} and requested_by = current_login_id()))
      and (requested_by = current_login_id() or (select current_staff_role()) = 'administrator')
   returning id, state = 'cancelled' as withdrawn`,
)
const approveStatement = statement<[id: string], { readonly kind: string }>(
  'jobs.approve',
  `update jobs j set approved_by = current_login_id(), approved_at = clock_now() where id::text = $1 and ${decidable} returning kind`,
)
const refuseStatement = statement<[id: string, reason: string], { readonly kind: string }>(
  'jobs.refuse',
  `update jobs j set refused_by = current_login_id(), refused_at = clock_now(), refusal_reason = $2
    where id::text = $1 and ${decidable} returning kind`,
)

/** Own jobs and those one might have decided, the newest first; everybody's for an administrator. */
export const jobs = (tx: Tx): Promise<Job[]> => tx.query(listStatement, [])
/** Jobs that wait for the person who asks, the oldest first. */
export const jobsToDecide = (tx: Tx): Promise<Job[]> => tx.query(toDecideStatement, [])
/** How many jobs wait for the person who asks. */
export const pendingApprovals = async (tx: Tx): Promise<number> => (await tx.one(countStatement, [])).count
/** One's own jobs that go on, and those of the last day that failed: for the office's start page. */
export const jobCounts = (tx: Tx): Promise<{ readonly open: number; readonly failed: number }> =>
  tx.one(startCountsStatement, [])
export const job = (tx: Tx, id: string): Promise<Job | undefined> => tx.maybe(oneStatement, [id])

/**
 * Asks a running job to stop after its current step; one that still waits for a second person ends at once. Nothing happens to one
 * that has ended or is being stopped already.
 */
export async function cancelJob(tx: Tx, id: string): Promise<void> {
  const cancelled = await tx.maybe(cancelStatement, [id])
  if (cancelled?.withdrawn) await auditStaff(tx, 'job.withdrawn', { details: { job: id } })
}

/** @returns false when it is not theirs to decide, or no longer. */
export async function approveJob(tx: Tx, id: string): Promise<boolean> {
  const approved = await tx.maybe(approveStatement, [id])
  if (approved) await auditStaff(tx, 'job.approved', { details: { job: id, kind: approved.kind } })
  return approved !== undefined
}

/** @returns false when it is not theirs to decide, or no longer. */
export async function refuseJob(tx: Tx, id: string, reason: string): Promise<boolean> {
  const refused = await tx.maybe(refuseStatement, [id, reason])
  if (refused) await auditStaff(tx, 'job.refused', { details: { job: id, kind: refused.kind } })
  return refused !== undefined
}
