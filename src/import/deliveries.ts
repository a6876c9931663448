/** The register of deliveries: what came, what became of it. Each change of state is a statement of its own, so it survives a kill. */
import type { ClientBase } from 'pg'
import { putIndexesBack } from './first-load.ts'
import type { Reason, Report } from './report.ts'

export type DeliveryState =
  | 'received'
  | 'checking'
  | 'rejected'
  | 'waiting'
  | 'published'
  | 'unchanged'
  | 'refused'
  | 'failed'

export interface DeliveryRow {
  readonly id: string
  readonly state: DeliveryState
  readonly kind: 'full' | 'changes' | null
  readonly sequence: number | null
  readonly asOf: number | null
  readonly receivedAt: number
  readonly finishedAt: number | null
  readonly publicationId: number | null
  readonly report: Report
}

export interface Described {
  readonly kind: 'full' | 'changes'
  readonly sequence: number
  readonly asOf: string
  readonly generatedAt: string
}

/** What a killed run left behind is named for what it is, and its indexes are put back; the lock is ours, so nobody works on it. */
export async function closeInterrupted(client: ClientBase): Promise<void> {
  await client.query(
    `update deliveries set state = 'failed', finished_at = clock_now(), report = report || '{"reason": "interrupted"}',
            stage = null, stage_since = null, rows_done = null, rows_total = null
      where state in ('received', 'checking')`,
  )
  await putIndexesBack(client)
}

export interface Arrived {
  readonly sha256: string
  readonly label: string
  readonly fromInbox: boolean
}

export async function recordReceived(client: ClientBase, { sha256, label, fromInbox }: Arrived): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into deliveries (sha256, report, came_by, token_id)
     select $1, jsonb_build_object('label', $2::text),
            case when u.token_id is not null then 'network' when $3 then 'inbox' else 'command' end, u.token_id
       from (select) one left join delivery_uploads u on u.sha256 = $1 and $3
     returning id`,
    [sha256, label, fromInbox],
  )
  return rows[0]!.id
}

export async function recordDescribed(client: ClientBase, id: string, described: Described): Promise<void> {
  await client.query(
    `update deliveries set state = 'checking', kind = $2, sequence = $3, as_of = $4, generated_at = $5 where id = $1`,
    [id, described.kind, described.sequence, described.asOf, described.generatedAt],
  )
}

export async function recordWritten(
  client: ClientBase,
  id: string,
  publicationId: number,
  report: Report,
): Promise<void> {
  await client.query('update deliveries set publication_id = $2, report = report || $3 where id = $1', [
    id,
    publicationId,
    JSON.stringify(report),
  ])
}

export async function recordState(
  client: ClientBase,
  id: string,
  state: DeliveryState,
  report: Partial<Report> = {},
): Promise<void> {
  await client.query(
    `update deliveries set state = $2, report = report || $3,
            finished_at = case when $2 in ('received', 'checking', 'waiting') then null else clock_now() end,
            stage = null, stage_since = null, rows_done = null, rows_total = null
      where id = $1`,
    [id, state, JSON.stringify(report)],
  )
}

/** What waits for a decision was compared with a state that is no longer the published one, or soon will not be. */
export async function refuseWaiting(client: ClientBase, reason: Reason): Promise<void> {
  await client.query(
    `update deliveries set state = 'refused', finished_at = clock_now(), report = report || jsonb_build_object('reason', $1::text)
      where state = 'waiting'`,
    [reason],
  )
}

const columns = `id, state, kind, sequence, as_of as "asOf", received_at as "receivedAt", finished_at as "finishedAt",
  publication_id as "publicationId", report`

/** The newest first, each with its first five problems. */
export async function latestDeliveries(client: ClientBase, limit: number): Promise<readonly DeliveryRow[]> {
  const few = `case when report #> '{problems,listed}' is null then report
    else jsonb_set(report, '{problems,listed}', jsonb_path_query_array(report, '$.problems.listed[0 to 4]')) end as report`
  const { rows } = await client.query<DeliveryRow>(
    `select ${columns.replace(/report$/, few)} from deliveries order by received_at desc, id limit $1`,
    [limit],
  )
  return rows
}

/** By the whole id or a beginning of at least four characters that only one delivery has. */
export async function findDelivery(client: ClientBase, idOrBeginning: string): Promise<DeliveryRow | null> {
  if (!/^[0-9a-f-]{4,36}$/.test(idOrBeginning)) return null
  const { rows } = await client.query<DeliveryRow>(
    `select ${columns} from deliveries where starts_with(id::text, $1) order by received_at desc limit 2`,
    [idOrBeginning],
  )
  return rows.length === 1 ? rows[0]! : null
}

/** When the last delivery worth the name came: one that was published, waits, or repeated what is published. */
export async function lastGoodDelivery(client: ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ at: number | null }>(
    `select max(received_at) as at from deliveries where state in ('published', 'unchanged', 'waiting')`,
  )
  return rows[0]!.at
}

export type Decision = 'import.confirmed' | 'import.refused' | 'import.forced' | 'import.rolledBack'

/** Decisions of a person at the command line go to the audit chain. */
export const auditDecision = (
  client: ClientBase,
  action: Decision,
  details: Record<string, string | number>,
): Promise<void> => auditImporter(client, 'operator', action, details)

/** A line of the audit trail by the importer's role: of whoever typed a command, or of the program itself. */
export async function auditImporter(
  client: ClientBase,
  actor: 'operator' | 'system',
  action: string,
  details: Record<string, string | number>,
): Promise<void> {
  await client.query(
    `insert into audit_events (actor_kind, action, details, previous_hash, hash) values ($1, $2, $3, '', '')`,
    [actor, action, JSON.stringify(details)],
  )
}
