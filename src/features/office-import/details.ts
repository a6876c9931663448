import type { Tx } from '#platform/db/database.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { decision } from './decision.queries.ts'
import { OutcomeView } from './decision.view.tsx'

/** What the page of the job shows of a decision. */
export async function deliveryDecisionDetails(tx: Tx, job: { readonly params: unknown }): Promise<Child> {
  const { decision: id } = job.params as { readonly decision?: unknown }
  const found = typeof id === 'string' ? await decision(tx, id) : undefined
  return found ? OutcomeView({ decision: found }) : null
}
