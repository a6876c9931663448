import type { IsoDate } from '#kernel/dates.ts'
import { type OpenAmount, splitOverdue } from '#kernel/ledger.ts'
import type { Grosze } from '#kernel/money.ts'
import type { PremisesAddress } from '#kernel/premises.ts'

/** Somebody in the register, as delivered. */
export interface Party {
  readonly partyId: string
  readonly kind: 'person' | 'company'
  readonly name: string
  readonly memberNumber: string | null
  readonly isMember: boolean
  readonly correspondenceAddress: string | null
  readonly email: string | null
  readonly phone: string | null
}

export interface Holding extends PremisesAddress {
  readonly premisesId: string
  readonly legalTitle: 'cooperativeTenancy' | 'cooperativeOwnership' | 'freehold' | 'lease' | 'none'
  readonly role: 'holder' | 'coOwner' | 'tenant' | 'proxy'
  readonly share: string | null
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly current: boolean
}

export interface Account extends PremisesAddress {
  readonly accountId: string
  readonly ledgerTypeName: string
  readonly nrb: string
  readonly balanceGrosze: Grosze
  readonly verified: boolean
  /** Kept on this person, or on whom they hold the premises with. */
  readonly own: boolean
  readonly open: readonly OpenAmount[]
}

export interface CoHolder {
  readonly partyId: string
  readonly name: string
  readonly premisesId: string
  readonly role: Holding['role']
  readonly hasLogin: boolean
}

export interface Login {
  readonly loginId: string
  readonly loginName: string
  readonly displayName: string
  readonly partyId: string | null
  readonly createdAt: number
  readonly passwordSetAt: number | null
  readonly lockedAt: number | null
  readonly lockReason: string | null
  /** End of a starting code nobody used yet. */
  readonly codeExpiresAt: number | null
  readonly codeExpired: boolean
  readonly lastSignInAt: number | null
  readonly openSessions: number
  /** Signs in with more than the password. */
  readonly hasFactor: boolean
  readonly email: string | null
  readonly emailVerifiedAt: number | null
  readonly phone: string | null
  readonly phoneConfirmedAt: number | null
  readonly newPhone: string | null
}

export type RightState = 'future' | 'current' | 'ended' | 'revoked'

/** A right the office gave on top of the register. */
export interface Right extends PremisesAddress {
  readonly rightId: string
  readonly loginId: string
  readonly loginName: string
  readonly proxyName: string
  readonly proxyPartyId: string | null
  readonly partyId: string
  readonly partyName: string
  readonly premisesId: string
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly basis: string
  readonly revokedAt: number | null
  /** What the form of a change must still find, so that two clerks do not undo each other's work unseen. */
  readonly version: string
}

export function rightState({ validFrom, validTo, revokedAt }: Right, today: IsoDate): RightState {
  if (revokedAt !== null) return 'revoked'
  if (validTo !== null && validTo < today) return 'ended'
  return validFrom > today ? 'future' : 'current'
}

export interface SignIn {
  readonly at: number
  readonly loginName: string
  readonly outcome: 'success' | 'wrongPassword' | 'locked'
  readonly browser: string
}

/** What the person wrote or asked for: threads, requests to change data, registrations. */
export interface Matter {
  readonly id: string
  readonly kind: 'thread' | 'request' | 'registration'
  /** A topic's name, or the kind of a request. */
  readonly title: string
  readonly state: string
  readonly at: number
}

export interface ConsentState {
  readonly title: string
  readonly version: number
  readonly decision: 'given' | 'withdrawn'
  readonly decidedAt: number
}

/** A member of staff looked at the pages of one of the person's logins. */
export interface Viewing {
  readonly staffName: string
  readonly staffRole: 'clerk' | 'administrator' | string | null
  readonly reason: ViewReason
  readonly loginName: string
  readonly startedAt: number
  readonly endedAt: number | null
}

export const viewReasons = ['residentAsks', 'complaint', 'answering', 'checkingData', 'technicalFault'] as const
export type ViewReason = (typeof viewReasons)[number]

/** Whether a balance owed is past its day: "zaległość" is said of nothing else. */
export const isOverdue = ({ open }: Account, today: IsoDate): boolean => splitOverdue(open, today).overdueGrosze > 0

export type LoginState = 'locked' | 'noPassword' | 'codeWaits' | 'resetWaits' | 'codeExpired' | 'active'

export function loginState(login: Login): LoginState {
  if (login.lockedAt !== null) return 'locked'
  const codeLives = login.codeExpiresAt !== null && !login.codeExpired
  // The old password works until a new one is set, so a code that ran out takes nothing from whoever has one.
  if (login.passwordSetAt !== null) return codeLives ? 'resetWaits' : 'active'
  if (login.codeExpiresAt === null) return 'noPassword'
  return codeLives ? 'codeWaits' : 'codeExpired'
}

/** The register's part of a person. */
export interface RegisterOf {
  readonly party: Party
  readonly holdings: readonly Holding[]
  readonly accounts: readonly Account[]
  readonly coHolders: readonly CoHolder[]
}

/** What the portal knows of a person's logins. */
export interface PortalOf {
  readonly logins: readonly Login[]
  readonly rights: readonly Right[]
  readonly signIns: readonly SignIn[]
  readonly matters: readonly Matter[]
  readonly consents: readonly ConsentState[]
  readonly viewings: readonly Viewing[]
}
