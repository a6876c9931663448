/**
 * A full delivery after a night in which little happened: its files are compared with those of the delivery the published
 * state was built on, and only rows that are not the same in both are read, checked and loaded.
 *
 * This way only ever accepts. Whatever is not plainly right (a problem in a row, a sum that differs, a file that changed too
 * much) is `NotProvable`: the delivery is then checked whole, which finds the problem again and tells where it is.
 * Why what it accepts is right: docs/decisions/0017-the-night-at-full-size.md.
 */
import { createHash, type Hash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { indexedRowLimit } from '../check/check.ts'
import { CsvReader } from '../check/csv.ts'
import { indexedResources } from '../check/keys.ts'
import { NoticeFiles } from '../check/notices.ts'
import { type RowSink, TableReader } from '../check/table.ts'
import type { DescribedResource, Descriptor } from '../contract/descriptor.ts'
import { ProblemList } from '../contract/problem.ts'
import { type ResourceName, resource } from '../contract/resources.ts'
import { FileGrew, HashPool, worthAThread } from '../receive/hash-pool.ts'
import { type ByteReader, blocksOf, type DeliverySource, Refused, readBeginning } from '../receive/source.ts'
import { relation, sameKey, visibleAt } from '../relations.ts'
import type { StagingLoader } from '../staging.ts'
import type { Base } from './base.ts'
import { diffLines, TooDifferent } from './line-diff.ts'

/** The short way does not suffice to accept this delivery; says nothing about whether it is right. */
export class NotProvable extends Error {}

export interface Differing {
  readonly source: DeliverySource
  readonly descriptor: Descriptor
  /** Hashes of the files as they were kept; null when they must be taken from the bytes. */
  readonly fileHashes: ReadonlyMap<string, string> | null
  readonly base: Base
  readonly loader: StagingLoader
}

/** A change of more than this share of a file is found sooner by reading everything. */
const changedShare = 0.3
const alwaysComparedBytes = 4 * 1024 * 1024
const blockBytes = 64 * 1024
const headerBytes = 16 * 1024
const lineFeed = 0x0a

/**
 * Puts rows that differ into staging: those that came, and as deleted the keys of those that are gone.
 * @throws NotProvable
 */
export async function stageDifferences(parts: Differing): Promise<void> {
  const pool = new HashPool()
  const kept = new Map<string, Promise<string>>()
  try {
    const { descriptor, base } = parts
    if (descriptor.resources.length !== base.descriptor.resources.length) throw new NotProvable('other resources')
    for (const { name, path, sha256, bytes } of base.descriptor.resources) {
      const file = base.source.pathOf(path)
      const now = descriptor.resources.find((one) => one.name === name)
      const known = now && parts.fileHashes?.get(now.path)
      // Of files that are the same nothing more is read.
      if (file === null || bytes < worthAThread || (known === sha256 && name !== 'notices')) continue
      const hashed = pool.hash(file, bytes)
      hashed.catch(() => {})
      kept.set(name, hashed)
    }
    for (const described of descriptor.resources) await stageResource(parts, described, kept.get(described.name))
    await parts.loader.finish()
  } catch (error) {
    if (error instanceof Refused || error instanceof TooDifferent || error instanceof FileGrew)
      throw new NotProvable(error.message)
    throw error
  } finally {
    await Promise.allSettled(kept.values())
    await pool.close()
  }
}

/** `keptHash` is that of the base's file when another thread takes it. */
async function stageResource(
  parts: Differing,
  described: DescribedResource,
  keptHash: Promise<string> | undefined,
): Promise<void> {
  const { source, base, loader, fileHashes } = parts
  const { name, path } = described
  const before = base.descriptor.resources.find((one) => one.name === name)
  const file = source.list().find((one) => one.path === path)
  if (!before || file?.bytes !== described.bytes) throw new NotProvable(`${name} is not comparable`)
  if (indexedResources.has(name) && described.rows > indexedRowLimit) throw new NotProvable(`${name} has too many rows`)

  const problems = new ProblemList()
  // Letters are few, and whether their files are there and right is a matter of this delivery alone.
  const isNotices = name === 'notices'
  const notices = isNotices
    ? new NoticeFiles(problems, new Map(source.list().map((one) => [one.path, one])), path)
    : null
  const come = new PartReader(described, problems, loader, false, notices)
  const gone = new PartReader(before, problems, keysOnly(loader), true, null)

  const kept = fileHashes?.get(path)
  if (kept !== undefined && kept !== described.sha256) throw new NotProvable(`${name} has another hash`)
  if (isNotices || kept === undefined || kept !== before.sha256) {
    const [now, old] = [createHash('sha256'), createHash('sha256')]
    const [header, oldHeader] = [await headerOf(source, path), await headerOf(base.source, before.path)]
    if (!header.equals(oldHeader)) throw new NotProvable(`${name} has another header`)
    if (isNotices) {
      for await (const block of blocksOf(hashing(source, path, now))) await come.take(block)
      for await (const block of blocksOf(hashing(base.source, before.path, keptHash ? null : old)))
        await gone.take(block)
    } else {
      await come.take(header)
      await gone.take(header)
      const limit = Math.max(alwaysComparedBytes, described.bytes * changedShare)
      await diffLines(
        hashing(base.source, before.path, keptHash ? null : old),
        hashing(source, path, kept === undefined ? now : null),
        limit,
        async (left, right) => {
          await gone.take(left)
          await come.take(right)
        },
      )
    }
    await come.finish()
    await gone.finish()
    if ((isNotices || kept === undefined) && now.digest('hex') !== described.sha256)
      throw new NotProvable(`${name} has another hash`)
    // The kept file is not what was published: it says nothing about the rows in the database.
    if ((await (keptHash ?? old.digest('hex'))) !== before.sha256) throw new NotProvable(`the kept ${name} was changed`)
  }
  await notices?.finish(source)
  if (problems.count > 0) throw new NotProvable(`${name} has problems`)
  if (described.rows !== before.rows - gone.rows + come.rows)
    throw new NotProvable(`${name} has another number of rows`)
  for (const total of resource(name).controlTotals) {
    const expected =
      exact(before.controlTotals[total]) - (gone.totals.get(total) ?? 0n) + (come.totals.get(total) ?? 0n)
    if (exact(described.controlTotals[total]) !== expected) throw new NotProvable(`${name} has another total`)
  }
}

const exact = (amount: string | undefined): bigint => BigInt((amount ?? '').replace('.', ''))

/** The rows of some lines of a file, checked one by one as a whole file is. */
class PartReader {
  readonly #table: TableReader
  readonly #csv: CsvReader
  #parts: Buffer[] = []
  #length = 0

  constructor(
    described: DescribedResource,
    problems: ProblemList,
    sink: RowSink,
    old: boolean,
    notices: NoticeFiles | null,
  ) {
    this.#table = new TableReader(described, {
      problems,
      changes: false,
      sizeTold: false,
      sink,
      rowLimit: Number.MAX_SAFE_INTEGER,
      lookUp: null,
      mustExist: () => false,
      keys: undefined,
      books: undefined,
      eachRow: notices && !old ? (row) => notices.take(row) : undefined,
    })
    this.#csv = new CsvReader(this.#table)
  }

  get rows(): number {
    return this.#table.rows
  }

  get totals(): ReadonlyMap<string, bigint> {
    return this.#table.totals
  }

  /** Small parts are read together. A row never spans two lines: a line feed in a cell is a fault in every field. */
  async take(lines: Buffer): Promise<void> {
    this.#parts.push(Buffer.from(lines))
    this.#length += lines.length
    if (this.#length >= blockBytes) await this.#flush()
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#csv.end()
  }

  async #flush(): Promise<void> {
    const block = Buffer.concat(this.#parts, this.#length)
    this.#parts = []
    this.#length = 0
    await this.#csv.push(block)
  }
}

/** What is gone is staged by its key alone, in the form in which a delivery of changes deletes. */
function keysOnly(loader: StagingLoader): RowSink {
  const cells: string[] = []
  return {
    write(name, line, _deleted, row) {
      const { fields, key } = resource(name)
      for (let at = 0; at < fields.length; at += 1) cells[at] = key.includes(fields[at]!.name) ? (row[at] ?? '') : ''
      return loader.write(name, line, true, cells)
    },
  }
}

async function headerOf(source: DeliverySource, path: string): Promise<Buffer> {
  const beginning = await readBeginning(source, path, headerBytes)
  const end = beginning.indexOf(lineFeed)
  if (end === -1) throw new NotProvable(`${path} has no header`)
  return beginning.subarray(0, end + 1)
}

/** The bytes of a file, hashed as they pass; it is opened when they are first asked for. */
function hashing(source: DeliverySource, path: string, hash: Hash | null): ByteReader {
  let bytes: ByteReader | undefined
  return {
    async read(into) {
      bytes ??= await source.open(path)
      const read = await bytes.read(into)
      hash?.update(into.subarray(0, read))
      return read
    },
    close: async () => bytes?.close(),
  }
}

/**
 * What only keys can tell, and the last step before the differences are written as if a delivery of changes had brought them.
 * @throws NotProvable
 */
export async function settleKeys(
  client: ClientBase,
  loader: StagingLoader,
  base: Base,
  published: number,
): Promise<void> {
  const rows = loader.counts()
  for (const { name } of base.descriptor.resources) {
    if (base.publication !== published) await everythingSinceIsStaged(client, name, base.publication, published)
    if (rows[name] > 0) await keysAreUnique(client, name, base.publication)
  }
}

async function keysAreUnique(client: ClientBase, name: ResourceName, base: number): Promise<void> {
  const target = relation(name)
  const { staging, versions, key } = target
  // Twice among the rows that came, or in one of them and in a row that stayed.
  const keys = key.map((column) => `s.${column}`).join(', ')
  const { rows } = await client.query<{ twice: boolean }>(
    `with came as materialized (
       select ${keys}, count(*) as times from ${staging} s where not s.deleted group by ${keys}),
     fresh as materialized (
       select c.* from came c where not exists (select from ${staging} o where o.deleted and ${sameKey(target, 'o', 'c')}))
     select (select count(*) from came where times > 1) > 0
         or (select count(*) from fresh f join ${versions} v on ${sameKey(target, 'v', 'f')} and ${visibleAt('v', base)}) > 0 as twice`,
  )
  if (rows[0]!.twice) throw new NotProvable(`${name} has a key twice`)
  // A row that came in another form is not gone.
  await client.query(
    `delete from ${staging} o using ${staging} s where o.deleted and not s.deleted and ${sameKey(target, 'o', 's')}`,
  )
}

/**
 * Deliveries of changes were published after the base. Where the delivery and the base agree, the published row may be
 * another one; the files say nothing about it.
 */
async function everythingSinceIsStaged(
  client: ClientBase,
  name: ResourceName,
  base: number,
  published: number,
): Promise<void> {
  const target = relation(name)
  const since = (column: string) => `v.${column} > ${base} and v.${column} <= ${published}`
  const { rows } = await client.query<{ missing: boolean }>(
    `select exists (select from ${target.versions} v where (${since('from_publication')} or ${since('to_publication')})
        and not exists (select from ${target.staging} s where ${sameKey(target, 's', 'v')})) as missing`,
  )
  if (rows[0]!.missing) throw new NotProvable(`${name} changed since the last full delivery`)
}
