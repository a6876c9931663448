import type { IsoDate } from '#kernel/dates.ts'
import {
  balanceOf,
  compareEntries,
  type DocumentState,
  documentState,
  type LedgerEntry,
  signedEffect,
} from '#kernel/ledger.ts'
import { type Grosze, grosze, sumGrosze, zero } from '#kernel/money.ts'

export type DocumentKind =
  | 'charge'
  | 'settlement'
  | 'correction'
  | 'interestNote'
  | 'payment'
  | 'refund'
  | 'writeOff'
  | 'openingBalance'

export interface DocumentRow {
  readonly id: string
  readonly accountId: string
  readonly number: string
  readonly kind: DocumentKind
  readonly issuedOn: IsoDate
  readonly dueOn: IsoDate | null
  readonly periodFrom: IsoDate | null
  readonly periodTo: IsoDate | null
  readonly amountGrosze: Grosze
  readonly remainingGrosze: Grosze
  readonly description: string | null
}

export interface DocumentWithAccount extends DocumentRow {
  readonly ledgerTypeName: string
  readonly nrb: string
  readonly correctsDocumentId: string | null
}

export type ComponentGroup = 'utilities' | 'maintenance' | 'funds' | 'other'

export interface DocumentLine {
  readonly lineNo: number
  readonly component: string
  readonly componentGroup: ComponentGroup
  readonly quantity: string
  readonly unit: string
  readonly rate: string
  readonly vatRate: string
  readonly amountGrosze: Grosze
  readonly dependent: boolean
}

export interface LineGroup {
  readonly group: ComponentGroup
  readonly lines: readonly DocumentLine[]
  readonly sumGrosze: Grosze
}

const groupOrder: readonly ComponentGroup[] = ['utilities', 'maintenance', 'funds', 'other']

/** The components of a bill by group, in the order a bill lists them, with the sum of each group. */
export function groupLines(lines: readonly DocumentLine[]): readonly LineGroup[] {
  return groupOrder.flatMap((group) => {
    const own = lines.filter((line) => line.componentGroup === group)
    return own.length === 0 ? [] : [{ group, lines: own, sumGrosze: sumGrosze(own.map((line) => line.amountGrosze)) }]
  })
}

/** A payment credited to a charge, or a charge a payment was credited to: the other side of an allocation. */
export interface Allocation {
  readonly entryId: string
  readonly side: 'charge' | 'payment'
  readonly documentId: string | null
  readonly documentNumber: string | null
  readonly description: string
  readonly on: IsoDate
  readonly amountGrosze: Grosze
}

export interface RelatedDocument {
  readonly id: string
  readonly number: string
  readonly kind: DocumentKind
  readonly issuedOn: IsoDate
  readonly amountGrosze: Grosze
  /** Whether the related document corrects the one shown, or is the one it corrects. */
  readonly relation: 'correctedBy' | 'corrects'
}

export interface PaymentRow {
  readonly id: string
  readonly accountId: string
  readonly ledgerTypeName: string
  readonly kind: string
  readonly bookedOn: IsoDate
  readonly valueOn: IsoDate
  readonly amountGrosze: Grosze
  readonly description: string
  readonly documentId: string | null
  readonly documentNumber: string | null
}

/** What of a payment the accounting system has not credited to any charge yet. Never negative. */
export function notCredited(payment: Pick<PaymentRow, 'amountGrosze'>, allocations: readonly Allocation[]): Grosze {
  const rest = grosze(payment.amountGrosze - sumGrosze(allocations.map((allocation) => allocation.amountGrosze)))
  return rest > 0 ? rest : zero
}

export const documentStates = ['do-zaplaty', 'po-terminie', 'zaplacone'] as const
export type DocumentStateFilter = (typeof documentStates)[number]

export interface ListedDocument extends DocumentRow {
  readonly state: DocumentState
}

/** Documents with their state today, narrowed to the state asked for, newest first. */
export function listDocuments(
  rows: readonly DocumentRow[],
  today: IsoDate,
  state: DocumentStateFilter | undefined,
): readonly ListedDocument[] {
  return rows
    .map((row) => ({ ...row, state: documentState({ ...row, today }) }))
    .filter((row) => state === undefined || matches(row, state))
    .toSorted(
      (left, right) =>
        compare(right.issuedOn, left.issuedOn) || compare(right.number, left.number) || compare(right.id, left.id),
    )
}

function matches({ state }: ListedDocument, wanted: DocumentStateFilter): boolean {
  if (wanted === 'po-terminie') return state === 'overdue'
  return wanted === 'zaplacone' ? state === 'paid' : state !== 'paid'
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

export interface EntryRow extends LedgerEntry {
  readonly id: string
  readonly accountId: string
  readonly documentId: string | null
  readonly documentNumber: string | null
  readonly kind: string
  readonly description: string
}

export interface LedgerPageRow {
  readonly entry: EntryRow
  readonly balanceGrosze: Grosze
}

export interface LedgerPage {
  readonly rows: readonly LedgerPageRow[]
  /** Balance before the first row shown. */
  readonly openingGrosze: Grosze
  /** True when the opening is what came before the period, false when it is the end of the page before. */
  readonly opensPeriod: boolean
  readonly closesPeriod: boolean
  readonly chargesGrosze: Grosze
  readonly paymentsGrosze: Grosze
  readonly closingGrosze: Grosze
  readonly page: number
  readonly pages: number
}

export interface LedgerInput {
  readonly entries: readonly EntryRow[]
  /** What the accounting system says the chosen accounts owe at the end of everything booked. */
  readonly deliveredGrosze: Grosze
  /** Effect of the entries after the period. */
  readonly afterGrosze: Grosze
  /** None asked for = the last, where the newest entries are. */
  readonly page: number | undefined
  readonly rowsPerPage: number
}

/**
 * One page of the ledger. The balance is counted back from the delivered one, so the last row of today's ledger is always the
 * figure the first page shows.
 */
export function ledgerPage({ entries, deliveredGrosze, afterGrosze, page, rowsPerPage }: LedgerInput): LedgerPage {
  const ordered = entries.toSorted(compareEntries)
  const closingGrosze = grosze(deliveredGrosze - afterGrosze)
  const startGrosze = grosze(closingGrosze - balanceOf(ordered))
  const pages = Math.max(1, Math.ceil(ordered.length / rowsPerPage))
  const current = Math.min(page ?? pages, pages)
  const first = (current - 1) * rowsPerPage
  const openingGrosze = grosze(startGrosze + balanceOf(ordered.slice(0, first)))
  let balance = openingGrosze
  const rows = ordered.slice(first, first + rowsPerPage).map((entry) => {
    balance = grosze(balance + signedEffect(entry))
    return { entry, balanceGrosze: balance }
  })
  return {
    rows,
    openingGrosze,
    opensPeriod: current === 1,
    closesPeriod: current === pages,
    chargesGrosze: sideSum(ordered, 'charge'),
    paymentsGrosze: sideSum(ordered, 'payment'),
    closingGrosze,
    page: current,
    pages,
  }
}

function sideSum(entries: readonly EntryRow[], side: EntryRow['side']): Grosze {
  return sumGrosze(entries.filter((entry) => entry.side === side).map((entry) => entry.amountGrosze))
}
