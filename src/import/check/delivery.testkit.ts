/** A small right delivery in memory, to be spoiled in one place at a time and written to a folder. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ResourceName, resourceNames, resources } from '../contract/resources.ts'
import { sampleAsOf, sampleRows } from '../contract/sample.ts'
import { type DeliveryKind, dataPackageProfile, tableSchema } from '../contract/schema.ts'

export interface SmallDescriptor {
  [property: string]: unknown
  resources: { [property: string]: unknown; name: string; path: string; bytes: number; hash: string }[]
}

export interface SmallDelivery {
  readonly kind: DeliveryKind
  /** Files by path; the descriptor is made from them last. */
  readonly files: Map<string, Buffer>
  /** Changes the descriptor after sizes, hashes and totals were put in. */
  spoil?: (descriptor: SmallDescriptor) => void
}

export function smallDelivery(kind: DeliveryKind = 'full'): SmallDelivery {
  const operation = kind === 'changes' ? '_op,' : ''
  const files = new Map<string, Buffer>()
  for (const { name, fields } of resources) {
    const header = operation + fields.map((field) => field.name).join(',')
    const rows = sampleRows[name].map((row) => (kind === 'changes' ? `upsert,${row}` : row))
    files.set(`${name}.csv`, Buffer.from([header, ...rows, ''].join('\n')))
  }
  files.set('pisma/S1.pdf', Buffer.from('%PDF-1.7\n'))
  return { kind, files }
}

/** Replaces text in a file; the text must be there, so that a test cannot silently spoil nothing. */
export function replaceIn(delivery: SmallDelivery, name: ResourceName, from: string, to: string): void {
  const text = delivery.files.get(`${name}.csv`)?.toString() ?? ''
  if (!text.includes(from)) throw new Error(`${name}.csv does not hold ${from}`)
  delivery.files.set(`${name}.csv`, Buffer.from(text.replace(from, () => to)))
}

/** Adds a row at the end of a file. */
export function addRow(delivery: SmallDelivery, name: ResourceName, row: string): void {
  const path = `${name}.csv`
  delivery.files.set(path, Buffer.concat([delivery.files.get(path) ?? Buffer.alloc(0), Buffer.from(`${row}\n`)]))
}

export function describe(delivery: SmallDelivery): SmallDescriptor {
  const { files, kind } = delivery
  const descriptor: SmallDescriptor = {
    $schema: dataPackageProfile,
    'ebok:contract': '1',
    'ebok:cooperativeId': 'sm-lipowa',
    'ebok:asOf': sampleAsOf,
    'ebok:generatedAt': '2026-11-22T23:05:00+01:00',
    'ebok:kind': kind,
    'ebok:sequence': 7,
    resources: resources
      .filter(({ name }) => files.has(`${name}.csv`))
      .map((described) => {
        const path = `${described.name}.csv`
        const bytes = files.get(path) ?? Buffer.alloc(0)
        const rows = bytes.toString().split('\n').slice(1).filter(Boolean)
        return {
          name: described.name,
          path,
          type: 'table',
          encoding: 'utf-8',
          bytes: bytes.length,
          hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
          'ebok:rows': rows.length,
          'ebok:controlTotals': totals(described.name, bytes.toString().split('\n')),
          schema: tableSchema(described, kind),
        }
      }),
  }
  delivery.spoil?.(descriptor)
  return descriptor
}

/** Sums by columns of rows cut at commas outside quotes; cells that are no amounts count as nothing. */
function totals(name: ResourceName, lines: readonly string[]): Record<string, string> {
  const wanted = resources[resourceNames.indexOf(name)]?.controlTotals ?? []
  const header = (lines[0] ?? '').trim().split(',')
  return Object.fromEntries(
    wanted.map((column) => {
      const at = header.indexOf(column)
      let grosze = 0n
      for (const line of lines.slice(1)) {
        const cell = line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)[at] ?? ''
        if (/^-?\d+\.\d\d$/.test(cell)) grosze += BigInt(cell.replace('.', ''))
      }
      const digits = String(grosze < 0n ? -grosze : grosze).padStart(3, '0')
      return [column, `${grosze < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`]
    }),
  )
}

/** The whole delivery as files, descriptor included. */
export function allFiles(delivery: SmallDelivery): Map<string, Buffer> {
  return new Map([...delivery.files, ['datapackage.json', Buffer.from(JSON.stringify(describe(delivery), null, 2))]])
}

export function writeDelivery(delivery: SmallDelivery, folder: string): string {
  for (const [path, bytes] of allFiles(delivery)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  return folder
}
