/** What an import is given and what comes of it. */
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Problem } from './contract/problem.ts'
import type { Report } from './report.ts'
import type { ImporterDatabase, LockHolder } from './session.ts'
import type { ImportSettings } from './settings.ts'
import type { Tell } from './tell.ts'

export interface ImportParts {
  readonly db: ImporterDatabase
  readonly clock: Clock
  readonly log: Log
  readonly settings: ImportSettings
  readonly tell: Tell
}

export interface ImportOptions {
  /** Accepts a state of the books older than the published one. Gaps and the brake are not overridden. */
  readonly force?: boolean
  /** How long to wait for another import to end. */
  readonly waitMs?: number
  /** An attempt repeated after a failure the operator knows of: no second mail about the same. */
  readonly failureTold?: boolean
  /** From the inbox, where the network's deliveries lie too; otherwise somebody typed the command. */
  readonly fromInbox?: boolean
  /** Of the inbox: copied whole, and nobody waits any longer until its sender has done with it. */
  readonly asItIs?: boolean
}

export interface ImportOutcome {
  readonly state: 'published' | 'unchanged' | 'waiting' | 'rejected' | 'refused' | 'failed' | 'busy'
  readonly deliveryId: string | null
  readonly publicationId: number | null
  readonly asOf: number | null
  readonly report: Report
  /** With the values found, for the person who imports; the stored report has none. */
  readonly problems: readonly Problem[]
  readonly heldBy: LockHolder | null
}

/** How whoever has a delivery gets it imported. Aborting ends the import; residents keep what they see. */
export type RunImport = (path: string, options?: ImportOptions, signal?: AbortSignal) => Promise<ImportOutcome>

export const ended = (
  state: ImportOutcome['state'],
  report: Report,
  problems: readonly Problem[] = [],
): ImportOutcome => ({ state, deliveryId: null, publicationId: null, asOf: null, report, problems, heldBy: null })
