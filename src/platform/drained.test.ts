import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { drained } from './drained.ts'

test('waits for the drain, an error or the end, and leaves no listener behind', async () => {
  let taken: (() => void)[] = []
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void taken.push(done) })
  stream.on('error', () => {})
  const before = stream.eventNames().map((name) => stream.listenerCount(name))
  for (let turn = 0; turn < 20; turn += 1) {
    assert.equal(stream.write('xx'), false)
    let over = false
    const waiting = drained(stream).then(() => {
      over = true
    })
    await new Promise(setImmediate)
    assert.equal(over, false)
    for (const done of taken) done()
    taken = []
    await waiting
  }
  assert.deepEqual(
    stream.eventNames().map((name) => stream.listenerCount(name)),
    before,
  )
  const waiting = drained(stream)
  stream.destroy(new Error('broken'))
  await waiting
  await drained(stream)
})
