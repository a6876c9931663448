import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { safeFileName } from './send-file.ts'

test('a file name is the title, without what could deceive or lead elsewhere', () => {
  for (const [title, name] of [
    ['Uchwała nr 12/2026', 'Uchwała nr 12 2026.pdf'],
    ['../../etc/passwd', 'etc passwd.pdf'],
    ['..\\..\\windows', 'windows.pdf'],
    ['umowa\u202efdp.exe', 'umowafdp.exe.pdf'],
    ['Statut.pdf', 'Statut.pdf'],
    ['\u0000\u0007\r\nSet-Cookie: a=b', 'Set-Cookie a=b.pdf'],
    ['"><script>', 'script.pdf'],
    ['...', 'dokument.pdf'],
    ['', 'dokument.pdf'],
    ['ż'.repeat(500), `${'ż'.repeat(120)}.pdf`],
  ] as const) {
    assert.equal(safeFileName(title), name)
  }
})

test('no title makes a path, a hidden file or a broken header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const name = safeFileName(title)
      assert.match(name, /^[^.][^\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\\/:"<>|*?]*\.pdf$/u)
      assert.doesNotThrow(() => encodeURIComponent(name))
    }),
    { numRuns: 500 },
  )
})
