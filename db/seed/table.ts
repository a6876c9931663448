import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type ResourceName, resource } from '#import/contract/resources.ts'
import { money } from './numbers.ts'

const SPECIAL = /[",\r\n]/

/** A text as a CSV cell (RFC 4180). */
export const cell = (text: string): string => (SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What the descriptor says about a written file. */
export interface TableSummary {
  readonly name: ResourceName
  readonly path: string
  readonly rows: number
  readonly bytes: number
  readonly hash: string
  readonly controlTotals: Readonly<Record<string, string>>
}

/** Rows are joined as text only shortly, so that the garbage collector never meets long chains of them. */
const TEXT_CHARACTERS = 8 * 1024
/** Enough to make a write worth its system call, little enough to keep memory flat for any size of delivery. */
const CHUNK_BYTES = 512 * 1024

/**
 * One CSV file being written. Writing is synchronous, so the disk itself holds the generator back; rows, bytes, hash
 * and control totals are counted on the way.
 */
export class Table {
  private readonly file: number
  private readonly sha256 = createHash('sha256')
  private readonly totalNames: readonly string[]
  private readonly totals = [0, 0, 0]
  private readonly keyCells: number
  private readonly columns: number
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  private filled = 0
  private text = ''
  private rows = 0
  private bytes = 0
  readonly name: ResourceName
  private readonly changes: boolean

  constructor(outDir: string, name: ResourceName, columns: readonly string[], changes: boolean) {
    const described = resource(name)
    const contract = described.fields.map((field) => field.name)
    if (contract.join() !== columns.join()) throw new Error(`${name}: the contract has the columns ${contract.join()}`)
    if (described.key.join() !== columns.slice(0, described.key.length).join()) {
      throw new Error(`${name}: the key is expected in the first columns`)
    }
    this.name = name
    this.changes = changes
    this.keyCells = described.key.length
    this.columns = columns.length
    this.totalNames = described.controlTotals
    this.file = openSync(join(outDir, `${name}.csv`), 'w')
    this.text = `${changes ? '_op,' : ''}${columns.join()}\n`
  }

  /** `cells` is the finished row; the sums belong to the resource's control totals, in their order, in grosze. */
  row(cells: string, first = 0, second = 0, third = 0): void {
    this.text += this.changes ? `upsert,${cells}\n` : `${cells}\n`
    this.rows++
    this.totals[0] = (this.totals[0] as number) + first
    this.totals[1] = (this.totals[1] as number) + second
    this.totals[2] = (this.totals[2] as number) + third
    if (this.text.length > TEXT_CHARACTERS) this.encode()
  }

  /** A row that is gone: its key, the other cells empty. */
  deleteRow(...key: readonly string[]): void {
    this.text += `delete,${key.join()}${','.repeat(this.columns - this.keyCells)}\n`
    this.rows++
    if (this.text.length > TEXT_CHARACTERS) this.encode()
  }

  close(): TableSummary {
    this.encode()
    this.flush()
    closeSync(this.file)
    const controlTotals = Object.fromEntries(this.totalNames.map((name, i) => [name, money(this.totals[i] as number)]))
    const hash = `sha256:${this.sha256.digest('hex')}`
    return { name: this.name, path: `${this.name}.csv`, rows: this.rows, bytes: this.bytes, hash, controlTotals }
  }

  /** Moves the text into the chunk; a UTF-16 unit takes at most three bytes. */
  private encode(): void {
    if (this.filled + this.text.length * 3 > CHUNK_BYTES) this.flush()
    this.filled += this.chunk.write(this.text, this.filled, 'utf8')
    this.text = ''
  }

  private flush(): void {
    const bytes = this.chunk.subarray(0, this.filled)
    this.sha256.update(bytes)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at)
    this.bytes += bytes.length
    this.filled = 0
  }
}
