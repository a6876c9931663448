import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bankName, formatNrb, isValidNrb, nrbCheckDigits } from '#kernel/nrb.ts'

const valid = [
  '67160000030002000111111001',
  '61109010140000071219812874',
  '56101000712222783191636600',
  '29114010810000267002001002',
  '98154010301234000000000015',
  // The example of the Polish Bank Association: right by mod 97, though its sort code fails its own check digit.
  '92124012340001567890123456',
]

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

test('published account numbers are valid', () => {
  for (const nrb of valid) {
    assert.ok(isValidNrb(nrb), nrb)
    assert.equal(nrbCheckDigits(nrb.slice(2)), nrb.slice(0, 2))
  }
})

test('wrong check digits and other text are not', () => {
  const wrong = {
    '44102055610000380209739045': '23',
    '50102055619000361245650240': '66',
    '30102010550000910200000000': '87',
  }
  for (const [nrb, right] of Object.entries(wrong)) {
    assert.equal(isValidNrb(nrb), false)
    assert.equal(nrbCheckDigits(nrb.slice(2)), right)
  }
  for (const text of ['', '67', 'PL67160000030002000111111001', '67 1600 0003 0002 0001 1111 1001', '1,02E+25']) {
    assert.equal(isValidNrb(text), false, text)
  }
  assert.equal(isValidNrb('67160000030002000111111001\n'), false)
  assert.equal(isValidNrb('0'.repeat(26)), false)
  assert.throws(() => nrbCheckDigits('123'), RangeError)
})

test('every number made is valid, every single slip and swap of neighbours is found', () => {
  fc.assert(
    fc.property(digits(24), fc.nat(25), fc.integer({ min: 1, max: 9 }), (bban, at, by) => {
      const nrb = nrbCheckDigits(bban) + bban
      assert.ok(isValidNrb(nrb))
      const slip = nrb.slice(0, at) + ((Number(nrb[at]) + by) % 10) + nrb.slice(at + 1)
      assert.equal(isValidNrb(slip), false)
      if (at < 25 && nrb[at] !== nrb[at + 1]) {
        assert.equal(isValidNrb(nrb.slice(0, at) + nrb[at + 1] + nrb[at] + nrb.slice(at + 2)), false)
      }
    }),
  )
})

test('is printed in the groups of a bank, on one line', () => {
  assert.equal(formatNrb('67160000030002000111111001'), '67 1600 0003 0002 0001 1111 1001'.replaceAll(' ', '\u00a0'))
  assert.equal(formatNrb('12'), '12')
})

test('names the larger banks and no others', () => {
  assert.equal(bankName('67160000030002000111111001'), 'BNP Paribas')
  assert.equal(bankName('29114010810000267002001002'), 'mBank')
  assert.equal(bankName('00800100000000000000000000'), undefined)
  assert.equal(bankName('102'), undefined)
})
