/** One file of another program, read row by row. */
import { once } from 'node:events'
import { createReadStream, type ReadStream } from 'node:fs'
import { decoderFor, undecodable } from '#platform/encodings.ts'
import { type CsvFault, CsvReader, rowBytesLimit } from '../check/csv.ts'
import type { Source } from './mapping.ts'
import type { ConvertProblems } from './shape.ts'

/** What a column holds when the file itself says so; CSV knows text only. */
export type ColumnKind = 'text' | 'number' | 'date' | 'boolean'

export interface SourceColumn {
  readonly name: string
  readonly kind: ColumnKind
}

export interface RowTaker {
  /** Called once, before the rows. Gives the positions it will look at; null when nothing more should be read. */
  columns(columns: readonly SourceColumn[]): ReadonlySet<number> | null
  /** `cells` are trimmed and used again for the next row; only those asked for are sure to be filled. */
  row(cells: readonly string[], line: number): void
}

/** Where a file lies and how messages call it. */
export interface SourceFile {
  readonly path: string
  readonly name: string
}

/** Reads a CSV file to its end. */
export async function readCsv(
  file: SourceFile,
  source: Source,
  problems: ConvertProblems,
  taker: RowTaker,
): Promise<void> {
  const table = new CsvTable(file.name, source, problems, taker)
  const stream = createReadStream(file.path, { highWaterMark: 256 * 1024 })
  try {
    await once(stream, 'open')
    await readThrough(stream, source, table)
  } catch (error) {
    const { code: reason, syscall } = error as NodeJS.ErrnoException
    // A mistake of our own has a code, too, and is not the file's fault.
    if (reason === undefined || syscall === undefined) throw error
    problems.add('sourceUnreadable', { file: file.name }, { reason })
  } finally {
    stream.destroy()
  }
}

async function readThrough(stream: ReadStream, source: Source, table: CsvTable): Promise<void> {
  const decoder = decoderFor(source.encoding)
  const reader = new CsvReader(table, rowBytesLimit, { delimiter: source.separator, quote: source.quote })
  const head = new Head(source, table)
  // DOS programs end a text with this character; it counts as one only at the very end.
  let held = ''
  const take = (text: string): void => {
    if (text.includes(undecodable)) table.doubtful = true
    const whole = held + text
    held = whole.endsWith(endOfText) ? endOfText : ''
    const rest = head.take(held === '' ? whole : whole.slice(0, -1))
    if (rest !== '') reader.push(Buffer.from(rest))
  }
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    take(decoder.decode(chunk))
    if (reader.stopped || table.stopped) return
  }
  take(decoder.end())
  const rest = head.end()
  if (rest !== '') reader.push(Buffer.from(rest))
  reader.end()
  table.end()
}

const endOfText = '\u001a'

/** What stands before the table: a byte order mark, the line in which Excel names the separator, lines to be left out. */
class Head {
  readonly #table: CsvTable
  readonly #source: Source
  #waiting: string | null = ''
  #lines = 0

  constructor(source: Source, table: CsvTable) {
    this.#source = source
    this.#table = table
  }

  /** The part of the text that belongs to the table. */
  take(text: string): string {
    if (this.#waiting === null) return text
    this.#waiting += text
    return this.#waiting.length > rowBytesLimit ? this.end() : this.#strip(false)
  }

  end(): string {
    return this.#waiting === null ? '' : this.#strip(true)
  }

  #strip(last: boolean): string {
    let text = this.#waiting ?? ''
    if (text.startsWith('\ufeff')) text = text.slice(1)
    for (;;) {
      const end = text.indexOf('\n')
      // Nothing is decided before the first line is whole.
      if (end === -1 && !last) {
        this.#waiting = text
        return ''
      }
      const line = end === -1 ? text : text.slice(0, end)
      const named = this.#lines === 0 ? /^"?sep=([^\r\n"]+)"?\r?$/i.exec(line)?.[1] : undefined
      if (named === undefined && this.#lines >= this.#source.skipLines + this.#table.linesBefore) break
      if (named !== undefined) this.#table.separatorNamed(named)
      this.#lines += 1
      if (named !== undefined) this.#table.linesBefore += 1
      if (end === -1) return this.#done('')
      text = text.slice(end + 1)
    }
    return this.#done(text)
  }

  #done(text: string): string {
    this.#waiting = null
    this.#table.linesBefore = this.#lines
    return text
  }
}

class CsvTable {
  readonly #file: string
  readonly #source: Source
  readonly #problems: ConvertProblems
  readonly #taker: RowTaker
  #columns: readonly string[] | null = null
  readonly #cells: string[] = []
  /** Lines of the file that the reader of rows never sees. */
  linesBefore = 0
  /** Bytes that are no character came by, so cells must be looked at. */
  doubtful = false
  stopped = false

  constructor(file: string, source: Source, problems: ConvertProblems, taker: RowTaker) {
    this.#file = file
    this.#source = source
    this.#problems = problems
    this.#taker = taker
    if (source.columns) this.#begin(source.columns)
  }

  #begin(names: readonly string[]): void {
    this.#columns = names
    this.stopped = this.#taker.columns(names.map((name) => ({ name, kind: 'text' }))) === null
  }

  separatorNamed(found: string): void {
    if (found === this.#source.separator) return
    this.#problems.add('separatorNamed', { file: this.#file, line: 1 }, { found })
  }

  row(found: readonly string[], count: number, line: number): undefined {
    if (this.stopped) return
    const at = line + this.linesBefore
    const cells = this.#cells
    cells.length = 0
    let filled = 0
    for (let cell = 0; cell < count; cell += 1) {
      const written = unwrapped((found[cell] ?? '').trim())
      const text = this.#source.empty.has(written) ? '' : written
      cells.push(text)
      if (text !== '') filled = cell + 1
    }
    // Rows of nothing but separators are what Excel leaves where somebody emptied cells.
    if (filled === 0) return
    if (!this.#columns) {
      this.#begin(cells.slice(0, filled))
      return
    }
    const expected = this.#columns.length
    if (filled > expected || (count < expected && !this.#source.shortRows)) {
      this.#problems.add(
        'cellCount',
        { file: this.#file, line: at, value: cells.join(this.#source.separator) },
        { found: count, expected },
      )
      return
    }
    while (cells.length < expected) cells.push('')
    if (this.doubtful && this.#tellUndecodable(cells, at)) return
    this.#taker.row(cells, at)
  }

  #tellUndecodable(cells: readonly string[], line: number): boolean {
    const cell = cells.findIndex((text) => text.includes(undecodable))
    if (cell === -1) return false
    const place = { file: this.#file, line, column: this.#columns?.[cell] ?? null, value: cells[cell] ?? '' }
    this.#problems.add('undecodable', place, { encoding: this.#source.encoding })
    return true
  }

  fault(fault: CsvFault, line: number, cell: number | null, value: string | null): void {
    if (this.stopped || fault === 'emptyLine') return
    const place = {
      file: this.#file,
      line: line + this.linesBefore,
      column: cell === null ? null : (this.#columns?.[cell] ?? String(cell + 1)),
      value,
    }
    // The text was decoded and written anew, so it is UTF-8 and its mark is gone.
    if (fault === 'byteOrderMark' || fault === 'notUtf8') throw new Error(`decoded text cannot have the fault ${fault}`)
    this.#problems.add(fault, place, { limit: rowBytesLimit })
  }

  end(): void {
    if (!this.#columns) this.#problems.add('sourceEmpty', { file: this.#file, line: 1 })
  }
}

/** `="00123"` is how programs keep Excel from taking a number for a number. */
function unwrapped(text: string): string {
  return text.startsWith('="') && text.endsWith('"') && text.length > 2 ? text.slice(2, -1).trim() : text
}
