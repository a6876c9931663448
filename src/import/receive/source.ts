/** One delivery, wherever it came from: the files in it and their bytes, nothing unpacked to disk. */
import { type Problem, type ProblemCode, type ProblemDetails, problem } from '../contract/problem.ts'

export interface DeliveredFile {
  /** Relative, with `/`, without `.` and `..`. */
  readonly path: string
  readonly bytes: number
  /** Last written, milliseconds since 1970; of files that lie in a folder. */
  readonly writtenAt?: number
}

export interface DeliverySource {
  list(): readonly DeliveredFile[]
  /** The bytes of a listed file. @throws Refused when it is not listed or no longer an ordinary file. */
  open(path: string): Promise<ByteReader>
  /** Where the bytes of a listed file lie as they are; null when they are packed. */
  pathOf(path: string): string | null
  close(): Promise<void>
}

/** Bytes read into memory that is used again: a gigabyte in blocks of their own is a gigabyte of garbage. */
export interface ByteReader {
  /** How many bytes were read; 0 at the end. */
  read(into: Buffer): Promise<number>
  /** To be called in any case. */
  close(): Promise<void>
}

/** What is left of a file, block by block, each good until the next is asked for; closes the file. */
export async function* blocksOf(bytes: ByteReader, blockBytes = 256 * 1024): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafe(blockBytes)
  try {
    for (let read = await bytes.read(block); read > 0; read = await bytes.read(block)) yield block.subarray(0, read)
  } finally {
    await bytes.close()
  }
}

/** Reads what comes in blocks of its own size, unpacked bytes for one. */
export function readerOf(blocks: AsyncIterable<Buffer>): ByteReader {
  const iterator = blocks[Symbol.asyncIterator]()
  let block: Buffer = Buffer.alloc(0)
  return {
    async read(into) {
      while (block.length === 0) {
        const { done, value } = await iterator.next()
        if (done) return 0
        block = value
      }
      const read = block.copy(into)
      block = block.subarray(read)
      return read
    },
    async close() {
      await iterator.return?.()
    },
  }
}

export interface ReceiveLimits {
  readonly files: number
  /** Of all files, unpacked. */
  readonly bytes: number
  /** How many times larger than the archive its contents may be; accounts compress about 10 to 40 times. */
  readonly ratio: number
}

export const receiveLimits: ReceiveLimits = { files: 200_000, bytes: 256 * 1024 ** 3, ratio: 200 }

/** The delivery cannot be taken at all; says why as a problem. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(code: ProblemCode, file = '', details: ProblemDetails = {}) {
    const found = problem(code, { file }, details)
    super(`${code}: ${found.messageEn}`)
    this.name = 'Refused'
    this.problem = found
  }
}

/** Somebody was at the delivery after it was taken in: what was read may be neither what it was nor what it will be. */
export class StillWritten extends Error {}

/** Deeper folders serve nobody and would let a delivery make us walk for ever. */
export const folderDepthLimit = 6
/** A path that can be written into a list, a log and a report: no control characters, no way out, not too long. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > 400) return false
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at)
    if (code < 0x20 || code === 0x7f || code === 0x5c || code === 0x3a) return false
  }
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

/** The first bytes of a file: so many, or all there are. */
export async function readBeginning(source: DeliverySource, path: string, most: number): Promise<Buffer> {
  const beginning = Buffer.allocUnsafe(most)
  const bytes = await source.open(path)
  try {
    let length = 0
    for (let read = -1; read !== 0 && length < most; length += read) read = await bytes.read(beginning.subarray(length))
    return beginning.subarray(0, length)
  } finally {
    await bytes.close()
  }
}
