import { auditCheckDetails } from '#features/office-audit/public.ts'
import { deliveryDecisionDetails } from '#features/office-import/public.ts'
import { bankAccountsChangeDetails } from '#features/office-settings/public.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import type { Job } from './job.model.ts'

/** What the page of a job shows beside its state, by the slice that asked for it: what a second person decides about. */
const byKind: Readonly<Record<string, (tx: Tx, job: Job) => Promise<Child>>> = {
  auditCheck: auditCheckDetails,
  bankAccountsChange: bankAccountsChangeDetails,
  deliveryConfirm: deliveryDecisionDetails,
  deliveryRefuse: deliveryDecisionDetails,
  deliveryRollback: deliveryDecisionDetails,
}

export const jobDetails = (tx: Tx, job: Job): Promise<Child> | undefined =>
  Object.hasOwn(byKind, job.kind) ? byKind[job.kind]?.(tx, job) : undefined
