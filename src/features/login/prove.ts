import type { Tx } from '#platform/db/database.ts'
import { SignInNeeded } from '#platform/http/errors.ts'
import { sql } from './login.queries.ts'
import { HashingBusy, isSecretText } from './passwords/argon.ts'
import { normalizePassword } from './passwords/policy.model.ts'
import { proofRule } from './throttle.model.ts'
import { bucketOf, failAttempt, holdAttempt, releaseAttempt } from './throttle.ts'

type Auth = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

export type ProofOutcome =
  | { readonly kind: 'proved' | 'wrong' | 'busy' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number }

/** How long a password given in a session stands for sensitive changes. */
export const proofMs = 5 * 60_000

/**
 * Checks the password again within a session, before something sensitive. Guesses count against the same limit as on the page that
 * changes the password: a browser may be left open.
 * @throws SignInNeeded when the session is not a living one.
 */
export async function proveAgain(auth: Auth, sessionHash: string, password: string): Promise<ProofOutcome> {
  const session = await auth((tx) => tx.maybe(sql.livingSession, [sessionHash]))
  if (session?.purpose !== 'full') throw new SignInNeeded('no session to prove')
  const held = await auth((tx) =>
    holdAttempt(tx, [{ bucket: bucketOf('proof', session.loginId), rule: proofRule, own: true }]),
  )
  if ('waitSeconds' in held) return { kind: 'tooMany', waitSeconds: held.waitSeconds }
  const given = normalizePassword(password)
  try {
    if (given === undefined || !session.passwordHash || !(await isSecretText(session.passwordHash, given))) {
      await auth((tx) => failAttempt(tx, held))
      return { kind: 'wrong' }
    }
  } catch (error) {
    if (!(error instanceof HashingBusy)) throw error
    await auth((tx) => releaseAttempt(tx, held, false))
    return { kind: 'busy' }
  }
  await auth(async (tx) => {
    await releaseAttempt(tx, held, true)
    await tx.query(sql.noteProof, [sessionHash])
  })
  return { kind: 'proved' }
}
