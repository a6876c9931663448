import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { folderOf } from './convert.testkit.ts'
import { mazovia } from './dbf.testdata.ts'
import { proposeEncoding, proposeTable } from './evidence.ts'
import { readMapping } from './mapping.ts'
import { convertProblems } from './shape.ts'
import { sniffFiles } from './sniff.ts'

const docs = new URL('../../../docs/convert/', import.meta.url).pathname
const text = 'Wpłata za październik; Łąkowa 12; Żaneta Święcicka; źdźbło'
const written: Readonly<Record<string, Buffer>> = {
  'utf-8': Buffer.from(text),
  cp1250: iconv.encode(text, 'win1250'),
  'iso-8859-2': iconv.encode(text, 'iso88592'),
  cp852: iconv.encode(text, 'cp852'),
  mazovia: mazovia(text),
  'utf-16le': Buffer.from(`\ufeff${text}`, 'utf16le'),
}
for (const [encoding, bytes] of Object.entries(written)) {
  test(`${encoding} is proposed for a text in it, with words to look at`, () => {
    const found = proposeEncoding(bytes)
    assert.deepEqual(found.best, [encoding])
    assert.ok(found.words.includes('październik'), found.words.join())
  })
}

test('nothing is claimed where nothing tells: letters both encodings share, or none at all', () => {
  assert.deepEqual(proposeEncoding(iconv.encode('Łódź bez ogonków', 'win1250')).best, ['cp1250'])
  assert.deepEqual([...proposeEncoding(iconv.encode('Kraków, żółw', 'win1250')).best].sort(), ['cp1250', 'iso-8859-2'])
  assert.equal(proposeEncoding(Buffer.from('bez liter')).because, 'ascii')
  // The same letters, but the dash and the quotes are control characters elsewhere; a letter behind a digit is none.
  assert.deepEqual(proposeEncoding(iconv.encode('Kraków – „żółw”', 'win1250')).best, ['cp1250'])
  assert.ok(proposeEncoding(iconv.encode('9\u00a0273,17', 'win1250')).best.includes('cp1250'))
})

test('the separator is the one most rows agree on, also among decimal commas and quotes', () => {
  const rows = (separator: string) =>
    ['Konto', 'Kwota', 'Data', 'Opis'].join(separator) +
    ['', '001', '1 234,56', '05.03.2026', '"Rura; ""5"", nowa"'].join(separator).replace(separator, '\n') +
    ['', '002', '-7,00', '31.12.2025', 'Wpłata'].join(separator).replace(separator, '\n')
  for (const separator of [';', '\t', '|']) {
    const found = proposeTable(rows(separator))
    assert.equal(found.separator, separator)
    assert.deepEqual(found.header, ['Konto', 'Kwota', 'Data', 'Opis'])
    assert.deepEqual(
      found.columns.map(({ kind }) => kind),
      ['text', 'number', 'date', 'text'],
    )
    assert.deepEqual([found.numbers, found.dates, found.quote], [['1 234,56'], ['dd.mm.yyyy'], '"'])
  }
  const unquoted = proposeTable('A;B;C\n1;Rura 5";x\n2;Rura 3";y\n3;"Ala" ma;z\n')
  assert.deepEqual([unquoted.separator, unquoted.quote], [';', null])
  const headless = proposeTable('1;2026-01-05;5.50\n2;2026-01-06;6.50\n')
  assert.deepEqual([headless.header, headless.columns.map(({ name }) => name)], [null, ['K1', 'K2', 'K3']])
  assert.equal(proposeTable('sep=|\nA|B\n1|2\n').named, true)
})

for (const [name, encoding, also] of [
  ['dos-mazovia-dbf', 'mazovia', /# DBF: dBase III.*\n.*nie podano \(0x00\)/],
  ['windows-cp1250-csv', 'cp1250', /numbers: "1 234,56"\n {4}dates: dd\.mm\.yyyy/],
  ['sql-utf8-csv', 'utf-8', /numbers: "1234\.56"/],
] as const) {
  test(`docs/convert/${name}: every file gets its encoding, and what is printed is a mapping`, () => {
    const files = readdirSync(join(docs, name)).filter((one) => /\.(dbf|csv)$/i.test(one))
    const proposed = sniffFiles(
      files.map((file) => join(docs, name, file)),
      'pl',
    )
    assert.match(proposed, also)
    const encodings = [...proposed.matchAll(/^ {4}encoding: (\S+)/gm)].map((match) => match[1])
    assert.deepEqual(
      encodings,
      files.map(() => encoding),
    )
    const problems = convertProblems()
    assert.ok(readMapping('opis.yaml', proposed, problems), problems.listed.map(({ message }) => message).join('\n'))
  })
}

test('a file cut in the middle, an empty one, a picture named .dbf, any bytes: a proposal or a word why not', () => {
  const folder = folderOf({
    'pusty.csv': '',
    'obraz.dbf': Buffer.from('89504e470d0a', 'hex'),
    'x.dbf': Buffer.alloc(0),
  })
  const said = sniffFiles(
    ['pusty.csv', 'obraz.dbf', 'x.dbf'].map((name) => join(folder, name)),
    'en',
  )
  assert.match(said, /This is no DBF file we can read/)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const found = proposeEncoding(Buffer.from(bytes))
      assert.ok(found.best.length > 0)
    }),
    { numRuns: 150 },
  )
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'a1;,\t|"\n\r .ł-'), maxLength: 200 }),
      (table) => void proposeTable(table),
    ),
    { numRuns: 150 },
  )
})
