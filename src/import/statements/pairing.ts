/**
 * Which entry of the books is which payment of a statement.
 *
 * The rule, in one sentence: a payment stops waiting when the books have on the same account a payment entry of the same amount whose
 * value date lies from 7 days before to 21 days after the value date of the statement, and that entry books no other payment.
 */
import { daysBetween, type IsoDate } from '#kernel/dates.ts'

export const daysBefore = 7
export const daysAfter = 21

export interface ToPair {
  readonly id: string
  readonly accountId: string
  readonly amountGrosze: number
  readonly valueOn: IsoDate
}

export interface Pair {
  readonly paymentId: string
  readonly entryId: string
}

/**
 * Pairs each payment with at most one entry and each entry with at most one payment. First those of the same day, then, oldest payment
 * first, with the earliest entry still free: a payment a day late in the books must not take the entry of the next one.
 */
export function pair(payments: readonly ToPair[], entries: readonly ToPair[]): Pair[] {
  const free = Map.groupBy(inOrder(entries), keyOf)
  const pairs: Pair[] = []
  const take = (payment: ToPair, fits: (days: number) => boolean): boolean => {
    const candidates = free.get(keyOf(payment)) ?? []
    const at = candidates.findIndex(({ valueOn }) => fits(daysBetween(payment.valueOn, valueOn)))
    if (at < 0) return false
    pairs.push({ paymentId: payment.id, entryId: candidates[at]!.id })
    candidates.splice(at, 1)
    return true
  }
  const rest = inOrder(payments).filter((payment) => !take(payment, (days) => days === 0))
  for (const payment of rest) take(payment, (days) => days >= -daysBefore && days <= daysAfter)
  return pairs
}

const keyOf = ({ accountId, amountGrosze }: ToPair): string => `${amountGrosze} ${accountId}`
const inOrder = (rows: readonly ToPair[]): ToPair[] =>
  rows.toSorted((a, b) => a.valueOn.localeCompare(b.valueOn) || (a.id < b.id ? -1 : 1))
