import { closeSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { placesFor } from './id-index.ts'

/** A record: hash (two halves), line, a whole number, an amount, and two more whole numbers. */
export type RecordWords = 4 | 6 | 8
const partitions = 128
/** A multiple of every record length, so no record lies across two blocks. */
const firstBlockWords = 192
const blockWords = firstBlockWords * 16
const blockBytes = blockWords * 4

/** Records of one partition, as they were put in. */
export interface Records {
  readonly words: Uint32Array
  readonly amounts: Float64Array
  readonly count: number
}

/**
 * Memory that one partition after another uses: partitions are loaded one at a time, and what each would leave behind adds up to hundreds of
 * megabytes before it is collected. What is handed out is good until the same is asked for again.
 */
export class Room {
  #words = new Uint32Array(0)
  #slots = new Int32Array(0)
  #sums = new Float64Array(0)
  #counts = new Uint32Array(0)

  /** Gives it all back, until it is needed again: while a file is read nothing is loaded. */
  leave(): void {
    this.#words = new Uint32Array(0)
    this.#slots = new Int32Array(0)
    this.#sums = new Float64Array(0)
    this.#counts = new Uint32Array(0)
  }

  /** Holds whatever it held before. */
  words(length: number): Uint32Array {
    if (this.#words.length < length) this.#words = new Uint32Array(withSpace(length))
    return this.#words.subarray(0, length)
  }

  /** All −1. */
  slots(length: number): Int32Array {
    if (this.#slots.length < length) this.#slots = new Int32Array(length)
    return this.#slots.subarray(0, length).fill(-1)
  }

  /** All 0. */
  sums(length: number): Float64Array {
    if (this.#sums.length < length) this.#sums = new Float64Array(withSpace(length))
    return this.#sums.subarray(0, length).fill(0)
  }

  /** All 0. */
  counts(length: number): Uint32Array {
    if (this.#counts.length < length) this.#counts = new Uint32Array(withSpace(length))
    return this.#counts.subarray(0, length).fill(0)
  }
}

/** Partitions differ little: with some space to spare the first one's room does for all. An even number, as amounts take two words. */
const withSpace = (length: number): number => 2 * Math.ceil(length * 0.55)

/** The folder for what does not fit in memory; made only when the first spool grows beyond its blocks. */
export class SpoolFolder {
  /** For the partitions of all its spools. */
  readonly room = new Room()
  readonly #parent: string
  #path: string | undefined
  #files = 0

  constructor(parent = tmpdir()) {
    this.#parent = parent
  }

  /** A new file, open for reading and writing, which only this process knows. */
  newFile(): number {
    this.#path ??= mkdtempSync(join(this.#parent, 'ebok-check-'))
    this.#files += 1
    const path = join(this.#path, String(this.#files))
    const file = openSync(path, 'wx+', 0o600)
    // Without a name the file ends with us, even when we are killed; its records name nobody, but disk is disk.
    unlinkSync(path)
    return file
  }

  remove(): void {
    if (this.#path) rmSync(this.#path, { recursive: true, force: true })
    this.#path = undefined
  }
}

/**
 * Fixed-length records divided by their hash into partitions, so that keys of any number of rows can be compared with
 * memory for one partition: equal keys always meet in the same one. What exceeds a block per partition goes to disk.
 */
export class Spool {
  readonly #folder: SpoolFolder
  readonly #width: RecordWords
  readonly #blocks: Uint32Array[] = []
  readonly #amounts: Float64Array[] = []
  readonly #used = new Uint32Array(partitions)
  /** For each partition the numbers of its blocks in the file. */
  readonly #written: number[][] = []
  #file: number | undefined
  #blocksInFile = 0
  count = 0

  constructor(folder: SpoolFolder, width: RecordWords) {
    this.#folder = folder
    this.#width = width
    for (let part = 0; part < partitions; part += 1) {
      this.#setBlock(part, new Uint32Array(0))
      this.#written.push([])
    }
  }

  get room(): Room {
    return this.#folder.room
  }

  append(low: number, high: number, line: number, whole: number, amount = 0, more = 0, evenMore = 0): void {
    const part = low & (partitions - 1)
    let at = this.#used[part] ?? 0
    let block = this.#blocks[part] as Uint32Array
    if (at === block.length) {
      if (at < blockWords) this.#grow(part, block)
      else this.#write(part, block)
      at = this.#used[part] ?? 0
      block = this.#blocks[part] as Uint32Array
    }
    block[at] = low
    block[at + 1] = high
    block[at + 2] = line
    block[at + 3] = whole
    if (this.#width > 4) (this.#amounts[part] as Float64Array)[(at >> 1) + 2] = amount
    if (this.#width > 6) {
      block[at + 6] = more
      block[at + 7] = evenMore
    }
    this.#used[part] = at + this.#width
    this.count += 1
  }

  #grow(part: number, block: Uint32Array): void {
    const longer = new Uint32Array(block.length === 0 ? firstBlockWords : block.length * 2)
    longer.set(block)
    this.#setBlock(part, longer)
  }

  #setBlock(part: number, block: Uint32Array): void {
    this.#blocks[part] = block
    this.#amounts[part] = new Float64Array(block.buffer)
  }

  #write(part: number, block: Uint32Array): void {
    this.#file ??= this.#folder.newFile()
    writeSync(this.#file, block, 0, blockBytes, this.#blocksInFile * blockBytes)
    this.#written[part]?.push(this.#blocksInFile)
    this.#blocksInFile += 1
    this.#used[part] = 0
  }

  /** Every record of a partition at once, until another is loaded; for those that are looked up. */
  load(part: number): Records {
    const written = this.#written[part] ?? []
    const used = this.#used[part] ?? 0
    const words = this.room.words(written.length * blockWords + used)
    written.forEach((block, index) => {
      this.#readBlock(block, words.subarray(index * blockWords, (index + 1) * blockWords))
    })
    words.set((this.#blocks[part] as Uint32Array).subarray(0, used), written.length * blockWords)
    return { words, amounts: new Float64Array(words.buffer, 0, words.length >> 1), count: words.length / this.#width }
  }

  /** The records of a partition block by block; for those that look up. */
  *blocks(part: number): Generator<Records> {
    const words = new Uint32Array(blockWords)
    const amounts = new Float64Array(words.buffer)
    for (const block of this.#written[part] ?? []) {
      this.#readBlock(block, words)
      yield { words, amounts, count: blockWords / this.#width }
    }
    const used = this.#used[part] ?? 0
    yield {
      words: this.#blocks[part] as Uint32Array,
      amounts: this.#amounts[part] as Float64Array,
      count: used / this.#width,
    }
  }

  #readBlock(block: number, into: Uint32Array): void {
    const read = readSync(this.#file as number, into, 0, blockBytes, block * blockBytes)
    if (read !== blockBytes) throw new Error('the file of temporary records was cut short')
  }

  /** Gives memory and disk back before the end of the check. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#blocks.length = 0
    this.#amounts.length = 0
  }
}

export const partitionNumbers: readonly number[] = Array.from({ length: partitions }, (_, part) => part)

/** Finds a record of a loaded partition by its hash. */
export class RecordTable {
  readonly records: Records
  readonly width: RecordWords
  readonly #slots: Int32Array
  readonly #mask: number

  /** `twice` is told of each record whose hash an earlier one has. Good until another table is made in the same room. */
  constructor(records: Records, width: RecordWords, room: Room, twice: (record: number, earlier: number) => void) {
    this.records = records
    this.width = width
    const size = placesFor(records.count, 16)
    this.#slots = room.slots(size)
    this.#mask = size - 1
    for (let record = 0; record < records.count; record += 1) {
      const low = records.words[record * width] ?? 0
      const high = records.words[record * width + 1] ?? 0
      const slot = this.#slot(low, high)
      const earlier = this.#slots[slot] ?? -1
      if (earlier === -1) this.#slots[slot] = record
      else twice(record, earlier)
    }
  }

  find(low: number, high: number): number {
    return this.#slots[this.#slot(low, high)] ?? -1
  }

  word(record: number, word: number): number {
    return this.records.words[record * this.width + word] ?? 0
  }

  amount(record: number): number {
    return this.records.amounts[((record * this.width) >> 1) + 2] ?? 0
  }

  #slot(low: number, high: number): number {
    const { words } = this.records
    let slot = high & this.#mask
    for (;;) {
      const record = this.#slots[slot] ?? -1
      if (record === -1) return slot
      if (words[record * this.width] === low && words[record * this.width + 1] === high) return slot
      slot = (slot + 1) & this.#mask
    }
  }
}
