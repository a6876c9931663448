export const staffRoles = ['clerk', 'accountant', 'editor', 'administrator'] as const
export type StaffRole = (typeof staffRoles)[number]

export const staffChanges = ['role', 'lock', 'unlock', 'code', 'factors'] as const
export type StaffChange = (typeof staffChanges)[number]

/** One account of the office. Moments in milliseconds since 1970. */
export interface StaffAccount {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: StaffRole
  readonly version: number
  readonly hasPassword: boolean
  readonly lockedAt: number | null
  readonly lockReason: string | null
  /** End of a starting code that was not used yet. */
  readonly codeExpiresAt: number | null
  readonly codeExpired: boolean
  readonly hasApp: boolean
  readonly passkeys: number
  readonly lastSignInAt: number | null
  readonly createdAt: number
  /** The account of whoever looks. */
  readonly own: boolean
}

export type AccountState = 'active' | 'waiting' | 'codeExpired' | 'locked'

export function stateOf(
  account: Pick<StaffAccount, 'lockedAt' | 'hasPassword' | 'codeExpired' | 'codeExpiresAt'>,
): AccountState {
  if (account.lockedAt !== null) return 'locked'
  if (account.hasPassword) return 'active'
  return account.codeExpiresAt === null || account.codeExpired ? 'codeExpired' : 'waiting'
}

/** What can be done to this account by another administrator. */
export function changesOf(account: StaffAccount): readonly StaffChange[] {
  if (account.own) return []
  const factors: readonly StaffChange[] = account.hasApp || account.passkeys > 0 ? ['factors'] : []
  return account.lockedAt === null ? ['role', 'code', ...factors, 'lock'] : ['unlock', 'role', ...factors]
}

export const limits = { displayName: 100, reason: 200 } as const

export type TextProblem = 'missing' | 'long' | 'characters'

/** One line a person typed, or what is wrong with it. */
export function readLine(
  typed: string,
  longest: number,
): { readonly value: string } | { readonly problem: TextProblem } {
  const value = typed.trim()
  if (value === '') return { problem: 'missing' }
  if (/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(value) || !value.isWellFormed()) return { problem: 'characters' }
  return [...value].length > longest ? { problem: 'long' } : { value }
}

export function readLogin(typed: string): { readonly value: string } | { readonly problem: 'missing' | 'shape' } {
  const value = typed.trim()
  if (value === '') return { problem: 'missing' }
  return /^[A-Za-z0-9@._+-]{3,254}$/.test(value) ? { value } : { problem: 'shape' }
}

export const isRole = (value: string): value is StaffRole => staffRoles.some((role) => role === value)

/** A resident's login as the page of a lost factor shows it. */
export interface ResidentFactors {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly appAddedAt: number | null
  readonly passkeys: number
  readonly codesLeft: number
}
