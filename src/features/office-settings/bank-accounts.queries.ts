import { statement, type Tx } from '#platform/db/database.ts'
import type { AccountLine, BankAccountChange } from './bank-accounts.model.ts'

const nowStatement = statement<[], { readonly accounts: readonly AccountLine[] }>(
  'settings.bankAccounts',
  'select bank_accounts_now() as accounts',
)
const proposeStatement = statement<[before: string, after: string, once: Buffer], { readonly id: string }>(
  'settings.proposeBankAccounts',
  `insert into bank_account_changes (asked_by, before, after, once_sha256) values (current_login_id(), $1::jsonb, $2::jsonb, $3)
   on conflict (once_sha256) do nothing returning id`,
)
const proposedStatement = statement<[once: Buffer], { readonly id: string }>(
  'settings.proposedBankAccounts',
  'select id from bank_account_changes where once_sha256 = $1 and asked_by = current_login_id()',
)
const changeStatement = statement<[id: string], BankAccountChange>(
  'settings.bankAccountChange',
  `select id, before, after from bank_account_changes
    where id::text = $1 and (select current_staff_role()) in ('accountant', 'administrator')`,
)
const pendingStatement = statement<[], { readonly jobId: string }>(
  'settings.pendingBankAccounts',
  `select id as "jobId" from jobs
    where kind = 'bankAccountsChange' and (state = 'running' or (state = 'waiting' and created_at > clock_now() - interval '7 days'))
    order by created_at limit 1`,
)
const applyStatement = statement<[jobId: string], { readonly outcome: 'applied' | 'stale' }>(
  'settings.applyBankAccounts',
  'select apply_bank_account_change($1::uuid) as outcome',
)
const changedStatement = statement<[], { readonly at: number | null }>(
  'settings.bankAccountsChangedAt',
  'select bank_accounts_changed_at() as at',
)

export const bankAccountsNow = async (tx: Tx): Promise<readonly AccountLine[]> =>
  (await tx.one(nowStatement, [])).accounts
export const bankAccountChange = (tx: Tx, id: string): Promise<BankAccountChange | undefined> =>
  tx.maybe(changeStatement, [id])
/** The job of a change that waits for its second person or is being done; only one at a time. */
export const pendingBankAccounts = async (tx: Tx): Promise<string | undefined> =>
  (await tx.maybe(pendingStatement, []))?.jobId
/** Keeps what is to become of the accounts, once a form. @returns the change's id. */
export async function proposeBankAccounts(
  tx: Tx,
  before: readonly AccountLine[],
  after: readonly AccountLine[],
  once: Buffer,
): Promise<string> {
  const made = await tx.maybe(proposeStatement, [JSON.stringify(before), JSON.stringify(after), once])
  return (made ?? (await tx.one(proposedStatement, [once]))).id
}
/** For the worker: puts in force what was approved. The database refuses without a second person. */
export const applyBankAccounts = async (tx: Tx, jobId: string): Promise<'applied' | 'stale'> =>
  (await tx.one(applyStatement, [jobId])).outcome
/** When the accounts were changed in the last seven days, for a notice on the office's start page. */
export const bankAccountsChangedAt = async (tx: Tx): Promise<number | undefined> =>
  (await tx.one(changedStatement, [])).at ?? undefined
