import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bookCharge, copyOf, rowOf, smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'

const night = await withImport({ EBOK_IMPORT_BALANCE_MISMATCH: 'flag' })
after(night.cleanUp)

const evening = (day: number) => `2026-11-${String(day).padStart(2, '0')}T20:00:00+01:00`
const unverified = async () =>
  (await night.seen('balances')).filter((balance) => !balance.verified).map((balance) => balance.account_id)
const books = smallBooks(50)

test('a balance that differs from its entries is published as being verified', async () => {
  const wrong = copyOf(books)
  rowOf(wrong, 'balances', 'A0003').closing_balance = '200.01'
  rowOf(wrong, 'balances', 'A0004').entry_count = '3'
  const outcome = await night.deliver({ sequence: 1, asOf: evening(1), books: wrong })
  assert.equal(outcome.state, 'published', JSON.stringify(outcome.problems))
  assert.equal(outcome.report.unverifiedAccounts, 2)
  assert.deepEqual(await unverified(), ['A0003', 'A0004'])
})

test('put right by the next full delivery', async () => {
  const outcome = await night.deliver({ sequence: 2, asOf: evening(2), books })
  assert.deepEqual(outcome.report.changes?.balances, { inserted: 0, changed: 2, deleted: 0 })
  assert.deepEqual(await unverified(), [])
})

test('changes of entries alone make the balance doubtful, and changes that mend it make it sure again', async () => {
  const after = copyOf(books)
  bookCharge(after, 'A0005', 'E-one', 1_00)
  const entries = [{ _op: 'upsert', ...rowOf(after, 'entries', 'E-one') }]
  await night.deliver({ kind: 'changes', sequence: 3, asOf: evening(3), books: { entries } })
  assert.deepEqual(await unverified(), ['A0005'])
  const mended = [{ _op: 'delete', id: 'E-one' }]
  const outcome = await night.deliver({ kind: 'changes', sequence: 4, asOf: evening(4), books: { entries: mended } })
  assert.equal(outcome.state, 'published')
  assert.deepEqual(await unverified(), [])
})

test('any other problem is refused as ever', async () => {
  const wrong = copyOf(books)
  rowOf(wrong, 'balances', 'A0003').closing_balance = '200.01'
  rowOf(wrong, 'meters', 'M0001').premises_id = 'L9999'
  const outcome = await night.deliver({ sequence: 5, asOf: evening(5), books: wrong })
  assert.equal(outcome.state, 'rejected')
})
