/** Longer texts of a DBF file, kept in a second file beside it: .dbt of dBase and Clipper, .fpt of FoxPro. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

type MemoForm = 'dbt3' | 'dbt4' | 'fpt'

/** More of a text is never used: the longest field of the contract has 500 characters. */
const textLimit = 64 * 1024
const endOfText = 0x1a

export class MemoFile {
  readonly #file: number
  readonly #form: MemoForm
  readonly #size: number
  readonly #blockSize: number

  /** The memo file that belongs to a DBF file; null when there is none. */
  static find(dbfPath: string, form: MemoForm): MemoFile | null {
    const name = basename(dbfPath, extname(dbfPath)) + (form === 'fpt' ? '.fpt' : '.dbt')
    const names = readdirSync(dirname(dbfPath))
    const found = names.find((one) => one === name) ?? names.find((one) => one.toLowerCase() === name.toLowerCase())
    return found === undefined ? null : new MemoFile(join(dirname(dbfPath), found), form)
  }

  constructor(path: string, form: MemoForm) {
    this.#file = openSync(path, 'r')
    this.#form = form
    this.#size = fstatSync(this.#file).size
    const header = this.#bytes(0, 24)
    const written =
      form === 'fpt' && header.length >= 8
        ? header.readUInt16BE(6)
        : form === 'dbt4' && header.length >= 22
          ? header.readUInt16LE(20)
          : 0
    this.#blockSize = written || 512
  }

  /** The bytes of one text; null when the file has none there. */
  read(block: number): Buffer | null {
    const position = block * this.#blockSize
    if (!Number.isSafeInteger(position) || position < 0 || position >= this.#size) return null
    const text = this.#form === 'dbt3' ? this.#ended(position) : this.#measured(position)
    return text && withoutSoftEnds(text)
  }

  /** dBase III writes no length: the text ends with one or two marks. */
  #ended(position: number): Buffer | null {
    const bytes = this.#bytes(position, textLimit)
    const end = bytes.indexOf(endOfText)
    if (end === -1 && position + bytes.length >= this.#size) return null
    return end === -1 ? bytes : bytes.subarray(0, end)
  }

  #measured(position: number): Buffer | null {
    const head = this.#bytes(position, 8)
    if (head.length < 8) return null
    if (this.#form === 'dbt4' && head.readUInt32LE(0) !== 0x0008ffff) return null
    // FoxPro counts the text, dBase IV also the eight bytes before it.
    const length = this.#form === 'fpt' ? head.readUInt32BE(4) : head.readUInt32LE(4) - 8
    if (length < 0 || position + 8 + length > this.#size) return null
    return this.#bytes(position + 8, Math.min(length, textLimit))
  }

  #bytes(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.#size - position)))
    return bytes.subarray(0, readSync(this.#file, bytes, 0, bytes.length, position))
  }

  close(): void {
    closeSync(this.#file)
  }
}

/**
 * Editors of DOS broke lines with 8D 0A where a line only wraps. In Mazovia 8D alone is the letter ć, so this is done
 * before the bytes are read as letters.
 */
function withoutSoftEnds(bytes: Buffer): Buffer {
  const kept = Buffer.from(bytes)
  for (let at = kept.indexOf(0x8d); at !== -1; at = kept.indexOf(0x8d, at + 1))
    if (kept[at + 1] === 0x0a) kept[at] = 0x0d
  return kept
}
