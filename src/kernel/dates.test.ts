import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addMonths,
  dayOfWeek,
  daysBetween,
  firstOfMonth,
  formatDate,
  formatDateShort,
  formatDateTime,
  formatMonth,
  type IsoDate,
  isoDate,
  lastOfMonth,
  monthNames,
  monthNamesGenitive,
  monthNamesShort,
  parseIsoDate,
  parseTypedDate,
  todayInWarsaw,
  warsawInstant,
  weekdayNames,
  weekdayNamesShort,
} from '#kernel/dates.ts'

const anyDate = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as IsoDate)

/** Moments of 1970–2199, in any time zone a computer of this program could have. */
const anyMoment = fc.integer({ min: 0, max: Date.UTC(2199, 11, 30) })

const utc = (text: string) => Date.parse(text)

test('a typed day is read as browsers show it, too', () => {
  for (const typed of ['2026-11-30', '30.11.2026', ' 30. 11. 2026 ']) assert.equal(parseTypedDate(typed), '2026-11-30')
  assert.equal(parseTypedDate('1.2.2026'), '2026-02-01')
  for (const bad of ['', '30.02.2026', '11/30/2026', '30.11.26', '30.11', '1.1.1899'])
    assert.equal(parseTypedDate(bad), undefined)
})

test('accepts the days that exist between 1900 and 2199', () => {
  for (const good of ['1900-01-01', '2199-12-31', '2024-02-29', '2000-02-29', '2026-11-30']) {
    assert.equal(parseIsoDate(good), good)
  }
  const bad = ['', '2026-02-29', '2026-02-30', '1900-02-29', '2100-02-29', '2026-04-31', '2026-00-10', '2026-13-01']
  bad.push(
    '2026-01-00',
    '2026-01-32',
    '1899-12-31',
    '2200-01-01',
    '2026-1-1',
    '20260101',
    '01.01.2026',
    '2026-01-01T00:00',
  )
  bad.push(' 2026-01-01', '2026-01-01\n', '+002026-01-01', '２０２６-01-01', '2026‑01‑01')
  for (const text of bad) assert.equal(parseIsoDate(text), undefined, JSON.stringify(text))
})

test('any day round-trips, and agrees with the calendar of the platform', () => {
  fc.assert(
    fc.property(anyDate, (date) => {
      const plain = Temporal.PlainDate.from(date)
      assert.equal(parseIsoDate(date), date)
      assert.equal(dayOfWeek(date), plain.dayOfWeek)
      assert.equal(firstOfMonth(date), plain.with({ day: 1 }).toString())
      assert.equal(lastOfMonth(date), plain.with({ day: plain.daysInMonth }).toString())
    }),
  )
})

test('days and months are added as the platform adds them', () => {
  const steps = fc.integer({ min: -1200, max: 1200 })
  fc.assert(
    fc.property(anyDate, steps, (date, n) => {
      const plain = Temporal.PlainDate.from(date)
      const inRange = (result: Temporal.PlainDate) => result.year >= 1900 && result.year <= 2199
      const byDays = plain.add({ days: n })
      const byMonths = plain.add({ months: n })
      if (inRange(byDays)) {
        assert.equal(addDays(date, n), byDays.toString())
        assert.equal(daysBetween(date, addDays(date, n)), n)
      } else assert.throws(() => addDays(date, n), RangeError)
      if (inRange(byMonths)) assert.equal(addMonths(date, n), byMonths.toString())
      else assert.throws(() => addMonths(date, n), RangeError)
    }),
  )
})

test('the end of a month is clamped', () => {
  assert.equal(addMonths(isoDate(2026, 1, 31), 1), '2026-02-28')
  assert.equal(addMonths(isoDate(2024, 3, 31), -1), '2024-02-29')
  assert.equal(addMonths(isoDate(2024, 2, 29), 12), '2025-02-28')
  assert.equal(addMonths(isoDate(2026, 12, 15), 1), '2027-01-15')
})

test('a day that does not exist is an error', () => {
  assert.throws(() => isoDate(2026, 2, 30), RangeError)
  assert.throws(() => isoDate(2026, 0, 1), RangeError)
  assert.throws(() => isoDate(2026.5, 1, 1), RangeError)
  assert.throws(() => isoDate(Number.NaN, 1, 1), RangeError)
})

test('is written as in a Polish letter', () => {
  const date = isoDate(2026, 11, 22)
  assert.equal(formatDate(date), '22 listopada 2026')
  assert.equal(formatDate(isoDate(2026, 1, 1)), '1 stycznia 2026')
  assert.equal(formatDateShort(date), '22.11.2026')
  assert.equal(formatDateShort(isoDate(2026, 3, 5)), '05.03.2026')
  assert.equal(formatMonth(date), 'listopad 2026')
  assert.equal(weekdayNames[dayOfWeek(date) - 1], 'niedziela')
})

test('month and weekday names are those of the Polish locale', () => {
  // 1 June 2026 is a Monday.
  const name = (options: Intl.DateTimeFormatOptions, month: number, day: number) =>
    new Intl.DateTimeFormat('pl-PL', { timeZone: 'UTC', ...options }).format(Date.UTC(2026, month, day))
  for (let month = 0; month < 12; month++) {
    assert.equal(monthNames[month], name({ month: 'long' }, month, 1))
    assert.equal(monthNamesShort[month], name({ month: 'short' }, month, 1))
    assert.equal(formatDate(isoDate(2026, month + 1, 7)), name({ dateStyle: 'long' }, month, 7))
    assert.ok(monthNamesGenitive[month])
  }
  for (let day = 0; day < 7; day++) {
    assert.equal(weekdayNames[day], name({ weekday: 'long' }, 5, day + 1))
    assert.ok(weekdayNames[day]?.startsWith(weekdayNamesShort[day]?.[0] ?? '?'))
  }
})

test('a moment is shown in Polish time, whatever the zone of the server', () => {
  assert.equal(formatDateTime(utc('2026-11-22T22:04:59Z')), '22 listopada 2026, 23:04')
  assert.equal(formatDateTime(utc('2026-07-01T22:30:00Z')), '2 lipca 2026, 00:30')
  assert.equal(todayInWarsaw(utc('2026-06-30T21:59:59.999Z')), '2026-06-30')
  assert.equal(todayInWarsaw(utc('2026-06-30T22:00:00Z')), '2026-07-01')
  assert.equal(todayInWarsaw(utc('2026-12-31T23:00:00Z')), '2027-01-01')
  // Both nights of the change: one second before it and at it.
  assert.equal(formatDateTime(utc('2026-03-29T00:59:59Z')), '29 marca 2026, 01:59')
  assert.equal(formatDateTime(utc('2026-03-29T01:00:00Z')), '29 marca 2026, 03:00')
  assert.equal(formatDateTime(utc('2026-10-25T00:59:59Z')), '25 października 2026, 02:59')
  assert.equal(formatDateTime(utc('2026-10-25T01:00:00Z')), '25 października 2026, 02:00')
})

test('agrees with the time zone data of the platform at any moment', () => {
  fc.assert(
    fc.property(anyMoment, (moment) => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO('Europe/Warsaw')
      const date = zoned.toPlainDate().toString() as IsoDate
      assert.equal(todayInWarsaw(moment), date)
      assert.equal(formatDateTime(moment), `${formatDate(date)}, ${zoned.toPlainTime().toString().slice(0, 5)}`)
    }),
  )
})

test('23:00 happens once on every night, those of the clock change too', () => {
  assert.equal(warsawInstant(isoDate(2026, 3, 28), '23:00'), utc('2026-03-28T22:00:00Z'))
  assert.equal(warsawInstant(isoDate(2026, 3, 29), '23:00'), utc('2026-03-29T21:00:00Z'))
  assert.equal(warsawInstant(isoDate(2026, 10, 24), '23:00'), utc('2026-10-24T21:00:00Z'))
  assert.equal(warsawInstant(isoDate(2026, 10, 25), '23:00'), utc('2026-10-25T22:00:00Z'))
})

test('a skipped time is the first moment after the gap, a doubled one its first showing', () => {
  const afterGap = utc('2026-03-29T01:00:00Z')
  for (const time of ['02:00', '02:30', '02:59', '03:00'])
    assert.equal(warsawInstant(isoDate(2026, 3, 29), time), afterGap)
  assert.equal(warsawInstant(isoDate(2026, 3, 29), '01:59'), afterGap - 60_000)
  assert.equal(warsawInstant(isoDate(2026, 10, 25), '02:30'), utc('2026-10-25T00:30:00Z'))
  assert.equal(warsawInstant(isoDate(2026, 10, 25), '03:00'), utc('2026-10-25T02:00:00Z'))
  for (const bad of ['24:00', '7:00', '12:60', '12:00:00', '', '12.00']) {
    assert.throws(() => warsawInstant(isoDate(2026, 1, 1), bad), RangeError)
  }
})

test('wall-clock time and moment are the reverse of each other outside the gap', () => {
  const hour = fc.integer({ min: 3, max: 23 }).map((h) => String(h).padStart(2, '0'))
  const laterDate = anyDate.filter((date) => date >= '1950-01-01')
  fc.assert(
    fc.property(laterDate, hour, (date, h) => {
      assert.equal(formatDateTime(warsawInstant(date, `${h}:15`)), `${formatDate(date)}, ${h}:15`)
    }),
  )
})
