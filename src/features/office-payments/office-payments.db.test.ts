import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { statementOfDay } from '#db/seed/content/statement.ts'
import { statementJob } from '#import/statements/job.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { multipart } from '#test/harness/multipart.ts'
import { type Answer, morning, type TestBrowser, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const accountant = await portal.browser({ kind: 'staff', staffRole: 'accountant', name: 'ksiegowa' })
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })

const list = '/biuro/wplaty'
const page = '/biuro/wplaty/wyciagi'
const said = (answer: Answer) => answer.body.replaceAll('\u00a0', ' ')
const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  portal.asRoot(async (client) => (await client.query(sql, values)).rows)
const audited = async () =>
  (
    await rows<{ action: string }>(
      `select action from audit_events where action ~ '^(payments|statements)' order by id`,
    )
  ).map(({ action }) => action)

beforeEach(() => rows('update incoming_payments set settled_by = null, settled_at = null'))

interface Sent {
  readonly name: string
  readonly content: Buffer | string
}

async function hand(browser: TestBrowser, files: readonly Sent[], once?: string): Promise<Answer> {
  const form = await browser.get(page)
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(form.body)?.[1] ?? ''
  const { payload, contentType } = multipart(
    { _csrf: field('_csrf'), _once: once ?? field('_once') },
    files.map(({ name, content }) => ({ field: 'wyciag', name, content })),
  )
  const response = await portal.app.inject({
    method: 'POST',
    url: page,
    payload,
    headers: {
      host: new URL(portal.baseUrl).host,
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': contentType,
    },
  })
  return {
    status: response.statusCode,
    body: response.body,
    bytes: response.rawPayload,
    headers: response.headers,
    location: response.headers.location?.toString(),
  }
}

/** Does what waits, as the worker does. */
const work = () =>
  runNextJob(
    { database: portal.database, log: silentLog, kinds: [statementJob(portal.database, silentLog)] },
    new AbortController().signal,
  )

const statement = (day: string) => portal.asRoot((client) => statementOfDay(client, day as IsoDate))

test('who has no account is told with the reason, who has one waits; nothing of a known payer is shown', async () => {
  const unclear = said(await accountant.get(list))
  assert.match(unclear, /480,00 zł.*bez numeru rachunku mieszkańca.*NOWICKA KRYSTYNA.*Czynsz mieszkanie 12/s)
  assert.match(unclear, /150,00 zł.*numer nie należy do żadnego konta/s)
  assert.doesNotMatch(unclear, /WIERZBICKI/)
  const waiting = said(await accountant.get(`${list}?pokaz=czekaja`))
  assert.match(waiting, /Razem 3 wpłaty, 1 054,21 zł\./)
  assert.match(waiting, /614,17 zł/)
  assert.doesNotMatch(waiting, /WIERZBICKI|NOWICKA/)
  assert.match(said(await accountant.get(`${list}?pokaz=po-terminie`)), /Żadna wpłata nie czeka za długo/)
})

test('after five working days a payment waits too long, on the list and on the start page', async () => {
  const days = (count: number) => morning + count * 86_400_000
  try {
    for (const [later, late] of [
      [days(7), 0],
      [days(8), 3],
    ] as const) {
      portal.clock.set(later)
      await portal.setClock(later)
      const browser = await portal.browser({ kind: 'staff', staffRole: 'accountant' })
      assert.match((await browser.get(list)).body, new RegExp(`Czekają za długo \\(${late}\\)`))
      const start = said(await browser.get('/biuro'))
      assert.equal(start.includes('3 wpłaty czekają na księgowanie za długo'), late === 3)
      assert.match(start, /2 wpłaty do wyjaśnienia/)
    }
  } finally {
    portal.clock.set(morning)
    await portal.setClock(morning)
  }
})

test('put aside it is on no list but its own, and comes back from there; both are audited once', async () => {
  const before = (await audited()).length
  const [{ id } = { id: '' }] = await rows<{ id: string }>(
    `select id from incoming_payments where title = 'Czynsz mieszkanie 12'`,
  )
  for (let twice = 0; twice < 2; twice += 1)
    assert.equal((await accountant.send(`${list}/${id}`, { czynnosc: 'zalatwione' }, { from: list })).location, list)
  assert.doesNotMatch(said(await accountant.get(list)), /480,00 zł/)
  assert.match(said(await accountant.get(`${list}?pokaz=zalatwione`)), /480,00 zł.*Osoba Testowa/s)
  const from = `${list}?pokaz=zalatwione`
  const back = await accountant.send(`${list}/${id}`, { czynnosc: 'przywroc', pokaz: 'zalatwione' }, { from })
  assert.equal(back.location, from)
  assert.match(said(await accountant.get(list)), /480,00 zł/)
  assert.deepEqual((await audited()).slice(before), ['payments.settled', 'payments.restored'])
  const absent = '00000000-0000-4000-8000-000000000000'
  assert.equal((await accountant.send(`${list}/${absent}`, { czynnosc: 'zalatwione' }, { from: list })).status, 404)
})

test('a statement handed in waits, is read by the worker, and stands there with what came of it', async () => {
  const before = (await audited()).length
  const sent = await hand(accountant, [
    { name: 'C:\\wyciągi\\24 listopada.sta', content: await statement('2026-11-24') },
  ])
  assert.match(sent.location!, /^\/biuro\/wplaty\/pliki\/[0-9a-f-]{36}$/)
  const waiting = said(await accountant.get(sent.location!))
  assert.match(waiting, /24 listopada\.sta/)
  assert.match(waiting, /czeka na odczytanie/)
  assert.ok(await work())
  const read = said(await accountant.get(sent.location!))
  assert.match(read, /Wczytano 1 wyciąg, a w nich 5 wpłat\./)
  assert.match(read, /MT940/)
  assert.match(said(await accountant.get(page)), /24 listopada\.sta.*Osoba Testowa.*wczytany/s)
  assert.deepEqual((await audited()).slice(before), ['statements.handedIn', 'statements.read'])

  const again = await hand(accountant, [{ name: 'jeszcze raz.sta', content: await statement('2026-11-24') }])
  assert.ok(await work())
  assert.match(said(await accountant.get(again.location!)), /Nic się nie zmieniło/)
})

test('the same form sent twice is one file', async () => {
  const count = async () => (await rows<{ n: number }>('select count(*)::int as n from statement_files'))[0]!.n
  const before = await count()
  const once = '11111111-1111-4111-8111-111111111111'
  const file = { name: 'raz.sta', content: await statement('2026-11-25') }
  const [first, second] = [await hand(accountant, [file], once), await hand(accountant, [file], once)]
  assert.equal(first.location, second.location)
  assert.equal(await count(), before + 1)
  while (await work());
})

test('a wrong file is told at once or with its line and field; the right one beside it is taken', async () => {
  const none = await hand(accountant, [])
  assert.equal(none.status, 422)
  assert.match(none.body, /Wybierz plik wyciągu/)
  const mixed = await hand(accountant, [
    { name: 'umowa.pdf', content: '%PDF-1.7 nie wyciąg' },
    { name: 'pusty.sta', content: '' },
    { name: 'dobry.sta', content: await statement('2026-11-26') },
  ])
  assert.equal(mixed.status, 422)
  assert.match(mixed.body, /umowa\.pdf: To nie jest wyciąg MT940 ani camt\.053/)
  assert.match(mixed.body, /pusty\.sta: Plik jest pusty/)
  assert.match(mixed.body, /dobry\.sta/)
  while (await work());

  const text = (await statement('2026-11-27')).toString().replace(':62F:C261127PLN14184,21', ':62F:C261127PLN14184,20')
  const wrong = await hand(accountant, [{ name: 'uciety.sta', content: text }])
  assert.ok(await work())
  const shown = said(await accountant.get(wrong.location!))
  assert.match(shown, /Z tego pliku nie wzięto niczego/)
  assert.match(shown, /:62F:.*14184\.20.*nie sumuje/s)
  assert.equal((await rows(`select from bank_statements where closed_on = '2026-11-27'`)).length, 0)
})

test('a form far beyond its limits is refused without being kept', async () => {
  const large = Buffer.concat([Buffer.from(':20:MT940\r\n'), Buffer.alloc(12 * 1024 * 1024, 'x')])
  const answer = await hand(accountant, [{ name: 'wielki.sta', content: large }])
  assert.equal(answer.status, 422)
  assert.match(answer.body, /wielki\.sta: Plik jest za duży\. Najwyżej 12 MB/)
})

test('nobody else in the office reads or writes any of it, whatever the pages say', async () => {
  assert.equal((await clerk.get(list)).status, 403)
  const session = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
  const ask = (text: string) =>
    portal.database.asStaff(session, (tx) => tx.query({ name: '', text }, []), { write: true })
  for (const table of ['statement_files', 'bank_statements', 'incoming_payments'])
    assert.deepEqual(await ask(`select id from ${table}`), [], table)
  await ask('update incoming_payments set settled_by = current_login_id(), settled_at = clock_now()')
  assert.deepEqual(await rows('select from incoming_payments where settled_at is not null'), [])
  await assert.rejects(
    ask(`insert into statement_files (name, sha256, source, uploaded_by, content)
         values ('x', repeat('0', 64), 'office', current_login_id(), 'x')`),
    /row-level security/,
  )
  const books = await portal.signIn({ kind: 'staff', staffRole: 'accountant' })
  const { loginId } = await portal.openSession({ kind: 'staff', staffRole: 'accountant' })
  const asBooks = (text: string) =>
    portal.database.asStaff(books, (tx) => tx.query({ name: '', text }, []), { write: true })
  // The accountant hands in and settles; amounts, accounts and statements are the importer's to write.
  for (const text of [
    'update incoming_payments set account_id = null',
    'update incoming_payments set amount_grosze = 1',
    'delete from incoming_payments',
    'update bank_statements set closing_grosze = 0',
    `insert into bank_statements (file_id) values (gen_random_uuid())`,
    `update statement_files set state = 'read'`,
    'select content from statement_files',
  ])
    await assert.rejects(asBooks(text), /permission denied/, text)
  await assert.rejects(
    asBooks(`update incoming_payments set settled_by = '${loginId}', settled_at = clock_now()
              where id = (select id from incoming_payments limit 1)`),
    /row-level security|violates check/,
  )
})
