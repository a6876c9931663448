import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { asAdministrator } from '#platform/db/open.ts'
import { targets, twoStates } from './fire.testkit.ts'
import { holdLock } from './import.testkit.ts'
import { importDelivery } from './import.ts'

// The full figure, 100 kills over all stages, is `npm run proof -- import/kills`.
const kills = 5
const night = await twoStates(150)
after(night.cleanUp)
const { fingerprints, next } = night

test('both states can be published', async () => {
  await night.learn()
  assert.equal(fingerprints.size, 2)
})

test(`an import killed ${kills} times at random moments never shows a mixture, and the next run finishes`, async (t) => {
  const stop = new AbortController()
  // One is left alive, to learn how many statements an import sends.
  const { statements } = await night.importInChild(next('heavy'))
  const watching = night.watch(stop.signal)
  const states: string[] = []
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const target = targets[kill % 2]!
      const path = next(target)
      await night.importInChild(path, { killAtStatement: 1 + Math.floor(Math.random() * statements) })
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
    `${kills} kills within ${statements} statements, ${finished} of them after publishing; ${found.reads} reads, ${found.halves} mixtures, longest read ${found.longestMs.toFixed(0)} ms`,
  )
  assert.equal(found.halves, 0)
  assert.ok(found.reads > kills)
  const { rows } = await night.asRoot((client) =>
    client.query(`select state, report ->> 'reason' as reason from deliveries`),
  )
  assert.equal(rows.filter(({ state }) => state === 'checking' || state === 'received').length, 0)
})

test('a second import says who holds the lock, or waits for it', async () => {
  const free = await holdLock(night.parts.db, 'import dostawa-pierwsza.zip (4711)')
  const path = next('heavy')
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
  const [one, two] = [next('light'), next('heavy')]
  const outcomes = await Promise.all([importDelivery(night.parts, one), importDelivery(night.parts, two)])
  const states = outcomes.map(({ state, report }) => report.reason ?? state).sort()
  // Whichever came first, the older one is published or refused as older.
  assert.ok(['published,published', 'olderAsOf,published'].includes(states.join()), states.join())
  assert.equal(fingerprints.get(await night.fingerprint()), 'heavy')
})

test('a connection cut in the middle is a failed import; yesterday stays and the next one publishes', async () => {
  for (const target of targets) {
    const before = await night.fingerprint()
    const path = next(target)
    const lock = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    // Held before the first rows are written, and when most of them are.
    const table = target === 'light' ? 'parties_versions' : 'balances_versions'
    const holding = night.asRoot(async (client) => {
      await client.query(`begin; lock table ${table}`)
      locked.resolve()
      await lock.promise
      await client.query('rollback')
    })
    await locked.promise
    const running = importDelivery(night.parts, path)
    const cut = await asAdministrator(night.admin, async (client) => {
      for (;;) {
        const { rows } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'import dostawa%' and wait_event_type = 'Lock' and datname = current_database()`,
        )
        if (rows.length > 0) return true
        if ((await Promise.race([running, sleep(5)]))?.state) return false
      }
    }).finally(lock.resolve)
    await holding
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
