import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast, LONG_SURNAME } from '#db/seed/cast.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const as = (partyId: string) => portal.browser({ kind: 'resident', partyId })
const page = async (partyId: string, url: string) => plain((await (await as(partyId)).get(url)).body)
const plain = (body: string) => body.replaceAll('\u00a0', ' ')

describe('Moje lokale', () => {
  test('shows the right, the member, the address and the number of each account', async () => {
    const body = await page(cast.member.partyId, '/moje-dane/lokale')
    assert.match(body, /spółdzielcze własnościowe prawo do lokalu/)
    assert.match(body, /Członkostwo w spółdzielni<\/dt><dd>tak/)
    assert.match(body, /1 stycznia 2011/)
    const { rows } = await portal.asRoot((client) =>
      client.query<{ nrb: string }>(`select nrb from accounts where premises_id = 'L0001'`),
    )
    assert.equal(rows.length, 2)
    for (const { nrb } of rows) assert.ok(body.replaceAll(/<wbr\s*\/?>|[ ]/g, '').includes(nrb), 'NRB')
  })

  test('co-owners see each other by name; a proxy, a tenant and their landlord learn nobody', async () => {
    assert.match(await page(cast.longSurname.partyId, '/moje-dane/lokale'), /Kazimierz Chrząszczyżewski/)
    const coOwner = await page(cast.coOwner.partyId, '/moje-dane/lokale')
    assert.ok(coOwner.includes(LONG_SURNAME))
    assert.match(coOwner, /udział 1\/2/)
    assert.doesNotMatch(coOwner, /mieszkaniec|\+48/)
    for (const who of [cast.proxy, cast.tenant, cast.fivePremises, cast.newHolder]) {
      const body = await page(who.partyId, '/moje-dane/lokale')
      assert.doesNotMatch(body, /Rozliczony|Wielolokalska|Najemski|Sprzedawski|Nowalipska/)
    }
    assert.match(await page(cast.proxy.partyId, '/moje-dane/lokale'), /pełnomocnik/)
  })

  test('the database tells nobody else either, whatever a page would ask', async () => {
    const { coHolders } = await import('./premises.queries.ts')
    const told = async (partyId: string) => {
      const hash = await portal.signIn({ kind: 'resident', partyId })
      return (await portal.database.asResident(hash, coHolders)).map(({ name }) => name)
    }
    assert.deepEqual(await told(cast.longSurname.partyId), ['Kazimierz Chrząszczyżewski'])
    for (const who of [cast.proxy, cast.tenant, cast.fivePremises, cast.formerHolder, cast.newHolder, cast.zero])
      assert.deepEqual(await told(who.partyId), [])
  })

  test('who sold is shown nothing, who bought is not told who sold or since when', async () => {
    assert.match(await page(cast.formerHolder.partyId, '/moje-dane/lokale'), /Nie ma lokalu przypisanego/)
    const buyer = await page(cast.newHolder.partyId, '/moje-dane/parametry')
    assert.match(buyer, /13 września 2026/)
    assert.doesNotMatch(buyer, /2011/)
  })

  test('five premises are five cards, dwellings first, and a file', async () => {
    const browser = await as(cast.fivePremises.partyId)
    const body = (await browser.get('/moje-dane/lokale')).body
    assert.equal(body.match(/id="lokal-\d"/g)?.length, 5)
    const file = await browser.get('/moje-dane/lokale.csv')
    assert.equal(file.body.trim().split('\r\n').length, 6)
  })
})

describe('Parametry naliczeń', () => {
  test('quantity × rate = value, the sum, and what changes with the reason', async () => {
    const body = await page(cast.member.partyId, '/moje-dane/parametry')
    assert.match(body, /65,18 m² × 3,32 zł = <\/span>/)
    assert.match(body, /7,5 m³ × 11,0448 zł/)
    assert.match(body, /Od 1 grudnia 2026 więcej o 15,32 zł miesięcznie\./)
    assert.match(body, /Wzrosły koszty sprzątania/)
    assert.match(body, /1 224,55 zł/)
    assert.match(body, /Stawki dla członków spółdzielni/)
    assert.match(await page(cast.nonMember.partyId, '/moje-dane/parametry'), /nie są członkami/)
    assert.match(await page(cast.company.partyId, '/moje-dane/parametry'), /23%/)
    const newcomer = await page(cast.empty.partyId, '/moje-dane/parametry')
    assert.match(newcomer, /Dziś nie ma jeszcze opłat.*1 092,04 zł/s)
    assert.doesNotMatch(newcomer, /więcej o|nie ma<\/td>/)
  })

  test('every delivered line is quantity × rate', async () => {
    for (const { partyId } of [cast.member, cast.zero, cast.fivePremises, cast.tenant, cast.company])
      assert.match(await page(partyId, '/moje-dane/parametry'), /Każdy wiersz to ilość razy stawka/)
  })

  test('what held before somebody moved in is cut off: the landlord sees it, the tenant does not', async () => {
    const url = '/moje-dane/parametry/parametry.csv?punkt=L0010'
    assert.match(
      (await (await as(cast.fivePremises.partyId)).get(url)).body,
      /Liczba osób;2;os\.;2014-05-01;2025-08-31/,
    )
    const tenant = (await (await as(cast.tenant.partyId)).get(url)).body
    assert.match(tenant, /Liczba osób;3;os\.;2025-09-01/)
    assert.doesNotMatch(tenant, /2014|2025-08-31/)
  })

  test('the policy alone cuts it too', async () => {
    const hash = await portal.signIn({ kind: 'resident', partyId: cast.tenant.partyId })
    const { statement } = await import('#platform/db/database.ts')
    const all = statement<[], { since: string }>(
      'test.parameters',
      `select valid_from as since from charge_parameters where valid_to is not null`,
    )
    assert.deepEqual(await portal.database.asResident(hash, (tx) => tx.query(all, [])), [])
  })

  test('premises of a stranger are none of ours', async () => {
    const body = await page(cast.member.partyId, '/moje-dane/parametry?punkt=L0002')
    assert.match(body, /Takiego lokalu nie ma na liście/)
    assert.doesNotMatch(body, /39,68/)
  })

  test('the file has both calculations with sums', async () => {
    const { body } = await (await as(cast.member.partyId)).get('/moje-dane/parametry/oplaty.csv')
    assert.match(body, /dziś;Razem;;;;;;1224,55;/)
    assert.match(body, /od 2026-12-01;Razem;;;;;;1239,87;/)
  })
})
