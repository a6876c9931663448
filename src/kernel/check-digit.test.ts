import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasValidCheckDigit, withCheckDigit } from '#kernel/check-digit.ts'

const sevenDigits = fc.integer({ min: 0, max: 9_999_999 }).map((n) => String(n).padStart(7, '0'))

test('the published example of the method', () => {
  // 572 has the check digit 4; leading zeros change nothing.
  assert.equal(withCheckDigit('0000572'), '00005724')
})

test('a name as given is right', () => {
  fc.assert(fc.property(sevenDigits, (digits) => assert.ok(hasValidCheckDigit(withCheckDigit(digits)))))
})

test('every single wrong digit and every swap of neighbours is found', () => {
  fc.assert(
    fc.property(sevenDigits, (digits) => {
      const name = withCheckDigit(digits)
      for (let at = 0; at < 8; at++) {
        for (let other = 0; other < 10; other++) {
          const slip = name.slice(0, at) + other + name.slice(at + 1)
          assert.equal(hasValidCheckDigit(slip), slip === name, slip)
        }
        if (at < 7 && name[at] !== name[at + 1]) {
          assert.equal(hasValidCheckDigit(name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2)), false)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('anything but digits of the right number is refused', () => {
  for (const bad of [
    '',
    '5724',
    '000005724',
    '1234567',
    '123456789',
    '1234567a',
    ' 0005724',
    '00005724\n',
    '٠٠٠٠٥٧٢٤',
  ]) {
    assert.equal(hasValidCheckDigit(bad), false, JSON.stringify(bad))
  }
  for (const bad of ['', '123456', '12345678', '12345 7']) assert.throws(() => withCheckDigit(bad), RangeError)
})
