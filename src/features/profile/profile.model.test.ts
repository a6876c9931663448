import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consentsOf, readEmail, readPhone, requestProblems } from './profile.model.ts'

test('an address is one address a mail server takes, or a sentence', () => {
  for (const good of ['jan@poczta.pl', ' jan.k+x@a.b-c.com.pl ', 'x@1.pl'])
    assert.deepEqual(readEmail(good), { value: good.trim() }, good)
  assert.deepEqual(readEmail('  '), { problem: 'emailMissing' })
  for (const bad of [
    'jan',
    'jan@poczta',
    'a@b.pl, c@d.pl',
    'a@b.pl\r\nBcc: c@d.pl',
    'a b@c.pl',
    '<a@b.pl>',
    '.a@b.pl',
    'a..b@c.pl',
    'a.@b.pl',
    'a@-b.pl',
    'żółw@poczta.pl',
    'a@b.pl\u0000',
    `${'a'.repeat(65)}@b.pl`,
    `a@${'b'.repeat(260)}.pl`,
  ])
    assert.deepEqual(readEmail(bad), { problem: 'emailShape' }, bad)
})

test('a phone is nine Polish digits or a foreign number with a plus', () => {
  for (const typed of ['600700800', '600 700 800', '+48 600-700-800', '0048600700800', '(60) 070 08 00'])
    assert.deepEqual(readPhone(typed), { value: '600 700 800' }, typed)
  assert.deepEqual(readPhone('+44 20 7946 0958'), { value: '+442079460958' })
  assert.deepEqual(readPhone(''), { problem: 'phoneMissing' })
  for (const bad of ['12345678', '+4860070080', 'sześćset', '600700800600700800', '+0123456789', '600700800a'])
    assert.deepEqual(readPhone(bad), { problem: 'phoneShape' }, bad)
})

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
