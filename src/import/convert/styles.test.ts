import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { grosze, moneyToDecimal, parseMoney } from '#kernel/money.ts'
import { type DateStyle, dateStyles, isNoDay, readDay } from './days.ts'
import { asMoney, type NumberStyle, numberStyles, readNumber, withPlaces } from './numbers.ts'

const numbers: readonly (readonly [NumberStyle, string, string | undefined])[] = [
  ['1 234,56', '1 234,56', '1234.56'],
  ['1 234,56', '1\u00a0234\u202f567,5', '1234567.5'],
  ['1 234,56', '1234,56', '1234.56'],
  ['1 234,56', '12 34,56', undefined],
  ['1 234,56', '1  234,56', undefined],
  ['1 234,56', '1.234,56', undefined],
  ['1 234,56', '-12,50', '-12.50'],
  ['1 234,56', '12,50-', '-12.50'],
  ['1 234,56', '(12,50)', '-12.50'],
  ['1 234,56', '−12,50', '-12.50'],
  ['1 234,56', '- 12,50', '-12.50'],
  ['1 234,56', '+12,50', '12.50'],
  ['1 234,56', '-12,50-', undefined],
  ['1 234,56', '(-12,50)', undefined],
  ['1 234,56', '12,50 zł', '12.50'],
  ['1 234,56', '12,50\u00a0PLN', '12.50'],
  ['1 234,56', '0,00-', '0.00'],
  ['1 234,56', ',50', '0.50'],
  ['1 234,56', '12,', undefined],
  ['1 234,56', '', undefined],
  ['1 234,56', '-', undefined],
  ['1 234,56', '1e5', undefined],
  ['1 234,56', '00012,50', '12.50'],
  ['1234,56', '1 234,56', undefined],
  ['1.234,56', '1.234', '1234'],
  ['1,234.56', '1,234', '1234'],
  ['1234.56', '1,234', undefined],
  ['1234.56', '-.05', '-0.05'],
  ['1234.56', `${'1'.repeat(70)}`, undefined],
]
for (const [style, text, value] of numbers) {
  test(`number ${JSON.stringify(text)} written like ${style}`, () => assert.equal(readNumber(text, style), value))
}

const days: readonly (readonly [DateStyle, string, string | undefined])[] = [
  ['dd.mm.yyyy', '05.03.2026', '2026-03-05'],
  ['dd.mm.yyyy', '5.3.2026', '2026-03-05'],
  ['dd.mm.yyyy', '31.02.2026', undefined],
  ['dd.mm.yyyy', '29.02.2024', '2024-02-29'],
  ['dd.mm.yyyy', '2026-03-05', undefined],
  ['yyyy-mm-dd', '2026-03-05', '2026-03-05'],
  ['yyyy-mm-dd', '2026-03-05 00:00:00.000', '2026-03-05'],
  ['yyyy-mm-dd', '2026-03-05T23:59', '2026-03-05'],
  ['yyyy-mm-dd', '2026-03-05 rano', undefined],
  ['yyyymmdd', '20260305', '2026-03-05'],
  ['yyyymmdd', '2026035', undefined],
  ['yymmdd', '260305', '2026-03-05'],
  ['yymmdd', '991231', '1999-12-31'],
  ['dd.mm.yy', '05.03.69', '2069-03-05'],
  ['dd-mm-yyyy', '05-03-2026', '2026-03-05'],
  ['dd/mm/yyyy', '05/03/2026', '2026-03-05'],
  ['yyyy.mm.dd', '2026.03.05', '2026-03-05'],
  ['yyyy/mm/dd', '2026/03/05', '2026-03-05'],
]
for (const [style, text, value] of days) {
  test(`day ${JSON.stringify(text)} written like ${style}`, () => assert.equal(readDay(text, style), value))
}

test('no day: how programs leave it out', () => {
  for (const text of ['', '  .  .    ', '0000-00-00', '00000000', '  /  /']) assert.ok(isNoDay(text), text)
  for (const text of ['2026-01-01', 'x', '00.00.2026']) assert.ok(!isNoDay(text), text)
})

test('any amount comes through any style to the grosz', () => {
  const groups: Readonly<Record<NumberStyle, readonly [string, string]>> = {
    '1234.56': ['', '.'],
    '1234,56': ['', ','],
    '1 234,56': ['\u00a0', ','],
    '1.234,56': ['.', ','],
    '1,234.56': [',', '.'],
  }
  const wrap = fc.constantFrom(
    (text: string, below: boolean) => (below ? `-${text}` : text),
    (text: string, below: boolean) => (below ? `${text}-` : text),
    (text: string, below: boolean) => (below ? `(${text})` : `+${text}`),
    (text: string, below: boolean) => `${below ? '−' : ''}${text} zł`,
  )
  fc.assert(
    fc.property(
      fc.integer({ min: -(10 ** 14), max: 10 ** 14 }),
      fc.constantFrom(...numberStyles),
      wrap,
      (amount, style, sign) => {
        const [group, mark] = groups[style]
        const [whole = '', rest = ''] = moneyToDecimal(grosze(Math.abs(amount))).split('.')
        const written = sign(`${whole.replace(/\B(?=(\d{3})+$)/g, group)}${mark}${rest}`, amount < 0)
        const read = readNumber(written, style)
        assert.equal(parseMoney(asMoney(read ?? '') ?? ''), amount, written)
      },
    ),
    { numRuns: 300 },
  )
})

test('any text is a number or a day of the contract, or refused', () => {
  const alphabet = fc.string({ unit: fc.constantFrom(...'0123456789.,-−+() \u00a0\u202fzłPLN/T:eE'), maxLength: 24 })
  fc.assert(
    fc.property(
      alphabet,
      fc.constantFrom(...numberStyles),
      fc.constantFrom(...dateStyles),
      (text, numberStyle, dateStyle) => {
        const number = readNumber(text, numberStyle)
        if (number !== undefined) assert.match(number, /^-?(0|[1-9]\d*)(\.\d+)?$/)
        const day = readDay(text, dateStyle)
        if (day !== undefined) assert.equal(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10), day)
      },
    ),
    { numRuns: 500 },
  )
})

test('no digit is ever lost to fewer places', () => {
  assert.equal(withPlaces('12.5000', 2), '12.50')
  assert.equal(withPlaces('12.501', 2), undefined)
  assert.equal(withPlaces('12.000', 0), '12')
  assert.equal(asMoney('12'), '12.00')
  assert.equal(asMoney('12.5'), '12.50')
  assert.equal(asMoney('12.505'), undefined)
})
