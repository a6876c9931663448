/** What the bytes of a file say about how it is written. Proposals for a person to check; a conversion never asks here. */
import { isUtf8 } from 'node:buffer'
import { decoderFor, type EncodingName, undecodable } from '#platform/encodings.ts'
import { CsvReader, rowBytesLimit } from '../check/csv.ts'
import { isControl } from '../contract/problem.ts'
import { type DateStyle, dateStyles, isNoDay, readDay } from './days.ts'
import { type NumberStyle, numberStyles, readNumber } from './numbers.ts'

export interface EncodingEvidence {
  readonly encoding: EncodingName
  /** Polish letters the bytes become. */
  readonly letters: number
  /** Characters no Polish text has there: frames, controls, a capital in the middle of a word, a letter behind a digit. */
  readonly strange: number
}

export interface EncodingProposal {
  /** Best first; several when nothing tells them apart. */
  readonly best: readonly EncodingName[]
  /** All that were weighed; empty when the bytes are certain, or are plain ASCII. */
  readonly weighed: readonly EncodingEvidence[]
  readonly because: 'mark' | 'utf8' | 'letters' | 'ascii'
  /** Words with letters beyond ASCII as the best encoding reads them. */
  readonly words: readonly string[]
}

const bytewise = ['cp1250', 'iso-8859-2', 'cp852', 'mazovia'] as const
const polish = new Set('ąćęłńóśźżĄĆĘŁŃÓŚŹŻ')
/** Signs that stand in Polish texts beside letters. */
const usual = new Set('„”–—§°²³€«»’…\u00a0×½¼')

export function proposeEncoding(bytes: Buffer): EncodingProposal {
  const certain = (encoding: EncodingName, because: EncodingProposal['because']): EncodingProposal => ({
    best: [encoding],
    weighed: [],
    because,
    words: wordsOf(decode(bytes, encoding)),
  })
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return certain('utf-8', 'mark')
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return certain('utf-16le', 'mark')
  if (!bytes.some((byte) => byte > 0x7f)) return certain('utf-8', 'ascii')
  if (isUtf8(bytes)) return certain('utf-8', 'utf8')
  const weighed = bytewise
    .map((encoding) => weigh(decode(bytes, encoding), encoding))
    .sort((a, b) => score(b) - score(a))
  const most = weighed[0] as EncodingEvidence
  const best = weighed.filter((one) => score(one) === score(most)).map(({ encoding }) => encoding)
  return { best, weighed, because: 'letters', words: wordsOf(decode(bytes, most.encoding)) }
}

const score = ({ letters, strange }: EncodingEvidence): number => letters - 3 * strange

export function decode(bytes: Buffer, encoding: EncodingName): string {
  const decoder = decoderFor(encoding)
  return decoder.decode(bytes) + decoder.end()
}

function weigh(text: string, encoding: EncodingName): EncodingEvidence {
  let letters = 0
  let strange = 0
  let before = ''
  for (const character of text) {
    if (character > '\u007f') {
      const misplaced = (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(before)) || /\d/.test(before)
      if (polish.has(character) && !misplaced) letters += 1
      else if (character === undecodable || isControl(character.charCodeAt(0)) || !usual.has(character)) strange += 1
    }
    before = character
  }
  return { encoding, letters, strange }
}

function wordsOf(text: string): readonly string[] {
  const words = text.split(/[^\p{L}\d]+/u).filter((word) => word.length > 2 && word.length < 30)
  return [...new Set(words)].filter((word) => /[\u0080-\uffff]/.test(word)).slice(0, 6)
}

const separators = [';', ',', '\t', '|'] as const

export interface TableProposal {
  readonly separator: string
  readonly quote: '"' | null
  /** The file names the separator itself. */
  readonly named: boolean
  readonly header: readonly string[] | null
  readonly columns: readonly ColumnProposal[]
  readonly numbers: readonly NumberStyle[]
  readonly dates: readonly DateStyle[]
}

export interface ColumnProposal {
  readonly name: string
  readonly kind: 'number' | 'date' | 'text' | 'empty'
  readonly example: string
}

/** The table in a decoded text. */
export function proposeTable(decoded: string): TableProposal {
  const text = decoded.replace(/^\ufeff/, '')
  const named = /^"?sep=([^\r\n"])"?\r?\n/i.exec(text)
  const body = named ? text.slice(named[0].length) : text
  const tried = (named ? [named[1] as string] : separators).flatMap((separator) =>
    ([`"`, null] as const).map((quote) => ({ separator, quote, ...rowsOf(body, separator, quote) })),
  )
  // Most columns that nearly all rows have; quotes are believed as long as they do not break rows.
  const best = tried.reduce((a, b) => (regular(b) > regular(a) ? b : a))
  const [first = [], ...others] = best.rows
  const hasHeader = first.every((cell) => cell !== '' && !/^[\d\s.,-]+$/.test(cell))
  const rows = hasHeader ? others : best.rows
  const columns = Array.from({ length: first.length }, (_, at) => columnOf(first[at] ?? '', hasHeader, at, rows))
  return {
    separator: best.separator,
    quote: best.quote,
    named: named !== null,
    header: hasHeader ? first : null,
    columns: columns.map(({ column }) => column),
    numbers: agreed(
      numberStyles,
      columns.map(({ numbers }) => numbers),
    ),
    dates: agreed(
      dateStyles,
      columns.map(({ dates }) => dates),
    ),
  }
}

interface Rows {
  readonly rows: readonly (readonly string[])[]
  readonly faults: number
}

const rowsLooked = 1000

function rowsOf(text: string, delimiter: string, quote: '"' | null): Rows {
  const rows: string[][] = []
  let faults = 0
  const reader = new CsvReader(
    {
      row(cells, count) {
        if (rows.length < rowsLooked) rows.push(cells.slice(0, count).map((cell) => cell.trim()))
        return undefined
      },
      fault(fault) {
        if (fault !== 'emptyLine') faults += 1
      },
    },
    rowBytesLimit,
    { delimiter, quote },
  )
  reader.push(Buffer.from(text))
  reader.end()
  return { rows, faults }
}

function regular({ rows, faults, quote }: Rows & { readonly quote: '"' | null }): number {
  const width = rows[0]?.length ?? 0
  if (width < 2) return 0
  const alike = rows.filter(({ length }) => length === width).length
  // Rows that broke count against; a quote that nowhere matters is taken for the usual one.
  return (width * alike) / (rows.length + faults * 5) + (quote === null ? 0 : 0.001)
}

function columnOf(first: string, hasHeader: boolean, at: number, rows: readonly (readonly string[])[]) {
  const name = hasHeader ? first : `K${at + 1}`
  const cells = rows.map((row) => row[at] ?? '').filter((cell) => cell !== '' && cell !== 'NULL')
  const example = cells[0] ?? ''
  if (cells.length === 0) return { column: { name, kind: 'empty', example } as const, numbers: [], dates: [] }
  const dates = dateStyles.filter((style) => cells.every((cell) => isNoDay(cell) || readDay(cell, style) !== undefined))
  // Digits with a zero in front, or as many as an account number has, are names of things.
  const isName = cells.some((cell) => /^0\d/.test(cell) || /^\d{12,}$/.test(cell))
  const numbers = isName
    ? []
    : numberStyles.filter((style) => cells.every((cell) => readNumber(cell, style) !== undefined))
  const kind = dates.length > 0 ? 'date' : numbers.length > 0 ? 'number' : 'text'
  // Whole numbers fit every style and say nothing about it.
  const telling = kind === 'number' && cells.some((cell) => /[.,\s]/.test(cell.trim()))
  return {
    column: { name, kind, example } as const,
    numbers: telling ? numbers : [],
    dates: kind === 'date' ? dates : [],
  }
}

/** Styles that fit every column that says anything. */
function agreed<Style extends string>(
  styles: readonly Style[],
  columns: readonly (readonly Style[])[],
): readonly Style[] {
  const telling = columns.filter((found) => found.length > 0)
  if (telling.length === 0) return []
  const all = styles.filter((style) => telling.every((found) => found.includes(style)))
  return all.length > 0 ? all : (telling[0] ?? [])
}
