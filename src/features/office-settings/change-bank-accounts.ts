import type { Database, Tx } from '#platform/db/database.ts'
import type { JobKind } from '#platform/jobs/jobs.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { sameAccounts } from './bank-accounts.model.ts'
import { applyBankAccounts, bankAccountChange, bankAccountsNow } from './bank-accounts.queries.ts'
import { BankAccountChangeView } from './bank-accounts.view.tsx'

/** The work of the worker once a second person agreed. `told` lets the operator know, however often it is tried. */
export function bankAccountsChange(database: Database, told: () => Promise<void>): JobKind {
  return {
    kind: 'bankAccountsChange',
    fourEyes: true,
    run: async (job) => {
      const outcome = await database.asWorker((tx) => applyBankAccounts(tx, job.id), { write: true })
      if (outcome === 'applied') await told()
      return { outcome }
    },
  }
}

/** What the page of the job shows of the change. */
export async function bankAccountsChangeDetails(
  tx: Tx,
  job: { readonly params: unknown; readonly undecided: boolean; readonly result: Readonly<Record<string, unknown>> },
): Promise<Child> {
  const { change: id } = job.params as { readonly change?: unknown }
  if (typeof id !== 'string') return null
  const [change, now] = await Promise.all([bankAccountChange(tx, id), bankAccountsNow(tx)])
  if (!change) return null
  const stale = job.result.outcome === 'stale' || (job.undecided && !sameAccounts(now, change.before))
  return BankAccountChangeView({ change, stale })
}
