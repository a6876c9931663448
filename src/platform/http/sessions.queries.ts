import { statement, type Tx } from '#platform/db/database.ts'

const touch = statement<[sessionHash: string], never>(
  'http.touchSession',
  `update sessions set last_seen_at = clock_now() where token_sha256 = decode($1, 'hex') and ended_at is null`,
)

/** Notes that the session is in use, so that its idle limit counts from now. */
export async function touchSession(tx: Tx, sessionHash: string): Promise<void> {
  await tx.query(touch, [sessionHash])
}
