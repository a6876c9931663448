import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { bookCharge, copyOf, rowOf, smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'
import { importDelivery } from './import.ts'

// The brake has tests of its own; here single bookings weigh heavily in small books.
const night = await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '10' })
after(night.cleanUp)

const evening = (day: number) => `2026-11-${String(day).padStart(2, '0')}T20:00:00+01:00`
let books = smallBooks(100)

test('a first delivery of changes is refused: there is nothing to change', async () => {
  const outcome = await night.deliver({ kind: 'changes', sequence: 1, asOf: evening(1), books: { premises: [] } })
  // Without any resource the descriptor itself is wrong; with one it is the missing beginning that is told.
  assert.equal(outcome.state, 'rejected')
  const premises = [{ _op: 'delete', id: 'L0001' }]
  const refused = await night.deliver({ kind: 'changes', sequence: 1, asOf: evening(1), books: { premises } })
  assert.equal(refused.state, 'refused')
  assert.equal(refused.report.reason, 'nothingPublished')
})

test('a first full delivery is published as it stands', async () => {
  const outcome = await night.deliver({ sequence: 1, asOf: evening(1), books })
  assert.equal(outcome.state, 'published')
  assert.equal(outcome.publicationId, 1)
  assert.equal(outcome.report.changes?.entries.inserted, 200)
  assert.equal(outcome.report.totals?.absoluteBalances_grosze, 100 * 200_00)
  assert.equal((await night.seen('entries')).length, 200)
  const [document] = await night.seen('documents')
  assert.equal(document?.amount_grosze, '50000')
  assert.equal(document?.description, 'Opłaty, "październik" \\ 2026')
  assert.equal(document?.corrects_document_id, null)
  const [line] = await night.seen('document_lines')
  assert.equal(line?.account_id, 'A0001', 'the account comes from the document')
  assert.equal((await night.seen('readings'))[0]?.premises_id, 'L0001')
  assert.equal((await night.seen('allocations'))[0]?.account_id, 'A0001')
})

test('the same delivery again changes nothing and says so', async () => {
  const before = await night.fingerprint()
  const outcome = await night.deliver({ sequence: 1, asOf: evening(1), books })
  assert.equal(outcome.state, 'unchanged')
  assert.equal(await night.fingerprint(), before)
})

test('books of another cooperative are refused, whole and right as they are', async () => {
  const before = await night.fingerprint()
  const foreign = { sequence: 2, asOf: evening(2), cooperativeId: 'sm-obca', books }
  for (const force of [false, true]) {
    const outcome = await night.deliver(foreign, { force })
    assert.equal(outcome.state, 'refused')
    assert.equal(outcome.report.reason, 'otherCooperative')
  }
  const changes = {
    ...foreign,
    kind: 'changes' as const,
    books: { parties: [{ _op: 'upsert', ...books.parties[0]! }] },
  }
  assert.equal((await night.deliver(changes)).report.reason, 'otherCooperative')
  // Whoever runs the portal may name the identifier: then only that one is taken.
  const named = { ...night.parts, settings: { ...night.parts.settings, cooperativeId: 'sm-inna' } }
  const own = await importDelivery(named, night.write({ sequence: 2, asOf: evening(2), books }))
  assert.equal(own.report.reason, 'otherCooperative')
  assert.equal(await night.fingerprint(), before)
})

test('a full night writes only what differs', async () => {
  books = copyOf(books)
  bookCharge(books, 'A0002', 'E-new', 12_34)
  rowOf(books, 'parties', 'K0003').phone = '600 100 200'
  books.readings.pop()
  const outcome = await night.deliver({ sequence: 2, asOf: evening(2), books })
  assert.equal(outcome.state, 'published')
  const { changes } = outcome.report
  assert.deepEqual(changes?.entries, { inserted: 1, changed: 0, deleted: 0 })
  assert.deepEqual(changes?.balances, { inserted: 0, changed: 1, deleted: 0 })
  assert.deepEqual(changes?.parties, { inserted: 0, changed: 1, deleted: 0 })
  assert.deepEqual(changes?.readings, { inserted: 0, changed: 0, deleted: 1 })
  assert.deepEqual(changes?.documents, { inserted: 0, changed: 0, deleted: 0 })
  const written = await night.asRoot((client) =>
    client.query('select count(*)::int as rows from entries_versions where from_publication = 2'),
  )
  assert.equal(written.rows[0].rows, 1)
  assert.equal((await night.seen('readings')).length, 99)
})

test('a night of changes leads to the same state as the full delivery of that night', async () => {
  const after = copyOf(books)
  bookCharge(after, 'A0005', 'E-changes', 99_00)
  after.meters.find((meter) => meter.id === 'M0007')!.location = 'kuchnia'
  after.readings = after.readings.filter((reading) => reading.id !== 'O0008')
  const changes = {
    entries: [{ _op: 'upsert', ...rowOf(after, 'entries', 'E-changes') }],
    balances: [{ _op: 'upsert', ...rowOf(after, 'balances', 'A0005') }],
    meters: [{ _op: 'upsert', ...rowOf(after, 'meters', 'M0007') }],
    readings: [{ _op: 'delete', id: 'O0008' }],
  }
  const outcome = await night.deliver({ kind: 'changes', sequence: 3, asOf: evening(3), books: changes })
  assert.equal(outcome.state, 'published', JSON.stringify(outcome.problems))
  const byChanges = await night.fingerprint()
  const full = await night.deliver({ sequence: 4, asOf: evening(4), books: after })
  assert.equal(full.state, 'published')
  for (const [name, found] of Object.entries(full.report.changes ?? {})) {
    assert.deepEqual(found, { inserted: 0, changed: 0, deleted: 0 }, name)
  }
  assert.equal(await night.fingerprint(), byChanges)
  books = after
})

test('a document moved to another account takes its lines along, though the changes do not repeat them', async () => {
  const document = { ...rowOf(books, 'documents', 'D0010'), account_id: 'A0011' }
  const entry = { ...rowOf(books, 'entries', 'E0010a'), account_id: 'A0011' }
  const changes = {
    documents: [{ _op: 'upsert', ...document }],
    entries: [{ _op: 'upsert', ...entry }],
    allocations: [{ _op: 'delete', payment_entry_id: 'E0010b', charge_entry_id: 'E0010a' }],
    balances: [
      { _op: 'upsert', account_id: 'A0010', closing_balance: '-300.00', entry_count: '1' },
      { _op: 'upsert', account_id: 'A0011', closing_balance: '700.00', entry_count: '3' },
    ],
  }
  const outcome = await night.deliver({ kind: 'changes', sequence: 5, asOf: evening(5), books: changes })
  assert.equal(outcome.state, 'published', JSON.stringify(outcome.problems))
  const lines = (await night.seen('document_lines')).filter((line) => line.document_id === 'D0010')
  assert.deepEqual(
    lines.map((line) => line.account_id),
    ['A0011', 'A0011'],
  )
})

test('changes with a gap are refused, also when forced', async () => {
  const changes = { readings: [{ _op: 'delete', id: 'O0001' }] }
  for (const sequence of [7, 5]) {
    const outcome = await night.deliver(
      { kind: 'changes', sequence, asOf: evening(9), books: changes },
      { force: true },
    )
    assert.equal(outcome.state, 'refused')
    assert.equal(outcome.report.reason, 'sequenceGap')
  }
})

test('an older state of the books is refused unless forced', async () => {
  const refused = await night.deliver({ sequence: 6, asOf: evening(4), books })
  assert.equal(refused.state, 'refused')
  assert.equal(refused.report.reason, 'olderAsOf')
  assert.equal(refused.report.problems, undefined)
  const forced = await night.deliver({ sequence: 6, asOf: evening(4), books }, { force: true })
  assert.equal(forced.state, 'published')
  assert.equal(forced.report.forced, true)
  const { rows } = await night.asRoot((client) => client.query('select action, actor_kind from audit_events'))
  assert.deepEqual(rows, [{ action: 'import.forced', actor_kind: 'operator' }])
})

test('a broken delivery leaves yesterday and names file, line and column', async () => {
  const before = await night.fingerprint()
  const broken = copyOf(books)
  const outcome = await night.deliver({
    sequence: 7,
    asOf: evening(8),
    books: broken,
    mangle: (name, text) => (name === 'entries' ? text.replace('E0004a,A0004', 'E0004a,A9999') : text),
  })
  assert.equal(outcome.state, 'rejected')
  const [first] = outcome.problems
  assert.deepEqual(
    { code: first?.code, file: first?.file, line: first?.line, column: first?.column, value: first?.value },
    { code: 'referenceMissing', file: 'entries.csv', line: 8, column: 'account_id', value: 'A9999' },
  )
  assert.equal(await night.fingerprint(), before)
  assert.deepEqual(night.told.at(-1), {
    kind: 'rejected',
    delivery: outcome.deliveryId,
    problems: outcome.report.problems?.count,
  })
})

test('what was found in a wrong place is kept for the accountant, and nowhere else', async () => {
  const secret = 'Kowalska-Tajna'
  const outcome = await night.deliver({
    sequence: 7,
    asOf: evening(8),
    books,
    mangle: (name, text) => (name === 'entries' ? text.replace('500.00', secret) : text),
  })
  assert.ok(
    outcome.problems.some((problem) => problem.value === secret),
    'whoever imports sees the value',
  )
  assert.ok(outcome.report.problems?.listed.some(({ value }) => value === secret))
  const { rows } = await night.asRoot((client) =>
    client.query(
      `select details::text as text from audit_events union all select message::text from outgoing_mails message`,
    ),
  )
  for (const text of [...rows.map((row) => row.text), ...night.logged, JSON.stringify(night.told)])
    assert.ok(!text.includes(secret))
})

test('changes that break the merged books are rejected with the line that broke them', async () => {
  const before = await night.fingerprint()
  const cases = [
    {
      changes: { entries: [{ _op: 'upsert', ...rowOf(books, 'entries', 'E0020a'), amount: '501.00' }] },
      expected: ['balanceMismatch', 'balances.csv', null, 'account_id'],
    },
    {
      changes: { accounts: [{ _op: 'upsert', ...rowOf(books, 'accounts', 'A0020'), party_id: 'K9999' }] },
      expected: ['referenceMissing', 'accounts.csv', 2, 'party_id'],
    },
    {
      changes: { premises: [{ _op: 'delete', id: 'L0021' }] },
      expected: ['deletedStillUsed', 'premises.csv', 2, 'id'],
    },
    {
      changes: { document_lines: [{ _op: 'upsert', ...books.document_lines[0]!, amount: '300.01' }] },
      expected: ['documentLines', 'documents.csv', null, 'id'],
    },
    {
      changes: {
        accounts: [{ _op: 'upsert', ...rowOf(books, 'accounts', 'A0020'), id: 'A-new' }],
      },
      expected: ['balanceMissing', 'accounts.csv', 2, 'id'],
    },
    {
      changes: {
        meter_settlement_lines: [
          { _op: 'upsert', ...books.meter_settlement_lines[0]!, charged: '100.01', difference: '-10.01' },
        ],
      },
      expected: ['settlementLines', 'meter_settlements.csv', null, 'id'],
    },
    {
      changes: { meter_settlements: [{ _op: 'upsert', ...books.meter_settlements[1]!, document_id: 'D0001' }] },
      expected: ['documentAccount', 'meter_settlements.csv', 2, 'document_id'],
    },
    {
      changes: { balances: [{ _op: 'upsert', account_id: 'A0001', closing_balance: '200.00', entry_count: '3' }] },
      expected: ['entryCountMismatch', 'balances.csv', 2, 'account_id'],
    },
    {
      changes: { allocations: [{ _op: 'upsert', ...books.allocations[0]!, amount: '500.01' }] },
      expected: ['allocationExceeds', 'entries.csv', null, 'id'],
    },
    {
      changes: {
        allocations: [{ _op: 'upsert', payment_entry_id: 'E0030b', charge_entry_id: 'E0031a', amount: '0.01' }],
      },
      expected: ['allocationAccounts', 'allocations.csv', 2, 'charge_entry_id'],
    },
    {
      changes: {
        allocations: [{ _op: 'upsert', payment_entry_id: 'E0030a', charge_entry_id: 'E0030a', amount: '0.01' }],
      },
      expected: ['allocationSide', 'allocations.csv', 2, 'payment_entry_id'],
    },
  ] as const
  for (const { changes, expected } of cases) {
    const outcome = await night.deliver({
      kind: 'changes',
      sequence: 7,
      asOf: evening(8),
      books: changes as unknown as Partial<typeof books>,
    })
    assert.equal(outcome.state, 'rejected', expected[0])
    const found = outcome.problems.find((problem) => problem.code === expected[0])
    assert.deepEqual([found?.code, found?.file, found?.line, found?.column], expected)
  }
  assert.equal(await night.fingerprint(), before)
})

test('a delivery somebody still writes into is neither published nor rejected, and is taken once it is left alone', async () => {
  const before = await night.fingerprint()
  const later = copyOf(books)
  rowOf(later, 'parties', 'K0002').phone = '+48 100 000 222'
  const path = night.write({ sequence: 50, asOf: evening(28), books: later })
  const file = join(path, 'parties.csv')
  const whole = readFileSync(file)
  // The same byte leaves the hashes right, but who is to know what comes next; another one makes them wrong for the moment.
  for (const byte of [whole[0]!, 'X'.charCodeAt(0)]) {
    const writer = await open(file, 'r+')
    const withImporterClient: typeof night.parts.db.withImporterClient = async (work) => {
      await writer.write(Buffer.from([byte]), 0, 1, 0)
      return night.parts.db.withImporterClient(work)
    }
    const parts = { ...night.parts, db: { withImporterClient } }
    const outcome = await importDelivery(parts, path, { fromInbox: true })
    await writer.write(whole, 0, 1, 0)
    await writer.close()
    assert.deepEqual([outcome.state, outcome.report.reason], ['failed', 'stillWritten'])
    assert.notEqual(outcome.deliveryId, null)
    assert.equal(await night.fingerprint(), before)
  }
  assert.equal((await importDelivery(night.parts, path, { fromInbox: true })).state, 'published')
})

test('what goes wrong once the files are kept is told as it is, whatever becomes of the inbox', async () => {
  const later = copyOf(books)
  rowOf(later, 'parties', 'K0002').phone = '+48 100 000 333'
  const path = night.write({ sequence: 50, asOf: evening(28), books: later })
  const broken: typeof night.parts.db.withImporterClient = (work) =>
    night.parts.db.withImporterClient((client) =>
      work(
        new Proxy(client, {
          get(target, name) {
            const value = Reflect.get(target, name, target)
            if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value
            return (...asked: unknown[]) => {
              const text = typeof asked[0] === 'string' ? asked[0] : (asked[0] as { text?: string }).text
              if (text?.includes('update published_state s')) {
                utimesSync(join(path, 'parties.csv'), 0, 0)
                throw new DatabaseUnavailable(null)
              }
              return target.query(...(asked as [string]))
            }
          },
        }),
      ),
    )
  const parts = { ...night.parts, db: { withImporterClient: broken } }
  const outcome = await importDelivery(parts, path, { fromInbox: true })
  assert.deepEqual([outcome.state, outcome.report.reason], ['failed', 'databaseGone'])
  assert.equal((await importDelivery(night.parts, path, { fromInbox: true })).state, 'published')
})

test('a delivery that waits for the database stays its sender’s to replace', async () => {
  const later = copyOf(books)
  rowOf(later, 'parties', 'K0002').phone = '+48 100 000 444'
  const path = night.write({ sequence: 51, asOf: evening(29), books: later })
  const kept = readdirSync(night.parts.settings.rawDir)
  const gone = {
    withImporterClient: async () => {
      throw new DatabaseUnavailable(null)
    },
  }
  const outcome = await importDelivery({ ...night.parts, db: gone }, path, { fromInbox: true })
  assert.deepEqual([outcome.state, outcome.report.reason], ['failed', 'databaseGone'])
  assert.equal(statSync(join(path, 'parties.csv')).mode & 0o200, 0o200)
  assert.deepEqual(readdirSync(night.parts.settings.rawDir), kept)
  assert.equal((await importDelivery(night.parts, path, { fromInbox: true })).state, 'published')
})
