import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ResourceName } from '../contract/resources.ts'
import { type Books, bookCharge, copyOf, type Delivery, rowOf, smallBooks } from '../import.testdata.ts'
import { withImport } from '../import.testkit.ts'
import { importDelivery } from '../import.ts'
import { removeTree } from '../receive/keep.ts'

/** One that compares, and one that reads every delivery whole: they must come to the same. */
const [short, long] = [
  await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '100' }),
  await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '100' }),
]
after(short.cleanUp)
after(long.cleanUp)

const households = 12
const base = smallBooks(households)
base.meters.push({ ...rowOf(base, 'meters', 'M0001'), id: 'M0099' })
rowOf(base, 'meters', 'M0002').replaced_by_meter_id = 'M0099'
base.documents.push({
  ...rowOf(base, 'documents', 'D0003'),
  id: 'D0003k',
  kind: 'correction',
  amount: '-10.00',
  remaining: '0.00',
  corrects_document_id: 'D0003',
})
let sequence = 0
function delivery(books: Books, mangle?: Delivery['mangle']): Delivery {
  sequence += 1
  const asOf = new Date(Date.parse('2026-01-01T20:00:00Z') + sequence * 60_000).toISOString()
  return { sequence, asOf, books, ...(mangle ? { mangle } : {}) }
}

const whyWhole = (): string[] =>
  short.logged.filter((line) => line.includes('delivery read whole')).map((line) => JSON.parse(line).reason)

async function deliverBoth(one: Delivery) {
  const before = whyWhole().length
  const compared = await short.deliver(one)
  await removeTree(long.parts.settings.rawDir)
  const whole = await long.deliver(one)
  assert.equal(whole.report.compared, undefined)
  return { compared, whole, why: whyWhole().slice(before) }
}

async function publishBase() {
  const { compared } = await deliverBoth(delivery(base))
  assert.equal(compared.state, 'published', JSON.stringify(compared.problems))
}
await publishBase()

type Mangle = NonNullable<Delivery['mangle']>
const mangled = (mangle: Mangle): Mangle => mangle
const mangleOf = (spoiled: unknown): Mangle | undefined =>
  typeof spoiled === 'function' ? (spoiled as Mangle) : undefined
const just = (_done: unknown): undefined => undefined
const set = (books: Books, name: ResourceName, key: string, cells: Record<string, string>): undefined =>
  just(Object.assign(rowOf(books, name, key), cells))

const without = (books: Books, name: ResourceName, key: string, column = 'id') => {
  const left = books[name].filter((row) => row[column] !== key)
  assert.equal(left.length, books[name].length - 1)
  books[name] = left
}

/** What is wrong is only seen when rows that changed meet rows that did not. */
const violations: Record<string, (books: Books) => unknown> = {
  'a party is gone, its holding stays': (books) => without(books, 'parties', 'K0005'),
  'a building is gone, its premises stay': (books) => set(books, 'buildings', 'B1', { id: 'B2' }),
  'a meter is gone, its readings stay': (books) => without(books, 'meters', 'M0003'),
  'a meter is gone, another says it was replaced by it': (books) => without(books, 'meters', 'M0099'),
  'a document is gone, its lines and entry stay': (books) => without(books, 'documents', 'D0004'),
  'a corrected document is gone': (books) => {
    without(books, 'documents', 'D0003')
    books.document_lines = books.document_lines.filter((row) => row.document_id !== 'D0003')
    rowOf(books, 'entries', 'E0003a').document_id = ''
  },
  'an entry is gone, its allocation stays': (books) => {
    without(books, 'entries', 'E0004b')
    Object.assign(rowOf(books, 'balances', 'A0004'), { closing_balance: '500.00', entry_count: '1' })
  },
  'a new row has the key of one that stays': (books) =>
    just(books.parties.push({ ...rowOf(books, 'parties', 'K0001'), name: 'Inna' })),
  'a row stands there twice': (books) => just(books.parties.splice(7, 0, { ...rowOf(books, 'parties', 'K0001') })),
  'two new rows have one key': (books) => {
    for (const name of ['Jedna', 'Druga'])
      books.parties.push({ ...rowOf(books, 'parties', 'K0001'), id: 'K0777', name })
  },
  'a key of two columns twice': (books) =>
    just(books.document_lines.push({ ...rowOf(books, 'document_lines', 'D0002'), component: 'x' })),
  'an entry changed, the balance not': (books) => set(books, 'entries', 'E0006a', { amount: '501.00' }),
  'a balance changed, the entries not': (books) => set(books, 'balances', 'A0006', { closing_balance: '0.00' }),
  'the number of entries changed': (books) => set(books, 'balances', 'A0006', { entry_count: '3' }),
  'a balance is gone': (books) => without(books, 'balances', 'A0006', 'account_id'),
  'an account has no balance': (books) =>
    just(books.accounts.push({ ...rowOf(books, 'accounts', 'A0006'), id: 'A0777' })),
  'a line changed, the document not': (books) => set(books, 'document_lines', 'D0006', { amount: '301.00' }),
  'a document changed, the lines not': (books) => set(books, 'documents', 'D0006', { amount: '501.00' }),
  'a settlement changed, its lines not': (books) =>
    set(books, 'meter_settlements', 'S0006', { charged: '101.00', difference: '-11.00' }),
  'an allocation grew beyond the payment': (books) => set(books, 'allocations', 'E0006b', { amount: '300.01' }),
  'a payment shrank below its allocation': (books) => {
    rowOf(books, 'entries', 'E0006b').amount = '299.00'
    rowOf(books, 'balances', 'A0006').closing_balance = '201.00'
  },
  'a payment turned into a charge, its allocation stays': (books) => {
    Object.assign(rowOf(books, 'entries', 'E0006b'), { side: 'charge', kind: 'charge' })
    rowOf(books, 'balances', 'A0006').closing_balance = '800.00'
  },
  'an allocation leads to another account': (books) =>
    set(books, 'allocations', 'E0006b', { charge_entry_id: 'E0007a' }),
  'a document moved, its entry not': (books) => set(books, 'documents', 'D0006', { account_id: 'A0007' }),
  'a corrected document moved, its correction not': (books) => {
    rowOf(books, 'documents', 'D0003').account_id = 'A0007'
    rowOf(books, 'entries', 'E0003a').document_id = ''
  },
  'an entry names a document of another account': (books) => set(books, 'entries', 'E0006b', { document_id: 'D0007' }),
  'a settlement names a document of another account': (books) =>
    set(books, 'meter_settlements', 'S0006', { document_id: 'D0007' }),
  'a cell is no amount': (books) => set(books, 'entries', 'E0006a', { amount: '500,00' }),
  'a sum was told that is not there': () =>
    mangled((name, text) => (name === 'entries' ? text.replace('500.00', '500.01') : text)),
  'a row more than told': () =>
    mangled((name, text) => (name === 'premises' ? `${text}L9,B1,,9,dwelling,,1,\n` : text)),
  'a row less than told': () => mangled((name, text) => (name === 'readings' ? text.replace(/O0005.*\n/, '') : text)),
  'a quote opens in one row and closes in another': () =>
    mangled((name, text) =>
      name === 'parties' ? text.replace('Próbna-0003', '"Próbna-0003').replace('Próbna-0006', 'Próbna-0006"') : text,
    ),
  'a lone quote': () => mangled((name, text) => (name === 'parties' ? text.replace('Próbna-0003', 'Pr"óbna') : text)),
  'a byte that is no text': () =>
    mangled((name, text) => (name === 'parties' ? text.replace('Próbna-0003', 'Pr\0bna') : text)),
  'an empty line': () => mangled((name, text) => (name === 'parties' ? text.replace('K0003', '\nK0003') : text)),
}

for (const [what, spoil] of Object.entries(violations)) {
  test(`refused as by the whole check: ${what}`, async () => {
    const before = await short.fingerprint()
    const books = copyOf(base)
    const mangle = mangleOf(spoil(books))
    const { compared, whole, why } = await deliverBoth(delivery(books, mangle))
    assert.equal(whole.state, 'rejected', long.logged.slice(-3).join('\n'))
    assert.equal(compared.state, 'rejected', short.logged.slice(-3).join('\n'))
    const told = (outcome: typeof whole) =>
      outcome.problems.map(({ code, file, line, column, value }) => [code, file, line, column, value])
    assert.deepEqual(told(compared), told(whole))
    // The short way itself noticed; it did not merely fail to be taken.
    assert.equal(why.length, 1)
    assert.doesNotMatch(why[0]!, /hash|resources|comparable|too many lines/)
    assert.equal(await short.fingerprint(), before)
  })
}

/** All right, one after another, each on top of the one before. */
const nights: Record<string, (books: Books) => unknown> = {
  nothing: () => undefined,
  'a charge': (books) => bookCharge(books, 'A0001', 'E0001x', 1234),
  'a telephone and a payment that goes': (books) => {
    rowOf(books, 'parties', 'K0002').phone = '+48 100 000 002'
    without(books, 'entries', 'E0001x')
    Object.assign(rowOf(books, 'balances', 'A0001'), { closing_balance: '200.00', entry_count: '2' })
  },
  'a household comes': (books) => {
    const more = smallBooks(households + 1)
    for (const name of [
      'premises',
      'parties',
      'holdings',
      'accounts',
      'documents',
      'document_lines',
      'entries',
      'allocations',
      'fee_components',
      'meters',
      'readings',
      'meter_settlements',
      'meter_settlement_lines',
      'balances',
    ] as const) {
      const key = Object.keys(more[name][0]!)[0]!
      books[name].push(...more[name].filter((row) => row[key]!.includes('0013')))
    }
  },
  'a document moves to another account with all that belongs to it': (books) => {
    rowOf(books, 'documents', 'D0009').account_id = 'A0010'
    rowOf(books, 'entries', 'E0009a').account_id = 'A0010'
    books.allocations = books.allocations.filter((row) => row.payment_entry_id !== 'E0009b')
    Object.assign(rowOf(books, 'balances', 'A0009'), { closing_balance: '-300.00', entry_count: '1' })
    Object.assign(rowOf(books, 'balances', 'A0010'), { closing_balance: '700.00', entry_count: '3' })
  },
  'every row in another order': (books) => {
    for (const rows of Object.values(books)) rows.reverse()
  },
  'other line ends': () => mangled((_name, text) => text.replaceAll('\n', '\r\n')),
  'no line feed at the end': () => mangled((_name, text) => text.slice(0, -1)),
}

test('nights one after another come to the same as reading everything', async () => {
  const books = copyOf(base)
  for (const [what, change] of Object.entries(nights)) {
    const mangle = mangleOf(change(books))
    const { compared, whole, why } = await deliverBoth(delivery(copyOf(books), mangle))
    assert.equal(compared.state, 'published', `${what}: ${JSON.stringify(compared.problems)}`)
    assert.deepEqual(
      why,
      what === 'other line ends' || what === 'no line feed at the end'
        ? ['properties has another header'].slice(0, why.length)
        : [],
      what,
    )
    assert.equal(compared.report.compared, why.length === 0 ? true : undefined, what)
    assert.deepEqual(compared.report.changes, whole.report.changes, what)
    assert.deepEqual(compared.report.totals, whole.report.totals, what)
    assert.equal(await short.fingerprint(), await long.fingerprint(), what)
  }
  await publishBase()
})

test('after deliveries of changes the base is older than what is published', async () => {
  const books = copyOf(base)
  bookCharge(books, 'A0001', 'E0001x', 1234)
  const changed = ['entries', 'balances'] as const
  const part: Partial<Books> = Object.fromEntries(
    changed.map((name) => [
      name,
      books[name]
        .filter((row) => !base[name].some((old) => JSON.stringify(old) === JSON.stringify(row)))
        .map((row) => ({ _op: 'upsert', ...row })),
    ]),
  )
  for (const night of [short, long]) {
    // The number must follow the one published; both have the same.
    const outcome = await night.deliver({ ...delivery(part as Books), kind: 'changes', sequence: sequence })
    sequence -= night === short ? 1 : 0
    assert.equal(outcome.state, 'published', JSON.stringify(outcome))
  }
  bookCharge(books, 'A0002', 'E0002x', 5)
  const follows = await deliverBoth(delivery(copyOf(books)))
  assert.deepEqual(follows.why, [])
  assert.equal(follows.compared.report.compared, true)
  assert.equal(await short.fingerprint(), await long.fingerprint())
})

test('rows that only the changes had are not believed to be still there', async () => {
  await publishBase()
  const extra = copyOf(base)
  bookCharge(extra, 'A0001', 'E0001x', 1234)
  const part: Partial<Books> = {
    entries: extra.entries.filter((row) => row.id === 'E0001x').map((row) => ({ _op: 'upsert', ...row })),
    balances: extra.balances.filter((row) => row.account_id === 'A0001').map((row) => ({ _op: 'upsert', ...row })),
  }
  for (const night of [short, long]) {
    const outcome = await night.deliver({ ...delivery(part as Books), kind: 'changes' })
    sequence -= night === short ? 1 : 0
    assert.equal(outcome.state, 'published', JSON.stringify(outcome))
  }
  // The very files of the base again: the file did not change, the published rows did.
  const { compared, why } = await deliverBoth(delivery(base))
  assert.equal(compared.state, 'published')
  assert.equal(why.length, 1)
  assert.match(why[0]!, /changed since the last full delivery/)
  assert.equal(await short.fingerprint(), await long.fingerprint())
})

test('a kept delivery that was tampered with proves nothing', async () => {
  await publishBase()
  const { rawDir } = short.parts.settings
  const { rows } = await short.asRoot((client) =>
    client.query(
      'select d.sha256 from published_state s join publications p on p.id = s.publication_id join deliveries d on d.id = p.delivery_id',
    ),
  )
  const kept = join(rawDir, rows[0]!.sha256, 'delivery', 'parties.csv')
  const books = copyOf(base)
  rowOf(books, 'parties', 'K0001').name = 'Zmieniona'
  chmodSync(kept, 0o600)
  writeFileSync(kept, readFileSync(kept, 'utf8').replace('Próbna-0001', 'Zmieniona'))
  const { compared, why } = await deliverBoth(delivery(books))
  assert.equal(compared.state, 'published')
  assert.deepEqual(why, ['the kept parties was changed'])
  assert.equal(await short.fingerprint(), await long.fingerprint())
  await publishBase()
})

test('a file that is not as described is refused', async () => {
  const path = short.write(delivery(copyOf(base)))
  appendFileSync(join(path, 'parties.csv'), ' ')
  const outcome = await importDelivery(short.parts, path)
  assert.equal(outcome.state, 'rejected')
})

test('a table large enough to be hashed by another thread', async () => {
  const books = copyOf(base)
  for (let n = 0; n < 9_000; n += 1) {
    books.parties.push({
      ...rowOf(base, 'parties', 'K0001'),
      id: `W${n}`,
      correspondence_address: 'x'.repeat(250),
      name: 'y'.repeat(200),
    })
  }
  const deliver = async () => {
    const outcome = await short.deliver(delivery(copyOf(books)))
    assert.equal(outcome.state, 'published')
    return outcome.report
  }
  await deliver()
  books.parties.find((row) => row.id === 'W777')!.name = 'Zmieniona'
  const { compared, changes } = await deliver()
  assert.equal(compared, true)
  assert.deepEqual(changes!.parties, { inserted: 0, changed: 1, deleted: 0 })
})
