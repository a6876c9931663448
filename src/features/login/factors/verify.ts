import type { Tx } from '#platform/db/database.ts'
import { SignInNeeded } from '#platform/http/errors.ts'
import type { Caller } from '#platform/http/route.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { counted } from '../counted.ts'
import { type FactorUsed, type LivingSession, sql, writeAudit } from '../login.queries.ts'
import { openSession } from '../sessions.ts'
import { rememberBrowser } from '../sign-in.ts'
import { factorOnKnownBrowserRule, factorRule } from '../throttle.model.ts'
import { bucketOf, failAttempt, type Held, holdAttempt, type Limited, releaseAttempt } from '../throttle.ts'
import { readCode } from './code.model.ts'
import { factorSql, noteFactorChange } from './factors.queries.ts'
import { readUsed, type Site, type UsedPasskey } from './passkey.ts'
import { hashRecoveryCode } from './seal.ts'
import { stepOfCode } from './totp.ts'

type Auth = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

export interface FactorParts {
  readonly auth: Auth
  readonly caller: Caller
  /** The session that still owes its second factor. */
  readonly session: LivingSession
  readonly sessionHash: string
}

export type FactorOutcome =
  | { readonly kind: 'signedIn'; readonly token: string; readonly browserSecret: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number }

/** Uses something up, at most once however often it is sent, and says what it was; nothing when it is not right. */
type Use = (tx: Tx) => Promise<FactorUsed | undefined>

/** A code of the app or a spare code. All that is wrong with it is the same answer: no such code, used before, an old one. */
export function giveCode(parts: FactorParts, typed: string): Promise<FactorOutcome> {
  return give(parts, async () => (tx) => useCode(tx, parts.session.loginId, typed))
}

/** What the browser made of the challenge with one of the person's keys. */
export function givePasskey(parts: FactorParts, site: Site, answer: string): Promise<FactorOutcome> {
  return give(parts, async () => {
    const { loginId } = parts.session
    const [asked, known] = await parts.auth((tx) =>
      Promise.all([tx.maybe(factorSql.takeChallenge, [parts.sessionHash]), tx.query(factorSql.passkeys, [loginId])]),
    )
    const used: UsedPasskey | undefined = asked?.challenge
      ? await readUsed(site, asked.challenge, answer, known)
      : undefined
    return async (tx) =>
      used && (await tx.maybe(factorSql.usePasskey, [used.id, used.before, used.after])) ? 'passkey' : undefined
  })
}

async function give(parts: FactorParts, prepare: () => Promise<Use>): Promise<FactorOutcome> {
  return counted('factor', await attempt(parts, prepare))
}

async function attempt(parts: FactorParts, prepare: () => Promise<Use>): Promise<FactorOutcome> {
  const { auth, caller, session } = parts
  const held = await auth(async (tx) => holdAttempt(tx, [await limitOf(tx, parts)]))
  if ('waitSeconds' in held) return { kind: 'tooMany', waitSeconds: held.waitSeconds }
  const use = await prepare()
  return auth(async (tx) => {
    const used = await use(tx)
    if (used) return admit(tx, parts, held, used)
    await Promise.all([
      failAttempt(tx, held),
      tx.query(sql.noteSignIn, [session.loginId, 'wrongFactor', caller.browser]),
    ])
    return { kind: 'wrong' as const }
  })
}

/** A browser this login was used on before has its own tries, so that whoever stole a password cannot use up the owner's. */
async function limitOf(tx: Tx, { caller, session }: FactorParts): Promise<Limited> {
  const browserHash = hashSecret(caller.browserSecret ?? '')
  return (await tx.maybe(factorSql.knownBrowser, [browserHash, session.loginId]))
    ? { bucket: bucketOf('factor', session.loginId, browserHash), rule: factorOnKnownBrowserRule, own: true }
    : { bucket: bucketOf('factor', session.loginId), rule: factorRule, own: true }
}

async function useCode(tx: Tx, loginId: string, typed: string): Promise<FactorUsed | undefined> {
  const given = readCode(typed)
  if (given?.kind === 'recovery') {
    if (!(await tx.maybe(factorSql.useRecovery, [loginId, hashRecoveryCode(given.code, loginId)]))) return undefined
    await noteFactorChange(tx, loginId, 'codeUsed')
    return 'recoveryCode'
  }
  const app = given && (await tx.maybe(factorSql.app, [loginId]))
  const step = app && stepOfCode(app.sealed, loginId, given.code, app.now)
  if (step === undefined) return undefined
  return (await tx.maybe(factorSql.useStep, [loginId, step, app!.sealed])) && 'totp'
}

async function admit(
  tx: Tx,
  parts: FactorParts,
  held: readonly Held[],
  factor: FactorUsed,
): Promise<Extract<FactorOutcome, { kind: 'signedIn' }>> {
  const opened = await openFull(tx, parts, factor)
  await releaseAttempt(tx, held, true)
  return { kind: 'signedIn', ...opened }
}

/**
 * Ends the session that owed a factor and opens a full one. Whoever ends it first goes on; for anybody else nothing was used up.
 * @throws SignInNeeded
 */
export async function openFull(
  tx: Tx,
  { caller, session, sessionHash }: FactorParts,
  factor: FactorUsed,
): Promise<{ token: string; browserSecret: string }> {
  const { loginId, kind } = session
  if (!(await tx.maybe(sql.endSession, [sessionHash]))) throw new SignInNeeded('the session ended meanwhile')
  const { browser } = caller
  const token = await openSession(tx, { loginId, kind, purpose: 'full', browser, replaces: sessionHash, factor })
  if (token === undefined) throw new SignInNeeded('the login was locked meanwhile')
  const browserSecret = caller.browserSecret ?? newSecret()
  await Promise.all([
    tx.query(factorSql.forgetHalf, [sessionHash]),
    tx.query(sql.noteSignIn, [loginId, 'success', browser]),
    rememberBrowser(tx, browserSecret, loginId),
    writeAudit(tx, { kind, loginId }, 'login.signedIn', loginId, { by: 'password', factor }),
  ])
  return { token, browserSecret }
}
