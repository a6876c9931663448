import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDecimal,
  compareDecimal,
  formatDecimal,
  multiplyDecimal,
  multiplyToGrosze,
  parseDecimal,
  shareOfGrosze,
  subtractDecimal,
} from '#kernel/decimal.ts'
import { grosze, negate, sumGrosze } from '#kernel/money.ts'

/** Decimal text of up to ten digits and four places, sometimes with needless zeros. */
const anyDecimal = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 9_999_999_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([negative, digits, scale]) => {
    const all = String(digits).padStart(scale + 1, '0')
    const text = scale === 0 ? all : `${all.slice(0, -scale)}.${all.slice(-scale)}`
    return negative ? '-' + text : text
  })

test('parses plain decimals within the scale', () => {
  assert.deepEqual(parseDecimal('11.1564', 4), { digits: 111564n, scale: 4 })
  assert.deepEqual(parseDecimal('-0.50', 2), { digits: -50n, scale: 2 })
  assert.deepEqual(parseDecimal('007', 0), { digits: 7n, scale: 0 })
  for (const bad of ['', '-', '.5', '5.', '1,5', '1e3', '+1', ' 1', '1 ', '1\n', '0x10', '--1', '1.2.3', 'NaN', '٣']) {
    assert.equal(parseDecimal(bad, 4), undefined, JSON.stringify(bad))
  }
  assert.equal(parseDecimal('1.12345', 4), undefined)
  assert.equal(parseDecimal('9'.repeat(65), 4), undefined)
})

test('text that is no decimal never becomes a number', () => {
  for (const calculate of [
    () => multiplyToGrosze('1,5', '2'),
    () => addDecimal('', '1'),
    () => compareDecimal('1', 'x'),
    () => formatDecimal('1e5'),
    () => shareOfGrosze(grosze(100), '1', '0.00'),
  ]) {
    assert.throws(calculate, RangeError)
  }
})

test("a month's fee of real rates: each line rounded half up, then summed", () => {
  // Rates of a Polish cooperative of May 2024; flat of 48.50 m², 2 persons, 2 meters, 4 m³ cold and 3.5 m³ hot water.
  const lines: [quantity: string, rate: string, expected: number][] = [
    ['48.50', '3.35', 162.48],
    ['1', '3.00', 3.0],
    ['48.50', '2.90', 140.65],
    ['48.50', '6.29', 305.07],
    ['3.5', '39.08', 136.78],
    ['7.5', '14.62', 109.65],
    ['1', '3.08', 3.08],
    ['2', '3.20', 6.4],
    ['48.50', '0.12', 5.82],
    ['2', '36.00', 72.0],
  ]
  for (const [quantity, rate, expected] of lines) {
    assert.equal(multiplyToGrosze(quantity, rate), Math.round(expected * 100), `${quantity} × ${rate}`)
  }
  assert.equal(sumGrosze(lines.map(([quantity, rate]) => multiplyToGrosze(quantity, rate))), 94_493)
})

test('halves go away from zero, and rounding happens once', () => {
  assert.equal(multiplyToGrosze('48.50', '3.35'), 16_248)
  assert.equal(multiplyToGrosze('-48.50', '3.35'), -16_248)
  assert.equal(multiplyToGrosze('1', '0.0049999'), 0)
  assert.equal(multiplyToGrosze('1', '0.005'), 1)
  assert.equal(multiplyToGrosze('1', '-0.005'), -1)
  assert.ok(Object.is(multiplyToGrosze('-1', '0.004'), 0))
  // A rate of four places: rounding the rate first would give 83.70.
  assert.equal(multiplyToGrosze('7.5', '11.1564'), 8367)
  // 0.445 to 0.45 and only then to 0.5 would be rounding twice.
  assert.equal(multiplyToGrosze('0.01', '0.445'), 0)
})

test('a heat settlement can be followed to the grosz', () => {
  // Cost 100 000 zł: 40 % by area, 30 % by temperature × area, 30 % by cost allocators with their factors.
  const byTemperature = multiplyDecimal('48.50', '19.8')
  const byAllocators = [
    ['812', '1.25'],
    ['430', '.98'],
    ['120', '.72'],
  ]
    .map(([units = '', radiator = '']) =>
      multiplyDecimal(multiplyDecimal(units, radiator.replace(/^\./, '0.')), '0.83'),
    )
    .reduce(addDecimal)
  assert.equal(byTemperature, '960.3')
  assert.equal(byAllocators, '1263.924')

  const parts = [
    shareOfGrosze(grosze(4_000_000), '48.50', '2400.00'),
    shareOfGrosze(grosze(3_000_000), byTemperature, '43200'),
    shareOfGrosze(grosze(3_000_000), byAllocators, '185000'),
  ]
  // The middle part is 666.875 exactly: half up.
  assert.deepEqual(parts, [80_833, 66_688, 20_496])
  assert.equal(sumGrosze(parts), 168_017)
})

test('a share and its negative are mirror images, and the whole is the whole', () => {
  const cost = fc.integer({ min: -1e9, max: 1e9 }).map(grosze)
  const positive = fc.integer({ min: 1, max: 1e6 }).map((n) => `${n}.25`)
  fc.assert(
    fc.property(cost, positive, positive, (amount, part, whole) => {
      assert.equal(shareOfGrosze(negate(amount), part, whole), negate(shareOfGrosze(amount, part, whole)))
      assert.equal(shareOfGrosze(amount, whole, whole), amount)
    }),
  )
})

test('quantity × rate is never further than half a grosz from the exact product', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (quantity, rate) => {
      const exact = parseDecimal(multiplyDecimal(quantity, rate), 8)
      if (!exact || exact.digits > 10n ** 20n || exact.digits < -(10n ** 20n)) return
      fc.pre(Math.abs(Number(exact.digits)) / 10 ** exact.scale < 9e13)
      const unit = 10n ** BigInt(exact.scale)
      const error = 2n * (BigInt(multiplyToGrosze(quantity, rate)) * unit - exact.digits * 100n)
      assert.ok(error <= unit && error >= -unit)
      // At exactly half a grosz the result lies on the far side of zero.
      if (error === unit || error === -unit) assert.equal(error > 0n, exact.digits > 0n)
    }),
  )
})

test('sums, differences and comparison agree with each other', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (a, b) => {
      assert.equal(compareDecimal(subtractDecimal(addDecimal(a, b), b), a), 0)
      assert.equal(addDecimal(a, b), addDecimal(b, a))
      assert.equal(multiplyDecimal(a, b), multiplyDecimal(b, a))
      const difference = subtractDecimal(a, b)
      assert.equal(compareDecimal(a, b), compareDecimal(difference, '0'))
      assert.match(difference, /^(0|-?(0|[1-9]\d*)\.\d*[1-9]|-?[1-9]\d*)$/)
    }),
  )
})

test('exact where floats are not', () => {
  assert.equal(addDecimal('0.1', '0.2'), '0.3')
  assert.equal(subtractDecimal('1234.560', '1234.561'), '-0.001')
  assert.equal(subtractDecimal('10.50', '10.5'), '0')
  assert.equal(multiplyDecimal('1.10', '1.10'), '1.21')
  assert.equal(multiplyDecimal('-5', '0.2'), '-1')
  assert.equal(multiplyDecimal('50', '2'), '100')
  assert.equal(compareDecimal('1.50', '1.5'), 0)
  assert.equal(compareDecimal('-0', '0'), 0)
  assert.equal(compareDecimal('9007199254740993', '9007199254740992'), 1)
})

test('formats with the Polish comma and as many places as there are', () => {
  assert.equal(formatDecimal('1234.5000'), '1\u00a0234,5')
  assert.equal(formatDecimal('1234.5000', { minScale: 2 }), '1\u00a0234,50')
  assert.equal(formatDecimal('11.1564', { minScale: 2 }), '11,1564')
  assert.equal(formatDecimal('3.0000'), '3')
  assert.equal(formatDecimal('3', { minScale: 2 }), '3,00')
  assert.equal(formatDecimal('-0.50'), '\u22120,5')
  assert.equal(formatDecimal('-0.00', { minScale: 2 }), '0,00')
  assert.equal(formatDecimal('000100'), '100')
})

test('formatting never changes the value', () => {
  fc.assert(
    fc.property(anyDecimal, fc.integer({ min: 0, max: 4 }), (text, minScale) => {
      const back = formatDecimal(text, { minScale }).replaceAll('\u00a0', '').replace('\u2212', '-').replace(',', '.')
      assert.equal(compareDecimal(back, text), 0)
    }),
  )
})
