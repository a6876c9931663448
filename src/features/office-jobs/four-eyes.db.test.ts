import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Tx } from '#platform/db/database.ts'
import { askJob, type JobKind, runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { runJobCommand } from '#src/job-command.ts'
import { withRegister } from '#src/user-register.ts'
import { TestBrowser as Browser, type TestBrowser, withPortal } from '#test/harness/portal.ts'
import { pendingApprovals } from './public.ts'

const portal = await withPortal()
const never = new AbortController().signal
const summary = 'Zmiana numerów rachunków: 2 rachunki'

interface Person {
  readonly hash: string
  readonly loginId: string
  readonly browser: TestBrowser
}

async function staff(staffRole: 'clerk' | 'accountant' | 'editor' | 'administrator'): Promise<Person> {
  const { hash, loginId, secret } = await portal.openSession({ kind: 'staff', staffRole })
  const browser = new Browser(portal.app)
  browser.cookies.set('ebok-session', secret)
  return { hash, loginId, browser }
}

const asker = await staff('administrator')
const second = await staff('administrator')
const clerk = await staff('clerk')
const editor = await staff('editor')

const ask = (person = asker, options: { cancellable?: boolean; fourEyes?: boolean } = {}): Promise<string> =>
  portal.database.asStaff(
    person.hash,
    (tx) =>
      askJob(tx, {
        kind: 'sensitive',
        params: {},
        once: randomBytes(32),
        cancellable: options.cancellable ?? false,
        ...(options.fourEyes === false ? {} : { approval: { roles: ['administrator', 'clerk'] as const, summary } }),
      }),
    { write: true },
  )
let runs = 0
const run = (fourEyes = true): Promise<boolean> => {
  const kind: JobKind = { kind: 'sensitive', fourEyes, run: async () => ({ run: ++runs }) }
  return runNextJob({ database: portal.database, log: silentLog, kinds: [kind] }, never)
}
const rows = <T>(query: string, values: unknown[] = []): Promise<T[]> =>
  portal.asRoot(async (client) => (await client.query(query, values)).rows as T[])
interface Row {
  readonly state: string
  readonly approved_by: string | null
  readonly approved_at: Date | null
  readonly refusal_reason: string | null
}
const stateOf = async (id: string): Promise<Row> => (await rows<Row>('select * from jobs where id = $1', [id]))[0]!
const decide = (person: Person, id: string, what = 'zatwierdz', fields: Record<string, string> = {}) =>
  person.browser.send(`/biuro/zadania/${id}/${what}`, fields, { from: `/biuro/zadania/${id}` })
/** Straight at the table, as a page with a hole would. */
const straight = (person: Person, text: string, values: unknown[]) =>
  portal.database.asStaff(
    person.hash,
    (tx: Tx) => tx.query({ name: `test.${randomBytes(6).toString('hex')}`, text }, values),
    { write: true },
  )
const selfApproval = `update jobs set approved_by = current_login_id(), approved_at = clock_now() where id = $1 returning id`
const audited = (id: string) =>
  rows<{ action: string; kind: string }>(
    `select action, actor_kind as kind from audit_events where details ->> 'job' = $1 order by id`,
    [id],
  )
const withdrawAll = () => rows(`update jobs set state = 'cancelled', finished_at = clock_now() where state = 'waiting'`)

test('nothing is done before another person agrees; then it is done once', async () => {
  const id = await ask()
  assert.equal(await run(), false, 'the worker must not take it')
  const start = await second.browser.get('/biuro/zadania')
  assert.match(start.body, /Czeka na drugą osobę/)
  assert.ok(start.body.includes(summary))
  const count = (person: Person) => portal.database.asStaff(person.hash, pendingApprovals)
  assert.deepEqual(
    [await count(second), await count(clerk), await count(asker), await count(editor)],
    [1, 1, 0, 0],
    'the count is of what one may decide',
  )
  assert.equal((await decide(second, id)).location, `/biuro/zadania/${id}`)
  const approved = await stateOf(id)
  assert.equal(approved.approved_by, second.loginId)
  const before = runs
  assert.ok(await run())
  assert.deepEqual([runs - before, (await stateOf(id)).state], [1, 'done'])
  assert.match((await asker.browser.get(`/biuro/zadania/${id}`)).body, /Zgoda/)
  assert.deepEqual(
    (await audited(id)).map(({ action }) => action),
    ['job.asked', 'job.approved'],
  )
})

test('who asked cannot approve, by the page or past it', async () => {
  const id = await ask()
  const page = await asker.browser.get(`/biuro/zadania/${id}`)
  assert.doesNotMatch(page.body, /zatwierdz/)
  const answer = await decide(asker, id)
  assert.equal(answer.status, 422)
  assert.match(answer.body, /nie można już zatwierdzić/)
  const stoppable = await ask(asker, { cancellable: true })
  for (const one of [id, stoppable]) await assert.rejects(straight(asker, selfApproval, [one]), /not theirs|violates/)
  for (const one of [id, stoppable]) assert.equal((await stateOf(one)).approved_at, null)
  await withdrawAll()
})

test('nor in the name of somebody else, nor at once with the asking', async () => {
  const id = await ask(asker, { cancellable: true })
  const inHerName = `update jobs set approved_by = $2, approved_at = clock_now() where id = $1 returning id`
  await assert.rejects(straight(asker, inHerName, [id, second.loginId]), /not theirs|violates/)
  await assert.rejects(
    straight(asker, `update jobs set approved_at = clock_now() where id = $1 returning id`, [id]),
    /not theirs|violates/,
  )
  await assert.rejects(
    straight(asker, `update jobs set approver_roles = null, summary = null where id = $1`, [id]),
    /permission denied/,
  )
  await assert.rejects(
    straight(
      asker,
      `insert into jobs (kind, requested_by, approved_at) values ('sensitive', current_login_id(), now())`,
      [],
    ),
    /permission denied/,
  )
  await withdrawAll()
})

test('a role that was not named neither sees it nor decides', async () => {
  const id = await ask()
  assert.equal((await editor.browser.get(`/biuro/zadania/${id}`)).status, 404)
  assert.equal((await decide(editor, id)).status, 404)
  assert.deepEqual(await straight(editor, selfApproval, [id]), [])
  await withdrawAll()
})

test('the worker approves nothing, and a kind that needs two is not done for one', async () => {
  const id = await ask()
  await assert.rejects(
    portal.database.asWorker(
      (tx) =>
        tx.query({ name: 'test.workerApproves', text: `update jobs set approved_at = now() where id = $1` }, [id]),
      { write: true },
    ),
    /permission denied/,
  )
  await withdrawAll()
  const smuggled = await ask(asker, { fourEyes: false })
  const before = runs
  assert.ok(await run())
  assert.deepEqual([runs - before, (await stateOf(smuggled)).state], [0, 'failed'])
})

test('fifty approvals at once are one', async () => {
  const id = await ask()
  await second.browser.get(`/biuro/zadania/${id}`)
  await Promise.all(Array.from({ length: 50 }, (_, index) => decide(index % 2 === 0 ? second : clerk, id)))
  assert.deepEqual(
    (await audited(id)).map(({ action }) => action),
    ['job.asked', 'job.approved'],
  )
  await run()
})

test('a refusal needs a reason, which the asker reads; nothing is done and nobody decides again', async () => {
  const id = await ask()
  const empty = await decide(clerk, id, 'odrzuc', { powod: '  ' })
  assert.equal(empty.status, 422)
  assert.match(empty.body, /Napisz, dlaczego/)
  const long = await decide(clerk, id, 'odrzuc', { powod: 'x'.repeat(501) })
  assert.ok(long.status === 422 && long.body.includes('x'.repeat(501)), 'nothing typed is lost')
  assert.equal((await decide(clerk, id, 'odrzuc', { powod: 'zły\u0000znak' })).status, 422)
  assert.equal((await decide(clerk, id, 'odrzuc', { powod: '<b>Nie znam tego numeru</b>' })).status, 303)
  assert.match((await asker.browser.get(`/biuro/zadania/${id}`)).body, /&lt;b&gt;Nie znam tego numeru/)
  assert.equal((await decide(second, id)).status, 422)
  assert.equal(await run(), false)
  assert.equal((await stateOf(id)).state, 'refused')
  const lines = await rows<{ details: unknown }>(`select details from audit_events where details ->> 'job' = $1`, [id])
  assert.doesNotMatch(JSON.stringify(lines), /numeru/, 'words of a person stay out of the audit trail')
})

test('who asked may withdraw; then nobody may approve', async () => {
  const id = await ask()
  assert.deepEqual(
    await straight(second, `update jobs set cancel_asked_at = now() where id = $1 and not cancellable returning id`, [
      id,
    ]).catch(() => []),
    [],
  )
  assert.match((await asker.browser.get(`/biuro/zadania/${id}`)).body, /Wycofaj/)
  await decide(asker, id, 'zatrzymaj')
  assert.equal((await stateOf(id)).state, 'cancelled')
  assert.equal((await decide(second, id)).status, 422)
  assert.deepEqual(
    (await audited(id)).map(({ action }) => action),
    ['job.asked', 'job.withdrawn'],
  )
})

test('after seven days it is too late', async () => {
  const id = await ask()
  await rows(`update jobs set created_at = clock_now() - interval '7 days' where id = $1`, [id])
  assert.equal((await decide(second, id)).status, 422)
  assert.deepEqual(await straight(second, selfApproval, [id]), [])
  assert.equal(await run(), false)
  assert.equal((await stateOf(id)).state, 'expired')
  assert.match((await asker.browser.get(`/biuro/zadania/${id}`)).body, /siedem dni/)
})

test('an operator on the server is the second person where the office has one', async () => {
  const printed: string[] = []
  const io = { out: (text: string) => void printed.push(text), err: (text: string) => void printed.push(text) }
  const job = (...args: string[]) => runJobCommand(args, io, (work) => withRegister(portal.admin, portal.names, work))
  const id = await ask()
  assert.equal(await job('list'), 0)
  assert.ok(printed.join('\n').includes(id) && printed.join('\n').includes(summary))
  for (const bad of [
    [],
    ['approve'],
    ['approve', id],
    ['approve', id, '--by', ' '],
    ['approve', id, '--by', 'a\nb'],
    ['x'],
  ])
    assert.equal(await job(...bad), 2, bad.join(' '))
  assert.equal(await job('approve', 'x', '--by', 'prezes'), 1)
  assert.equal(await job('approve', id, '--by', 'prezes'), 0)
  assert.equal(await job('approve', id, '--by', 'prezes'), 1)
  assert.ok(await run())
  assert.match((await asker.browser.get(`/biuro/zadania/${id}`)).body, /osoba obsługująca serwer/)
  assert.deepEqual(
    (await audited(id)).map(({ kind, action }) => `${kind} ${action}`),
    ['staff job.asked', 'operator job.approved'],
  )
})

test('either wall alone keeps who asked from approving', async () => {
  // The application's rule gone is a plain update: it was refused above. Now the database's rules go, one table's worth of them.
  await portal.asRoot(async (client) => {
    await client.query('alter table jobs disable row level security, no force row level security')
    await client.query('alter table jobs disable trigger jobs_decide')
    await client.query('alter table jobs drop constraint jobs_four_eyes_check')
  })
  const id = await ask()
  assert.equal((await decide(asker, id)).status, 422)
  assert.equal((await decide(editor, id)).status, 404)
  assert.equal((await stateOf(id)).approved_at, null)
  assert.notDeepEqual(await straight(asker, selfApproval, [id]), [], 'with both gone it can be seen to fail')
})
