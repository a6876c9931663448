/** Rows of a source made into rows of a resource, as one part of the mapping says. */
import { addDecimal, subtractDecimal } from '#kernel/decimal.ts'
import { NumberColumn } from '../check/columns.ts'
import { IdIndex } from '../check/id-index.ts'
import type { Place } from '../contract/problem.ts'
import { type Field, type ResourceName, resource } from '../contract/resources.ts'
import { type CellStyle, type CellWriter, cellWriters, contractStyle, type Fault, notNumber } from './cells.ts'
import type { Dictionary } from './dictionary.ts'
import type { Condition, Expression, Lookup, Part, Source } from './mapping.ts'
import { readNumber } from './numbers.ts'
import { type ConvertProblems, near } from './shape.ts'
import type { ColumnKind, RowTaker, SourceColumn } from './source.ts'

export interface RowSurroundings {
  readonly problems: ConvertProblems
  /** Name of the file being read, for messages. */
  readonly file: string
  readonly counters: Counters
  /** Rows of a part whose equal rows are taken once. */
  readonly seen: IdIndex
  dictionary(lookup: Lookup): Dictionary
  /** For computed fields of balances. */
  computed(field: string, cells: readonly string[]): string
  /** A finished row, its cells in the order of the contract. */
  take(cells: readonly string[], line: number, fail: (column: string, fault: Fault) => void): void
}

/** Text in the style it is written in. */
interface Raw {
  readonly text: string
  readonly style: CellStyle
}

interface CompiledField {
  readonly name: string
  /** For messages: the columns of the file and the field they make. */
  readonly column: string
  readonly write: CellWriter
  readonly read: (cells: readonly string[]) => Raw | Fault
  /** What was found, for messages. */
  readonly shown: (cells: readonly string[]) => string
  readonly shorten: boolean
}

export class RowMaker implements RowTaker {
  readonly #part: Part
  readonly #name: ResourceName
  readonly #around: RowSurroundings
  readonly #out: string[] = []
  #fields: readonly CompiledField[] = []
  #conditions: readonly ((cells: readonly string[], line: number) => boolean)[] = []

  constructor(name: ResourceName, part: Part, around: RowSurroundings) {
    this.#name = name
    this.#part = part
    this.#around = around
  }

  columns(columns: readonly SourceColumn[]): ReadonlySet<number> | null {
    const { problems } = this.#around
    const before = problems.count
    const writers = cellWriters(resource(this.#name))
    const finder = new ColumnFinder(columns, this.#part.source, this.#around.file, problems)
    this.#conditions = this.#part.where.map((condition) => this.#condition(condition, finder))
    this.#fields = resource(this.#name).fields.map((field) => {
      const write = writers.get(field.name) as CellWriter
      const expression = this.#part.fields.get(field.name)
      return expression ? this.#compile(field, expression, write, finder) : leftEmpty(field, write)
    })
    return problems.count === before ? finder.found : null
  }

  row(cells: readonly string[], line: number): void {
    for (const holds of this.#conditions) if (!holds(cells, line)) return
    const out = this.#out
    let right = true
    for (let at = 0; at < this.#fields.length; at += 1) {
      const field = this.#fields[at] as CompiledField
      const raw = field.read(cells)
      const cell = 'code' in raw ? raw : field.write(raw.text, raw.style, field.shorten)
      if (typeof cell === 'string') out[at] = cell
      else {
        right = false
        this.#tell(field.column, line, field.shown(cells), cell)
      }
    }
    if (!right || (this.#part.distinct && this.#around.seen.add(out.join('\u0001'), line) === -1)) return
    this.#around.take(out, line, (name, fault) => {
      const at = this.#fields.findIndex((field) => field.name === name)
      this.#tell(this.#fields[at]?.column ?? name, line, out[at] ?? '', fault)
    })
  }

  #tell(column: string, line: number, value: string, { code, details }: Fault): void {
    const { problems, file } = this.#around
    if (problems.open) problems.add(code, { file, line, lineIs: unitOf(this.#part.source), column, value }, details)
    else problems.countOnly(code)
  }

  #condition({ column, place, test, wanted }: Condition, finder: ColumnFinder) {
    const at = finder.find(column, place)
    const style = finder.style(at, null)
    return (cells: readonly string[], line: number): boolean => {
      const text = cells[at] ?? ''
      if (test === 'empty') return (text === '') === wanted
      if (test !== 'nonZero') return test.values.has(text) === wanted
      const number = text === '' ? '0' : readNumber(text, style.numbers)
      if (number === undefined) {
        this.#tell(column, line, text, notNumber(text, style.numbers))
        return false
      }
      return /[1-9]/.test(number) === wanted
    }
  }

  #compile(field: Field, expression: Expression, write: CellWriter, finder: ColumnFinder): CompiledField {
    const { base, emptyIf, lookup, codes, otherwise, ifEmpty } = expression
    const columns = columnsOf(expression)
    const positions = columns.map((column) => finder.find(column, expression.place))
    const dictionary = lookup && this.#around.dictionary(lookup)
    const read = this.#base(field, expression, positions, finder)
    const known = codes ? [...codes.keys()].slice(0, 12).join(', ') : ''
    const answerStyle = lookup && dictionary ? kindStyle(dictionary.kind, lookup.source, expression) : contractStyle
    if (!codes && base.kind === 'column') {
      const kind = dictionary ? dictionary.kind : finder.kind(positions[0] ?? 0)
      finder.needStyle(field, expression, kind, lookup?.source)
    }
    return {
      name: field.name,
      column: `${columns.join(', ')}${columns.length > 0 ? ' → ' : ''}${this.#name}.${field.name}`,
      write,
      shorten: expression.shorten,
      shown: (cells) => positions.map((at) => cells[at] ?? '').join(', '),
      read: (cells) => {
        const found = read(cells)
        if ('code' in found) return found
        let { text, style } = found
        if (emptyIf.has(text)) text = ''
        if (dictionary && lookup && text !== '') {
          const answer = dictionary.get(text)
          if (answer === undefined)
            return { code: 'lookupMissing', details: { key: lookup.key, source: lookup.source.name } }
          text = answer
          style = answerStyle
        }
        if (codes && (text !== '' || codes.has(''))) {
          const meaning = codes.get(text) ?? otherwise
          if (meaning === null) return { code: 'code', details: { known } }
          text = meaning
          style = contractStyle
        }
        return text === '' && ifEmpty !== null ? { text: ifEmpty, style: contractStyle } : { text, style }
      },
    }
  }

  #base(
    field: Field,
    expression: Expression,
    positions: readonly number[],
    finder: ColumnFinder,
  ): (cells: readonly string[]) => Raw | Fault {
    const { base } = expression
    const inContract = (text: string): Raw => ({ text, style: contractStyle })
    switch (base.kind) {
      case 'value': {
        const constant = inContract(base.value)
        return () => constant
      }
      case 'column': {
        const at = positions[0] ?? 0
        const style = finder.style(at, expression)
        return (cells) => ({ text: cells[at] ?? '', style })
      }
      case 'text': {
        const { numbers, dates } = expression
        const style = { numbers: numbers ?? contractStyle.numbers, dates: dates ?? contractStyle.dates }
        let next = 0
        const pieces = base.pieces.map((piece) => ('text' in piece ? piece.text : (positions[next++] ?? 0)))
        return (cells) => {
          if (positions.length > 0 && positions.every((at) => cells[at] === '')) return inContract('')
          const text = pieces.map((piece) => (typeof piece === 'number' ? (cells[piece] ?? '') : piece)).join('')
          return { text: text.trim(), style }
        }
      }
      case 'sum': {
        const styles = positions.map((at) => finder.style(at, expression).numbers)
        for (const at of positions) finder.needStyle(field, expression, finder.kind(at))
        return (cells) => {
          let sum = '0'
          for (let term = 0; term < positions.length; term += 1) {
            const text = cells[positions[term] ?? 0] ?? ''
            const style = styles[term] ?? '1234.56'
            const number = text === '' ? '0' : readNumber(text, style)
            if (number === undefined) return notNumber(text, style)
            sum = term < base.plus.length ? addDecimal(sum, number) : subtractDecimal(sum, number)
          }
          return inContract(expression.notBelowZero && sum.startsWith('-') ? '0' : sum)
        }
      }
      case 'counter': {
        const counter = this.#around.counters.of(expression)
        return (cells) => inContract(String(counter.next(positions.map((at) => cells[at] ?? '').join('\u0001'))))
      }
      case 'computed':
        return () => inContract(this.#around.computed(field.name, this.#out))
    }
  }
}

const nothing: Raw = { text: '', style: contractStyle }

const leftEmpty = ({ name }: Field, write: CellWriter): CompiledField => ({
  name,
  column: name,
  write,
  read: () => nothing,
  shown: () => '',
  shorten: false,
})

/** The rows of a database file are records. */
export const unitOf = ({ format }: Source): 'record' | undefined => (format === 'dbf' ? 'record' : undefined)

function columnsOf({ base }: Expression): readonly string[] {
  switch (base.kind) {
    case 'column':
      return [base.column]
    case 'text':
      return base.pieces.flatMap((piece) => ('column' in piece ? piece.column : []))
    case 'sum':
      return [...base.plus, ...base.minus]
    case 'counter':
      return base.columns
    default:
      return []
  }
}

function kindStyle(kind: ColumnKind, source: Source, over: Expression | null): CellStyle {
  if (kind !== 'text') return contractStyle
  return {
    numbers: over?.numbers ?? source.numbers ?? contractStyle.numbers,
    dates: over?.dates ?? source.dates ?? contractStyle.dates,
  }
}

/** Positions and kinds of a file's columns; what is missing is told once for each place that wants it. */
export class ColumnFinder {
  readonly #columns: readonly SourceColumn[]
  readonly #source: Source
  readonly #file: string
  readonly #problems: ConvertProblems
  readonly #wanted = new Set<string>()
  /** Positions somebody asked for. */
  readonly found = new Set<number>()

  constructor(columns: readonly SourceColumn[], source: Source, file: string, problems: ConvertProblems) {
    this.#columns = columns
    this.#source = source
    this.#file = file
    this.#problems = problems
  }

  find(column: string, place: Place): number {
    const names = this.#columns.map(({ name }) => name)
    const at = names.indexOf(column)
    if (at === -1) {
      const details = { near: near(column, names), found: names.join(', ') }
      this.#problems.add('columnMissing', { ...place, value: `${this.#file}: ${column}` }, details)
      return 0
    }
    this.found.add(at)
    if (names.includes(column, at + 1)) this.#problems.add('columnTwice', { file: this.#file, line: 1, column })
    return at
  }

  kind(at: number): ColumnKind {
    return this.#columns[at]?.kind ?? 'text'
  }

  style(at: number, over: Expression | null): CellStyle {
    return kindStyle(this.kind(at), this.#source, over)
  }

  /** Text that is to be a number or a day needs its style named: 1.234 is one thing in one file and another elsewhere. */
  needStyle({ type }: Field, expression: Expression, kind: ColumnKind, source = this.#source): void {
    const key = type.kind === 'date' ? 'dates' : ['money', 'decimal', 'integer'].includes(type.kind) ? 'numbers' : null
    if (key === null || kind !== 'text' || (expression[key] ?? source[key]) !== null || this.#wanted.has(key)) return
    this.#wanted.add(key)
    this.#problems.add('mappingMissing', source.place, { key })
  }
}

/** Counters of rows, kept over all files of a part. */
export class Counters {
  readonly #counters = new Map<Expression, Counter>()

  of(expression: Expression): Counter {
    let found = this.#counters.get(expression)
    if (!found) {
      found = new Counter()
      this.#counters.set(expression, found)
    }
    return found
  }
}

class Counter {
  readonly #keys = new IdIndex()
  readonly #counts = new NumberColumn(Float64Array)

  /** 1 for the first row with this key, 2 for the next. */
  next(key: string): number {
    const added = this.#keys.add(key, 0)
    const ordinal = added === -1 ? this.#keys.find(key) : added
    this.#counts.add(ordinal, 1)
    return this.#counts.get(ordinal)
  }
}
