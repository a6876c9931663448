import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decoderFor, type EncodingName } from './encodings.ts'

const letters = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ'
const bytesOf: Readonly<Record<Exclude<EncodingName, 'utf-8' | 'utf-16le'>, string>> = {
  cp1250: 'b9e6eab3f1f39c9fbfa5c6caa3d1d38c8faf',
  'iso-8859-2': 'b1e6eab3f1f3b6bcbfa1c6caa3d1d3a6acaf',
  cp852: 'a586a988e4a298abbea48fa89de3e0978dbd',
  mazovia: '868d9192a4a29ea6a78f95909ca5a398a0a1',
}

for (const [name, hex] of Object.entries(bytesOf) as [EncodingName, string][]) {
  test(`${name}: every Polish letter, and ASCII as it is`, () => {
    const decoder = decoderFor(name)
    assert.equal(decoder.decode(Buffer.from(hex, 'hex')), letters)
    const ascii = Buffer.from(Array.from({ length: 128 }, (_, code) => code))
    assert.equal(decoder.decode(ascii), ascii.toString('latin1'))
    assert.equal(decoder.end(), '')
  })
}

test('mazovia keeps the frames and Greek letters of DOS, all 128 different', () => {
  const decoder = decoderFor('mazovia')
  assert.equal(decoder.decode(Buffer.from('98d78889e7f59e', 'hex')), 'Ś╫êëτ⌡ś')
  assert.equal(new Set(decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))).size, 256)
})

test('utf-8 comes in any pieces; the byte order mark stays, what is no character is marked', () => {
  const bytes = Buffer.from('\ufeffŁódź 👩')
  const decoder = decoderFor('utf-8')
  const pieces = Array.from(bytes, (byte) => decoder.decode(Uint8Array.of(byte)))
  assert.equal(pieces.join('') + decoder.end(), '\ufeffŁódź 👩')
  const cut = decoderFor('utf-8')
  assert.equal(cut.decode(Uint8Array.of(0x61, 0xb3, 0x62, 0xc5)) + cut.end(), 'a\ufffdb\ufffd')
})

test('utf-16le, the "Unicode text" of Excel, comes in any pieces', () => {
  const decoder = decoderFor('utf-16le')
  const pieces = Array.from(Buffer.from('Łódź 👩', 'utf16le'), (byte) => decoder.decode(Uint8Array.of(byte)))
  assert.equal(pieces.join('') + decoder.end(), 'Łódź 👩')
  const cut = decoderFor('utf-16le')
  assert.equal(cut.decode(Uint8Array.of(0x41, 0)) + cut.decode(Uint8Array.of(0x42)) + cut.end(), 'A\ufffd')
})

test('bytes no letter stands for are marked, not passed over', () => {
  assert.equal(decoderFor('cp1250').decode(Uint8Array.of(0x81, 0x41)), '\ufffdA')
})
