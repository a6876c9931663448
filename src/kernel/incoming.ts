/** How long a payment the bank shows may wait for its entry in the books before somebody should look why. */
import { addDays, type IsoDate } from '#kernel/dates.ts'
import { addWorkingDays } from '#kernel/holidays.ts'

export const bookingWorkingDays = 5

/** Whether a payment of that value date has waited longer than usual. */
export const waitsTooLong = (valueOn: IsoDate, today: IsoDate): boolean =>
  today > addWorkingDays(valueOn, bookingWorkingDays)

/** Payments of days before this one wait too long; the database compares with a day, not with working days. */
export function lateBefore(today: IsoDate): IsoDate {
  let day = today
  while (!waitsTooLong(addDays(day, -1), today)) day = addDays(day, -1)
  return day
}
