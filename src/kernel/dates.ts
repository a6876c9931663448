/**
 * Calendar days and moments. A day is ISO text, as in the contract and the database, so it compares with `<` and needs
 * no conversion. Moments are epoch milliseconds and are shown in Europe/Warsaw whatever the server's own time zone.
 */

declare const brand: unique symbol

/** `YYYY-MM-DD`, a day that exists. */
export type IsoDate = string & { readonly [brand]: 'date' }

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const WARSAW = 'Europe/Warsaw'

export const monthNames = [
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

/** As they stand in a date: `22 listopada`. */
export const monthNamesGenitive = [
  'stycznia',
  'lutego',
  'marca',
  'kwietnia',
  'maja',
  'czerwca',
  'lipca',
  'sierpnia',
  'września',
  'października',
  'listopada',
  'grudnia',
] as const

export const monthNamesShort = [
  'sty',
  'lut',
  'mar',
  'kwi',
  'maj',
  'cze',
  'lip',
  'sie',
  'wrz',
  'paź',
  'lis',
  'gru',
] as const

/** Monday first, as Polish calendars are; index = `dayOfWeek` − 1. */
export const weekdayNames = ['poniedziałek', 'wtorek', 'środa', 'czwartek', 'piątek', 'sobota', 'niedziela'] as const

export const weekdayNamesShort = ['pn', 'wt', 'śr', 'czw', 'pt', 'sob', 'nd'] as const

const SHAPE = /^(?:19|2[01])\d\d-\d\d-\d\d$/

/** Strict: existing days of 1900–2199, the range of the contract; `undefined` for anything else. */
export function parseIsoDate(text: string): IsoDate | undefined {
  if (!SHAPE.test(text)) return undefined
  const month = monthOf(text as IsoDate)
  const day = dayOf(text as IsoDate)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(yearOf(text as IsoDate), month)) return undefined
  return text as IsoDate
}

/** The same of what a person types where the browser has no calendar: also `30.11.2026`, as browsers show a day in Poland. */
export function parseTypedDate(text: string): IsoDate | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.replaceAll(/\s/g, '')) ?? []
  return parseIsoDate(day === undefined ? text.trim() : `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

export function yearOf(date: IsoDate): number {
  return Number(date.slice(0, 4))
}

/** 1–12 */
export function monthOf(date: IsoDate): number {
  return Number(date.slice(5, 7))
}

/** 1–31 */
export function dayOf(date: IsoDate): number {
  return Number(date.slice(8, 10))
}

/** @throws RangeError when the result leaves the years 1900–2199. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return fromDayNumber(dayNumber(date) + days)
}

/**
 * The same day some months on, or the month's last day where there is no such day: 31 January + 1 = 28 February.
 * @throws RangeError when the result leaves the years 1900–2199.
 */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const index = yearOf(date) * 12 + (monthOf(date) - 1) + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  return isoDate(year, month, Math.min(dayOf(date), daysInMonth(year, month)))
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** 1 = Monday … 7 = Sunday. */
export function dayOfWeek(date: IsoDate): number {
  // Day 0, 1 January 1970, was a Thursday; the double modulo keeps earlier days positive.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

export function firstOfMonth(date: IsoDate): IsoDate {
  return (date.slice(0, 8) + '01') as IsoDate
}

export function lastOfMonth(date: IsoDate): IsoDate {
  return (date.slice(0, 8) + daysInMonth(yearOf(date), monthOf(date))) as IsoDate
}

/** @throws RangeError when there is no such day in the years 1900–2199. */
export function isoDate(year: number, month: number, day: number): IsoDate {
  const date = parseIsoDate(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)
  if (date === undefined) throw new RangeError(`no such day: ${year}-${month}-${day}`)
  return date
}

/** `22 listopada 2026` */
export function formatDate(date: IsoDate): string {
  return `${dayOf(date)} ${monthNamesGenitive[monthOf(date) - 1]} ${date.slice(0, 4)}`
}

/** `22.11.2026` */
export function formatDateShort(date: IsoDate): string {
  return `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`
}

/** `listopad 2026` */
export function formatMonth(date: IsoDate): string {
  return `${monthNames[monthOf(date) - 1]} ${date.slice(0, 4)}`
}

/** The calendar day in Poland at that moment. */
export function todayInWarsaw(epochMs: number): IsoDate {
  return fromDayNumber(Math.floor((epochMs + warsawOffsetMs(epochMs)) / DAY_MS))
}

/** `22 listopada 2026, 23:04`, Polish wall-clock time. */
export function formatDateTime(epochMs: number): string {
  const local = epochMs + warsawOffsetMs(epochMs)
  const day = Math.floor(local / DAY_MS)
  const minute = Math.floor((local - day * DAY_MS) / 60_000)
  return `${formatDate(fromDayNumber(day))}, ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/**
 * The moment, in epoch milliseconds, when clocks in Poland show `time` (`HH:MM`) on that day. On the spring night a
 * time that is skipped means the first moment after the gap; on the autumn night a time shown twice means the first.
 * @throws RangeError for a time that no clock shows.
 */
export function warsawInstant(date: IsoDate, time: string): number {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`not a time of day: ${JSON.stringify(time)}`)
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}`)
  const first = wanted.toZonedDateTime(WARSAW, { disambiguation: 'earlier' })
  if (first.toPlainDateTime().equals(wanted)) return first.epochMilliseconds
  const afterGap = first.getTimeZoneTransition('next')
  if (afterGap === null) throw new RangeError(`no moment at ${date} ${time}`)
  return afterGap.epochMilliseconds
}

/**
 * Looking a zone up costs microseconds and a page shows many moments, mostly of the same few hours. The zone only ever
 * changes on a full hour, so one answer holds for the hour. Emptied when full: memory stays bounded.
 */
const offsets = new Map<number, number>()
const MAX_OFFSETS = 4096

function warsawOffsetMs(epochMs: number): number {
  const hour = Math.floor(epochMs / HOUR_MS)
  const known = offsets.get(hour)
  if (known !== undefined) return known
  const zoned = Temporal.Instant.fromEpochMilliseconds(hour * HOUR_MS).toZonedDateTimeISO(WARSAW)
  const offset = zoned.offsetNanoseconds / 1_000_000
  if (offsets.size >= MAX_OFFSETS) offsets.clear()
  offsets.set(hour, offset)
  return offset
}

function dayNumber(date: IsoDate): number {
  return Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date)) / DAY_MS
}

function fromDayNumber(day: number): IsoDate {
  const date = new Date(day * DAY_MS)
  return isoDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function two(n: number): string {
  return n < 10 ? '0' + n : String(n)
}
