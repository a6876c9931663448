/**
 * CSV as RFC 4180 has it, read in blocks: bytes come in, whole rows of cells go out.
 *
 * Memory is bounded by one block and the longest row allowed, whatever the file holds. Bytes are checked to be UTF-8 a
 * block at a time and the cells are cut out of the block's text, which is what makes it quick.
 */
import { isUtf8 } from 'node:buffer'

export type CsvFault =
  | 'byteOrderMark'
  | 'notUtf8'
  | 'nulByte'
  | 'lineTooLong'
  | 'loneQuote'
  | 'textAfterQuote'
  | 'unclosedQuote'
  | 'emptyLine'

export interface CsvHandler {
  /**
   * One row; `cells` is used again for the next one, `count` says how many of it count.
   * A promise makes the reader wait for it before the next row.
   */
  row(cells: readonly string[], count: number, line: number): Promise<void> | undefined
  /** `cell` counts from 0. */
  fault(fault: CsvFault, line: number, cell: number | null, value: string | null, hint?: string): void
}

/** Signs that part and enclose cells, each one character. */
export interface CsvDialect {
  readonly delimiter: string
  /** Null when quotes are letters like any other. */
  readonly quote: string | null
}

/** How deliveries are written; others are read only to be converted. */
const contractDialect: CsvDialect = { delimiter: ',', quote: '"' }

const lineFeed = 0x0a
const carriageReturn = 0x0d
const nothing = Buffer.alloc(0)

export const rowBytesLimit = 1024 * 1024

export class CsvReader {
  readonly #handler: CsvHandler
  readonly #limit: number
  readonly #delimiter: number
  readonly #quote: number
  readonly #quoteText: string
  readonly #cells: string[] = []
  /** Bytes of the row that was begun but not ended; copied, for a block may be used again when it was taken. */
  #rest: Buffer = nothing
  /** Where that beginning and the next block are put together. */
  #room: Buffer = nothing
  #restIsQuoted = false
  #text = ''
  #at = 0
  #line = 1
  #started = false
  #ended = false
  /** Set by a fault after which the rest of the file cannot be understood. */
  stopped = false

  constructor(handler: CsvHandler, limit = rowBytesLimit, { delimiter, quote } = contractDialect) {
    this.#handler = handler
    this.#limit = limit
    this.#delimiter = delimiter.charCodeAt(0)
    this.#quote = quote?.charCodeAt(0) ?? -1
    this.#quoteText = quote ?? ''
  }

  /** Takes the next bytes of the file; returns a promise when a row asked to wait. */
  push(chunk: Buffer): Promise<void> | undefined {
    if (this.stopped) return undefined
    const last = chunk.lastIndexOf(lineFeed)
    if (last === -1) {
      this.#keep(chunk)
      return undefined
    }
    const block = this.#withRest(chunk.subarray(0, last + 1))
    this.#rest = Buffer.from(chunk.subarray(last + 1))
    return this.#read(block)
  }

  /** To be called once after the last bytes. */
  end(): Promise<void> | undefined {
    if (this.stopped) return undefined
    this.#ended = true
    const block = this.#rest
    this.#rest = nothing
    return this.#read(block)
  }

  #withRest(bytes: Buffer): Buffer {
    if (this.#rest.length === 0) return bytes
    const length = this.#rest.length + bytes.length
    if (this.#room.length < length) this.#room = Buffer.allocUnsafe(length + (length >> 2))
    this.#rest.copy(this.#room)
    bytes.copy(this.#room, this.#rest.length)
    return this.#room.subarray(0, length)
  }

  #keep(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    if (this.#rest.length > this.#limit) this.#giveUp()
  }

  #giveUp(): void {
    this.#stop(this.#restIsQuoted ? 'unclosedQuote' : 'lineTooLong', this.#line, null)
  }

  #stop(fault: CsvFault, line: number, value: string | null, hint?: string): void {
    this.stopped = true
    this.#rest = nothing
    this.#text = ''
    this.#at = 0
    this.#handler.fault(fault, line, null, value, hint)
  }

  #read(block: Buffer): Promise<void> | undefined {
    if (!this.#started && !this.#start(block)) return undefined
    const nul = block.indexOf(0)
    if (nul !== -1) {
      this.#stop('nulByte', this.#line + count(block, lineFeed, nul), null, 'none')
      return undefined
    }
    if (!isUtf8(block)) {
      this.#stopAtWrongEncoding(block)
      return undefined
    }
    this.#text = block.toString('utf8')
    this.#at = 0
    return this.#scanAll()
  }

  #start(block: Buffer): boolean {
    if (block.length === 0) return true
    this.#started = true
    if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) this.#stop('byteOrderMark', 1, null)
    else if ((block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff)) {
      this.#stop('notUtf8', 1, null, 'utf16')
    }
    return !this.stopped
  }

  #stopAtWrongEncoding(block: Buffer): void {
    let line = this.#line
    for (let from = 0; ; line += 1) {
      const end = block.indexOf(lineFeed, from)
      const bytes = block.subarray(from, end === -1 ? block.length : end)
      if (!isUtf8(bytes) || end === -1) {
        const sample = bytes.subarray(0, 1024)
        const likely = looksLikeCp1250(bytes)
        const text = new TextDecoder(likely ? 'windows-1250' : 'latin1').decode(sample)
        this.#stop('notUtf8', line, text, likely ? 'cp1250' : 'none')
        return
      }
      from = end + 1
    }
  }

  #scanAll(): Promise<void> | undefined {
    for (;;) {
      const waiting = this.#scanRow()
      if (waiting === false) return undefined
      if (waiting !== undefined) return waiting.then(() => this.#scanAll())
    }
  }

  /** Reads one row; false when the block has no further whole row. */
  #scanRow(): Promise<void> | undefined | false {
    const text = this.#text
    const start = this.#at
    const { length } = text
    if (start >= length || this.stopped) {
      this.#text = ''
      this.#restIsQuoted = false
      return false
    }
    const cells = this.#cells
    const line = this.#line
    const delimiter = this.#delimiter
    const quote = this.#quote
    let at = start
    let cell = 0
    let inner = 0
    for (;;) {
      let code = text.charCodeAt(at)
      if (code === quote) {
        const from = at + 1
        let close = text.indexOf(this.#quoteText, from)
        let doubled = false
        while (close !== -1 && text.charCodeAt(close + 1) === quote) {
          doubled = true
          close = text.indexOf(this.#quoteText, close + 2)
        }
        if (close === -1) return this.#carry(start)
        const value = text.slice(from, close)
        if (value.includes('\n')) inner += lines(value)
        cells[cell++] = doubled ? value.replaceAll(this.#quoteText + this.#quoteText, this.#quoteText) : value
        at = close + 1
        code = text.charCodeAt(at)
        if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) code = text.charCodeAt(++at)
        if (at < length && code !== delimiter && code !== lineFeed)
          return this.#skip('textAfterQuote', at, inner, cell - 1)
      } else {
        const from = at
        while (code !== delimiter && code !== lineFeed && at < length) {
          if (code === quote) return this.#skip('loneQuote', at, inner, cell)
          code = text.charCodeAt(++at)
        }
        const end = code === lineFeed && at > from && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at
        cells[cell++] = text.slice(from, end)
      }
      if (at >= length || code === lineFeed) break
      at += 1
    }
    if (at - start > this.#limit) {
      this.#giveUp()
      return false
    }
    const empty = cell === 1 && cells[0] === '' && text.charCodeAt(start) !== quote
    this.#at = at + 1
    this.#line = line + inner + 1
    if (!empty) return this.#handler.row(cells, cell, line)
    this.#handler.fault('emptyLine', line, null, null)
    return undefined
  }

  /** The row ends in a later block: its text goes back to bytes and waits. */
  #carry(start: number): false {
    if (this.#ended) {
      this.#stop('unclosedQuote', this.#line, null)
      return false
    }
    this.#rest = Buffer.concat([Buffer.from(this.#text.slice(start), 'utf8'), this.#rest])
    this.#restIsQuoted = true
    this.#text = ''
    this.#at = 0
    if (this.#rest.length > this.#limit) this.#giveUp()
    return false
  }

  /** After a quote in a wrong place reading goes on with the next line, so that one slip is one problem. */
  #skip(fault: CsvFault, at: number, inner: number, cell: number): undefined {
    const end = this.#text.indexOf('\n', at)
    const value = this.#text.slice(this.#at, Math.min(this.#at + 200, end === -1 ? this.#text.length : end))
    const line = this.#line
    this.#line += inner + 1
    this.#at = end === -1 ? this.#text.length : end + 1
    this.#handler.fault(fault, line, cell, value)
  }
}

function count(bytes: Buffer, byte: number, to: number): number {
  let found = 0
  for (let at = bytes.indexOf(byte); at !== -1 && at < to; at = bytes.indexOf(byte, at + 1)) found += 1
  return found
}

function lines(text: string): number {
  let found = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found += 1
  return found
}

/** Bytes that are Polish letters in Windows-1250: ą ć ę ł ń ó ś ź ż and the large ones. */
const cp1250Letters = new Set([
  0xb9, 0xe6, 0xea, 0xb3, 0xf1, 0xf3, 0x9c, 0x9f, 0xbf, 0xa5, 0xc6, 0xca, 0xa3, 0xd1, 0xd3, 0x8c, 0x8f, 0xaf,
])

function looksLikeCp1250(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7f && !cp1250Letters.has(byte)) return false
  return true
}
