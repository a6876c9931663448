/**
 * How guessing is slowed. Each thing that is limited has a bucket of failures; a bucket that had its free tries answers only
 * after a delay that grows with every failure. Waiting people are told how long.
 */
export interface BucketState {
  readonly failures: number
  /** Epoch milliseconds; -Infinity = not blocked. */
  readonly blockedUntil: number
  /** Failures of the day `day` (Warsaw). */
  readonly dayAttempts: number
  readonly day: string
  readonly updatedAt: number
}

export interface ThrottleRule {
  readonly freeTries: number
  /** After the failure that used up the free tries, the next one, and so on; the last repeats. */
  readonly delaysMinutes: readonly number[]
  readonly dailyLimit: number
  /** A bucket left alone this long starts anew. */
  readonly forgetAfterMs: number
  /**
   * Whether an attempt counts before its outcome is known. It must where parallel guesses count against one login; it must not
   * for an address many honest people share, before any of them failed too often.
   */
  readonly countsAtOnce: boolean
}

const hourMs = 3_600_000
const minuteMs = 60_000

/**
 * A login is guessed at most 100 times a day: 50 times by strangers, and 10 times on each of the five browsers that may be known.
 */
export const strangersRule: ThrottleRule = {
  freeTries: 5,
  delaysMinutes: [1, 2, 5, 10, 15, 30],
  dailyLimit: 50,
  forgetAfterMs: 24 * hourMs,
  countsAtOnce: true,
}
export const knownBrowsersLimit = 5
export const browserRule: ThrottleRule = { ...strangersRule, dailyLimit: 10 }
export const sourceRule: ThrottleRule = {
  freeTries: 5,
  delaysMinutes: [1, 1, 2, 5],
  dailyLimit: 1_000,
  forgetAfterMs: hourMs,
  countsAtOnce: false,
}
/** A second factor, of a password that was right: what a stranger may try must leave the owner's own browsers their tries. */
export const factorRule: ThrottleRule = { ...strangersRule, dailyLimit: 30 }
export const factorOnKnownBrowserRule: ThrottleRule = { ...strangersRule, dailyLimit: 10 }
/** The present password asked for by the page that changes it. */
export const proofRule: ThrottleRule = { ...strangersRule, dailyLimit: 10 }

/** Mails with a link: a stranger who knows a login must not fill its owner's mailbox. */
export const linkRule: ThrottleRule = {
  freeTries: 2,
  delaysMinutes: [15, 60],
  dailyLimit: 4,
  forgetAfterMs: 24 * hourMs,
  countsAtOnce: true,
}
/** Many honest people may share an address, so it may ask more often. */
export const linkSourceRule: ThrottleRule = {
  ...linkRule,
  freeTries: 10,
  delaysMinutes: [1, 2, 5, 15],
  dailyLimit: 100,
}

export interface Moment {
  readonly now: number
  readonly today: string
  /** When Warsaw's next day begins. */
  readonly tomorrowAt: number
}

export type Reservation =
  | { readonly allowed: true; readonly next: BucketState; readonly counted: boolean }
  | { readonly allowed: false; readonly waitSeconds: number }

/** Decides whether an attempt may go on now, and what the bucket looks like if it does. */
export function reserve(state: BucketState, rule: ThrottleRule, moment: Moment): Reservation {
  const current = refreshed(state, rule, moment)
  const wait = Math.max(
    current.blockedUntil - moment.now,
    current.dayAttempts >= rule.dailyLimit ? moment.tomorrowAt - moment.now : 0,
  )
  if (wait > 0) return { allowed: false, waitSeconds: Math.ceil(wait / 1000) }
  const counted = rule.countsAtOnce || current.failures >= rule.freeTries
  return { allowed: true, counted, next: counted ? failed(current, rule, moment) : current }
}

function failed(state: BucketState, rule: ThrottleRule, moment: Moment): BucketState {
  const failures = state.failures + 1
  const step = failures - rule.freeTries
  const minutes = rule.delaysMinutes[Math.min(step, rule.delaysMinutes.length - 1)]
  return {
    ...state,
    failures,
    dayAttempts: state.dayAttempts + 1,
    blockedUntil: minutes === undefined ? Number.NEGATIVE_INFINITY : moment.now + minutes * minuteMs,
    updatedAt: moment.now,
  }
}

/** Yesterday's attempts do not count today, and old failures are forgotten. */
function refreshed(state: BucketState, rule: ThrottleRule, moment: Moment): BucketState {
  const today = state.day === moment.today ? state : { ...state, day: moment.today, dayAttempts: 0 }
  return moment.now - state.updatedAt > rule.forgetAfterMs
    ? { ...today, failures: 0, blockedUntil: Number.NEGATIVE_INFINITY }
    : today
}
