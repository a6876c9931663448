import { randomInt } from 'node:crypto'
import { withCheckDigit } from '#kernel/check-digit.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import type { StaffRole } from '#platform/http/route.ts'
import { type IssuedProxy, issueSql, type LoginRow } from './issue.queries.ts'
import { type Actor, sql, writeAudit } from './login.queries.ts'
import { numberedLogin, premisesLogin, readLoginPattern } from './login-name.model.ts'
import { hashSecretText, isSecretText } from './passwords/argon.ts'
import { canonicalCode, codeAlphabet, codeLength, formatCode } from './starting-code.model.ts'
import { cancelLinks } from './starting-link.queries.ts'
import { forgiveLogin } from './throttle.ts'

/** A refusal the person at the desk or at the console can act on. */
export class LoginRefused extends Error {
  readonly reason: 'taken' | 'badName' | 'unknown' | 'state' | 'lastAdministrator' | 'patternFull'
  constructor(reason: LoginRefused['reason']) {
    super(`login refused: ${reason}`)
    this.reason = reason
  }
}

export type NewLogin = {
  readonly displayName: string
  /** By the cooperative's pattern when absent. */
  readonly name?: string | undefined
} & (
  | {
      readonly kind: 'resident'
      readonly partyId: string
      /** For cooperatives that name logins after premises. */
      readonly premisesId?: string | undefined
    }
  | { readonly kind: 'staff'; readonly staffRole: StaffRole }
)

export interface IssuedLogin {
  readonly id: string
  readonly name: string
}

const drawsLimit = 20

/**
 * Makes a login without password or code. The party must have been looked up in the register before: the role that works here
 * reaches no accounting data.
 * @throws LoginRefused when the name is taken or cannot be a login.
 */
export function issueLogin(database: Database, login: NewLogin, actor: Actor): Promise<IssuedLogin> {
  return database.asAuth((tx) => makeLogin(tx, login, actor), { write: true })
}

/** The same within a transaction of the role that signs people in. */
export async function makeLogin(tx: Tx, login: NewLogin, actor: Actor): Promise<IssuedLogin> {
  if (login.name !== undefined && !/^[A-Za-z0-9@._+-]{3,254}$/.test(login.name)) throw new LoginRefused('badName')
  const propose = await proposals(tx, login)
  for (let draw = 1; draw <= drawsLimit; draw++) {
    const made = await tx.maybe(issueSql.insertLogin, [
      await propose(draw),
      login.kind,
      login.kind === 'staff' ? login.staffRole : null,
      login.displayName,
      login.kind === 'resident' ? login.partyId : null,
    ])
    if (made) {
      await writeAudit(tx, actor, 'login.created', made.id, { kind: login.kind })
      return made
    }
    if (login.name !== undefined) break
  }
  throw new LoginRefused('taken')
}

const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

/** The names to try, one after another, until one is free. */
async function proposals(tx: Tx, login: NewLogin): Promise<(draw: number) => string | Promise<string>> {
  const { name } = login
  if (name !== undefined) return () => name
  const text = login.kind === 'resident' ? (await tx.one(issueSql.pattern, [])).pattern : ''
  const pattern = readLoginPattern(text)
  if (!pattern) return () => withCheckDigit(randomDigits(7))
  if (pattern.kind === 'random') return () => pattern.before + randomDigits(pattern.digits) + pattern.after
  if (pattern.kind === 'premises' && login.kind === 'resident') {
    const { premisesId } = login
    if (premisesId === undefined) throw new LoginRefused('badName')
    return (draw) => premisesLogin(pattern, premisesId, draw)
  }
  return async () => {
    let next = await tx.maybe(issueSql.nextNumber, [text])
    if (!next) {
      const escaped = (part: string) => part.replaceAll('.', '\\.')
      await tx.query(issueSql.startCounter, [
        text,
        `^${escaped(pattern.before)}([0-9]{${pattern.digits}})${escaped(pattern.after)}$`,
      ])
      next = await tx.one(issueSql.nextNumber, [text])
    }
    const numbered = numberedLogin(pattern, next.number)
    if (numbered === undefined) throw new LoginRefused('patternFull')
    return numbered
  }
}

/** Whose logins: somebody of the register, or a login that stands for nobody in it (a proxy from outside). */
export type LoginOwner =
  | { readonly partyId: string; readonly loginId: null }
  | { readonly partyId: null; readonly loginId: string }

/** The login somebody signs in with, if they have one that is not locked. Whoever asks again in another transaction waits. */
export async function holdLivingLogin(tx: Tx, { partyId, loginId }: LoginOwner): Promise<string | undefined> {
  await tx.query(issueSql.holdOwner, [partyId ?? loginId])
  return (await tx.maybe(issueSql.livingLoginOf, [partyId, loginId]))?.id
}

export interface DrawnCode {
  /** Grouped for reading; shown once and never stored. */
  readonly code: string
  readonly hash: string
}

/** Draws a starting code and hashes it, which takes longer than all the rest. @throws HashingBusy when too many are signing in. */
export async function drawStartingCode(): Promise<DrawnCode> {
  const code = Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]!).join('')
  return { code: formatCode(code), hash: await hashSecretText(code) }
}

/**
 * From now on this is the login's starting code; the one before stops working, also where it is being used at this moment, and so do
 * links. The strangers' tries of the day are forgiven, because whoever fetched a code at the office must be able to use it.
 * @returns the login's name and the end of the code, epoch milliseconds.
 */
export async function storeCode(
  tx: Tx,
  loginId: string,
  hash: string,
  actor: Actor,
  details: Readonly<Record<string, string>> = {},
): Promise<{ readonly name: string; readonly expiresAt: number }> {
  const issued = await tx.maybe(issueSql.replaceCode, [loginId, hash])
  if (!issued) throw new LoginRefused('unknown')
  await Promise.all([
    tx.query(sql.endSessions, [loginId, null, 'setPassword']),
    cancelLinks(tx, loginId),
    forgiveLogin(tx, issued.name),
    writeAudit(tx, actor, 'login.codeIssued', loginId, details),
  ])
  return issued
}

/** Somebody else may know the password: it stops working at once, and so does every session. */
export async function forgetPassword(tx: Tx, loginId: string): Promise<void> {
  await Promise.all([tx.query(issueSql.forgetPassword, [loginId]), tx.query(sql.endSessions, [loginId, null, null])])
}

export interface IssuedCode {
  /** Grouped for reading; shown once and never stored. */
  readonly code: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** A new starting code in a transaction of its own, for the command line. */
export async function issueStartingCode(database: Database, loginId: string, actor: Actor): Promise<IssuedCode> {
  const { code, hash } = await drawStartingCode()
  const { expiresAt } = await database.asAuth((tx) => storeCode(tx, loginId, hash, actor), { write: true })
  return { code, expiresAt }
}

/** When this code of the login ends; nothing when it is not its present, unused code. @throws HashingBusy */
export async function codeEnds(
  auth: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  loginId: string,
  code: string,
): Promise<number | undefined> {
  const canonical = canonicalCode(code)
  const present = await auth((tx) => tx.maybe(issueSql.presentCode, [loginId]))
  if (canonical === undefined || !present || !(await isSecretText(present.codeHash, canonical))) return undefined
  return present.expiresAt
}

/**
 * Stops a login at once, with every session it has. `shown` stands at the login for who asks why; the trail keeps the reason alone.
 * @throws LoginRefused when it is locked already or unknown, or when nobody could administrate any more.
 */
export async function lockLogin(
  database: Signing,
  loginId: string,
  reason: string,
  actor: Actor,
  shown = reason,
): Promise<void> {
  await change(database, async (tx) => {
    await tx.query(issueSql.oneStaffChange, [])
    const locked = await tx.maybe(issueSql.lock, [loginId, shown]).catch((error) => {
      // The database keeps an administrator, whoever asks.
      throw error instanceof Error && 'code' in error && error.code === 'EB001'
        ? new LoginRefused('lastAdministrator')
        : error
    })
    if (!locked) throw new LoginRefused('state')
    await tx.query(sql.endSessions, [loginId, null, null])
    await writeAudit(tx, actor, 'login.locked', loginId, { reason })
  })
}

/** Lets a locked login sign in again. @throws LoginRefused when it is not locked or unknown. */
export async function unlockLogin(database: Signing, loginId: string, reason: string, actor: Actor): Promise<void> {
  await change(database, async (tx) => {
    const unlocked = await tx.maybe(issueSql.unlock, [loginId])
    if (!unlocked) throw new LoginRefused('state')
    await Promise.all([forgiveLogin(tx, unlocked.name), writeAudit(tx, actor, 'login.unlocked', loginId, { reason })])
  })
}

/** Lets a login act for a party on premises, between dates (inclusive; no end = until revoked). */
export async function grantProxy(database: Database, proxy: IssuedProxy, actor: Actor): Promise<void> {
  await change(database, async (tx) => {
    await tx.query(issueSql.grantProxy, [
      proxy.loginId,
      proxy.partyId,
      proxy.premisesId,
      proxy.validFrom,
      proxy.validTo,
      proxy.basis,
    ])
    await writeAudit(tx, actor, 'login.proxyGranted', proxy.loginId)
  })
}

export function findLoginByName(database: Database, name: string): Promise<LoginRow | undefined> {
  return database.asAuth((tx) => tx.maybe(issueSql.findByName, [name]))
}

export function listLogins(database: Database): Promise<LoginRow[]> {
  return database.asAuth((tx) => tx.query(issueSql.list, []))
}

/** The role that signs people in: of a command the database's, of a page the one that has asked who is signed in. */
type Signing = Pick<Database, 'asAuth'>

async function change(database: Signing, work: (tx: Tx) => Promise<void>): Promise<void> {
  await database.asAuth(work, { write: true })
}
