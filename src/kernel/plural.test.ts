import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, plural } from '#kernel/plural.ts'

test('one, few, many', () => {
  const bills = (n: number) => plural(n, 'rachunek', 'rachunki', 'rachunków')
  for (const n of [1, -1]) assert.equal(bills(n), 'rachunek')
  for (const n of [2, 3, 4, 22, 34, 102, 1004, -3]) assert.equal(bills(n), 'rachunki')
  for (const n of [0, 5, 11, 12, 13, 14, 21, 25, 100, 101, 112, 1001, 1012]) assert.equal(bills(n), 'rachunków')
})

test('agrees with the plural rules of the Polish locale', () => {
  const rules = new Intl.PluralRules('pl-PL')
  for (let n = 0; n <= 2000; n++) assert.equal(plural(n, 'one', 'few', 'many'), rules.select(n), String(n))
})

test('number and noun stay together', () => {
  assert.equal(countOf(5, 'rachunek', 'rachunki', 'rachunków'), '5\u00a0rachunków')
  assert.equal(countOf(1234, 'osoba', 'osoby', 'osób'), '1\u00a0234\u00a0osoby')
  assert.equal(countOf(-1, 'dzień', 'dni', 'dni'), '\u22121\u00a0dzień')
})
