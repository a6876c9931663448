/** What an operator does with statements already taken: look at them, remove a wrong one, forget old ones. */
import type { ClientBase } from 'pg'
import type { IsoDate } from '#kernel/dates.ts'
import { auditImporter } from '../deliveries.ts'
import { type ImporterDatabase, inTransaction } from '../session.ts'
import { lockStatements } from './store.ts'

export interface StatementRow {
  readonly id: string
  readonly account: string
  readonly number: string
  readonly closedOn: IsoDate
  readonly payments: number
  readonly unmatched: number
}

/** The newest ones. */
export function latestStatements(db: ImporterDatabase, limit: number): Promise<readonly StatementRow[]> {
  return db.withImporterClient(async (client) => {
    const { rows } = await client.query<StatementRow>(
      `select s.id, s.account, s.number, s.closed_on as "closedOn", count(p.id)::int as payments,
              count(p.id) filter (where p.reason is not null and p.settled_at is null)::int as unmatched
         from bank_statements s left join incoming_payments p on p.statement_id = s.id
        group by s.id order by s.closed_on desc, s.id limit $1`,
      [limit],
    )
    return rows
  })
}

/**
 * Removes a statement with its payments, so that the right one can be read. By its whole id or a beginning of at least four characters
 * that only one statement has. @returns the number of the statement, or null when there is no such one.
 */
export function removeStatement(db: ImporterDatabase, idOrBeginning: string, by: string): Promise<string | null> {
  if (!/^[0-9a-f-]{4,36}$/.test(idOrBeginning)) return Promise.resolve(null)
  return db.withImporterClient((client) =>
    inTransaction(client, async () => {
      await lockStatements(client)
      const { rows } = await client.query<{ id: string; number: string }>(
        'select id, number from bank_statements where starts_with(id::text, $1) limit 2',
        [idOrBeginning],
      )
      const found = rows.length === 1 ? rows[0]! : null
      if (!found) return null
      await client.query('delete from bank_statements where id = $1', [found.id])
      await auditImporter(client, 'operator', 'statements.removed', { statement: found.id, by })
      return found.number
    }),
  )
}

/** For the nightly work: statements have their time, and a file nobody managed to read is not kept. */
export function removeOldStatements(db: ImporterDatabase, keepDays: number): Promise<void> {
  return db.withImporterClient((client) => inTransaction(client, () => removeOld(client, keepDays)))
}

async function removeOld(client: ClientBase, keepDays: number): Promise<void> {
  await lockStatements(client)
  await client.query(
    `update statement_files set state = 'failed', content = null, finished_at = clock_now()
      where state = 'waiting' and received_at < clock_now() - interval '1 day'`,
  )
  await client.query('delete from bank_statements where closed_on < today() - $1::int', [keepDays])
  await client.query(
    `delete from statement_files f
      where f.received_at < clock_now() - make_interval(days => $1::int) and not exists (select from bank_statements s where s.file_id = f.id)`,
    [keepDays],
  )
}
