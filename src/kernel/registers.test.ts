import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isValidKrs, isValidNip, isValidRegon, registerDigits } from './registers.ts'

/** Every number that differs in one digit, and every one with two neighbours swapped. */
function* mistakes(number: string): Generator<string> {
  for (let at = 0; at < number.length; at++) {
    for (let digit = 0; digit < 10; digit++)
      if (String(digit) !== number[at]) yield number.slice(0, at) + digit + number.slice(at + 1)
    const [one, two] = [number[at]!, number[at + 1]]
    if (two !== undefined && one !== two) yield number.slice(0, at) + two + one + number.slice(at + 2)
  }
}

test('NIP: the check digit finds one wrong digit', () => {
  assert.ok(isValidNip('1234563218'))
  assert.ok(isValidNip(registerDigits('PL 123-456-32-18')))
  for (const bad of ['', '123456321', '12345632188', '0000000000', '123456321x', '1234567890'])
    assert.equal(isValidNip(bad), false, bad)
  for (const bad of mistakes('1234563218')) assert.equal(isValidNip(bad), false, bad)
})

test('REGON: nine digits and fourteen', () => {
  assert.ok(isValidRegon('123456785'))
  assert.ok(isValidRegon('12345678512347'))
  for (const bad of ['', '12345678', '1234567851', '123456786', '12345678512346', '12345678612347'])
    assert.equal(isValidRegon(bad), false, bad)
})

test('KRS: ten digits', () => {
  assert.ok(isValidKrs('0000127206'))
  for (const bad of ['', '0000000000', '127206', '00001272061', '000012720x']) assert.equal(isValidKrs(bad), false, bad)
})
