import type { Tx } from '#platform/db/database.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { type FactorUsed, type SessionPurpose, sql } from './login.queries.ts'

interface Lifetime {
  /** Null = as the office set it. */
  readonly idleMinutes: number | null
  readonly hours: number
}

const lifetimes: Readonly<Record<'resident' | 'staff' | Exclude<SessionPurpose, 'full'>, Lifetime>> = {
  resident: { idleMinutes: null, hours: 12 },
  staff: { idleMinutes: null, hours: 8 },
  // Long enough to find a pencil and write a password down.
  setPassword: { idleMinutes: 60, hours: 1 },
  // Long enough to find, install and try an app for the first time.
  secondFactor: { idleMinutes: 60, hours: 1 },
}

export interface NewSession {
  readonly loginId: string
  readonly kind: 'resident' | 'staff'
  readonly purpose: SessionPurpose
  readonly browser: string
  /** Hash of the session this one replaces: it hands over when the person was here last, and by which factor it was opened. */
  readonly replaces?: string
  readonly factor?: FactorUsed
}

/** Opens a session and returns its secret, or nothing when the login is locked. Only the secret's hash is stored. */
export async function openSession(tx: Tx, session: NewSession): Promise<string | undefined> {
  const { idleMinutes, hours } = lifetimes[session.purpose === 'full' ? session.kind : session.purpose]
  const token = newSecret()
  const opened = await tx.maybe(sql.openSession, [
    hashSecret(token),
    session.loginId,
    session.purpose,
    idleMinutes,
    hours,
    session.browser,
    session.replaces ?? null,
    session.factor ?? null,
  ])
  return opened && token
}

/** What somebody who gave their password gets: staff and whoever has a second factor still owe it. */
export async function purposeAfterPassword(tx: Tx, loginId: string): Promise<'full' | 'secondFactor'> {
  return (await tx.one(sql.owesFactor, [loginId])).owes ? 'secondFactor' : 'full'
}
