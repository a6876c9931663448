/**
 * Stage 5, the safety brake: a delivery that makes too much disappear waits for an accountant. A wrong export of a part of
 * the books must not empty people's pages overnight.
 */
export interface Totals {
  readonly rows: Readonly<Record<string, number>>
  /** Sum of the balances without their signs, in grosze. */
  readonly absoluteBalances_grosze: number
  /** Sum of the balances, positive = people owe more than they are owed; deliveries of older programs have none. */
  readonly balances_grosze?: number
}

/** What is watched: premises; documents and entries together; balances without their signs. */
export const brakeMeasures = ['premises', 'bookings', 'money'] as const
export type BrakeMeasure = (typeof brakeMeasures)[number]

export interface BrakeFinding {
  readonly measure: BrakeMeasure
  readonly before: number
  readonly after: number
}

/** Every measure, before and after. */
export function measure(before: Totals, after: Totals): readonly BrakeFinding[] {
  return brakeMeasures.map((one) => ({ measure: one, before: amountOf(before, one), after: amountOf(after, one) }))
}

/**
 * The measures that fall by more than `limitPercent`; none means the delivery may be published.
 * A rise never brakes: new premises and new bookings are a cooperative's daily life.
 */
export function brake(measured: readonly BrakeFinding[], limitPercent: number): readonly BrakeFinding[] {
  return measured.filter(({ before, after }) => (before - after) * 100 > before * limitPercent)
}

function amountOf(totals: Totals, measure: BrakeMeasure): number {
  const rows = (name: string) => totals.rows[name] ?? 0
  switch (measure) {
    case 'premises':
      return rows('premises')
    case 'bookings':
      return rows('documents') + rows('entries')
    case 'money':
      return totals.absoluteBalances_grosze
  }
}
