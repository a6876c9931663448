import pg from 'pg'
import type { Target } from './target.ts'

/** The database cannot be reached or does not answer in time; pages say so and go on when it is back. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly code: string | undefined
  constructor(cause: unknown) {
    super('database unavailable')
    this.code = codeOf(cause)
  }
}

/** A named statement: prepared once a connection, counted, and the only way to send SQL from a slice. */
export interface Statement<P extends readonly unknown[], R> {
  readonly name: string
  readonly text: string
  /** Types only: what goes in and what comes out. */
  readonly types?: { readonly params: P; readonly row: R }
}

/** Declares a statement. The name is `slice.what` and unique in the program. */
export function statement<P extends readonly unknown[], R>(name: string, text: string): Statement<P, R> {
  return { name, text }
}

export interface TxStats {
  queries: number
  roundTrips: number
}

/** A scoped transaction, as a slice sees it. Queries issued together travel together. */
export interface Tx {
  query<P extends readonly unknown[], R>(asked: Statement<P, R>, params: P): Promise<R[]>
  /** The only row. @throws Error when there is none. */
  one<P extends readonly unknown[], R>(asked: Statement<P, R>, params: P): Promise<R>
  /** The first row, if any. */
  maybe<P extends readonly unknown[], R>(asked: Statement<P, R>, params: P): Promise<R | undefined>
  readonly stats: TxStats
}

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
  close(): Promise<void>
}

export interface DatabaseParts {
  readonly schema: string
  /** Where each role connects; asked when a pool opens a connection, so that a restarted engine may have moved. */
  target(role: Role): Target
  readonly poolSize?: Partial<Record<Role, number>>
}

const connectTimeoutMs = 1_500
const statementTimeoutMs = 5_000
const defaultPoolSize: Readonly<Record<Role, number>> = {
  resident: 8,
  auth: 4,
  staff: 4,
  importer: 2,
  worker: 2,
  backup: 1,
}

const int8 = 20
const int8Array = 1016
const date = 1082
const dateArray = 1182
const timestamptz = 1184
const numeric = 1700

/** Big integers are grosze and counts: safe numbers. Dates stay text, moments become milliseconds since 1970. */
function parserOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  switch (oid) {
    case int8:
      return toSafeInteger
    case date:
    case numeric:
      return (value) => value
    case timestamptz:
      return toEpochMs
    case int8Array:
    case dateArray:
      return pg.types.getTypeParser(1009 as never, 'text') as (value: string) => unknown
    default:
      return pg.types.getTypeParser(oid, (format ?? 'text') as 'text') as (value: string) => unknown
  }
}

function toSafeInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('integer from the database is too large')
  return number
}

function toEpochMs(value: string): number {
  if (value === 'infinity') return Number.POSITIVE_INFINITY
  if (value === '-infinity') return Number.NEGATIVE_INFINITY
  return Date.parse(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}

function clientConfig(target: Target, schema: string, role: Role): pg.ClientConfig {
  return {
    ...target,
    application_name: `ebok ${role}`,
    options: `-c search_path=${schema} -c timezone=UTC -c datestyle=ISO`,
    connectionTimeoutMillis: connectTimeoutMs,
    types: { getTypeParser: parserOf as pg.CustomTypesConfig['getTypeParser'] },
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

const goneCodes = /^(E[A-Z]+|08\w{3}|57P0[1-5]|53300|57014)$/
const goneMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|timeout expired/

function isGone(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined && goneCodes.test(code)) return true
  return error instanceof Error && goneMessages.test(error.message)
}

const begin = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin isolation level read committed read write',
} as const

/** Opens the pools, one a role. Connections are made when first needed. */
export function openDatabase(parts: DatabaseParts): Database {
  const pools = new Map<Role, pg.Pool>()

  const poolOf = (role: Role): pg.Pool => {
    const known = pools.get(role)
    if (known) return known
    const pool = new pg.Pool({
      ...clientConfig(parts.target(role), parts.schema, role),
      statement_timeout: statementTimeoutMs,
      max: parts.poolSize?.[role] ?? defaultPoolSize[role],
      idleTimeoutMillis: 30_000,

      pipeline: true,
    })
    // An idle connection that breaks is only dropped; the next request opens another.
    pool.on('error', () => {})
    pools.set(role, pool)
    return pool
  }

  const scoped = async <T>(
    role: Role,
    identity: string | undefined,
    work: (tx: Tx) => Promise<T>,
    options: TxOptions = {},
  ): Promise<T> => {
    let client: pg.PoolClient
    try {
      client = await poolOf(role).connect()
    } catch (error) {
      throw isGone(error) ? new DatabaseUnavailable(error) : error
    }
    return runScoped(client, identity, work, options.write ?? false)
  }

  return {
    asResident: (identity, work, options) => scoped('resident', identity, work, options),
    asAnonymous: (work) => scoped('resident', undefined, work),
    asStaff: (identity, work, options) => scoped('staff', identity, work, options),
    asAuth: (work, options) => scoped('auth', undefined, work, options),
    asImporter: (work, options) => scoped('importer', undefined, work, options),
    asWorker: (work, options) => scoped('worker', undefined, work, options),
    async withImporterClient(work) {
      const client = new pg.Client(clientConfig(parts.target('importer'), parts.schema, 'importer'))
      client.on('error', () => {})
      try {
        await client.connect()
        return await work(client)
      } catch (error) {
        throw isGone(error) ? new DatabaseUnavailable(error) : error
      } finally {
        await client.end().catch(() => {})
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      pools.clear()
    },
  }
}

/**
 * begin, identity, the work's queries and commit on one pipelined connection. The identity lives in the transaction and dies with
 * it, so the next user of the connection cannot inherit it. A reader does not wait for the commit: its answer is complete.
 */
async function runScoped<T>(
  client: pg.PoolClient,
  identity: string | undefined,
  work: (tx: Tx) => Promise<T>,
  write: boolean,
): Promise<T> {
  const stats: TxStats = { queries: 0, roundTrips: 0 }
  let inFlight = 0
  let open = true
  const send = <R>(query: pg.QueryConfig): Promise<R[]> => {
    if (!open) return Promise.reject(new Error('query after the end of its transaction'))
    if (inFlight === 0) stats.roundTrips += 1
    inFlight += 1
    return client.query(query).then(
      (result) => {
        inFlight -= 1
        return result.rows as R[]
      },
      (error) => {
        inFlight -= 1
        throw error
      },
    )
  }
  const tx: Tx = {
    stats,
    query(asked, params) {
      stats.queries += 1
      return send({ name: asked.name, text: asked.text, values: params as unknown as unknown[] })
    },
    async one(asked, params) {
      const [row] = await tx.query(asked, params)
      if (row === undefined) throw new Error(`${asked.name}: no row`)
      return row
    },
    async maybe(asked, params) {
      return (await tx.query(asked, params))[0]
    },
  }
  const opening = Promise.all([
    send({ text: write ? begin.write : begin.read }),
    ...(identity === undefined
      ? []
      : [send({ name: 'ebok.identify', text: `select set_config('ebok.session', $1, true)`, values: [identity] })]),
  ])
  opening.catch(() => {})
  try {
    const result = await work(tx)
    await opening
    open = false
    const committed = client.query('commit')
    if (write) {
      const outcome = await committed
      // A transaction that failed inside answers commit with ROLLBACK and no error.
      if (outcome.command !== 'COMMIT') throw new Error('transaction was rolled back')
      client.release()
    } else {
      committed.then(
        () => client.release(),
        (error) => client.release(error),
      )
    }
    return result
  } catch (error) {
    open = false
    client.query('rollback').then(
      () => client.release(),
      (broken) => client.release(broken),
    )
    throw isGone(error) ? new DatabaseUnavailable(error) : error
  }
}
