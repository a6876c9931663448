import { auditSystem } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'

const nowStatement = statement<[], { readonly now: number }>('clock.now', 'select clock_now() as now')
const newestStatement = statement<[], { readonly newest: number | null }>(
  'clock.newestSession',
  'select max(last_seen_at) as newest from sessions where ended_at is null and expires_at > clock_now()',
)
const endStatement = statement<[], never>(
  'clock.endSessions',
  'update sessions set ended_at = clock_now() where ended_at is null',
)
const countStatement = statement<[at: number], { readonly count: number }>(
  'clock.openSessions',
  `select count(*)::int as count from sessions, to_timestamp($1::float8 / 1000) as at
    where ended_at is null and expires_at > at and last_seen_at + make_interval(mins => idle_minutes) > at`,
)

export const clockNow = async (tx: Tx): Promise<number> => (await tx.one(nowStatement, [])).now

/** The latest moment anybody still signed in was here, by the clock of that moment. */
export const newestSeen = async (tx: Tx): Promise<number | null> => (await tx.one(newestStatement, [])).newest

/**
 * Ends every session, also those that would live again at this hour, and notes it.
 * @returns how many lived by the clock before it was put back.
 */
export async function endAllSessions(tx: Tx, { before, now }: { before: number; now: number }): Promise<number> {
  const { count } = await tx.one(countStatement, [before])
  await tx.query(endStatement, [])
  const minutes = Math.round((before - now) / 60_000)
  await auditSystem(tx, 'installation.clockPutBack', { details: { sessions: count, minutes } })
  return count
}
