/**
 * Days off by statute, and what they do to a due date.
 *
 * Sources: act of 18 January 1951 on days off work, with 6 January since 2011 (act of 24 September 2010) and 24 December
 * since 2025 (act of 6 December 2024); art. 115 of the Civil Code, with Saturdays since 1 January 2017 (act of 16 December
 * 2016, Dz.U. poz. 2255). Years before 2011 are only as right as that list: no due date of a living ledger lies there.
 */
import { addDays, dayOfWeek, type IsoDate, isoDate, yearOf } from '#kernel/dates.ts'

const SATURDAY = 6
const SUNDAY = 7
const SATURDAYS_SHIFT_SINCE = isoDate(2017, 1, 1)

/** Easter Sunday of the Gregorian calendar (the anonymous computus of 1876). */
export function easterSunday(year: number): IsoDate {
  const goldenIndex = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * goldenIndex + century - Math.floor(century / 4) - moonCorrection + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7
  const lateMoon = Math.floor((goldenIndex + 11 * epact + 22 * toSunday) / 451)
  const days = epact + toSunday - 7 * lateMoon + 114
  return isoDate(year, Math.floor(days / 31), (days % 31) + 1)
}

/** Statutory holidays of a year with their Polish names, in order of date; ordinary Sundays are not listed. */
export function holidaysOf(year: number): ReadonlyMap<IsoDate, string> {
  const known = holidaysByYear.get(year)
  if (known) return known
  const easter = easterSunday(year)
  const list: [IsoDate, string][] = [
    [isoDate(year, 1, 1), 'Nowy Rok'],
    [easter, 'Wielkanoc'],
    [addDays(easter, 1), 'Poniedziałek Wielkanocny'],
    [isoDate(year, 5, 1), 'Święto Pracy'],
    [isoDate(year, 5, 3), 'Święto Konstytucji 3 Maja'],
    [addDays(easter, 49), 'Zielone Świątki'],
    [addDays(easter, 60), 'Boże Ciało'],
    [isoDate(year, 8, 15), 'Wniebowzięcie Najświętszej Maryi Panny'],
    [isoDate(year, 11, 1), 'Wszystkich Świętych'],
    [isoDate(year, 11, 11), 'Narodowe Święto Niepodległości'],
    [isoDate(year, 12, 25), 'Boże Narodzenie'],
    [isoDate(year, 12, 26), 'drugi dzień Bożego Narodzenia'],
  ]
  if (year >= 2011) list.push([isoDate(year, 1, 6), 'Trzech Króli'])
  if (year >= 2025) list.push([isoDate(year, 12, 24), 'Wigilia Bożego Narodzenia'])
  const holidays = new Map(list.sort(([a], [b]) => (a < b ? -1 : 1)))
  holidaysByYear.set(year, holidays)
  return holidays
}

/** At most the 300 years an IsoDate can have. */
const holidaysByYear = new Map<number, ReadonlyMap<IsoDate, string>>()

/** A Sunday or a statutory holiday. A Saturday is no statutory day off. */
export function isFreeDay(date: IsoDate): boolean {
  return dayOfWeek(date) === SUNDAY || holidaysOf(yearOf(date)).has(date)
}

/**
 * The last day on which paying is still on time (art. 115 of the Civil Code): a due date on a day off, or since 2017
 * on a Saturday, moves to the next day that is neither.
 */
export function effectiveDueDate(date: IsoDate): IsoDate {
  let day = date
  // The longest real run is five days (24–28 December 2025), so this always ends.
  while (isFreeDay(day) || (day >= SATURDAYS_SHIFT_SINCE && dayOfWeek(day) === SATURDAY)) day = addDays(day, 1)
  return day
}

/** Monday to Friday, and no statutory holiday. */
export const isWorkingDay = (date: IsoDate): boolean => dayOfWeek(date) < SATURDAY && !isFreeDay(date)

/** The day after so many working days: a Monday's matter with three is due on Thursday. */
export function addWorkingDays(from: IsoDate, days: number): IsoDate {
  let day = from
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(day)) left -= 1
  }
  return day
}
