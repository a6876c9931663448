import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFor } from './compress.ts'
import { KeptPages } from './kept-pages.ts'

const page = (bytes: number, state = 'a') => ({ state, encoding: undefined, body: Buffer.alloc(bytes) })

test('never more bytes than allowed; what nobody asked for longest goes first', () => {
  const kept = new KeptPages(50_000)
  for (let at = 0; at < 1_000; at++) {
    kept.keep(`page ${at}`, page(at % 9_000))
    kept.find('page 0')
    assert.ok(kept.bytes <= 50_000)
  }
  assert.ok(kept.find('page 0'), 'asked for all the while')
  assert.ok(kept.find('page 999'))
  assert.equal(kept.find('page 1'), undefined)
})

test('a page kept again replaces itself; one larger than everything is not kept, nor is the old one', () => {
  const kept = new KeptPages(10_000)
  kept.keep('x', page(5_000, 'old'))
  kept.keep('x', page(5_000, 'new'))
  assert.equal(kept.find('x')?.state, 'new')
  assert.equal(kept.bytes, 6_002)
  kept.keep('x', page(20_000))
  assert.equal(kept.find('x'), undefined)
  assert.equal(kept.bytes, 0)
})

test('the address counts too: nobody fills the memory with long ones', () => {
  const kept = new KeptPages(1_000_000)
  for (let at = 0; at < 100; at++) kept.keep(`/rachunki?x=${at}${'x'.repeat(8_000)}`, page(10))
  assert.equal(kept.find(`/rachunki?x=0${'x'.repeat(8_000)}`), undefined)
  assert.ok(kept.find(`/rachunki?x=99${'x'.repeat(8_000)}`))
})

test('a kept page holds its own bytes and not the buffer it was compressed into', async () => {
  const kept = new KeptPages(1_000_000)
  const [encoding, body] = await encodeFor('gzip', 'Rachunki i płatności '.repeat(300))
  kept.keep('x', { state: 'a', encoding, body })
  const found = kept.find('x')!
  assert.deepEqual(found.body, body)
  assert.equal(found.body.buffer.byteLength, body.length)
})
