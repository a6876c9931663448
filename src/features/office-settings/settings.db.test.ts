import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import type { Tx } from '#platform/db/database.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { jobKinds } from '#src/background.ts'
import { multipart } from '#test/harness/multipart.ts'
import { TestBrowser, withPortal } from '#test/harness/portal.ts'
import { bankAccountsChangedAt } from './public.ts'

const portal = await withPortal()
const address = '/biuro/ustawienia'

async function staff(staffRole: 'clerk' | 'accountant' | 'editor' | 'administrator') {
  const { hash, loginId, secret } = await portal.openSession({ kind: 'staff', staffRole })
  const browser = new TestBrowser(portal.app)
  browser.cookies.set('ebok-session', secret)
  return { hash, loginId, browser }
}
const administrator = await staff('administrator')
const second = await staff('administrator')
const accountant = await staff('accountant')
const clerk = await staff('clerk')
const stranger = await portal.browser()

const rows = <T>(query: string, values: unknown[] = []): Promise<T[]> =>
  portal.asRoot(async (client) => (await client.query(query, values)).rows as T[])
const audited = () =>
  rows<{ action: string; details: Record<string, unknown> }>(
    `select action, details from audit_events where action like 'settings.%' order by id`,
  )
/** The form of a page as it would be sent, with some fields typed over. */
function formOf(body: string, typed: Record<string, string> = {}): Record<string, string> {
  const main = body.slice(body.indexOf('<main'))
  const fields: Record<string, string> = {}
  for (const [tag] of main.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1]
    if (name && !/type="(checkbox|file)"/.test(tag)) fields[name] = unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? '')
  }
  for (const [, name, value] of main.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)/g))
    fields[name!] = unescaped(value!)
  return { ...fields, ...typed }
}
const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
const straight = (hash: string, text: string, values: unknown[] = []) =>
  portal.database.asStaff(
    hash,
    (tx: Tx) => tx.query({ name: `test.${randomBytes(6).toString('hex')}`, text }, values),
    {
      write: true,
    },
  )

test('a change shows on the next page, once, with the names of its fields in the audit trail', async () => {
  const page = await administrator.browser.get(`${address}/spoldzielnia`)
  const form = formOf(page.body, { name: 'SM <b>Nowa</b>', phone: '+48 22 123 45 67', nip: '123-456-32-18' })
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => administrator.browser.post(`${address}/spoldzielnia`, form)),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  assert.match((await stranger.get('/zaloguj')).body, /SM &lt;b&gt;Nowa/)
  assert.match((await stranger.get('/kontakt')).body, /22 123 45 67/)
  const lines = await audited()
  assert.deepEqual(
    lines.map(({ details }) => details),
    [{ page: 'spoldzielnia', fields: ['name', 'phone', 'nip'] }],
  )
  assert.doesNotMatch(JSON.stringify(lines), /Nowa|123/)
  assert.match((await administrator.browser.get(address)).body, /Dane spółdzielni: Nazwa spółdzielni, Telefon, NIP/)
})

test('a save over somebody else’s change is refused; what was typed stays and what is stored stands beside it', async () => {
  const [mine, theirs] = await Promise.all(
    [administrator, second].map(({ browser }) => browser.get(`${address}/teksty`)),
  )
  await second.browser.post(`${address}/teksty`, formOf(theirs!.body, { messageLegalNote: 'Treść drugiej osoby' }))
  const answer = await administrator.browser.post(
    `${address}/teksty`,
    formOf(mine!.body, { messageLegalNote: 'Moja treść' }),
  )
  assert.equal(answer.status, 409)
  for (const part of ['Ktoś inny właśnie zmienił', 'Moja treść', 'Teraz zapisane: Treść drugiej osoby'])
    assert.ok(answer.body.includes(part), part)
  const again = await administrator.browser.post(`${address}/teksty`, formOf(answer.body))
  assert.equal(again.status, 303)
  assert.equal(
    (await rows<{ note: string }>('select message_legal_note as note from cooperative'))[0]!.note,
    'Moja treść',
  )
})

test('mistakes stand at their fields and nothing typed is lost', async () => {
  const page = await administrator.browser.get(`${address}/spoldzielnia`)
  const answer = await administrator.browser.post(
    `${address}/spoldzielnia`,
    formOf(page.body, { name: '', nip: '1234567890', city: '<script>alert(1)</script>', krs: '\u0000' }),
  )
  assert.equal(answer.status, 422)
  for (const part of ['To pole jest potrzebne', 'cyfra kontrolna', '&lt;script&gt;', 'niedozwolone znaki'])
    assert.ok(answer.body.includes(part), part)
  const odd = await administrator.browser.post(`${address}/spoldzielnia`, {
    _csrf: formOf(page.body)._csrf!,
    wersja: 'x',
  })
  assert.equal(odd.status, 422)
})

test('only administrators, by the application and by the database', async () => {
  for (const { browser, hash } of [clerk, accountant]) {
    for (const path of ['', '/spoldzielnia', '/wyglad', '/dzialy', '/rachunki', '/tematy/nowy'])
      assert.equal((await browser.get(address + path)).status, 403)
    assert.deepEqual(await straight(hash, `update cooperative set name = 'x' returning name`), [])
    assert.deepEqual(await straight(hash, `delete from departments returning id`), [])
    await assert.rejects(
      straight(
        hash,
        `insert into cooperative_logos (sha256, content_type, content) values (repeat('a', 64), 'image/png', 'x')`,
      ),
    )
    await assert.rejects(straight(hash, `insert into emergency_numbers (label, phone) values ('x', '112')`))
    await assert.rejects(
      straight(
        hash,
        `insert into bank_account_changes (asked_by, before, after, once_sha256)
      values (current_login_id(), '[]', '[]', sha256('x'))`,
      ),
    )
  }
  await assert.rejects(straight(administrator.hash, `update cooperative set only_row = true`), /permission denied/)
})

test('limits are real: a new session gets the minutes that were set, old sign-ins go after the months', async () => {
  const page = await administrator.browser.get(`${address}/limity`)
  const form = formOf(page.body, { residentIdleMinutes: '7', staffIdleMinutes: '5', signInMonths: '6' })
  assert.equal((await administrator.browser.post(`${address}/limity`, form)).status, 303)
  const { sql, ...sessions } = await import('#features/login/sessions.ts').then(async (one) => ({
    ...one,
    sql: (await import('#features/login/login.queries.ts')).cleanUpSignIns,
  }))
  const [resident] = await rows<{ id: string }>(
    `insert into logins (name, kind, display_name) values ('limit1', 'resident', 'L') returning id`,
  )
  const open = (loginId: string, kind: 'resident' | 'staff') =>
    portal.database.asAuth((tx) => sessions.openSession(tx, { loginId, kind, purpose: 'full', browser: '' }), {
      write: true,
    })
  await open(resident!.id, 'resident')
  await open(clerk.loginId, 'staff')
  const minutes = await rows<{ login_id: string; idle_minutes: number }>(
    'select login_id, idle_minutes from sessions order by created_at',
  )
  assert.equal(minutes.filter(({ login_id }) => login_id === resident!.id).at(-1)!.idle_minutes, 7)
  assert.equal(minutes.filter(({ login_id }) => login_id === clerk.loginId).at(-1)!.idle_minutes, 5)
  await rows(
    `insert into sign_ins (login_id, at, outcome) values ($1, clock_now() - interval '7 months', 'success'),
    ($1, clock_now() - interval '5 months', 'success')`,
    [resident!.id],
  )
  await portal.database.asAuth(sql, { write: true })
  assert.equal((await rows('select from sign_ins where login_id = $1', [resident!.id])).length, 1)
})

test('logins are named by the pattern that is set, codes are good for the days that are set', async () => {
  const page = await administrator.browser.get(`${address}/loginy`)
  assert.match(page.body, /1234 5674/)
  for (const bad of ['Żuk####', '####', 'L##', '{lokal}{lokal}', 'a b ####', '??????####']) {
    const refused = await administrator.browser.post(`${address}/loginy`, formOf(page.body, { loginPattern: bad }))
    if (bad === '####') continue
    assert.equal(refused.status, 422, bad)
  }
  const now = await administrator.browser.get(`${address}/loginy`)
  const form = formOf(now.body, { loginPattern: 'SM-####', startingCodeDays: '3' })
  assert.equal((await administrator.browser.post(`${address}/loginy`, form)).status, 303)
  assert.match((await administrator.browser.get(`${address}/loginy`)).body, /SM-0001/)
  const { issueLogin, issueStartingCode } = await import('#features/login/public.ts')
  const operator = { kind: 'operator' } as const
  const login = await issueLogin(portal.database, { kind: 'resident', partyId: 'K00001', displayName: 'X' }, operator)
  assert.equal(login.name, 'SM-0001')
  const { expiresAt } = await issueStartingCode(portal.database, login.id, operator)
  assert.equal(Math.round((expiresAt - portal.clock.now()) / 86_400_000), 3)
})

/** A picture of one colour. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([
      length,
      Buffer.from(type, 'latin1'),
      data,
      type === 'IEND' ? Buffer.from([0xae, 0x42, 0x60, 0x82]) : Buffer.alloc(4),
    ])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(Math.min(width, 10) * 2))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

async function sendLogo(content: Buffer, name = 'logo.png') {
  const page = await administrator.browser.get(`${address}/wyglad`)
  const { payload, contentType } = multipart({ _csrf: formOf(page.body)._csrf! }, [{ field: 'logo', name, content }])
  return portal.app.inject({
    method: 'POST',
    url: `${address}/wyglad/logo`,
    headers: {
      host: new URL(portal.baseUrl).host,
      cookie: [...administrator.browser.cookies].map(([key, value]) => `${key}=${value}`).join('; '),
      'content-type': contentType,
    },
    payload,
  })
}

test('a logo is a picture by its content, stands on the next page and is served unchanging', async () => {
  for (const [content, name] of [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'logo.svg'],
    [Buffer.from('nie obraz'), 'logo.png'],
    [png(2001, 40), 'logo.png'],
    [Buffer.concat([png(40, 40).subarray(0, -12), Buffer.alloc(300 * 1024), png(40, 40).subarray(-12)]), 'logo.png'],
  ] as const) {
    const refused = await sendLogo(content, name)
    assert.equal(refused.statusCode, 422, name)
    assert.match(refused.body, /field-error/)
  }
  assert.equal((await sendLogo(png(300, 80))).statusCode, 303)
  const shown = /<img class="brand-logo" src="([^"]+)"/.exec((await stranger.get('/zaloguj')).body)?.[1]
  assert.match(shown ?? '', /^\/logo\/[0-9a-f]{64}\.png$/)
  const file = await stranger.get(shown!)
  assert.equal(file.headers['content-type'], 'image/png')
  assert.match(String(file.headers['cache-control']), /immutable/)
  assert.equal((await stranger.get(`/logo/${'0'.repeat(64)}.png`)).status, 404)
  await administrator.browser.send(`${address}/wyglad/logo/usun`, {}, { from: `${address}/wyglad` })
  assert.doesNotMatch((await stranger.get('/zaloguj')).body, /brand-logo/)
  assert.equal((await stranger.get(shown!)).status, 200, 'pages sent before still show it')
})

test('a colour is previewed, checked and on the next page', async () => {
  const preview = await administrator.browser.get(`${address}/wyglad?kolor=%23ffee00`)
  assert.match(preview.body, /za mało czytelny/)
  const svg = await administrator.browser.get(`${address}/wyglad/ciemny.svg?kolor=%23ffee00`)
  assert.equal(svg.headers['content-type'], 'image/svg+xml; charset=utf-8')
  const before = /\/assets\/theme\.[^"]+/.exec((await stranger.get('/zaloguj')).body)![0]
  const form = formOf(preview.body)
  assert.equal((await administrator.browser.post(`${address}/wyglad`, { ...form, kolor: '#ffee00' })).status, 303)
  assert.notEqual(/\/assets\/theme\.[^"]+/.exec((await stranger.get('/zaloguj')).body)![0], before)
  assert.equal((await administrator.browser.get(`${address}/wyglad?kolor=${encodeURIComponent('"><x>')}`)).status, 422)
  const stale = await second.browser.send(
    `${address}/wyglad`,
    { wersja: '1', kolor: '#123456' },
    { from: `${address}/wyglad` },
  )
  assert.equal(stale.status, 409)
})

test('lists: a row is added once, changed with care for others, removed; topics are switched off', async () => {
  const empty = await administrator.browser.get(`${address}/telefony-alarmowe/nowy`)
  const building = /name="budynek\[\]" value="([^"]+)"/.exec(empty.body)![1]!
  const form = formOf(empty.body, { label: 'Dźwigi', phone: '+48 10 000 01 02', position: '5', 'budynek[]': building })
  await Promise.all(
    Array.from({ length: 20 }, () => administrator.browser.post(`${address}/telefony-alarmowe/nowy`, form)),
  )
  const made = await rows<{ id: string; building_ids: string[]; area: string }>(
    `select * from emergency_numbers where label = 'Dźwigi'`,
  )
  assert.equal(made.length, 1)
  assert.deepEqual(made[0]!.building_ids, [building])
  assert.notEqual(made[0]!.area, '')
  const path = `${address}/telefony-alarmowe/${made[0]!.id}`
  const [mine, theirs] = [await administrator.browser.get(path), await second.browser.get(path)]
  assert.equal((await second.browser.post(path, formOf(theirs.body, { label: 'Windy' }))).status, 303)
  const conflict = await administrator.browser.post(path, formOf(mine.body, { label: 'Dźwigi i windy' }))
  assert.equal(conflict.status, 409)
  assert.match(conflict.body, /Dźwigi i windy/)
  const removal = formOf((await administrator.browser.get(path)).body)
  await administrator.browser.post(`${path}/usun`, removal)
  assert.equal((await administrator.browser.post(`${path}/usun`, removal)).status, 303, 'gone is gone')
  assert.equal((await rows(`select from emergency_numbers where label = 'Windy'`)).length, 0)
  const topic = await administrator.browser.get(`${address}/tematy/other`)
  const { active: _, ...off } = formOf(topic.body, { name: 'Coś innego' })
  assert.equal((await administrator.browser.post(`${address}/tematy/other`, off)).status, 303)
  assert.deepEqual(await rows(`select name, active from message_topics where id = 'other'`), [
    { name: 'Coś innego', active: false },
  ])
  const bad = await administrator.browser.post(
    `${address}/dzialy/nowy`,
    formOf((await administrator.browser.get(`${address}/dzialy/nowy`)).body, {
      name: 'x'.repeat(121),
      email: 'zły',
      position: '-1',
    }),
  )
  assert.equal(bad.status, 422)
  assert.equal((await administrator.browser.get(`${address}/dzialy/nie-ma`)).status, 404)
})

// Bank accounts ------------------------------------------------------------------------------------------------------------

const oldNrb = '80999000090001000000030010'
const newNrb = '27114020040000300201355387'
const told: string[] = []
const surroundings = {
  dataDir: '/nonexistent',
  log: silentLog,
  tell: async ({ kind }: { kind: string }) => void told.push(kind),
}
const work = () =>
  runNextJob(
    { database: portal.database, log: silentLog, kinds: jobKinds(portal.database, surroundings) },
    new AbortController().signal,
  )
const stored = async () =>
  (await rows<{ nrb: string }>('select nrb from cooperative_bank_accounts order by position')).map(({ nrb }) => nrb)
async function propose(typed: Record<string, string>) {
  const page = await administrator.browser.get(`${address}/rachunki`)
  return administrator.browser.post(`${address}/rachunki`, formOf(page.body, typed))
}

test('bank accounts change only after a second person agreed; the operator is told, the office sees it for seven days', async () => {
  await rows(`insert into cooperative_bank_accounts (label, nrb) values ('Bieżący', $1)`, [oldNrb])
  const bad = await propose({ numer0: newNrb.replace('7', '8') })
  assert.equal(bad.status, 422)
  assert.match(bad.body, /cyfra kontrolna/)
  assert.equal((await propose({})).status, 422, 'nothing to change')
  const asked = await propose({ numer0: newNrb, nazwa0: 'Bieżący' })
  assert.equal(asked.status, 303)
  const job = asked.location!
  assert.equal(await work(), false)
  assert.deepEqual(await stored(), [oldNrb])
  assert.match((await administrator.browser.get(`${address}/rachunki`)).body, /czeka na zatwierdzenie/)
  const shown = await accountant.browser.get(job)
  for (const part of ['nowy numer', 'znika', '27 1140 2004', '80 9990 0009']) assert.ok(shown.body.includes(part), part)
  assert.equal((await clerk.browser.get(job)).status, 404)
  assert.equal((await administrator.browser.send(`${job}/zatwierdz`, {}, { from: job })).status, 422)
  assert.equal((await second.browser.send(`${job}/zatwierdz`, {}, { from: job })).status, 303)
  assert.ok(await work())
  assert.deepEqual(await stored(), [newNrb])
  assert.match((await stranger.get('/kontakt')).body, /27 1140 2004/)
  assert.deepEqual(told, ['bankAccountsChanged'])
  const changedAt = (hash: string) => portal.database.asStaff(hash, bankAccountsChangedAt)
  assert.ok(await changedAt(clerk.hash))
  await rows(`update bank_account_changes set applied_at = clock_now() - interval '8 days'`)
  assert.equal(await changedAt(clerk.hash), undefined)
  assert.deepEqual((await audited()).at(-1)!.action, 'settings.bankAccountsChanged')
})

test('accounts that changed in between are not overwritten', async () => {
  const asked = await propose({ numer0: oldNrb })
  await rows(`update cooperative_bank_accounts set label = 'Inna nazwa'`)
  const { body } = await second.browser.get(asked.location!)
  assert.match(body, /Wpisz ją jeszcze raz/)
  await second.browser.send(`${asked.location}/zatwierdz`, {}, { from: asked.location! })
  await work()
  assert.deepEqual(await stored(), [newNrb])
  assert.match((await second.browser.get(asked.location!)).body, /Wpisz ją jeszcze raz/)
})

test('past the pages nobody writes an account: not the office, not the worker without an approved job', async () => {
  await assert.rejects(
    straight(administrator.hash, `update cooperative_bank_accounts set nrb = $1`, [oldNrb]),
    /permission denied/,
  )
  await assert.rejects(
    straight(
      administrator.hash,
      `insert into jobs (kind, requested_by) values ('bankAccountsChange', current_login_id())`,
    ),
    /jobs_bank_accounts_check/,
  )
  const asked = await propose({ numer0: oldNrb })
  const id = asked.location!.split('/').at(-1)!
  const worker = (text: string) =>
    portal.database.asWorker((tx) => tx.query({ name: `test.${randomBytes(4).toString('hex')}`, text }, [id]), {
      write: true,
    })
  await worker(`update jobs set state = 'running' where id = $1`)
  await assert.rejects(worker('select apply_bank_account_change($1::uuid)'), /no second person/)
  await assert.rejects(worker(`update cooperative_bank_accounts set nrb = 'x' where id = $1`), /permission denied/)
  assert.deepEqual(await stored(), [newNrb])
})
