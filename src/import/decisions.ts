/** What a person decides at the command line: publish what waits, refuse it, go back one publication. */
import { auditDecision, type DeliveryRow, findDelivery, latestDeliveries, recordState } from './deliveries.ts'
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

/** Long enough for a lock just being given back, short enough for a person. */
const waitMs = 3_000

/** Publishes a delivery the brake held. @throws ImportBusy while an import runs. */
export function confirmDelivery(parts: ImportParts, id: string, by: string): Promise<DecisionResult> {
  return asOnlyImport(parts.db, 'import confirm', waitMs, async (client) => {
    const waiting = await findDelivery(client, id)
    if (!waiting) return { refused: 'unknownDelivery' }
    if (waiting.state !== 'waiting') return { refused: 'notWaiting' }
    // Its rows were written for the number that comes next now; anything else means the books moved on meanwhile.
    if (waiting.publicationId !== (await nextPublicationId(client))) return { refused: 'outdated' }
    await auditDecision(client, 'import.confirmed', { delivery: waiting.id, by })
    await publish(client, waiting.id, parts.log)
    await recordState(client, waiting.id, 'published', { by })
    await prune(client, parts.settings.keepPublications)
    return { done: (await findDelivery(client, waiting.id))! }
  })
}

/** Drops a delivery the brake held, and what it wrote. @throws ImportBusy while an import runs. */
export function refuseDelivery(parts: ImportParts, id: string, by: string): Promise<DecisionResult> {
  return asOnlyImport(parts.db, 'import refuse', waitMs, async (client) => {
    const waiting = await findDelivery(client, id)
    if (!waiting) return { refused: 'unknownDelivery' }
    if (waiting.state !== 'waiting') return { refused: 'notWaiting' }
    await inTransaction(client, async () => {
      await auditDecision(client, 'import.refused', { delivery: waiting.id, by })
      await recordState(client, waiting.id, 'refused', { reason: 'byPerson', by })
      await discardUnpublished(client, (await readPublished(client)).publicationId)
    })
    return { done: (await findDelivery(client, waiting.id))! }
  })
}

/** @throws ImportBusy while an import runs. */
export function rollBackPublication(parts: ImportParts, by: string): Promise<RollbackResult> {
  return asOnlyImport(parts.db, 'import rollback', waitMs, async (client) => {
    const result = await rollBack(client)
    if (!('refused' in result)) {
      await auditDecision(client, 'import.rolledBack', { from: result.from, to: result.to, by })
    }
    return result
  })
}

const shownDeliveries = 10

export function readStatus(parts: ImportParts): Promise<Status> {
  return parts.db.withImporterClient(async (client) => {
    const { publicationId, asOf } = await readPublished(client)
    return { publicationId, asOf, deliveries: await latestDeliveries(client, shownDeliveries) }
  })
}
