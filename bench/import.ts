// npm run bench -- import [--size=demo|big|huge] [--night=PERCENT] [--keep]: the import against bare COPY of the same bytes, in one run on one server.
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { generateDelivery } from '#db/seed/generate.ts'
import { readDescriptor } from '#import/contract/descriptor.ts'
import { resourceNames } from '#import/contract/resources.ts'
import { descriptorName } from '#import/contract/schema.ts'
import { relation } from '#import/relations.ts'
import type { Report } from '#import/report.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { importLimits } from '#src/import-process.ts'
import { removeInstallation } from '#test/harness/folders.ts'
import { benchDir } from './cooperative.ts'
import { bareNight } from './import.bare.ts'
import { openPages, type Pages, type Watched, watch } from './import.watch.ts'
import { machineLine, table } from './machine.ts'

const sizes = ['demo', 'big', 'huge'] as const
type Size = (typeof sizes)[number]

interface Measured {
  readonly state: string
  readonly publication: number
  readonly report: Report
  readonly problems: readonly unknown[]
  readonly seconds: number
  /** Of the importing process alone, starting included; the server's work is not in it. */
  readonly cpuSeconds: number
  readonly megabytes: number
  readonly watched: Watched
}

const titles = {
  first: 'first full',
  next: 'next full',
  again: 'full again, nothing new',
  changes: 'changes',
} as const
type Night = keyof typeof titles

export async function benchImport(): Promise<void> {
  const word = (name: string) => process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3)
  const asked = word('size') ?? 'demo'
  const size = sizes.find((one) => one === asked)
  if (!size) throw new Error(`--size is one of ${sizes.join(', ')}`)
  const nightPercent = Number(word('night') ?? 100)
  const keep = process.argv.includes('--keep')
  const dataDir = join(benchDir, `import-${size}`)
  await removeInstallation(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const env = { ...process.env, EBOK_DATA_DIR: dataDir, EBOK_LOG_LEVEL: 'error' }
  const deliveries = new Deliveries(size, nightPercent)
  const store = await openStore(readConfig(env), createLog({ clock: systemClock, level: 'error' }), { server: 'own' })
  try {
    const first = deliveries.make('first')
    const bare = await bareCopy(store, first)
    const nights = {} as Record<Night, Measured>
    nights.first = await measure(store, first, env, null)
    const weight = weigh(first)
    const pages = await openPages(store)
    for (const night of ['next', 'again', 'changes'] as const) {
      nights[night] = await measure(store, deliveries.make(night), env, pages)
    }
    await pages.close()
    const again = await bareNight(store, nights.changes.publication)
    print(size, nightPercent, weight, bare, nights)
    process.stdout.write(
      `\nwhat \`changes\` wrote, taken back and written again by PostgreSQL alone, warm: ${again.rows} rows closed or added, ${again.seconds.toFixed(2)} s = ${((again.seconds / nights.first.seconds) * 100).toFixed(1)} % of the first\n`,
    )
  } finally {
    await store.close()
    if (!keep) await removeInstallation(dataDir)
  }
}

const orders = {
  first: { kind: 'full', sequence: 1, asOf: '2026-11-20T22:41:00+01:00' },
  next: { kind: 'full', sequence: 2, asOf: '2026-11-21T22:41:00+01:00' },
  changes: { kind: 'changes', sequence: 3, asOf: '2026-11-22T22:41:00+01:00' },
} as const

/**
 * Deliveries of a size and a kind of night, made when their turn comes and kept for the next run. Those of `huge` weigh 10 GB
 * each: what is no longer needed makes room for the next.
 */
class Deliveries {
  readonly #size: Size
  readonly #nightPercent: number
  readonly #folder: string

  constructor(size: Size, nightPercent: number) {
    this.#size = size
    this.#nightPercent = nightPercent
    this.#folder = join(benchDir, 'deliveries', `${size}-${nightPercent}`)
  }

  make(night: Night): string {
    const outDir = join(this.#folder, night)
    if (night === 'next') this.#makeRoom('first')
    if (night === 'changes') this.#makeRoom('next', 'again')
    if (night === 'again') return sameBooksLater(join(this.#folder, 'next'), outDir, '2026-11-21T23:41:00+01:00')
    if (!existsSync(join(outDir, descriptorName))) {
      const order = { size: this.#size, seed: 1, outDir, nightPercent: this.#nightPercent, ...orders[night] }
      generateDelivery(order)
    }
    return outDir
  }

  #makeRoom(...nights: readonly Night[]): void {
    if (this.#size !== 'huge') return
    for (const night of nights) rmSync(join(this.#folder, night), { recursive: true, force: true })
  }
}

/** The same tables under a descriptor of an hour later: what a cooperative delivers after a night without bookings. */
function sameBooksLater(from: string, to: string, asOf: string): string {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const copy = join(to, entry.name)
    if (entry.name === descriptorName || existsSync(copy)) continue
    if (entry.isDirectory()) cpSync(join(from, entry.name), copy, { recursive: true })
    else copyFileSync(join(from, entry.name), copy)
  }
  const descriptor = JSON.parse(readFileSync(join(from, descriptorName), 'utf8'))
  const later = { ...descriptor, 'ebok:asOf': asOf, 'ebok:generatedAt': asOf }
  writeFileSync(join(to, descriptorName), JSON.stringify(later, null, 2))
  return to
}

interface Bare {
  readonly copySeconds: number
  readonly indexSeconds: number
}

/** The files of the delivery, byte for byte, into tables of the same columns and durability; the same indexes afterwards. */
async function bareCopy(store: Store, folder: string): Promise<Bare> {
  const described = describe(folder)
  return asAdministrator(store.admin, async (client) => {
    await client.query(`create schema bench; set search_path to bench; set maintenance_work_mem = '128MB'`)
    for (const { name } of described) await client.query(bareTable(store.names.schema, name))
    const started = performance.now()
    for (const { name, path } of described) {
      const columns = relation(name).delivered.map((column) => column.name)
      const stream = client.query(copyFrom(`copy bare_${name} (${columns.join(', ')}) from stdin (format csv, header)`))
      await pipeline(createReadStream(join(folder, path), { highWaterMark: 256 * 1024 }), stream)
    }
    const copied = performance.now()
    for (const { name } of described) await buildIndexes(client, store.names.schema, name)
    const indexed = performance.now()
    await client.query('drop schema bench cascade; checkpoint')
    return { copySeconds: (copied - started) / 1000, indexSeconds: (indexed - copied) / 1000 }
  })
}

const describe = (folder: string) => readDescriptor(readFileSync(join(folder, descriptorName))).descriptor!.resources

/** Money arrives as decimal text here, which bare COPY takes only as numeric; derived columns stay empty. */
function bareTable(schema: string, name: (typeof resourceNames)[number]): string {
  const { versions, delivered, derived } = relation(name)
  const changes = [
    ...delivered.filter((column) => column.isMoney).map((column) => `alter ${column.name} type numeric`),
    ...derived.map((column) => `alter ${column.column} drop not null`),
    'alter from_publication set default 1',
  ]
  return `create table bare_${name} (like ${schema}.${versions} including defaults including generated); alter table bare_${name} ${changes.join(', ')}`
}

async function buildIndexes(client: pg.Client, schema: string, name: (typeof resourceNames)[number]): Promise<void> {
  const { versions } = relation(name)
  const { rows } = await client.query<{ indexdef: string }>(
    'select indexdef from pg_indexes where schemaname = $1 and tablename = $2',
    [schema, versions],
  )
  for (const { indexdef } of rows) {
    await client.query(indexdef.replace(/ON \S+ USING/, `ON bench.bare_${name} USING`))
  }
}

async function measure(store: Store, path: string, env: NodeJS.ProcessEnv, pages: Pages | null): Promise<Measured> {
  const stop = new AbortController()
  const watching = watch(store, pages, stop.signal)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...importLimits, join(import.meta.dirname, 'import.child.ts'), path],
    { env, maxBuffer: 64 * 1024 * 1024 },
  )
  stop.abort()
  const measured = { ...JSON.parse(stdout), watched: await watching } as Measured
  if (measured.state !== 'published') throw new Error(`${path}: ${measured.state} ${JSON.stringify(measured.problems)}`)
  return measured
}

interface Weight {
  readonly rows: number
  readonly megabytes: number
  readonly entries: number
}

function weigh(folder: string): Weight {
  const described = describe(folder)
  return {
    rows: described.reduce((sum, { rows }) => sum + rows, 0),
    megabytes: described.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 / 1024,
    entries: described.find(({ name }) => name === 'entries')?.rows ?? 0,
  }
}

function print(
  size: Size,
  nightPercent: number,
  { rows, megabytes, entries }: Weight,
  bare: Bare,
  nights: Readonly<Record<Night, Measured>>,
): void {
  const bareSeconds = bare.copySeconds + bare.indexSeconds
  const stages = [
    ...['receive', 'staging', 'compareFiles', 'check', 'analyze', 'keys', 'write'],
    ...['letters', 'statistics', 'keep', 'publish', 'prune'],
  ]
  const changed = ({ report }: Measured) =>
    resourceNames.reduce((sum, name) => {
      const { inserted = 0, changed = 0, deleted = 0 } = report.changes?.[name] ?? {}
      return sum + inserted + changed + deleted
    }, 0)
  process.stdout.write(
    `${machineLine()}; load ${loadavg()[0]!.toFixed(1)}; ${size}: ${rows} rows, ${megabytes.toFixed(1)} MB, ${entries} entries, seed 1; something happens in ${nightPercent} % of households a night\n\n`,
  )
  const none = (count: number) => Array.from({ length: count }, () => '')
  const first = nights.first.seconds
  process.stdout.write(
    `${table(
      [
        ...['', 'seconds', '× bare COPY', '% of the first', 'rows written', '% of all rows'],
        ...stages.map((name) => `${name} ms`),
        ...[
          'CPU s of the process',
          'peak MB',
          'state read in ≤ ms',
          'facts read in ≤ ms',
          'pages',
          'pages p99 ms',
          'longest ms',
        ],
      ],
      [
        ['bare COPY', bare.copySeconds.toFixed(2), ...none(stages.length + 11)],
        ['… + indexes', bareSeconds.toFixed(2), '1.00', ...none(stages.length + 10)],
        ...Object.entries(nights).map(([name, night]) => {
          const { state, facts, pages, pagesP99, longestPage } = night.watched
          return [
            titles[name as Night],
            night.seconds.toFixed(2),
            (night.seconds / bareSeconds).toFixed(2),
            ((night.seconds / first) * 100).toFixed(1),
            changed(night),
            ((changed(night) / rows) * 100).toFixed(2),
            ...stages.map((stage) => night.report.milliseconds?.[stage] ?? ''),
            night.cpuSeconds.toFixed(2),
            night.megabytes.toFixed(0),
            state.toFixed(0),
            facts?.toFixed(0) ?? '',
            ...(pages === 0 ? none(3) : [pages, pagesP99.toFixed(0), longestPage.toFixed(0)]),
          ]
        }),
      ],
    )}\n`,
  )
}
