/** Keys of every resource, each once; identifiers that others refer to. */
import { type Resource, type ResourceName, resource, resources } from '../contract/resources.ts'
import type { Findings } from './findings.ts'
import { hashed, hashText } from './hash.ts'
import { IdIndex } from './id-index.ts'
import { position, type Row } from './row.ts'
import { partitionNumbers, RecordTable, Spool, type SpoolFolder } from './spool.ts'

/** Resources that tens of millions of rows may belong to: not held in memory but compared at the end (joins.ts). */
const spooled: readonly ResourceName[] = ['documents', 'entries']

/** Resources others refer to, whose identifiers are held in memory while the delivery is checked. */
export const indexedResources: ReadonlySet<ResourceName> = new Set(
  resources
    .flatMap(({ fields }) => fields.flatMap(({ type }) => (type.kind === 'id' ? (type.references ?? []) : [])))
    .filter((name) => !spooled.includes(name)),
)

/** Between the parts of a key; no cell can hold it. */
const separator = '\u0001'

export class Keys {
  readonly #findings: Findings
  readonly #folder: SpoolFolder
  readonly #indexes = new Map<ResourceName, IdIndex>()

  constructor(findings: Findings, folder: SpoolFolder) {
    this.#findings = findings
    this.#folder = folder
  }

  index(name: ResourceName): IdIndex {
    let found = this.#indexes.get(name)
    if (!found) {
      found = new IdIndex()
      this.#indexes.set(name, found)
    }
    return found
  }

  /** Takes the keys of one resource, row by row, likely so many; `finish` when the file is read. */
  of(described: Resource, rows: number): KeyKeeper {
    if (!indexedResources.has(described.name)) return spoolKeeper(described, this.#findings, this.#folder)
    const index = this.index(described.name)
    index.expect(rows)
    return indexKeeper(described, index, this.#findings)
  }

  /** Forgets the identifiers of a resource that nothing refers to any more. */
  drop(name: ResourceName): void {
    this.#indexes.delete(name)
  }
}

export interface KeyKeeper {
  take(row: Row): void
  finish(): void
}

function indexKeeper({ name }: Resource, index: IdIndex, findings: Findings): KeyKeeper {
  return {
    take(row) {
      const id = row.cells[0] ?? ''
      if (index.add(id, row.line) === -1) findings.sameKey(name, row.line, index.line(index.find(id)), ['id'])
    },
    finish() {},
  }
}

function spoolKeeper(described: Resource, findings: Findings, folder: SpoolFolder): KeyKeeper {
  const spool = new Spool(folder, 4)
  const at = described.key.map((name) => position(described, name))
  const first = at[0] ?? 0
  return {
    take(row) {
      let key = row.cells[first] ?? ''
      for (let part = 1; part < at.length; part += 1) key += separator + (row.cells[at[part] ?? 0] ?? '')
      hashText(key)
      spool.append(hashed.low, hashed.high, row.line, 0)
    },
    finish() {
      for (const part of partitionNumbers) keyTable(spool, part, 4, described.name, findings)
      spool.close()
      folder.room.leave()
    },
  }
}

/** Loads a partition of keys, telling of those that are there twice. */
export function keyTable(
  spool: Spool,
  part: number,
  width: 4 | 6,
  name: ResourceName,
  findings: Findings | null,
): RecordTable {
  const records = spool.load(part)
  const line = (record: number) => records.words[record * width + 2] ?? 0
  return new RecordTable(records, width, spool.room, (record, earlier) => {
    findings?.sameKey(name, line(record), line(earlier), resource(name).key)
  })
}
