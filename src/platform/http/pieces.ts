import { Readable } from 'node:stream'
import { NotFound } from './errors.ts'

/** A file in memory at a time is this much of it, so that many readers of large files, and slow ones, cost little. */
const pieceBytes = 512 * 1024

/** Bytes from an offset; undefined when they are not for the person asking any more. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer | undefined>

/**
 * The bytes of a file from `from` to `to` (inclusive), read as fast as somebody takes them.
 * @throws NotFound when the first piece is not there: before any header, so that the answer is a page that says so, not a broken file.
 */
export async function inPieces(read: ReadBytes, from: number, to: number): Promise<Buffer | Readable> {
  const first = await piece(read, from, to)
  return first.length === to - from + 1 ? first : Readable.from(rest(read, first, from, to))
}

async function* rest(read: ReadBytes, first: Buffer, from: number, to: number): AsyncGenerator<Buffer> {
  yield first
  for (let at = from + first.length; at <= to; at += pieceBytes) yield await piece(read, at, to)
}

async function piece(read: ReadBytes, from: number, to: number): Promise<Buffer> {
  const length = Math.min(pieceBytes, to - from + 1)
  const bytes = await read(from, length)
  if (bytes?.length !== length) throw new NotFound('the file is not for this person')
  return bytes
}
