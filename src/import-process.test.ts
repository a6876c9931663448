import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateDelivery } from '#db/seed/generate.ts'
import { readStatus } from '#import/decisions.ts'
import { removeTree } from '#import/receive/keep.ts'
import { readImportSettings } from '#import/settings.ts'
import type { TellEvent } from '#import/tell.text.ts'
import { fixedClock, systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { packageRoot } from '#platform/files.ts'
import { createLog } from '#platform/log.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { importInProcess } from './import-process.ts'
import { startPortal } from './portal.ts'
import { Worker } from './worker.ts'

const dataDir = temporaryFolder()
const inbox = join(dataDir, 'inbox')
const env = {
  ...process.env,
  EBOK_DATA_DIR: dataDir,
  EBOK_INBOX_DIR: inbox,
  EBOK_INBOX_POLL_SECONDS: '1',
  EBOK_PORT: '0',
  EBOK_LOG_LEVEL: 'warn',
}
const config = readConfig(env)
const logged: string[] = []
const log = createLog({ clock: systemClock, write: (line) => void logged.push(line) })
const told: TellEvent[] = []
let sequence = 0
const evening = () => `2026-11-${String(10 + sequence)}T22:41:00+01:00`

after(async () => {
  await removeTree(join(dataDir, 'deliveries'))
  rmSync(dataDir, { recursive: true, force: true })
})

/** The next night's full delivery of the demo: large enough for something to happen while it is imported. */
function deliver(): string {
  sequence += 1
  const outDir = join(dataDir, `dostawa-${sequence}`)
  mkdirSync(outDir)
  generateDelivery({ size: 'demo', seed: 1, asOf: evening(), outDir, kind: 'full', sequence })
  const path = join(inbox, `dostawa-${sequence}`)
  mkdirSync(inbox, { recursive: true })
  renameSync(outDir, path)
  return path
}

async function until<Result>(look: () => Result | Promise<Result>): Promise<NonNullable<Result>> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    const found = await look()
    if (found) return found
    await sleep(5)
  }
  throw new Error('it did not happen within a minute')
}

async function withServer<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(config, log, { server: 'own' })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const status = (store: Store) =>
  readStatus({
    db: store.database,
    clock: systemClock,
    log,
    settings: readImportSettings(env, dataDir),
    tell: async () => {},
  })

/** Processes importing from our inbox. */
const importing = (): number[] =>
  execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .filter((line) => line.includes('import-child.ts') && line.includes(inbox))
    .map((line) => Number.parseInt(line, 10))

/** When the rows of a delivery are on their way into the database. */
const loading = (store: Store) =>
  asAdministrator(store.admin, (client) =>
    until(async () => {
      const { rows } = await client.query<{ pid: string }>(
        `select substring(application_name from '\\((\\d+)\\)$') as pid from pg_stat_activity
          where application_name like 'import dostawa%' and query ~ '^copy'`,
      )
      return Number(rows[0]?.pid)
    }),
  )

test('pages answer while a delivery from the inbox is imported', async (t) => {
  deliver()
  await withServer(async (store) => {
    const portal = await startPortal(config, env, store, log)
    try {
      await (await fetch(`${portal.url}/zaloguj`)).text()
      const delay = monitorEventLoopDelay({ resolution: 5 })
      const before = performance.eventLoopUtilization()
      delay.enable()
      let [pages, longest] = [0, 0]
      await until(async () => {
        const started = performance.now()
        const page = await fetch(`${portal.url}/zaloguj`)
        await page.text()
        assert.equal(page.status, 200)
        longest = Math.max(longest, performance.now() - started)
        pages += 1
        await sleep(100)
        return existsSync(join(inbox, 'done'))
      })
      delay.disable()
      const busy = performance.eventLoopUtilization(before).utilization
      const [p99, most] = [delay.percentile(99) / 1e6, delay.max / 1e6]
      t.diagnostic(
        `event loop: p99 ${p99.toFixed(1)} ms, longest ${most.toFixed(0)} ms, ${(busy * 100).toFixed(0)} % busy; ${pages} pages, the slowest ${longest.toFixed(0)} ms`,
      )
      assert.ok(pages > 10)
      assert.ok(p99 < 100, `p99 ${p99}`)
      assert.ok(busy < 0.2, `busy ${busy}`)
      assert.equal((await status(store)).publicationId, 1)
    } finally {
      await portal.stop()
    }
  })
})

test('an import told to stop rolls back, is named in the register, tells nobody; the next one publishes', async () => {
  const path = deliver()
  await withServer(async (store) => {
    const parts = { db: store.database, clock: systemClock, log, settings: readImportSettings(env, dataDir) }
    const run = importInProcess({ ...parts, tell: async (event) => void told.push(event) }, env)
    const before = (await status(store)).publicationId
    const stop = new AbortController()
    const running = run(path, {}, stop.signal)
    await loading(store)
    stop.abort()
    const outcome = await running
    assert.deepEqual([outcome.state, outcome.report.reason, told.length], ['failed', 'interrupted', 0])
    const { publicationId, deliveries } = await status(store)
    assert.deepEqual([publicationId, deliveries[0]!.state, deliveries[0]!.report.reason], [1, 'failed', 'interrupted'])
    assert.deepEqual(importing(), [])
    const again = await run(path)
    assert.deepEqual([again.state, again.publicationId], ['published', before + 1])
    rmSync(path, { recursive: true })
  })
})

test('an import that is killed is told once and tried again a minute later; killed every time, it is put aside', async () => {
  told.length = 0
  const clock = fixedClock(Date.now())
  await withServer(async (store) => {
    const settings = readImportSettings(env, dataDir)
    const parts = { db: store.database, clock, log, settings, tell: async (event: TellEvent) => void told.push(event) }
    const worker = new Worker({ ...parts, runImport: importInProcess(parts, env), nightly: [] })
    const path = deliver()
    const before = (await status(store)).publicationId
    await worker.turn()
    const killed = async (): Promise<void> => {
      const turn = worker.turn()
      process.kill(await loading(store), 'SIGKILL')
      await turn
      clock.advance(61_000)
    }
    await killed()
    assert.ok(existsSync(path))
    const { publicationId, deliveries } = await status(store)
    assert.deepEqual(
      [publicationId, deliveries[0]!.state, deliveries[0]!.report.reason],
      [before, 'failed', 'interrupted'],
    )
    assert.match(logged.at(-1)!, /import process died/)
    await worker.turn()
    assert.ok(!existsSync(path))
    assert.equal((await status(store)).publicationId, before + 1)
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['failed'],
    )

    const next = deliver()
    await worker.turn()
    for (let time = 0; time < 3; time += 1) await killed()
    assert.ok(!existsSync(next))
    const report = readdirSync(join(inbox, 'failed')).find((name) => name.endsWith('.raport.txt'))!
    assert.match(readFileSync(join(inbox, 'failed', report), 'utf8'), /^Import przerwany\. Program zatrzymano/)
  })
})

function serve(): ChildProcess {
  const program = ['--import', join(packageRoot(), 'tools/register.mjs'), join(packageRoot(), 'src/main.ts'), 'serve']
  return spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a portal ended by ${signal} leaves no import behind; started again, it imports the delivery`, async () => {
    const path = deliver()
    const portal = serve()
    const said: string[] = []
    portal.stderr!.on('data', (chunk) => said.push(String(chunk)))
    const [pid] = await until(() => {
      assert.equal(portal.exitCode, null, said.join(''))
      const found = importing()
      return found.length > 0 ? found : null
    })
    portal.kill(signal)
    const [code] = await once(portal, 'exit')
    if (signal === 'SIGTERM') {
      assert.equal(code, 0)
      assert.deepEqual(importing(), [])
      assert.doesNotMatch(said.join(''), /import process died|operator not told/)
    } else await until(() => !importing().includes(pid!))
    assert.ok(existsSync(path))
    const again = serve()
    await until(() => !existsSync(path))
    again.kill('SIGTERM')
    assert.equal((await once(again, 'exit'))[0], 0)
    const { asOf } = await withServer(status)
    assert.equal(asOf, Date.parse(evening()))
  })
}
