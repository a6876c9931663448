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

/** Enough to make a write worth its system call, little enough to keep memory flat for any size of delivery. */
const BUFFER_CHARACTERS = 256 * 1024

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
  private buffer = ''
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
    this.buffer = `${changes ? '_op,' : ''}${columns.join()}\n`
  }

  /** `cells` is the finished row; the sums belong to the resource's control totals, in their order, in grosze. */
  row(cells: string, first = 0, second = 0, third = 0): void {
    this.buffer += this.changes ? `upsert,${cells}\n` : `${cells}\n`
    this.rows++
    this.totals[0] = (this.totals[0] as number) + first
    this.totals[1] = (this.totals[1] as number) + second
    this.totals[2] = (this.totals[2] as number) + third
    if (this.buffer.length > BUFFER_CHARACTERS) this.flush()
  }

  /** A row that is gone: its key, the other cells empty. */
  deleteRow(...key: readonly string[]): void {
    this.buffer += `delete,${key.join()}${','.repeat(this.columns - this.keyCells)}\n`
    this.rows++
  }

  close(): TableSummary {
    this.flush()
    closeSync(this.file)
    const controlTotals = Object.fromEntries(this.totalNames.map((name, i) => [name, money(this.totals[i] as number)]))
    const hash = `sha256:${this.sha256.digest('hex')}`
    return { name: this.name, path: `${this.name}.csv`, rows: this.rows, bytes: this.bytes, hash, controlTotals }
  }

  private flush(): void {
    const chunk = Buffer.from(this.buffer, 'utf8')
    this.sha256.update(chunk)
    for (let at = 0; at < chunk.length; ) at += writeSync(this.file, chunk, at)
    this.bytes += chunk.length
    this.buffer = ''
  }
}
