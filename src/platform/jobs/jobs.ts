import type { Database, Tx } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { RegularTask } from '#platform/regular.ts'
import { type ClaimedJob, claimJob, finishJob, jobLater, releaseJob, stepJob } from './job.queries.ts'

export { askJob, cleanUpJobs, type JobRequest, type JobState } from './job.queries.ts'

/** What a job's own code works with. */
export interface RunningJob {
  readonly id: string
  readonly params: unknown
  /** The login that asked for it. */
  readonly requestedBy: string | null
  /** The login that said yes, when the job needed a second person; null when that was an operator on the server. */
  readonly approvedBy: string | null
  readonly stepsDone: number
  /** What the last `step` of an attempt that died wrote. */
  readonly resume: unknown
  /**
   * Notes progress, keeps the job ours and remembers where to go on after a restart. To be called every few seconds at the latest.
   * With a `tx` the progress and the step's effect are one transaction, so that a killed step is neither lost nor done twice.
   * @throws JobCancelled when somebody asked to stop, JobLost when another worker has taken over.
   */
  step(stepsDone: number, options?: { stepsTotal?: number; resume?: unknown; tx?: Tx }): Promise<void>
}

export class JobCancelled extends Error {}
export class JobLost extends Error {}
class Unapproved extends Error {
  readonly code = 'unapproved'
}

/** A kind of long work. What it returns stands on the job's page: counts and ids, never a secret or a person's words. */
export interface JobKind {
  readonly kind: string
  /** Never done without a second person, however it came into the table. */
  readonly fourEyes?: boolean
  run(job: RunningJob, signal: AbortSignal): Promise<unknown>
}

export interface JobParts {
  readonly database: Database
  readonly log: Log
  readonly kinds: readonly JobKind[]
}

const everyMs = 1_000

/** The background program's part: one job after another, so that a big one leaves the machine to the pages. */
export function jobTask(parts: JobParts): RegularTask {
  return {
    name: 'jobs',
    everyMs,
    run: async (signal) => {
      while (!signal.aborted && (await runNextJob(parts, signal)));
    },
  }
}

/** @returns whether there was one. */
export async function runNextJob(parts: JobParts, signal: AbortSignal): Promise<boolean> {
  const { database, log, kinds } = parts
  const job = await database.asWorker(claimJob, { write: true })
  if (!job) return false
  const kind = kinds.find((one) => one.kind === job.kind)
  const end = (state: 'done' | 'failed' | 'cancelled', fault: string | null, result: unknown) =>
    database.asWorker((tx) => finishJob(tx, job, state, fault, result), { write: true })
  const started = performance.now()
  try {
    if (!kind) throw new Error('a job of a kind nobody knows')
    if (kind.fourEyes && !job.approved) throw new Unapproved('nobody approved this')
    const result = await kind.run(runningJob(database, job), signal)
    await end('done', null, result)
    log.info('job done', { job: job.kind, duration_ms: Math.round(performance.now() - started) })
  } catch (error) {
    if (error instanceof JobLost) return true
    if (signal.aborted) {
      await database.asWorker((tx) => releaseJob(tx, job), { write: true })
      return true
    }
    if (error instanceof JobCancelled) {
      await end('cancelled', null, {})
      log.info('job cancelled', { job: job.kind })
      return true
    }
    const { code, name } = error as { code?: unknown; name?: unknown }
    log.error('job failed', { job: job.kind, code: String(code ?? name), attempt: job.attempts })
    if (job.attempts < 3 && kind && !(error instanceof Unapproved))
      await database.asWorker((tx) => jobLater(tx, job), { write: true })
    else await end('failed', String(code ?? name).slice(0, 60), {})
  }
  return true
}

function runningJob(database: Database, job: ClaimedJob): RunningJob {
  return {
    id: job.id,
    params: job.params,
    requestedBy: job.requestedBy,
    approvedBy: job.approvedBy,
    stepsDone: job.stepsDone,
    resume: job.resume,
    async step(stepsDone, { stepsTotal, resume, tx } = {}) {
      const note = (one: Tx) => stepJob(one, job, stepsDone, stepsTotal, resume)
      const noted = await (tx ? note(tx) : database.asWorker(note, { write: true }))
      if (!noted) throw new JobLost('another worker has this job')
      if (noted.cancelAsked) throw new JobCancelled('somebody asked to stop')
    },
  }
}
