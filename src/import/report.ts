/** What a delivery's report holds: kept in the database for the accountant and the operator, never with a resident's name. */
import type { BrakeFinding, Totals } from './brake.ts'
import type { Changes } from './compare.ts'
import type { Problem } from './contract/problem.ts'

export const reasons = [
  'otherCooperative',
  'olderAsOf',
  'sequenceGap',
  'nothingPublished',
  'interrupted',
  'replaced',
  'rolledBack',
  'byPerson',
  'programError',
  'databaseGone',
  'diskFull',
  'notKept',
] as const
export type Reason = (typeof reasons)[number]

export interface Report {
  /** Name of the file or folder the delivery came in. */
  readonly label?: string
  readonly reason?: Reason
  readonly forced?: boolean
  /** `ebok:cooperativeId` of the delivery; the next one must have the same. */
  readonly cooperative?: string
  /** Who confirmed or refused, as given at the command line. */
  readonly by?: string
  /** Rows of the delivery, per resource. */
  readonly delivered?: Readonly<Record<string, number>>
  readonly changes?: Changes
  /** The state this delivery makes: what the next one is compared with. */
  readonly totals?: Totals
  readonly brake?: readonly BrakeFinding[]
  /** Accounts whose balance differs from their entries; residents see "saldo w trakcie weryfikacji". */
  readonly unverifiedAccounts?: number
  readonly problems?: StoredProblems
  /** Version of the rules this delivery was held against (unchanged/base.ts). */
  readonly checks?: number
  /** A full delivery of which only the rows that differ were read. */
  readonly compared?: boolean
  readonly milliseconds?: Readonly<Record<string, number>>
}

export interface StoredProblems {
  readonly count: number
  readonly codes: Readonly<Record<string, number>>
  readonly listed: readonly Omit<Problem, 'value' | 'messageEn'>[]
}

export interface Problems {
  readonly count: number
  readonly counts: ReadonlyMap<string, number>
  readonly listed: readonly Problem[]
}

/** Enough to see what is wrong; who mends the delivery gets the whole list from `ebok import` itself. */
const storedLimit = 100

/**
 * Values are shown to whoever imports, and not kept: with columns shifted a resident's name may stand in the column of
 * amounts. File, line and column lead to the value in the delivery itself, which is kept by hash.
 */
export function storedProblems(problems: Problems): StoredProblems {
  return {
    count: problems.count,
    codes: Object.fromEntries(problems.counts),
    listed: problems.listed
      .slice(0, storedLimit)
      .map(({ code, file, line, column, message }) => ({ code, file, line, column, message })),
  }
}
