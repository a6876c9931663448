import type { Database } from '#platform/db/database.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { beginSetup } from './setup.queries.ts'

/**
 * The path that makes the first administrator, for the console of a fresh installation; nothing where there is one. Only its hash is
 * stored, and a link printed before stops working.
 */
export async function offerFirstRun(
  database: Database,
): Promise<{ readonly path: string; readonly expiresAt: number } | undefined> {
  const secret = newSecret()
  const begun = await database.asAuth((tx) => beginSetup(tx, hashSecret(secret)), { write: true })
  return begun && { path: `/pierwsze-uruchomienie/${secret}`, expiresAt: begun.expiresAt }
}
