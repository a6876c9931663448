import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { parseMoney } from '#kernel/money.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const plain = (html: string) => html.replaceAll('\u00a0', ' ')
const get = async (partyId: string, url: string) => {
  const answer = await (await portal.browser({ kind: 'resident', partyId })).get(url)
  return { status: answer.status, body: plain(answer.body) }
}
const { partyId } = cast.meterReplaced

test('the list tells each result in words and is narrowed by kind and dates', async () => {
  const { body } = await get(partyId, '/media/rozliczenia')
  assert.match(body, /dopłata 15,11 zł/)
  assert.match(body, /zwrot 485,32 zł/)
  const water = await get(partyId, '/media/rozliczenia?rodzaj=woda&od=2026-01-01')
  assert.match(water.body, /S0001-5"/)
  assert.doesNotMatch(water.body, /S0001-[12346]"/)
  assert.match((await get(partyId, '/media/rozliczenia?od=2030-01-01')).body, /Nie ma rozliczeń w wybranym okresie\./)
  assert.equal((await get(partyId, '/media/rozliczenia?od=2026-02-01&do=2026-01-01')).status, 400)
  assert.match((await get(cast.empty.partyId, '/media/rozliczenia')).body, /Nie ma jeszcze rozliczeń wody ani ciepła\./)
})

test('several premises: each has its own part, and one can be chosen', async () => {
  const { body } = await get(cast.fivePremises.partyId, '/media/rozliczenia')
  assert.match(body, /S0006-\d"/)
  assert.doesNotMatch(body, /S0010-\d"/, 'what the tenant was settled is the tenant’s')
  assert.match((await get(cast.tenant.partyId, '/media/rozliczenia')).body, /S0010-\d"/)
})

test('a meter replaced in the period is two rows, explained, with the difference of the main meter', async () => {
  const { body } = await get(partyId, '/media/rozliczenia/S0001-5')
  const rows = body.slice(body.indexOf('Odczyty w tym rozliczeniu'), body.indexOf('Skąd ta kwota?'))
  assert.equal([...rows.matchAll(/Woda zimna \(ZW\)/g)].length, 2)
  assert.equal([...rows.matchAll(/Woda ciepła \(CW\)/g)].length, 1)
  assert.match(rows, /Dnia 12 marca 2026 licznik numer 10000017 wymieniono na licznik numer 10000018\./)
  assert.match(rows, /20,458 \+ 32,966 = 53,424 m³/)
  assert.match(body, /Różnica wskazań licznika głównego: 3 % zużycia lokalu\./)
  assert.match(body, /href="\/rachunki\/dokumenty\/D0001-46">RW\/2026\/06\/L0001-EKSPL</)
})

test('heat can be followed from the reading to the grosz', async () => {
  const { body } = await get(partyId, '/media/rozliczenia/S0001-6')
  for (const step of [
    'Odczyt obecny minus poprzedni: 506 − 0 = 506 jedn.',
    'Razy współczynniki: 506 × 0,90 × 0,75 = 341,55 jedn.',
    'Razy stawka: 341,55 jedn. × 1,7226 zł = 588,35 zł.',
    'Powierzchnia ogrzewana lokalu: 64,68 m².',
    'Wszystkie pozycje razem: 4 007,34 zł.',
    '4 492,66 − 4 007,34 = 485,32 zł do zwrotu.',
  ])
    assert.ok(body.includes(step), step)
  assert.doesNotMatch(body, /nie umiemy pokazać/)
})

test('every settlement of the cooperative is explained line by line, and each line’s last step is the delivered amount', async () => {
  const { explainLine } = await import('./explanation.model.ts')
  const { addsUp } = await import('./settlements.model.ts')
  const { settlement, settlementLines, mySettlements } = await import('./settlements.queries.ts')
  const parties = await portal.asRoot(
    async (client) =>
      (
        await client.query<{ party_id: string }>(
          `select distinct a.party_id from accounts a join meter_settlements s on s.account_id = a.id order by 1 limit 12`,
        )
      ).rows,
  )
  let lines = 0
  for (const { party_id } of parties) {
    const hash = await portal.signIn({ kind: 'resident', partyId: party_id })
    await portal.database.asResident(hash, async (tx) => {
      for (const row of await mySettlements(tx)) {
        const [found, own] = await Promise.all([settlement(tx, row.id), settlementLines(tx, row.id)])
        assert.ok(found && addsUp(found, own), row.id)
        for (const line of own) {
          assert.ok(explainLine(line, found), `${row.id}/${line.lineNo}`)
          lines += 1
        }
      }
    })
  }
  assert.ok(lines > 200, `${lines}`)
})

test('a line that does not come out is not explained away: the delivered figure stands, and that we cannot tell', async () => {
  const shift = (by: number) =>
    portal.asRoot((client) =>
      client.query(
        `update meter_settlement_lines_versions set quantity = quantity + $1 where settlement_id = 'S0001-6' and line_no = 3`,
        [by],
      ),
    )
  await shift(1)
  const { body } = await get(partyId, '/media/rozliczenia/S0001-6')
  assert.match(body, /Kwota: 908,29 zł\.<\/p><p>Tego wyliczenia nie umiemy pokazać krok po kroku/)
  await shift(-1)
  const whole = (by: number) =>
    portal.asRoot((client) =>
      client.query(
        `update meter_settlements_versions set should_be_grosze = should_be_grosze + $1, difference_grosze = difference_grosze + $1 where id = 'S0001-6'`,
        [by],
      ),
    )
  await whole(1)
  const odd = (await get(partyId, '/media/rozliczenia/S0001-6')).body
  assert.match(odd, /Pozycje nie sumują się dokładnie do wyniku/)
  assert.doesNotMatch(odd, /Skąd ta kwota\?/)
  await whole(-1)
})

test('the file of the lines has the same sums as the page', async () => {
  const { status, body } = await get(partyId, '/media/rozliczenia/S0001-6/pozycje.csv')
  assert.equal(status, 200)
  const rows = body
    .trim()
    .split('\r\n')
    .map((row) => row.split(';'))
  const amounts = rows.slice(1, -1).map((row) => parseMoney(row[12]!.replace(',', '.'))!)
  assert.equal(amounts.length, 6)
  assert.equal(
    amounts.reduce((sum, one) => sum + one, 0),
    parseMoney(rows.at(-1)![12]!.replace(',', '.')),
  )
})

test('a settlement belongs to the account: a neighbour, the former holder and the landlord get the 404 of what is not there', async () => {
  const token = /name="_csrf" value="[^"]+"/g
  for (const suffix of ['', '/pozycje.csv']) {
    const absent = (await get(cast.arrears.partyId, `/media/rozliczenia/nie-ma${suffix}`)).body.replaceAll(token, '')
    for (const [person, id] of [
      [cast.arrears.partyId, 'S0001-5'],
      [cast.formerHolder.partyId, 'S0005-5'],
      [cast.newHolder.partyId, 'S0005-5'],
      [cast.fivePremises.partyId, 'S0010-5'],
    ] as const) {
      const answer = await get(person, `/media/rozliczenia/${id}${suffix}`)
      assert.equal(answer.status, 404, `${person} ${id}`)
      if (person === cast.arrears.partyId) assert.equal(answer.body.replaceAll(token, ''), absent)
    }
  }
  assert.equal((await get(cast.coOwner.partyId, '/media/rozliczenia/S0004-5')).status, 200)
  assert.equal((await get(cast.proxy.partyId, '/media/rozliczenia/S0002-5')).status, 200)
})

test('no page asks more of the database than it says, and all stay light', async () => {
  const browser = await portal.browser({ kind: 'resident', partyId: cast.zero.partyId })
  for (const [url, queries] of [
    ['/media/rozliczenia', 3],
    ['/media/rozliczenia.csv', 2],
    ['/media/rozliczenia/S0002-12', 4],
    ['/media/rozliczenia/S0002-12/pozycje.csv', 3],
  ] as const) {
    portal.queries.reset()
    const answer = await browser.get(url)
    assert.equal(answer.status, 200, url)
    assert.equal(portal.queries.sent, queries, url)
    assert.ok(Buffer.byteLength(answer.body) <= 30_000, url)
  }
})
