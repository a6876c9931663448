/** Moments in milliseconds since 1970. */
export interface PasskeyRow {
  readonly id: string
  readonly name: string
  readonly addedAt: number
  readonly lastUsedAt: number | null
}

/** What somebody has to sign in with beside the password. */
export interface Factors {
  readonly appAddedAt: number | null
  readonly appUsedAt: number | null
  readonly passkeys: readonly PasskeyRow[]
  readonly codesLeft: number
  readonly codesMadeAt: number | null
}

export const hasFactor = (factors: Factors): boolean => factors.appAddedAt !== null || factors.passkeys.length > 0

export type FactorChange =
  | 'appAdded'
  | 'appReplaced'
  | 'appRemoved'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'codesMade'
  | 'codeUsed'
  | 'removedByOffice'
