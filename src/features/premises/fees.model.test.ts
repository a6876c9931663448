import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IsoDate } from '#kernel/dates.ts'
import { multiplyToGrosze } from '#kernel/decimal.ts'
import { grosze } from '#kernel/money.ts'
import { type ComponentRow, feeCalculation, type ParameterRow, parametersOf } from './fees.model.ts'

const today = '2026-11-23' as IsoDate
const day = (text: string) => text as IsoDate

function row(component: string, quantity: string, rate: string, more: Partial<ComponentRow> = {}): ComponentRow {
  return {
    premisesId: 'L1',
    component,
    componentGroup: 'maintenance',
    validFrom: day('2026-01-01'),
    validTo: null,
    quantity,
    unit: 'm2',
    rate,
    vatRate: 'zw',
    amountGrosze: multiplyToGrosze(quantity, rate),
    changeReason: null,
    ...more,
  }
}

// Published rates of a real cooperative with quantities of our own: lines rounded half up, then summed.
test('the worked example of ten lines gives 944,93 zł', () => {
  const amounts = [16248, 300, 14065, 30507, 13678, 10965, 308, 640, 582, 7200]
  const rows = amounts.map((amount, index) => row(String(index), '1', '1', { amountGrosze: grosze(amount) }))
  assert.equal(feeCalculation(rows, today).nowGrosze, 94_493)
  assert.equal(feeCalculation([row('a', '48.50', '3.35')], today).nowGrosze, 16_248)
})

test('the announced change stands beside today, with its difference and only what changes', () => {
  const calculation = feeCalculation(
    [
      row('Eksploatacja', '65.18', '3.32', { validTo: day('2026-11-30') }),
      row('Eksploatacja', '65.18', '3.44', { validFrom: day('2026-12-01'), changeReason: 'Droższy prąd.' }),
      row('Podatek', '65.18', '0.22'),
      row('Domofon', '1', '3.05', { validTo: day('2026-11-30') }),
      row('Winda', '1', '10', { validFrom: day('2026-12-01'), componentGroup: 'other' }),
      row('Fundusz', '1', '5', { validFrom: day('2027-01-01'), componentGroup: 'funds' }),
    ],
    today,
  )
  assert.equal(calculation.nextOn, '2026-12-01')
  assert.equal(calculation.nowGrosze, 21640 + 1434 + 305)
  assert.equal(calculation.nextGrosze, 22422 + 1434 + 1000)
  assert.equal(calculation.differenceGrosze, 782 - 305 + 1000)
  assert.deepEqual(
    calculation.changes.map(({ component, differenceGrosze }) => [component, differenceGrosze]),
    [
      ['Eksploatacja', 782],
      ['Domofon', -305],
      ['Winda', 1000],
    ],
  )
  assert.ok(calculation.multiplies)
})

test('a line delivered anew with the same figures is no change; nothing announced is nothing', () => {
  const same = feeCalculation(
    [
      row('A', '1', '2', { validTo: day('2026-11-30') }),
      row('A', '1', '2', { validFrom: day('2026-12-01') }),
      row('B', '1', '3', { validTo: day('2026-11-30') }),
      row('B', '1', '3.0001', { validFrom: day('2026-12-01') }),
    ],
    today,
  )
  assert.deepEqual(
    same.changes.map(({ component }) => component),
    ['B'],
  )
  assert.equal(feeCalculation([row('A', '1', '2')], today).nextOn, undefined)
  const empty = feeCalculation([], today)
  assert.deepEqual([empty.groups.length, empty.nowGrosze, empty.nextOn], [0, 0, undefined])
})

test('whoever moved in yesterday has fees from the first of the month only', () => {
  const { nowGrosze, nextOn, nextGrosze } = feeCalculation(
    [row('A', '2', '1.5', { validFrom: day('2026-12-01') })],
    today,
  )
  assert.deepEqual([nowGrosze, nextOn, nextGrosze], [0, '2026-12-01', 300])
})

test('an amount that is not quantity × rate is shown as delivered, and the page stops saying otherwise', () => {
  const { nowGrosze, multiplies } = feeCalculation([row('A', '20', '0.6610', { amountGrosze: grosze(1321) })], today)
  assert.deepEqual([nowGrosze, multiplies], [1321, false])
})

test('groups add up to the whole, whatever is delivered', () => {
  const rows = fc.array(
    fc
      .record({
        component: fc.constantFrom('A', 'B', 'C', 'D'),
        group: fc.constantFrom('utilities' as const, 'maintenance' as const, 'funds' as const, 'other' as const),
        quantity: fc.integer({ min: 0, max: 999_999 }).map((n) => (n / 100).toFixed(2)),
        rate: fc.integer({ min: 0, max: 999_999 }).map((n) => (n / 10_000).toFixed(4)),
      })
      .map(({ component, group, quantity, rate }) => row(component, quantity, rate, { componentGroup: group })),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(rows, (delivered) => {
      const unique = [...new Map(delivered.map((one) => [one.component, one])).values()]
      const found = feeCalculation(unique, today)
      const sum = unique.reduce((total, one) => total + one.amountGrosze, 0)
      assert.equal(found.nowGrosze, sum)
      assert.equal(
        found.groups.reduce((total, group) => total + group.nowGrosze, 0),
        sum,
      )
      assert.ok(found.multiplies)
    }),
  )
})

test('a parameter has its value of today, the announced ones and the former ones', () => {
  const at = (from: string, to: string | null, value: string): ParameterRow => ({
    premisesId: 'L1',
    parameter: 'persons',
    validFrom: day(from),
    validTo: to === null ? null : day(to),
    value,
    unit: 'person',
  })
  const [persons] = parametersOf(
    [
      at('2027-01-01', null, '4'),
      at('2026-01-01', '2026-12-31', '3'),
      at('2019-01-01', '2024-12-31', '1'),
      at('2025-01-01', '2025-12-31', '2'),
    ],
    today,
  )
  assert.equal(persons?.now?.value, '3')
  assert.deepEqual(
    [persons?.later.map(({ value }) => value), persons?.before.map(({ value }) => value)],
    [['4'], ['2', '1']],
  )
})
