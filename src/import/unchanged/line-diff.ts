/**
 * Two files, read side by side: which lines one has and the other has not, found without knowing what a line says.
 *
 * What is equal is only compared, by the block, byte by byte; so a file that hardly changed costs little more than reading it.
 * Lines may be told as changed although they are not (when whole parts changed places), never the other way round: every
 * line is either told, or stands in both files between the same neighbours.
 */
import type { ByteReader } from '../receive/source.ts'

const lineFeed = 0x0a
/** How much of each file is looked at together; a line must fit into it. */
const windowBytes = 4 * 1024 * 1024
const readBytes = 1024 * 1024
const comparedBytes = 256 * 1024
/** How many lines are searched for the place where both files go on alike: few at first, for most changes are small. */
const searchedLines = [8, 64, 512, 4096] as const

/** Told of what only the old and only the new file holds: whole lines, valid until the promise resolves. */
export type Piece = (gone: Buffer, come: Buffer) => Promise<void>

/** The files have too little in common for this way of comparing to be worth its while. */
export class TooDifferent extends Error {}

export async function diffLines(
  old: ByteReader,
  now: ByteReader,
  changedBytesLimit: number,
  tell: Piece,
): Promise<void> {
  const [a, b] = [new Side(old), new Side(now)]
  let changed = 0
  try {
    for (;;) {
      await a.fill(comparedBytes)
      await b.fill(comparedBytes)
      if (a.length === 0 && b.length === 0) return
      if (skipEqual(a, b)) continue
      const { gone, come } = await nextDifference(a, b)
      if (gone === 0 && come === 0) {
        // A line longer than what is compared at once, and the same in both.
        const whole = (await a.lines(1)).starts.at(-1)!
        a.skip(whole)
        b.skip(whole)
        continue
      }
      changed += gone + come
      if (changed > changedBytesLimit) throw new TooDifferent('too many lines changed')
      await tell(a.first(gone), b.first(come))
      a.skip(gone)
      b.skip(come)
    }
  } finally {
    await a.close()
    await b.close()
  }
}

/** Skips whole equal lines at the beginning of both; false when there are none. */
function skipEqual(a: Side, b: Side): boolean {
  const most = Math.min(a.length, b.length, comparedBytes)
  const left = a.first(most)
  const right = b.first(most)
  const equal = left.equals(right) ? most : firstDifference(left, right)
  // The end of both files ends a line as well as a line feed does.
  const atEnd = equal === a.length && equal === b.length && a.ended && b.ended
  const lines = atEnd ? equal : left.lastIndexOf(lineFeed, equal - 1) + 1
  if (equal === 0 || lines === 0) return false
  a.skip(lines)
  b.skip(lines)
  return true
}

/** By halves, so that long equal beginnings are compared natively. */
function firstDifference(left: Buffer, right: Buffer): number {
  let from = 0
  let to = left.length
  while (to - from > 64) {
    const middle = (from + to) >> 1
    if (left.compare(right, from, middle, from, middle) === 0) from = middle
    else to = middle
  }
  while (from < to && left[from] === right[from]) from += 1
  return from
}

/** How many bytes of each side come before the next line both have. */
async function nextDifference(a: Side, b: Side): Promise<{ gone: number; come: number }> {
  for (const most of searchedLines) {
    const left = await a.lines(most)
    const right = await b.lines(most)
    const places = new Map(left.texts.map((text, line) => [text, line]))
    let best: readonly [number, number] | undefined
    for (let line = 0; line < right.texts.length; line += 1) {
      if (best && line >= best[0] + best[1]) break
      const place = places.get(right.texts[line]!)
      if (place !== undefined && (!best || place + line < best[0] + best[1])) best = [place, line]
    }
    if (best) return { gone: left.starts[best[0]]!, come: right.starts[best[1]]! }
    const all = left.texts.length < most && right.texts.length < most
    if (all || most === searchedLines.at(-1)) return { gone: left.starts.at(-1)!, come: right.starts.at(-1)! }
  }
  throw new Error('unreachable')
}

interface Lines {
  /** With their line feeds: a last line without one is another line. */
  readonly texts: readonly string[]
  /** Where each begins, and where the last one ends. */
  readonly starts: readonly number[]
}

/** One file through a window that moves over it. */
class Side {
  readonly #bytes: ByteReader
  #window = Buffer.allocUnsafe(windowBytes)
  #from = 0
  #to = 0
  ended = false

  constructor(bytes: ByteReader) {
    this.#bytes = bytes
  }

  get length(): number {
    return this.#to - this.#from
  }

  first(bytes: number): Buffer {
    return this.#window.subarray(this.#from, this.#from + bytes)
  }

  skip(bytes: number): void {
    this.#from += bytes
  }

  async fill(atLeast: number): Promise<void> {
    while (this.length < atLeast && !this.ended) {
      if (this.#window.length - this.#to < readBytes) this.#moveToFront()
      if (this.#to === this.#window.length) throw new TooDifferent('a line too long to be compared')
      const read = await this.#bytes.read(this.#window.subarray(this.#to, this.#to + readBytes))
      if (read === 0) this.ended = true
      this.#to += read
    }
  }

  #moveToFront(): void {
    this.#window.copyWithin(0, this.#from, this.#to)
    this.#to -= this.#from
    this.#from = 0
  }

  /** The next lines, as many as asked for or all there are. */
  async lines(most: number): Promise<Lines> {
    const texts: string[] = []
    const starts = [0]
    while (texts.length < most) {
      const start = starts.at(-1)!
      if (start === this.length && this.ended) break
      const at = this.#window.indexOf(lineFeed, this.#from + start)
      const found = at !== -1 && at < this.#to
      if (!found && !this.ended) {
        await this.fill(this.length + 1)
        continue
      }
      const end = found ? at + 1 - this.#from : this.length
      texts.push(this.#window.toString('latin1', this.#from + start, this.#from + end))
      starts.push(end)
    }
    return { texts, starts }
  }

  close(): Promise<void> {
    return this.#bytes.close()
  }
}
