import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayOfWeek, daysBetween, type IsoDate, isoDate, parseIsoDate } from '#kernel/dates.ts'
import { addWorkingDays, easterSunday, effectiveDueDate, holidaysOf, isFreeDay } from '#kernel/holidays.ts'

const day = (text: string): IsoDate => {
  const date = parseIsoDate(text)
  assert.ok(date, text)
  return date
}

test('Easter and the feasts that follow it', () => {
  const easters = { 2024: '2024-03-31', 2025: '2025-04-20', 2026: '2026-04-05', 2027: '2027-03-28' }
  for (const [year, easter] of Object.entries(easters)) assert.equal(easterSunday(Number(year)), easter)
  // The earliest and the latest possible, and two years in which simpler formulas go wrong.
  assert.equal(easterSunday(2038), '2038-04-25')
  assert.equal(easterSunday(2008), '2008-03-23')
  assert.equal(easterSunday(1954), '1954-04-18')
  assert.equal(easterSunday(1981), '1981-04-19')
  for (const corpusChristi of ['2025-06-19', '2026-06-04', '2027-05-27']) {
    assert.equal(holidaysOf(Number(corpusChristi.slice(0, 4))).get(day(corpusChristi)), 'Boże Ciało')
  }
  assert.equal(holidaysOf(2026).get(day('2026-05-24')), 'Zielone Świątki')
})

test('Easter is always a Sunday between 22 March and 25 April', () => {
  for (let year = 1900; year <= 2199; year++) {
    const easter = easterSunday(year)
    assert.equal(dayOfWeek(easter), 7, easter)
    assert.ok(easter.slice(5) >= '03-22' && easter.slice(5) <= '04-25', easter)
  }
})

test('the list follows the statute through the years', () => {
  assert.equal(holidaysOf(2026).size, 14)
  assert.equal(isFreeDay(day('2024-12-24')), false)
  assert.equal(isFreeDay(day('2025-12-24')), true)
  assert.equal(isFreeDay(day('2010-01-06')), false)
  assert.equal(isFreeDay(day('2011-01-06')), true)
  assert.equal(isFreeDay(day('2026-04-06')), true)
  assert.equal(isFreeDay(day('2026-11-22')), true)
  // Saturday and Good Friday are working days by statute.
  assert.equal(isFreeDay(day('2026-11-21')), false)
  assert.equal(isFreeDay(day('2026-04-03')), false)
  assert.deepEqual([...holidaysOf(2026).keys()], [...holidaysOf(2026).keys()].sort())
})

test('a due date moves to the next day that is neither free nor a Saturday', () => {
  const cases: [due: string, effective: string][] = [
    ['2017-12-24', '2017-12-27'],
    ['2025-11-01', '2025-11-03'],
    ['2025-12-24', '2025-12-29'],
    ['2026-05-01', '2026-05-04'],
    ['2026-08-15', '2026-08-17'],
    ['2017-01-06', '2017-01-09'],
    ['2026-11-20', '2026-11-20'],
    ['2024-12-24', '2024-12-24'],
  ]
  for (const [due, effective] of cases) assert.equal(effectiveDueDate(day(due)), effective, due)
})

test('before 2017 Saturdays did not move it, Sundays and holidays did', () => {
  assert.equal(effectiveDueDate(day('2016-12-31')), '2016-12-31')
  assert.equal(effectiveDueDate(day('2016-12-10')), '2016-12-10')
  assert.equal(effectiveDueDate(day('2016-12-11')), '2016-12-12')
  // Friday 11 November 2016: the next day was a Saturday, and that was enough.
  assert.equal(effectiveDueDate(day('2016-11-11')), '2016-11-12')
  assert.equal(effectiveDueDate(day('2017-01-07')), '2017-01-09')
})

test('any due date lands on a working day, soon, and stays there', () => {
  const due = fc.integer({ min: 0, max: daysBetween(isoDate(2017, 1, 1), isoDate(2199, 12, 31)) })
  fc.assert(
    fc.property(due, (n) => {
      const date = addDays(isoDate(2017, 1, 1), n)
      const effective = effectiveDueDate(date)
      assert.ok(dayOfWeek(effective) < 6 && !isFreeDay(effective))
      assert.equal(effectiveDueDate(effective), effective)
      assert.ok(daysBetween(date, effective) <= 5)
    }),
    { numRuns: 1000 },
  )
})

test('the last day of the calendar has an answer too', () => {
  assert.equal(effectiveDueDate(day('2199-12-31')), '2199-12-31')
})

test('three working days: weekends, holidays and Christmas Eve do not count', () => {
  assert.equal(addWorkingDays(day('2026-11-23'), 3), '2026-11-26')
  assert.equal(addWorkingDays(day('2026-11-19'), 3), '2026-11-24')
  assert.equal(addWorkingDays(day('2026-11-21'), 3), '2026-11-25')
  assert.equal(addWorkingDays(day('2026-12-22'), 3), '2026-12-29')
  assert.equal(addWorkingDays(day('2026-11-10'), 1), '2026-11-12')
})
