import type pg from 'pg'

/** A connection of the schema's owner: the operator on the server decides in nobody's name. */
export type JobsClient = Pick<pg.Client, 'query'>

export interface WaitingJob {
  readonly id: string
  readonly kind: string
  readonly summary: string
  readonly createdAt: Date
  readonly requestedBy: string
}

const undecided = `j.state = 'waiting' and j.approver_roles is not null and j.approved_at is null and j.refused_at is null
  and j.cancel_asked_at is null and j.created_at > clock_now() - interval '7 days'`

/** Jobs that wait for a second person, the oldest first. */
export async function jobsToApprove(client: JobsClient): Promise<WaitingJob[]> {
  const { rows } = await client.query<WaitingJob>(
    `select j.id, j.kind, j.summary, j.created_at as "createdAt", coalesce(l.name, '') as "requestedBy"
       from jobs j left join logins l on l.id = j.requested_by where ${undecided} order by j.created_at, j.id`,
  )
  return rows
}

/** @returns false when no such job waits. */
export async function approveAsOperator(client: JobsClient, id: string, by: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `with approved as (update jobs j set approved_at = clock_now() where j.id::text = $1 and ${undecided} returning j.id, j.kind)
     insert into audit_events (actor_kind, action, details)
     select 'operator', 'job.approved', jsonb_build_object('job', id, 'kind', kind, 'by', $2::text) from approved`,
    [id, by],
  )
  return rowCount === 1
}
