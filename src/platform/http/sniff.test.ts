import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sniff } from './sniff.ts'

const pdf = '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n'
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('obraz'), Buffer.from([0xff, 0xd9])])
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.from('obraz'),
  Buffer.from([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]),
])

test('what is taken is known by its bytes', () => {
  assert.equal(sniff(Buffer.from(pdf)), 'pdf')
  assert.equal(sniff(jpeg), 'jpeg')
  assert.equal(sniff(png), 'png')
  assert.equal(sniff(Buffer.from('Zażółć gęślą jaźń.\r\n2 < 3, a kwota = 1 234,56 zł\n')), 'text')
})

test('a page, a drawing that can run, a script or a document of an office program is no plain text', () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><svg/>',
    '\n  <!DOCTYPE html><script>alert(1)</script>',
    '<html><body>',
    '<script>alert(1)</script>',
    '#!/bin/sh\nrm -rf /\n',
    '{\\rtf1 tekst}',
  ])
    assert.equal(sniff(Buffer.from(text)), undefined, text)
})

test('a file that is one thing to one program and another to the next is none', () => {
  const page = Buffer.from('<script>alert(1)</script>')
  const archive = Buffer.from('PK\u0003\u0004')
  for (const whole of [Buffer.from(pdf), jpeg, png]) {
    assert.equal(sniff(Buffer.concat([whole, page])), undefined)
    assert.equal(sniff(Buffer.concat([whole, archive])), undefined)
    assert.equal(sniff(whole.subarray(0, whole.length - 6)), undefined)
  }
  for (const other of [
    Buffer.from('GIF89a\u0001\u0000'),
    Buffer.from([0]),
    Buffer.from([0xff, 0xfe, 0x41, 0]),
    Buffer.alloc(0),
  ])
    assert.equal(sniff(other), undefined)
})
