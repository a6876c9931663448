import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemTexts } from './problem.text.ts'

const anything = new Proxy({}, { get: () => '7' })

for (const [code, { pl, en }] of Object.entries(problemTexts)) {
  test(`${code} is said in Polish and in English`, () => {
    for (const text of [pl(anything), en(anything)]) {
      assert.match(text, /^(\p{Lu}|datapackage).*\.$/su)
      assert.doesNotMatch(text, /undefined|null|NaN/)
    }
    assert.notEqual(pl(anything), en(anything))
    assert.doesNotMatch(en(anything), /[ąćęłńóśźż]/i)
  })
}
