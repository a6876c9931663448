import type { Tx } from '#platform/db/database.ts'
import { sql, writeAudit } from '../login.queries.ts'
import { readCode } from './code.model.ts'
import { type FactorChange, hasFactor } from './factors.model.ts'
import { factorSql, factorsOf, noteFactorChange } from './factors.queries.ts'
import { newChallenge, readCreated, type Site } from './passkey.ts'
import { makeRecoveryCodes } from './recovery.ts'
import { type Enrolment, enrolmentOf, newSealedSecret, stepOfCode } from './totp.ts'
import { type FactorParts, openFull } from './verify.ts'

/** Enough for a phone, a computer and two keys in drawers. */
export const passkeysLimit = 10

export type EnrolOutcome =
  | {
      readonly kind: 'added'
      /** Shown now or never; none when there were some already. */
      readonly codes: readonly string[]
      /** Of the full session that this sign-in ended in. */
      readonly opened?: { readonly token: string; readonly browserSecret: string }
    }
  | { readonly kind: 'wrong' | 'exists' | 'gone' }

/**
 * Written down, told by mail, and every other session of the login ends: whoever stole one would otherwise outlive the change. A first
 * factor during a sign-in leaves the others to their own sign-in.
 */
async function noteChange(
  tx: Tx,
  { session: { loginId, kind, purpose }, sessionHash }: FactorParts,
  change: FactorChange,
  action: Parameters<typeof writeAudit>[2],
  details?: Parameters<typeof writeAudit>[4],
): Promise<void> {
  await Promise.all([
    noteFactorChange(tx, loginId, change),
    writeAudit(tx, { kind, loginId }, action, loginId, details),
    purpose === 'full' ? tx.query(sql.endSessions, [loginId, sessionHash, null]) : undefined,
  ])
}

/** The key to show. Kept sealed with the session, so that loading the page again shows the same one. */
export async function startApp({ auth, session, sessionHash }: FactorParts): Promise<Enrolment | undefined> {
  const { loginId } = session
  const shown = await auth((tx) => tx.maybe(factorSql.enrolment, [sessionHash, newSealedSecret(loginId)]))
  return shown && enrolmentOf(shown.sealed, session)
}

/**
 * One code proves that the app has the key. During a sign-in this is the first factor of a login that has none, and the sign-in is
 * complete with it; later it is a new app in the place of the old one.
 */
export function confirmApp(parts: FactorParts, typed: string): Promise<EnrolOutcome> {
  const { auth, session, sessionHash } = parts
  const { loginId, purpose } = session
  return auth(async (tx) => {
    // Holds the session: the same form sent twice is one enrolment.
    const shown = await tx.maybe(factorSql.shownEnrolment, [sessionHash])
    if (!shown?.sealed) return { kind: 'gone' }
    const before = await factorsOf(tx, loginId)
    if (purpose === 'secondFactor' && hasFactor(before)) return { kind: 'exists' }
    const given = readCode(typed)
    const step = given?.kind === 'app' ? stepOfCode(shown.sealed, loginId, given.code, shown.now) : undefined
    if (step === undefined) return { kind: 'wrong' }
    const save = purpose === 'secondFactor' ? factorSql.saveFirstApp : factorSql.saveApp
    const saved = await tx.maybe(save, [loginId, shown.sealed, step])
    if (!saved) return { kind: 'exists' }
    await Promise.all([
      tx.query(factorSql.endEnrolment, [sessionHash]),
      noteChange(tx, parts, saved.replaced ? 'appReplaced' : 'appAdded', 'login.factorAdded', { factor: 'totp' }),
    ])
    const codes = before.codesLeft === 0 ? await makeRecoveryCodes(tx, loginId) : []
    return {
      kind: 'added',
      codes,
      ...(purpose === 'secondFactor' ? { opened: await openFull(tx, parts, 'totp') } : {}),
    }
  })
}

/** What a key signs next: one challenge for all windows of a session, good once. */
export async function challengeFor(tx: Tx, sessionHash: string): Promise<string | undefined> {
  return (await tx.maybe(factorSql.challenge, [sessionHash, newChallenge()]))?.challenge
}

/** Adds a key of a person who is signed in. */
export async function addPasskey(parts: FactorParts, site: Site, answer: string, name: string): Promise<EnrolOutcome> {
  const { auth, sessionHash } = parts
  const { loginId } = parts.session
  const asked = await auth((tx) => tx.maybe(factorSql.takeChallenge, [sessionHash]))
  if (!asked?.challenge) return { kind: 'gone' }
  const made = await readCreated(site, asked.challenge, answer)
  if (!made) return { kind: 'wrong' }
  return auth(async (tx) => {
    const before = await factorsOf(tx, loginId)
    const saved = await tx.maybe(factorSql.savePasskey, [
      loginId,
      made.credentialId,
      made.publicKey,
      made.signCount,
      made.transports,
      name,
      passkeysLimit,
    ])
    if (!saved) return { kind: 'exists' }
    await noteChange(tx, parts, 'passkeyAdded', 'login.factorAdded', { factor: 'passkey' })
    return { kind: 'added', codes: before.codesLeft === 0 ? await makeRecoveryCodes(tx, loginId) : [] }
  })
}

/** New spare codes; the earlier ones stop working. None for a login without a second factor. */
export function renewCodes(parts: FactorParts): Promise<readonly string[] | undefined> {
  const { loginId } = parts.session
  return parts.auth(async (tx) => {
    if (!hasFactor(await factorsOf(tx, loginId))) return undefined
    const codes = await makeRecoveryCodes(tx, loginId)
    await noteChange(tx, parts, 'codesMade', 'login.recoveryCodesMade')
    return codes
  })
}

export type RemovalOutcome = 'removed' | 'unknown' | 'needed'

/**
 * Takes one factor away: the app, or the key of this id. Staff keep at least one; a resident may be left with the password alone, and
 * then the spare codes go too.
 */
export function removeFactor(parts: FactorParts, what: 'app' | (string & {})): Promise<RemovalOutcome> {
  const { loginId, kind } = parts.session
  return parts.auth(async (tx) => {
    // Two removals at once must not leave staff with nothing: the login is held.
    await tx.query(factorSql.holdLogin, [loginId])
    const { appAddedAt, passkeys } = await factorsOf(tx, loginId)
    if (kind === 'staff' && (appAddedAt === null ? 0 : 1) + passkeys.length <= 1) return 'needed'
    const removed =
      what === 'app'
        ? await tx.maybe(factorSql.removeApp, [loginId])
        : await tx.maybe(factorSql.removePasskey, [loginId, what])
    if (!removed) return 'unknown'
    if (!hasFactor(await factorsOf(tx, loginId))) await tx.query(factorSql.forgetCodes, [loginId])
    const [change, factor] =
      what === 'app' ? (['appRemoved', 'totp'] as const) : (['passkeyRemoved', 'passkey'] as const)
    await noteChange(tx, parts, change, 'login.factorRemoved', { factor })
    return 'removed'
  })
}
