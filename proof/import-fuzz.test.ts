import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FuzzTarget, fuzz } from './fuzz.ts'
import { fuzzTargets } from './fuzz-targets.ts'
import { savedCorpus } from './import-fuzz.ts'
import { seeded } from './proof.ts'

// The full figure is `npm run proof -- import/fuzz`; here each parser meets what came to something new in former runs.
for (const target of fuzzTargets) {
  test(`${target.name}: what was found before breaks no promise`, async () => {
    const known = savedCorpus(target).map(({ input }) => input)
    assert.ok(known.length > 0, 'no saved corpus')
    const { crashes } = await fuzz(target, known, seeded(1), { milliseconds: 20, crashes: 5 })
    assert.deepEqual(
      crashes.map(({ error }) => error),
      [],
    )
  })
}

test('a reader with a planted mistake is found', async () => {
  const planted: FuzzTarget = {
    name: 'planted',
    promise: 'a number after a quote does not end the reader',
    seeds: () => [Buffer.from('id,name\n1,"a"\n')],
    words: ['"', '7'],
    read(input) {
      if (/"7/.test(input.toString())) throw new Error('cannot read properties of undefined')
      return input.includes('"') ? 'quoted' : 'plain'
    },
  }
  const { crashes } = await fuzz(planted, [], seeded(1), { milliseconds: 3_000, crashes: 1 })
  assert.equal(crashes.length, 1)
})
