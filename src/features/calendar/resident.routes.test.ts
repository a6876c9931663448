import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import ICAL from 'ical.js'
import type pg from 'pg'
import type { IsoDate } from '#kernel/dates.ts'
import { fixedClock } from '#platform/clock.ts'
import type { Tx } from '#platform/db/database.ts'
import { asset } from '#platform/http/assets.ts'
import { formToken, hashSecret, newSecret } from '#platform/http/secrets.ts'
import { createServer } from '#platform/http/server.ts'
import { createLog } from '#platform/log.ts'
import { watchCooperative } from '#src/cooperative.ts'
import { createDrawing } from '#src/drawing.ts'
import { withDatabase } from '#test/harness/database.ts'
import { calendarFacts } from './calendar.queries.ts'
import { calendarRoutes } from './resident.routes.ts'

/**
 * Two households in one building. K1 holds a flat (P1) and a garage (P2); K2, the neighbour, a flat (P3). November 2026:
 * the flat's bill is due on Saturday the 14th and half paid, the garage's on the 30th. On the 30th of October meters were
 * read; M1 also in 2019, before K1 moved in.
 */
const facts = `
  insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
    values ('B1', 'N1', 'Lipowa', '4', '00-001', 'Miasto', 1);
  insert into premises_versions (id, building_id, number, kind, usable_area_m2, from_publication)
    values ('P1', 'B1', '12', 'dwelling', 48.5, 1), ('P2', 'B1', '3', 'garage', 15, 1), ('P3', 'B1', '13', 'dwelling', 60, 1);
  insert into holdings_versions (id, party_id, premises_id, legal_title, role, valid_from, from_publication)
    values ('H1', 'K1', 'P1', 'freehold', 'holder', '2020-01-01', 1), ('H2', 'K1', 'P2', 'freehold', 'holder', '2020-01-01', 1),
           ('H3', 'K2', 'P3', 'freehold', 'holder', '2020-01-01', 1);
  insert into accounts_versions (id, party_id, premises_id, ledger_type, ledger_type_name, nrb, currency, from_publication)
    values ('A1', 'K1', 'P1', 'EKSPL', 'Eksploatacja', '61999000090000000000000001', 'PLN', 1),
           ('A2', 'K1', 'P2', 'GARAZ', 'Garaż', '61999000090000000000000002', 'PLN', 1),
           ('A3', 'K2', 'P3', 'EKSPL', 'Eksploatacja', '61999000090000000000000003', 'PLN', 1);
  insert into documents_versions (id, account_id, number, kind, issued_on, due_on, amount_grosze, remaining_grosze, from_publication)
    values ('D1', 'A1', 'LOKAL/11', 'charge', '2026-11-02', '2026-11-14', 100000, 50000, 1),
           ('D2', 'A2', 'GARAZ/11', 'charge', '2026-11-02', '2026-11-30', 12000, 12000, 1),
           ('D3', 'A3', 'SASIAD/11', 'charge', '2026-11-02', '2026-11-14', 33300, 33300, 1),
           ('D4', 'A1', 'WB/7', 'payment', '2026-11-05', null, 50000, 0, 1);
  insert into entries_versions (id, account_id, document_id, booked_on, value_on, side, amount_grosze, kind, description, from_publication)
    values ('E4/x', 'A1', 'D4', '2026-11-05', '2026-11-05', 'payment', 50000, 'payment', 'Wpłata', 1),
           ('E3', 'A3', null, '2026-11-06', '2026-11-06', 'payment', 99999, 'payment', 'Wpłata', 1);
  insert into meters_versions (id, premises_id, kind, number, location, unit, installed_on, from_publication)
    values ('M1', 'P1', 'coldWater', '1', 'kuchnia', 'm3', '2019-01-01', 1),
           ('M2', 'P1', 'hotWater', '2', 'kuchnia', 'm3', '2019-01-01', 1), ('M3', 'P3', 'heat', '3', 'hol', 'GJ', '2019-01-01', 1);
  insert into readings_versions (id, meter_id, read_on, value, kind, premises_id, from_publication)
    values ('R1', 'M1', '2026-10-30', 10, 'manual', 'P1', 1), ('R2', 'M2', '2026-10-30', null, 'missing', 'P1', 1),
           ('R3', 'M3', '2026-10-30', 10, 'remote', 'P3', 1), ('R4', 'M1', '2019-12-30', 1, 'manual', 'P1', 1);
  insert into meter_settlements_versions
    (id, premises_id, account_id, document_id, kind, period_from, period_to, charged_grosze, should_be_grosze, difference_grosze, from_publication)
    values ('S1', 'P1', 'A1', 'D1', 'water', '2026-05-01', '2026-10-31', 10000, 9000, -1000, 1),
           ('S3', 'P3', 'A3', null, 'heat', '2026-05-01', '2026-10-31', 10000, 19000, 9000, 1);
  update published_state set publication_id = 1, as_of = '2026-11-09 22:00+00', published_at = '2026-11-09 22:10:11+00'`

const now = Date.UTC(2026, 10, 10, 11, 0)
const clock = fixedClock(now)
const host = 'portal.test'
const baseUrl = `http://${host}`
const subscriptionPath = '/rachunki/kalendarz/subskrypcja'
const log: string[] = []
const quiet = createLog({ clock, level: 'debug', write: (line) => void log.push(line) })
const store = await withDatabase({ log: quiet })
await store.setClock(now)
await store.asRoot((client) => client.query(facts))
const { database } = store
let queries = 0
const cooperative = await watchCooperative(database, quiet)
const sheet = asset('app', 'css', 'text/css', 'p{}')
const app = await createServer({
  routes: calendarRoutes,
  assets: new Map(),
  database: {
    ...database,
    asResident: (identity, work, options) =>
      database.asResident(
        identity,
        (tx) =>
          work(tx).finally(() => {
            queries += tx.stats.queries
          }),
        options,
      ),
  },
  clock,
  log: quiet,
  drawing: createDrawing(
    { byPath: new Map(), css: sheet, script: sheet, theme: () => sheet, icon: () => sheet },
    cooperative,
    [],
  ),
  baseUrl,
  trustProxy: false,
})
after(() => {
  cooperative.stop()
  return app.close()
})

interface Person {
  readonly loginId: string
  readonly secret: string
}

/** A login for a party of the register, with a living session whose cookie the test holds. */
async function signIn(partyId: string): Promise<Person> {
  const secret = newSecret()
  return store.asRoot(async (client) => {
    const { rows } = await client.query(
      `insert into logins (name, kind, display_name, party_id) values ($1, 'resident', 'Osoba', $2) returning id`,
      [`login-${secret.slice(0, 12)}`, partyId],
    )
    await client.query(
      `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at)
       values (decode($1, 'hex'), $2, 'full', 30, clock_now() + interval '12 hours')`,
      [hashSecret(secret), rows[0].id],
    )
    return { loginId: rows[0].id, secret }
  })
}

const get = (url: string, person?: Person) =>
  app.inject({ url, headers: { host }, cookies: person ? { 'ebok-session': person.secret } : {} })

const post = (url: string, person: Person, form: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    cookies: { 'ebok-session': person.secret },
    payload: new URLSearchParams({ _csrf: formToken(person.secret), ...form }).toString(),
  })

const create = (person: Person, key = newSecret()) => post(subscriptionPath, person, { _once: key })

/** The feed's path as the answer page shows it. */
function feedPathOf(html: string): string {
  const found = /<code>http:\/\/portal\.test(\/kalendarz\/[0-9a-f]{64}\.ics)<\/code>/.exec(
    html.replaceAll('<wbr>', ''),
  )?.[1]
  assert.ok(found, 'the page shows an address')
  assert.ok(html.includes(`href="webcal://portal.test${found}"`))
  return found
}

const living = (person: Person) =>
  store.asRoot(async (client) => {
    const { rows } = await client.query<{ hash: string; used: Date | null }>(
      `select encode(secret_sha256, 'hex') as hash, last_used_at as used
         from calendar_subscriptions where login_id = $1 and revoked_at is null`,
      [person.loginId],
    )
    return rows
  })

test('a month shows what is theirs, and nothing of the neighbour', async () => {
  const person = await signIn('K1')
  queries = 0
  const november = await get('/rachunki/kalendarz', person)
  assert.equal(november.statusCode, 200)
  assert.equal(queries, 7)
  assert.ok(Buffer.byteLength(november.body) <= 30_000)
  assert.match(november.body, /Kalendarz: listopad 2026/)
  assert.match(november.body, /Termin płatności: LOKAL\/11/)
  assert.match(november.body, /zostało <data[^>]*>500,00/)
  assert.match(
    november.body,
    /14 listopada 2026 to dzień wolny \(sobota\), więc wystarczy zapłacić do 16 listopada 2026\./,
  )
  assert.match(november.body, /Ostatni dzień na zapłatę: LOKAL\/11/)
  assert.match(november.body, /href="\/rachunki\/wplaty\/E4%2Fx"/)
  assert.match(november.body, /Lipowa 4, garaż 3/)
  assert.match(november.body, /2\u00a0rachunki na 1\u00a0120,00\u00a0zł\. Zostało do zapłaty 620,00\u00a0zł\./)
  assert.doesNotMatch(november.body, /WB\/7/)
  const october = await get('/rachunki/kalendarz?miesiac=2026-10&widok=lista', person)
  assert.match(october.body, /Odczyt wodomierzy.*2\u00a0liczniki, bez odczytu: 1/s)
  assert.match(october.body, /Koniec okresu rozliczenia wody.*do zwrotu 10,00/s)
  for (const { body } of [november, october]) assert.doesNotMatch(body, /SASIAD|333,00|999,99|ciepł|4\/13/)
})

test('readings before they moved in are the business of those who lived there', async () => {
  const person = await signIn('K1')
  assert.doesNotMatch((await get('/rachunki/kalendarz?miesiac=2019-12', person)).body, /Odczyt wodomierzy/)
})

test('a choice narrows; a foreign or invented place shows nothing', async () => {
  const person = await signIn('K1')
  const garage = await get('/rachunki/kalendarz?punkt=P2', person)
  assert.match(garage.body, /GARAZ\/11/)
  assert.doesNotMatch(garage.body, /LOKAL\/11/)
  for (const choice of ['punkt=P3', 'punkt=XYZ', 'typ=NONE', 'punkt=P2&typ=EKSPL']) {
    const { statusCode, body } = await get(`/rachunki/kalendarz?${choice}`, person)
    assert.equal(statusCode, 200)
    assert.doesNotMatch(body, /SASIAD|LOKAL\/11|GARAZ\/11/, choice)
    assert.match(body, /nie przypada termin żadnego rachunku/, choice)
  }
})

test('links keep the choices and end where the calendar ends', async () => {
  const person = await signIn('K1')
  const { body } = await get('/rachunki/kalendarz?miesiac=1990-01&punkt=P1&widok=lista', person)
  assert.match(body, /href="\/rachunki\/kalendarz\?miesiac=1990-02&amp;punkt=P1&amp;widok=lista"/)
  assert.doesNotMatch(body, /1989/)
  assert.match(body, /href="\/rachunki\/kalendarz\?punkt=P1&amp;widok=lista"[^>]*>Wróć do bieżącego miesiąca/)
  assert.equal((await get('/rachunki/kalendarz?miesiac=2099-12', person)).statusCode, 200)
})

test('a month that is none is a page that names the field', async () => {
  const person = await signIn('K1')
  for (const bad of [
    'miesiac=2026-13',
    'miesiac=2026-11&miesiac=2026-12',
    'miesiac=%00',
    'miesiac=0001-01',
    'miesiac=1989-12',
    'miesiac=2100-01',
    'miesiac=2026-11-01',
    `miesiac=${'9'.repeat(5000)}`,
  ]) {
    const { statusCode, body } = await get(`/rachunki/kalendarz?${bad}`, person)
    assert.equal(statusCode, 400, bad)
    assert.match(body, /miesiac|miesiąc/i, bad)
  }
  for (const bad of ['widok=tygodnie', 'punkt=%00', `typ=${'x'.repeat(65)}`, 'punkt=a&punkt=b']) {
    assert.equal((await get(`/rachunki/kalendarz?${bad}`, person)).statusCode, 400, bad)
  }
})

test('nobody signed in sees a page of theirs', async () => {
  for (const url of ['/rachunki/kalendarz', subscriptionPath]) assert.equal((await get(url)).statusCode, 303)
})

test('a feed is accepted by a second parser and tells dates, not amounts', async () => {
  const person = await signIn('K1')
  const path = feedPathOf((await create(person)).body)
  queries = 0
  const answer = await get(path)
  assert.equal(queries, 5)
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-type'], 'text/calendar; charset=utf-8')
  const root = new ICAL.Component(ICAL.parse(answer.body))
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
  assert.deepEqual(
    events.map((event) => [event.startDate.toString(), event.summary]),
    [
      ['2026-10-30', 'Odczyt liczników'],
      ['2026-10-31', 'Koniec okresu rozliczenia wody'],
      ['2026-11-16', 'Termin płatności'],
      ['2026-11-30', 'Termin płatności'],
    ],
  )
  for (const event of events) {
    assert.ok(event.uid.endsWith(`-${person.loginId}@portal.test`))
    assert.equal(String(event.component.getFirstPropertyValue('dtstamp')), '2026-11-09T22:10:11Z')
  }
  assert.match(events[2]!.description, /^Do zapłaty: LOKAL\/11\./)
  // Identifiers are drawn at random: any three digits may stand in one.
  const told = answer.body.replace(/^UID:.*(\r\n .*)*/gm, 'UID')
  assert.equal(told.match(/^UID$/gm)?.length, events.length)
  assert.doesNotMatch(told, /SASIAD|Lipowa|Osoba|zł|500|120,00|999/)
  const again = await get(path)
  assert.equal(again.body, answer.body)
  assert.equal((await get('/rachunki/kalendarz', person)).body.includes(path), false)
  assert.equal((await get(subscriptionPath, person)).body.includes(path), false)
})

test('a replaced, revoked, locked or invented address is the same page that does not exist', async () => {
  const person = await signIn('K1')
  const first = feedPathOf((await create(person)).body)
  const second = feedPathOf((await create(person)).body)
  assert.notEqual(first, second)
  assert.equal((await get(second)).statusCode, 200)
  assert.equal((await post(`${subscriptionPath}/usun`, person)).statusCode, 303)
  const third = feedPathOf((await create(person)).body)
  await store.asRoot((client) =>
    client.query(`update logins set locked_at = clock_now(), lock_reason = 'próba' where id = $1`, [person.loginId]),
  )
  const dead = [first, second, third, `/kalendarz/${'0'.repeat(64)}.ics`, '/kalendarz/krotki.ics', '/kalendarz/%00.ics']
  const bodies = new Set<string>()
  for (const path of dead) {
    const { statusCode, body } = await get(path)
    assert.equal(statusCode, 404, path)
    bodies.add(body.replaceAll(/name="_csrf" value="[^"]*"/g, ''))
  }
  assert.equal(bodies.size, 1)
})

test('a form sent again names the same address, and after revoking makes another', async () => {
  const person = await signIn('K1')
  const key = newSecret()
  const first = feedPathOf((await create(person, key)).body)
  assert.equal(feedPathOf((await create(person, key)).body), first)
  await post(`${subscriptionPath}/usun`, person)
  const fresh = feedPathOf((await create(person, key)).body)
  assert.notEqual(fresh, first)
  assert.equal((await get(first)).statusCode, 404)
  assert.equal((await get(fresh)).statusCode, 200)
})

test('fifty forms at once leave one living address', async () => {
  const [one, other] = [await signIn('K1'), await signIn('K1')]
  const key = newSecret()
  const same = await Promise.all(Array.from({ length: 50 }, () => create(one, key)))
  const paths = new Set(same.map((answer) => feedPathOf(answer.body)))
  assert.equal(paths.size, 1)
  assert.equal((await get([...paths][0]!)).statusCode, 200)
  assert.equal((await living(one)).length, 1)

  const different = await Promise.all(Array.from({ length: 50 }, () => create(other)))
  assert.deepEqual(countBy(different.map((answer) => answer.statusCode)), { 200: 20, 429: 30 })
  assert.equal((await living(other)).length, 1)
  const alive = await Promise.all(
    different.filter((answer) => answer.statusCode === 200).map((answer) => get(feedPathOf(answer.body))),
  )
  assert.deepEqual(countBy(alive.map((answer) => answer.statusCode)), { 200: 1, 404: 19 })
})

function countBy(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test('a form without its token or key changes nothing', async () => {
  const person = await signIn('K1')
  assert.equal((await post(subscriptionPath, person)).statusCode, 400)
  assert.equal((await create(person, 'short')).statusCode, 400)
  assert.equal((await post(subscriptionPath, person, { _csrf: 'x', _once: newSecret() })).statusCode, 403)
  assert.equal((await living(person)).length, 0)
})

test('use is noted at most once an hour and shown', async () => {
  const person = await signIn('K1')
  const path = feedPathOf((await create(person)).body)
  const usedAt = async () => (await living(person))[0]?.used?.getTime()
  assert.equal(await usedAt(), undefined)
  const minute = 60_000
  try {
    for (const [minutes, noted] of [
      [0, 0],
      [59, 0],
      [60, 60],
    ] as const) {
      await store.setClock(now + minutes * minute)
      await get(path)
      assert.equal(await usedAt(), now + noted * minute)
    }
  } finally {
    await store.setClock(now)
  }
  assert.match((await get(subscriptionPath, person)).body, /Ostatnio pobrany.*10 listopada 2026, 13:00/s)
})

test('the log and the database hold no secret', async () => {
  const person = await signIn('K1')
  const key = newSecret()
  const path = feedPathOf((await create(person, key)).body)
  const secret = path.slice('/kalendarz/'.length, -'.ics'.length)
  log.length = 0
  await get(path)
  await get(`${path}?x=1`)
  await get(`${path}/`)
  await get(`/kalendarz/${secret}.ICS`)
  await app.inject({ method: 'POST', url: path, headers: { host } })
  assert.ok(log.length >= 5)
  assert.ok(log.some((line) => line.includes('/kalendarz/:secret.ics')))
  assert.equal(
    log.some((line) => line.includes(secret) || line.includes(secret.slice(0, 16))),
    false,
  )
  const stored = await store.asRoot((client) =>
    client.query('select to_jsonb(c)::text as row from calendar_subscriptions c'),
  )
  assert.ok(stored.rows.some(({ row }) => row.includes(hashSecret(secret))))
  assert.equal(
    stored.rows.some(({ row }) => row.includes(secret)),
    false,
  )
})

/** Whose rows a person's month holds, with one of the two walls taken away. */
const period = { from: '2019-01-01' as IsoDate, to: '2026-12-31' as IsoDate }
const idsOf = (read: Awaited<ReturnType<typeof calendarFacts>>) => ({
  documents: read.documents.map((row) => row.id).sort(),
  payments: read.payments.map((row) => row.entryId),
  readings: read.readings.map((row) => row.premisesId),
  settlements: read.settlements.map((row) => row.id),
})
const own = { documents: ['D1', 'D2'], payments: ['E4/x'], readings: ['P1'], settlements: ['S1'] }

test('the queries alone keep to what is theirs, with every policy open', async () => {
  const person = await signIn('K1')
  const read = await store.asRoot(async (client) => {
    await client.query(`select set_config('ebok.session', $1, false)`, [hashSecret(person.secret)])
    assert.equal((await client.query('select from documents')).rowCount, 4)
    return calendarFacts(bare(client), period)
  })
  assert.deepEqual(idsOf(read), own)
})

/** The owner's connection as the slice's queries see one; it takes one question at a time. */
function bare(client: pg.Client): Tx {
  let last: Promise<unknown> = Promise.resolve()
  const tx: Pick<Tx, 'query'> = {
    query(asked, params) {
      const answer = last.then(() => client.query(asked.text, params as unknown as unknown[]))
      last = answer
      return answer.then((result) => result.rows)
    },
  }
  return tx as Tx
}

test('the policies alone keep to what is theirs, with the queries asking for everything', async () => {
  const person = await signIn('K1')
  const shown = (name: string, body: string) =>
    store.asRoot((client) =>
      client.query(
        `create or replace function ${name}() returns setof text language sql stable begin atomic ${body}; end`,
      ),
    )
  await shown('shown_accounts', `select unnest(array['A1', 'A2', 'A3'])`)
  await shown('shown_premises', `select unnest(array['P1', 'P2', 'P3'])`)
  try {
    const read = await store.database.asResident(hashSecret(person.secret), (tx) => calendarFacts(tx, period))
    assert.deepEqual(idsOf(read), own)
  } finally {
    await shown('shown_accounts', 'select my_accounts()')
    await shown('shown_premises', 'select my_premises()')
  }
})
