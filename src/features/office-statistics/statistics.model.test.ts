import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { byMonth, byWeek, clockTime, everyDay } from './statistics.model.ts'
import { durationText, peopleText, shareText } from './statistics.text.ts'

const day = (text: string) => text as IsoDate

test('days without a figure are zeros, months before the first figure are not there', () => {
  const values = [
    { day: day('2026-10-31'), value: 3 },
    { day: day('2026-11-01'), value: 4 },
    { day: day('2026-11-23'), value: 5 },
  ]
  const days = everyDay(day('2026-11-23'), 30, values)
  assert.equal(days.length, 30)
  assert.deepEqual([days[0]!.day, days.at(-1)], ['2026-10-25', { day: '2026-11-23', value: 5 }])
  assert.deepEqual(byMonth(day('2026-11-23'), 24, values), [
    { day: '2026-10-01', value: 3 },
    { day: '2026-11-01', value: 9 },
  ])
  const weeks = byWeek(day('2026-11-23'), 4, values)
  assert.deepEqual(
    weeks.map(({ day: monday, value }) => `${monday} ${value}`),
    ['2026-11-02 0', '2026-11-09 0', '2026-11-16 0', '2026-11-23 5'],
  )
})

test('one or two people are never told as a number, nor by their share', () => {
  assert.deepEqual([0, 1, 2, 3].map(peopleText), ['0', 'mniej niż 3', 'mniej niż 3', '3'])
  assert.equal(shareText(1, 50), 'nie pokazujemy')
  assert.equal(shareText(2, 2), 'nie pokazujemy')
  assert.equal(shareText(5, 10), '50%')
  assert.equal(shareText(0, 0), 'brak')
})

test('waiting is told as people say it', () => {
  assert.deepEqual([45, 60, 125, 1440, 3000].map(durationText), [
    '45\u00a0minut',
    '1\u00a0godzinę',
    '2\u00a0godziny i 5\u00a0minut',
    '1\u00a0dzień',
    '2\u00a0dni i 2\u00a0godziny',
  ])
  assert.equal(clockTime(312), '05:12')
})
