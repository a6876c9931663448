// npm run bench -- import [--size=demo|big|huge]: the import against bare COPY of the same bytes, in one run on one server.
import { execFile } from 'node:child_process'
import { createReadStream, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { generateDelivery } from '#db/seed/generate.ts'
import { readDescriptor } from '#import/contract/descriptor.ts'
import { resource, resourceNames } from '#import/contract/resources.ts'
import { descriptorName } from '#import/contract/schema.ts'
import { removeTree } from '#import/receive/keep.ts'
import { relation } from '#import/relations.ts'
import type { Report } from '#import/report.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { type Database, statement } from '#platform/db/database.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { importLimits } from '#src/import-process.ts'
import { benchDir } from './cooperative.ts'
import { machineLine, table } from './machine.ts'

const sizes = ['demo', 'big', 'huge'] as const
type Size = (typeof sizes)[number]

interface Measured {
  readonly state: string
  readonly report: Report
  readonly problems: readonly unknown[]
  readonly seconds: number
  /** Of the importing process alone, starting included; the server's work is not in it. */
  readonly cpuSeconds: number
  readonly megabytes: number
  readonly reader: Reader
}

/** How long a reader waited for one small query, in milliseconds. */
interface Reader {
  /** At most, while the import ran: also what two busy cores cost. */
  readonly longest: number
  /** Of the queries just before and just after the publication changed under it. */
  readonly atPublication: number
}

export async function benchImport(): Promise<void> {
  const asked = process.argv.find((word) => word.startsWith('--size='))?.slice('--size='.length) ?? 'demo'
  const size = sizes.find((one) => one === asked)
  if (!size) throw new Error(`--size is one of ${sizes.join(', ')}`)
  const dataDir = join(benchDir, `import-${size}`)
  await clear(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const env = { ...process.env, EBOK_DATA_DIR: dataDir, EBOK_LOG_LEVEL: 'error' }
  const deliveries = await makeDeliveries(size, dataDir)
  const store = await openStore(readConfig(env), createLog({ clock: systemClock, level: 'error' }), { server: 'own' })
  try {
    const bare = await bareCopy(store, deliveries.first)
    const first = await measure(store, deliveries.first, env)
    const again = await measure(store, deliveries.nextFull, env)
    const changes = await measure(store, deliveries.changes, env)
    print(size, deliveries.first, bare, { first, again, changes })
  } finally {
    await store.close()
    await clear(dataDir)
  }
}

/** The database may lie elsewhere, with a link to it; kept deliveries are read-only. */
async function clear(dataDir: string): Promise<void> {
  await removeTree(join(dataDir, 'deliveries'))
  const database = join(dataDir, 'database')
  if (existsSync(database)) rmSync(realpathSync(database), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

async function makeDeliveries(size: Size, dataDir: string) {
  const make = async (name: string, kind: 'full' | 'changes', sequence: number, asOf: string) => {
    const outDir = join(dataDir, name)
    mkdirSync(outDir, { recursive: true })
    await generateDelivery({ size, seed: 1, asOf, outDir, kind, sequence })
    return outDir
  }
  return {
    first: await make('first', 'full', 1, '2026-11-20T22:41:00+01:00'),
    nextFull: await make('next', 'full', 2, '2026-11-21T22:41:00+01:00'),
    changes: await make('changes', 'changes', 3, '2026-11-22T22:41:00+01:00'),
  }
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

async function measure(store: Store, path: string, env: NodeJS.ProcessEnv): Promise<Measured> {
  const stop = new AbortController()
  const reading = readAllTheTime(store.database, stop.signal)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...importLimits, join(import.meta.dirname, 'import.child.ts'), path],
    { env, maxBuffer: 64 * 1024 * 1024 },
  )
  stop.abort()
  const measured = { ...JSON.parse(stdout), reader: await reading } as Measured
  if (measured.state !== 'published') throw new Error(`${path}: ${measured.state} ${JSON.stringify(measured.problems)}`)
  return measured
}

const readState = statement<[], { publication_id: number }>('bench.state', 'select publication_id from published_state')

async function readAllTheTime(database: Database, stop: AbortSignal): Promise<Reader> {
  let longest = 0
  let atPublication = 0
  let before = { id: -1, milliseconds: 0 }
  while (!stop.aborted) {
    const started = performance.now()
    const { publication_id: id } = await database.asAnonymous((tx) => tx.one(readState, []))
    const milliseconds = performance.now() - started
    longest = Math.max(longest, milliseconds)
    if (before.id !== -1 && id !== before.id) atPublication = Math.max(milliseconds, before.milliseconds)
    before = { id, milliseconds }
    await sleep(2)
  }
  return { longest, atPublication }
}

function print(size: Size, folder: string, bare: Bare, nights: Readonly<Record<string, Measured>>): void {
  const described = describe(folder)
  const rows = described.reduce((sum, { rows }) => sum + rows, 0)
  const megabytes = described.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 / 1024
  const bareSeconds = bare.copySeconds + bare.indexSeconds
  const perSecond = (seconds: number) => Math.round(rows / seconds)
  const stages = ['receive', 'staging', 'check', 'analyze', 'write', 'statistics', 'publish', 'prune']
  const titles: Record<string, string> = { first: 'first full', again: 'next full', changes: 'changes' }
  const changed = ({ report }: Measured) =>
    resourceNames.reduce((sum, name) => {
      const { inserted = 0, changed = 0, deleted = 0 } = report.changes?.[name] ?? {}
      return sum + inserted + changed + deleted
    }, 0)
  process.stdout.write(
    `${machineLine()}; ${size}: ${rows} rows, ${megabytes.toFixed(1)} MB, seed 1; ${resource('entries').meaning}: ${
      described.find(({ name }) => name === 'entries')?.rows
    }\n\n`,
  )
  process.stdout.write(
    `${table(
      [
        '',
        'seconds',
        'rows/s of the whole',
        '× bare COPY',
        'rows written',
        ...stages.map((name) => `${name} ms`),
        'CPU s of the process',
        'peak MB',
        'reader waited ≤ ms: ever / at publication',
      ],
      [
        [
          'bare COPY',
          bare.copySeconds.toFixed(2),
          perSecond(bare.copySeconds),
          '',
          rows,
          ...stages.map(() => ''),
          '',
          '',
          '',
        ],
        [
          '… + indexes',
          bareSeconds.toFixed(2),
          perSecond(bareSeconds),
          '1.00',
          rows,
          ...stages.map(() => ''),
          '',
          '',
          '',
        ],
        ...Object.entries(nights).map(([name, night]) => [
          titles[name] ?? name,
          night.seconds.toFixed(2),
          perSecond(night.seconds),
          (night.seconds / bareSeconds).toFixed(2),
          changed(night),
          ...stages.map((stage) => night.report.milliseconds?.[stage] ?? ''),
          night.cpuSeconds.toFixed(2),
          night.megabytes.toFixed(0),
          `${night.reader.longest.toFixed(0)} / ${night.reader.atPublication.toFixed(1)}`,
        ]),
      ],
    )}\n`,
  )
}
