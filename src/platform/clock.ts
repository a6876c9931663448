/** Where the program asks what time it is; tests put their own clock here. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export type FixedClock = Clock & {
  set(epochMs: number): void
  advance(milliseconds: number): void
}

/** A clock that stands still until told otherwise. */
export function fixedClock(startEpochMs: number): FixedClock {
  let current = startEpochMs
  return {
    now: () => current,
    set: (epochMs) => {
      current = epochMs
    },
    advance: (milliseconds) => {
      current += milliseconds
    },
  }
}

/**
 * Whether a pause until `until` still lasts at `now`. One that seems longer than pauses of its kind are was begun before the clock was
 * put back, and is over.
 */
export function stillLasts(until: number, now: number, longestMs: number): boolean {
  return until > now && until - now <= longestMs
}
