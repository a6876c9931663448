import type { Tx } from '#platform/db/database.ts'
import { type LivingSession, sql, writeAudit } from './login.queries.ts'
import { HashingBusy, hashSecretText, isSecretText } from './passwords/argon.ts'
import { normalizePassword } from './passwords/policy.model.ts'
import { openSession, purposeAfterPassword } from './sessions.ts'
import { cancelLinks } from './starting-link.queries.ts'
import { proofRule } from './throttle.model.ts'
import { bucketOf, failAttempt, holdAttempt, releaseAttempt } from './throttle.ts'

type Auth = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly token: string; readonly purpose: 'full' | 'secondFactor' }
  | { readonly kind: 'wrong' | 'busy' | 'ended' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number }

/** Stores the password, ends every session of the login, and opens a new one for this browser. */
export async function storePassword(
  auth: Auth,
  session: LivingSession,
  sessionHash: string,
  password: string,
  browser: string,
): Promise<ChangeOutcome> {
  const chosen = normalizePassword(password)
  if (chosen === undefined) throw new RangeError('a password that was not checked')
  let hash: string
  try {
    hash = await hashSecretText(chosen)
  } catch (error) {
    if (error instanceof HashingBusy) return { kind: 'busy' }
    throw error
  }
  return auth(async (tx) => {
    // The session may have been used twice at once, or ended meanwhile: whoever ends it goes on.
    if (!(await tx.maybe(sql.endSession, [sessionHash]))) return { kind: 'ended' as const }
    const { loginId, kind } = session
    await Promise.all([
      tx.query(sql.endSessions, [loginId, null, null]),
      tx.query(sql.setPassword, [loginId, hash]),
      cancelLinks(tx, loginId),
    ])
    // Whoever changes a password gave the second factor already; whoever comes with a starting code did not.
    const purpose = session.purpose === 'full' ? 'full' : await purposeAfterPassword(tx, loginId)
    const token = await openSession(tx, { loginId, kind, purpose, browser, replaces: sessionHash })
    if (token === undefined) return { kind: 'ended' as const }
    const action = session.purpose === 'setPassword' ? 'login.passwordSet' : 'login.passwordChanged'
    await writeAudit(tx, { kind, loginId }, action, loginId)
    return { kind: 'changed' as const, token, purpose }
  })
}

/** Checks the present password first; guesses are slowed here too, because a browser may be left open. */
export async function changePassword(
  auth: Auth,
  session: LivingSession,
  sessionHash: string,
  present: string,
  password: string,
  browser: string,
): Promise<ChangeOutcome> {
  const held = await auth((tx) =>
    holdAttempt(tx, [{ bucket: bucketOf('proof', session.loginId), rule: proofRule, own: true }]),
  )
  if ('waitSeconds' in held) return { kind: 'tooMany', waitSeconds: held.waitSeconds }
  const given = normalizePassword(present)
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
  await auth((tx) => releaseAttempt(tx, held, true))
  return storePassword(auth, session, sessionHash, password, browser)
}
