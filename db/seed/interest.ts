import { dayOf, weekday } from './calendar.ts'

/** Statutory interest for delay in hundredths of a per cent a year, from the day given (art. 481 § 2 k.c.). */
const rates: readonly (readonly [from: number, basisPoints: number])[] = (
  [
    ['2016-01-01', 700],
    ['2020-03-18', 650],
    ['2020-04-09', 600],
    ['2020-05-29', 560],
    ['2022-01-05', 775],
    ['2022-07-08', 1200],
    ['2022-09-08', 1225],
    ['2023-09-07', 1150],
    ['2023-10-05', 1125],
    ['2025-05-08', 1075],
    ['2025-07-03', 1050],
    ['2025-09-04', 1025],
    ['2025-10-09', 1000],
    ['2025-11-06', 975],
    ['2025-12-04', 950],
    ['2026-03-05', 925],
  ] as const
).map(([from, basisPoints]) => [dayOf(from), basisPoints] as const)

/**
 * Interest on unpaid bills up to and including a day, rounded once to a grosz. A due date on a weekend moves to Monday;
 * interest runs from the day after it. Other holidays are not looked at: the notes of the demo only have to be plausible.
 */
export function legalInterest(
  debts: readonly { readonly grosze: number; readonly dueOn: number }[],
  until: number,
): number {
  let weighted = 0n
  for (const debt of debts) {
    const due = debt.dueOn + [0, 0, 0, 0, 0, 2, 1][weekday(debt.dueOn)]!
    for (let i = 0; i < rates.length; i++) {
      const [from, basisPoints] = rates[i]!
      const first = Math.max(due + 1, from)
      const last = Math.min(until, (rates[i + 1]?.[0] ?? until + 1) - 1)
      if (last >= first) weighted += BigInt(debt.grosze) * BigInt(basisPoints) * BigInt(last - first + 1)
    }
  }
  const year = 365n * 10_000n
  return Number((2n * weighted + year) / (2n * year))
}
