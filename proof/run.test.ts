import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageRoot } from '#platform/files.ts'
import { atLeast, atMost, context, exactly, seeded } from './proof.ts'
import { namesFor, proofs } from './proofs.ts'
import { type ProofResult, passed, section, withSection } from './results.ts'

const right: ProofResult = {
  name: 'night/all',
  shows: 'nights are whole',
  figures: [
    atMost('half states', 0, 0),
    atLeast('reads', 12_000, 10_000),
    exactly('nights', 365, 365),
    context('x', 1),
  ],
  shown: [],
  controls: [{ name: 'two', what: 'published in two steps', seen: 'half states: 3' }],
  seed: 7,
  seconds: 1,
  error: null,
}

test('a proof holds when every figure does and every control is seen', () => {
  assert.ok(passed(right))
  assert.ok(!passed({ ...right, figures: [...right.figures, atMost('half states', 1, 0)] }))
  assert.ok(!passed({ ...right, controls: [{ name: 'two', what: 'published in two steps', seen: null }] }))
  assert.ok(!passed({ ...right, error: 'the process ended with 1' }))
  assert.ok(!passed({ ...right, figures: [] }))
})

test('a section says what to type to see it again, and replaces the former one', () => {
  const text = section(right, 'Node v26')
  assert.match(text, /npm run proof -- night\/all --seed=7/)
  const once = withSection('', right.name, text)
  const other = withSection(once, 'login/timing', section({ ...right, name: 'login/timing' }, 'Node v26'))
  assert.deepEqual(other.match(/^## .*$/gm), ['## login/timing', '## night/all'])
  assert.equal(withSection(other, right.name, text), other)
})

test('a group is named by what stands before the slash', () => {
  const names = ['import/kills', 'import/year', 'important/other']
  assert.deepEqual(namesFor('import', names), ['import/kills', 'import/year'])
  assert.deepEqual(namesFor('import/year', names), ['import/year'])
  assert.deepEqual(namesFor('imp', names), [])
})

test('the same seed gives the same numbers, another one others', () => {
  const numbers = (seed: number) => Array.from({ length: 5 }, seeded(seed))
  assert.deepEqual(numbers(3), numbers(3))
  assert.notDeepEqual(numbers(3), numbers(4))
  assert.ok(numbers(3).every((number) => number >= 0 && number < 1))
})

test('each proof has a control, and tests that ask the same in short', async () => {
  for (const [name, load] of Object.entries(proofs)) {
    const { controls, tests } = await load()
    assert.ok(controls.length > 0, `${name} has no control`)
    for (const file of tests) assert.ok(existsSync(join(packageRoot(), file)), `${name}: ${file}`)
  }
})
