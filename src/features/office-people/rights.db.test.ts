import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { withPortal } from '#test/harness/portal.ts'
import { once, person, rows } from './people.testkit.ts'

const portal = await withPortal()
const clerk = await person(portal, { kind: 'staff', staffRole: 'clerk' })
const accountant = await person(portal, { kind: 'staff', staffRole: 'accountant' })
const proxy = await person(portal, { kind: 'resident', partyId: cast.empty.partyId, name: 'corka-mieszkanca' })
const giver = cast.arrears.partyId
const grantPath = `/biuro/osoby/${giver}/pelnomocnik`
const good = {
  login: 'corka-mieszkanca',
  lokal0: 'L0003',
  od: '2026-11-23',
  do: '2026-12-31',
  podstawa: 'pełnomocnictwo z 20 listopada, segregator P/12',
}
const [bill] = await rows<{ id: string }>(
  portal,
  `select id from documents where account_id = $1 order by issued_on desc limit 1`,
  [cast.arrears.accountIds[0]],
)
const seesBill = async () => (await proxy.browser.get(`/rachunki/dokumenty/${bill!.id}`)).status
const rightsOf = () =>
  rows<{ id: string; valid_to: string | null; revoked_at: string | null }>(
    portal,
    'select id, valid_to::text, revoked_at::text from access_rights where login_id = $1 order by created_at',
    [proxy.loginId],
  )
const noticed = (body: string) => body.replaceAll(/<[^>]+>/g, ' ')

test('what is wrong stands at its field, and nothing typed is lost', async () => {
  const wrong: readonly (readonly [Partial<typeof good>, RegExp])[] = [
    [{ login: '' }, /Wpisz login pełnomocnika/],
    [{ login: 'nie-ma-takiego' }, /Nie ma loginu o tej nazwie/],
    [{ lokal0: '' }, /Zaznacz co najmniej jeden lokal/],
    [{ lokal0: 'L0001' }, /Zaznacz co najmniej jeden lokal/],
    [{ od: '2026-02-30' }, /Podaj pierwszy dzień/],
    [{ do: 'jutro' }, /Podaj ostatni dzień/],
    [{ do: '2026-11-01' }, /Ostatni dzień nie może być wcześniejszy/],
    [{ od: '2026-10-01', do: '2026-10-02' }, /Ostatni dzień już minął/],
    [{ podstawa: '' }, /Napisz, na jakiej podstawie/],
    [{ podstawa: 'x'.repeat(501) }, /Skróć podstawę/],
    [{ podstawa: 'a\u0000b' }, /niedozwolone znaki/],
  ]
  for (const [change, sentence] of wrong) {
    const { status, body } = await clerk.browser.send(grantPath, { ...good, ...change, _once: once(1) })
    assert.equal(status, 422, JSON.stringify(change).slice(0, 80))
    assert.match(noticed(body), sentence)
    if (!('podstawa' in change)) assert.ok(body.includes('segregator P/12'))
  }
  assert.deepEqual(await rightsOf(), [])
})

test('a right opens the premises it names and nothing else, once however often the form is sent', async () => {
  assert.equal(await seesBill(), 404)
  const sent = await Promise.all(
    Array.from({ length: 12 }, () => clerk.browser.send(grantPath, { ...good, _once: once(2) })),
  )
  assert.ok(
    sent.every(({ location }) => location === `/biuro/osoby/${giver}?zrobiono=pelnomocnictwo`),
    JSON.stringify(sent.map(({ status }) => status)),
  )
  assert.equal((await rightsOf()).length, 1)
  assert.equal(await seesBill(), 200)
  const [audit] = await rows<{ n: string }>(
    portal,
    `select count(*) as n from audit_events where action = 'right.granted' and subject_login_id = $1`,
    [proxy.loginId],
  )
  assert.equal(Number(audit!.n), 1)
  const { body } = await clerk.browser.get(`/biuro/osoby/${giver}`)
  for (const words of ['corka-mieszkanca', 'obowiązuje', 'segregator P/12']) assert.ok(body.includes(words), words)
  assert.match(
    noticed((await clerk.browser.send(grantPath, { ...good, _once: once(3) })).body),
    /ma już w tych dniach pełnomocnictwo/,
  )
})

test('shortened it lasts to the end of its day; a longer one is refused; two clerks do not undo each other unseen', async () => {
  const [right] = await rightsOf()
  const path = `/biuro/uprawnienia/${right!.id}`
  const version = async () => /name="wersja" value="([^"]+)"/.exec((await clerk.browser.get(path)).body)![1]!
  const seen = await version()
  for (const [dzien, sentence] of [
    ['2027-01-31', /tylko skrócić/],
    ['2026-11-22', /już minął/],
    ['', /Podaj ostatni dzień/],
  ] as const)
    assert.match(noticed((await clerk.browser.send(path, { jak: 'skroc', dzien, wersja: seen })).body), sentence)
  assert.match(noticed((await clerk.browser.send(path, { wersja: seen })).body), /Wybierz, jak/)
  assert.equal(
    (await clerk.browser.send(path, { jak: 'skroc', dzien: '2026-11-30', wersja: seen })).location,
    `/biuro/osoby/${giver}?zrobiono=skrocono`,
  )
  const late = await clerk.browser.send(path, { jak: 'skroc', dzien: '2026-11-28', wersja: seen })
  assert.equal(late.status, 422)
  assert.match(noticed(late.body), /Ktoś inny właśnie zmienił/)
  assert.ok(late.body.includes('value="2026-11-28"'))
  assert.equal(await seesBill(), 200)
  await portal.setClock(Date.parse('2026-11-30T23:30:00+01:00'))
  await rows(portal, `update sessions set last_seen_at = clock_now(), expires_at = clock_now() + interval '1 hour'`)
  assert.equal(await seesBill(), 200)
  await portal.setClock(Date.parse('2026-12-01T00:05:00+01:00'))
  await rows(portal, 'update sessions set last_seen_at = clock_now()')
  assert.equal(await seesBill(), 404)
  await portal.setClock(Date.parse('2026-11-23T08:00:00+01:00'))
  await rows(portal, `update sessions set last_seen_at = clock_now(), expires_at = clock_now() + interval '10 hours'`)
  assert.equal(await seesBill(), 200)
})

test('taken back it opens nothing from that moment on, is kept, and cannot be taken back twice', async () => {
  const [right] = await rightsOf()
  const path = `/biuro/uprawnienia/${right!.id}`
  const wersja = /name="wersja" value="([^"]+)"/.exec((await clerk.browser.get(path)).body)![1]!
  const sent = await Promise.all(Array.from({ length: 8 }, () => clerk.browser.send(path, { jak: 'odbierz', wersja })))
  assert.ok(sent.every(({ location }) => location === `/biuro/osoby/${giver}?zrobiono=odebrano`))
  assert.equal(await seesBill(), 404)
  const [after] = await rightsOf()
  assert.ok(after!.revoked_at)
  const [audit] = await rows<{ n: string }>(
    portal,
    `select count(*) as n from audit_events where action = 'right.revoked' and subject_login_id = $1`,
    [proxy.loginId],
  )
  assert.equal(Number(audit!.n), 1)
  assert.match((await clerk.browser.get(path)).body, /już się skończyło/)
})

test('an accountant neither gives nor sees rights, on the pages and in the database', async () => {
  assert.equal((await accountant.browser.send(grantPath, { ...good, _once: once(9) })).status, 403)
  const { body } = await accountant.browser.get(`/biuro/osoby/${giver}`)
  for (const words of ['corka-mieszkanca', 'Pełnomocnictwa', 'Loginy', 'logowania'])
    assert.ok(!body.includes(words), words)
  assert.ok(body.includes('Konta rozrachunkowe'))
  const ask = (text: string, write = false) =>
    portal.database.asStaff(accountant.hash, (tx) => tx.query({ name: `test.${text.slice(0, 40)}`, text }, []), {
      write,
    })
  for (const table of ['access_rights', 'sign_ins', 'login_contacts', 'consents', 'message_threads', 'change_requests'])
    assert.deepEqual(await ask(`select 1 as one from ${table}`), [], table)
  assert.deepEqual(await ask('select id from logins'), [{ id: accountant.loginId }])
  const insert = `insert into access_rights (login_id, party_id, premises_id, kind, valid_from, basis, created_by)
    values ('${proxy.loginId}', '${giver}', 'L0003', 'proxy', today(), 'x', '${accountant.loginId}')`
  await assert.rejects(ask(insert, true), /row-level security/)
  // A clerk only shortens, and gives in no other name.
  const asClerk = (text: string) =>
    portal.database.asStaff(clerk.hash, (tx) => tx.query({ name: `test.c.${text.slice(0, 40)}`, text }, []), {
      write: true,
    })
  await assert.rejects(asClerk(insert), /row-level security/)
  await asClerk(
    insert
      .replaceAll(accountant.loginId, clerk.loginId)
      .replace('basis,', 'valid_to, basis,')
      .replace("today(), 'x'", "today(), today(), 'x'"),
  )
  await assert.rejects(
    asClerk(`update access_rights set valid_to = null where login_id = '${proxy.loginId}' and revoked_at is null`),
    /only made shorter/,
  )
  await assert.rejects(asClerk(`delete from access_rights`), /permission denied/)
})

test('locking with a reason ends every session at once; the note stays out of the trail; unlocking lets in again', async () => {
  const resident = await person(portal, { kind: 'resident', partyId: cast.zero.partyId })
  const path = `/biuro/loginy/${resident.loginId}`
  assert.match(
    noticed((await clerk.browser.send(`${path}/zablokuj`, { powod: 'bo tak', uwaga: 'ważne' })).body),
    /Wybierz powód/,
  )
  assert.match(
    noticed((await clerk.browser.send(`${path}/zablokuj`, { powod: 'residentAsks', uwaga: 'x'.repeat(201) })).body),
    /Skróć uwagę/,
  )
  assert.equal((await resident.browser.get('/rachunki')).status, 200)
  const sent = await Promise.all(
    Array.from({ length: 6 }, () =>
      clerk.browser.send(`${path}/zablokuj`, { powod: 'strangerKnows', uwaga: 'zgłoszone telefonicznie' }),
    ),
  )
  assert.deepEqual(sent.map(({ location }) => location?.split('=')[1]).sort(), [
    'bezzmian',
    'bezzmian',
    'bezzmian',
    'bezzmian',
    'bezzmian',
    'zablokowano',
  ])
  assert.match(String((await resident.browser.get('/rachunki')).location), /^\/zaloguj/)
  const { body } = await clerk.browser.get(`/biuro/osoby/${cast.zero.partyId}`)
  assert.match(body, /zablokowany[\s\S]*ktoś obcy może znać hasło: zgłoszone telefonicznie/)
  assert.equal(
    (await clerk.browser.send(`${path}/odblokuj`, { powod: 'identityChecked' })).location,
    `${path}?zrobiono=odblokowano`,
  )
  const trail = await rows<{ action: string; details: object }>(
    portal,
    `select action, details from audit_events where subject_login_id = $1 and action in ('login.locked', 'login.unlocked') order by id`,
    [resident.loginId],
  )
  assert.deepEqual(trail, [
    { action: 'login.locked', details: { reason: 'strangerKnows' } },
    { action: 'login.unlocked', details: { reason: 'identityChecked' } },
  ])
  for (const what of ['zablokuj', 'odblokuj', 'wyloguj'])
    assert.equal((await accountant.browser.send(`${path}/${what}`, { powod: 'residentAsks' })).status, 403)
  assert.equal(
    (await clerk.browser.send(`/biuro/loginy/${clerk.loginId}/zablokuj`, { powod: 'residentAsks' })).status,
    404,
  )
})

test("signing out everywhere for a caller ends sessions and the calendar, not the clerk's own", async () => {
  const resident = await person(portal, { kind: 'resident', partyId: cast.overpaid.partyId })
  await rows(portal, `insert into calendar_subscriptions (secret_sha256, login_id) values (sha256('cal'), $1)`, [
    resident.loginId,
  ])
  const path = `/biuro/loginy/${resident.loginId}`
  assert.equal((await clerk.browser.send(`${path}/wyloguj`)).location, `${path}?zrobiono=wylogowano`)
  assert.equal((await clerk.browser.send(`${path}/wyloguj`)).location, `${path}?zrobiono=bezzmian`)
  assert.match(String((await resident.browser.get('/rachunki')).location), /^\/zaloguj/)
  assert.equal(
    (
      await rows(portal, 'select 1 from calendar_subscriptions where login_id = $1 and revoked_at is null', [
        resident.loginId,
      ])
    ).length,
    0,
  )
  assert.equal((await clerk.browser.get('/biuro/osoby')).status, 200)
  await assert.rejects(
    portal.database.asStaff(
      accountant.hash,
      (tx) => tx.query({ name: 'test.end', text: `select end_sessions_of('${resident.loginId}')` }, []),
      { write: true },
    ),
    /ended by clerks and administrators/,
  )
})

test('the page of a login outside the register; one with a person leads there', async () => {
  const outsider = await person(portal, { kind: 'resident', partyId: 'x' })
  await rows(portal, `update logins set party_id = null, display_name = 'Pani Pełnomocna' where id = $1`, [
    outsider.loginId,
  ])
  const { status, body } = await clerk.browser.get(`/biuro/loginy/${outsider.loginId}`)
  assert.equal(status, 200)
  assert.match(body, /Pani Pełnomocna[\s\S]*nie jest związany z osobą w rejestrze/)
  assert.equal(
    (await clerk.browser.get(`/biuro/loginy/${proxy.loginId}`)).location,
    `/biuro/osoby/${cast.empty.partyId}#loginy`,
  )
  for (const url of [
    '/biuro/loginy/x',
    `/biuro/loginy/${clerk.loginId}`,
    '/biuro/osoby/nie-ma',
    '/biuro/uprawnienia/x',
  ])
    assert.equal((await clerk.browser.get(url)).status, 404, url)
  assert.equal((await accountant.browser.get(`/biuro/loginy/${outsider.loginId}`)).status, 403)
})
