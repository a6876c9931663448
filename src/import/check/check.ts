/** Stage 2 of an import: the whole check of a delivery, with no database and no server, in one pass over its files. */
import { type Descriptor, descriptorBytesLimit, readDescriptor } from '../contract/descriptor.ts'
import { type Problem, ProblemList } from '../contract/problem.ts'
import { type ResourceName, resource, resourceNames } from '../contract/resources.ts'
import { writeGrosze } from '../contract/rows.ts'
import { descriptorName } from '../contract/schema.ts'
import { type DeliverySource, Refused, readBeginning } from '../receive/source.ts'
import { Books } from './books.ts'
import { Findings } from './findings.ts'
import { IdIndex } from './id-index.ts'
import { indexedResources, Keys } from './keys.ts'
import { NoticeFiles } from './notices.ts'
import { position, type Row } from './row.ts'
import { SpoolFolder } from './spool.ts'
import { type RowSink, readTable, type TableOutcome } from './table.ts'

export type { RowSink } from './table.ts'

/** What the check could not do, and who must: the database, or a new check when the problems are mended. */
export interface Remaining {
  readonly check: 'keys' | 'references' | 'balances' | 'documentLines' | 'settlementLines' | 'allocations' | 'sequence'
  readonly because: 'changes' | 'database' | 'problems' | 'nothingPublishedHere'
}

export interface CheckOptions {
  /** What is published, when known: a delivery must follow it. */
  readonly previous?: { readonly asOf: string | Date; readonly sequence: number }
  /** Takes a delivery older than the published state, on a person's order. */
  readonly allowOlder?: boolean
  readonly sink?: RowSink
  /** The database will compare rows with each other (keys, references, sums); only rows themselves are checked here. */
  readonly setChecksInDatabase?: boolean
  /** Told as soon as the descriptor is read and found right. */
  readonly onDescriptor?: (descriptor: Descriptor) => Promise<void>
  /** Where temporary files may grow to about a third of the delivery. */
  readonly tempDir?: string
  /** How many problems are listed with their place. */
  readonly listed?: number
  /** Rows of a resource whose identifiers are held in memory. */
  readonly indexedRowLimit?: number
}

export interface CheckedResource {
  readonly name: ResourceName
  readonly file: string
  readonly rows: number
  readonly bytes: number
  /** As the descriptor says them. */
  readonly controlTotals: Readonly<Record<string, string>>
  /** The same, counted over the rows that could be read. */
  readonly countedTotals: Readonly<Record<string, string>>
  /** The file was understood to its end. */
  readonly complete: boolean
}

export interface CheckReport {
  readonly ok: boolean
  readonly descriptor: Descriptor | null
  readonly resources: readonly CheckedResource[]
  /** The first ones, in the order of files and lines. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
  readonly problemCounts: ReadonlyMap<string, number>
  readonly remaining: readonly Remaining[]
}

/**
 * Checks a delivery. Whatever is wrong with it becomes a problem of the report.
 * @throws only errors of this machine: a disk that is full or cannot be read.
 */
export async function checkDelivery(source: DeliverySource, options: CheckOptions = {}): Promise<CheckReport> {
  const folder = new SpoolFolder(options.tempDir)
  try {
    return await new Check(source, options, folder).run()
  } finally {
    folder.remove()
  }
}

/** Identifiers in memory: 4 million of each kind take about 120 MB; a large cooperative has some 300,000 meters. */
export const indexedRowLimit = 4_000_000

class Check {
  readonly #source: DeliverySource
  readonly #options: CheckOptions
  readonly #folder: SpoolFolder
  readonly #problems: ProblemList
  readonly #files: ReadonlyMap<string, { readonly path: string; readonly bytes: number }>
  readonly #outcomes = new Map<ResourceName, TableOutcome>()
  readonly #checked: CheckedResource[] = []

  constructor(source: DeliverySource, options: CheckOptions, folder: SpoolFolder) {
    this.#source = source
    this.#options = options
    this.#folder = folder
    this.#problems = new ProblemList(options.listed)
    this.#files = new Map(source.list().map((file) => [file.path, file]))
  }

  async run(): Promise<CheckReport> {
    const descriptor = await this.#readDescriptor()
    if (!descriptor) return this.#report(null, [])
    this.#checkContinuity(descriptor)
    if (this.#problems.count > 0) return this.#report(descriptor, [])
    await this.#options.onDescriptor?.(descriptor)
    const findings = new Findings(this.#problems, new Map(descriptor.resources.map(({ name, path }) => [name, path])))
    try {
      await this.#readTables(descriptor, findings)
      await findings.settle(this.#source)
    } catch (error) {
      this.#takeDamage(error)
    }
    return this.#report(descriptor, this.#remaining(descriptor))
  }

  async #readDescriptor(): Promise<Descriptor | null> {
    if (!this.#files.has(descriptorName)) {
      this.#problems.add('descriptorMissing', { file: descriptorName })
      return null
    }
    const bytes = await readBeginning(this.#source, descriptorName, descriptorBytesLimit + 1).catch((error) => {
      this.#takeDamage(error)
    })
    if (!bytes) return null
    const { descriptor, problems } = readDescriptor(bytes)
    for (const problem of problems) this.#problems.take(problem)
    return descriptor
  }

  /** The archive gave way while it was read; anything else is not the delivery's fault. */
  #takeDamage(error: unknown): void {
    if (!(error instanceof Refused)) throw error
    this.#problems.take(error.problem)
  }

  #checkContinuity({ asOf, kind, sequence }: Descriptor): void {
    const { previous, allowOlder } = this.#options
    if (!previous) return
    const published = new Date(previous.asOf)
    if (!allowOlder && Date.parse(asOf) < published.getTime()) {
      const place = { file: descriptorName, column: '/ebok:asOf', value: asOf }
      this.#problems.add('asOfOlder', place, { published: published.toISOString() })
    }
    const expected = previous.sequence + 1
    if (kind === 'changes' && sequence !== expected) {
      const place = { file: descriptorName, column: '/ebok:sequence', value: String(sequence) }
      this.#problems.add('sequenceGap', place, { found: sequence, expected })
    }
  }

  async #readTables(descriptor: Descriptor, findings: Findings): Promise<void> {
    const inDatabase = this.#options.setChecksInDatabase ?? false
    // A delivery of changes refers to what is published, which only the database knows.
    const whole = descriptor.kind === 'full' && !inDatabase
    const keys = new Keys(findings, this.#folder)
    const books = whole ? new Books(this.#problems, findings, keys, this.#folder, this) : null
    const notices = new NoticeFiles(this.#problems, this.#files, findings.file('notices'))
    for (const described of descriptor.resources) {
      const { name, path } = described
      const file = this.#files.get(path)
      if (!file) {
        this.#problems.add('fileMissing', { file: path })
        continue
      }
      const rowLimit = indexedResources.has(name)
        ? (this.#options.indexedRowLimit ?? indexedRowLimit)
        : Number.MAX_SAFE_INTEGER
      const sizeTold = file.bytes !== described.bytes
      if (sizeTold)
        this.#problems.add('bytesMismatch', { file: path }, { found: file.bytes, expected: described.bytes })
      // What the descriptor says is believed as far as the file is long enough: a row has a byte for each column.
      const rows = Math.min(described.rows, rowLimit, Math.floor(file.bytes / resource(name).fields.length))
      const taker = books?.taker(name, rows)
      const joined = name === 'documents' || name === 'entries'
      const keeper = inDatabase || (joined && whole) ? undefined : keys.of(resource(name), rows)
      const later = whole ? selfReference(name, keys, findings) : null
      const outcome = await readTable(this.#source, described, {
        problems: this.#problems,
        changes: descriptor.kind === 'changes',
        sizeTold,
        sink: [...this.#outcomes.values()].every(({ clean }) => clean) ? this.#options.sink : undefined,
        rowLimit,
        lookUp: whole ? (to, id) => (indexedResources.has(to) ? keys.index(to).find(id) : -1) : null,
        mustExist: (to) => to !== name && indexedResources.has(to) && this.complete(to),
        keys: keeper,
        books: taker,
        eachRow: name === 'notices' ? (row) => notices.take(row) : (later?.take ?? undefined),
      })
      keeper?.finish()
      if (outcome.complete) later?.finish()
      this.#outcomes.set(name, outcome)
      this.#checked.push({
        name,
        file: path,
        rows: outcome.rows,
        bytes: outcome.bytes,
        controlTotals: described.controlTotals,
        countedTotals: Object.fromEntries([...outcome.totals].map(([total, sum]) => [total, writeGrosze(sum)])),
        complete: outcome.complete,
      })
    }
    books?.finish()
    await notices.finish(this.#source)
  }

  readonly complete = (name: ResourceName): boolean => this.#outcomes.get(name)?.complete ?? false
  readonly clean = (name: ResourceName): boolean => this.#outcomes.get(name)?.clean ?? false

  #remaining({ kind }: Descriptor): readonly Remaining[] {
    const found: Remaining[] = []
    if (kind === 'changes' && !this.#options.previous)
      found.push({ check: 'sequence', because: 'nothingPublishedHere' })
    const because = this.#options.setChecksInDatabase ? 'database' : kind === 'changes' ? 'changes' : null
    if (because) {
      if (because === 'database') found.push({ check: 'keys', because })
      for (const check of ['references', 'balances', 'documentLines', 'settlementLines', 'allocations'] as const) {
        found.push({ check, because })
      }
      return found
    }
    if (!resourceNames.every((name) => resource(name).optional || this.complete(name))) {
      found.push({ check: 'references', because: 'problems' })
    }
    const unless = (check: Remaining['check'], ...names: ResourceName[]) => {
      if (!names.every(this.clean)) found.push({ check, because: 'problems' })
    }
    unless('balances', 'accounts', 'entries', 'balances')
    unless('documentLines', 'documents', 'document_lines')
    unless('settlementLines', 'meter_settlements', 'meter_settlement_lines')
    unless('allocations', 'entries', 'allocations')
    return found
  }

  #report(descriptor: Descriptor | null, remaining: readonly Remaining[]): CheckReport {
    const order = new Map<string, number>([[descriptorName, -1]])
    for (const { name, path } of descriptor?.resources ?? []) order.set(path, resourceNames.indexOf(name))
    const rank = ({ file }: Problem) => order.get(file) ?? resourceNames.length
    return {
      ok: this.#problems.count === 0,
      descriptor,
      resources: this.#checked,
      problems: [...this.#problems.listed].sort((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0)),
      problemCount: this.#problems.count,
      problemCounts: this.#problems.counts,
      remaining,
    }
  }
}

interface SelfReference {
  readonly take: (row: Row) => void
  finish(): void
}

/** A meter may name the one that replaced it before that one's row has come; such names are looked up at the end. */
function selfReference(name: ResourceName, keys: Keys, findings: Findings): SelfReference | null {
  if (!indexedResources.has(name)) return null
  const described = resource(name)
  const column = described.fields.find(({ type }) => type.kind === 'id' && type.references === name)?.name
  if (column === undefined) return null
  const at = position(described, column)
  const awaited = new IdIndex()
  return {
    take(row) {
      const id = row.cells[at] ?? ''
      if (id !== '' && row.ordinals[at] === -1) awaited.add(id, row.line)
    },
    finish() {
      for (let ordinal = 0; ordinal < awaited.size; ordinal += 1) {
        if (keys.index(name).find(awaited.id(ordinal)) !== -1) continue
        findings.add('referenceMissing', name, awaited.line(ordinal), column, { resource: name })
      }
    },
  }
}
