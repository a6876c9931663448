import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookCharge, copyOf, smallBooks } from '#import/import.testdata.ts'
import { recordUpload } from '#import/receive/tokens.ts'
import { accountant, households, withDeliveries } from './deliveries.testkit.ts'

const portal = await withDeliveries()
const keeper = await portal.browser(accountant)
const plain = (body: string) => body.replaceAll('\u00a0', ' ')
const page = async (url: string, who = keeper) => {
  const answer = await who.get(url)
  return { ...answer, body: plain(answer.body) }
}
/** The text of a page without its marks, so that a sentence may run over links. */
const words = (body: string) => plain(body.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ')

test('the list says what residents see, and of each delivery its state, times, kind and way', async () => {
  const { status, body } = await page('/biuro/import')
  assert.equal(status, 200)
  assert.match(words(body), /Mieszkańcy widzą teraz stan na 23 listopada 2026, 23:05 \( publikacja nr 2 \)/)
  const rows = [...body.matchAll(/<tr[^>]*>.*?<\/tr>/gs)].map(([row]) => words(row).trim())
  assert.match(
    rows[1]!,
    /^23 listopada 2026, 08:01 opublikowana widzą ją mieszkańcy 23 listopada 2026, 23:05 pełna, nr 2 z folderu dostaw 1 022 0$/,
  )
  assert.match(rows[2]!, /zastąpiona nowszą 22 listopada 2026, 22:41 pełna, nr 1 poleceniem na serwerze/)
  assert.match((await page('/biuro')).body, /href="\/biuro\/import\/[0-9a-f-]{36}"[^>]*>Dostawa z [^<]+: opublikowana/)
  const links = [...body.matchAll(/href="(\/biuro\/import\/[0-9a-f-]{36})"/g)].map(([, href]) => href!)
  assert.match((await page(links[0]!)).body, /Różnice wobec poprzedniej publikacji/)
  assert.doesNotMatch((await page(links.at(-1)!)).body, /Różnice wobec/, 'the first delivery differs from nothing')
})

test('one delivery: what it says beside what was counted, the differences, what falls against the limit', async () => {
  const books = copyOf(smallBooks(households))
  bookCharge(books, 'A0001', 'E-nowy', 12_34)
  const { deliveryId } = await portal.deliver(books, 3)
  const { body } = await page(`/biuro/import/${deliveryId}`)
  const text = words(body)
  assert.match(text, /Dane z tej dostawy widzą teraz mieszkańcy/)
  assert.match(text, /zapisy 121 121 kwota: [\d ]+,\d\d zł zgadza się/)
  assert.match(text, /zapisy 1 0 0 /, 'one entry is new')
  assert.match(text, /salda 0 1 0 /)
  assert.match(text, /Lokale 60 60 0 nie spada/)
  assert.match(text, /Suma sald bez znaku 12 000,00 zł 12 012,34 zł 12,34 zł nie spada/)
  assert.match(text, /Suma sald : było 12 000,00 zł , w dostawie 12 012,34 zł|Suma sald: było/)
  assert.doesNotMatch(text, /Błędy/)
})

test('a rejected delivery lists a thousand mistakes with place, value and sentence, in pages and as CSV', async () => {
  const books = copyOf(smallBooks(600))
  for (const premises of books.premises) {
    premises.kind = '=HYPERLINK("x")'
    premises.usable_area_m2 = 'Kowalska'
  }
  const { deliveryId, state } = await portal.deliver(books, 4)
  assert.equal(state, 'rejected')
  const address = `/biuro/import/${deliveryId}`
  const first = await page(address)
  const text = words(first.body)
  assert.match(text, /odrzucona: są błędy/)
  assert.match(text, /Mieszkańcy widzą dotychczasowe dane/)
  assert.match(text, /Na liście są pierwsze 1 000 błędów\. Wszystkich jest 1 ?200/)
  assert.match(text, /premises\.csv 2 usable_area_m2 Kowalska /)
  assert.match(text, /Strona 1 z 40/)
  assert.ok(first.body.length < 30_000, `${first.body.length} B`)
  const last = words((await page(`${address}?strona=40`)).body)
  assert.match(last, /premises\.csv 501 /)
  assert.equal((await page(`${address}?strona=41`)).status, 404)
  const csv = await keeper.get(`${address}/bledy`)
  assert.match(String(csv.headers['content-disposition']), /attachment; filename="?bledy-dostawy\.csv/)
  const lines = csv.body.trimEnd().split('\r\n')
  assert.equal(lines.length, 1001)
  assert.match(lines[1]!, /^premises\.csv;2;/)
  const formula = lines.find((line) => line.includes('HYPERLINK'))
  assert.match(formula!, /;"'=HYPERLINK/, 'a spreadsheet must not do what a delivery says')
})

test('a clerk, an editor and a resident see none of it; a clerk is told no and stays signed in', async () => {
  const [{ id }] = (await portal.rows<{ id: string }>('select id from deliveries limit 1')) as [{ id: string }]
  for (const staffRole of ['clerk', 'editor'] as const) {
    const person = await portal.browser({ kind: 'staff', staffRole })
    for (const url of ['/biuro/import', `/biuro/import/${id}`, `/biuro/import/${id}/bledy`, '/biuro/import/cofnij'])
      assert.equal((await person.get(url)).status, 403, url)
    const { status, body } = await person.get('/biuro')
    assert.equal(status, 200, 'still signed in')
    assert.doesNotMatch(body, /href="\/biuro\/import"/)
  }
  for (const url of ['/biuro/import/nie-ma', '/biuro/import/00000000-0000-4000-8000-000000000000'])
    assert.equal((await keeper.get(url)).status, 404, url)
  assert.equal((await keeper.get('/biuro/import?strona=99')).status, 404)
})

test('the database itself keeps deliveries and decisions from clerks and residents', async () => {
  const ask = (table: string) => ({ name: `test.${table}`, text: `select id from ${table}` })
  const clerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
  for (const table of ['deliveries', 'import_decisions']) {
    assert.deepEqual(await portal.database.asStaff(clerk, (tx) => tx.query(ask(table), [])), [])
    await assert.rejects(
      portal.database.asAnonymous((tx) => tx.query(ask(table), [])),
      /permission denied/,
    )
  }
})

test('a delivery under way shows its stage and how far it is', async () => {
  const [{ id }] = (await portal.rows<{ id: string }>(
    `insert into deliveries (sha256, state, kind, sequence, stage, stage_since, rows_done, rows_total, received_at)
     values (repeat('2', 64), 'checking', 'full', 9, 'check', clock_now(), 1200, 5000, clock_now() + interval '1 minute') returning id`,
  )) as [{ id: string }]
  for (const url of ['/biuro/import', `/biuro/import/${id}`]) {
    const { body } = await page(url)
    assert.match(body, /<progress [^>]*value="1200" max="5000"/, url)
    assert.match(body, /Etap: czytanie i sprawdzanie/)
    assert.match(body, /1 200 z 5 000 wierszy/)
    assert.match(body, /data-live/, 'the page follows it')
  }
  await portal.rows(`delete from deliveries where id = $1`, [id])
  assert.doesNotMatch((await page('/biuro/import')).body, /data-live/)
})

test('a delivery sent over the network says by which token', async () => {
  const [token] = await portal.rows<{ id: string }>(
    `insert into delivery_tokens (name, token_sha256) values ('Księgowość', repeat('7', 64)) returning id`,
  )
  const books = smallBooks(households)
  bookCharge(books, 'A0002', 'E-sieć', 1_00)
  const first = await portal.deliver(books, 5)
  const [{ sha256 }] = (await portal.rows<{ sha256: string }>('select sha256 from deliveries where id = $1', [
    first.deliveryId,
  ])) as [{ sha256: string }]
  const upload = { token: token!.id, file: 'noc.zip', bytes: 1, sha256 }
  await recordUpload(portal.database, upload)
  await recordUpload(portal.database, upload)
  const again = await portal.deliver(books, 5)
  assert.equal(again.state, 'unchanged')
  const text = words((await page(`/biuro/import/${again.deliveryId}`)).body)
  assert.match(text, /przez sieć, token „Księgowość”/)
  assert.match(text, /Ta sama dostawa jest już opublikowana/)
  const typed = await portal.deliver(books, 5, { fromInbox: false })
  assert.match(words((await page(`/biuro/import/${typed.deliveryId}`)).body), /poleceniem na serwerze/)
})

test('thirty deliveries stand on two pages', async () => {
  await portal.rows(
    `insert into deliveries (sha256, state, report, received_at)
     select repeat('3', 64), 'failed', '{"reason": "diskFull"}', clock_now() - interval '1 day' * n from generate_series(10, 40) n`,
  )
  assert.match(words((await page('/biuro/import')).body), /Strona 1 z 2/)
  const { status, body } = await page('/biuro/import?strona=2')
  assert.equal(status, 200)
  const failed = /<tbody>.*?href="(\/biuro\/import\/[0-9a-f-]{36})"/s.exec(body)![1]!
  assert.match(words((await page(failed)).body), /Na dysku serwera nie ma miejsca/)
})
