/**
 * Stage 3, load: the rows of a delivery go by COPY into temporary tables of the importing session, beside the published
 * data. When the process dies its session ends, and with it the tables: nothing is left to clean.
 */
import { once } from 'node:events'
import type { ClientBase } from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { drained } from '#platform/drained.ts'
import type { RowSink } from './check/check.ts'
import { type ResourceName, resourceNames } from './contract/resources.ts'
import { list, type Relation, relation } from './relations.ts'

/** Rows are handed to the connection in blocks: large enough to be cheap, small enough to keep memory flat. */
const blockCharacters = 64 * 1024

/** `line` is the line in the delivered file, so that a check made by the database still names the place. */
const ownColumns = ['line', 'deleted'] as const

export async function createStaging(client: ClientBase): Promise<void> {
  const statements = resourceNames.map((name) => {
    const { staging, delivered } = relation(name)
    const columns = delivered.map((column) => `${column.name} ${column.type}`)
    // The pair assertion's outcome is the loader's to decide; every other column is the delivery's.
    if (name === 'balances') columns.push('verified boolean not null default true')
    return `create temporary table ${staging} (line integer not null, deleted boolean not null, ${columns.join(', ')})`
  })
  await client.query(statements.join(';\n'))
}

interface OpenCopy {
  readonly relation: Relation
  readonly stream: CopyStreamQuery
  /** Rejects when the database refuses a row or the connection breaks, also while nobody writes. */
  readonly failed: Promise<never>
  error?: unknown
}

/** Takes checked rows, resource after resource, into staging. */
export class StagingLoader implements RowSink {
  readonly #client: ClientBase
  #open: OpenCopy | undefined
  #block: string[] = []
  #blockLength = 0
  readonly #counts = new Map<ResourceName, number>()
  /** Sent to the database so far, as COPY's text. */
  bytes = 0

  constructor(client: ClientBase) {
    this.#client = client
  }

  /** @returns a promise only when the connection asks to wait, so that most rows cost no turn of the event loop. */
  write(name: ResourceName, line: number, deleted: boolean, cells: readonly string[]): Promise<void> | undefined {
    if (this.#open?.relation.resource !== name)
      return this.#start(name).then(() => this.write(name, line, deleted, cells))
    const row = encodeRow(this.#open.relation, line, deleted, cells)
    this.#block.push(row)
    this.#blockLength += row.length
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    return this.#blockLength >= blockCharacters ? this.#flush() : undefined
  }

  /** Rows taken so far, of all resources. */
  get rows(): number {
    let sum = 0
    for (const count of this.#counts.values()) sum += count
    return sum
  }

  /** Rows taken, per resource of the contract. */
  counts(): Readonly<Record<ResourceName, number>> {
    return Object.fromEntries(resourceNames.map((name) => [name, this.#counts.get(name) ?? 0])) as Record<
      ResourceName,
      number
    >
  }

  /** Ends the COPY that is under way; to be called once after the last row. */
  async finish(): Promise<void> {
    const open = this.#open
    if (!open) return
    await this.#flush()
    const ended = once(open.stream, 'finish')
    open.stream.end()
    await Promise.race([ended, open.failed])
    this.#open = undefined
  }

  /** Gives the COPY up, after a delivery proved broken: the connection must be free for what follows. */
  async abandon(): Promise<void> {
    const open = this.#open
    if (!open) return
    this.#open = undefined
    this.#block = []
    this.#blockLength = 0
    // After an error of the database the COPY is over already.
    if (open.error) return
    const closed = new Promise<void>((resolve) => open.stream.once('close', resolve))
    open.stream.destroy()
    await closed
  }

  async #start(name: ResourceName): Promise<void> {
    await this.finish()
    const target = relation(name)
    const columns = list([...ownColumns, ...target.delivered.map((column) => column.name)])
    const stream = this.#client.query(copyFrom(`copy ${target.staging} (${columns}) from stdin`))
    const open: OpenCopy = {
      relation: target,
      stream,
      failed: new Promise((_, reject) => {
        stream.on('error', (error) => {
          open.error = error
          reject(error)
        })
      }),
    }
    // Between two waits nobody listens, and Node would end the process for that.
    open.failed.catch(() => {})
    this.#open = open
  }

  async #flush(): Promise<void> {
    const open = this.#open
    if (!open || this.#blockLength === 0) return
    const block = Buffer.from(this.#block.join(''))
    this.#block = []
    this.#blockLength = 0
    this.bytes += block.length
    if (open.error) throw open.error
    if (open.stream.write(block)) return
    await drained(open.stream)
    if (open.error) throw open.error
  }
}

/** One line of COPY's text format. Cells have passed the row check: no control characters, money with two places. */
export function encodeRow(relation: Relation, line: number, deleted: boolean, cells: readonly string[]): string {
  let row = `${line}\t${deleted ? 't' : 'f'}`
  const { delivered } = relation
  for (let at = 0; at < delivered.length; at += 1) {
    const cell = cells[at] ?? ''
    row += '\t'
    if (cell === '') row += '\\N'
    // Grosze are the digits without the point; the amount never becomes a fraction.
    else if (delivered[at]!.isMoney) row += cell.slice(0, -3) + cell.slice(-2)
    else row += cell.includes('\\') ? cell.replaceAll('\\', '\\\\') : cell
  }
  return row + '\n'
}

/**
 * The planner knows nothing of temporary tables by itself. A small sample is enough to choose between ways of joining;
 * the usual one would sort 30,000 texts of every column by Polish rules.
 */
export async function analyzeStaging(client: ClientBase): Promise<void> {
  await client.query(`set default_statistics_target = 5; analyze ${resourceNames.map((name) => relation(name).staging).join(', ')};
    reset default_statistics_target`)
}
