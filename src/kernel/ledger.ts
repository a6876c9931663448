/**
 * Arithmetic of a settlement account. Charges raise what the resident owes, payments lower it; positive = owes.
 * Only what the accounting system booked is added up here: crediting payments to charges is its decision, not ours.
 */
import type { IsoDate } from '#kernel/dates.ts'
import { effectiveDueDate } from '#kernel/holidays.ts'
import { addGrosze, type Grosze, grosze, negate, zero } from '#kernel/money.ts'

export type LedgerSide = 'charge' | 'payment'

/** The least an entry must have; callers keep their own fields, the functions are generic over them. */
export interface LedgerEntry {
  /** The accounting system's identifier; breaks ties of order. */
  readonly id?: string
  readonly bookedOn: IsoDate
  /** For a payment the day the money reached the cooperative's account. */
  readonly valueOn: IsoDate
  readonly dueOn?: IsoDate | null | undefined
  readonly side: LedgerSide
  /** Positive as a rule; negative in corrections and refunds. */
  readonly amountGrosze: Grosze
}

export interface LedgerRow<E extends LedgerEntry> {
  readonly entry: E
  /** What is owed after this entry. */
  readonly balanceGrosze: Grosze
}

export interface RunningBalance<E extends LedgerEntry> {
  readonly rows: readonly LedgerRow<E>[]
  readonly closingGrosze: Grosze
}

/** What the entry does to the balance: a charge adds, a payment takes away. */
export function signedEffect(entry: Pick<LedgerEntry, 'side' | 'amountGrosze'>): Grosze {
  return entry.side === 'charge' ? entry.amountGrosze : negate(entry.amountGrosze)
}

/** @throws RangeError on overflow. */
export function balanceOf(entries: Iterable<Pick<LedgerEntry, 'side' | 'amountGrosze'>>): Grosze {
  let balance = zero
  for (const entry of entries) balance = grosze(balance + signedEffect(entry))
  return balance
}

/**
 * Each entry with the balance after it, in the order given; order first with `compareEntries`.
 * @throws RangeError on overflow.
 */
export function withRunningBalance<E extends LedgerEntry>(
  openingGrosze: Grosze,
  entries: Iterable<E>,
): RunningBalance<E> {
  const rows: LedgerRow<E>[] = []
  let balance = openingGrosze
  for (const entry of entries) {
    balance = grosze(balance + signedEffect(entry))
    rows.push({ entry, balanceGrosze: balance })
  }
  return { rows, closingGrosze: balance }
}

/** The day under which the ledger shows an entry: a charge when it is due (else booked), a payment when it came in. */
export function ledgerDate(entry: Pick<LedgerEntry, 'bookedOn' | 'valueOn' | 'dueOn' | 'side'>): IsoDate {
  return entry.side === 'charge' ? (entry.dueOn ?? entry.bookedOn) : entry.valueOn
}

/**
 * Order of the ledger: shown date, booking date, charges before payments of the same day, identifier. Total where
 * entries have identifiers, so that pages and the running balance never depend on the order rows came in.
 */
export function compareEntries(a: LedgerEntry, b: LedgerEntry): number {
  return (
    compareText(ledgerDate(a), ledgerDate(b)) ||
    compareText(a.bookedOn, b.bookedOn) ||
    compareText(a.side, b.side) ||
    compareText(a.id ?? '', b.id ?? '')
  )
}

export type BalanceState = 'arrears' | 'overpayment' | 'settled'

export function balanceState(balanceGrosze: Grosze): BalanceState {
  return balanceGrosze > 0 ? 'arrears' : balanceGrosze < 0 ? 'overpayment' : 'settled'
}

export type DocumentState = 'paid' | 'partlyPaid' | 'due' | 'overdue'

/** What of a document is still to be paid and until when. */
export interface OpenAmount {
  readonly remainingGrosze: Grosze
  readonly dueOn?: IsoDate | null | undefined
}

/** Nothing left: paid. Past the due date as the law counts it: overdue, even if partly paid. */
export function documentState(
  document: OpenAmount & { readonly amountGrosze: Grosze; readonly today: IsoDate },
): DocumentState {
  if (document.remainingGrosze <= 0) return 'paid'
  if (isPastDue(document.dueOn, document.today)) return 'overdue'
  return document.remainingGrosze < document.amountGrosze ? 'partlyPaid' : 'due'
}

/** True from the day after the due date, moved off days off (art. 115 of the Civil Code). No due date: never. */
export function isPastDue(dueOn: IsoDate | null | undefined, today: IsoDate): boolean {
  return dueOn != null && today > dueOn && today > effectiveDueDate(dueOn)
}

/** How much of the open documents is past due and how much still has time. Paid documents count for nothing. */
export function splitOverdue(
  documents: Iterable<OpenAmount>,
  today: IsoDate,
): { readonly overdueGrosze: Grosze; readonly notYetDueGrosze: Grosze } {
  let overdueGrosze = zero
  let notYetDueGrosze = zero
  for (const { remainingGrosze, dueOn } of documents) {
    if (remainingGrosze <= 0) continue
    if (isPastDue(dueOn, today)) overdueGrosze = addGrosze(overdueGrosze, remainingGrosze)
    else notYetDueGrosze = addGrosze(notYetDueGrosze, remainingGrosze)
  }
  return { overdueGrosze, notYetDueGrosze }
}

/** By code unit, as the database's "C" collation orders, not by the reader's alphabet. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
