/** Files of another program in, a delivery of the contract out: all of it or nothing. */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseIsoDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'
import { parseMoney } from '#kernel/money.ts'
import { IdIndex } from '../check/id-index.ts'
import type { Problem } from '../contract/problem.ts'
import { type ResourceName, resource, resourceNames } from '../contract/resources.ts'
import { TableWriter, type WrittenTable, writeDescriptor } from '../contract/writer.ts'
import { Balances } from './balances.ts'
import type { Fault } from './cells.ts'
import { readDbf } from './dbf.ts'
import { Dictionary } from './dictionary.ts'
import { findFile, findFiles } from './files.ts'
import { type Lookup, type Mapping, type Part, readMapping, type Source } from './mapping.ts'
import type { ConvertCode } from './problem.text.ts'
import { ColumnFinder, Counters, RowMaker, type RowSurroundings } from './row-maker.ts'
import { type ConvertProblems, convertProblems } from './shape.ts'
import { type RowTaker, readCsv, type SourceFile } from './source.ts'

export interface ConvertOrder {
  readonly mapping: string
  /** The folder the mapping's files lie in. */
  readonly source: string
  /** A folder that is not there yet. */
  readonly output: string
  /** State of the books, when the mapping does not say it or is to be overruled. */
  readonly asOf?: string | undefined
  readonly sequence?: number | undefined
  readonly now: number
}

export interface ConvertReport {
  readonly ok: boolean
  readonly asOf: string | null
  readonly sequence: number | null
  readonly tables: readonly { readonly name: ResourceName; readonly rows: number }[]
  readonly problems: readonly Problem<ConvertCode>[]
  readonly problemCount: number
  readonly problemCounts: ReadonlyMap<ConvertCode, number>
}

/**
 * Converts; with any problem nothing is left behind.
 * @throws the system's error when the mapping cannot be read, the output is there already or the disk is full.
 */
export async function convertFiles(order: ConvertOrder): Promise<ConvertReport> {
  const problems = convertProblems()
  const file = basename(order.mapping)
  // Told as the missing folder it is, not as every file of it.
  readdirSync(order.source)
  const mapping = readMapping(file, readFileSync(order.mapping, 'utf8'), problems)
  const asOf = mapping && moment(order.asOf ?? mapping.asOf ?? '')
  if (mapping && asOf === null) problems.add('asOfMissing', { file, column: 'asOf', value: order.asOf ?? mapping.asOf })
  const sequence = order.sequence ?? mapping?.sequence ?? (asOf ? dayNumber(asOf) : null)
  let tables: readonly WrittenTable[] = []
  if (mapping && asOf !== null && sequence !== null) {
    const identity = {
      cooperativeId: mapping.cooperativeId,
      asOf,
      generatedAt: new Date(order.now).toISOString(),
      sequence,
    }
    tables = await wholeOrNothing(order.output, async (folder) => {
      const written = await new Conversion(mapping, order.source, folder, problems).run()
      if (problems.count === 0) writeDescriptor(folder, identity, written)
      return { result: written, finished: problems.count === 0 }
    })
  }
  return {
    ok: problems.count === 0,
    asOf,
    sequence,
    tables: tables.map(({ name, rows }) => ({ name, rows })),
    problems: problems.listed,
    problemCount: problems.count,
    problemCounts: problems.counts,
  }
}

/** The folder gets its name only when it is finished. Before, it starts with a point, which watched inboxes pass over. */
async function wholeOrNothing<Result>(
  output: string,
  work: (folder: string) => Promise<{ readonly result: Result; readonly finished: boolean }>,
): Promise<Result> {
  const path = resolve(output)
  if (existsSync(path)) throw Object.assign(new Error(`${output} exists`), { code: 'EEXIST', path })
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}`)
  mkdirSync(unfinished)
  let done = false
  try {
    const { result, finished } = await work(unfinished)
    if (finished) {
      renameSync(unfinished, path)
      done = true
    }
    return result
  } finally {
    if (!done) rmSync(unfinished, { recursive: true, force: true })
  }
}

class Conversion {
  readonly #mapping: Mapping
  readonly #source: string
  readonly #folder: string
  readonly #problems: ConvertProblems
  readonly #balances = new Balances()
  readonly #dictionaries = new Map<string, Dictionary>()
  readonly #found = new Map<Source, readonly SourceFile[]>()
  readonly #seen = new Set<string>()

  constructor(mapping: Mapping, source: string, folder: string, problems: ConvertProblems) {
    this.#mapping = mapping
    this.#source = source
    this.#folder = folder
    this.#problems = problems
  }

  async run(): Promise<readonly WrittenTable[]> {
    const tables: WrittenTable[] = []
    for (const name of resourceNames) {
      const parts = this.#mapping.resources.get(name)
      if (parts) tables.push(await this.#table(name, parts))
    }
    return tables
  }

  async #table(name: ResourceName, parts: readonly Part[]): Promise<WrittenTable> {
    const table = new TableWriter(this.#folder, name)
    try {
      for (const part of parts) await this.#part(name, part, table)
      if (name === 'balances') this.#addBalances(table)
    } catch (error) {
      table.close()
      throw error
    }
    return table.close()
  }

  #addBalances(table: TableWriter): void {
    const { balancesComputed, balancesFilled } = this.#mapping
    if (!balancesComputed && !balancesFilled) return
    for (const id of this.#balances.unlisted()) {
      table.row([id, balancesComputed ? this.#balances.closing(id) : '0.00', this.#balances.count(id)])
    }
  }

  async #part(name: ResourceName, part: Part, table: TableWriter): Promise<void> {
    for (const { lookup } of part.fields.values()) if (lookup) await this.#load(lookup)
    const counters = new Counters()
    const seen = new IdIndex()
    for (const file of this.#files(part.source)) {
      const around: RowSurroundings = {
        problems: this.#problems,
        file: file.name,
        counters,
        seen,
        dictionary: (lookup) => this.#dictionaries.get(dictionaryKey(lookup)) as Dictionary,
        computed: (field, cells) =>
          field === 'closing_balance' ? this.#balances.closing(cells[0] ?? '') : this.#balances.count(cells[0] ?? ''),
        take: (cells, _, fail) => this.#take(name, cells, table, fail),
      }
      await this.#read(file, part.source, new RowMaker(name, part, around))
    }
  }

  async #load(lookup: Lookup): Promise<void> {
    const key = dictionaryKey(lookup)
    if (this.#dictionaries.has(key)) return
    const { source } = lookup
    for (const file of this.#files(source)) {
      const dictionary =
        this.#dictionaries.get(key) ??
        new Dictionary(file.name, this.#problems, (columns) => {
          const before = this.#problems.count
          const finder = new ColumnFinder(columns, source, file.name, this.#problems)
          const found = [finder.find(lookup.key, source.place), finder.find(lookup.take, source.place)]
          return this.#problems.count === before ? found : null
        })
      this.#dictionaries.set(key, dictionary)
      await this.#read(file, source, dictionary)
    }
    if (!this.#dictionaries.has(key)) this.#dictionaries.set(key, new Dictionary('', this.#problems, () => null))
  }

  /** What is wrong with a file itself is told when it is read for the first time. */
  async #read(file: SourceFile, source: Source, taker: RowTaker): Promise<void> {
    const problems = this.#seen.has(file.path) ? convertProblems() : this.#problems
    this.#seen.add(file.path)
    if (source.format === 'dbf') readDbf(file, source, problems, taker)
    else await readCsv(file, source, problems, taker)
  }

  #files(source: Source): readonly SourceFile[] {
    let found = this.#found.get(source)
    if (!found) {
      found = findFiles(this.#source, source, this.#problems)
      this.#found.set(source, found)
    }
    return found
  }

  #take(
    name: ResourceName,
    cells: readonly string[],
    table: TableWriter,
    fail: (column: string, fault: Fault) => void,
  ): void {
    if (name === 'accounts') this.#balances.account(cells[0] ?? '')
    if (name === 'balances') this.#balances.list(cells[0] ?? '')
    if (name === 'entries') {
      const grosze = parseMoney(cells[entry.amount] ?? '') ?? 0
      this.#balances.entry(cells[entry.account] ?? '', cells[entry.side] === 'charge' ? grosze : 0 - grosze)
    }
    if (name !== 'notices') table.row(cells)
    else {
      const path = this.#letter(cells[letterFile] ?? '', fail)
      if (path !== null) table.row(cells.map((cell, at) => (at === letterFile ? path : cell)))
    }
  }

  /** Copies a letter into the delivery, under a name the contract allows and every night the same. */
  #letter(written: string, fail: (column: string, fault: Fault) => void): string | null {
    const path = written.replaceAll('\\', '/')
    if (
      path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..' || /[:*]/.test(segment))
    ) {
      fail('file', { code: 'fileOutside' })
      return null
    }
    const found = findFile(this.#source, path)
    if (!found) {
      fail('file', { code: 'fileMissing' })
      return null
    }
    const name = `pisma/${createHash('sha256').update(path).digest('hex').slice(0, 32)}.pdf`
    mkdirSync(join(this.#folder, 'pisma'), { recursive: true })
    copyFileSync(found.path, join(this.#folder, name))
    return name
  }
}

const positionOf = (name: ResourceName, field: string) => resource(name).fields.findIndex((one) => one.name === field)
const entry = {
  account: positionOf('entries', 'account_id'),
  side: positionOf('entries', 'side'),
  amount: positionOf('entries', 'amount'),
}
const letterFile = positionOf('notices', 'file')

const dictionaryKey = ({ source, key, take }: Lookup): string => [source.name, key, take].join('\u0001')

/**
 * A moment as the contract wants it. `2026-11-22 23:00` is time in Poland, a day alone is its last second.
 * Null when the text is nothing of that.
 */
function moment(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text.trim())
  const day = match && parseIsoDate(match[1] ?? '')
  if (!match || !day) return null
  const [, , minutes = '23:59', seconds = match[2] ? ':00' : ':59', zone] = match
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(minutes) || seconds > ':59') return null
  if (zone) {
    const written = `${day}T${minutes}${seconds}${zone}`
    return Number.isNaN(Date.parse(written)) ? null : written
  }
  return new Date(warsawInstant(day, minutes) + Number(seconds.slice(1)) * 1000).toISOString()
}

/** `20261122`: grows with every night without anybody counting. */
const dayNumber = (asOf: string): number => Number(todayInWarsaw(Date.parse(asOf)).replaceAll('-', ''))
