/**
 * The pair assertion as a column: a balance that differs from its entries is shown as being verified, never as a number.
 * Matters when the operator chose to accept such deliveries (`flag`); otherwise they were refused before.
 */
import type { ClientBase } from 'pg'
import type { Step } from './compare.ts'
import { visibleAt } from './relations.ts'

const signed = `case side when 'charge' then amount_grosze else -amount_grosze end`

/** Decides `verified` of the staged balances. To be called when this delivery's entries are written. */
export async function verifyBalances(client: ClientBase, step: Step): Promise<void> {
  if (step.kind === 'changes') await pullTouchedBalances(client, step)
  const ledger =
    step.kind === 'full'
      ? `left join (select account_id, sum(${signed}) as sum, count(*) as count from staged_entries group by account_id) e
           on e.account_id = b.account_id`
      : `cross join lateral (select sum(${signed}) as sum, count(*) as count
           from entries_versions v where v.account_id = b.account_id and ${visibleAt('v', step.next)}) e`
  await client.query(
    `update staged_balances s set verified = false
       from (select b.account_id from staged_balances b ${ledger}
              where not b.deleted
                and (b.closing_balance_grosze <> coalesce(e.sum, 0) or b.entry_count <> coalesce(e.count, 0))) wrong
      where wrong.account_id = s.account_id`,
  )
}

/** An account whose entries changed is judged anew, also when the delivery does not repeat its balance. */
async function pullTouchedBalances(client: ClientBase, step: Step): Promise<void> {
  await client.query(
    `insert into staged_balances (line, deleted, account_id, closing_balance_grosze, entry_count)
     select 0, false, b.account_id, b.closing_balance_grosze, b.entry_count
       from balances_versions b
      where ${visibleAt('b', step.published)}
        and b.account_id in (select e.account_id from difference_entries d join entries_versions e on e.id = d.id)
        and not exists (select from staged_balances s where s.account_id = b.account_id)`,
  )
}

export async function countUnverified(client: ClientBase, publication: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*) from balances_versions b where not verified and ${visibleAt('b', publication)}`,
  )
  return rows[0]!.count
}
