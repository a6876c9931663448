import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  exampleLogin,
  groupedLogin,
  isLoginPattern,
  numberedLogin,
  premisesLogin,
  readLoginPattern,
} from './login-name.model.ts'

const nameShape = /^[A-Za-z0-9@._+-]{3,254}$/

test('a pattern is letters around one counter, random digits or the premises; anything else is none', () => {
  for (const good of ['', 'L####', '###', 'SM-??????', '{lokal}', 'm.{lokal}', '####-26'])
    assert.ok(isLoginPattern(good), good)
  for (const bad of [
    '##',
    '##########',
    '?????',
    'L',
    '{lokal',
    '{lokal}{lokal}',
    '####?',
    'ł####',
    'L #### ',
    'a'.repeat(21) + '###',
  ])
    assert.ok(!isLoginPattern(bad), bad)
  assert.equal(readLoginPattern(''), undefined)
  assert.throws(() => readLoginPattern('L'), RangeError)
})

test('numbers fill their places and end where the places end', () => {
  const pattern = readLoginPattern('L####')!
  assert.equal(numberedLogin(pattern, 1), 'L0001')
  assert.equal(numberedLogin(pattern, 9999), 'L9999')
  assert.equal(numberedLogin(pattern, 10_000), undefined)
})

test('whatever the premises are called, the login is one, and the second person has another', () => {
  const pattern = readLoginPattern('m.{lokal}')!
  assert.equal(premisesLogin(pattern, 'Łąka/12 A', 1), 'm.Laka-12-A')
  assert.equal(premisesLogin(pattern, 'L0004', 2), 'm.L0004-2')
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
      fc.integer({ min: 1, max: 20 }),
      (id, nth) => {
        assert.match(premisesLogin(pattern, id, nth), nameShape)
      },
    ),
  )
})

test('examples for the page of settings are logins', () => {
  for (const pattern of ['', 'L####', 'SM-??????', 'x{lokal}']) assert.match(exampleLogin(pattern), nameShape)
})

test('eight digits are read in two groups, names with letters as they are', () => {
  assert.equal(groupedLogin('12345674'), '1234 5674')
  assert.equal(groupedLogin('L0001'), 'L0001')
})
