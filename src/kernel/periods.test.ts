import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, isoDate } from '#kernel/dates.ts'
import { formatPeriod, monthsOf, type Period, yearPeriod } from '#kernel/periods.ts'

const period = (from: [number, number, number], to: [number, number, number]): Period => ({
  from: isoDate(...from),
  to: isoDate(...to),
})

test('is named the way one would say it', () => {
  const cases: [Period, string][] = [
    [period([2026, 11, 1], [2026, 11, 30]), 'listopad 2026'],
    [period([2024, 2, 1], [2024, 2, 29]), 'luty 2024'],
    [period([2024, 2, 1], [2024, 2, 28]), '1–28 lutego 2024'],
    [period([2026, 1, 1], [2026, 6, 30]), '1 stycznia – 30 czerwca 2026'],
    [period([2025, 1, 1], [2025, 12, 31]), 'rok 2025'],
    [period([2025, 1, 1], [2026, 12, 31]), '1 stycznia 2025 – 31 grudnia 2026'],
    [period([2025, 7, 1], [2026, 6, 30]), '1 lipca 2025 – 30 czerwca 2026'],
    [period([2026, 11, 3], [2026, 11, 17]), '3–17 listopada 2026'],
    [period([2026, 11, 22], [2026, 11, 22]), '22 listopada 2026'],
    [period([2025, 11, 1], [2026, 11, 30]), '1 listopada 2025 – 30 listopada 2026'],
  ]
  for (const [given, expected] of cases) assert.equal(formatPeriod(given), expected)
})

test('months of a year, of a part of one, and of nothing', () => {
  const year = monthsOf(yearPeriod(2025))
  assert.equal(year.length, 12)
  assert.deepEqual(year[1], period([2025, 2, 1], [2025, 2, 28]))
  assert.deepEqual(
    monthsOf(period([2025, 12, 31], [2026, 1, 1])).map((month) => formatPeriod(month)),
    ['grudzień 2025', 'styczeń 2026'],
  )
  assert.deepEqual(monthsOf(period([2026, 2, 1], [2026, 1, 31])), [])
  assert.deepEqual(monthsOf(period([2026, 2, 2], [2026, 2, 1])), [])
})

test('months follow each other without gap and cover the period', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 5000 }), (start, length) => {
      const from = addDays(isoDate(1950, 1, 1), start)
      const to = addDays(from, length)
      const months = monthsOf({ from, to })
      const first = months[0]
      const last = months.at(-1)
      assert.ok(first && last && first.from <= from && from <= first.to && last.from <= to && to <= last.to)
      for (let i = 1; i < months.length; i++) assert.equal(months[i]?.from, addDays(months[i - 1]?.to ?? from, 1))
    }),
  )
})
