import type { Tx } from '#platform/db/database.ts'
import type { Caller } from '#platform/http/route.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { counted } from './counted.ts'
import { type LoginToCheck, type SessionPurpose, sql, writeAudit } from './login.queries.ts'
import { HashingBusy, hashSecretText, isOutdated, isSecretText, nobodysHash } from './passwords/argon.ts'
import { normalizePassword } from './passwords/policy.model.ts'
import { openSession, purposeAfterPassword } from './sessions.ts'
import { canonicalCode } from './starting-code.model.ts'
import { browserRule, knownBrowsersLimit, sourceRule, strangersRule } from './throttle.model.ts'
import { bucketOf, failAttempt, type Held, holdAttempt, type Limited, releaseAttempt } from './throttle.ts'

export type SignInOutcome =
  | {
      readonly kind: 'signedIn'
      readonly purpose: SessionPurpose
      readonly loginKind: 'resident' | 'staff'
      readonly token: string
      /** The browser's own secret, kept or new. */
      readonly browserSecret: string
    }
  | { readonly kind: 'wrong' | 'locked' | 'codeUsed' | 'codeExpired' | 'busy' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number }

export interface SignInParts {
  readonly auth: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly caller: Caller
  /** A session the browser still holds: signing in anew ends it. */
  readonly sessionHash: string | undefined
}

const loginNameShape = /^[A-Za-z0-9@._+-]{3,254}$/

/** The password and the code are checked against one hash each time, whatever exists, so that the time tells nothing. */
export async function signIn(parts: SignInParts, typedLogin: string, typedSecret: string): Promise<SignInOutcome> {
  return counted('password', await attempt(parts, typedLogin, typedSecret))
}

async function attempt(parts: SignInParts, typedLogin: string, typedSecret: string): Promise<SignInOutcome> {
  const { auth, caller } = parts
  // Printed logins are read in groups, so spaces come along.
  const name = typedLogin.replace(/\s/g, '').toLowerCase().slice(0, 255)
  const browserHash = hashSecret(caller.browserSecret ?? newSecret())

  const begun = await auth(async (tx) => {
    const login = await tx.maybe(sql.findLogin, [loginNameShape.test(name) ? name : '', browserHash])
    return { login, held: await holdAttempt(tx, limitsOf(login, name, browserHash, caller)) }
  })
  if ('waitSeconds' in begun.held) return { kind: 'tooMany', waitSeconds: begun.held.waitSeconds }
  const { login, held } = { ...begun, held: begun.held }

  const code = canonicalCode(typedSecret)
  const password = code === undefined ? normalizePassword(typedSecret) : undefined
  const stored = code === undefined ? login?.passwordHash : login?.codeHash
  try {
    const right = await isSecretText(stored ?? nobodysHash, code ?? password ?? '')
    if (!login || !stored || !right || (code === undefined && password === undefined)) {
      await auth((tx) => fail(tx, held, login, caller, 'wrongPassword'))
      return { kind: 'wrong' }
    }
  } catch (error) {
    if (!(error instanceof HashingBusy)) throw error
    await auth((tx) => releaseAttempt(tx, held, false))
    return { kind: 'busy' }
  }

  if (login.locked) {
    await auth((tx) => fail(tx, held, login, caller, 'locked'))
    return { kind: 'locked' }
  }
  const outcome = await auth((tx) => admit(tx, parts, login, held, code !== undefined))
  if (outcome.kind === 'signedIn' && password !== undefined && isOutdated(stored)) {
    await renewHash(parts, login.id, stored, password)
  }
  return outcome
}

/** A browser this login was used on before has a bucket of its own, so a stranger's guesses cannot keep its owner out. */
function limitsOf(login: LoginToCheck | undefined, name: string, browserHash: string, caller: Caller): Limited[] {
  if (login?.knownBrowser) return [{ bucket: bucketOf('browser', login.id, browserHash), rule: browserRule, own: true }]
  return [
    { bucket: bucketOf('login', name), rule: strangersRule, own: true },
    { bucket: bucketOf('source', caller.source), rule: sourceRule, own: false },
  ]
}

async function fail(
  tx: Tx,
  held: readonly Held[],
  login: LoginToCheck | undefined,
  caller: Caller,
  outcome: 'wrongPassword' | 'locked',
): Promise<void> {
  await Promise.all([
    outcome === 'locked' ? releaseAttempt(tx, held, false) : failAttempt(tx, held),
    tx.query(sql.noteSignIn, [login?.id ?? null, outcome, caller.browser]),
  ])
}

async function admit(
  tx: Tx,
  { caller, sessionHash }: SignInParts,
  login: LoginToCheck,
  held: readonly Held[],
  byCode: boolean,
): Promise<SignInOutcome> {
  if (byCode && !(await tx.maybe(sql.useCode, [login.id, login.codeHash!]))) {
    return { kind: login.codeExpired && !login.codeUsed ? 'codeExpired' : 'codeUsed' }
  }
  const purpose = byCode ? 'setPassword' : await purposeAfterPassword(tx, login.id)
  const token = await openSession(tx, { loginId: login.id, kind: login.kind, purpose, browser: caller.browser })
  // Locked while the password was being checked.
  if (token === undefined) return { kind: 'locked' }
  const actor = { kind: login.kind, loginId: login.id }
  const browserSecret = caller.browserSecret ?? newSecret()
  await Promise.all([
    sessionHash === undefined ? undefined : tx.query(sql.endSession, [sessionHash]),
    releaseAttempt(tx, held, true),
    ...(purpose === 'secondFactor'
      ? [
          // Half a sign-in: the browser of somebody who knows only the password is not the owner's.
          tx.query(sql.noteSignIn, [login.id, 'passwordOnly', caller.browser]),
          writeAudit(tx, actor, 'login.passwordAccepted', login.id),
        ]
      : [
          tx.query(sql.noteSignIn, [login.id, 'success', caller.browser]),
          rememberBrowser(tx, browserSecret, login.id),
          writeAudit(tx, actor, 'login.signedIn', login.id, { by: byCode ? 'code' : 'password' }),
        ]),
  ])
  return { kind: 'signedIn', purpose, loginKind: login.kind, token, browserSecret }
}

/** From now on this browser has a bucket of its own for this login. */
export async function rememberBrowser(tx: Tx, browserSecret: string, loginId: string): Promise<void> {
  await tx.query(sql.rememberBrowser, [hashSecret(browserSecret), loginId])
  await tx.query(sql.forgetOldBrowsers, [loginId, knownBrowsersLimit])
}

async function renewHash(parts: SignInParts, loginId: string, before: string, password: string): Promise<void> {
  try {
    const hash = await hashSecretText(password)
    await parts.auth((tx) => tx.query(sql.replaceHash, [loginId, hash, before]))
  } catch (error) {
    // It will be made anew at another sign-in.
    if (!(error instanceof HashingBusy)) throw error
  }
}
