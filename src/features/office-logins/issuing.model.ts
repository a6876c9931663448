import type { PremisesAddress } from '#kernel/premises.ts'

/** Whose logins: somebody of the register, or a login that stands for nobody in it (a proxy from outside). */
export type LoginOwner =
  | { readonly partyId: string; readonly loginId: null }
  | { readonly partyId: null; readonly loginId: string }

/** The page of the person whose logins these are. */
export const ownerPath = (owner: LoginOwner): string =>
  owner.partyId === null ? `/biuro/loginy/${owner.loginId}` : `/biuro/osoby/${encodeURIComponent(owner.partyId)}`

/** Who gets the login or the code, as far as handing it over needs it. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly memberNumber: string | null
}

export interface HeldPremises extends PremisesAddress {
  readonly id: string
  readonly staircase: string | null
  readonly role: 'holder' | 'coOwner' | 'tenant' | 'proxy'
}

/** A login of the person with its newest code or link. Moments in milliseconds since 1970. */
export interface PersonLogin {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly locked: boolean
  readonly passwordSetAt: number | null
  readonly lastSignInAt: number | null
  readonly codeIssuedAt: number | null
  readonly codeExpiresAt: number | null
  readonly codeUsedAt: number | null
  readonly codeExpired: boolean
  /** The address a link may be sent to. */
  readonly verifiedEmail: string | null
  readonly handoverId: string | null
  readonly handoverKind: 'single' | 'bulk' | 'email' | null
  readonly issuedAt: number | null
  readonly issuedBy: string | null
  readonly handedOverAt: number | null
  readonly handedOverBy: string | null
  /** End of a link that was mailed and still works. */
  readonly linkExpiresAt: number | null
}

export const reasons = ['forgotten', 'lost', 'expired', 'compromised', 'other'] as const
/** Why a person with a login gets another code. */
export type Reason = (typeof reasons)[number]

export type CodeState = 'none' | 'waiting' | 'expired' | 'used'

export function codeState(login: Pick<PersonLogin, 'codeIssuedAt' | 'codeUsedAt' | 'codeExpired'>): CodeState {
  if (login.codeIssuedAt === null) return 'none'
  if (login.codeUsedAt !== null) return 'used'
  return login.codeExpired ? 'expired' : 'waiting'
}

export type LoginState = 'locked' | 'active' | 'codeWaiting' | 'codeExpired' | 'linkWaiting' | 'noPassword'

/** What a clerk needs to know first: can this person sign in, and if not, why. */
export function loginState(login: PersonLogin): LoginState {
  if (login.locked) return 'locked'
  if (login.passwordSetAt !== null) return 'active'
  const code = codeState(login)
  if (code === 'waiting') return 'codeWaiting'
  if (login.linkExpiresAt !== null) return 'linkWaiting'
  return code === 'expired' ? 'codeExpired' : 'noPassword'
}

/** The login that gets a new code when the person asks: their oldest one that is not locked. */
export const livingLogin = (logins: readonly PersonLogin[]): PersonLogin | undefined =>
  logins.find(({ locked }) => !locked)

/** What of a paper the clerk holds is still to be noted: a code in hand that waits for its owner's signature. */
export const awaitsHandover = (login: PersonLogin): boolean =>
  login.handoverId !== null &&
  login.handoverKind !== 'email' &&
  login.handedOverAt === null &&
  codeState(login) === 'waiting'

/** Enough of an address to recognise it on a screen others may see: `h…n@poczta.example`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const name = email.slice(0, at)
  return `${name.slice(0, 1)}…${name.length > 2 ? name.slice(-1) : ''}${email.slice(at)}`
}

export const unusedStates = ['wazne', 'po-terminie', 'nie-wydane'] as const
/** Which unused codes are listed: those that work, those too old, those nobody noted as handed over. */
export type UnusedState = (typeof unusedStates)[number]

export interface UnusedCode {
  /** Null for a login that stands for nobody in the register. */
  readonly partyId: string | null
  readonly loginId: string
  readonly personName: string
  readonly login: string
  readonly issuedAt: number
  readonly issuedBy: string | null
  readonly expiresAt: number
  readonly expired: boolean
  readonly handedOverAt: number | null
}
