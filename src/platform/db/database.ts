import pg from 'pg'
import { type Log, silentLog } from '../log.ts'
import { codeOf, unavailableOr } from './errors.ts'
import { runScoped, type Tx } from './scope.ts'
import type { Target } from './target.ts'
import { parserOf } from './types.ts'
import { watchSilence } from './watch.ts'

export { DatabaseUnavailable } from './errors.ts'
export type { Tx, TxStats } from './scope.ts'
export { type Statement, statement } from './statement.ts'

export interface TxOptions {
  /** Read-write at read committed; the default is read-only at one snapshot, so that a page never mixes two publications. */
  readonly write?: boolean
}

export type Role = 'resident' | 'auth' | 'staff' | 'importer' | 'worker' | 'backup'

export interface Database {
  asResident<T>(identity: string, work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  asAnonymous<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  asStaff<T>(identity: string, work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  asAuth<T>(work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  asImporter<T>(work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  asWorker<T>(work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  /** A connection of the importer's own, without pipelining, for COPY and long work. */
  withImporterClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T>
  /** The same of the role that reads everything and writes nothing. */
  withBackupClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T>
  /** How the pools are used at this moment. */
  pools(): readonly PoolUse[]
  close(): Promise<void>
}

export interface PoolUse {
  readonly role: Role
  readonly busy: number
  readonly idle: number
  /** Requests that wait for a connection. */
  readonly waiting: number
  readonly limit: number
}

export interface DatabaseParts {
  readonly schema: string
  target(role: Role): Target
  readonly poolSize?: Partial<Record<Role, number>>
  readonly log?: Log
}

/** Somebody waits for the page; better a word that the database is away than a page that never comes. */
const connectTimeoutMs = 1_500
/** Nobody waits for the night or a backup: a machine that is busy for some seconds is no reason to put them off. */
export const patientConnectMs = 30_000
const aliveTimeoutMs = 700
const statementTimeoutMs = 5_000
const idleConnectionMs = 30_000
/** Together well under the server's 60 connections, with room for a second program (the worker, a command). */
const defaultPoolSize: Readonly<Record<Role, number>> = {
  resident: 8,
  auth: 4,
  staff: 4,
  importer: 2,
  worker: 2,
  backup: 1,
}

function clientConfig(parts: DatabaseParts, role: Role, connectionTimeoutMillis = connectTimeoutMs): pg.ClientConfig {
  return {
    ...parts.target(role),
    application_name: `ebok ${role}`,
    // pg_temp last: a temporary table must never stand in front of a real one. Compiling a query takes seconds where a server can do it, and
    // ours are over in milliseconds.
    options: `-c search_path=${parts.schema},pg_temp -c timezone=UTC -c datestyle=ISO -c jit=off`,
    connectionTimeoutMillis,
    types: { getTypeParser: parserOf as pg.CustomTypesConfig['getTypeParser'] },
  }
}

/** Opens the pools, one a role. Connections are made when first needed. */
export function openDatabase(parts: DatabaseParts): Database {
  const log = parts.log ?? silentLog
  const pools = new Map<Role, pg.Pool>()
  const watch = watchSilence(() => answers(clientConfig(parts, 'resident')))

  const poolOf = (role: Role): pg.Pool => {
    const known = pools.get(role)
    if (known) return known
    const pool = new pg.Pool({
      ...clientConfig(parts, role),
      statement_timeout: statementTimeoutMs,
      max: parts.poolSize?.[role] ?? defaultPoolSize[role],
      idleTimeoutMillis: idleConnectionMs,
      pipeline: true,
    })
    // An idle connection that breaks is only dropped; the next request opens another. One in use tells its queries.
    pool.on('error', (error) => log.warn('database connection lost', { role, code: codeOf(error) ?? 'none' }))
    pool.on('connect', (client) => void client.on('error', () => {}))
    pools.set(role, pool)
    return pool
  }

  const scoped = async <T>(
    role: Role,
    identity: string | undefined,
    work: (tx: Tx) => Promise<T>,
    options: TxOptions = {},
  ): Promise<T> => {
    const client = await poolOf(role)
      .connect()
      .catch((error) => Promise.reject(unavailableOr(error)))
    return runScoped(client, identity, work, options.write ?? false, watch)
  }

  const withOwnClient = async <T>(role: Role, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client(clientConfig(parts, role, patientConnectMs))
    client.on('error', () => {})
    try {
      await client.connect()
      return await work(client)
    } catch (error) {
      throw unavailableOr(error)
    } finally {
      await client.end().catch(() => {})
    }
  }

  return {
    asResident: (identity, work, options) => scoped('resident', identity, work, options),
    asAnonymous: (work) => scoped('resident', undefined, work),
    asStaff: (identity, work, options) => scoped('staff', identity, work, options),
    asAuth: (work, options) => scoped('auth', undefined, work, options),
    asImporter: (work, options) => scoped('importer', undefined, work, options),
    asWorker: (work, options) => scoped('worker', undefined, work, options),
    withImporterClient: (work) => withOwnClient('importer', work),
    withBackupClient: (work) => withOwnClient('backup', work),
    pools: () =>
      [...pools].map(([role, pool]) => ({
        role,
        busy: pool.totalCount - pool.idleCount,
        idle: pool.idleCount,
        waiting: pool.waitingCount,
        limit: pool.options.max,
      })),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      pools.clear()
      watch.stop()
    },
  }
}

async function answers(config: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: aliveTimeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    // Not awaited: a silent server would not answer the goodbye either.
    client.end().catch(() => {})
  }
}
