/** What others may use of the audit trail: its nightly anchor, the work of checking it, and how the result is shown. */
import type { Tx } from '#platform/db/database.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import type { CheckResult } from './audit.model.ts'
import { CheckResultView } from './audit.view.tsx'

export { anchorAudit, readAnchors } from './anchors.ts'
export { actionWords } from './audit.text.ts'
export { auditCheck } from './check.ts'

/** What the page of the job shows once the check is done. */
export async function auditCheckDetails(
  _: Tx,
  job: { readonly state: string; readonly result: Readonly<Record<string, unknown>> },
): Promise<Child> {
  return job.state === 'done' ? CheckResultView({ result: job.result as unknown as CheckResult }) : null
}
