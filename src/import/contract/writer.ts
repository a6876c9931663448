/** Writes a delivery as the contract has it: one file a resource, and a descriptor with sizes, hashes, counts and totals. */
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseMoney } from '#kernel/money.ts'
import { type Resource, type ResourceName, resource, resourceNames } from './resources.ts'
import { writeGrosze } from './rows.ts'
import { contractVersion, dataPackageProfile, descriptorName, tableSchema } from './schema.ts'

export interface DeliveryIdentity {
  readonly cooperativeId: string
  readonly asOf: string
  readonly generatedAt: string
  readonly sequence: number
}

/** What the descriptor says about a written file. */
export interface WrittenTable {
  readonly name: ResourceName
  readonly path: string
  readonly rows: number
  readonly bytes: number
  readonly hash: string
  readonly controlTotals: Readonly<Record<string, string>>
}

const chunkCharacters = 64 * 1024

/** One file being written. Writing waits for the disk, so memory stays the same whatever the size. */
export class TableWriter {
  readonly #resource: Resource
  readonly #file: number
  readonly #hash = createHash('sha256')
  readonly #totals: { readonly name: string; readonly at: number; sum: bigint }[]
  #text: string
  #rows = 0
  #bytes = 0

  constructor(folder: string, name: ResourceName) {
    this.#resource = resource(name)
    const columns = this.#resource.fields.map((field) => field.name)
    this.#totals = this.#resource.controlTotals.map((total) => ({ name: total, at: columns.indexOf(total), sum: 0n }))
    this.#file = openSync(join(folder, `${name}.csv`), 'w')
    this.#text = `${columns.join(',')}\n`
  }

  /** One row, its cells in the order of the contract and written as it wants them. */
  row(cells: readonly string[]): void {
    for (const total of this.#totals) total.sum += BigInt(parseMoney(cells[total.at] ?? '') ?? 0)
    this.#text += `${cells.map(csvCell).join(',')}\n`
    this.#rows += 1
    if (this.#text.length > chunkCharacters) this.#flush()
  }

  close(): WrittenTable {
    this.#flush()
    closeSync(this.#file)
    const { name } = this.#resource
    return {
      name,
      path: `${name}.csv`,
      rows: this.#rows,
      bytes: this.#bytes,
      hash: `sha256:${this.#hash.digest('hex')}`,
      controlTotals: Object.fromEntries(this.#totals.map((total) => [total.name, writeGrosze(total.sum)])),
    }
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    this.#text = ''
  }
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Writes `datapackage.json`; to be called last, since a folder with a descriptor counts as a finished delivery. */
export function writeDescriptor(folder: string, identity: DeliveryIdentity, tables: readonly WrittenTable[]): void {
  const descriptor = {
    $schema: dataPackageProfile,
    'ebok:contract': contractVersion,
    'ebok:cooperativeId': identity.cooperativeId,
    'ebok:asOf': identity.asOf,
    'ebok:generatedAt': identity.generatedAt,
    'ebok:kind': 'full',
    'ebok:sequence': identity.sequence,
    resources: tables.map(({ name, path, rows, bytes, hash, controlTotals }) => ({
      name,
      path,
      type: 'table',
      encoding: 'utf-8',
      bytes,
      hash,
      'ebok:rows': rows,
      'ebok:controlTotals': controlTotals,
      schema: tableSchema(resource(name)),
    })),
  }
  writeFileSync(join(folder, descriptorName), `${JSON.stringify(descriptor, null, 2)}\n`)
}

/** Writes a whole delivery from rows that are at hand. */
export function writeDeliveryFolder(
  folder: string,
  identity: DeliveryIdentity,
  rowsOf: (name: ResourceName) => Iterable<readonly string[]>,
): void {
  mkdirSync(folder, { recursive: true })
  const tables = resourceNames.map((name) => {
    const table = new TableWriter(folder, name)
    for (const cells of rowsOf(name)) table.row(cells)
    return table.close()
  })
  writeDescriptor(folder, identity, tables)
}
