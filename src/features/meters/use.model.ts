import { addDays, addMonths, daysBetween, type IsoDate, lastOfMonth } from '#kernel/dates.ts'
import { addDecimal } from '#kernel/decimal.ts'
import type { Period } from '#kernel/periods.ts'
import type { MeterKind, ReadingStep } from './readings.model.ts'

/** What was used in one place between two readings that have a value. */
export interface UsePeriod extends Period {
  /** In the meter's unit, exact. */
  readonly quantity: string
  readonly estimated: boolean
}

interface Draft extends UsePeriod {
  readonly meterId: string
}

/**
 * Periods of use of one place, oldest first, from the steps of its meters. A meter replaced in the middle does not cut a
 * period in two, and further readings of the same month do not cut that month.
 */
export function periodsOfUse(steps: readonly ReadingStep[]): readonly UsePeriod[] {
  const drafts = steps.flatMap(({ previous, consumption, estimated, reading }): Draft[] =>
    previous === undefined || consumption === undefined
      ? []
      : [
          {
            from: addDays(previous.readOn, 1),
            to: reading.readOn,
            quantity: consumption,
            estimated,
            meterId: reading.meterId,
          },
        ],
  )
  const joined: Draft[] = []
  for (const draft of drafts.toSorted((left, right) => (left.to < right.to ? -1 : 1))) {
    const last = joined.at(-1)
    if (last && belongTogether(last, draft)) {
      joined[joined.length - 1] = {
        ...draft,
        from: last.from,
        quantity: addDecimal(last.quantity, draft.quantity),
        estimated: last.estimated || draft.estimated,
      }
    } else joined.push(draft)
  }
  return joined.map(({ meterId: _, ...period }) => period)
}

/** A new meter may hang a few days after the old one was taken off. */
const gapDays = 3

function belongTogether(earlier: Draft, later: Draft): boolean {
  if (daysBetween(earlier.to, later.from) > gapDays) return false
  if (earlier.to.slice(0, 7) === later.to.slice(0, 7)) return true
  return earlier.meterId !== later.meterId && earlier.to !== lastOfMonth(earlier.to)
}

export interface ComparedPeriod extends UsePeriod {
  /** The same time a year before, when it was measured. */
  readonly yearBefore: UsePeriod | undefined
}

/** Ends and lengths of periods may differ by this and still be "the same time last year". */
const looseDays = 15

/** The newest periods with the same time of the year before beside each. */
export function compareWithYearBefore(periods: readonly UsePeriod[], shown: number): readonly ComparedPeriod[] {
  return periods.slice(-shown).map((period) => {
    const end = addMonths(period.to, -12)
    const yearBefore = periods.find(
      (other) =>
        Math.abs(daysBetween(other.to, end)) <= looseDays && Math.abs(lengthOf(other) - lengthOf(period)) <= looseDays,
    )
    return { ...period, yearBefore }
  })
}

const lengthOf = ({ from, to }: Period): number => daysBetween(from, to) + 1

/** One period far above the person's own usual: worth a look at the cistern and the taps. */
export interface UnusualUse {
  readonly period: UsePeriod
  /** Whole tenths: 2.3 = "2,3 raza więcej". Only to be read, never to count with. */
  readonly times: number
}

/** The rule, as the page tells it: a day of the period took more than twice a usual day, and at least 1 m³ was beyond. */
export const unusualTimes = 2
const leastBeyond = 1
const earlierPeriods = 12
const fewestEarlier = 2
const shortestDays = 20

/**
 * The newest period of water within a year whose daily use is more than twice the median of the periods before it; nothing
 * when there are fewer than two periods to compare with.
 */
export function unusualUse(kind: MeterKind, periods: readonly UsePeriod[], today: IsoDate): UnusualUse | undefined {
  if (kind !== 'coldWater' && kind !== 'hotWater') return undefined
  const since = addMonths(today, -12)
  for (let at = periods.length - 1; at > 0; at--) {
    const period = periods[at] as UsePeriod
    if (period.to < since) return undefined
    const days = lengthOf(period)
    const usual = periods.slice(Math.max(0, at - earlierPeriods), at).filter((one) => lengthOf(one) >= shortestDays)
    if (days < shortestDays || usual.length < fewestEarlier) continue
    const usualDaily = median(usual.map(daily))
    const beyond = Number(period.quantity) - usualDaily * days
    if (usualDaily > 0 && daily(period) > unusualTimes * usualDaily && beyond >= leastBeyond)
      return { period, times: Math.round((daily(period) / usualDaily) * 10) / 10 }
  }
  return undefined
}

/** A length to compare, not an amount: a float is enough. */
const daily = (period: UsePeriod): number => Number(period.quantity) / lengthOf(period)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}
