/** The importing session: one connection, one lock for the whole cooperative, transactions. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { Database } from '#platform/db/database.ts'

/** The import needs a connection of its own with the importer's role, closed afterwards. */
export type ImporterDatabase = Pick<Database, 'withImporterClient'>

export interface LockHolder {
  /** What the holder is doing, e.g. `import dostawa-2026-11-22.zip (4711)`. */
  readonly name: string
  readonly since: number | null
}

/** Raised when another import holds the lock for longer than we were told to wait. */
export class ImportBusy extends Error {
  readonly holder: LockHolder

  constructor(holder: LockHolder) {
    super(`another import is running: ${holder.name}`)
    this.holder = holder
  }
}

const lockKey = `hashtext('ebok import'), hashtext(current_schema())`
const pollMs = 200

/**
 * Runs `work` as the only import of this cooperative. The lock belongs to the connection: a killed process gives it back
 * without anybody's help, at the latest when the server notices the closed socket between two steps of a long statement.
 * @throws ImportBusy when the lock is still held after `waitMs`.
 */
export async function asOnlyImport<Result>(
  db: ImporterDatabase,
  label: string,
  waitMs: number,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  return db.withImporterClient(async (client) => {
    await client.query('select set_config($1, $2, false)', ['application_name', label.slice(0, 63)])
    await client.query(
      `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set client_connection_check_interval = '1s';
       set work_mem = '64MB'; set temp_buffers = '16MB'`,
    )
    await takeLock(client, waitMs)
    return work(client)
  })
}

async function takeLock(client: ClientBase, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${lockKey}) as taken`)
    if (rows[0]!.taken) return
    if (performance.now() >= until) throw new ImportBusy(await lockHolder(client))
    await sleep(pollMs)
  }
}

async function lockHolder(client: ClientBase): Promise<LockHolder> {
  const { rows } = await client.query<{ name: string | null; since: number | null }>(
    `select a.application_name as name, a.backend_start as since
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
        and l.classid::bigint = hashtext('ebok import')::bigint & 4294967295
        and l.objid::bigint = hashtext(current_schema())::bigint & 4294967295`,
  )
  return { name: rows[0]?.name || 'import', since: rows[0]?.since ?? null }
}

export async function inTransaction<Result>(client: ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin')
  let result: Result
  try {
    result = await work()
  } catch (error) {
    // When the connection is gone there is nothing to roll back, and the first error is the one to tell.
    await client.query('rollback').catch(() => {})
    throw error
  }
  await client.query('commit')
  return result
}
