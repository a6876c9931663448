import { createHash, hash } from 'node:crypto'

/**
 * Counts and sums up the rows of COPY's text form, in which a row is a line. The sum does not depend on the order of the rows: a table
 * read again after it was loaded may give them in another one. Sum of the rows' SHA-256, as eight numbers each modulo 2^32.
 */
export class RowDigest {
  readonly #sum = new Uint32Array(8)
  #rest: Buffer = Buffer.alloc(0)
  rows = 0

  update(chunk: Buffer): void {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(0x0a, from)
      if (end < 0) break
      const row = chunk.subarray(from, end)
      this.#add(this.#rest.length === 0 ? row : Buffer.concat([this.#rest, row]))
      this.#rest = Buffer.alloc(0)
      from = end + 1
    }
    if (from < chunk.length) this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)])
  }

  #add(row: Buffer): void {
    const digest = hash('sha256', row, 'buffer')
    for (let i = 0; i < 8; i++) this.#sum[i] = this.#sum[i]! + digest.readUInt32BE(i * 4)
    this.rows += 1
  }

  /** Hexadecimal; equal for equal rows in any order. */
  digest(): string {
    return Buffer.from(this.#sum.buffer).toString('hex')
  }
}

/** SHA-256 of a stream of bytes, and how many there were. */
export class StreamDigest {
  readonly #hash = createHash('sha256')
  bytes = 0

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk)
    this.bytes += chunk.length
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}
