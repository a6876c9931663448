/** What a mapping file says: which files there are, how they are written, and where each field of the contract comes from. */
import { type EncodingName, encodingNames } from '#platform/encodings.ts'
import type { Place } from '../contract/problem.ts'
import { type Field, type ResourceName, resource, resourceNames } from '../contract/resources.ts'
import { cellWriters, contractStyle } from './cells.ts'
import { type DateStyle, dateStyles } from './days.ts'
import { type NumberStyle, numberStyles } from './numbers.ts'
import { type At, type ConvertProblems, Shape } from './shape.ts'

export interface Mapping {
  readonly cooperativeId: string
  readonly asOf: string | null
  readonly sequence: number | null
  /** Resources in the order of the contract; one without parts stays empty. */
  readonly resources: ReadonlyMap<ResourceName, readonly Part[]>
  /** Balances are not delivered but summed from the entries. */
  readonly balancesComputed: boolean
  /** Accounts the file of balances does not list have a balance of zero. */
  readonly balancesFilled: boolean
}

/** One or more files of one layout. */
export interface Source {
  readonly name: string
  /** Paths inside the source folder; the last segment may have `*`. */
  readonly files: readonly string[]
  readonly format: 'csv' | 'dbf'
  readonly encoding: EncodingName
  readonly separator: string
  readonly quote: string | null
  /** Names of the columns when the file has no header. */
  readonly columns: readonly string[] | null
  readonly skipLines: number
  /** Excel leaves out empty cells at the end of a row; without this a short row is a broken one. */
  readonly shortRows: boolean
  /** What stands for no value in this file, such as NULL. */
  readonly empty: ReadonlySet<string>
  readonly numbers: NumberStyle | null
  readonly dates: DateStyle | null
  readonly place: Place
}

/** Rows of one source that become rows of one resource. */
export interface Part {
  readonly source: Source
  readonly where: readonly Condition[]
  readonly fields: ReadonlyMap<string, Expression>
  /** Rows that come out equal are taken once: a file of flats repeats their building and their owner. */
  readonly distinct: boolean
  readonly place: Place
}

export interface Condition {
  readonly column: string
  readonly place: Place
  readonly test: { readonly values: ReadonlySet<string> } | 'empty' | 'nonZero'
  readonly wanted: boolean
}

export type Base =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'sum'; readonly plus: readonly string[]; readonly minus: readonly string[] }
  | { readonly kind: 'counter'; readonly columns: readonly string[] }
  /** Of balances only: summed or counted from the entries. */
  | { readonly kind: 'computed' }

export type Piece = { readonly text: string } | { readonly column: string }

export interface Lookup {
  readonly source: Source
  readonly key: string
  readonly take: string
}

/** How a cell comes about: its base, then what is left empty, the dictionary, the codes, and what stands for nothing. */
export interface Expression {
  readonly base: Base
  readonly emptyIf: ReadonlySet<string>
  readonly lookup: Lookup | null
  readonly codes: ReadonlyMap<string, string> | null
  readonly otherwise: string | null
  readonly ifEmpty: string | null
  readonly shorten: boolean
  readonly notBelowZero: boolean
  readonly numbers: NumberStyle | null
  readonly dates: DateStyle | null
  readonly place: Place
}

const separators = { ';': ';', ',': ',', '|': '|', tab: '\t' } as const
const quotes = { '"': '"', "'": "'", none: null } as const
const rootKeys = ['cooperativeId', 'asOf', 'sequence', 'sources', 'codes', 'resources'] as const
const sourceKeys = [
  'file',
  'format',
  'encoding',
  'separator',
  'quote',
  'columns',
  'skipLines',
  'shortRows',
  'empty',
  'numbers',
  'dates',
] as const
const partKeys = ['from', 'where', 'distinct', 'fields', 'missingAccounts'] as const
const baseKeys = ['column', 'value', 'text', 'plus', 'minus', 'counter', 'computed'] as const
const expressionKeys = [
  ...baseKeys,
  'emptyIf',
  'lookup',
  'codes',
  'otherwise',
  'ifEmpty',
  'shorten',
  'notBelow',
  'numbers',
  'dates',
] as const

/** The mapping, or null when anything in it is wrong; what, is told with its line. */
export function readMapping(file: string, text: string, problems: ConvertProblems): Mapping | null {
  const shape = new Shape(file, text, problems)
  return problems.count > 0 ? null : new MappingReader(shape, problems).read()
}

class MappingReader {
  readonly #shape: Shape
  readonly #problems: ConvertProblems
  #codes: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map()
  #sources: ReadonlyMap<string, Source> = new Map()
  #balancesComputed = false
  #balancesFilled = false

  constructor(shape: Shape, problems: ConvertProblems) {
    this.#shape = shape
    this.#problems = problems
  }

  read(): Mapping | null {
    const shape = this.#shape
    const root = shape.known(shape.root, rootKeys)
    if (!root) return null
    for (const key of ['cooperativeId', 'sources', 'resources']) {
      if (!root.has(key)) shape.fail(shape.root, 'mappingMissing', { key }, key)
    }
    const codes = root.get('codes')
    if (codes) this.#codes = this.#named(codes, (at) => this.#codeList(at))
    const sources = root.get('sources')
    if (sources) this.#sources = this.#named(sources, (at, name) => this.#source(at, name))
    const cooperativeId = this.#id(root.get('cooperativeId'))
    const sequence = this.#whole(root.get('sequence'), 1, 2_147_483_647)
    const asOf = root.get('asOf')
    const resources = root.get('resources')
    const mapping: Mapping = {
      cooperativeId: cooperativeId ?? '',
      asOf: asOf ? shape.text(asOf) : null,
      sequence,
      resources: resources ? this.#resources(resources) : new Map(),
      balancesComputed: this.#balancesComputed,
      balancesFilled: this.#balancesFilled,
    }
    return this.#problems.count > 0 ? null : mapping
  }

  #named<Value>(at: At, read: (at: At, name: string) => Value | null): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>()
    for (const [name, value] of this.#shape.entries(at) ?? []) {
      const item = read(value, name)
      if (item !== null) found.set(name, item)
    }
    return found
  }

  #id(at: At | undefined): string | null {
    const text = at ? this.#shape.text(at) : null
    if (at === undefined || text === null || /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text
    return this.#shape.fail(at, 'mappingShape', {
      expected: 'litery bez polskich znaków, cyfry, kropka, myślnik, najwyżej 64 znaki',
      expectedEn: 'plain letters, digits, point, hyphen, at most 64 characters',
    })
  }

  #whole(at: At | undefined, minimum: number, maximum: number): number | null {
    const text = at ? this.#shape.text(at) : null
    if (at === undefined || text === null) return null
    if (/^\d{1,10}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum) return Number(text)
    return this.#shape.fail(at, 'mappingShape', {
      expected: `liczba całkowita ${minimum}–${maximum}`,
      expectedEn: `a whole number ${minimum}–${maximum}`,
    })
  }

  #codeList(at: At): ReadonlyMap<string, string> | null {
    const entries = this.#shape.entries(at)
    if (!entries) return null
    return new Map(entries.map(([code, value]) => [code, this.#shape.text(value) ?? '']))
  }

  #source(at: At, name: string): Source | null {
    const shape = this.#shape
    const keys = shape.known(at, sourceKeys)
    if (!keys) return null
    const need = (key: string): At | null => keys.get(key) ?? shape.fail(at, 'mappingMissing', { key }, key)
    const file = need('file')
    const files = file ? shape.texts(file) : null
    if (file) for (const path of files ?? []) if (!isRelative(path)) shape.fail(file, 'fileOutside', {}, path)
    const named = keys.get('format')
    const guess = files?.every((path) => /\.dbf$/i.test(path)) ? 'dbf' : 'csv'
    const format = named ? shape.oneOf(named, ['csv', 'dbf']) : guess
    const encoding = need('encoding')
    const separator = format === 'csv' ? need('separator') : keys.get('separator')
    const [quote, columns, shortRows] = ['quote', 'columns', 'shortRows'].map((key) => keys.get(key))
    const [numbers, dates, empty] = ['numbers', 'dates', 'empty'].map((key) => keys.get(key))
    if (format === 'dbf') {
      for (const key of ['separator', 'quote', 'columns', 'skipLines', 'shortRows', 'empty']) {
        const extra = keys.get(key)
        if (extra) shape.unknown(extra, key, ['file', 'format', 'encoding', 'numbers', 'dates'])
      }
    }
    const separatorName = separator
      ? shape.oneOf(separator, Object.keys(separators) as (keyof typeof separators)[])
      : null
    const quoteName = quote ? shape.oneOf(quote, Object.keys(quotes) as (keyof typeof quotes)[]) : '"'
    return {
      name,
      files: files ?? [],
      format: format ?? 'csv',
      encoding: (encoding ? shape.oneOf(encoding, encodingNames) : null) ?? 'utf-8',
      separator: separators[separatorName ?? ';'],
      quote: quotes[quoteName ?? '"'],
      columns: columns ? shape.texts(columns) : null,
      skipLines: this.#whole(keys.get('skipLines'), 0, 1000) ?? 0,
      empty: new Set(empty ? shape.texts(empty) : []),
      shortRows: shortRows !== undefined && shape.oneOf(shortRows, ['true', 'false']) === 'true',
      numbers: numbers ? shape.oneOf(numbers, numberStyles) : null,
      dates: dates ? shape.oneOf(dates, dateStyles) : null,
      place: shape.place(at),
    }
  }

  #sourceNamed(at: At): Source | null {
    const name = this.#shape.text(at)
    if (name === null) return null
    return (
      this.#sources.get(name) ?? this.#shape.fail(at, 'mappingNoName', { known: [...this.#sources.keys()].join(', ') })
    )
  }

  #resources(at: At): ReadonlyMap<ResourceName, readonly Part[]> {
    const shape = this.#shape
    const found = shape.known(at, resourceNames)
    const result = new Map<ResourceName, readonly Part[]>()
    if (!found) return result
    for (const name of resourceNames) {
      const value = found.get(name)
      if (value) result.set(name, this.#parts(value, name))
      else if (!resource(name).optional) shape.fail(at, 'mappingResource', { resource: name }, name)
    }
    return result
  }

  #parts(at: At, name: ResourceName): readonly Part[] {
    const shape = this.#shape
    if (!shape.isMap(at) && shape.items(at).length === 1 && shape.items(at)[0] === at) {
      const word = shape.oneOf(at, name === 'balances' ? ['none', 'computed'] : ['none'])
      if (word === 'computed') this.#balancesComputed = true
      return []
    }
    return shape.items(at).flatMap((item) => this.#part(item, name) ?? [])
  }

  #part(at: At, name: ResourceName): Part | null {
    const shape = this.#shape
    const keys = shape.known(at, name === 'balances' ? partKeys : partKeys.slice(0, -1))
    if (!keys) return null
    for (const key of ['from', 'fields']) if (!keys.has(key)) shape.fail(at, 'mappingMissing', { key }, key)
    const filled = keys.get('missingAccounts')
    if (filled && shape.oneOf(filled, ['zero'])) this.#balancesFilled = true
    const [from, fields, where, distinct] = ['from', 'fields', 'where', 'distinct'].map((key) => keys.get(key))
    const source = from ? this.#sourceNamed(from) : null
    const expressions = fields ? this.#fields(fields, name) : null
    const conditions = where ? (shape.entries(where) ?? []).map(([column, test]) => this.#condition(column, test)) : []
    if (!source || !expressions) return null
    return {
      source,
      fields: expressions,
      distinct: distinct !== undefined && shape.oneOf(distinct, ['true', 'false']) === 'true',
      where: conditions.filter((condition) => condition !== null),
      place: shape.place(at),
    }
  }

  #fields(at: At, name: ResourceName): ReadonlyMap<string, Expression> | null {
    const shape = this.#shape
    const { fields } = resource(name)
    const names = fields.map((field) => field.name)
    const keys = shape.known(at, names)
    if (!keys) return null
    const found = new Map<string, Expression>()
    for (const field of fields) {
      const value = keys.get(field.name)
      const expression = value ? this.#expression(value, name, field) : null
      if (expression) found.set(field.name, expression)
      else if (!value && field.required) shape.fail(at, 'mappingMissing', { key: field.name }, field.name)
    }
    return found
  }

  #condition(column: string, at: At): Condition | null {
    const shape = this.#shape
    const place = shape.place(at, column)
    if (!shape.isMap(at)) {
      const values = shape.texts(at)
      return values && { column, place, test: { values: new Set(values) }, wanted: true }
    }
    const keys = shape.known(at, ['not', 'empty', 'nonZero'])
    if (!keys) return null
    if (keys.size !== 1) {
      const details = { expected: 'jedno z: not, empty, nonZero', expectedEn: 'one of: not, empty, nonZero' }
      return shape.fail(at, 'mappingShape', details)
    }
    const not = keys.get('not')
    if (not) {
      const values = shape.texts(not)
      return values && { column, place, test: { values: new Set(values) }, wanted: false }
    }
    const kind = keys.has('empty') ? 'empty' : 'nonZero'
    const value = keys.get(kind)
    const wanted = value ? shape.oneOf(value, ['true', 'false']) : null
    return wanted && { column, place, test: kind, wanted: wanted === 'true' }
  }

  #expression(at: At, name: ResourceName, field: Field): Expression | null {
    const shape = this.#shape
    if (!shape.isMap(at)) {
      const column = shape.text(at)
      return column === null ? null : { ...plain, base: { kind: 'column', column }, place: shape.place(at) }
    }
    const keys = shape.known(at, expressionKeys)
    const base = keys && this.#base(at, keys, name, field)
    if (!keys || !base) return null
    const [emptyIf, lookup, codes, otherwise, ifEmpty, shorten, notBelow, numbers, dates] = [
      'emptyIf',
      'lookup',
      'codes',
      'otherwise',
      'ifEmpty',
      'shorten',
      'notBelow',
      'numbers',
      'dates',
    ].map((key) => keys.get(key))
    if (otherwise && !codes) shape.fail(otherwise, 'mappingMissing', { key: 'codes' })
    return {
      base,
      emptyIf: new Set(emptyIf ? shape.texts(emptyIf) : []),
      lookup: lookup ? this.#lookup(lookup) : null,
      codes: codes ? this.#codesOf(codes, name, field) : null,
      otherwise: otherwise ? this.#constant(otherwise, name, field) : null,
      ifEmpty: ifEmpty ? this.#constant(ifEmpty, name, field) : null,
      shorten: shorten !== undefined && shape.oneOf(shorten, ['true', 'false']) === 'true',
      notBelowZero: notBelow !== undefined && shape.oneOf(notBelow, ['0']) !== null,
      numbers: numbers ? shape.oneOf(numbers, numberStyles) : null,
      dates: dates ? shape.oneOf(dates, dateStyles) : null,
      place: shape.place(at),
    }
  }

  #base(at: At, keys: ReadonlyMap<string, At>, name: ResourceName, field: Field): Base | null {
    const shape = this.#shape
    const given = baseKeys.filter((key) => keys.has(key) && !(key === 'minus' && keys.has('plus')))
    const kind = given[0]
    if (kind === undefined || given.length > 1) {
      return shape.fail(at, 'mappingShape', {
        expected: `dokładnie jedno z: ${baseKeys.join(', ')}`,
        expectedEn: `exactly one of: ${baseKeys.join(', ')}`,
      })
    }
    const value = keys.get(kind) as At
    switch (kind) {
      case 'column': {
        const column = shape.text(value)
        return column === null ? null : { kind, column }
      }
      case 'value': {
        const constant = this.#constant(value, name, field)
        return constant === null ? null : { kind, value: constant }
      }
      case 'text': {
        const text = shape.text(value)
        const pieces = text === null ? null : piecesOf(text)
        if (text !== null && !pieces) {
          return shape.fail(value, 'mappingShape', {
            expected: 'nazwy kolumn w nawiasach {…}',
            expectedEn: 'column names in {…}',
          })
        }
        return pieces && { kind, pieces }
      }
      case 'plus':
      case 'minus': {
        const [plus, minus] = [keys.get('plus'), keys.get('minus')]
        return { kind: 'sum', plus: (plus && shape.texts(plus)) ?? [], minus: (minus && shape.texts(minus)) ?? [] }
      }
      case 'counter': {
        const columns = shape.texts(value)
        return columns && { kind, columns }
      }
      case 'computed':
        if (name === 'balances' && field.name !== 'account_id') return shape.oneOf(value, ['true']) && { kind }
        return shape.unknown(value, kind, baseKeys.slice(0, -1))
    }
  }

  #lookup(at: At): Lookup | null {
    const shape = this.#shape
    const names = ['in', 'key', 'take']
    const keys = shape.known(at, names)
    if (!keys) return null
    for (const key of names) if (!keys.has(key)) shape.fail(at, 'mappingMissing', { key }, key)
    const [source, key, take] = names.map((name) => keys.get(name))
    if (!source || !key || !take) return null
    const [found, keyColumn, takeColumn] = [this.#sourceNamed(source), shape.text(key), shape.text(take)]
    return found && keyColumn !== null && takeColumn !== null
      ? { source: found, key: keyColumn, take: takeColumn }
      : null
  }

  /** A list written here or one of the named ones; what it gives must suit the field. */
  #codesOf(at: At, name: ResourceName, field: Field): ReadonlyMap<string, string> | null {
    const shape = this.#shape
    if (!shape.isMap(at)) {
      const list = shape.text(at)
      if (list === null) return null
      const found = this.#codes.get(list)
      if (!found) return shape.fail(at, 'mappingNoName', { known: [...this.#codes.keys()].join(', ') })
      for (const value of found.values()) this.#suits(at, value, name, field)
      return found
    }
    const list = this.#codeList(at)
    for (const value of list?.values() ?? []) this.#suits(at, value, name, field)
    return list
  }

  #constant(at: At, name: ResourceName, field: Field): string | null {
    const text = this.#shape.text(at)
    return text !== null && this.#suits(at, text, name, field) ? text : null
  }

  #suits(at: At, value: string, name: ResourceName, field: Field): boolean {
    if (value === '') return true
    const cell = cellWriters(resource(name)).get(field.name)?.(value, contractStyle, false) ?? ''
    if (typeof cell === 'string') return true
    this.#shape.fail(at, cell.code, cell.details, value)
    return false
  }
}

const plain: Omit<Expression, 'base' | 'place'> = {
  emptyIf: new Set(),
  lookup: null,
  codes: null,
  otherwise: null,
  ifEmpty: null,
  shorten: false,
  notBelowZero: false,
  numbers: null,
  dates: null,
}

/** `L-{BUD}/{NR}` in pieces; null when a brace has no partner. */
function piecesOf(text: string): readonly Piece[] | null {
  const pieces = text.split(/(\{[^{}]+\})/).filter((piece) => piece !== '')
  const read = pieces.map(
    (piece): Piece => (/^\{[^{}]+\}$/.test(piece) ? { column: piece.slice(1, -1) } : { text: piece }),
  )
  return read.some((piece) => 'text' in piece && /[{}]/.test(piece.text)) ? null : read
}

/** Inside the source folder, with `/` between segments. */
function isRelative(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\\') &&
    path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  )
}
