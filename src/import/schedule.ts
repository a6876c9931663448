/** When daily work is due: pure decisions from what was done and what time it is, so that sleep and restarts lose nothing. */
import { addDays, daysBetween, type IsoDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'

/**
 * The latest moment, not after `now`, at which clocks in Poland showed `time`. Every calendar day has exactly one: on the
 * spring night a skipped time falls on the end of the gap, on the autumn night a repeated one counts at its first showing.
 */
export function latestDailyMoment(time: string, now: number): { readonly day: IsoDate; readonly at: number } {
  const today = todayInWarsaw(now)
  const at = warsawInstant(today, time)
  if (at <= now) return { day: today, at }
  const yesterday = addDays(today, -1)
  return { day: yesterday, at: warsawInstant(yesterday, time) }
}

/** A clock put back by so many days does not make a night come again that was before the first one noted. */
const daysPutBack = 2

/**
 * Whether work due daily at `time` must run now, given the days it lately ran for. A machine that slept over several days catches up
 * once: yesterday's clean-up is part of today's. A clock put back brings no night again; a day far in the future, which only a wrong
 * clock can have noted, keeps no later night from coming.
 */
export function isDue(time: string, ran: readonly IsoDate[], now: number): IsoDate | null {
  const { day } = latestDailyMoment(time, now)
  const done = ran.some((one) => {
    const ahead = daysBetween(day, one)
    return ahead >= 0 && ahead <= daysPutBack
  })
  return done ? null : day
}

/**
 * Whether deliveries are taken now: from `opens` until `closes` of the same night or the next morning. What is whole before
 * that waits for the opening, of which every calendar day has exactly one, also when clocks change.
 */
export function isOpen(opens: string, closes: string, now: number): boolean {
  return opens === closes || latestDailyMoment(opens, now).at > latestDailyMoment(closes, now).at
}
