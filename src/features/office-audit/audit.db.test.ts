import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { jobKinds } from '#src/background.ts'
import { auditTrail } from '#src/doctor/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { TestBrowser, withPortal } from '#test/harness/portal.ts'
import { anchorAudit } from './public.ts'

const portal = await withPortal()
const dataDir = temporaryFolder('audit')
after(() => rmSync(dataDir, { recursive: true, force: true }))
const path = '/biuro/dziennik'

async function staff(staffRole: 'clerk' | 'accountant' | 'editor' | 'administrator', name?: string) {
  const { hash, loginId, secret } = await portal.openSession({ kind: 'staff', staffRole, ...(name ? { name } : {}) })
  const browser = new TestBrowser(portal.app)
  browser.cookies.set('ebok-session', secret)
  return { hash, loginId, browser }
}
const administrator = await staff('administrator', 'szefowa')
const clerk = await staff('clerk', 'referent')
const resident = await portal.openSession({ kind: 'resident', partyId: 'K00001', name: '12345674' })

const rows = <T>(query: string, values: unknown[] = []): Promise<T[]> =>
  portal.asRoot(async (client) => (await client.query(query, values)).rows as T[])
const write = (action: string, subjectLoginId?: string, details = {}) =>
  portal.database.asStaff(
    administrator.hash,
    (tx) => auditStaff(tx, action, { details, ...(subjectLoginId ? { subjectLoginId } : {}) }),
    { write: true },
  )
interface Verdict {
  readonly checked: number
  readonly broken_id: number | null
  readonly fault: string | null
}
const verify = async (): Promise<Verdict> => {
  const [found] = await rows<{ checked: string; broken_id: string | null; fault: string | null }>(
    'select * from verify_audit_chain(1, 9000000000)',
  )
  return {
    checked: Number(found!.checked),
    broken_id: found!.broken_id === null ? null : Number(found!.broken_id),
    fault: found!.fault,
  }
}
/** What somebody with the rights of the owner could do to the table. */
const tampered = async (sql: string, values: unknown[], undo: string, undoValues: unknown[]): Promise<Verdict> => {
  await rows(sql, values)
  const found = await verify()
  await rows(undo, undoValues)
  return found
}
const lastIds = async (count: number) =>
  (await rows<{ id: string }>('select id from audit_events order by id desc limit $1', [count])).map(({ id }) =>
    Number(id),
  )

test('lines written side by side form one chain', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, at) => write('login.locked', resident.loginId, { at })))
  await rows(
    `insert into audit_events (actor_kind, action, details) select 'system', 'login.unlocked', jsonb_build_object('n', n) from generate_series(1, 5) n`,
  )
  const found = await verify()
  assert.deepEqual([found.broken_id, found.checked >= 45], [null, true])
})

test('a changed line, a missing line and a moved empty field are found and named', async () => {
  await write('login.locked', resident.loginId, { reason: 'x' })
  await write('login.unlocked', resident.loginId)
  await write('login.signedOut')
  const [last, middle, first] = (await lastIds(3)) as [number, number, number]
  const keep = await rows<Record<string, unknown>>('select * from audit_events where id = $1', [first])
  assert.deepEqual(
    await tampered(
      `update audit_events set details = '{"reason": "y"}' where id = $1`,
      [first],
      `update audit_events set details = $2 where id = $1`,
      [first, keep[0]!.details],
    ).then(({ broken_id, fault }) => [broken_id, fault]),
    [first, 'content'],
  )
  // Who did it becomes whom it was about, and nobody did it: the bar-joined text of version 1 was the same.
  const [line] = await rows<{ id: string }>(
    `insert into audit_events (actor_kind, subject_login_id, action) values ('system', $1, 'login.codeIssued') returning id`,
    [resident.loginId],
  )
  assert.deepEqual(
    await tampered(
      `update audit_events set actor_login_id = subject_login_id, subject_login_id = null where id = $1`,
      [line!.id],
      `update audit_events set subject_login_id = actor_login_id, actor_login_id = null where id = $1`,
      [line!.id],
    ).then(({ broken_id, fault }) => [broken_id, fault]),
    [Number(line!.id), 'content'],
  )
  const gone = await portal.asRoot(async (client) => {
    await client.query('begin')
    await client.query('delete from audit_events where id = $1', [middle])
    const { rows: found } = await client.query('select broken_id, fault from verify_audit_chain(1, 9000000000)')
    await client.query('rollback')
    return found[0]
  })
  assert.deepEqual([Number(gone.broken_id), gone.fault], [last, 'link'])
  assert.equal((await verify()).broken_id, null)
})

test('with the old kind of hash a moved field was not seen; old lines are still verified', async () => {
  const hashOf = (line: string) => `sha256(previous_hash || convert_to(${line}, 'UTF8'))`
  const old = `concat_ws('|', id, extract(epoch from at), actor_kind, actor_login_id, action, subject_login_id, details::text)`
  const found = await portal.asRoot(async (client) => {
    await client.query('begin')
    await client.query('delete from audit_events')
    await client.query('alter table audit_events disable trigger audit_events_chain')
    await client.query(
      `insert into audit_events (actor_kind, actor_login_id, action, previous_hash, hash) values ('system', $1, 'login.created', '\\x00', '\\x00')`,
      [resident.loginId],
    )
    await client.query(`update audit_events set hash = ${hashOf(old)}`)
    const verdict = async () =>
      (await client.query('select fault from verify_audit_chain(1, 9000000000)')).rows[0].fault
    const sound = await verdict()
    await client.query(`update audit_events set details = '{"a": 1}'`)
    const changed = await verdict()
    await client.query('rollback')
    return { sound, changed }
  })
  assert.deepEqual(found, { sound: null, changed: 'content' })
  const [same] = await rows<{ same: boolean }>(
    `select concat_ws('|', 'system', null, 'a') = concat_ws('|', 'system', 'a', null) as same`,
  )
  assert.ok(same!.same, 'this is the weakness version 2 closes')
})

async function check() {
  const answer = await administrator.browser.send(`${path}/sprawdz`, { _once: randomUUID() }, { from: path })
  assert.equal(answer.status, 303)
  const surroundings = { dataDir, log: silentLog, tell: async () => {} }
  const parts = { database: portal.database, log: silentLog, kinds: jobKinds(portal.database, surroundings) }
  while (await runNextJob(parts, new AbortController().signal));
  const [job] = await rows<{ state: string; result: { brokenId: number | null; fault: string | null } }>(
    'select state, result from jobs where id = $1',
    [answer.location!.split('/').at(-1)],
  )
  const page = await administrator.browser.get(answer.location!)
  return { ...job!, page: page.body }
}

test('an administrator searches by group, person and day; no name stands in an address', async () => {
  await write('settings.changed', undefined, { page: 'limity', fields: ['signInMonths'] })
  const all = await administrator.browser.get(path)
  assert.equal(all.status, 200)
  for (const part of ['Zmieniono ustawienia', 'Zablokowano login', 'szefowa']) assert.ok(all.body.includes(part), part)
  const search = (fields: Record<string, string>) => administrator.browser.send(path, fields, { from: path })
  const byActor = await search({ kto: 'SZEFOWA', grupa: 'settings' })
  assert.equal(byActor.location, `${path}?grupa=settings&kto=${administrator.loginId}`)
  const narrowed = await administrator.browser.get(byActor.location!)
  assert.ok(narrowed.body.includes('Zmieniono ustawienia') && !narrowed.body.includes('>Zablokowano login'))
  assert.match(narrowed.body, /value="szefowa"/)
  const bySubject = await search({ kogo: '12345674' })
  assert.equal(bySubject.location, `${path}?kogo=${resident.loginId}`)
  const several = await search({ kto: 'osoba test' })
  assert.equal(several.status, 200)
  assert.match(several.body, /Wybierz/)
  assert.ok(!several.location)
  const nobody = await search({ kto: `'; drop table logins; --` })
  assert.equal(nobody.status, 422)
  assert.match(nobody.body, /Nie ma takiego loginu/)
  assert.equal((await search({ od: '2026-12-31', do: '2026-01-01' })).status, 422)
  assert.equal((await search({ od: 'wczoraj' })).status, 422)
  assert.match((await administrator.browser.get(`${path}?od=2031-01-01`)).body, /Nie ma takich wpisów/)
  assert.match((await administrator.browser.get(`${path}?od=2020-01-01&do=2031-01-01`)).body, /Zmieniono ustawienia/)
  for (const odd of ['?kto=x', '?grupa=nie-ma', '?przed=-1', '?przed=abc', '?grupa[]=a'])
    assert.equal((await administrator.browser.get(path + odd)).status, 200, odd)
})

test('older lines come page by page, each once', async () => {
  await rows(
    `insert into audit_events (actor_kind, action) select 'system', 'import.confirmed' from generate_series(1, 120)`,
  )
  const seen: string[] = []
  let next: string | undefined = `${path}?grupa=import`
  while (next !== undefined) {
    const { body } = await administrator.browser.get(next)
    seen.push(...[...body.matchAll(/data-label="Numer">(\d+)</g)].map((match) => match[1]!))
    next = /href="([^"]+)">Starsze wpisy/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  }
  assert.ok(seen.length >= 120)
  assert.equal(new Set(seen).size, seen.length)
})

test('the file has every line of the choice, does no formula, and is a line itself', async () => {
  await write('login.locked', undefined, { reason: '=HYPERLINK("http://x")' })
  await rows(`update logins set display_name = '=1+1' where id = $1`, [resident.loginId])
  const file = await administrator.browser.send(`${path}/csv`, { grupa: 'login' }, { from: path })
  assert.equal(file.status, 200)
  assert.match(String(file.headers['content-disposition']), /dziennik-zdarzen\.csv/)
  const lines = file.body.split('\r\n')
  assert.ok(lines.length > 45)
  assert.ok(file.body.includes(`'=1+1 (12345674)`))
  assert.doesNotMatch(file.body, /(^|;|")=/m)
  const exported = await rows<{ details: unknown }>(`select details from audit_events where action = 'audit.exported'`)
  assert.deepEqual(
    exported.map(({ details }) => details),
    [{ group: 'login' }],
  )
})

test('only administrators see it; a clerk reads in the database what concerns residents, nobody else anything', async () => {
  assert.equal((await clerk.browser.get(path)).status, 403)
  const ask = (hash: string) =>
    portal.database.asStaff(hash, (tx: Tx) =>
      tx.query<unknown[], { subject: string | null }>(
        {
          name: `test.${randomBytes(4).toString('hex')}`,
          text: 'select subject_login_id as subject from audit_events',
        } as never,
        [],
      ),
    )
  const seen = await ask(clerk.hash)
  assert.ok(seen.length > 0 && seen.every(({ subject }) => subject === resident.loginId))
  for (const role of ['editor', 'accountant'] as const) assert.deepEqual(await ask((await staff(role)).hash), [])
  assert.deepEqual(
    await portal.database.asStaff(clerk.hash, (tx) =>
      tx.query({ name: 'test.find', text: `select find_logins('szefowa', '')` } as never, []),
    ),
    [],
  )
  await assert.rejects(
    portal.database.asStaff(
      administrator.hash,
      (tx) => tx.query({ name: 'test.w', text: 'delete from audit_events' } as never, []),
      {
        write: true,
      },
    ),
    /permission denied/,
  )
})

test('the check is a job, once a form, and says in words what it found', async () => {
  const { page } = await check()
  assert.match(page, /Dziennik jest nienaruszony/)
  assert.match((await administrator.browser.get(path)).body, /Dziennik jest nienaruszony/)
  const once = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => administrator.browser.send(`${path}/sprawdz`, { _once: once }, { from: path })),
  )
  assert.equal(new Set(answers.map(({ location }) => location)).size, 1)
})

test('every night the newest hash is written outside, and a chain rewritten as a whole does not fit it', async () => {
  const alarms: string[] = []
  const logged: unknown[] = []
  const night = () =>
    anchorAudit({
      database: portal.database,
      dataDir,
      log: { ...silentLog, info: (_, fields) => void logged.push(fields) },
      alarm: async (line, fault) => void alarms.push(`${fault} ${line}`),
    })
  await night()
  await night()
  const file = join(dataDir, 'audit-anchors.log')
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 1, 'nothing new, nothing written')
  assert.equal(logged.length, 1)
  await write('login.locked')
  await night()
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2)
  const doctor = () => portal.asRoot((client) => auditTrail(client, dataDir))
  assert.equal((await doctor()).state, 'ok')
  // The last line taken away: inside the database nothing is missing.
  const [newest] = await lastIds(1)
  await rows('delete from audit_events where id = $1', [newest])
  assert.equal((await verify()).broken_id, null)
  await night()
  assert.deepEqual(alarms, [`anchor ${newest}`])
  const told = await doctor()
  assert.deepEqual([told.state, told.says.includes(String(newest))], ['failure', true])
  const { state, result } = await check()
  assert.deepEqual([state, result.brokenId, result.fault], ['done', newest, 'anchor'])
})
