/** The reading of one CSV file: bytes, hash, header, rows; every row is told to those who need it. */
import { createHash } from 'node:crypto'
import { parseMoney } from '#kernel/money.ts'
import type { DescribedResource } from '../contract/descriptor.ts'
import type { ProblemCode, ProblemDetails, ProblemList } from '../contract/problem.ts'
import { type ResourceName, resource } from '../contract/resources.ts'
import { type CellReader, compileRow, writeGrosze } from '../contract/rows.ts'
import { operationColumn } from '../contract/schema.ts'
import { blocksOf, type DeliverySource, Refused } from '../receive/source.ts'
import type { RowTaker } from './books.ts'
import { ExactSum } from './columns.ts'
import { type CsvFault, CsvReader, rowBytesLimit } from './csv.ts'
import type { KeyKeeper } from './keys.ts'
import { Row } from './row.ts'
import { type RowRule, rowRules } from './rules.ts'

/** Where checked rows go while the check is still under way, so that a delivery is read only once. */
export interface RowSink {
  /**
   * One row that passed. `cells` are as delivered (money with its point), in the order of the contract's fields, empty
   * text for nothing; the array is used again for the next row. A promise makes the check wait.
   */
  write(resource: ResourceName, line: number, deleted: boolean, cells: readonly string[]): Promise<void> | undefined
}

export interface TableContext {
  readonly problems: ProblemList
  readonly changes: boolean
  /** That the file has another size than described is told already. */
  readonly sizeTold: boolean
  readonly sink: RowSink | undefined
  readonly rowLimit: number
  /** Ordinal of an identifier of an indexed resource; −1 when unknown, and then to be told unless null. */
  readonly lookUp: ((name: ResourceName, id: string) => number) | null
  /** Whether an unknown identifier of this resource is a problem. */
  readonly mustExist: (name: ResourceName) => boolean
  readonly keys: KeyKeeper | undefined
  readonly books: RowTaker | undefined
  readonly eachRow: ((row: Row) => void) | undefined
}

export interface TableOutcome {
  readonly rows: number
  readonly bytes: number
  /** The file was understood to its end. */
  readonly complete: boolean
  /** And no row had a problem. */
  readonly clean: boolean
  /** Sums of the control totals over the rows that could be read. */
  readonly totals: ReadonlyMap<string, bigint>
}

export async function readTable(
  source: DeliverySource,
  described: DescribedResource,
  context: TableContext,
): Promise<TableOutcome> {
  const table = new TableReader(described, context)
  const reader = new CsvReader(table)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const block of blocksOf(await source.open(described.path))) {
      bytes += block.length
      hash.update(block)
      const waiting = reader.push(block)
      if (waiting) await waiting
      if (reader.stopped || table.stopped) break
    }
    await reader.end()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    context.problems.take(error.problem)
    return { rows: table.rows, bytes, complete: false, clean: false, totals: table.totals }
  }
  const complete = !reader.stopped && !table.stopped
  if (complete) {
    table.finish()
    if (!context.sizeTold && hash.digest('hex') !== described.sha256) {
      context.problems.add('hashMismatch', { file: described.path })
    }
  }
  const { rows, totals } = table
  return { rows, bytes, complete: complete && table.hasHeader, clean: complete && table.clean, totals }
}

/** The reading of rows: types, rules within a row, sums. What comes before the first row is the header. */
export class TableReader {
  readonly #described: DescribedResource
  readonly #context: TableContext
  readonly #cellReaders: readonly CellReader[]
  readonly #rules: readonly RowRule[]
  readonly #row: Row
  readonly #totals: readonly { readonly name: string; readonly field: number; readonly sum: ExactSum }[]
  /** Position of each field in the file. */
  #sources: readonly number[] | undefined
  #columns: readonly string[] = []
  #rowIsRight = true
  rows = 0
  clean = true
  stopped = false

  constructor(described: DescribedResource, context: TableContext) {
    const contract = resource(described.name)
    this.#described = described
    this.#context = context
    this.#cellReaders = compileRow(contract)
    this.#rules = rowRules(contract)
    this.#row = new Row(contract)
    this.#totals = contract.controlTotals.map((name) => ({
      name,
      field: contract.fields.findIndex((field) => field.name === name),
      sum: new ExactSum(),
    }))
  }

  get hasHeader(): boolean {
    return this.#sources !== undefined
  }

  /** Sums of the control totals over the rows read so far. */
  get totals(): ReadonlyMap<string, bigint> {
    return new Map(this.#totals.map(({ name, sum }) => [name, sum.value]))
  }

  fault(fault: CsvFault, line: number, cell: number | null, value: string | null, hint?: string): void {
    this.clean = false
    // A row that cannot be cut into fields is still a row of the file.
    if (this.#sources && fault !== 'emptyLine') this.rows += 1
    const column = cell === null ? null : (this.#columns[cell] ?? String(cell + 1))
    const details: ProblemDetails = { limit: rowBytesLimit, hint: hint ?? 'none' }
    this.#context.problems.add(fault, { file: this.#described.path, line, column, value }, details)
    if (!this.#sources) this.stopped = true
  }

  row(cells: readonly string[], count: number, line: number): Promise<void> | undefined {
    if (this.stopped) return undefined
    if (!this.#sources) {
      this.#readHeader(cells.slice(0, count), line)
      return undefined
    }
    if (this.rows === this.#context.rowLimit) {
      this.#problem('tooManyRows', line, null, null, { limit: this.#context.rowLimit })
      this.stopped = true
      return undefined
    }
    this.rows += 1
    if (count !== this.#columns.length) {
      this.#problem('cellCount', line, null, cells.slice(0, count).join(','), {
        found: count,
        expected: this.#columns.length,
      })
      return undefined
    }
    return this.#readRow(cells, line)
  }

  #readHeader(header: readonly string[], line: number): void {
    const names = this.#cellReaders.map(({ name }) => name)
    const expected = this.#context.changes ? [operationColumn, ...names] : names
    const before = this.#context.problems.count
    header.forEach((name, at) => {
      if (!expected.includes(name)) this.#problem('headerColumnUnknown', line, name || String(at + 1), name)
      else if (header.indexOf(name) !== at) this.#problem('headerColumnTwice', line, name, name)
    })
    for (const name of names) if (!header.includes(name)) this.#problem('headerColumnMissing', line, name, null)
    if (this.#context.changes && header[0] !== operationColumn) {
      this.#problem('headerOperation', line, operationColumn, header[0] ?? '')
    }
    if (this.#context.problems.count > before) {
      this.stopped = true
      return
    }
    this.#columns = header.map((name) => Buffer.from(name).toString())
    this.#sources = names.map((name) => header.indexOf(name))
  }

  #readRow(cells: readonly string[], line: number): Promise<void> | undefined {
    const row = this.#row
    row.line = line
    row.deleted = false
    this.#rowIsRight = true
    if (this.#context.changes) this.#readOperation(cells[0] ?? '')
    let keyIsRight = true
    const { length } = this.#cellReaders
    for (let field = 0; field < length; field += 1) {
      const reader = this.#cellReaders[field] as CellReader
      const cell = cells[this.#sources?.[field] ?? 0] ?? ''
      row.cells[field] = cell
      if (!this.#readCell(reader, field, cell) && reader.isKey) keyIsRight = false
    }
    this.#addTotals()
    if (this.#rowIsRight && !row.deleted) for (const rule of this.#rules) rule(row, this.#found)
    const { keys, books, eachRow, sink } = this.#context
    if (keyIsRight) {
      keys?.take(row)
      books?.(row, this.#rowIsRight)
    }
    if (!this.#rowIsRight) return undefined
    eachRow?.(row)
    // Once a row is wrong the delivery will not be published, so nothing more needs to be loaded. A balance that differs
    // from its entries does not stop the rows: the cooperative may have chosen to show such accounts as being verified.
    return sink && this.clean ? sink.write(this.#described.name, line, row.deleted, row.cells) : undefined
  }

  #readOperation(operation: string): void {
    this.#row.deleted = operation === 'delete'
    if (operation === 'upsert' || operation === 'delete') return
    this.#problem('operation', this.#row.line, operationColumn, operation)
  }

  /** False when the cell is wrong. */
  #readCell(reader: CellReader, field: number, cell: string): boolean {
    const row = this.#row
    const { line } = row
    if (reader.isMoney) row.grosze[field] = Number.NaN
    if (reader.references !== null) row.ordinals[field] = -1
    if (cell === '') {
      if (!reader.required || (row.deleted && !reader.isKey)) return true
      this.#problem('required', line, reader.name, '')
      return false
    }
    if (row.deleted && !reader.isKey) {
      this.#problem('deleteCarriesValues', line, reader.name, cell)
      return false
    }
    if (reader.isMoney) {
      const grosze = parseMoney(cell)
      if (grosze !== undefined) row.grosze[field] = grosze
      else this.#problem('money', line, reader.name, cell)
      return grosze !== undefined
    }
    const fault = reader.fault(cell)
    if (fault !== null) {
      this.#problem(fault, line, reader.name, cell, reader.details)
      return false
    }
    if (reader.references !== null && this.#context.lookUp) this.#refer(reader, reader.references, field, cell)
    return true
  }

  #refer(reader: CellReader, to: ResourceName, field: number, cell: string): void {
    const ordinal = this.#context.lookUp?.(to, cell) ?? -1
    this.#row.ordinals[field] = ordinal
    if (ordinal === -1 && this.#context.mustExist(to)) {
      this.#problem('referenceMissing', this.#row.line, reader.name, cell, { resource: to })
    }
  }

  #addTotals(): void {
    for (const { field, sum } of this.#totals) {
      const grosze = this.#row.grosze[field] ?? Number.NaN
      if (!Number.isNaN(grosze)) sum.add(grosze)
    }
  }

  readonly #found = (code: ProblemCode, field: number, details?: ProblemDetails): void => {
    this.#problem(code, this.#row.line, this.#cellReaders[field]?.name ?? null, this.#row.cells[field] ?? null, details)
  }

  #problem(
    code: ProblemCode,
    line: number,
    column: string | null,
    value: string | null,
    details?: ProblemDetails,
  ): void {
    this.clean = false
    this.#rowIsRight = false
    const { problems } = this.#context
    if (problems.open) problems.add(code, { file: this.#described.path, line, column, value }, details)
    else problems.countOnly(code)
  }

  /** What only the whole file can tell: the number of rows and the control totals. */
  finish(): void {
    const { problems } = this.#context
    const { path, rows, controlTotals } = this.#described
    if (!this.#sources) {
      problems.add('emptyFile', { file: path, line: 1 })
      this.clean = false
      return
    }
    if (this.rows !== rows) problems.add('rowCountMismatch', { file: path }, { found: this.rows, expected: rows })
    // With a wrong row in the file its sum cannot agree; that is the same problem, told already.
    if (!this.clean) return
    for (const { name, sum } of this.#totals) {
      const found = writeGrosze(sum.value)
      const expected = controlTotals[name] ?? ''
      if (found === normalZero(expected)) continue
      problems.add('controlTotalMismatch', { file: path, column: name, value: expected }, { found, expected })
    }
  }
}

/** `-0.00` and needless zeros in front are the same sum. */
function normalZero(amount: string): string {
  return writeGrosze(BigInt(amount.replace('.', '')))
}
