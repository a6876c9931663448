import assert from 'node:assert/strict'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { confirmDelivery, rollBackPublication } from '../decisions.ts'
import { type Books, copyOf, rowOf, smallBooks } from '../import.testdata.ts'
import { withImport } from '../import.testkit.ts'
import { StatementInbox } from './inbox.ts'
import { removeOldStatements } from './manage.ts'
import { readStatementsApart } from './read-apart.ts'
import { camt, mainAccounts, mbankDetails, mt940, pkoDetails, type TestMovement } from './statements.testkit.ts'
import { readWaitingFile, type StatementOutcome, takeStatementFile } from './take.ts'

const night = await withImport({ EBOK_IMPORT_KEEP_PUBLICATIONS: '5' })
after(night.cleanUp)

const books = smallBooks(20)
const nrb = (n: number) => rowOf(books, 'accounts', `A${String(n).padStart(4, '0')}`).nrb!
const evening = (day: number) => `2026-11-${day}T20:00:00+01:00`
let sequence = 0

async function publish(state: Books, day: number): Promise<void> {
  sequence += 1
  const outcome = await night.deliver({ sequence, asOf: evening(day), books: state })
  // Of twenty households one payment less is much, and the brake asks.
  if (outcome.state === 'waiting') await confirmDelivery(night.parts, outcome.deliveryId!, 'test')
  else assert.equal(outcome.state, 'published', JSON.stringify(outcome.report))
}

/** The same books with one more payment. */
function booked(state: Books, account: string, id: string, valueOn: string, amount = '500.25'): Books {
  const next = copyOf(state)
  next.entries.push({
    id,
    account_id: account,
    booked_on: valueOn,
    value_on: valueOn,
    side: 'payment',
    amount,
    kind: 'payment',
    description: 'Wpłata',
  })
  const balance = rowOf(next, 'balances', account)
  const grosze = (text: string) => Math.round(Number(text) * 100)
  balance.closing_balance = ((grosze(balance.closing_balance!) - grosze(amount)) / 100).toFixed(2)
  balance.entry_count = String(Number(balance.entry_count) + 1)
  return next
}

let number = 100
/** A statement whose sums come out, of payments of 500.25 unless said otherwise. */
async function take(
  movements: readonly (TestMovement & { readonly grosze?: number })[],
  options: { account?: string; number?: string } = {},
) {
  number += 1
  const signs: Readonly<Record<string, number>> = { C: 1, D: -1, RC: -1, RD: 1 }
  const sum = movements.reduce((total, { mark = 'C', grosze = 50_025 }) => total + signs[mark]! * grosze, 1_000_000)
  const text = mt940({
    number: options.number ?? String(number),
    ...(options.account ? { account: options.account } : {}),
    opening: 'C261125PLN10000,00',
    closing: `C261126PLN${(sum / 100).toFixed(2).replace('.', ',')}`,
    movements: movements.map((one, at) => ({ bankReference: `B${number}${at}`, ...one })),
  })
  return takeText(text)
}

const takeText = (text: string): Promise<StatementOutcome> =>
  takeStatementFile(night.parts, {
    name: 'wyciag.sta',
    bytes: Buffer.from(text.replaceAll('ÿ', '')),
    source: 'command',
  })

const to = (n: number, more: Partial<TestMovement> = {}): TestMovement => ({ details: pkoDetails(nrb(n)), ...more })

interface Row {
  readonly account: string | null
  readonly reason: string | null
  readonly payer: string
  readonly title: string
  readonly waits: boolean
}

const payments = (statementNumber = String(number)): Promise<Row[]> =>
  night.asRoot(async (client) => {
    const { rows } = await client.query<Row>(
      `select p.account_id as account, p.reason, p.payer_name as payer, p.title,
              p.kind = 'payment' and p.account_id is not null and p.reversed_by is null and p.settled_at is null
                and (p.booked_publication is null or p.booked_publication > (select publication_id from published_state)) as waits
         from incoming_payments p join bank_statements s on s.id = p.statement_id where s.number = $1 order by p.kind, p.account_id, p.id`,
      [statementNumber],
    )
    return rows
  })
const waiting = async (statementNumber?: string) =>
  (await payments(statementNumber)).filter(({ waits }) => waits).map(({ account }) => account)

before(async () => {
  await night.setClock(Date.parse('2026-11-26T12:00:00+01:00'))
  await publish(books, 20)
})

test('a payment is given to the account that has its number, and nothing of the payer is kept', async () => {
  const outcome = await take([to(1), { mark: 'D' }, { mark: 'RD' }])
  assert.deepEqual([outcome.state, outcome.counts], ['read', { statements: 1, unchanged: 0, payments: 1, repeated: 0 }])
  assert.deepEqual(await payments(), [{ account: 'A0001', reason: null, payer: '', title: '', waits: true }])
})

test('nobody is guessed: no number, a number of nobody, numbers of two, foreign money', async () => {
  await take([
    { details: ['020~00PRZELEW', '~20CZYNSZ LOKAL 0004', '~32NOWAK JAN'] },
    to(1, { details: pkoDetails(mainAccounts.ing) }),
    { details: ['020~00PRZELEW', `~20${nrb(2)}`, `~21 ${nrb(3)}`] },
  ])
  const found = await payments()
  assert.deepEqual(found.map(({ account, reason }) => [account, reason]).sort(), [
    [null, 'noNumber'],
    [null, 'severalAccounts'],
    [null, 'unknownNumber'],
  ])
  assert.ok(
    found.some(({ payer, title }) => payer === 'NOWAK JAN' && title === 'CZYNSZ LOKAL 0004'),
    'the office sees whose it may be',
  )
  assert.deepEqual(await waiting(), [])
  const euro = camt({ currency: 'EUR', number: 'EUR1', entries: [{ paidTo: nrb(1) }] })
  await takeText(euro)
  assert.deepEqual(
    (await payments('EUR1')).map(({ reason }) => reason),
    ['foreignCurrency'],
  )
})

test('mBank’s twelve digits are a number of the same bank only', async () => {
  await take([{ details: mbankDetails('000000000005') }, { details: mbankDetails('999999999999') }])
  assert.deepEqual(
    (await payments()).map(({ account, reason }) => [account, reason]),
    [
      ['A0005', null],
      [null, 'unknownNumber'],
    ],
  )
  await take([{ details: mbankDetails('000000000005') }], { account: mainAccounts.mbank })
  assert.deepEqual(
    (await payments()).map(({ account }) => account),
    [null],
  )
})

test('a statement of an individual account needs no number in its movements', async () => {
  await take([{ details: ['020~00PRZELEW', '~20CZYNSZ'] }], { account: nrb(6) })
  assert.deepEqual(await waiting(), ['A0006'])
})

test('the same statement again changes nothing, in another file and beside a new one too', async () => {
  const text = mt940({ number: 'SAME', movements: [to(7)] })
  assert.equal((await takeText(text)).state, 'read')
  const again = await takeText(`\r\n${text}`)
  assert.deepEqual([again.state, again.counts.unchanged], ['unchanged', 1])
  const both = await takeText(text + mt940({ number: 'NEXT', movements: [to(8, { bankReference: 'N1' })] }))
  assert.deepEqual([both.state, both.counts], ['read', { statements: 1, unchanged: 1, payments: 1, repeated: 0 }])
  assert.deepEqual(await waiting('SAME'), ['A0007'])
})

test('a statement of the month does not bring the payments of the days twice; two alike in one day are two', async () => {
  const twins = [to(9, { bankReference: '' }), to(9, { bankReference: '' })]
  await take(twins, { number: 'DAY' })
  assert.deepEqual(await waiting('DAY'), ['A0009', 'A0009'])
  const month = await take([...twins, to(10)], { number: 'MONTH' })
  assert.deepEqual(month.counts, { statements: 1, unchanged: 0, payments: 1, repeated: 2 })
})

test('a statement that now says something else is refused whole, with the number to remove', async () => {
  await takeText(mt940({ number: 'CHANGED', movements: [to(1)] }))
  const other =
    mt940({ number: 'FRESH', movements: [to(1, { bankReference: 'F' })] }) +
    mt940({ number: 'CHANGED', movements: [to(2)] })
  const outcome = await takeText(other)
  assert.equal(outcome.state, 'rejected')
  assert.match(outcome.reading.problems[0]!.message, /Wyciąg nr CHANGED .*ebok statements remove [0-9a-f-]{36}/)
  assert.deepEqual(await payments('FRESH'), [])
})

test('a payment the bank took back waits no more; one nobody knows is for the office', async () => {
  await take([to(11), to(11, { mark: 'RC', bankReference: 'BACK' }), to(12, { mark: 'RC' })])
  assert.deepEqual(
    (await payments()).map(({ account, reason, waits }) => [account, reason, waits]),
    [
      ['A0011', null, false],
      ['A0011', null, false],
      ['A0012', 'paymentMissing', false],
    ],
  )
})

test('booked: gone in the publication that shows the entry, back when that is rolled back, gone with the next', async () => {
  await take([to(13)], { number: 'BOOKED' })
  assert.deepEqual(await waiting('BOOKED'), ['A0013'])
  // Other books, an equal payment of last month, another amount: it goes on waiting.
  let state = booked(books, 'A0013', 'OLD', '2026-10-26')
  state = booked(state, 'A0013', 'OTHER', '2026-11-26', '500.26')
  await publish(state, 21)
  assert.deepEqual(await waiting('BOOKED'), ['A0013'])
  const withEntry = booked(state, 'A0013', 'BOOKING', '2026-11-26')
  await publish(withEntry, 22)
  assert.deepEqual(await waiting('BOOKED'), [])
  await rollBackPublication(night.parts, 'test')
  assert.deepEqual(await waiting('BOOKED'), ['A0013'])
  await publish(withEntry, 23)
  assert.deepEqual(await waiting('BOOKED'), [])
  // The accounting system withdraws the entry: the payment waits again; a way back shows the entry, so it does not.
  await publish(state, 24)
  assert.deepEqual(await waiting('BOOKED'), ['A0013'])
  await rollBackPublication(night.parts, 'test')
  assert.deepEqual(await waiting('BOOKED'), [])
  await publish(state, 24)
  assert.deepEqual(await waiting('BOOKED'), ['A0013'])
  await publish(books, 25)
})

test('a statement that comes after the books is compared with them at once', async () => {
  await publish(booked(books, 'A0014', 'EARLY', '2026-11-26'), 26)
  await take([to(14), to(14)], { number: 'LATE' })
  assert.deepEqual(await waiting('LATE'), ['A0014'], 'two payments, one entry')
  await take([to(14)], { number: 'LATER STILL' })
  assert.deepEqual(await waiting('LATER STILL'), ['A0014'], 'an entry that books one payment books no other')
  await publish(books, 27)
})

test('what the brake holds books nothing until somebody confirms it', async () => {
  await take([to(15)], { number: 'BRAKE' })
  const small = booked(smallBooks(16), 'A0015', 'HELD', '2026-11-26')
  sequence += 1
  const held = await night.deliver({ sequence, asOf: evening(28), books: small })
  assert.equal(held.state, 'waiting')
  assert.deepEqual(await waiting('BRAKE'), ['A0015'])
  await confirmDelivery(night.parts, held.deliveryId!, 'test')
  assert.deepEqual(await waiting('BRAKE'), [])
})

test('an account that comes later finds its payments', async () => {
  await take([to(20)], { number: 'LATER' })
  assert.deepEqual(
    (await payments('LATER')).map(({ reason }) => reason),
    ['unknownNumber'],
  )
  await publish(books, 29)
  await take([to(1)])
  assert.deepEqual(await waiting('LATER'), ['A0020'])
})

test('a file with problems leaves its report and nothing else; what the office handed in is read once', async () => {
  const broken = await takeText(mt940({ number: 'BROKEN', closing: 'C261126PLN1,00' }))
  assert.equal(broken.state, 'rejected')
  const report = await night.asRoot(
    async (client) =>
      (await client.query('select state, content, report from statement_files where id = $1', [broken.fileId])).rows[0],
  )
  assert.deepEqual([report.state, report.content, report.report.problems.count], ['rejected', null, 1])
  assert.deepEqual(
    { ...report.report.problems.listed[0], message: '' },
    { line: 14, column: ':62F:', value: '1.00', message: '' },
  )

  const { loginId } = await night.openSession({ kind: 'staff', staffRole: 'accountant' })
  const id = await night.asRoot(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into statement_files (name, sha256, source, uploaded_by, content) values ('biuro.sta', $1, 'office', $2, $3) returning id`,
      ['0'.repeat(64), loginId, Buffer.from(mt940({ number: 'OFFICE', movements: [to(16)] }).replaceAll('ÿ', ''))],
    )
    return rows[0]!.id
  })
  assert.equal((await readWaitingFile(night.parts, id))?.state, 'read')
  assert.deepEqual(await waiting('OFFICE'), ['A0016'])
  assert.equal(await readWaitingFile(night.parts, id), null)
})

test('a file that needs more time or memory than there is, is refused, and the program goes on', async () => {
  const bytes = Buffer.from(camt({ entries: Array(3_000).fill({}) }))
  const late = await readStatementsApart(bytes, { name: 'duzy.xml' }, { milliseconds: 1, heapMegabytes: 512 })
  assert.deepEqual(
    late.problems.map(({ code, file }) => [code, file]),
    [['unreadable', 'duzy.xml']],
  )
  const poor = await readStatementsApart(bytes, { name: 'duzy.xml' }, { milliseconds: 60_000, heapMegabytes: 4 })
  assert.deepEqual(
    poor.problems.map(({ code }) => code),
    ['unreadable'],
  )
})

test('the folder wyciagi: a right file ends in done, a wrong one in failed, each with its report; the rest is left', async () => {
  const inboxDir = join(night.folder, 'dostawy')
  const folder = join(inboxDir, 'wyciagi')
  const inbox = new StatementInbox(night.parts, inboxDir)
  await inbox.prepare()
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text.replaceAll('ÿ', ''))
  put('dobry.sta', mt940({ number: 'INBOX', movements: [to(17)] }))
  put('zly.sta', mt940({ number: 'INBOX2', closing: 'C261126PLN1,00' }))
  put('.niedokonczony', 'x')
  writeFileSync(join(night.folder, 'cudzy.sta'), mt940())
  symlinkSync(join(night.folder, 'cudzy.sta'), join(folder, 'skrot.sta'))
  await inbox.takeFinished()
  assert.deepEqual(
    readdirSync(folder).sort(),
    ['.niedokonczony', 'dobry.sta', 'skrot.sta', 'zly.sta'],
    'seen once: perhaps still being written',
  )
  await inbox.takeFinished()
  assert.deepEqual(readdirSync(folder).sort(), ['.niedokonczony', 'done', 'failed', 'skrot.sta'])
  const names = (where: string) =>
    readdirSync(join(folder, where))
      .map((name) => name.replace(/^\d{8}T\d{6}Z-/, ''))
      .sort()
  assert.deepEqual(names('done'), ['dobry.sta', 'dobry.sta.raport.txt'])
  assert.deepEqual(names('failed'), ['zly.sta', 'zly.sta.raport.txt'])
  const report = readdirSync(join(folder, 'failed')).find((name) => name.endsWith('.txt'))!
  assert.match(readFileSync(join(folder, 'failed', report), 'utf8'), /zly\.sta, wiersz 14, pole :62F:/)
  assert.deepEqual(await waiting('INBOX'), ['A0017'])
})

test('after their time statements are forgotten, with their payments and files; younger ones stay', async () => {
  const left = async () =>
    night.asRoot(async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `select (select count(*) from bank_statements)::int + (select count(*) from incoming_payments)::int as n`,
      )
      return rows[0]!.n
    })
  const before = await left()
  await removeOldStatements(night.parts.db, 31)
  assert.equal(await left(), before)
  await night.setClock(Date.parse('2027-01-26T12:00:00+01:00'))
  await removeOldStatements(night.parts.db, 31)
  assert.equal(await left(), 0)
})
