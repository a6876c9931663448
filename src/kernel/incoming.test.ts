import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type IsoDate } from '#kernel/dates.ts'
import { lateBefore, waitsTooLong } from '#kernel/incoming.ts'

const day = (text: string) => text as IsoDate

test('five working days: a Monday waits until the next Monday, over Christmas longer', () => {
  assert.equal(waitsTooLong(day('2026-11-16'), day('2026-11-23')), false)
  assert.equal(waitsTooLong(day('2026-11-16'), day('2026-11-24')), true)
  assert.equal(waitsTooLong(day('2026-12-23'), day('2026-12-31')), false)
  assert.equal(waitsTooLong(day('2026-12-23'), day('2027-01-05')), true)
})

test('the day the database compares with says the same, for every day of a year', () => {
  for (let at = 0; at < 365; at += 1) {
    const today = addDays(day('2026-01-01'), at)
    const first = lateBefore(today)
    assert.equal(waitsTooLong(addDays(first, -1), today), true, today)
    assert.equal(waitsTooLong(first, today), false, today)
  }
})
