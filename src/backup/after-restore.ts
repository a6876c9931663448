/** What must not come back with a copy of an earlier moment. Reasons: docs/decisions/0021-backup.md. */
import type pg from 'pg'

export interface Ended {
  /** People who were signed in. */
  readonly sessions: number
  /** Starting codes and links nobody had used yet. */
  readonly codes: number
  /** Mails that waited; they may have left after the copy was made. */
  readonly mails: number
  /** Work that was under way. */
  readonly jobs: number
}

/**
 * Ends what lived only in the moment of the copy. `client` acts as the owner of the schema, in the transaction that loaded the rows.
 * Mails become "unknown", as after a broken connection: the office sees them and may send them again; none goes twice by itself.
 */
export async function endWhatMustNotReturn(client: pg.ClientBase, takenAt: string): Promise<Ended> {
  const count = async (sql: string): Promise<number> => (await client.query(sql)).rowCount ?? 0
  const sessions = await count(
    'update sessions set ended_at = clock_now() where ended_at is null and expires_at > clock_now()',
  )
  await count('update view_sessions set ended_at = clock_now() where ended_at is null')
  const codes =
    (await count(
      'update starting_codes set expires_at = clock_now() where used_at is null and expires_at > clock_now()',
    )) +
    (await count(
      'update starting_links set cancelled_at = clock_now() where used_at is null and cancelled_at is null and login_id is not null',
    ))
  await count('update setup_links set expires_at = clock_now() where used_at is null')
  await count('update email_changes set cancelled_at = clock_now() where confirmed_at is null and cancelled_at is null')
  // Sheets that wait to be printed bear codes that were just ended.
  await count('delete from sealed_sheets where sealed is not null')
  const mails = await count(
    `update outgoing_mails set state = 'unknown', fault = 'restored', finished_at = clock_now(), leased_until = null
      where state in ('waiting', 'sending')`,
  )
  // What waits for a second person or for its time is decided as before; what was under way is asked for anew.
  const jobs = await count(
    `update jobs set state = 'failed', fault = 'restored', finished_at = clock_now(), leased_until = null, resume = null
      where state = 'running'
         or (state = 'waiting' and not_before is null and (approver_roles is null or approved_at is not null))`,
  )
  const ended: Ended = { sessions, codes, mails, jobs }
  await client.query(
    `insert into audit_events (actor_kind, action, details) values ('operator', 'installation.restored', $1::jsonb)`,
    [JSON.stringify({ takenAt, ...ended })],
  )
  return ended
}
