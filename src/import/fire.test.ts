import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { asAdministrator } from '#platform/db/open.ts'
import { packageRoot } from '#platform/files.ts'
import { testCluster } from '#test/harness/cluster.ts'
import { bookCharge, copyOf, smallBooks } from './import.testdata.ts'
import { holdLock, stateOf, withImport } from './import.testkit.ts'
import { importDelivery } from './import.ts'

const kills = Number(process.env.EBOK_TEST_KILLS ?? 10)
// Going back and forth between two states is a fall every second night, which is not the subject here.
const night = await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '50' })
after(night.cleanUp)
const { secretsDir } = (await testCluster()).cluster

/** Two states of the books the nights go back and forth between: all the portal may ever show. */
const households = 400
const light = smallBooks(households)
const heavy = copyOf(light)
for (let n = 1; n <= households; n += 3) {
  const key = String(n).padStart(4, '0')
  bookCharge(heavy, `A${key}`, `E${key}x`, n)
  heavy.readings.find((reading) => reading.id === `O${key}`)!.value = '130'
}
let sequence = 0
const moment = () => new Date(Date.parse('2026-01-01T20:00:00Z') + sequence * 3_600_000).toISOString()
const next = (books: typeof light) => {
  sequence += 1
  return night.write({ sequence, asOf: moment(), books })
}
const fingerprints = new Map<string, 'light' | 'heavy'>()

/** Reads as a page does: several queries in one snapshot. Notes every state that is neither of the two. */
async function watch(stop: AbortSignal) {
  const found = { reads: 0, mixtures: 0, longestMs: 0 }
  await night.asRoot(async (client) => {
    while (!stop.aborted) {
      const started = performance.now()
      await client.query('begin isolation level repeatable read read only')
      const { rows } = await client.query(
        `select count(*)::int as wrong from balances b where closing_balance_grosze <>
           (select sum(case side when 'charge' then amount_grosze else -amount_grosze end) from entries e where e.account_id = b.account_id)`,
      )
      const state = await stateOf(client)
      await client.query('commit')
      found.reads += 1
      found.longestMs = Math.max(found.longestMs, performance.now() - started)
      if (rows[0].wrong !== 0 || !fingerprints.has(state)) found.mixtures += 1
    }
  })
  return found
}

test('both states can be published', async () => {
  for (const [name, books] of [
    ['heavy', heavy],
    ['light', light],
  ] as const) {
    const outcome = await importDelivery(night.parts, next(books))
    assert.equal(outcome.state, 'published')
    fingerprints.set(await night.fingerprint(), name)
  }
  assert.equal(fingerprints.size, 2)
})

/** @returns how long the process lived after it began. */
async function importInChild(path: string, killAfterMs: number): Promise<number> {
  const { admin, names, parts } = night
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(packageRoot(), 'tools/register.mjs'), join(import.meta.dirname, 'fire.child.testkit.ts')],
      JSON.stringify({ admin, names, secretsDir, settings: parts.settings, path }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: packageRoot() },
  )
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  const started = performance.now()
  if (Number.isFinite(killAfterMs)) {
    await Promise.race([sleep(killAfterMs), ended])
    child.kill('SIGKILL')
  }
  await ended
  return performance.now() - started
}

test(`an import killed ${kills} times at random moments never shows a mixture, and the next run finishes`, async (t) => {
  const stop = new AbortController()
  // One is left alive, to learn how long an import of its own process takes.
  const wholeMs = await importInChild(next(heavy), Number.POSITIVE_INFINITY)
  const watching = watch(stop.signal)
  const states: string[] = []
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const target = kill % 2 === 0 ? 'light' : 'heavy'
      const path = next(target === 'heavy' ? heavy : light)
      await importInChild(path, Math.random() * wholeMs * 1.15)
      const started = performance.now()
      const outcome = await importDelivery(night.parts, path)
      states.push(outcome.state)
      assert.ok(['published', 'unchanged'].includes(outcome.state), outcome.state)
      assert.equal(fingerprints.get(await night.fingerprint()), target)
      assert.ok(performance.now() - started < 15_000)
    }
  } finally {
    stop.abort()
  }
  const found = await watching
  const finished = states.filter((state) => state === 'unchanged').length
  t.diagnostic(
    `${kills} kills within ${wholeMs.toFixed(0)} ms, ${finished} of them after publishing; ${found.reads} reads, ${found.mixtures} mixtures, longest read ${found.longestMs.toFixed(0)} ms`,
  )
  assert.equal(found.mixtures, 0)
  assert.ok(found.reads > kills)
  const { rows } = await night.asRoot((client) =>
    client.query(`select state, report ->> 'reason' as reason from deliveries`),
  )
  assert.equal(rows.filter(({ state }) => state === 'checking' || state === 'received').length, 0)
})

test('a second import says who holds the lock, or waits for it', async () => {
  const free = await holdLock(night.parts.db, 'import dostawa-pierwsza.zip (4711)')
  const path = next(heavy)
  const busy = await importDelivery(night.parts, path, { waitMs: 0 })
  assert.equal(busy.state, 'busy')
  assert.equal(busy.heldBy?.name, 'import dostawa-pierwsza.zip (4711)')
  assert.ok((busy.heldBy?.since ?? 0) > Date.now() - 60_000)
  const waiting = importDelivery(night.parts, path, { waitMs: 20_000 })
  await sleep(300)
  await free()
  assert.equal((await waiting).state, 'published')
})

test('two at once: both end, one after the other', async () => {
  const [one, two] = [next(light), next(heavy)]
  const outcomes = await Promise.all([importDelivery(night.parts, one), importDelivery(night.parts, two)])
  const states = outcomes.map(({ state, report }) => report.reason ?? state).sort()
  // Whichever came first, the older one is published or refused as older.
  assert.ok(['published,published', 'olderAsOf,published'].includes(states.join()), states.join())
  assert.equal(fingerprints.get(await night.fingerprint()), 'heavy')
})

test('a connection cut in the middle is a failed import; yesterday stays and the next one publishes', async () => {
  for (const target of ['light', 'heavy'] as const) {
    const before = await night.fingerprint()
    const path = next(target === 'light' ? light : heavy)
    const running = importDelivery(night.parts, path)
    const cut = await asAdministrator(night.admin, async (client) => {
      for (;;) {
        const { rows } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'import dostawa%' and query ~ $1 and datname = current_database()`,
          [target === 'light' ? '^copy' : '^(update|insert into|create temporary table difference)'],
        )
        if (rows.length > 0) return true
        if ((await Promise.race([running, sleep(1)]))?.state) return false
      }
    })
    const outcome = await running
    assert.ok(cut, 'the import ended before it could be cut')
    assert.equal(outcome.state, 'failed')
    assert.equal(outcome.report.reason, 'databaseGone')
    assert.equal(await night.fingerprint(), before)
    const again = await importDelivery(night.parts, path)
    assert.equal(again.state, 'published')
    assert.equal(fingerprints.get(await night.fingerprint()), target)
  }
  const { rows } = await night.asRoot((client) =>
    client.query(`select 1 from deliveries where report ->> 'reason' = 'interrupted'`),
  )
  assert.ok(rows.length >= 2)
})
