/** What a proof is: figures with limits, and controls that must make it fall short. */

/** One figure of a proof, as it stands in the table. */
export interface Figure {
  readonly what: string
  readonly found: string | number
  readonly limit: string
  readonly holds: boolean
}

/** A text of the program replaced while it is loaded: the hole a proof must find. `from` stands in the file exactly once. */
export interface Plant {
  /** From the project's root. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The same proof in a program with a hole, or asked to spoil something itself (`options.control`). It must fall short. */
export interface Control {
  readonly name: string
  readonly what: string
  readonly plants?: readonly Plant[]
}

export interface ProofOptions {
  readonly seed: number
  /** A run of seconds, for whoever changes the proof: fewer rounds, the same figures. */
  readonly short: boolean
  /** Name of the control this run is, null for the proof itself. */
  readonly control: string | null
  /** A line about what goes on; not part of the result. */
  readonly say: (line: string) => void
  /** A table or list that belongs into the results beside the figures, in Markdown. */
  readonly show: (markdown: string) => void
}

export interface Proof {
  /** One sentence: what is true when it holds. */
  readonly shows: string
  /** Test files that ask the same in short, in every `npm test`. */
  readonly tests: readonly string[]
  readonly controls: readonly Control[]
  /** Throwing counts as falling short, in a control it does not: a proof must see the hole, not stumble into it. */
  readonly run: (options: ProofOptions) => Promise<readonly Figure[]>
}

/** `found` must be `limit` or less. */
export const atMost = (what: string, found: number, limit: number, unit = ''): Figure => ({
  what,
  found: withUnit(found, unit),
  limit: `≤ ${withUnit(limit, unit)}`,
  holds: found <= limit,
})

/** `found` must be `limit` or more. */
export const atLeast = (what: string, found: number, limit: number, unit = ''): Figure => ({
  what,
  found: withUnit(found, unit),
  limit: `≥ ${withUnit(limit, unit)}`,
  holds: found >= limit,
})

/** `found` must be exactly `limit`. */
export const exactly = (what: string, found: number, limit: number): Figure => ({
  what,
  found,
  limit: String(limit),
  holds: found === limit,
})

/** A figure without a limit, that says what the others rest on. */
export const context = (what: string, found: string | number): Figure => ({ what, found, limit: '–', holds: true })

const withUnit = (value: number, unit: string): string => {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(2)
  return unit === '' ? text : `${text} ${unit}`
}

/** The same sequence of numbers in [0, 1) for the same seed (mulberry32), so that what was found can be found again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
