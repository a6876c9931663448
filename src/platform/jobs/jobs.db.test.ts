import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type Log, silentLog } from '#platform/log.ts'
import { withDatabase } from '#test/harness/database.ts'
import { askJob, type JobKind, JobLost, type RunningJob, runNextJob } from './jobs.ts'

const db = await withDatabase()
const clerk = await db.signIn({ kind: 'staff', staffRole: 'clerk' })
const other = await db.signIn({ kind: 'staff', staffRole: 'editor' })
const administrator = await db.signIn({ kind: 'staff', staffRole: 'administrator' })
const never = new AbortController().signal

const ask = (session: string, kind = 'counting', once = randomBytes(32), cancellable = true) =>
  db.database.asStaff(session, (tx) => askJob(tx, { kind, params: { to: 3 }, once, cancellable }), { write: true })
const run = (work: JobKind['run'], signal = never, log: Log = silentLog) =>
  runNextJob({ database: db.database, log, kinds: [{ kind: 'counting', run: work }] }, signal)
const stateOf = (id: string) =>
  db.asRoot(async (client) => (await client.query('select * from jobs where id = $1', [id])).rows[0])
const cancel = (session: string, id: string) =>
  db.asRoot(async () =>
    db.database.asStaff(
      session,
      (tx) =>
        tx.query(
          { name: 'test.cancel', text: 'update jobs set cancel_asked_at = clock_now() where id = $1 returning id' },
          [id],
        ),
      { write: true },
    ),
  )

test('is done once, step by step, with its result', async () => {
  const id = await ask(clerk)
  let seen: unknown
  assert.ok(
    await run(async (job) => {
      seen = job.params
      for (let step = 1; step <= 3; step++) await job.step(step, { stepsTotal: 3 })
      return { made: 3 }
    }),
  )
  assert.deepEqual(seen, { to: 3 })
  const { state, steps_done, steps_total, result } = await stateOf(id)
  assert.deepEqual(
    { state, steps_done, steps_total, result },
    {
      state: 'done',
      steps_done: 3,
      steps_total: 3,
      result: { made: 3 },
    },
  )
  assert.equal(await run(async () => assert.fail('done twice')), false)
})

test('the same form sent fifty times at once is one job', async () => {
  const once = randomBytes(32)
  const ids = await Promise.all(Array.from({ length: 50 }, () => ask(clerk, 'counting', once)))
  assert.equal(new Set(ids).size, 1)
  await run(async () => ({}))
})

test('a worker that dies leaves the job to the next one, which goes on where it stopped', async () => {
  const id = await ask(clerk)
  let dead: RunningJob | undefined
  const dying = run(async (job) => {
    dead = job
    await job.step(2, { resume: { after: 'L0002' } })
    await new Promise(() => {})
  })
  while ((await stateOf(id)).steps_done !== 2) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(await run(async () => assert.fail('two at once')), false)
  await db.asRoot((client) =>
    client.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [id]),
  )
  await run(async (job) => {
    assert.deepEqual([job.stepsDone, job.resume], [2, { after: 'L0002' }])
    await assert.rejects(dead!.step(3), JobLost)
  })
  assert.equal((await stateOf(id)).state, 'done')
  void dying
})

test('told to stop, the worker gives the job back without counting an attempt', async () => {
  const id = await ask(clerk)
  const stop = new AbortController()
  await run(async () => {
    stop.abort()
    throw new Error('stopped')
  }, stop.signal)
  const { state, attempts } = await stateOf(id)
  assert.deepEqual({ state, attempts }, { state: 'waiting', attempts: 0 })
  await run(async () => ({}))
})

test('a fault is tried three times, then reported by its kind and never by its words', async () => {
  const id = await ask(clerk)
  const lines: unknown[] = []
  const log = { ...silentLog, error: (event: string, fields: unknown) => void lines.push([event, fields]) } as Log
  for (let attempt = 1; attempt <= 3; attempt++) {
    await run(() => Promise.reject(new TypeError('Jan Kowalski, Lipowa 4')), never, log)
    await db.asRoot((client) =>
      client.query(`update jobs set leased_until = now() - interval '1 second' where state = 'running'`),
    )
  }
  const { state, fault } = await stateOf(id)
  assert.deepEqual({ state, fault }, { state: 'failed', fault: 'TypeError' })
  assert.equal(lines.length, 3)
  assert.doesNotMatch(JSON.stringify(lines), /Kowalski/)
})

test('who asked may stop it, and so may an administrator; nobody else sees it', async () => {
  const id = await ask(clerk)
  assert.deepEqual(await cancel(other, id), [])
  assert.equal((await cancel(administrator, id)).length, 1)
  await run(async (job) => {
    await job.step(1)
    assert.fail('went on')
  })
  assert.equal((await stateOf(id)).state, 'cancelled')
  const fixed = await ask(clerk, 'counting', randomBytes(32), false)
  assert.deepEqual(await cancel(clerk, fixed), [], 'what must not be stopped cannot be')
  await run(async () => ({}))
})

test('a job of a kind nobody knows fails', async () => {
  const id = await ask(clerk, 'unknown')
  await run(async () => ({}))
  assert.equal((await stateOf(id)).state, 'failed')
})

test('a worker that died before the clock was put back leaves its job to the next one', async () => {
  const id = await ask(clerk)
  void run(() => new Promise(() => {}))
  while ((await stateOf(id)).state !== 'running') await new Promise((resolve) => setTimeout(resolve, 10))
  await db.asRoot((client) =>
    client.query(`update jobs set leased_until = now() + interval '1 day' where id = $1`, [id]),
  )
  await run(async () => ({}))
  assert.equal((await stateOf(id)).state, 'done')
})
