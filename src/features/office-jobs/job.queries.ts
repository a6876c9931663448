import { statement, type Tx } from '#platform/db/database.ts'
import type { Job } from './job.model.ts'

const columns = `j.id, j.kind, j.state, j.created_at as "createdAt", j.finished_at as "finishedAt", j.steps_done as "stepsDone",
  j.steps_total as "stepsTotal", j.cancellable, j.cancel_asked_at as "cancelAskedAt", j.result,
  coalesce(l.display_name, 'inna osoba') as "requestedBy"`

const listStatement = statement<[], Job>(
  'jobs.list',
  `select ${columns} from jobs j left join logins l on l.id = j.requested_by order by j.created_at desc limit 50`,
)
const oneStatement = statement<[id: string], Job>(
  'jobs.one',
  `select ${columns} from jobs j left join logins l on l.id = j.requested_by where j.id::text = $1`,
)
const cancelStatement = statement<[id: string], { readonly id: string }>(
  'jobs.cancel',
  `update jobs set cancel_asked_at = clock_now()
    where id::text = $1 and cancellable and state in ('waiting', 'running') and cancel_asked_at is null returning id`,
)

/** Own jobs, the newest first; everybody's for an administrator. */
export const jobs = (tx: Tx): Promise<Job[]> => tx.query(listStatement, [])
export const job = (tx: Tx, id: string): Promise<Job | undefined> => tx.maybe(oneStatement, [id])
/** Asks a running job to stop after its current step. Nothing happens to one that has ended or is being stopped already. */
export const cancelJob = async (tx: Tx, id: string): Promise<void> => {
  await tx.query(cancelStatement, [id])
}
