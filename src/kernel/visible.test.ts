import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBlank } from './visible.ts'

test('what nobody can see says nothing', () => {
  for (const text of ['', ' ', '\u00a0\n', '\u200b', '\u2060\u2060', '\u3164', '\u2800', '\u0301', '\u202e'])
    assert.equal(isBlank(text), true, JSON.stringify(text))
})

test('one sign is enough', () => {
  for (const text of ['a', 'ż', '7', '?', '€', '🙂', '\u200bx'])
    assert.equal(isBlank(text), false, JSON.stringify(text))
})
