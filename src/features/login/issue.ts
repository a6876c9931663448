import { randomInt } from 'node:crypto'
import { withCheckDigit } from '#kernel/check-digit.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import type { StaffRole } from '#platform/http/route.ts'
import { type IssuedProxy, issueSql, type LoginRow } from './issue.queries.ts'
import { type Actor, sql, writeAudit } from './login.queries.ts'
import { hashSecretText } from './passwords/argon.ts'
import { codeAlphabet, codeDaysValid, codeLength, formatCode } from './starting-code.model.ts'
import { forgiveLogin } from './throttle.ts'

/** A refusal the person at the desk or at the console can act on. */
export class LoginRefused extends Error {
  readonly reason: 'taken' | 'badName' | 'unknown' | 'state' | 'lastAdministrator'
  constructor(reason: LoginRefused['reason']) {
    super(`login refused: ${reason}`)
    this.reason = reason
  }
}

export type NewLogin = {
  readonly displayName: string /** Drawn at random when absent. */
  readonly name?: string | undefined
} & (
  | { readonly kind: 'resident'; readonly partyId: string }
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
export async function issueLogin(database: Database, login: NewLogin, actor: Actor): Promise<IssuedLogin> {
  if (login.name !== undefined && !/^[A-Za-z0-9@._+-]{3,254}$/.test(login.name)) throw new LoginRefused('badName')
  return database.asAuth(
    async (tx) => {
      for (let draw = 0; draw < drawsLimit; draw++) {
        const name = login.name ?? withCheckDigit(String(randomInt(10_000_000)).padStart(7, '0'))
        const made = await tx.maybe(issueSql.insertLogin, [
          name,
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
    },
    { write: true },
  )
}

export interface IssuedCode {
  /** Grouped for reading; shown once and never stored. */
  readonly code: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** A code as it is shown once, and as it is stored. */
export async function drawStartingCode(): Promise<{ readonly code: string; readonly hash: string }> {
  const code = Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]!).join('')
  return { code: formatCode(code), hash: await hashSecretText(code) }
}

/**
 * A new starting code; the one before stops working, also where it is being used at this moment. The strangers' tries of the day are
 * forgiven, because whoever fetched a code at the office must be able to use it.
 */
export async function issueStartingCode(database: Database, loginId: string, actor: Actor): Promise<IssuedCode> {
  const { code, hash } = await drawStartingCode()
  return database.asAuth(
    async (tx) => {
      const issued = await tx.maybe(issueSql.replaceCode, [loginId, hash, codeDaysValid])
      if (!issued) throw new LoginRefused('unknown')
      await Promise.all([
        tx.query(sql.endSessions, [loginId, null, 'setPassword']),
        forgiveLogin(tx, issued.name),
        writeAudit(tx, actor, 'login.codeIssued', loginId),
      ])
      return { code, expiresAt: issued.expiresAt }
    },
    { write: true },
  )
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
