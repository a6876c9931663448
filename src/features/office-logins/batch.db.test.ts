import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { withPortal } from '#test/harness/portal.ts'
import { mostSheets } from './batch.model.ts'
import { cleanUpSheets } from './batch.queries.ts'
import { batchSentences, batchText as text } from './batch.text.ts'
import { codePattern, download, fieldsOf, issue, order, rows, shown, work } from './issuing.testkit.ts'
import { newSealKeys } from './seal.ts'

const portal = await withPortal()
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const hour = 3_600_000
const start = portal.clock.now()

beforeEach(async () => {
  await rows(portal, `delete from jobs`)
  await rows(portal, `delete from logins where kind = 'resident'`)
  await rows(portal, 'delete from throttle_buckets')
  clerk.cookies.delete('ebok-sheets')
})

const opens = async (login: string, code: string): Promise<boolean> => {
  const { status, location } = await (await portal.browser()).send(
    '/zaloguj',
    { login, haslo: code },
    { from: '/zaloguj' },
  )
  assert.ok([303, 422].includes(status), `${status}`)
  return location === '/haslo/ustaw'
}
const counts = async () =>
  (
    await rows<{ logins: number; codes: number; issued: number }>(
      portal,
      `select (select count(*)::int from logins where kind = 'resident') as logins, (select count(*)::int from starting_codes) as codes,
              (select count(*)::int from audit_events e join logins l on l.id = e.subject_login_id
                where e.action = 'login.codeIssued' and l.kind = 'resident') as issued`,
    )
  )[0]!
const jobState = async (id: string) =>
  (
    await rows<{ state: string; steps_done: number; result: object }>(portal, 'select * from jobs where id = $1', [id])
  )[0]!
const expireLease = () =>
  rows(portal, `update jobs set leased_until = clock_now() - interval '1 second' where state = 'running'`)

test('a building without logins: counted, agreed to by a second person, issued, printed in the order of delivery, signed in with', async () => {
  const { body } = await clerk.get('/biuro/wydawanie?gdzie=wszystko&kto=bez-loginu')
  const holders = Number(/name="kartek" value="(\d+)"/.exec(body)![1])
  assert.ok(holders >= 9)
  const id = await order(clerk, undefined, 'wszystko', 'bez-loginu')
  assert.equal(await work(portal), false, 'nothing before somebody else agrees')
  assert.equal((await counts()).logins, 0)
  await colleague.send(`/biuro/zadania/${id}/zatwierdz`, {}, { from: `/biuro/zadania/${id}` })
  assert.ok(await work(portal))
  assert.deepEqual((await jobState(id)).result, { issued: holders, skipped: 0 })
  assert.match((await clerk.get(`/biuro/zadania/${id}`)).body, new RegExp(`/biuro/wydawanie/${id}`))

  const { answer, sheets } = await download(clerk, id)
  assert.match(String(answer.headers['content-disposition']), /attachment; filename="kody-startowe.pdf"/)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.equal(sheets.length, holders)
  assert.equal(new Set(sheets.map(({ code }) => code)).size, holders)
  const plan = await rows<{ person_name: string; place_label: string }>(
    portal,
    'select person_name, place_label from sealed_sheets where job_id = $1 order by position',
    [id],
  )
  for (const [index, { person_name }] of plan.entries()) assert.ok(sheets[index]!.words.includes(person_name))
  const places = plan.map(({ place_label }) => place_label)
  const runs = places.filter((place, index) => place !== places[index - 1])
  assert.equal(runs.length, new Set(places).size, 'sheets of one staircase lie together')
  assert.ok(await opens(sheets[2]!.login, sheets[2]!.code))
  assert.ok(!(await opens(sheets[2]!.login, sheets[2]!.code)))
  const again = await download(clerk, id, { klatki: '1' })
  assert.equal(again.sheets.filter(({ code }) => code !== '').length, holders, 'as often as the printer jams')
  assert.ok(again.sheets.length > holders, 'with a page before each staircase')
  assert.deepEqual(await counts(), { logins: holders, codes: holders, issued: holders })

  await clerk.send(`/biuro/wydawanie/${id}/wydrukowane`, {}, { from: `/biuro/wydawanie/${id}` })
  assert.deepEqual(await rows(portal, 'select from sealed_sheets'), [])
  const gone = await download(clerk, id)
  assert.equal(gone.sheets.length, 0)
  assert.ok(gone.answer.body.includes(batchSentences.gone))
  const actions = await rows<{ action: string }>(
    portal,
    `select action from audit_events where action ~ 'sheets' and details ->> 'job' = $1 order by id`,
    [id],
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['login.sheetsOpened', 'login.sheetsOpened', 'login.sheetsPrinted'],
  )
})

test('only the browser that ordered opens the sheets, and the others are told why', async () => {
  const id = await order(clerk, colleague, 'wszystko', 'bez-loginu')
  await work(portal)
  const key = clerk.cookies.get('ebok-sheets')!
  const other = await download(colleague, id)
  assert.equal(other.sheets.length, 0)
  assert.ok(other.answer.body.includes(batchSentences.othersSheets))
  colleague.cookies.set('ebok-sheets', key)
  assert.equal((await download(colleague, id)).sheets.length, 0, 'with the key and without the right')
  colleague.cookies.delete('ebok-sheets')
  for (const wrong of [newSealKeys().privateKey, 'x'.repeat(43), '']) {
    clerk.cookies.set('ebok-sheets', wrong)
    const { answer, sheets } = await download(clerk, id)
    assert.equal(sheets.length, 0)
    assert.ok(answer.body.includes(batchSentences.noKey.slice(0, 60)))
  }
  clerk.cookies.set('ebok-sheets', key)
  await colleague.send(`/biuro/wydawanie/${id}/wydrukowane`, {}, { from: '/biuro/wydawanie' })
  assert.ok((await download(clerk, id)).sheets.length > 0, 'nobody else says that they are printed')
  // A second order of the same browser does not lock the first away.
  await rows(
    portal,
    `update starting_codes set issued_at = issued_at - interval '1 day', expires_at = clock_now() - interval '1 hour'`,
  )
  const second = await order(clerk, colleague, 'wszystko', 'kod-po-terminie')
  await work(portal)
  assert.ok((await download(clerk, id)).sheets.length > 0)
  assert.ok((await download(clerk, second)).sheets.length > 0)
})

test('the key goes to the browser alone: for its pages, out of reach of scripts, never along with links from elsewhere', async () => {
  const url = '/biuro/wydawanie?gdzie=wszystko&kto=bez-loginu'
  const answer = await clerk.post('/biuro/wydawanie', fieldsOf(await clerk.get(url), '/biuro/wydawanie'))
  const cookie = String(answer.headers['set-cookie'])
  assert.match(cookie, /^ebok-sheets=[\w-]{43}; Max-Age=777600; Path=\/biuro\/wydawanie; HttpOnly; SameSite=Strict$/)
  const key = clerk.cookies.get('ebok-sheets')!
  assert.ok(!(await portal.logged.join('\n')).includes(key))
  const params = await rows<{ params: object }>(portal, 'select params from jobs')
  assert.ok(!JSON.stringify(params).includes(key))
})

/** The database of a worker that stops existing before its n-th code is stored, or before it is committed. */
function dying(when: 'before' | 'inside', after: number): Database {
  let left = after
  return new Proxy(portal.database, {
    get(target, name, receiver) {
      if (name !== 'asAuth') return Reflect.get(target, name, receiver)
      return (job: (tx: Tx) => Promise<unknown>, options?: { write?: boolean }) => {
        if (!options?.write) return target.asAuth(job, options)
        left -= 1
        if (left >= 0) return target.asAuth(job, options)
        if (when === 'before') return new Promise(() => {})
        return target.asAuth(async (tx) => {
          await job(tx)
          throw Object.assign(new Error('killed'), { code: 'killed' })
        }, options)
      }
    },
  })
}

for (const when of ['before', 'inside'] as const)
  test(`a worker that dies ${when} a transaction: nobody is left out, nobody gets two codes`, async () => {
    const id = await order(clerk, colleague, 'wszystko', 'bez-loginu')
    const dead = work(portal, dying(when, 4))
    while ((await jobState(id)).steps_done < 4) await new Promise((resolve) => setTimeout(resolve, 20))
    if (when === 'inside') await dead
    await expireLease()
    assert.ok(await work(portal))
    const { state, result } = await jobState(id)
    const { issued } = result as { issued: number }
    assert.equal(state, 'done')
    assert.deepEqual(await counts(), { logins: issued, codes: issued, issued })
    const { sheets } = await download(clerk, id)
    assert.equal(sheets.length, issued)
    for (const sheet of [sheets[0]!, sheets[4]!, sheets.at(-1)!]) assert.ok(await opens(sheet.login, sheet.code))
    void dead
  })

test('stopped in the middle: what is done is printed, the rest is as it was', async () => {
  const id = await order(clerk, colleague, 'wszystko', 'bez-loginu')
  const stopping = new Proxy(portal.database, {
    get(target, name, receiver) {
      if (name !== 'asAuth') return Reflect.get(target, name, receiver)
      return async (job: (tx: Tx) => Promise<unknown>, options?: { write?: boolean }) => {
        if (options?.write && (await jobState(id)).steps_done === 3)
          await clerk.send(`/biuro/zadania/${id}/zatrzymaj`, {}, { from: `/biuro/zadania/${id}` })
        return target.asAuth(job, options)
      }
    },
  })
  await work(portal, stopping)
  assert.equal((await jobState(id)).state, 'cancelled')
  assert.deepEqual(await counts(), { logins: 3, codes: 3, issued: 3 })
  const { sheets } = await download(clerk, id)
  assert.equal(sheets.length, 3)
  assert.ok(await opens(sheets[1]!.login, sheets[1]!.code))
  const rest = await order(clerk, colleague, 'wszystko', 'bez-loginu')
  await work(portal)
  assert.ok(((await jobState(rest)).result as { issued: number }).issued > 3)
})

test('whoever got a code at the desk, set a password or was locked since the order keeps what they have', async () => {
  const people = [cast.overpaid, cast.zero, cast.arrears, cast.company]
  for (const { partyId } of people) await issue(clerk, partyId)
  const fresh = new Map<string, { login: string; code: string }>()
  const id = await order(clerk, colleague, 'wszystko', 'bez-hasla')
  await portal.setClock(start + 600_000)
  try {
    fresh.set('desk', shown(await issue(clerk, cast.zero.partyId, { powod: 'lost' })))
    await rows(portal, `update logins set password_hash = 'x', password_set_at = clock_now() where party_id = $1`, [
      cast.arrears.partyId,
    ])
    await rows(portal, `update logins set locked_at = clock_now(), lock_reason = 'x' where party_id = $1`, [
      cast.company.partyId,
    ])
    await work(portal)
    assert.deepEqual((await jobState(id)).result, { issued: 1, skipped: 3 })
    assert.match((await clerk.get(`/biuro/wydawanie/${id}`)).body, /Pominięto: 3/)
    const desk = fresh.get('desk')!
    assert.ok(await opens(desk.login, desk.code))
    const newcomer = await order(clerk, colleague, 'wszystko', 'bez-loginu')
    await issue(clerk, cast.tenant.partyId)
    await work(portal)
    assert.equal(((await jobState(newcomer)).result as { skipped: number }).skipped, 1)
  } finally {
    await portal.setClock(start)
  }
})

test('groups are who they say', async () => {
  const numberOf = async (group: string) =>
    Number(
      /name="kartek" value="(\d+)"/.exec((await clerk.get(`/biuro/wydawanie?gdzie=wszystko&kto=${group}`)).body)?.[1] ??
        0,
    )
  const all = await numberOf('bez-loginu')
  await issue(clerk, cast.overpaid.partyId)
  const old = shown(await issue(clerk, cast.zero.partyId))
  await rows(
    portal,
    `update starting_codes set issued_at = clock_now() - interval '9 days', expires_at = clock_now() - interval '1 day'
      where login_id in (select id from logins where name = $1)`,
    [old.login],
  )
  const used = shown(await issue(clerk, cast.arrears.partyId))
  assert.ok(await opens(used.login, used.code))
  assert.deepEqual(await Promise.all(['bez-loginu', 'bez-hasla', 'kod-nieuzyty', 'kod-po-terminie'].map(numberOf)), [
    all - 3,
    3,
    2,
    1,
  ])
})

test('the order sent fifty times at once is one, and one that no longer fits the preview is shown again', async () => {
  const url = '/biuro/wydawanie?gdzie=wszystko&kto=bez-loginu'
  const fields = fieldsOf(await clerk.get(url), '/biuro/wydawanie')
  const answers = await Promise.all(Array.from({ length: 50 }, () => clerk.post('/biuro/wydawanie', fields)))
  const places = answers.filter(({ status }) => status === 303).map(({ location }) => location)
  assert.ok(places.length > 0 && answers.every(({ status }) => [303, 503].includes(status)))
  assert.equal(new Set(places).size, 1)
  assert.equal((await rows(portal, 'select from jobs')).length, 1)
  const [{ n }] = (await rows<{ n: number }>(portal, 'select count(*)::int as n from sealed_sheets')) as [{ n: number }]
  assert.equal(String(n), fields.kartek)
  await issue(clerk, cast.zero.partyId)
  const late = await clerk.post('/biuro/wydawanie', { ...fields, _once: '3b0a3d1e-5c50-4d4c-9d5c-2a6a6d2f0f11' })
  assert.equal(late.status, 409)
  assert.ok(late.body.includes(text.changed))
})

test('sealed codes are gone after 48 hours, orders nobody decided about after nine days; the worker sees none of it', async () => {
  const id = await order(clerk, colleague, 'wszystko', 'bez-loginu')
  await work(portal)
  const nightly = () => portal.database.asWorker(cleanUpSheets, { write: true })
  const left = async () => (await rows(portal, 'select from sealed_sheets where job_id = $1', [id])).length
  try {
    await portal.setClock(start + 48 * hour - 60_000)
    await nightly()
    assert.ok((await left()) > 0)
    await portal.setClock(start + 48 * hour + 60_000)
    await nightly()
    assert.equal(await left(), 0)
  } finally {
    await portal.setClock(start)
  }
  for (const column of ['sealed', 'person_name'])
    await assert.rejects(
      portal.database.asWorker((tx) =>
        tx.query({ name: `test.worker.${column}`, text: `select ${column} from sealed_sheets` }, []),
      ),
      /permission denied/,
    )
})

test("the database alone: sheets are their owner's, made for their own order, and filled by nobody of the office", async () => {
  const mine = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
  const { hash: other, loginId } = await portal.openSession({ kind: 'staff', staffRole: 'administrator' })
  const [{ id }] = (await rows<{ id: string }>(
    portal,
    `insert into jobs (kind, params, requested_by) values ('issueLogins', '{}', $1) returning id`,
    [loginId],
  )) as [{ id: string }]
  await rows(
    portal,
    `insert into sealed_sheets (job_id, position, party_id, person_name, premises_id, premises_label) values ($1, 1, 'K1', 'Ktoś', 'L1', '')`,
    [id],
  )
  let name = 0
  const as = (session: string, sql: string) =>
    portal.database.asStaff(session, (tx) => tx.query({ name: `test.sheets.${name++}`, text: sql }, []), {
      write: true,
    })
  assert.equal((await as(other, 'select position from sealed_sheets')).length, 1)
  assert.equal((await as(mine, 'select position from sealed_sheets')).length, 0)
  await as(mine, 'delete from sealed_sheets')
  assert.equal((await rows(portal, 'select from sealed_sheets')).length, 1)
  await assert.rejects(
    as(
      mine,
      `insert into sealed_sheets (job_id, position, party_id, person_name, premises_id, premises_label) values ('${id}', 2, 'K1', 'Ktoś', 'L1', '')`,
    ),
    /row-level security/,
  )
  await assert.rejects(as(other, `update sealed_sheets set sealed = 'x'`), /permission denied/)
  // The role that issues moves on running jobs of this kind, and nothing else of jobs.
  const asAuth = (sql: string) =>
    portal.database.asAuth((tx) => tx.query({ name: `test.sheets.${name++}`, text: sql }, []), { write: true })
  assert.equal((await asAuth('update jobs set steps_done = 7 returning id')).length, 0, 'not while it waits')
  await assert.rejects(asAuth(`update jobs set state = 'done'`), /permission denied/)
  await assert.rejects(asAuth('update jobs set approved_at = clock_now()'), /permission denied/)
})

test('hostile choices, foreign ids and other roles', async () => {
  for (const bad of ['b:nie-ma', 'n:', "b:' or 1=1 --", 'x'.repeat(70), '<b>', 'b:\u0000'])
    assert.ok(
      [200, 400].includes((await clerk.get(`/biuro/wydawanie?gdzie=${encodeURIComponent(bad)}&kto=bez-loginu`)).status),
      bad,
    )
  assert.equal((await clerk.get('/biuro/wydawanie?kto=wszyscy')).status, 400)
  for (const id of ['nie-ma', '%00', '00000000-0000-0000-0000-000000000000']) {
    assert.equal((await clerk.get(`/biuro/wydawanie/${id}`)).status, 404)
    assert.equal((await clerk.send(`/biuro/wydawanie/${id}/arkusze`, {}, { from: '/biuro/wydawanie' })).status, 404)
  }
  for (const staffRole of ['accountant', 'editor'] as const) {
    const other = await portal.browser({ kind: 'staff', staffRole })
    assert.equal((await other.get('/biuro/wydawanie')).status, 403)
    assert.equal((await other.send('/biuro/wydawanie', { gdzie: 'wszystko', kto: 'bez-loginu' })).status, 403)
  }
  assert.ok(mostSheets >= 5_000)
  assert.doesNotMatch((await clerk.get('/biuro/wydawanie')).body, codePattern)
})
