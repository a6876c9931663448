import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, addMonths, type IsoDate, lastOfMonth } from '#kernel/dates.ts'
import { addDecimal, compareDecimal } from '#kernel/decimal.ts'
import { restartsOf, verification } from './meters.model.ts'
import { type ReadingKind, type ReadingRow, readingSteps } from './readings.model.ts'
import { compareWithYearBefore, periodsOfUse, unusualUse } from './use.model.ts'

const day = (text: string) => text as IsoDate
const today = day('2026-11-23')

function reading(readOn: string, value: string | null, kind: ReadingKind = 'manual', meterId = 'M'): ReadingRow {
  return { id: `${meterId}/${readOn}/${kind}`, meterId, readOn: day(readOn), value, kind }
}

const used = (rows: readonly ReadingRow[], restarts: readonly IsoDate[] = []) =>
  readingSteps(rows.some((row) => row.meterId === 'P') ? 'heatCostAllocator' : 'coldWater', rows, restarts).map(
    (step) => [step.reading.readOn, step.consumption, step.note],
  )

test('consumption is counted from the reading before, whatever order the readings come in', () => {
  assert.deepEqual(used([reading('2026-02-28', '12.500'), reading('2026-01-31', '9.38', 'initial')]), [
    ['2026-01-31', undefined, 'first'],
    ['2026-02-28', '3.12', 'plain'],
  ])
})

test('a missing reading has no consumption, and the next one tells of both months', () => {
  assert.deepEqual(
    used([reading('2026-01-31', '10'), reading('2026-02-28', null, 'missing'), reading('2026-03-31', '16')]),
    [
      ['2026-01-31', undefined, 'first'],
      ['2026-02-28', undefined, 'missing'],
      ['2026-03-31', '6', 'afterMissing'],
    ],
  )
})

test('an estimate marks what is counted to it and from it', () => {
  const steps = readingSteps('coldWater', [
    reading('2026-01-31', '10'),
    reading('2026-02-28', '13', 'estimated'),
    reading('2026-03-31', '15'),
    reading('2026-04-30', '18'),
  ])
  assert.deepEqual(
    steps.map((step) => step.estimated),
    [false, true, true, false],
  )
})

test('a register that went back is not guessed at', () => {
  assert.deepEqual(used([reading('2026-01-31', '100'), reading('2026-02-28', '3')]).at(-1), [
    '2026-02-28',
    undefined,
    'fell',
  ])
})

test('an allocator starts every season from zero: told by the fall, by the settlement, else not told', () => {
  const may25 = reading('2025-05-31', '231', 'manual', 'P')
  const fallen = reading('2026-05-31', '105', 'manual', 'P')
  const risen = reading('2026-05-31', '391', 'manual', 'P')
  assert.deepEqual(used([may25, fallen]).at(-1), ['2026-05-31', '105', 'restarted'])
  assert.deepEqual(used([may25, risen], [day('2025-06-01')]).at(-1), ['2026-05-31', '391', 'restarted'])
  assert.deepEqual(used([may25, risen]).at(-1), ['2026-05-31', undefined, 'unknownSeason'])
  assert.deepEqual(
    used([reading('2026-01-31', '40', 'remote', 'P'), reading('2026-02-28', '55', 'remote', 'P')]).at(-1),
    ['2026-02-28', '15', 'plain'],
  )
})

test('where an allocator started anew is known from settlements counted from zero, of this meter', () => {
  const settled = { settlementId: 'S', kind: 'heat', periodTo: day('2026-05-31') } as const
  const rows = [
    { ...settled, meterId: 'P', periodFrom: day('2025-06-01'), fromZero: true },
    { ...settled, meterId: 'P', periodFrom: day('2024-06-01'), fromZero: false },
    { ...settled, meterId: 'X', periodFrom: day('2023-06-01'), fromZero: true },
  ]
  assert.deepEqual(restartsOf(rows, 'P'), ['2025-06-01'])
})

test('what two readings tell adds up to the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 1, maxLength: 30 }), (parts) => {
      let at = 0
      const rows = [0, ...parts].map((part, i) => {
        at += part
        return reading(
          lastOfMonth(addMonths(day('2020-01-31'), i)),
          `${Math.floor(at / 1000)}.${String(at % 1000).padStart(3, '0')}`,
        )
      })
      const sum = readingSteps('coldWater', rows).reduce(
        (total, step) => addDecimal(total, step.consumption ?? '0'),
        '0',
      )
      assert.equal(compareDecimal(sum, rows.at(-1)!.value!), 0)
    }),
  )
})

const months = (count: number, use: (index: number) => number, meterId = 'M', from = '2024-10-31') => {
  let value = 0
  return Array.from({ length: count + 1 }, (_, i) => {
    value += i === 0 ? 0 : use(i)
    return reading(lastOfMonth(addMonths(day(from), i)), String(value), i === 0 ? 'initial' : 'remote', meterId)
  })
}

test('a meter replaced in the middle of a period does not cut the period in two', () => {
  const old = readingSteps('coldWater', [reading('2025-12-31', '183.993'), reading('2026-03-12', '204.451', 'final')])
  const next = readingSteps('coldWater', [
    reading('2026-03-12', '0', 'initial', 'N'),
    reading('2026-06-30', '32.966', 'manual', 'N'),
  ])
  assert.deepEqual(periodsOfUse([...next, ...old]), [
    { from: '2026-01-01', to: '2026-06-30', quantity: '53.424', estimated: false },
  ])
})

test('two readings of one month are one month; a gap is not bridged', () => {
  const steps = readingSteps('coldWater', [
    reading('2026-08-31', '10'),
    reading('2026-09-12', '11.5'),
    reading('2026-09-30', '14'),
  ])
  assert.deepEqual(
    periodsOfUse(steps).map((period) => [period.from, period.to, period.quantity]),
    [['2026-09-01', '2026-09-30', '4']],
  )
  const later = readingSteps('coldWater', [
    reading('2026-11-10', '0', 'initial', 'N'),
    reading('2026-11-20', '1', 'manual', 'N'),
  ])
  assert.equal(periodsOfUse([...steps, ...later]).length, 2)
})

test('each month stands beside the same month a year before, when that was measured', () => {
  const compared = compareWithYearBefore(
    periodsOfUse(
      readingSteps(
        'coldWater',
        months(24, (i) => i),
      ),
    ),
    12,
  )
  assert.equal(compared.length, 12)
  assert.deepEqual(
    compared.map((period) => Number(period.quantity) - Number(period.yearBefore?.quantity)),
    Array.from({ length: 12 }, () => 12),
  )
  const half = [
    { from: day('2025-01-01'), to: day('2025-06-30'), quantity: '6', estimated: false },
    { from: day('2026-06-01'), to: day('2026-06-30'), quantity: '1', estimated: false },
  ]
  assert.equal(compareWithYearBefore(half, 2).at(-1)!.yearBefore, undefined)
})

test('a leak is told once it takes more than twice the usual, water only, within a year, with enough to compare', () => {
  const steady = (leak: number) =>
    periodsOfUse(
      readingSteps(
        'coldWater',
        months(24, (i) => (i === 23 ? leak : i % 2 === 0 ? 4 : 6)),
      ),
    )
  assert.equal(unusualUse('coldWater', steady(9), today), undefined)
  const found = unusualUse('coldWater', steady(23), today)
  assert.equal(found?.period.to, '2026-09-30')
  assert.ok(found!.times > 4 && found!.times < 5)
  assert.equal(unusualUse('heat', steady(23), today), undefined)
  assert.equal(unusualUse('coldWater', steady(23), day('2027-11-23')), undefined)
  assert.equal(
    unusualUse('coldWater', steady(23).slice(-3), today)?.period.to,
    undefined,
    'one period before is not a usual',
  )
  const little = periodsOfUse(
    readingSteps(
      'coldWater',
      months(12, (i) => (i === 12 ? 0.9 : 0.1), 'M', '2025-10-31'),
    ),
  )
  assert.equal(unusualUse('coldWater', little, today), undefined, 'less than a cubic metre is not worth a word')
})

test('verification warns from 90 days before and never of a meter taken off', () => {
  const state = (until: string | null, removedOn: string | null = null) =>
    verification({ verificationValidUntil: until as IsoDate | null, removedOn: removedOn as IsoDate | null }, today)
  assert.equal(state(null), 'none')
  assert.equal(state('2026-11-22'), 'expired')
  assert.equal(state('2026-11-23'), 'soon')
  assert.equal(state(addDays(today, 90)), 'soon')
  assert.equal(state(addDays(today, 91)), 'valid')
  assert.equal(state('2020-01-01', '2021-01-01'), 'none')
})
