/**
 * The file of a backup: an open line that says how the key is made, then blocks of AES-256-GCM. Inside them a zstd stream of
 * records. Each block is bound to its place and to the open line, and the last one says that it is the last, so that a changed,
 * moved, missing or cut-off block is noticed (the STREAM construction, as in the file format of age).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { constants, createZstdCompress, createZstdDecompress, type ZstdCompress } from 'node:zlib'
import { z } from 'zod'
import { drained } from '#platform/drained.ts'
import { type Derivation, deriveKey, newDerivation } from './key.ts'
import { Told } from './told.ts'

const magic = 'EBOK-KOPIA-1'
const blockBytes = 256 * 1024
const tagBytes = 16
const longestOpenLine = 1_000
/** A record this long is a damaged length, not a row: PostgreSQL's rows end at 1 GiB, and COPY hands them on in pieces. */
const longestRecord = 256 * 1024 * 1024

const openLine = z.object({
  format: z.literal(magic),
  // Bounded, so that a file made to hurt us cannot ask for all the memory there is.
  memoryKib: z
    .int()
    .min(8)
    .max(1024 * 1024),
  passes: z.int().min(1).max(20),
  salt: z.base64(),
})

/** The file is not what was written: damaged, cut off, or locked with another key. */
export class BrokenBackup extends Told {}

const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

function nonceOf(block: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(block), 3)
  nonce[11] = last ? 1 : 0
  return nonce
}

/** Writes one backup file. Records go in order; `finish` puts everything on the disk. */
export class BackupWriter {
  readonly #zstd: ZstdCompress = createZstdCompress(compression)
  readonly #written: Promise<void>
  #failed: unknown
  bytes = 0

  private constructor(file: FileHandle, key: Buffer, opening: Buffer) {
    this.#written = this.#encrypt(file, key, opening)
    // Whoever writes next, or finishes, is told.
    this.#written.catch((error) => {
      this.#failed = error
      this.#zstd.destroy()
    })
  }

  /** `path` must not exist yet. */
  static async create(path: string, words: string, derivation: Derivation = newDerivation()): Promise<BackupWriter> {
    const key = await deriveKey(words, derivation)
    const opening = Buffer.from(`${JSON.stringify({ format: magic, ...derivation })}\n`)
    const file = await open(path, 'wx', 0o600)
    return new BackupWriter(file, key, opening)
  }

  /** One record: a letter that says what it is, and its bytes. */
  async record(type: string, bytes: Uint8Array): Promise<void> {
    const head = Buffer.alloc(5)
    head.write(type, 0, 1, 'latin1')
    head.writeUInt32BE(bytes.length, 1)
    await this.#push(head)
    if (bytes.length > 0) await this.#push(bytes)
  }

  async finish(): Promise<void> {
    this.#zstd.end()
    await this.#written
  }

  /** After a failure: lets go of the file. */
  async abandon(): Promise<void> {
    this.#zstd.destroy()
    await this.#written.catch(() => {})
  }

  async #push(bytes: Uint8Array): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed
    if (this.#zstd.write(bytes)) return
    await drained(this.#zstd)
    if (this.#failed !== undefined) throw this.#failed
  }

  async #encrypt(file: FileHandle, key: Buffer, opening: Buffer): Promise<void> {
    try {
      await this.#write(file, opening)
      let block = 0
      let pending = Buffer.alloc(0)
      for await (const chunk of this.#zstd) {
        pending = Buffer.concat([pending, chunk])
        while (pending.length > blockBytes) {
          await this.#write(file, lock(pending.subarray(0, blockBytes), key, block++, false, opening))
          pending = pending.subarray(blockBytes)
        }
      }
      await this.#write(file, lock(pending, key, block, true, opening))
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async #write(file: FileHandle, bytes: Buffer): Promise<void> {
    await file.writeFile(bytes)
    this.bytes += bytes.length
  }
}

function lock(plain: Buffer, key: Buffer, block: number, last: boolean, opening: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(block, last), { authTagLength: tagBytes })
  cipher.setAAD(opening)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function unlock(locked: Buffer, key: Buffer, block: number, last: boolean, opening: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(block, last), { authTagLength: tagBytes })
  decipher.setAAD(opening)
  decipher.setAuthTag(locked.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(locked.subarray(0, -tagBytes)), decipher.final()])
  } catch {
    throw new BrokenBackup(
      block === 0
        ? 'Kopia się nie otwiera: to nie ten klucz albo początek pliku jest uszkodzony.'
        : `Kopia jest uszkodzona albo ucięta: blok ${block + 1} nie jest taki, jak go zapisano.`,
    )
  }
}

export interface BackupRecord {
  readonly type: string
  readonly bytes: Buffer
}

/**
 * The records of a file, in order, each block checked before its content is used.
 * @throws BrokenBackup
 */
export async function* readBackup(path: string, words: string): AsyncGenerator<BackupRecord> {
  let pending = Buffer.alloc(0)
  // A for-await over the plain stream would hide where a fault came from; the generator's own errors come through `source`.
  const source = Readable.from(unlockedBlocks(path, words), { objectMode: false })
  const zstd = createZstdDecompress()
  source.on('error', (error) => zstd.destroy(error))
  source.pipe(zstd)
  try {
    for await (const chunk of zstd) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      for (;;) {
        if (pending.length < 5) break
        const length = pending.readUInt32BE(1)
        if (length > longestRecord) throw new BrokenBackup('Kopia jest uszkodzona: zapis bez sensu.')
        if (pending.length < 5 + length) break
        yield { type: pending.toString('latin1', 0, 1), bytes: pending.subarray(5, 5 + length) }
        pending = pending.subarray(5 + length)
      }
    }
  } catch (error) {
    if (error instanceof Told || (error as NodeJS.ErrnoException).syscall !== undefined) throw error
    throw new BrokenBackup(`Kopia jest uszkodzona: ${error instanceof Error ? error.message : error}`)
  } finally {
    source.destroy()
    zstd.destroy()
  }
  if (pending.length > 0) throw new BrokenBackup('Kopia jest ucięta.')
}

async function* unlockedBlocks(path: string, words: string): AsyncGenerator<Buffer> {
  const step = blockBytes + tagBytes
  let pending = Buffer.alloc(0)
  let opening: Buffer | undefined
  let key: Buffer = Buffer.alloc(0)
  let block = 0
  for await (const chunk of createReadStream(path, { highWaterMark: step })) {
    pending = Buffer.concat([pending, chunk])
    if (opening === undefined) {
      const end = pending.indexOf(0x0a)
      if (end < 0 && pending.length < longestOpenLine) continue
      opening = pending.subarray(0, end + 1)
      key = await deriveKey(words, readOpenLine(opening))
      pending = pending.subarray(end + 1)
    }
    // One block more than is needed now, because only the end of the file tells which is the last.
    while (pending.length > step) {
      yield unlock(pending.subarray(0, step), key, block++, false, opening)
      pending = pending.subarray(step)
    }
  }
  if (opening === undefined || pending.length < tagBytes)
    throw new BrokenBackup('To nie jest kopia e-BOK albo jest ucięta.')
  yield unlock(pending, key, block, true, opening)
}

function readOpenLine(line: Buffer): Derivation {
  try {
    return openLine.parse(JSON.parse(line.toString('utf8')))
  } catch {
    throw new BrokenBackup('To nie jest kopia e-BOK: plik zaczyna się inaczej.')
  }
}
