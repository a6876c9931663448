/** Stretches of whole days, both ends included, as bills and settlements name them. */
import {
  addMonths,
  dayOf,
  firstOfMonth,
  formatDate,
  formatMonth,
  type IsoDate,
  isoDate,
  lastOfMonth,
  monthNamesGenitive,
  monthOf,
  yearOf,
} from '#kernel/dates.ts'

export interface Period {
  readonly from: IsoDate
  /** The last day, included. */
  readonly to: IsoDate
}

/** The calendar month that holds the day. */
export function monthPeriod(date: IsoDate): Period {
  return { from: firstOfMonth(date), to: lastOfMonth(date) }
}

/** @throws RangeError outside the years 1900–2199. */
export function yearPeriod(year: number): Period {
  return { from: isoDate(year, 1, 1), to: isoDate(year, 12, 31) }
}

/** Every calendar month the period touches, whole, in order; none when `to` is before `from`. */
export function monthsOf({ from, to }: Period): Period[] {
  if (to < from) return []
  const count = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from) + 1
  return Array.from({ length: count }, (_, i) => monthPeriod(addMonths(firstOfMonth(from), i)))
}

function isFullMonth({ from, to }: Period): boolean {
  return from === firstOfMonth(from) && to === lastOfMonth(from)
}

function isFullYear({ from, to }: Period): boolean {
  return from.endsWith('-01-01') && to === from.slice(0, 4) + '-12-31'
}

/**
 * As one would say it: `rok 2025`, `listopad 2026`, `1 stycznia – 30 czerwca 2026`, `3–17 listopada 2026`,
 * `22 listopada 2026`. The year is said once unless the period crosses into another.
 */
export function formatPeriod(period: Period): string {
  const { from, to } = period
  if (isFullYear(period)) return `rok ${yearOf(from)}`
  if (isFullMonth(period)) return formatMonth(from)
  if (from === to) return formatDate(to)
  if (yearOf(from) !== yearOf(to)) return `${formatDate(from)} – ${formatDate(to)}`
  if (monthOf(from) === monthOf(to)) return `${dayOf(from)}–${formatDate(to)}`
  return `${dayOf(from)} ${monthNamesGenitive[monthOf(from) - 1]} – ${formatDate(to)}`
}
