import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brake, measure } from './brake.ts'

const totals = (premises: number, documents: number, entries: number, absoluteBalances_grosze: number) => ({
  rows: { premises, documents, entries },
  absoluteBalances_grosze,
})
const before = totals(1000, 4000, 6000, 500_000)

test('a fall of exactly the limit passes, one more brakes', () => {
  assert.deepEqual(brake(measure(before, totals(980, 4000, 6000, 500_000)), 2), [])
  assert.deepEqual(brake(measure(before, totals(979, 4000, 6000, 500_000)), 2), [
    { measure: 'premises', before: 1000, after: 979 },
  ])
})

test('documents and entries are watched together', () => {
  assert.deepEqual(brake(measure(before, totals(1000, 3800, 6000, 500_000)), 2), [])
  assert.deepEqual(brake(measure(before, totals(1000, 3799, 6000, 500_000)), 2), [
    { measure: 'bookings', before: 10_000, after: 9799 },
  ])
})

test('balances are watched by amount, in grosze', () => {
  assert.deepEqual(brake(measure(before, totals(1000, 4000, 6000, 489_999)), 2), [
    { measure: 'money', before: 500_000, after: 489_999 },
  ])
})

test('a rise never brakes, and neither does an empty beginning', () => {
  assert.deepEqual(brake(measure(before, totals(2000, 9000, 9000, 900_000)), 0), [])
  assert.deepEqual(brake(measure(totals(0, 0, 0, 0), before), 2), [])
})
