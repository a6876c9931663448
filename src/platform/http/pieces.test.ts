import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { inPieces } from './pieces.ts'

const whole = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 251))

test('a large file comes whole, and a reader who takes nothing holds a piece or two of it, not all', async () => {
  const asked: number[] = []
  const body = await inPieces(
    async (from, count) => {
      asked.push(count)
      return whole.subarray(from, from + count)
    },
    10,
    whole.length - 1,
  )
  assert.ok(body instanceof Readable)
  for (let i = 0; i < 20; i += 1) await setImmediate()
  assert.equal(asked.length, 1, 'nothing more is read before somebody takes the first piece')
  assert.deepEqual(await buffer(body), whole.subarray(10))
  assert.ok(Math.max(...asked) <= 512 * 1024)
})

test('a small one comes at once, and what is not for the person any more is not there', async () => {
  assert.deepEqual(
    await inPieces(async (from, count) => whole.subarray(from, from + count), 5, 14),
    whole.subarray(5, 15),
  )
  await assert.rejects(
    inPieces(async () => undefined, 0, 9),
    /not for this person/,
  )
  const halfway = await inPieces(async (from, count) => (from === 0 ? whole.subarray(0, count) : undefined), 0, 999_999)
  await assert.rejects(buffer(halfway as Readable), /not for this person/)
})
