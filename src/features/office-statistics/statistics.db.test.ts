import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { gatherStatistics } from './public.ts'

const portal = await withPortal()
const rows = <T>(query: string, values: unknown[] = []): Promise<T[]> =>
  portal.asRoot(async (client) => (await client.query(query, values)).rows as T[])
const gather = () => portal.database.asWorker(gatherStatistics, { write: true })
const figure = async (name: string, subject = '') =>
  Object.fromEntries(
    (
      await rows<{ day: string; value: string }>(
        `select to_char(day, 'YYYY-MM-DD') as day, value from daily_statistics where figure = $1 and subject = $2 order by day`,
        [name, subject],
      )
    ).map(({ day, value }) => [day, Number(value)]),
  )
// As in an installation: nobody but the roles that sign in may make temporary tables.
await asAdministrator(portal.admin, (client) =>
  client.query(`revoke temporary on database ${quoteIdentifier(portal.admin.database)} from public`),
)
const hours = (back: number) => new Date(morning - back * 3_600_000)

const { parties, building } = await portal.asRoot(async (client) => {
  const { rows: held } = await client.query<{ party_id: string; building_id: string }>(
    `select h.party_id, p.building_id from holdings h join premises p on p.id = h.premises_id
      where h.valid_to is null order by p.building_id, h.party_id limit 4`,
  )
  return { parties: held.map((one) => one.party_id), building: held[0]!.building_id }
})
const logins: string[] = []
for (const [at, party] of parties.entries()) {
  const [made] = await rows<{ id: string }>(
    `insert into logins (name, kind, display_name, party_id, password_set_at) values ($1, 'resident', 'Jan Tajny', $2, $3) returning id`,
    [`stat${at}`, party, at < 3 ? hours(500) : null],
  )
  logins.push(made!.id)
}

test('the night counts days, months, people and answers; again it changes nothing', async () => {
  for (const [login, back] of [
    [0, 24],
    [0, 25],
    [1, 26],
    [1, 24 * 40],
    [2, 1],
  ] as const)
    await rows(`insert into sign_ins (login_id, at, outcome) values ($1, $2, 'success')`, [logins[login], hours(back)])
  await rows(`insert into sign_ins (login_id, at, outcome) values ($1, $2, 'wrongPassword')`, [logins[0], hours(24)])
  const [thread] = await rows<{ id: string }>(
    `insert into message_threads (login_id, topic_id) values ($1, 'other') returning id`,
    [logins[0]],
  )
  const say = (author: string, back: number) =>
    rows(
      `insert into messages (thread_id, author, author_login_id, channel, body, created_at) values ($1, $2, $3, 'portal', 'x', $4)`,
      [thread!.id, author, logins[0], hours(back)],
    )
  for (const [author, back] of [
    ['resident', 100],
    ['resident', 99],
    ['office', 98],
    ['office', 97],
    ['resident', 60],
    ['office', 50],
  ] as const)
    await say(author, back)
  await gather()
  const once = await rows('select * from daily_statistics order by 1, 2, 3')
  await gather()
  assert.deepEqual(await rows('select * from daily_statistics order by 1, 2, 3'), once)
  const signIns = await figure('signIns')
  assert.equal(signIns['2026-11-22'], 3)
  assert.equal((await figure('signedInPeople'))['2026-11-22'], 2)
  assert.equal(signIns['2026-11-23'], undefined, 'today is counted live')
  const months = await figure('monthPeople')
  assert.deepEqual([months['2026-10-01'], months['2026-11-01']], [1, 3])
  // Two hours from the first of two messages, then ten.
  assert.equal((await figure('answerMinutes'))['2026-11-23'], 360)
  assert.ok(Object.keys(await figure('publishedMinute')).length >= 1)
  const people = (await figure('people'))['2026-11-23']!
  assert.ok(people > 4)
  assert.equal((await figure('withLogin'))['2026-11-23'], 4)
  assert.equal((await figure('activated'))['2026-11-23'], 3)
  assert.ok((await figure('people', building))['2026-11-23']! > 0)
  assert.doesNotMatch(JSON.stringify(once), /Tajny|stat0/)
})

test('what comes late is counted the next night; a day skipped is caught up', async () => {
  await rows(`insert into sign_ins (login_id, at, outcome) values ($1, $2, 'success')`, [logins[2], hours(22)])
  await portal.setClock(morning + 3 * 86_400_000)
  await gather()
  const signIns = await figure('signIns')
  assert.deepEqual([signIns['2026-11-22'], signIns['2026-11-23'], signIns['2026-11-24']], [4, 1, undefined])
  await portal.setClock(morning)
})

test('everybody in the office sees counts and no name; small groups are not told', async () => {
  for (const staffRole of ['clerk', 'accountant', 'editor', 'administrator'] as const) {
    const browser = await portal.browser({ kind: 'staff', staffRole })
    for (const path of ['', '/logowania', '/budynki', '/sprawy', '/czytanie', '/dane']) {
      const { status, body } = await browser.get(`/biuro/statystyki${path}`)
      assert.equal(status, 200, path)
      assert.doesNotMatch(body, /Tajny/)
    }
  }
  const editor = await portal.browser({ kind: 'staff', staffRole: 'editor' })
  const page = await editor.get('/biuro/statystyki')
  assert.match(page.body, /Osoby z lokalem w rejestrze/)
  assert.match(page.body, /mniej niż 3/, 'one person signed in today')
  assert.match((await editor.get('/biuro/statystyki/sprawy')).body, /najwyżej 6\u00a0godzin\./)
  assert.equal((await editor.get('/biuro/statystyki/budynki?strona=9')).status, 404)
  assert.equal(
    (await (await portal.browser({ kind: 'resident', partyId: parties[0]! })).get('/biuro/statystyki')).status,
    403,
  )
})

test('each table is a file for a spreadsheet', async () => {
  const editor = await portal.browser({ kind: 'staff', staffRole: 'editor' })
  await rows(
    `update announcements set title = '=cmd()' where id = (select id from announcements where audience = 'signedIn' and withdrawn_at is null and visible_from > today() - 80 limit 1)`,
  )
  await gather()
  for (const key of [
    'logowania-dzienne',
    'logowania-miesieczne',
    'budynki',
    'wiadomosci',
    'zgloszenia',
    'ogloszenia',
    'pisma',
    'publikacje',
  ]) {
    const { status, body, headers } = await editor.get(`/biuro/statystyki/${key}.csv`)
    assert.equal(status, 200, key)
    assert.match(String(headers['content-disposition']), /attachment/)
    assert.ok(body.startsWith('\ufeff') && body.split('\r\n').length >= 2, key)
    assert.doesNotMatch(body, /^=/m)
  }
  assert.match((await editor.get('/biuro/statystyki/budynki.csv')).body, /Budynek;Osoby z lokalem/)
})
