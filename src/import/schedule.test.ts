import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { isDue, isOpen, latestDailyMoment } from './schedule.ts'

const minute = 60_000

/** Lives through the nights step by step and notes when the work ran. */
function runs(time: string, from: string, to: string, awake = (_: number) => true, step = minute): string[] {
  const found: string[] = []
  let last = [latestDailyMoment(time, Date.parse(from)).day]
  for (let now = Date.parse(from); now <= Date.parse(to); now += step) {
    const due = awake(now) ? isDue(time, last, now) : null
    if (!due) continue
    last = [...last, due].slice(-10)
    found.push(new Date(now).toISOString().slice(0, 16))
  }
  return found
}

test('23:00 in Warsaw is one moment on every day around both changes of the clock', () => {
  assert.deepEqual(runs('23:00', '2026-03-28T00:00Z', '2026-03-30T23:00Z'), [
    '2026-03-28T22:00',
    '2026-03-29T21:00',
    '2026-03-30T21:00',
  ])
  assert.deepEqual(runs('23:00', '2026-10-24T00:00Z', '2026-10-26T23:00Z'), [
    '2026-10-24T21:00',
    '2026-10-25T22:00',
    '2026-10-26T22:00',
  ])
})

test('a time that is skipped in spring and shown twice in autumn still comes exactly once', () => {
  assert.deepEqual(runs('02:30', '2026-03-28T12:00Z', '2026-03-30T12:00Z'), ['2026-03-29T01:00', '2026-03-30T00:30'])
  assert.deepEqual(runs('02:30', '2026-10-24T12:00Z', '2026-10-26T12:00Z'), ['2026-10-25T00:30', '2026-10-26T01:30'])
})

test('a whole year, every quarter of an hour: once a day', () => {
  for (const time of ['00:00', '01:59', '02:00', '02:59', '03:00', '23:59']) {
    assert.equal(runs(time, '2026-01-01T12:00Z', '2027-01-01T12:00Z', undefined, 15 * minute).length, 365, time)
  }
})

test('a machine asleep at the hour runs once when it wakes', () => {
  const asleep = (at: number) => at < Date.parse('2026-11-20T22:00Z') || at > Date.parse('2026-11-23T07:13Z')
  assert.deepEqual(runs('03:30', '2026-11-20T12:00Z', '2026-11-24T12:00Z', asleep), [
    '2026-11-23T07:14',
    '2026-11-24T02:30',
  ])
})

test('a clock put back does not run the same day again', () => {
  const ran = ['2026-11-22', '2026-11-23'] as IsoDate[]
  for (const now of ['2026-11-23T02:00Z', '2026-11-22T12:00Z', '2026-11-21T12:00Z', '2026-11-20T12:00Z'])
    assert.equal(isDue('03:30', ran, Date.parse(now)), null, now)
})

test('days a wrong clock has noted keep no night from coming, and none comes twice', () => {
  const day = (time: string, ran: readonly string[]) => isDue('03:30', ran as IsoDate[], Date.parse(time))
  // In 1970 work runs once, and the night before that is not done again afterwards.
  assert.equal(day('1970-01-02T12:00Z', ['2026-11-22', '2026-11-23']), '1970-01-02')
  assert.equal(day('2026-11-23T12:00Z', ['2026-11-22', '2026-11-23', '1970-01-02']), null)
  assert.equal(day('2026-11-24T12:00Z', ['2026-11-22', '2026-11-23', '1970-01-02']), '2026-11-24')
  assert.equal(day('2026-11-23T12:00Z', ['2026-11-23', '2036-01-01']), null)
  assert.equal(day('2026-11-24T12:00Z', ['2026-11-23', '2036-01-01']), '2026-11-24')
})

/** When deliveries begin to be taken, minute by minute. */
function openings(opens: string, closes: string, from: string, to: string): string[] {
  const found: string[] = []
  let open = isOpen(opens, closes, Date.parse(from))
  for (let now = Date.parse(from); now <= Date.parse(to); now += minute) {
    const before = open
    open = isOpen(opens, closes, now)
    if (open && !before) found.push(new Date(now).toISOString().slice(0, 16))
  }
  return found
}

test('the hour of the deliveries comes once a day on both nights when clocks change', () => {
  assert.deepEqual(openings('23:00', '06:00', '2026-03-28T12:00Z', '2026-03-30T12:00Z'), [
    '2026-03-28T22:00',
    '2026-03-29T21:00',
  ])
  assert.deepEqual(openings('23:00', '06:00', '2026-10-24T12:00Z', '2026-10-26T12:00Z'), [
    '2026-10-24T21:00',
    '2026-10-25T22:00',
  ])
  // Also when it is an hour that one of the nights skips and the other shows twice.
  assert.deepEqual(openings('02:30', '06:00', '2026-03-28T12:00Z', '2026-03-30T12:00Z'), [
    '2026-03-29T01:00',
    '2026-03-30T00:30',
  ])
  assert.deepEqual(openings('02:30', '06:00', '2026-10-24T12:00Z', '2026-10-26T12:00Z'), [
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ])
})

test('from the hour until the morning deliveries are taken at once, by day they wait', () => {
  const at = (time: string) => isOpen('23:00', '06:00', Date.parse(`2026-11-22T${time}:00+01:00`))
  assert.deepEqual(['22:59', '23:00', '23:59', '00:01', '05:59', '06:00', '12:00'].map(at), [
    false,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})
