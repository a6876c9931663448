import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, stem, stemsOf } from './polish-stem.model.ts'
import { differentWords, sameWords } from './polish-stem.testdata.ts'

test('the forms of one word have one stem, with and without diacritics', (t) => {
  let pairs = 0
  for (const [first, ...others] of sameWords) {
    for (const form of others) {
      pairs += 1
      assert.equal(stem(form), stem(first!), `${form} does not find ${first}`)
      assert.equal(stem(fold(form)), stem(first!), `${fold(form)} does not find ${first}`)
      assert.equal(stem(form.toUpperCase()), stem(first!))
    }
  }
  t.diagnostic(`${pairs} inflected pairs`)
  assert.ok(pairs >= 150)
})

test('different words have different stems', (t) => {
  const pairs = differentWords.flatMap(([left, right]) => [[left, right] as const])
  for (const [left, right] of pairs) assert.notEqual(stem(left), stem(right), `${left} finds ${right}`)
  const heads = new Map<string, string>()
  for (const [first] of sameWords) {
    const known = heads.get(stem(first!))
    assert.equal(known, undefined, `${first} finds ${known}`)
    heads.set(stem(first!), first!)
  }
  t.diagnostic(`${pairs.length} pairs told apart, and ${heads.size} words of the other list from each other`)
  assert.ok(pairs.length >= 50)
})

test('numbers and marks of resolutions are kept as they are', () => {
  assert.deepEqual(stemsOf('Uchwała nr 12/2026 z dnia 3a.'), ['uchwal', 'nr', '12', '2026', 'dzien', '3a'])
})

test('whatever comes in, letters and digits come out, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (typed) => {
      for (const found of stemsOf(typed)) assert.match(found, /^[a-z0-9]{1,40}$/)
    }),
    { numRuns: 500 },
  )
  // Of the processor, not of the wall clock: a machine with other work must not decide.
  const started = process.cpuUsage()
  stemsOf('ł'.repeat(1_000_000))
  stemsOf('uchwały '.repeat(20_000))
  assert.ok(process.cpuUsage(started).user < 2_000_000)
})
