import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'refused' | 'expired'

type ApproverRole = 'clerk' | 'accountant' | 'editor' | 'administrator'

/** A job taken by a worker. `attempts` is also the number that says the job is still ours. */
export interface ClaimedJob {
  readonly id: string
  readonly kind: string
  readonly params: unknown
  readonly requestedBy: string | null
  /** A second person, or an operator, said yes. */
  readonly approved: boolean
  readonly approvedBy: string | null
  readonly attempts: number
  readonly stepsDone: number
  readonly stepsTotal: number | null
  /** Where the attempt before stopped, as the job's own code wrote it. */
  readonly resume: unknown
}

const leaseSeconds = 60
/** A worker that died; also one whose lease seems far longer than leases are, because the clock was put back since. */
const leaseOver = `state = 'running' and (leased_until < clock_now() or leased_until > clock_now() + interval '5 minutes')`

const askStatement = statement<
  [
    kind: string,
    params: string,
    once: Buffer,
    stepsTotal: number | null,
    cancellable: boolean,
    approverRoles: readonly ApproverRole[] | null,
    summary: string | null,
    notBefore: number | null,
  ],
  { readonly id: string }
>(
  'jobs.ask',
  `insert into jobs (kind, params, requested_by, once_sha256, steps_total, cancellable, approver_roles, summary, not_before)
   values ($1, $2::jsonb, current_login_id(), $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))
   on conflict (requested_by, once_sha256) do nothing returning id`,
)

const askedStatement = statement<[once: Buffer], { readonly id: string }>(
  'jobs.asked',
  'select id from jobs where requested_by = current_login_id() and once_sha256 = $1',
)

// A waiting job that needs nobody or has its second person, or one whose worker died; one that killed its worker three times is given up.
const claimStatement = statement<[], ClaimedJob>(
  'jobs.claim',
  `update jobs
      set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, clock_now()),
          leased_until = clock_now() + interval '${leaseSeconds} seconds'
    where id = (select id from jobs
                 where attempts < 3 and coalesce(not_before, '-infinity') <= clock_now() and ((state = 'waiting' and (approver_roles is null or approved_at is not null)) or (${leaseOver}))
                 order by created_at, id limit 1 for update skip locked)
   returning id, kind, params, requested_by as "requestedBy", approved_at is not null as approved,
     approved_by as "approvedBy", attempts, steps_done as "stepsDone", steps_total as "stepsTotal", resume`,
)

const giveUpStatement = statement<[], { readonly id: string }>(
  'jobs.giveUp',
  `update jobs set state = 'failed', fault = 'interrupted', finished_at = clock_now(), leased_until = null
    where ${leaseOver} and attempts >= 3 returning id`,
)

const expireStatement = statement<[], never>(
  'jobs.expire',
  `update jobs set state = 'expired', finished_at = clock_now()
    where state = 'waiting' and approver_roles is not null and approved_at is null and created_at <= clock_now() - interval '7 days'`,
)

type Ours = [id: string, attempts: number]
const ours = `where id = $1 and attempts = $2 and state = 'running'`

const stepStatement = statement<
  [...Ours, stepsDone: number, stepsTotal: number | null, resume: string | null],
  { readonly cancelAsked: boolean }
>(
  'jobs.step',
  `update jobs
      set steps_done = $3, steps_total = coalesce($4, steps_total), resume = coalesce($5::jsonb, resume),
          leased_until = clock_now() + interval '${leaseSeconds} seconds' ${ours}
   returning cancel_asked_at is not null as "cancelAsked"`,
)

const finishStatement = statement<
  [...Ours, state: JobState, fault: string | null, result: string],
  { readonly id: string }
>(
  'jobs.finish',
  `update jobs set state = $3, fault = $4, result = $5::jsonb, finished_at = clock_now(), leased_until = null, resume = null
   ${ours} returning id`,
)

/** The same work after a while: a fault that may pass by itself, such as a mail server that is down. */
const laterStatement = statement<Ours, never>(
  'jobs.later',
  `update jobs set state = 'running', leased_until = clock_now() + interval '30 seconds' ${ours}`,
)

/** A worker that is told to stop gives its job back; that is no failed attempt. */
const releaseStatement = statement<Ours, never>(
  'jobs.release',
  `update jobs set state = 'waiting', attempts = attempts - 1, leased_until = null ${ours}`,
)

const cleanStatement = statement<[], never>(
  'jobs.clean',
  `delete from jobs where finished_at < clock_now() - interval '90 days'`,
)

export interface JobRequest {
  /** Whether asking is itself a line of the audit trail; it always is where a second person is needed. */
  readonly audited?: boolean
  readonly kind: string
  /** Ids and choices; never a secret or a person's words. */
  readonly params: unknown
  /** What makes two sent forms the same job (`onceOf`). */
  readonly once: Buffer
  readonly stepsTotal?: number
  /** Whether stopping in the middle leaves everything in order. */
  readonly cancellable: boolean
  /**
   * Four eyes: the job waits for another login with one of the roles, seven days at most. The summary is what that person reads: words
   * and counts of ours, at most 300 characters, no personal data.
   */
  readonly approval?: { readonly roles: readonly ApproverRole[]; readonly summary: string }
  /** The moment it starts at the earliest, in milliseconds; at once when left out. */
  readonly notBefore?: number
}

/** Asks for long work in the name of the member of staff signed in. The same form sent twice is one job. @returns the job's id. */
export async function askJob(tx: Tx, job: JobRequest): Promise<string> {
  const made = await tx.maybe(askStatement, [
    job.kind,
    JSON.stringify(job.params),
    job.once,
    job.stepsTotal ?? null,
    job.cancellable,
    job.approval?.roles ?? null,
    job.approval?.summary ?? null,
    job.notBefore ?? null,
  ])
  if (made && (job.approval || job.audited))
    await auditStaff(tx, 'job.asked', { details: { job: made.id, kind: job.kind } })
  return (made ?? (await tx.one(askedStatement, [job.once]))).id
}

export async function claimJob(tx: Tx): Promise<ClaimedJob | undefined> {
  await Promise.all([tx.query(giveUpStatement, []), tx.query(expireStatement, [])])
  return tx.maybe(claimStatement, [])
}

/** @returns undefined when the job is no longer ours. */
export const stepJob = (
  tx: Tx,
  job: ClaimedJob,
  stepsDone: number,
  stepsTotal: number | undefined,
  resume: unknown,
): Promise<{ readonly cancelAsked: boolean } | undefined> =>
  tx.maybe(stepStatement, [
    job.id,
    job.attempts,
    stepsDone,
    stepsTotal ?? null,
    resume === undefined ? null : JSON.stringify(resume),
  ])

export const finishJob = async (
  tx: Tx,
  job: ClaimedJob,
  state: JobState,
  fault: string | null,
  result: unknown,
): Promise<void> => {
  await tx.query(finishStatement, [job.id, job.attempts, state, fault, JSON.stringify(result ?? {})])
}

export const jobLater = async (tx: Tx, job: ClaimedJob): Promise<void> => {
  await tx.query(laterStatement, [job.id, job.attempts])
}

export const releaseJob = async (tx: Tx, job: ClaimedJob): Promise<void> => {
  await tx.query(releaseStatement, [job.id, job.attempts])
}

/** Nightly: finished jobs are kept for ninety days. */
export const cleanUpJobs = async (tx: Tx): Promise<void> => {
  await tx.query(cleanStatement, [])
}
