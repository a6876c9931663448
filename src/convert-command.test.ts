import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cp1250, folderOf, windowsFiles, windowsMapping } from '#import/convert/convert.testkit.ts'
import { convertCommand } from '#src/convert-command.ts'

const now = Date.parse('2026-11-22T23:05:00+01:00')

/** Numbers and nouns are kept on one line by a space that does not break. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

async function convert(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) }
  const code = await convertCommand(args, io, now)
  return { code, out: plain(out.join('')), err: plain(err.join('')) }
}

const work = folderOf({ 'opis.yaml': windowsMapping })
const mapping = join(work, 'opis.yaml')
const source = folderOf(windowsFiles)

test('a delivery is made once, and said what comes next', async () => {
  const output = join(work, 'dostawa')
  const made = await convert('--mapping', mapping, source, output, '--as-of', '2026-11-22 23:00', '--sequence', '7')
  assert.deepEqual([made.code, made.err], [0, ''])
  assert.match(
    made.out,
    /entries: 3 wiersze[\s\S]*Stan ksiąg: 22 listopada 2026, 23:00, numer 7\.\nTeraz trzeba ją sprawdzić: ebok import --check/,
  )
  const again = await convert('--mapping', mapping, source, output, '--as-of', '2026-11-22')
  assert.deepEqual([again.code, again.err], [2, 'dostawa: Taki folder już jest. Trzeba podać nazwę nowego.'])
})

test('problems are told in the language asked for, or as data', async () => {
  const broken = folderOf({
    ...windowsFiles,
    'budynki.csv': cp1250('KOD;ULICA;NR;KOD_POCZT;MIASTO\n01;;7a;30-001;Kraków\n'),
  })
  const output = join(work, 'nie')
  const order = ['--mapping', mapping, broken, output, '--as-of', '2026-11-22']
  assert.deepEqual(await convert(...order), {
    code: 1,
    out: 'Dostawa nie powstała. 1 błąd:\n\nbudynki.csv, wiersz 2, kolumna ULICA → buildings.street, jest „”\n  To pole musi być wypełnione. [required]',
    err: '',
  })
  const english = await convert(...order, '--lang', 'en')
  assert.match(
    english.out,
    /^No delivery was made\. Problems: 1\n\nbudynki\.csv, line 2, column ULICA → buildings\.street/,
  )
  const data = JSON.parse((await convert(...order, '--json')).out)
  assert.deepEqual([data.ok, data.problems[0].code, data.problemCounts], [false, 'required', { required: 1 }])
  assert.equal(existsSync(output), false)
})

test('without a state of the books nothing is made', async () => {
  const missing = await convert('--mapping', mapping, source, join(work, 'bez'))
  assert.deepEqual([missing.code, /--as-of/.test(missing.out)], [1, true])
  for (const asOf of ['jutro', '2026-02-30', '2026-11-22 25:00', '2026-11-22T23:00:00+99:99']) {
    assert.equal((await convert('--mapping', mapping, source, join(work, 'bez'), '--as-of', asOf)).code, 1, asOf)
  }
})

test('wrong words, no such files', async () => {
  for (const args of [
    [],
    ['--mapping', mapping, source],
    ['--mapping', mapping, source, 'a', 'b'],
    ['--mapping', mapping, source, 'a', '--sequence', '0'],
    ['--sniff'],
    ['--lang', 'de', '--sniff', 'x'],
  ]) {
    const said = await convert(...args)
    assert.equal(said.code, 2)
    assert.match(said.err, /^Użycie:/)
  }
  assert.match((await convert('--lang', 'en')).err, /^Usage:/)
  const absent = await convert('--mapping', join(work, 'brak.yaml'), source, join(work, 'x'))
  assert.deepEqual([absent.code, absent.err], [2, 'brak.yaml: Nie ma takiego pliku ani folderu.'])
  const noSource = await convert('--mapping', mapping, join(work, 'brak'), join(work, 'x'), '--lang', 'en')
  assert.deepEqual([noSource.code, noSource.err], [2, 'brak: There is no such file or folder.'])
})

test('a proposal is printed', async () => {
  const { code, out } = await convert('--sniff', join(source, 'konta.csv'))
  assert.equal(code, 0)
  assert.match(out, /encoding: cp1250|encoding: utf-8/)
})

test('a folder that is called like the unfinished one is nobody else’s', async () => {
  const output = join(work, 'zajety')
  mkdirSync(join(work, `.zajety.${process.pid}`))
  writeFileSync(join(work, `.zajety.${process.pid}`, 'cudzy.txt'), 'x')
  const said = await convert('--mapping', mapping, source, output, '--as-of', '2026-11-22')
  assert.equal(said.code, 2)
  assert.ok(existsSync(join(work, `.zajety.${process.pid}`, 'cudzy.txt')))
})
