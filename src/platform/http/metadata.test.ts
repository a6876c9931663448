import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { withoutMetadata } from './metadata.ts'
import { sniff } from './sniff.ts'

const segment = (marker: number, body: Buffer) => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, body])
}

function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(60)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(2, 8)
  tiff.writeUInt16LE(0x8825, 10)
  tiff.writeUInt16LE(4, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt32LE(40, 18)
  tiff.writeUInt16LE(0x0112, 22)
  tiff.writeUInt16LE(3, 24)
  tiff.writeUInt32LE(1, 26)
  tiff.writeUInt16LE(orientation, 30)
  tiff.write('GPS 50.06 19.94', 40, 'latin1')
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))
}

const scan = Buffer.from([0x11, 0xff, 0x00, 0x22, 0xff, 0xd0, 0x33])
const jpeg = (...segments: Buffer[]) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...segments,
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    scan,
    Buffer.from([0xff, 0xd9]),
  ])

const chunk = (type: string, body: Buffer) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body, Buffer.alloc(4)])
}
const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

test('a photo loses place, comments, previews and what is appended, and keeps the picture and its way up', () => {
  const secret = [
    exif(6),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x>Jan Tajny</x>')),
    segment(0xed, Buffer.from('Photoshop 3.0\0Jan Tajny')),
    segment(0xfe, Buffer.from('komentarz Jan Tajny')),
  ]
  const second = Buffer.concat([jpeg(exif(1)), Buffer.from('Jan Tajny')])
  const cleaned = withoutMetadata('jpeg', Buffer.concat([jpeg(...secret), second]))!
  assert.ok(!/GPS|Tajny|xap|Photoshop/.test(cleaned.toString('latin1')))
  assert.ok(cleaned.includes(scan))
  assert.equal(cleaned.subarray(-2).toString('hex'), 'ffd9')
  const orientation = cleaned.indexOf(Buffer.from([0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, 0x06]))
  assert.ok(orientation > 0, 'way up is lost')
  assert.equal(sniff(cleaned), 'jpeg')
})

test('a photo that lies as it should gets no Exif at all; the colour profile stays', () => {
  const profile = segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01barwy', 'latin1'))
  const preview = segment(0xe2, Buffer.from('MPF\0drugi obraz', 'latin1'))
  const cleaned = withoutMetadata('jpeg', jpeg(exif(1), profile, preview))!
  assert.ok(!cleaned.includes(Buffer.from('Exif')))
  assert.ok(cleaned.includes(Buffer.from('barwy')))
  assert.ok(!cleaned.includes(Buffer.from('drugi obraz')))
})

test('a PNG loses texts, times and Exif', () => {
  const picture = Buffer.concat([
    pngStart,
    chunk('IHDR', Buffer.alloc(13, 1)),
    chunk('tEXt', Buffer.from('Author\0Jan Tajny')),
    chunk('eXIf', Buffer.from('GPS')),
    chunk('IDAT', deflateSync(Buffer.alloc(10))),
    chunk('tIME', Buffer.alloc(7)),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from('dopisane'),
  ])
  const cleaned = withoutMetadata('png', picture)!
  assert.ok(!/Tajny|GPS|tIME|dopisane/.test(cleaned.toString('latin1')))
  for (const kept of ['IHDR', 'IDAT', 'IEND']) assert.ok(cleaned.includes(Buffer.from(kept)), kept)
})

test('a broken picture is nothing, and never an exception', () => {
  const whole = jpeg(exif(6))
  for (let length = 3; length < whole.length - 1; length += 1)
    assert.equal(withoutMetadata('jpeg', whole.subarray(0, length)), undefined, String(length))
  assert.equal(withoutMetadata('png', Buffer.concat([pngStart, chunk('IHDR', Buffer.alloc(13))])), undefined)
  assert.equal(withoutMetadata('png', Buffer.concat([pngStart, Buffer.from([0xff, 0xff, 0xff, 0xff])])), undefined)
})

test('other kinds come back as they are', () => {
  const pdf = Buffer.from('%PDF-1.4')
  assert.equal(withoutMetadata('pdf', pdf), pdf)
})
