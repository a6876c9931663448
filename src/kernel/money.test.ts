import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addGrosze,
  formatAmount,
  formatMoney,
  formatMoneyCsv,
  type Grosze,
  grosze,
  moneyToDecimal,
  negate,
  parseMoney,
  sumGrosze,
  zero,
} from '#kernel/money.ts'

const anyMoney = fc.maxSafeInteger().map(grosze)
/** What fits the contract's 13 digits before the point. */
const contractMoney = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map(grosze)

test('only whole, safe numbers of grosze are money', () => {
  for (const bad of [0.1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) {
    assert.throws(() => grosze(bad), RangeError, String(bad))
  }
  assert.equal(grosze(2 ** 53 - 1), 2 ** 53 - 1)
})

test('there is one zero', () => {
  for (const nought of [
    grosze(-0),
    negate(zero),
    parseMoney('-0.00'),
    sumGrosze([]),
    addGrosze(grosze(-5), grosze(5)),
  ]) {
    assert.ok(Object.is(nought, 0))
  }
  assert.equal(formatMoney(grosze(-0)), '0,00\u00a0zł')
})

test('a sum that would lose a grosz is refused, even if a later amount would bring it back', () => {
  const largest = grosze(Number.MAX_SAFE_INTEGER)
  assert.throws(() => addGrosze(largest, grosze(1)), RangeError)
  assert.throws(() => sumGrosze([largest, grosze(1), grosze(-1)]), RangeError)
  assert.throws(() => addGrosze(negate(largest), grosze(-1)), RangeError)
})

test('a sum does not depend on order and agrees with exact arithmetic', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }).map(grosze), { maxLength: 50 }), (amounts) => {
      const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)
      assert.equal(BigInt(sumGrosze(amounts)), exact)
      assert.equal(sumGrosze(amounts.toReversed()), sumGrosze(amounts))
    }),
  )
})

test('reads the form of the contract, by digits', () => {
  const cases: [string, number][] = [
    ['0.00', 0],
    ['0.07', 7],
    ['-0.05', -5],
    ['12.50', 1250],
    ['-1234.56', -123456],
    // The classic of floats: 1.15 * 100 and 8.20 * 100 are not whole.
    ['1.15', 115],
    ['8.20', 820],
    ['9999999999999.99', 999_999_999_999_999],
    ['-9999999999999.99', -999_999_999_999_999],
  ]
  for (const [text, expected] of cases) assert.equal(parseMoney(text), expected, text)
})

test('refuses everything else', () => {
  const bad = [
    '',
    '-',
    '.',
    '.00',
    '-.00',
    '1',
    '1.',
    '1.0',
    '1.000',
    '1,00',
    '1 000.00',
    '1\u00a0000.00',
    '+1.00',
    '--1.00',
  ]
  bad.push(
    '1-.00',
    '1.0-',
    '12.50-',
    '1e3.00',
    '0x1.00',
    ' 1.00',
    '1.00 ',
    '1.00\n',
    '1.00\0',
    'NaN',
    '٣.00',
    '1..00',
    '1.0.00',
    '1:.00',
    '1/.00',
    '1.0:',
  )
  bad.push('10000000000000.00', '0'.repeat(100_000) + '.00')
  for (const text of bad) assert.equal(parseMoney(text), undefined, JSON.stringify(text.slice(0, 30)))
})

test('any text is either refused or is exactly the contract form', () => {
  const near = fc.string({ unit: fc.constantFrom(...'0123456789.-+, e'), maxLength: 20 })
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      assert.equal(parseMoney(text) !== undefined, /^-?[0-9]{1,13}\.[0-9]{2}$/.test(text))
    }),
    { numRuns: 2000 },
  )
})

test('writing and reading back gives the same amount', () => {
  fc.assert(fc.property(contractMoney, (amount) => assert.equal(parseMoney(moneyToDecimal(amount)), amount)))
})

test('formats as Polish readers expect, in characters that do not break', () => {
  const cases: [number, string][] = [
    [0, '0,00\u00a0zł'],
    [5, '0,05\u00a0zł'],
    [-5, '\u22120,05\u00a0zł'],
    [99_999, '999,99\u00a0zł'],
    [100_000, '1\u00a0000,00\u00a0zł'],
    [123_456, '1\u00a0234,56\u00a0zł'],
    [-123_456_789, '\u22121\u00a0234\u00a0567,89\u00a0zł'],
    [Number.MAX_SAFE_INTEGER, '90\u00a0071\u00a0992\u00a0547\u00a0409,91\u00a0zł'],
  ]
  for (const [amount, expected] of cases) {
    assert.equal(formatMoney(grosze(amount)), expected)
    assert.equal(formatAmount(grosze(amount)) + '\u00a0zł', expected)
  }
  assert.equal(moneyToDecimal(grosze(-123_456)), '-1234.56')
  assert.equal(formatMoneyCsv(grosze(123_456)), '1234,56')
  assert.equal(formatMoneyCsv(grosze(-7)), '-0,07')
})

test('agrees with the Polish format of Intl', () => {
  const intl = new Intl.NumberFormat('pl-PL', { minimumFractionDigits: 2, useGrouping: 'always' })
  fc.assert(
    fc.property(anyMoney, (amount) => {
      // As exact decimal text: as a number, the largest amounts would be rounded before Intl saw them.
      const expected = intl.format(moneyToDecimal(amount) as `${number}`).replace('-', '\u2212')
      assert.equal(formatAmount(amount), expected)
    }),
  )
})

test('every way of writing carries the same digits', () => {
  fc.assert(
    fc.property(anyMoney, (amount: Grosze) => {
      const digits = (text: string) => Number(text.replace(/[^0-9]/g, '')) * (amount < 0 ? -1 : 1) + 0
      for (const text of [formatMoney(amount), formatMoneyCsv(amount), moneyToDecimal(amount)]) {
        assert.equal(digits(text), amount)
        assert.equal(/^[-\u2212]/.test(text), amount < 0)
      }
    }),
  )
})
