import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harmlessName } from './uploads.ts'

// The reader of forms cuts paths off too; names in mails come past it.
test('of a name only the last part is left, whoever hands it in', () => {
  const names = ['../../etc/passwd.txt', 'C:\\Moje\\rachunek.pdf', 'a/..\\b.txt', '.ukryty', 'x/', undefined]
  assert.deepEqual(names.map(harmlessName), ['passwd.txt', 'rachunek.pdf', 'b.txt', 'ukryty', 'plik', 'plik'])
})
