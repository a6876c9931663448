/** What is in a backup, in which order: the manifest, tables, sequences, files, the end. */
import { z } from 'zod'
import { type BackupWriter, BrokenBackup, readBackup } from './container.ts'
import { StreamDigest } from './digest.ts'

const migration = z.object({ number: z.int(), name: z.string(), sha256: z.string(), breaking: z.boolean() })

const manifest = z.object({
  /** Version of the program that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  postgres: z.string(),
  /** The migrations that had made the schema. */
  migrations: z.array(migration).min(1),
})
export type Manifest = z.output<typeof manifest>

const table = z.object({ table: z.string(), columns: z.array(z.string()) })
const sequences = z.array(z.object({ table: z.string(), column: z.string(), value: z.string() }))
const file = z.object({ path: z.string() })
const end = z.object({ bytes: z.int(), sha256: z.string() })
const total = z.object({ tables: z.int(), files: z.int(), bytes: z.int() })

/** The last value each sequence gave out, as text: it may be larger than a safe number. */
export type Sequences = z.output<typeof sequences>
export type Total = z.output<typeof total>

/** A table in COPY's text form, or a file beside the database by its path in the data directory. */
export type Part =
  | {
      readonly kind: 'table'
      readonly table: string
      readonly columns: readonly string[]
      readonly data: AsyncIterable<Buffer>
    }
  | { readonly kind: 'file'; readonly path: string; readonly data: AsyncIterable<Buffer> }
  | { readonly kind: 'sequences'; readonly sequences: Sequences }

/** COPY hands over row by row; records of this size cost nothing. */
const pieceBytes = 256 * 1024

/** Writes the contents in order and keeps count. */
export class ContentsWriter {
  readonly #to: BackupWriter
  readonly #total = { tables: 0, files: 0, bytes: 0 }

  private constructor(to: BackupWriter) {
    this.#to = to
  }

  static async begin(to: BackupWriter, manifestOfIt: Manifest): Promise<ContentsWriter> {
    const writer = new ContentsWriter(to)
    await writer.#json('M', manifestOfIt)
    return writer
  }

  async table(name: string, columns: readonly string[], data: AsyncIterable<Buffer>): Promise<void> {
    this.#total.tables += 1
    await this.#part('T', { table: name, columns }, data)
  }

  async file(path: string, data: AsyncIterable<Buffer>): Promise<void> {
    this.#total.files += 1
    await this.#part('F', { path }, data)
  }

  async sequences(found: Sequences): Promise<void> {
    await this.#json('S', found)
  }

  async finish(): Promise<Total> {
    await this.#json('Z', this.#total)
    await this.#to.finish()
    return this.#total
  }

  async #part(type: string, head: object, data: AsyncIterable<Buffer>): Promise<void> {
    await this.#json(type, head)
    const digest = new StreamDigest()
    for await (const piece of inPieces(data)) {
      digest.update(piece)
      await this.#to.record('D', piece)
    }
    this.#total.bytes += digest.bytes
    await this.#json('E', { bytes: digest.bytes, sha256: digest.digest() })
  }

  #json(type: string, content: object): Promise<void> {
    return this.#to.record(type, Buffer.from(JSON.stringify(content)))
  }
}

async function* inPieces(data: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const chunk of data) {
    waiting.push(chunk)
    bytes += chunk.length
    if (bytes < pieceBytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

export interface Contents {
  readonly manifest: Manifest
  /** Each part's data must be read before the next part is asked for; what is left is read over, and checked all the same. */
  readonly parts: AsyncGenerator<Part, Total>
}

/**
 * Opens a backup. Sizes and hashes are checked while it is read, and that nothing is missing when the parts end.
 * @throws BrokenBackup
 */
export async function openContents(path: string, words: string): Promise<Contents> {
  const records = readBackup(path, words)
  const first = await records.next()
  if (first.done || first.value.type !== 'M') throw new BrokenBackup('To nie jest kopia e-BOK: brakuje jej początku.')
  return { manifest: parsed(manifest, first.value.bytes), parts: partsOf(records) }
}

async function* partsOf(records: ReturnType<typeof readBackup>): AsyncGenerator<Part, Total> {
  const seen = { tables: 0, files: 0, bytes: 0 }
  try {
    for (;;) {
      const { type, bytes } = await nextOf(records)
      if (type === 'Z') {
        const said = parsed(total, bytes)
        const more = await records.next()
        if (!more.done || JSON.stringify(said) !== JSON.stringify(seen)) throw new BrokenBackup('Kopia nie jest cała.')
        return said
      }
      if (type === 'S') {
        yield { kind: 'sequences', sequences: parsed(sequences, bytes) }
        continue
      }
      const data = dataOf(records, seen)
      if (type === 'T') {
        seen.tables += 1
        yield { kind: 'table', ...parsed(table, bytes), data }
      } else if (type === 'F') {
        seen.files += 1
        yield { kind: 'file', ...parsed(file, bytes), data }
      } else throw new BrokenBackup('Kopia jest uszkodzona: nieznany zapis.')
      for await (const _ of data);
    }
  } finally {
    await records.return(undefined)
  }
}

async function* dataOf(records: ReturnType<typeof readBackup>, seen: { bytes: number }): AsyncGenerator<Buffer> {
  const digest = new StreamDigest()
  for (;;) {
    const { type, bytes } = await nextOf(records)
    if (type === 'D') {
      digest.update(bytes)
      yield bytes
    } else if (type === 'E') {
      const said = parsed(end, bytes)
      if (said.bytes !== digest.bytes || said.sha256 !== digest.digest())
        throw new BrokenBackup('Kopia jest uszkodzona: zawartość nie zgadza się ze swoim odciskiem.')
      seen.bytes += digest.bytes
      return
    } else throw new BrokenBackup('Kopia jest uszkodzona: przerwana zawartość.')
  }
}

async function nextOf(records: ReturnType<typeof readBackup>): Promise<{ type: string; bytes: Buffer }> {
  const record = await records.next()
  if (record.done) throw new BrokenBackup('Kopia jest ucięta.')
  return record.value
}

function parsed<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    throw new BrokenBackup('Kopia jest uszkodzona: opis bez sensu.')
  }
}

/** Reads a whole backup without using it: every block, size and hash. @throws BrokenBackup */
export async function verifyBackup(path: string, words: string): Promise<{ manifest: Manifest; total: Total }> {
  const contents = await openContents(path, words)
  for (;;) {
    const { done, value } = await contents.parts.next()
    if (done) return { manifest: contents.manifest, total: value }
  }
}
