/** When daily work is due: pure decisions from what was done and what time it is, so that sleep and restarts lose nothing. */
import { addDays, type IsoDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'

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

/**
 * Whether work due daily at `time` must run now, given the day it last ran for. A machine that slept over several days
 * catches up once: yesterday's clean-up is part of today's.
 */
export function isDue(time: string, lastDay: IsoDate, now: number): IsoDate | null {
  const { day } = latestDailyMoment(time, now)
  return day > lastDay ? day : null
}

/**
 * Whether deliveries are taken now: from `opens` until `closes` of the same night or the next morning. What is whole before
 * that waits for the opening, of which every calendar day has exactly one, also when clocks change.
 */
export function isOpen(opens: string, closes: string, now: number): boolean {
  return opens === closes || latestDailyMoment(opens, now).at > latestDailyMoment(closes, now).at
}
