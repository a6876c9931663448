/** What comes of an import as another process of this program reports it. */
import { z } from 'zod'
import { brakeMeasures } from './brake.ts'
import { problemTexts } from './contract/problem.text.ts'
import type { ProblemCode } from './contract/problem.ts'
import { resourceNames } from './contract/resources.ts'
import type { ImportOutcome } from './outcome.ts'
import { reasons } from './report.ts'

const count = z.int().min(0)
const counts = z.record(z.string(), count)
const place = {
  code: z.enum(Object.keys(problemTexts) as ProblemCode[]),
  file: z.string(),
  line: z.int().nullable(),
  column: z.string().nullable(),
  message: z.string(),
}

const report = z.strictObject({
  label: z.string().exactOptional(),
  reason: z.enum(reasons).exactOptional(),
  forced: z.boolean().exactOptional(),
  cooperative: z.string().exactOptional(),
  by: z.string().exactOptional(),
  delivered: counts.exactOptional(),
  changes: z
    .record(z.enum(resourceNames), z.strictObject({ inserted: count, changed: count, deleted: count }))
    .exactOptional(),
  totals: z.strictObject({ rows: counts, absoluteBalances_grosze: count }).exactOptional(),
  brake: z.array(z.strictObject({ measure: z.enum(brakeMeasures), before: z.int(), after: z.int() })).exactOptional(),
  unverifiedAccounts: count.exactOptional(),
  problems: z.strictObject({ count, codes: counts, listed: z.array(z.strictObject(place)) }).exactOptional(),
  checks: count.exactOptional(),
  compared: z.boolean().exactOptional(),
  milliseconds: counts.exactOptional(),
})

export const outcomeSchema: z.ZodType<ImportOutcome> = z.strictObject({
  state: z.enum(['published', 'unchanged', 'waiting', 'rejected', 'refused', 'failed', 'busy']),
  deliveryId: z.string().nullable(),
  publicationId: z.int().nullable(),
  asOf: z.number().nullable(),
  report,
  problems: z.array(z.strictObject({ ...place, value: z.string().nullable(), messageEn: z.string() })),
  heldBy: z.strictObject({ name: z.string(), since: z.number().nullable() }).nullable(),
})
