import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const as = (partyId: string) => portal.browser({ kind: 'resident', partyId })
const plain = (html: string) => html.replaceAll('\u00a0', ' ')

const get = async (partyId: string, url: string) => {
  const answer = await (await as(partyId)).get(url)
  return { status: answer.status, body: plain(answer.body) }
}

test('the register names every meter, what it shows now and what became of the replaced one', async () => {
  const { status, body } = await get(cast.meterReplaced.partyId, '/media')
  assert.equal(status, 200)
  for (const words of [
    'Woda zimna (ZW)',
    'Woda ciepła (CW)',
    'Podzielnik ciepła',
    '10000018',
    '32,966 m³',
    '31.12.2031',
  ])
    assert.ok(body.includes(words), words)
  assert.match(body, /Zdjęty 12 marca 2026\. Zastąpił go licznik numer 10000018\./)
  assert.match(body, /272 jedn\.[^/]*od początku sezonu/)
})

test('a verification about to end and one that has ended are said in words, above the table', async () => {
  const set = (until: string) =>
    portal.asRoot((client) =>
      client.query(`update meters_versions set verification_valid_until = $1 where id = 'M0003-1'`, [until]),
    )
  await set('2026-12-31')
  const soon = await get(cast.arrears.partyId, '/media')
  assert.match(soon.body, /legalizacja ważna do 31 grudnia 2026\./)
  assert.match(soon.body, /badge-due">kończy się</)
  await set('2026-10-31')
  const expired = await get(cast.arrears.partyId, '/media')
  assert.match(expired.body, /legalizacja skończyła się 31 października 2026\./)
  assert.match(expired.body, /badge-late">po terminie</)
  await set('2029-12-31')
  assert.doesNotMatch((await get(cast.arrears.partyId, '/media')).body, /Legalizacja liczników/)
})

test('a leak is told on the register and on the page of the meter, the neighbour is told nothing', async () => {
  const page = await get(cast.leak.partyId, '/media/liczniki/M0004-1')
  assert.match(page.body, /1 stycznia – 30 czerwca 2026: zużycie 34,632 m³\. To 2,4 raza więcej na dzień niż zwykle\./)
  assert.match(page.body, /ponad dwa razy więcej wody/)
  assert.match((await get(cast.leak.partyId, '/media')).body, /Zużycie większe niż zwykle/)
  assert.doesNotMatch((await get(cast.arrears.partyId, '/media')).body, /Zużycie większe niż zwykle/)
})

test('the page of a meter has a chart with its figures and goes on with the meter before', async () => {
  const { body } = await get(cast.meterReplaced.partyId, '/media/liczniki/M0001-2')
  assert.match(body, /<svg class="bar"[^>]*aria-hidden="true"/)
  assert.match(body, /53,424 m³/)
  assert.match(body, /55,524 m³\*/)
  assert.match(body, /licznik numer 10000017/)
  const monthly = await get(cast.fivePremises.partyId, '/media/liczniki/M0006-1')
  assert.match(monthly.body, /październik 2026/)
  assert.match(monthly.body, /brak odczytu/)
  assert.match(monthly.body, /razem z czasem bez odczytu/)
})

test('every kind of reading has a word', async () => {
  await portal.asRoot((client) =>
    client.query(
      `insert into readings_versions (id, meter_id, read_on, value, kind, premises_id, from_publication)
       select 'X' || kind, 'M0003-2', '2026-07-01'::date + n::integer, case when kind <> 'missing' then 200 + n end, kind, 'L0003', 1
         from unnest(array['manual', 'remote', 'estimated', 'resident', 'initial', 'final', 'missing']) with ordinality k(kind, n)`,
    ),
  )
  const { body } = await get(cast.arrears.partyId, '/media/liczniki/M0003-2')
  for (const word of [
    'odczyt',
    'odczyt zdalny',
    'szacunek',
    'podany przez mieszkańca',
    'początkowy',
    'końcowy',
    'brak odczytu',
  ])
    assert.ok(body.includes(`>${word}<`), word)
  await portal.asRoot((client) => client.query(`delete from readings_versions where id like 'X%'`))
})

test('readings before the holder moved in are not shown, in any form, and that is said', async () => {
  const { partyId } = cast.newHolder
  const before = await portal.asRoot(
    async (client) =>
      (
        await client.query<{ value: string }>(
          `select value from readings where premises_id = 'L0005' and read_on < '2026-09-13' and value > 0`,
        )
      ).rows,
  )
  assert.ok(before.length > 5, 'there must be something to hide')
  const register = await get(partyId, '/media')
  assert.match(register.body, /Pokazujemy odczyty od 13 września 2026\./)
  const meters = [...register.body.matchAll(/href="(\/media\/liczniki\/[^"]+)"/g)].map((match) => match[1]!)
  assert.ok(meters.length >= 6)
  const urls = ['/media', '/media/liczniki.csv', ...meters, ...meters.map((url) => `${url}/odczyty.csv`)]
  for (const url of urls) {
    const { status, body } = await get(partyId, url)
    assert.equal(status, 200, url)
    for (const { value } of before) {
      const shown = value.replace('.', ',').replace(/,?0+$/, '')
      assert.doesNotMatch(body, new RegExp(`(?<![\\d,])${shown}(0*)(?![\\d,])(;| (m³|jedn))`), `${url} shows ${value}`)
    }
    assert.doesNotMatch(body, /30 czerwca 2026|2026-06-30|30\.06\.2026/, url)
  }
  assert.equal((await get(cast.formerHolder.partyId, '/media')).body.includes('/media/liczniki/M0005'), false)
})

test('a meter taken off before the holder moved in does not exist for them', async () => {
  const { partyId } = cast.newHolder
  assert.equal((await get(partyId, '/media/liczniki/M0005-1')).status, 404)
  assert.equal((await get(partyId, '/media/liczniki/M0005-2')).status, 200)
})

test('a foreign, an absent and a former meter answer the same 404', async () => {
  const token = /name="_csrf" value="[^"]+"/g
  for (const suffix of ['', '/odczyty.csv']) {
    const absent = await get(cast.arrears.partyId, `/media/liczniki/nie-ma${suffix}`)
    assert.equal(absent.status, 404)
    const foreign = await get(cast.arrears.partyId, `/media/liczniki/M0001-1${suffix}`)
    assert.equal(foreign.status, 404)
    assert.equal(foreign.body.replaceAll(token, ''), absent.body.replaceAll(token, ''))
    assert.equal((await get(cast.formerHolder.partyId, `/media/liczniki/M0005-2${suffix}`)).status, 404)
  }
  assert.equal((await get(cast.coOwner.partyId, '/media/liczniki/M0004-1')).status, 200)
})

test('older readings stand on a page of their own and nothing is told twice', async () => {
  await portal.asRoot((client) =>
    client.query(
      `insert into readings_versions (id, meter_id, read_on, value, kind, premises_id, from_publication)
       select 'Y' || n, 'M0002-1', '2024-07-01'::date + n, 200 + n * 0.01, 'remote', 'L0002', 1 from generate_series(1, 200) n`,
    ),
  )
  const dates = (body: string) =>
    [...body.matchAll(/<th scope="row" data-label="Data">([^<]+)</g)].map((match) => match[1])
  const url = '/media/liczniki/M0002-1'
  const first = (await get(cast.zero.partyId, url)).body
  const second = (await get(cast.zero.partyId, `${url}?strona=2`)).body
  assert.equal(dates(first).length, 36)
  assert.equal(new Set([...dates(first), ...dates(second)]).size, 72)
  assert.match(first, /Starsze odczyty/)
  assert.doesNotMatch(first, /Nowsze odczyty/)
  assert.match(second, /Nowsze odczyty/)
  assert.ok(Buffer.byteLength(first) < 30_000)
  assert.doesNotMatch(second.slice(second.indexOf('data-label="Data"')), /pierwszy pokazany odczyt/)
  assert.equal((await get(cast.zero.partyId, `${url}?strona=99`)).status, 200)
  assert.equal((await get(cast.zero.partyId, `${url}?strona=x`)).status, 400)
})

test('no page asks more of the database than it says, and all stay light', async () => {
  const browser = await as(cast.fivePremises.partyId)
  for (const [url, queries] of [
    ['/media', 5],
    ['/media?punkt=L0006', 5],
    ['/media/liczniki.csv', 4],
    ['/media/liczniki/M0006-1', 6],
    ['/media/liczniki/M0006-1/odczyty.csv', 4],
  ] as const) {
    portal.queries.reset()
    const answer = await browser.get(url)
    assert.equal(portal.queries.sent, queries, url)
    assert.equal(answer.status, 200)
    assert.ok(Buffer.byteLength(answer.body) <= 30_000, url)
  }
})
