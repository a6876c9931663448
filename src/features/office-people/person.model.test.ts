import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Login, loginState } from './person.model.ts'

test('whoever has a password is never before the first sign-in, whatever became of a code', () => {
  const state = (passwordSetAt: number | null, codeExpiresAt: number | null, codeExpired = false) =>
    loginState({ lockedAt: null, passwordSetAt, codeExpiresAt, codeExpired } as Login)
  assert.equal(state(1, null), 'active')
  assert.equal(state(1, 2), 'resetWaits')
  assert.equal(state(1, 2, true), 'active')
  assert.equal(state(null, 2), 'codeWaits')
  assert.equal(state(null, 2, true), 'codeExpired')
  assert.equal(state(null, null), 'noPassword')
})
