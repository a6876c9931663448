import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consentsOf, requestProblems } from './profile.model.ts'

test('a request names its kind, premises of one’s own, and what should be', () => {
  const problems = (rodzaj: string, lokal: string, tresc: string) =>
    requestProblems({ rodzaj, lokal, tresc }, ['L1']).map(({ field, problem }) => `${field}:${problem}`)
  assert.deepEqual(problems('name', '', 'Nowak'), [])
  assert.deepEqual(problems('persons', 'L1', '3 osoby'), [])
  assert.deepEqual(problems('persons', '', '3'), ['lokal:premisesMissing'])
  assert.deepEqual(problems('zły', 'L2', ' '), ['rodzaj:kindMissing', 'lokal:premisesMissing', 'tresc:bodyMissing'])
  assert.deepEqual(problems('other', '', 'x'.repeat(2_001)), ['tresc:bodyLong'])
  for (const bad of ['a\u0000', 'a\u202eb', 'a\ud800'])
    assert.deepEqual(problems('other', '', bad), ['tresc:characters'], JSON.stringify(bad))
  assert.deepEqual(problems('other', '', '😀 nowe\nzdanie'), [])
})

test('the newest decision holds, and a new text makes an old consent outdated', () => {
  const text = (version: number) => ({ kind: 'emailContact' as const, version, title: 'T', body: 'B' })
  const said = (decision: 'given' | 'withdrawn', version = 1) => ({
    kind: 'emailContact' as const,
    version,
    decision,
    decidedAt: 0,
  })
  const state = (...args: Parameters<typeof consentsOf>) => {
    const [only] = consentsOf(...args)
    return [only?.given !== undefined, only?.outdated, only?.text.version]
  }
  assert.deepEqual(state([text(1)], []), [false, false, 1])
  assert.deepEqual(state([text(1)], [said('given')]), [true, false, 1])
  assert.deepEqual(state([text(1)], [said('withdrawn'), said('given')]), [false, false, 1])
  assert.deepEqual(state([text(1), text(2)], [said('given')]), [true, true, 2])
})
