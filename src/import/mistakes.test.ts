import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/harness/folders.ts'
import { checkCommand } from './check-command.ts'
import { mistakesPage } from './mistakes.ts'

test('docs/contract/mistakes.md is what the check says today; write it with ebok import --check --contract docs/contract', async () => {
  const page = await mistakesPage()
  assert.equal(readFileSync(new URL('../../docs/contract/mistakes.md', import.meta.url), 'utf8'), page)
  // Each mistake is told, and by a code of its own kind.
  const codes = page
    .split(/^## /m)
    .slice(1)
    .map((section) => /\[(\w+)\]/.exec(section)?.[1])
  assert.deepEqual(codes, [
    'notUtf8',
    'money',
    'date',
    'nrb',
    'balanceMismatch',
    'referenceMissing',
    'duplicateKey',
    'headerColumnMissing',
    'loneQuote',
    'bytesMismatch',
  ])
})

async function check(...args: string[]) {
  const said = { out: '', err: '' }
  const code = await checkCommand(
    args,
    { write: (text) => (said.out += text) },
    { write: (text) => (said.err += text) },
  )
  return { code, ...said }
}

test('the sample is written, is right, and is never written over anything', async () => {
  const parent = temporaryFolder('sample')
  try {
    const folder = join(parent, 'dostawa')
    assert.deepEqual(await check('--sample', folder), { code: 0, out: '', err: '' })
    const right = await check('--check', folder)
    assert.equal(right.code, 0)
    assert.match(right.out, /Dostawa jest poprawna/)
    assert.equal(JSON.parse((await check('--check', folder, '--json')).out).ok, true)
    const again = await check('--sample', folder)
    assert.deepEqual([again.code, again.err], [2, `${folder}: Taki folder już jest. Trzeba podać nazwę nowego.\n`])
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
})
