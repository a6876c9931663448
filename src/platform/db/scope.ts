import type pg from 'pg'
import { unavailableOr } from './errors.ts'
import type { Statement } from './statement.ts'

export interface TxStats {
  queries: number
  /** Times the program had to wait before it could ask on; opening and identity travel with the first questions. */
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

/** What the watch over silent connections needs to know of a running transaction. */
export interface Listener {
  started(client: pg.PoolClient): void
  heard(client: pg.PoolClient): void
  ended(client: pg.PoolClient): void
}

type Wire = { connection: { stream: { cork(): void; uncork(): void } }; getTransactionStatus(): string | null }

const begin = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin isolation level read committed read write',
} as const

/**
 * begin, identity, the work's queries and commit on one pipelined connection. The identity lives in the transaction and
 * dies with it, so the next user of the connection cannot inherit it. What the work asks before it first waits leaves
 * in one write together with begin. A reader does not wait for the commit: its answer is complete.
 */
export async function runScoped<T>(
  client: pg.PoolClient,
  identity: string | undefined,
  work: (tx: Tx) => Promise<T>,
  write: boolean,
  listener: Listener,
): Promise<T> {
  const wire = client as unknown as Wire
  const stats: TxStats = { queries: 0, roundTrips: 0 }
  let open = true
  let answered = true
  const send = async (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    // A question that nobody awaited must not slip into the next person's transaction on this connection.
    if (!open) throw new Error('query after the end of its transaction')
    if (answered) stats.roundTrips += 1
    answered = false
    try {
      return await client.query(query)
    } finally {
      answered = true
      listener.heard(client)
    }
  }
  const tx: Tx = {
    stats,
    async query(asked, params) {
      stats.queries += 1
      const { rows } = await send({ name: asked.name, text: asked.text, values: params as unknown as unknown[] })
      return rows
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
  const release = (): void => {
    listener.ended(client)
    // Anything but "idle" means a transaction, and with it an identity, might be left open.
    client.release(wire.getTransactionStatus() !== 'I')
  }
  const finish = (command: 'commit' | 'rollback'): Promise<pg.QueryResult> => {
    open = false
    const finished = client.query(command)
    finished.then(release, () => {
      listener.ended(client)
      client.release(true)
    })
    return finished
  }

  listener.started(client)
  const { stream } = wire.connection
  stream.cork()
  process.nextTick(() => stream.uncork())
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
    const committed = finish('commit')
    if (write) {
      // A transaction that failed inside answers commit with ROLLBACK and no error.
      if ((await committed).command !== 'COMMIT') throw new Error('transaction was rolled back')
    } else committed.catch(() => {})
    return result
  } catch (error) {
    if (open) finish('rollback').catch(() => {})
    throw unavailableOr(error)
  }
}
