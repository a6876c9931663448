import { addDays, addMonths, firstOfMonth, type IsoDate } from '#kernel/dates.ts'

export interface DayValue {
  readonly day: IsoDate
  readonly value: number
}

export interface Point {
  readonly day: IsoDate
  readonly value: number
  readonly compare?: number
}

/** A figure of few people could point at one of them, so it is told as "fewer than three". */
export const smallest = 3
export const isSmall = (value: number): boolean => value > 0 && value < smallest

/** One point for every day up to and with the last, also where nothing was counted. */
export function everyDay(last: IsoDate, days: number, values: readonly DayValue[]): readonly DayValue[] {
  const known = new Map(values.map(({ day, value }) => [day, value]))
  return Array.from({ length: days }, (_, at) => {
    const day = addDays(last, at - days + 1)
    return { day, value: known.get(day) ?? 0 }
  })
}

/** Sums by month, the last `months` of them; months before the first figure there is are left out. */
export function byMonth(last: IsoDate, months: number, values: readonly DayValue[]): readonly DayValue[] {
  const first = values.reduce<IsoDate | undefined>(
    (least, { day }) => (least === undefined || day < least ? day : least),
    undefined,
  )
  const sums = new Map<IsoDate, number>()
  for (const { day, value } of values) {
    const month = firstOfMonth(day)
    sums.set(month, (sums.get(month) ?? 0) + value)
  }
  return Array.from({ length: months }, (_, at) => addMonths(firstOfMonth(last), at - months + 1))
    .filter((month) => first !== undefined && month >= firstOfMonth(first))
    .map((month) => ({ day: month, value: sums.get(month) ?? 0 }))
}

/** Sums by week, named by its Monday. */
export function byWeek(last: IsoDate, weeks: number, values: readonly DayValue[]): readonly DayValue[] {
  const monday = mondayOf(last)
  const sums = new Map<IsoDate, number>()
  for (const { day, value } of values) sums.set(mondayOf(day), (sums.get(mondayOf(day)) ?? 0) + value)
  return Array.from({ length: weeks }, (_, at) => {
    const week = addDays(monday, (at - weeks + 1) * 7)
    return { day: week, value: sums.get(week) ?? 0 }
  })
}

function mondayOf(day: IsoDate): IsoDate {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

export interface BuildingRow {
  readonly id: string
  readonly address: string
  readonly people: number
  readonly withLogin: number
  readonly activated: number
}

/** Whole percent of something; undefined where there is nothing to compare with. */
export const percent = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.round((part / whole) * 100)

export interface AnnouncementRow {
  readonly id: string
  readonly title: string
  readonly visibleFrom: IsoDate
  readonly readers: number
  readonly reads: number
}

/** "05:12" of minutes after midnight. */
export const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
