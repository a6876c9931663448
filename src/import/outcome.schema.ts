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
const value = z.string().nullable()
const totals = z.strictObject({
  rows: counts,
  absoluteBalances_grosze: count,
  balances_grosze: z.int().exactOptional(),
})
const measures = z.array(z.strictObject({ measure: z.enum(brakeMeasures), before: z.int(), after: z.int() }))
const told = <T extends z.ZodType>(one: T) => z.strictObject({ told: one, counted: one })

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
  control: z
    .record(
      z.string(),
      z.strictObject({ rows: told(count), totals: z.record(z.string(), told(z.string())), complete: z.boolean() }),
    )
    .exactOptional(),
  totals: totals.exactOptional(),
  before: z.strictObject({ publication: count, totals }).exactOptional(),
  measured: z.strictObject({ limitPercent: z.number(), measures }).exactOptional(),
  brake: measures.exactOptional(),
  unverifiedAccounts: count.exactOptional(),
  problems: z
    .strictObject({ count, codes: counts, listed: z.array(z.strictObject({ ...place, value: value.exactOptional() })) })
    .exactOptional(),
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
  problems: z.array(z.strictObject({ ...place, value, messageEn: z.string() })),
  heldBy: z.strictObject({ name: z.string(), since: z.number().nullable() }).nullable(),
})
