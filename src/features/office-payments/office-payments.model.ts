import type { IsoDate } from '#kernel/dates.ts'
import type { Grosze } from '#kernel/money.ts'
import type { PremisesKind } from '#kernel/premises.ts'

/** What the list shows: payments nobody is found for, those that wait too long, all that wait, and those put aside by hand. */
export const shownLists = ['do-wyjasnienia', 'po-terminie', 'czekaja', 'zalatwione'] as const
export type ShownList = (typeof shownLists)[number]

export type Reason = 'noNumber' | 'unknownNumber' | 'severalAccounts' | 'foreignCurrency' | 'paymentMissing'

export interface PaymentRow {
  readonly id: string
  readonly kind: 'payment' | 'reversal'
  readonly valueOn: IsoDate
  readonly amountGrosze: Grosze
  readonly currency: string
  readonly reason: Reason | null
  readonly payerName: string
  readonly title: string
  /** Account numbers the movement names. */
  readonly numbers: readonly string[]
  readonly statementNumber: string
  readonly statementAccount: string
  readonly account: {
    readonly ledgerTypeName: string
    readonly street: string
    readonly houseNumber: string
    readonly number: string
    readonly kind: PremisesKind
  } | null
  readonly settledBy: string | null
  readonly total: number
}

export interface PaymentCounts {
  readonly unclear: number
  readonly late: number
  readonly waiting: number
  readonly waitingGrosze: Grosze
}

export type FileState = 'waiting' | 'read' | 'unchanged' | 'rejected' | 'failed'

export interface FileReport {
  readonly format?: string | null
  readonly statements?: number
  readonly unchanged?: number
  readonly payments?: number
  readonly repeated?: number
  readonly problems?: { readonly count: number; readonly listed: readonly FileProblem[] }
}

export interface FileProblem {
  readonly line: number | null
  readonly column: string | null
  readonly value: string | null
  readonly message: string
}

export interface FileRow {
  readonly id: string
  readonly name: string
  readonly source: 'office' | 'inbox' | 'command'
  readonly uploadedBy: string | null
  readonly receivedAt: number
  readonly state: FileState
  readonly report: FileReport
}

export interface StatementRow {
  readonly id: string
  readonly account: string
  readonly number: string
  readonly currency: string
  readonly closedOn: IsoDate
  readonly movements: number
  readonly inGrosze: Grosze
  readonly outGrosze: Grosze
  readonly closingGrosze: Grosze
}

export const perPage = 50
export const shownStatements = 60
export const fileLimits = { files: 5, megabytes: 12 } as const
