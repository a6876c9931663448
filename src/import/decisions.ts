/** What a person decides, at the command line or in the office: publish what waits, refuse it, go back one publication. */
import type { ClientBase } from 'pg'
import {
  auditDecision,
  type Decision,
  type DeliveryRow,
  findDelivery,
  latestDeliveries,
  recordState,
} from './deliveries.ts'
import type { ImportParts } from './outcome.ts'
import {
  discardUnpublished,
  nextPublicationId,
  prune,
  publish,
  type RollbackResult,
  readPublished,
  rollBack,
} from './publish.ts'
import type { Status } from './report.text.ts'
import { asOnlyImport, inTransaction } from './session.ts'

export type DecisionResult =
  | { readonly done: DeliveryRow }
  | { readonly refused: 'unknownDelivery' | 'notWaiting' | 'outdated' }

/** A decision of somebody signed in to the office: a row of `import_decisions`. */
export interface OfficeDecision {
  readonly decision: string
}

/** The name an operator typed, or the decision of somebody signed in. */
export type Decider = string | OfficeDecision

/** Raised when the office's decision is finished already: whatever this run did is taken back. */
export class DecisionFinished extends Error {}

type DecidingParts = Pick<ImportParts, 'db' | 'settings' | 'log'>

/** Long enough for a lock just being given back, short enough for a person. */
const waitMs = 3_000

/** Publishes a delivery the brake held. @throws ImportBusy while an import runs, DecisionFinished. */
export function confirmDelivery(parts: DecidingParts, id: string, by: Decider): Promise<DecisionResult> {
  return asOnlyImport(parts.db, 'import confirm', waitMs, async (client) => {
    const waiting = await findDelivery(client, id)
    if (!waiting) return { refused: 'unknownDelivery' }
    if (waiting.state !== 'waiting') return { refused: 'notWaiting' }
    // Its rows were written for the number that comes next now; anything else means the books moved on meanwhile.
    if (waiting.publicationId !== (await nextPublicationId(client))) return { refused: 'outdated' }
    const noted = () => noteDecision(client, 'import.confirmed', by, { delivery: waiting.id })
    await publish(client, waiting.id, parts.log, noted)
    await recordState(client, waiting.id, 'published', byOf(by))
    await prune(client, parts.settings.keepPublications)
    return { done: (await findDelivery(client, waiting.id))! }
  })
}

/** Drops a delivery the brake held, and what it wrote. @throws ImportBusy while an import runs, DecisionFinished. */
export function refuseDelivery(parts: DecidingParts, id: string, by: Decider): Promise<DecisionResult> {
  return asOnlyImport(parts.db, 'import refuse', waitMs, async (client) => {
    const waiting = await findDelivery(client, id)
    if (!waiting) return { refused: 'unknownDelivery' }
    if (waiting.state !== 'waiting') return { refused: 'notWaiting' }
    await inTransaction(client, async () => {
      await noteDecision(client, 'import.refused', by, { delivery: waiting.id })
      await recordState(client, waiting.id, 'refused', { reason: 'byPerson', ...byOf(by) })
      await discardUnpublished(client, (await readPublished(client)).publicationId)
    })
    return { done: (await findDelivery(client, waiting.id))! }
  })
}

/**
 * One publication back; with `from`, only while that one is shown.
 * @throws ImportBusy while an import runs, DecisionFinished.
 */
export function rollBackPublication(parts: DecidingParts, by: Decider, from?: number): Promise<RollbackResult> {
  return asOnlyImport(parts.db, 'import rollback', waitMs, (client) =>
    rollBack(client, parts.log, from, (taken) => noteDecision(client, 'import.rolledBack', by, taken)),
  )
}

/** In the transaction of what was decided: a line of the audit chain, and the office's decision is finished. */
async function noteDecision(
  client: ClientBase,
  action: Decision,
  by: Decider,
  details: Record<string, string | number>,
): Promise<void> {
  if (typeof by === 'string') return auditDecision(client, action, { ...details, by })
  await finishDecision(client, by.decision, 'done', details)
}

/** Writes the outcome of an office's decision; `done` also its line of the audit chain. @throws DecisionFinished when it has one already. */
export async function finishDecision(
  client: ClientBase,
  decision: string,
  outcome: string,
  details: Record<string, string | number> = {},
): Promise<void> {
  const { rows } = await client.query<{ finished: boolean }>('select finish_import_decision($1, $2, $3) as finished', [
    decision,
    outcome,
    JSON.stringify(details),
  ])
  if (!rows[0]!.finished) throw new DecisionFinished('this was decided already')
}

/** The name an operator typed stands in the report; a member of staff's is found by the decision. */
const byOf = (by: Decider) => (typeof by === 'string' ? { by } : {})

const shownDeliveries = 10

export function readStatus(parts: ImportParts): Promise<Status> {
  return parts.db.withImporterClient(async (client) => {
    const { publicationId, asOf } = await readPublished(client)
    return { publicationId, asOf, deliveries: await latestDeliveries(client, shownDeliveries) }
  })
}
