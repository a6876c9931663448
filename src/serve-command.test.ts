import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { whenAnswered } from './serve-command.ts'

test('a database that is away while the portal starts is asked again; any other fault is one', async () => {
  let asked = 0
  const answer = await whenAnswered(async () => {
    asked += 1
    if (asked < 3) throw new DatabaseUnavailable(new Error('starting'))
    return 'answer'
  }, 1)
  assert.deepEqual([answer, asked], ['answer', 3])
  await assert.rejects(
    whenAnswered(() => Promise.reject(new Error('mistake'))),
    /mistake/,
  )
})
