/**
 * DBF files of dBase III and IV, FoxBASE, FoxPro, Visual FoxPro and Clipper, read record by record.
 *
 * Numbers stay the digits of the file: no float comes near an amount. The encoding is named by the caller; what a file
 * says of it in byte 29 is often wrong and counts for a proposal only.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { type Decoder, decoderFor, undecodable } from '#platform/encodings.ts'
import type { Source } from './mapping.ts'
import { MemoFile } from './memo.ts'
import type { ConvertProblems } from './shape.ts'
import type { ColumnKind, RowTaker, SourceFile } from './source.ts'

/** First byte of a file we read: name of the program, and how its memos are kept. */
export const dbfVersions: ReadonlyMap<number, { readonly name: string; readonly memo: 'dbt3' | 'dbt4' | 'fpt' }> =
  new Map([
    [0x03, { name: 'dBase III, FoxBASE, Clipper', memo: 'dbt3' }],
    [0x30, { name: 'Visual FoxPro', memo: 'fpt' }],
    [0x31, { name: 'Visual FoxPro', memo: 'fpt' }],
    [0x32, { name: 'Visual FoxPro', memo: 'fpt' }],
    [0x43, { name: 'dBase IV SQL', memo: 'dbt4' }],
    [0x83, { name: 'dBase III, Clipper (memo)', memo: 'dbt3' }],
    [0x8b, { name: 'dBase IV (memo)', memo: 'dbt4' }],
    [0xcb, { name: 'dBase IV SQL (memo)', memo: 'dbt4' }],
    [0xf5, { name: 'FoxPro 2, Clipper (memo)', memo: 'fpt' }],
    [0xfb, { name: 'FoxPro', memo: 'dbt3' }],
  ])

export interface DbfField {
  readonly name: string
  readonly type: string
  readonly length: number
  readonly decimals: number
  /** Position in the record, whose first byte marks deleted ones. */
  readonly offset: number
  readonly system: boolean
  /** Bits of `_NullFlags`: that the text is shorter than the field, that there is no value; −1 when there is none. */
  readonly shortBit: number
  readonly nullBit: number
}

export interface DbfHeader {
  readonly version: number
  readonly language: number
  readonly records: number
  readonly headerLength: number
  readonly recordLength: number
  readonly fields: readonly DbfField[]
}

/** Why a file cannot be read; with what was found. */
export type HeaderFault =
  | { readonly code: 'dbfVersion'; readonly value: string }
  | { readonly code: 'dbfBroken'; readonly value: string }

const prefixBytes = 32
const headerEnd = 0x0d
const deleted = 0x2a
/** A space, or nothing at all as some programs write it. */
const present: ReadonlySet<number | undefined> = new Set([0x20, 0x00])

/** The header of an open file, or why there is none. */
export function readHeader(file: number, decoder: Decoder): DbfHeader | HeaderFault {
  const { size } = fstatSync(file)
  const prefix = bytesAt(file, 0, prefixBytes)
  const version = prefix[0] ?? 0
  if (!dbfVersions.has(version)) {
    return { code: 'dbfVersion', value: prefix.length === 0 ? '' : `0x${version.toString(16).padStart(2, '0')}` }
  }
  if (prefix.length < prefixBytes) return { code: 'dbfBroken', value: `${size} B` }
  const headerLength = prefix.readUInt16LE(8)
  const recordLength = prefix.readUInt16LE(10)
  if (headerLength <= prefixBytes || headerLength > size || recordLength < 2) {
    return { code: 'dbfBroken', value: `${headerLength}/${recordLength}` }
  }
  const fields = readFields(bytesAt(file, 0, headerLength), recordLength, version, decoder)
  if (!fields) return { code: 'dbfBroken', value: `${headerLength}/${recordLength}` }
  return { version, language: prefix[29] ?? 0, records: prefix.readUInt32LE(4), headerLength, recordLength, fields }
}

/** Null when the fields do not add up to a record. */
function readFields(
  header: Buffer,
  recordLength: number,
  version: number,
  decoder: Decoder,
): readonly DbfField[] | null {
  const found: Omit<DbfField, 'offset' | 'shortBit' | 'nullBit'>[] = []
  const nullable: boolean[] = []
  for (let at = prefixBytes; at + 32 <= header.length && header[at] !== headerEnd; at += 32) {
    const name = header.subarray(at, at + 11)
    const end = name.indexOf(0)
    const flags = isVisualFoxPro(version) ? (header[at + 18] ?? 0) : 0
    found.push({
      name: (decoder.decode(name.subarray(0, end === -1 ? 11 : end)) + decoder.end()).trim(),
      type: String.fromCharCode(header[at + 11] ?? 0),
      length: header[at + 16] ?? 0,
      decimals: header[at + 17] ?? 0,
      system: (flags & 1) !== 0,
    })
    nullable.push((flags & 2) !== 0)
  }
  // Clipper keeps longer texts by putting the high byte of the length where decimals are; others leave rubbish there.
  const lengths = [found, found.map(longText)].find(
    (fields) => fields.reduce((sum, { length }) => sum + length, 1) === recordLength,
  )
  if (!lengths || lengths.length === 0) return null
  let offset = 1
  let bits = 0
  return lengths.map((field, at) => {
    const placed: DbfField = {
      ...field,
      offset,
      shortBit: /[VQ]/.test(field.type) ? bits++ : -1,
      nullBit: nullable[at] ? bits++ : -1,
    }
    offset += field.length
    return placed
  })
}

const longText = <Field extends { type: string; length: number; decimals: number }>(field: Field): Field =>
  field.type === 'C' ? { ...field, length: field.length + field.decimals * 256, decimals: 0 } : field

const isVisualFoxPro = (version: number): boolean => version >= 0x30 && version <= 0x32

const kinds: Readonly<Record<string, ColumnKind>> = {
  N: 'number',
  F: 'number',
  Y: 'number',
  I: 'number',
  B: 'number',
  D: 'date',
  T: 'date',
  L: 'boolean',
}

export const kindOf = (field: DbfField): ColumnKind => kinds[field.type] ?? 'text'

/** About so many bytes of records are held at once. */
const blockBytes = 256 * 1024

/** Reads a file to its end; deleted records are passed over. */
export function readDbf(file: SourceFile, source: Source, problems: ConvertProblems, taker: RowTaker): void {
  let open: number | undefined
  let memo: MemoFile | null = null
  try {
    open = openSync(file.path, 'r')
    const header = readHeader(open, decoderFor(source.encoding))
    if ('code' in header) {
      problems.add(
        header.code,
        { file: file.name, value: header.value },
        { known: [...dbfVersions.keys()].map(hex).join(', ') },
      )
      return
    }
    const shown = header.fields.filter(({ system }) => !system)
    const used = taker.columns(shown.map((field) => ({ name: field.name, kind: kindOf(field) })))
    if (!used) return
    const wanted = [...used].map((at) => ({ at, field: shown[at] as DbfField }))
    const missing = tellUnreadable(
      wanted.map(({ field }) => field),
      file,
      problems,
    )
    if (wanted.some(({ field }) => field.type === 'M')) {
      memo = MemoFile.find(file.path, dbfVersions.get(header.version)?.memo ?? 'dbt3')
      if (!memo) problems.add('memoMissing', { file: file.name })
    }
    if (missing || (memo === null && wanted.some(({ field }) => field.type === 'M'))) return
    new Records(file.name, source, header, problems, memo).read(open, shown.length, wanted, taker)
  } catch (error) {
    const { code: reason, syscall } = error as NodeJS.ErrnoException
    // A mistake of our own has a code, too, and is not the file's fault.
    if (reason === undefined || syscall === undefined) throw error
    problems.add('sourceUnreadable', { file: file.name }, { reason })
  } finally {
    if (open !== undefined) closeSync(open)
    memo?.close()
  }
}

const hex = (version: number): string => `0x${version.toString(16).padStart(2, '0')}`

/** Bytes of a number or moment that is kept as the machine has it. */
const binaryLengths: Readonly<Record<string, number>> = { I: 4, Y: 8, T: 8, B: 8 }

/** Pictures, objects and bytes have no place in a delivery, nor has a number in fewer bytes than its kind has. */
function tellUnreadable(fields: readonly DbfField[], file: SourceFile, problems: ConvertProblems): boolean {
  const wrong = fields.filter(({ type, length }) => {
    const fixed = binaryLengths[type]
    return fixed === undefined ? !/[CNFDLMV]/.test(type) : length !== fixed
  })
  for (const { name, type } of wrong) problems.add('dbfType', { file: file.name, column: name, value: type })
  return wrong.length > 0
}

class Records {
  readonly #name: string
  readonly #header: DbfHeader
  readonly #problems: ConvertProblems
  readonly #memo: MemoFile | null
  readonly #decoder: Decoder
  readonly #encoding: string
  readonly #nullFlags: DbfField | undefined
  #wrong = false

  constructor(name: string, source: Source, header: DbfHeader, problems: ConvertProblems, memo: MemoFile | null) {
    this.#name = name
    this.#header = header
    this.#problems = problems
    this.#memo = memo
    this.#encoding = source.encoding
    this.#decoder = decoderFor(source.encoding)
    this.#nullFlags = header.fields.find(({ type }) => type === '0')
  }

  read(
    file: number,
    columns: number,
    wanted: readonly { readonly at: number; readonly field: DbfField }[],
    taker: RowTaker,
  ): void {
    const { headerLength, recordLength, records } = this.#header
    const cells: string[] = new Array(columns).fill('')
    const block = Buffer.alloc(Math.max(1, Math.floor(blockBytes / recordLength)) * recordLength)
    for (let record = 1; record <= records; ) {
      const bytes = read(file, block, headerLength + (record - 1) * recordLength)
      const whole = Math.min(Math.floor(bytes / recordLength), records - record + 1)
      if (whole === 0) {
        const details = { expected: records, found: record - 1 }
        this.#problems.add('dbfTruncated', { file: this.#name }, details)
        return
      }
      for (let at = 0; at < whole; at += 1, record += 1) {
        const row = block.subarray(at * recordLength, (at + 1) * recordLength)
        if (row[0] === deleted) continue
        if (!present.has(row[0])) {
          this.#problems.add('dbfRecord', { file: this.#name, line: record, lineIs: 'record' })
          return
        }
        this.#wrong = false
        for (const { at: column, field } of wanted) cells[column] = this.#cell(row, field, record)
        if (!this.#wrong) taker.row(cells, record)
      }
    }
  }

  #cell(row: Buffer, field: DbfField, record: number): string {
    const bytes = row.subarray(field.offset, field.offset + field.length)
    if (this.#flag(row, field.nullBit)) return ''
    switch (field.type) {
      case 'C':
        return this.#text(bytes, field, record)
      case 'V':
        return this.#text(this.#flag(row, field.shortBit) ? bytes.subarray(0, bytes.at(-1)) : bytes, field, record)
      case 'M':
        return this.#memoText(bytes, field, record)
      case 'D':
        return dayOf(bytes)
      case 'L':
        return /[TtYy]/.test(ascii(bytes)) ? 'true' : /[FfNn]/.test(ascii(bytes)) ? 'false' : ''
      case 'I':
        return String(bytes.readInt32LE(0))
      case 'Y':
        return tenThousandths(bytes.readBigInt64LE(0))
      case 'B':
        // The shortest decimal that names this double: what the program meant when it stored it.
        return String(bytes.readDoubleLE(0))
      case 'T':
        return momentDay(bytes)
      default:
        return ascii(bytes)
    }
  }

  #flag(row: Buffer, bit: number): boolean {
    if (bit === -1 || !this.#nullFlags) return false
    return (((row[this.#nullFlags.offset + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 1
  }

  #text(bytes: Buffer, field: DbfField, record: number): string {
    let end = bytes.length
    while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1
    const text = (this.#decoder.decode(bytes.subarray(0, end)) + this.#decoder.end()).trim()
    if (text.includes(undecodable)) this.#tell('undecodable', field, record, text)
    return text
  }

  #memoText(bytes: Buffer, field: DbfField, record: number): string {
    const block = field.length === 4 ? bytes.readUInt32LE(0) : Number(ascii(bytes) || '0')
    if (block === 0) return ''
    const text = this.#memo?.read(block) ?? null
    if (text !== null) return this.#text(text, field, record)
    this.#tell('memoBroken', field, record, String(block))
    return ''
  }

  #tell(code: 'undecodable' | 'memoBroken', field: DbfField, record: number, value: string): void {
    this.#wrong = true
    const place = { file: this.#name, line: record, lineIs: 'record', column: field.name, value } as const
    this.#problems.add(code, place, { encoding: this.#encoding })
  }
}

const ascii = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\0', '').trim()

/** `20261122` as the contract writes it; what is no day stays as it is and is told when it is used. */
function dayOf(bytes: Buffer): string {
  const text = ascii(bytes)
  return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text
}

/** Day of the astronomers' count that began the year 1970. */
const julian1970 = 2_440_588

function momentDay(bytes: Buffer): string {
  const day = bytes.readInt32LE(0)
  if (day === 0 || bytes.readUInt32LE(0) === 0x20202020) return ''
  const date = new Date((day - julian1970) * 86_400_000)
  return Number.isNaN(date.getTime()) ? String(day) : date.toISOString().slice(0, 10)
}

function tenThousandths(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** As many of the wanted bytes as there are. */
export function bytesAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, read(file, bytes, position))
}

function read(file: number, into: Buffer, position: number): number {
  let filled = 0
  while (filled < into.length) {
    const found = readSync(file, into, filled, into.length - filled, position + filled)
    if (found === 0) break
    filled += found
  }
  return filled
}
