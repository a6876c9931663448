/** A writer of DBF files after the published descriptions of the format, byte by byte and apart from the reader. */

export interface WrittenField {
  readonly name: string
  readonly type: 'C' | 'N' | 'F' | 'D' | 'L' | 'M' | 'I' | 'Y' | 'B' | 'T' | 'V'
  readonly length?: number
  readonly decimals?: number
  readonly nullable?: boolean
}

/** Text as the file shows it: digits, `20261122`, `T`; null is no value. */
export type WrittenCell = string | null

export interface WrittenTable {
  readonly version: number
  readonly language?: number
  readonly fields: readonly WrittenField[]
  readonly rows: readonly (readonly WrittenCell[])[]
  /** Numbers of records, from 0, that carry the mark of deleted ones. */
  readonly deleted?: readonly number[]
  readonly encode: (text: string) => Buffer
  /** Block length of the memo file. */
  readonly blockSize?: number
}

const isVisualFoxPro = (version: number): boolean => version >= 0x30 && version <= 0x32

const fixedLengths: Readonly<Record<string, number>> = { D: 8, L: 1, I: 4, Y: 8, B: 8, T: 8 }

export function writeDbf(table: WrittenTable): { readonly dbf: Buffer; readonly memo: Buffer | null } {
  const vfp = isVisualFoxPro(table.version)
  const memo = new MemoWriter(table)
  const lengthOf = (field: WrittenField): number =>
    field.type === 'M' ? (vfp ? 4 : 10) : (fixedLengths[field.type] ?? field.length ?? 10)
  const bits = table.fields.reduce((sum, { type, nullable }) => sum + (type === 'V' ? 1 : 0) + (nullable ? 1 : 0), 0)
  const flagBytes = Math.ceil(bits / 8)
  const recordLength = table.fields.reduce((sum, field) => sum + lengthOf(field), 1) + flagBytes
  const columns = table.fields.length + (flagBytes > 0 ? 1 : 0)
  const headerLength = 32 + columns * 32 + 1 + (vfp ? 263 : 0)
  const header = Buffer.alloc(headerLength)
  header.set([table.version, 126, 11, 22])
  header.writeUInt32LE(table.rows.length, 4)
  header.writeUInt16LE(headerLength, 8)
  header.writeUInt16LE(recordLength, 10)
  header[29] = table.language ?? 0
  table.fields.forEach((field, at) => {
    const place = 32 + at * 32
    table.encode(field.name).copy(header, place, 0, 10)
    header.write(field.type, place + 11, 'latin1')
    const length = lengthOf(field)
    header[place + 16] = length & 0xff
    // Clipper's long texts keep the high byte where decimals are.
    header[place + 17] = length > 255 ? length >> 8 : (field.decimals ?? 0)
    header[place + 18] = vfp && field.nullable ? 2 : 0
  })
  if (flagBytes > 0) {
    const place = 32 + table.fields.length * 32
    header.write('_NullFlags', place, 'latin1')
    header.write('0', place + 11, 'latin1')
    header[place + 16] = flagBytes
    header[place + 18] = 5
  }
  header[32 + columns * 32] = 0x0d
  const records = table.rows.map((row, number) => {
    const record = Buffer.alloc(recordLength, 0x20)
    if (table.deleted?.includes(number)) record[0] = 0x2a
    const flags = record.subarray(recordLength - flagBytes)
    flags.fill(0)
    let offset = 1
    let bit = 0
    const raise = () => {
      flags[bit >> 3] = (flags[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
    table.fields.forEach((field, at) => {
      const cell = row[at] ?? null
      const bytes = record.subarray(offset, offset + lengthOf(field))
      offset += bytes.length
      if (field.type === 'V') {
        const text = table.encode(cell ?? '')
        text.copy(bytes)
        if (text.length < bytes.length) {
          raise()
          bytes[bytes.length - 1] = text.length
        }
        bit += 1
      } else writeCell(bytes, field, cell, table, memo)
      if (field.nullable) {
        if (cell === null) raise()
        bit += 1
      }
    })
    return record
  })
  return { dbf: Buffer.concat([header, ...records, Buffer.of(0x1a)]), memo: memo.file() }
}

function writeCell(bytes: Buffer, field: WrittenField, cell: WrittenCell, table: WrittenTable, memo: MemoWriter): void {
  const binary = 'IYBT'.includes(field.type) || (field.type === 'M' && isVisualFoxPro(table.version))
  if (cell === null || cell === '') {
    if (binary) bytes.fill(0)
    return
  }
  switch (field.type) {
    case 'C':
      table.encode(cell).copy(bytes)
      break
    case 'N':
    case 'F':
      bytes.write(cell.padStart(bytes.length), 'latin1')
      break
    case 'I':
      bytes.writeInt32LE(Number(cell))
      break
    case 'Y':
      bytes.writeBigInt64LE(BigInt(cell.replace('.', '')))
      break
    case 'B':
      bytes.writeDoubleLE(Number(cell))
      break
    case 'T':
      bytes.writeInt32LE(Date.parse(cell) / 86_400_000 + 2_440_588)
      bytes.writeInt32LE(36_000_000, 4)
      break
    case 'M': {
      const block = memo.add(table.encode(cell))
      if (binary) bytes.writeUInt32LE(block)
      else bytes.write(String(block).padStart(10), 'latin1')
      break
    }
    default:
      bytes.write(cell, 'latin1')
  }
}

class MemoWriter {
  readonly #form: 'dbt3' | 'dbt4' | 'fpt'
  readonly #blockSize: number
  readonly #pieces: Buffer[] = []
  #next: number

  constructor({ version, blockSize }: WrittenTable) {
    this.#form = version === 0x83 ? 'dbt3' : version === 0x8b ? 'dbt4' : 'fpt'
    this.#blockSize = this.#form === 'dbt3' ? 512 : (blockSize ?? (this.#form === 'fpt' ? 64 : 512))
    this.#next = Math.ceil(512 / this.#blockSize)
  }

  /** Number of the block the text begins in. */
  add(text: Buffer): number {
    const head = Buffer.alloc(this.#form === 'dbt3' ? 0 : 8)
    if (this.#form === 'dbt4') {
      head.writeUInt32LE(0x0008ffff)
      head.writeUInt32LE(text.length + 8, 4)
    } else if (this.#form === 'fpt') {
      head.writeUInt32BE(1)
      head.writeUInt32BE(text.length, 4)
    }
    const body = Buffer.concat([head, text, this.#form === 'dbt3' ? Buffer.of(0x1a, 0x1a) : Buffer.alloc(0)])
    const blocks = Math.ceil(body.length / this.#blockSize)
    const padded = Buffer.alloc(blocks * this.#blockSize)
    body.copy(padded)
    this.#pieces.push(padded)
    const first = this.#next
    this.#next += blocks
    return first
  }

  file(): Buffer | null {
    if (this.#pieces.length === 0) return null
    const head = Buffer.alloc(Math.ceil(512 / this.#blockSize) * this.#blockSize)
    if (this.#form === 'fpt') {
      head.writeUInt32BE(this.#next)
      head.writeUInt16BE(this.#blockSize, 6)
    } else {
      head.writeUInt32LE(this.#next)
      if (this.#form === 'dbt4') head.writeUInt16LE(this.#blockSize, 20)
    }
    return Buffer.concat([head, ...this.#pieces])
  }
}

const mazoviaLetters = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ'
const mazoviaBytes = Buffer.from('868d9192a4a29ea6a78f95909ca5a398a0a1', 'hex')

/** Polish letters in Mazovia, after the table in the domain's literature rather than the reader's. */
export function mazovia(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (letter) => {
      const at = mazoviaLetters.indexOf(letter)
      const code = at === -1 ? letter.charCodeAt(0) : (mazoviaBytes[at] as number)
      if (at === -1 && code > 126) throw new Error(`${letter} is not in this table`)
      return code
    }),
  )
}
