/** What a delivery's report holds: kept in the database for the accountant and the operator, never with a resident's name. */
import type { BrakeFinding, Totals } from './brake.ts'
import type { CheckedResource } from './check/check.ts'
import type { Changes } from './compare.ts'
import type { DescribedResource } from './contract/descriptor.ts'
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
  'stillWritten',
  'unreadable',
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
  /** What the descriptor says of each resource beside what was counted. */
  readonly control?: Control
  readonly changes?: Changes
  /** The state this delivery makes: what the next one is compared with. */
  readonly totals?: Totals
  /** What it was compared with; absent for the first one. */
  readonly before?: { readonly publication: number; readonly totals: Totals }
  /** All that the brake watches, and the fall in per cent beyond which it holds. */
  readonly measured?: { readonly limitPercent: number; readonly measures: readonly BrakeFinding[] }
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

export interface Told<Value> {
  readonly told: Value
  readonly counted: Value
}

export interface ResourceControl {
  readonly rows: Told<number>
  /** Sums by column, as decimal text with two places. */
  readonly totals: Readonly<Record<string, Told<string>>>
  /** The file could be read to its end; otherwise what was counted is a part. */
  readonly complete: boolean
}
export type Control = Readonly<Record<string, ResourceControl>>

export interface StoredProblems {
  readonly count: number
  readonly codes: Readonly<Record<string, number>>
  readonly listed: readonly (Omit<Problem, 'value' | 'messageEn'> & { readonly value?: string | null })[]
}

export interface Problems {
  readonly count: number
  readonly counts: ReadonlyMap<string, number>
  readonly listed: readonly Problem[]
}

/**
 * As many as the check lists. With columns shifted a resident's name may stand in the column of amounts, so what was found is
 * for those who may read the books: the accountant's page, for as long as the delivery itself is kept (receive/retention.ts).
 * It goes into no mail and no log.
 */
export function storedProblems(problems: Problems): StoredProblems {
  return {
    count: problems.count,
    codes: Object.fromEntries(problems.counts),
    listed: problems.listed.map(({ messageEn: _, ...kept }) => kept),
  }
}

/** Of a check: a file that is missing was not counted and is left out. */
export function controlOf(described: readonly DescribedResource[], checked: readonly CheckedResource[]): Control {
  return Object.fromEntries(
    checked.map(({ name, rows, controlTotals, countedTotals, complete }) => [
      name,
      {
        rows: { told: described.find((one) => one.name === name)?.rows ?? rows, counted: rows },
        totals: Object.fromEntries(
          Object.entries(countedTotals).map(([total, counted]) => [
            total,
            { told: controlTotals[total] ?? counted, counted },
          ]),
        ),
        complete,
      },
    ]),
  )
}

/** Of a delivery that was accepted by its differences: its rows and sums were proved to be what it says (unchanged/). */
export function controlProved(described: readonly DescribedResource[]): Control {
  return Object.fromEntries(
    described.map(({ name, rows, controlTotals }) => [
      name,
      {
        rows: { told: rows, counted: rows },
        totals: Object.fromEntries(
          Object.entries(controlTotals).map(([total, told]) => [total, { told, counted: told }]),
        ),
        complete: true,
      },
    ]),
  )
}
