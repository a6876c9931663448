import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ResourceName, resources } from '#import/contract/resources.ts'
import { grosze, type Row, readRows } from './describe.ts'

/** A delivery read back into memory, for the small sizes. */
export type Books = Record<ResourceName, Row[]>

export interface Descriptor {
  readonly 'ebok:asOf': string
  readonly 'ebok:kind': string
  readonly 'ebok:sequence': number
  readonly resources: readonly {
    readonly name: ResourceName
    readonly path: string
    readonly bytes: number
    readonly hash: string
    readonly 'ebok:rows': number
    readonly 'ebok:controlTotals': Readonly<Record<string, string>>
  }[]
}

export const readDescriptor = (folder: string): Descriptor =>
  JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8')) as Descriptor

export async function readBooks(folder: string): Promise<Books> {
  const present = new Set(readDescriptor(folder).resources.map(({ name }) => name))
  const books = {} as Books
  for (const { name } of resources) books[name] = present.has(name) ? await Array.fromAsync(readRows(folder, name)) : []
  return books
}

/** Sums of a money column by another column, in grosze. */
export function sumBy(rows: readonly Row[], key: string, amount: string): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of rows) sums.set(row[key] ?? '', (sums.get(row[key] ?? '') ?? 0n) + grosze(row[amount] ?? ''))
  return sums
}

export const keyOf = (name: ResourceName, row: Row): string =>
  (resources.find((candidate) => candidate.name === name)?.key ?? []).map((field) => row[field]).join('|')

/** Bytes, hashes, row counts and control totals of the descriptor are those of the files. */
export function checkDescriptor(folder: string, books: Books): void {
  for (const described of readDescriptor(folder).resources) {
    const bytes = readFileSync(join(folder, described.path))
    assert.equal(described.bytes, bytes.length)
    assert.equal(described.hash, `sha256:${createHash('sha256').update(bytes).digest('hex')}`)
    const rows = books[described.name].filter((row) => row._op !== 'delete')
    assert.equal(described['ebok:rows'], books[described.name].length, described.name)
    for (const [field, total] of Object.entries(described['ebok:controlTotals'])) {
      const sum = rows.reduce((all, row) => all + grosze(row[field] ?? ''), 0n)
      assert.equal(grosze(total), sum, `${described.name}.${field}`)
    }
    assert.ok(!bytes.includes('\r'))
  }
}
