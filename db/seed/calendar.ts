/**
 * Days as whole numbers since 1970-01-01 and months as `year * 12 + (month - 1)`: the generator writes millions of
 * dates, so each one is computed once and remembered.
 */

const DAY_MS = 86_400_000
const EPOCH_MONTH = 1970 * 12
const MONTHS = 230 * 12
// Filled at once: an array that grows from a high index becomes a slow dictionary.
const isoByDay: string[] = new Array<string>(MONTHS * 31).fill('')
const firstDays = Int32Array.from({ length: MONTHS }, (_, i) => Math.round(Date.UTC(1970, i, 1) / DAY_MS))

/** `2026-11-22` of a day number, 1970 to 2199. */
export function iso(day: number): string {
  let text = isoByDay[day]
  if (text === undefined) throw new RangeError(`day ${day} is outside 1970–2199`)
  if (text === '') {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10)
    isoByDay[day] = text
  }
  return text
}

/** The day number of `2026-11-22` (anything after the tenth character is left aside). */
export function dayOf(text: string): number {
  return Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS)
}

export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

export const yearOf = (month: number): number => Math.floor(month / 12)
/** 1 for January to 12 for December. */
export const monthNumber = (month: number): number => (month % 12) + 1
export const pad2 = (value: number): string => (value < 10 ? `0${value}` : String(value))

export const firstDay = (month: number): number => firstDays[month - EPOCH_MONTH] as number
export const lastDay = (month: number): number => firstDay(month + 1) - 1
export const daysIn = (month: number): number => firstDay(month + 1) - firstDay(month)
/** The n-th day of a month; `n` must not exceed 28. */
export const dayIn = (month: number, n: number): number => firstDay(month) + n - 1

/** 0 for Monday to 6 for Sunday. */
export const weekday = (day: number): number => (day + 3) % 7

const monthNames = [
  'styczeń',
  'luty',
  'marzec',
  'kwiecień',
  'maj',
  'czerwiec',
  'lipiec',
  'sierpień',
  'wrzesień',
  'październik',
  'listopad',
  'grudzień',
] as const

/** `grudzień 2026`. */
export const monthLabel = (month: number): string => `${monthNames[month % 12]} ${yearOf(month)}`

/** The half-year a month belongs to: `year * 2` or `year * 2 + 1`. */
export const halfOf = (month: number): number => Math.floor(month / 6)
export const halfStart = (half: number): number => half * 6
/** The heating season a month belongs to, June to May, named by the year it starts in. */
export const seasonOf = (month: number): number => Math.floor((month - 5) / 12)
export const seasonStart = (season: number): number => season * 12 + 5

/** The same wall-clock time and offset, `days` later: `2026-11-22T22:41:00+01:00` → `2026-11-23T22:41:00+01:00`. */
export const shiftDays = (asOf: string, days: number): string => iso(dayOf(asOf) + days) + asOf.slice(10)
