/** Problems found by comparing many rows: the place is known at once, the value is read from the file afterwards. */
import { type ProblemCode, type ProblemDetails, type ProblemList, problem } from '../contract/problem.ts'
import type { ResourceName } from '../contract/resources.ts'
import { blocksOf, type DeliverySource } from '../receive/source.ts'
import { CsvReader } from './csv.ts'

/** What the message needs; it may depend on the value that is read later. */
type LateDetails = ProblemDetails | ((value: string) => ProblemDetails)

interface Late {
  readonly code: ProblemCode
  readonly file: string
  readonly line: number
  readonly columns: readonly string[]
  readonly details: LateDetails
  /** For a key thought to be there twice: the line of the first. Only equal texts make it a problem. */
  readonly firstLine: number | null
}

export class Findings {
  readonly #problems: ProblemList
  readonly #paths: ReadonlyMap<ResourceName, string>
  readonly #late: Late[] = []

  constructor(problems: ProblemList, paths: ReadonlyMap<ResourceName, string>) {
    this.#problems = problems
    this.#paths = paths
  }

  file(resource: ResourceName): string {
    return this.#paths.get(resource) ?? ''
  }

  add(code: ProblemCode, resource: ResourceName, line: number, column: string, details: LateDetails = {}): void {
    this.#put({ code, file: this.file(resource), line, columns: [column], details, firstLine: null })
  }

  /** Two rows whose keys have the same hash. */
  sameKey(resource: ResourceName, line: number, firstLine: number, key: readonly string[]): void {
    const details = { key: key.join(', '), firstLine }
    this.#put({ code: 'duplicateKey', file: this.file(resource), line, columns: key, details, firstLine })
  }

  #put(late: Late): void {
    if (this.#problems.open && this.#late.length < 1000) this.#late.push(late)
    else this.#problems.countOnly(late.code)
  }

  /** Reads the files again for the values, and hands the problems over. */
  async settle(source: DeliverySource): Promise<void> {
    for (const file of new Set(this.#late.map((late) => late.file))) {
      const late = this.#late.filter((one) => one.file === file)
      const rows = await readRows(source, file, late)
      for (const { code, line, columns, details, firstLine } of late) {
        const value = textOf(rows.get(line), columns)
        // Two keys with one hash, yet different: nothing is wrong.
        if (firstLine !== null && value !== textOf(rows.get(firstLine), columns)) continue
        const known = typeof details === 'function' ? details(value) : details
        this.#problems.take(problem(code, { file, line, column: columns.join(', '), value }, known))
      }
    }
    this.#late.length = 0
  }
}

function textOf(row: ReadonlyMap<string, string> | undefined, columns: readonly string[]): string {
  return columns.map((column) => row?.get(column) ?? '').join(', ')
}

async function readRows(source: DeliverySource, file: string, late: readonly Late[]) {
  const wanted = new Set(late.flatMap(({ line, firstLine }) => (firstLine === null ? [line] : [line, firstLine])))
  const last = Math.max(...wanted)
  const rows = new Map<number, ReadonlyMap<string, string>>()
  let header: readonly string[] | undefined
  let reached = 0
  const reader = new CsvReader({
    row(cells, count, line) {
      reached = line
      if (!header) header = cells.slice(0, count)
      // Cells are copied: a piece of a text keeps the whole block it was cut from.
      else if (wanted.has(line))
        rows.set(line, new Map(header.map((name, at) => [name, Buffer.from(cells[at] ?? '').toString()])))
      return undefined
    },
    fault() {},
  })
  for await (const block of blocksOf(await source.open(file))) {
    await reader.push(block)
    if (reader.stopped || reached >= last) break
  }
  await reader.end()
  return rows
}
