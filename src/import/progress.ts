/** What the office sees of an import under way: its stage, and rows read of rows announced. Never in the way of the import. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImporterDatabase } from './session.ts'

export interface Moment {
  readonly stage: string
  readonly rowsDone: number | null
  readonly rowsTotal: number | null
}

/**
 * Writes the moment every second on a connection of its own, because the import's own is busy with COPY or inside a
 * transaction nobody sees yet. What cannot be written is left out.
 */
export async function reportProgress(
  db: ImporterDatabase,
  deliveryId: string,
  moment: () => Moment,
  stop: AbortSignal,
  everyMs = 1_000,
): Promise<void> {
  try {
    // A small delivery is done before anybody looks.
    await sleep(everyMs, undefined, { signal: stop })
    await db.withImporterClient(async (client) => {
      let written = ''
      while (!stop.aborted) {
        const { stage, rowsDone, rowsTotal } = moment()
        const now = JSON.stringify([stage, rowsDone])
        if (now !== written) {
          // The import's transaction may hold the row until it ends; then this moment is skipped.
          const { rowCount } = await client.query(
            `update deliveries d set stage = $2, rows_done = $3, rows_total = $4,
                    stage_since = case when d.stage is distinct from $2 then clock_now() else d.stage_since end
              where d.id = (select id from deliveries where id = $1 and state in ('received', 'checking') for update skip locked)`,
            [deliveryId, stage, rowsDone, rowsTotal],
          )
          if (rowCount === 1) written = now
        }
        await sleep(everyMs, undefined, { signal: stop })
      }
    })
  } catch {
    // Stopped, or no connection to spare: the import goes on unseen.
  }
}
