import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { asAdministrator } from '#platform/db/open.ts'
import { packageRoot } from '#platform/files.ts'
import { askJob, runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { clusterOfTest } from '#test/harness/cluster.ts'
import { deliveryDecisionJobs } from './decision-jobs.ts'
import { confirmDelivery } from './decisions.ts'
import { smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'

const night = await withImport()
after(night.cleanUp)
const { secretsDir } = await clusterOfTest()
const accountant = await night.signIn({ kind: 'staff', staffRole: 'accountant' })
const whole = await night.deliver({ sequence: 1, asOf: '2026-11-01T20:00:00+01:00', books: smallBooks(20) })
assert.equal(whole.state, 'published')
let sequence = 1

async function braked(): Promise<string> {
  sequence += 1
  const asOf = `2026-11-${String(sequence).padStart(2, '0')}T20:00:00+01:00`
  const outcome = await night.deliver({ sequence, asOf, books: smallBooks(20 - sequence) })
  assert.equal(outcome.state, 'waiting')
  return outcome.deliveryId!
}

/** As the office's form does it. */
async function ask(kind: string, action: string, delivery: string): Promise<{ job: string; decision: string }> {
  const decision = randomUUID()
  const form = Buffer.alloc(32, decision)
  const insert = {
    name: 'test.decide',
    text: `insert into import_decisions (id, action, delivery_id, publication_id, reason, requested_by, once_sha256)
           select $1::uuid, $2, $3::uuid, publication_id, 'Sprawdzono.', current_login_id(), $4 from published_state`,
  }
  return night.database.asStaff(
    accountant,
    async (tx) => {
      await tx.query(insert, [decision, action, delivery, form])
      const job = await askJob(tx, { kind, params: { decision }, once: form, cancellable: false })
      return { job, decision }
    },
    { write: true },
  )
}
const rows = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  night.asRoot(async (client) => (await client.query(text, values)).rows)
const jobOf = async (id: string) =>
  (await rows<{ state: string; attempts: number; result: object }>('select * from jobs where id = $1', [id]))[0]!
const decisionOf = async (id: string) =>
  (await rows<{ outcome: string | null }>('select * from import_decisions where id = $1', [id]))[0]!
const lines = async (decision: string) =>
  (await rows<{ action: string }>(`select action from audit_events where details ->> 'decision' = $1`, [decision])).map(
    ({ action }) => action,
  )
const work = (kinds = deliveryDecisionJobs(night.parts, { patienceMs: 0 })) =>
  runNextJob({ database: night.database, log: silentLog, kinds }, new AbortController().signal)
const leaseOver = () => rows(`update jobs set leased_until = clock_now() - interval '1 second' where state = 'running'`)

/** A worker of its own process, killed while its transaction waits for a row that somebody else holds. */
async function killed(table: string): Promise<void> {
  const { admin, names, parts } = night
  await night.asRoot(async (client) => {
    await client.query('begin')
    await client.query(`lock table ${table} in share row exclusive mode`)
    const child = spawn(
      process.execPath,
      [
        ...['--import', join(packageRoot(), 'tools/register.mjs')],
        join(import.meta.dirname, 'decision-jobs.child.testkit.ts'),
        JSON.stringify({ admin, names, secretsDir, settings: parts.settings }),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'], cwd: packageRoot() },
    )
    await asAdministrator(night.admin, async (watcher) => {
      for (let look = 0; look < 500; look += 1) {
        const { rows: held } = await watcher.query(
          `select from pg_stat_activity where application_name like 'import %' and wait_event_type = 'Lock' and datname = current_database()`,
        )
        if (held.length > 0) return
        await sleep(20)
      }
      assert.fail('the worker never came to the row')
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await client.query('rollback')
  })
}

test('a worker killed in the middle of a confirmation: nothing happened, and the job starts again', async () => {
  const delivery = await braked()
  const before = await night.fingerprint()
  const { job, decision } = await ask('deliveryConfirm', 'confirm', delivery)
  await killed('published_state')
  assert.equal(await night.fingerprint(), before)
  assert.deepEqual([(await jobOf(job)).state, (await decisionOf(decision)).outcome], ['running', null])
  assert.equal(await work(), false, 'its lease is not over')
  await leaseOver()
  assert.equal(await work(), true)
  const { state, attempts, result } = await jobOf(job)
  assert.deepEqual({ state, attempts, result }, { state: 'done', attempts: 2, result: { outcome: 'done', delivery } })
  assert.notEqual(await night.fingerprint(), before)
  assert.deepEqual(await lines(decision), ['import.confirmed'])
})

test('a worker that died after its transaction: the job is closed, nothing is done twice', async () => {
  const delivery = await braked()
  const { job, decision } = await ask('deliveryConfirm', 'confirm', delivery)
  const [kind] = deliveryDecisionJobs(night.parts, { patienceMs: 0 })
  // All of it, and then the end of the world before the job is told.
  await work([
    {
      kind: kind!.kind,
      run: (running, signal) => kind!.run(running, signal).then(() => Promise.reject(new Error('dead'))),
    },
  ])
  const shown = await night.fingerprint()
  assert.deepEqual([(await jobOf(job)).state, (await decisionOf(decision)).outcome], ['running', 'done'])
  await leaseOver()
  await work()
  assert.deepEqual((await jobOf(job)).result, { outcome: 'done', delivery })
  assert.equal(await night.fingerprint(), shown)
  assert.deepEqual(await lines(decision), ['import.confirmed'])
})

test('going back is done once, however often the job is tried', async () => {
  const [shown] = await rows<{ id: number; delivery: string }>(
    `select p.id, p.delivery_id as delivery from published_state s join publications p on p.id = s.publication_id`,
  )
  const { job, decision } = await ask('deliveryRollback', 'rollback', shown!.delivery)
  await killed('published_state')
  await leaseOver()
  await work()
  assert.equal((await jobOf(job)).state, 'done')
  assert.equal(
    (await rows<{ now: number }>('select publication_id as now from published_state'))[0]!.now,
    shown!.id - 1,
  )
  assert.deepEqual(await lines(decision), ['import.rolledBack'])
})

test('going back from a publication that is no longer shown does nothing', async () => {
  const delivery = await braked()
  const { decision } = await ask('deliveryRollback', 'rollback', delivery)
  // Meanwhile somebody at the server confirmed what waited.
  assert.ok('done' in (await confirmDelivery(night.parts, delivery, 'Operator')))
  const shown = await night.fingerprint()
  await work()
  assert.equal((await decisionOf(decision)).outcome, 'movedOn')
  assert.equal(await night.fingerprint(), shown)
  assert.deepEqual(await lines(decision), [])
})

test('a job given up after three deaths leaves no decision open, and what it was about can be decided again', async () => {
  const delivery = await braked()
  const { job, decision } = await ask('deliveryRefuse', 'refuse', delivery)
  await rows(
    `update jobs set state = 'running', attempts = 3, leased_until = clock_now() - interval '1 second' where id = $1`,
    [job],
  )
  assert.equal(await work(), false)
  assert.deepEqual([(await jobOf(job)).state, (await decisionOf(decision)).outcome], ['failed', 'failed'])
  assert.deepEqual(await lines(decision), [])
  const again = await ask('deliveryRefuse', 'refuse', delivery)
  await work()
  assert.deepEqual(
    [(await decisionOf(again.decision)).outcome, await lines(again.decision)],
    ['done', ['import.refused']],
  )
})

test('a decision is written only in one’s own name, by the roles that keep the books, one at a time', async () => {
  const delivery = await braked()
  await ask('deliveryConfirm', 'confirm', delivery)
  await assert.rejects(ask('deliveryRefuse', 'refuse', delivery), /import_decisions_open_idx/)
  await work()
  const clerk = await night.signIn({ kind: 'staff', staffRole: 'clerk' })
  const insert = (login: string) => ({
    name: `test.foreign.${login.length}`,
    text: `insert into import_decisions (id, action, delivery_id, publication_id, reason, requested_by, once_sha256)
           values (gen_random_uuid(), 'confirm', $1, 1, 'x', ${login}, sha256('${login.length}'))`,
  })
  const other = `(select requested_by from import_decisions limit 1)`
  for (const [session, login] of [
    [clerk, 'current_login_id()'],
    [await night.signIn({ kind: 'staff', staffRole: 'administrator' }), other],
  ] as const)
    await assert.rejects(
      night.database.asStaff(session, (tx) => tx.query(insert(login), [delivery]), { write: true }),
      /row-level security/,
    )
  // Nobody would ever carry it out, and it would stand in the way of every other.
  await assert.rejects(
    night.database.asStaff(accountant, (tx) => tx.query(insert('current_login_id()'), [delivery]), { write: true }),
    /decision without its job/,
  )
  await assert.rejects(
    night.database.asStaff(
      accountant,
      (tx) => tx.query({ name: 'test.forge', text: `update import_decisions set outcome = 'done'` }, []),
      { write: true },
    ),
    /permission denied/,
  )
})
