import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween, type IsoDate } from '#kernel/dates.ts'
import { daysAfter, daysBefore, pair, type ToPair } from './pairing.ts'

const day = (offset: number) => addDays('2026-11-26' as IsoDate, offset)
const row = (id: string, offset: number, amountGrosze = 50_000, accountId = 'A1'): ToPair => ({
  id,
  accountId,
  amountGrosze,
  valueOn: day(offset),
})
const pairs = (payments: readonly ToPair[], entries: readonly ToPair[]) =>
  pair(payments, entries)
    .map(({ paymentId, entryId }) => `${paymentId}=${entryId}`)
    .sort()

test('the same account and amount, about the same day', () => {
  assert.deepEqual(pairs([row('p', 0)], [row('e', 0)]), ['p=e'])
  assert.deepEqual(pairs([row('p', 0)], [row('e', 0, 50_001)]), [], 'another amount')
  assert.deepEqual(pairs([row('p', 0)], [row('e', 0, 50_000, 'A2')]), [], 'another account')
  assert.deepEqual(pairs([row('p', 0)], [row('e', -daysBefore)]), ['p=e'])
  assert.deepEqual(pairs([row('p', 0)], [row('e', daysAfter)]), ['p=e'])
  assert.deepEqual(pairs([row('p', 0)], [row('e', -daysBefore - 1), row('f', daysAfter + 1)]), [])
})

test('two equal payments need two entries', () => {
  assert.deepEqual(pairs([row('p', 0), row('q', 0)], [row('e', 0)]), ['p=e'])
  assert.deepEqual(
    pairs([row('p', 0), row('q', 2)], [row('e', 2)]),
    ['q=e'],
    'the entry of the day is not taken by an older payment',
  )
  assert.deepEqual(pairs([row('p', 0), row('q', 2)], [row('e', 2), row('f', 3)]), ['p=f', 'q=e'])
})

test('the payment of last month does not book the one of this month', () => {
  assert.deepEqual(pairs([row('p', 0)], [row('e', -30)]), [])
})

const rows = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 999 }).map(String),
    accountId: fc.constantFrom('A1', 'A2'),
    amountGrosze: fc.constantFrom(100, 200),
    valueOn: fc.integer({ min: -40, max: 40 }).map(day),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

test('nothing is used twice, everything paired fits, and nothing that fits is left over on both sides', () => {
  fc.assert(
    fc.property(rows, rows, (payments, entries) => {
      const found = pair(payments, entries)
      assert.equal(new Set(found.map(({ paymentId }) => paymentId)).size, found.length)
      assert.equal(new Set(found.map(({ entryId }) => entryId)).size, found.length)
      const fits = (payment: ToPair, entry: ToPair) => {
        const days = daysBetween(payment.valueOn, entry.valueOn)
        return (
          payment.accountId === entry.accountId &&
          payment.amountGrosze === entry.amountGrosze &&
          days >= -daysBefore &&
          days <= daysAfter
        )
      }
      for (const { paymentId, entryId } of found)
        assert.ok(fits(payments.find(({ id }) => id === paymentId)!, entries.find(({ id }) => id === entryId)!))
      const left = payments.filter(({ id }) => !found.some(({ paymentId }) => paymentId === id))
      const free = entries.filter(({ id }) => !found.some(({ entryId }) => entryId === id))
      for (const payment of left) for (const entry of free) assert.ok(!fits(payment, entry))
    }),
    { numRuns: 500, seed: 1 },
  )
})
