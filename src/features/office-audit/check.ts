import type { Database } from '#platform/db/database.ts'
import type { JobKind } from '#platform/jobs/jobs.ts'
import { readAnchors } from './anchors.ts'
import type { CheckResult } from './audit.model.ts'
import { brokenAnchor, newestLine, verifyPart } from './audit.queries.ts'

const partSize = 20_000

/** Goes over the whole chain and compares it with the anchors beside the database. */
export function auditCheck(database: Database, dataDir: string): JobKind {
  return {
    kind: 'auditCheck',
    run: async (job): Promise<CheckResult> => {
      const newest = (await database.asWorker(newestLine))?.id ?? 0
      const anchors = readAnchors(dataDir)
      const moved = await database.asWorker((tx) => brokenAnchor(tx, anchors))
      let checked = 0
      for (let from = 1; from <= newest; from += partSize) {
        const part = await database.asWorker((tx) => verifyPart(tx, from, from + partSize - 1))
        checked += part.checked
        if (part.brokenId !== null)
          return { checked, anchors: anchors.length, brokenId: part.brokenId, fault: part.fault }
        await job.step(Math.min(from + partSize - 1, newest), { stepsTotal: newest })
      }
      return { checked, anchors: anchors.length, brokenId: moved?.id ?? null, fault: moved ? 'anchor' : null }
    },
  }
}
