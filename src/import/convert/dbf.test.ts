import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DBFFile } from 'dbffile'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import type { EncodingName } from '#platform/encodings.ts'
import { folderOf } from './convert.testkit.ts'
import { mazovia, type WrittenTable, writeDbf } from './dbf.testdata.ts'
import { readDbf } from './dbf.ts'
import type { Source } from './mapping.ts'
import { convertProblems } from './shape.ts'

const folder = folderOf({})

interface ReadTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly told: readonly string[]
}

function read(dbf: Buffer, memo: Buffer | null, memoName = 'T.FPT', encoding: EncodingName = 'cp852'): ReadTable {
  const here = folderOf({ 'T.DBF': dbf, ...(memo ? { [memoName]: memo } : {}) })
  const problems = convertProblems()
  const rows: string[][] = []
  let columns: string[] = []
  readDbf({ path: join(here, 'T.DBF'), name: 'T.DBF' }, { encoding } as Source, problems, {
    columns(found) {
      columns = found.map(({ name, kind }) => `${name}:${kind}`)
      return new Set(found.map((_, at) => at))
    },
    row: (cells) => void rows.push([...cells]),
  })
  const told = problems.listed.map(({ code, line, column, value }) => [code, line, column, value].join(' '))
  return { columns, rows, told }
}

const cp852 = (text: string): Buffer => iconv.encode(text, 'cp852')
const simple = [
  { name: 'NAZWA', type: 'C', length: 12 },
  { name: 'KWOTA', type: 'N', length: 16, decimals: 2 },
  { name: 'DATA', type: 'D' },
  { name: 'JEST', type: 'L' },
] as const

test('Clipper in Mazovia: letters, digits as they are, empty fields, deleted records passed over', () => {
  const { dbf } = writeDbf({
    version: 0x03,
    language: 0x69,
    fields: simple,
    rows: [
      ['ŻÓŁĆ łąkś', '1234567890123.45', '20261122', 'T'],
      ['usunięty', '1.00', '20261122', 'F'],
      [null, null, null, null],
      ['źdźbło', '-0.05', '20240229', 'n'],
    ],
    deleted: [1],
    encode: mazovia,
  })
  const { columns, rows, told } = read(dbf, null, '', 'mazovia')
  assert.deepEqual(told, [])
  assert.deepEqual(columns, ['NAZWA:text', 'KWOTA:number', 'DATA:date', 'JEST:boolean'])
  assert.deepEqual(rows, [
    ['ŻÓŁĆ łąkś', '1234567890123.45', '2026-11-22', 'true'],
    ['', '', '', ''],
    ['źdźbło', '-0.05', '2024-02-29', 'false'],
  ])
})

const memos: readonly (readonly [string, number, string, number | undefined])[] = [
  ['dBase III', 0x83, 'T.DBT', undefined],
  ['dBase IV', 0x8b, 'T.DBT', 1024],
  ['FoxPro 2', 0xf5, 'T.FPT', 64],
  ['Visual FoxPro', 0x30, 'T.FPT', 64],
  ['Visual FoxPro with blocks of one byte', 0x30, 't.fpt', 1],
]
for (const [name, version, memoName, blockSize] of memos) {
  test(`memo of ${name}: short, long, none, wrapped lines`, () => {
    const long = 'Bardzo długi tekst. '.repeat(100).trim()
    const { dbf, memo } = writeDbf({
      version,
      fields: [
        { name: 'NR', type: 'C', length: 3 },
        { name: 'UWAGI', type: 'M' },
      ],
      rows: [
        ['1', 'żółw'],
        ['2', null],
        ['3', long],
        ['4', 'pierwszy \r\ndrugi'],
      ],
      encode: cp852,
      ...(blockSize ? { blockSize } : {}),
    })
    const { rows, told } = read(dbf, memo, memoName)
    assert.deepEqual(told, [])
    assert.deepEqual(
      rows.map(([, text]) => text),
      ['żółw', '', long, 'pierwszy \r\ndrugi'],
    )
    assert.deepEqual(read(dbf, null).told, ['memoMissing   '])
    const cut = read(dbf, (memo as Buffer).subarray(0, 600), memoName)
    assert.ok(
      cut.told.some((line) => line.startsWith('memoBroken 3 UWAGI')),
      cut.told.join('\n'),
    )
  })
}

test('a soft line end of a Clipper memo is 8D 0A, and in Mazovia 8D alone is ć', () => {
  const text = Buffer.concat([mazovia('ćma '), Buffer.of(0x8d, 0x0a), mazovia('być')])
  const { dbf, memo } = writeDbf({
    version: 0x83,
    fields: [{ name: 'U', type: 'M' }],
    rows: [['x']],
    encode: (written) => (written === 'x' ? text : mazovia(written)),
  })
  assert.deepEqual(read(dbf, memo, 'T.DBT', 'mazovia').rows, [['ćma \r\nbyć']])
})

test('Visual FoxPro: whole numbers, currency to the last digit, doubles, moments, varchar, no value', () => {
  const { dbf } = writeDbf({
    version: 0x32,
    fields: [
      { name: 'I', type: 'I', nullable: true },
      { name: 'Y', type: 'Y' },
      { name: 'B', type: 'B' },
      { name: 'T', type: 'T' },
      { name: 'V', type: 'V', length: 10, nullable: true },
      { name: 'W', type: 'V', length: 4 },
    ],
    rows: [
      ['-7', '922337203685477.5807', '12.3', '2026-11-22', 'łoś', 'pełn'],
      [null, '-0.0100', '-0.1', null, null, ''],
    ],
    encode: cp852,
  })
  assert.deepEqual(read(dbf, null).rows, [
    ['-7', '922337203685477.5807', '12.3', '2026-11-22', 'łoś', 'pełn'],
    ['', '-0.0100', '-0.1', '', '', ''],
  ])
})

test('a text of Clipper longer than 255, beside rubbish in the decimals of a short one', () => {
  const fields = [{ name: 'OPIS', type: 'C', length: 700 }] as const
  const { dbf } = writeDbf({ version: 0x03, fields, rows: [['ż'.repeat(600)]], encode: cp852 })
  assert.deepEqual(read(dbf, null).rows, [['ż'.repeat(600)]])
  const rubbish = writeDbf({
    version: 0x03,
    fields: [{ name: 'A', type: 'C', length: 5, decimals: 7 }],
    rows: [['ab']],
    encode: cp852,
  })
  assert.deepEqual(read(rubbish.dbf, null).rows, [['ab']])
})

test('damaged files end in a problem', () => {
  const { dbf } = writeDbf({
    version: 0x03,
    fields: simple,
    rows: Array(5).fill(['a', '1', '20260101', 'T']),
    encode: cp852,
  })
  const changed = (at: number, byte: number) => {
    const copy = Buffer.from(dbf)
    copy[at] = byte
    return read(copy, null).told
  }
  assert.deepEqual(read(Buffer.alloc(0), null).told, ['dbfVersion   '])
  assert.deepEqual(changed(0, 0x02), ['dbfVersion   0x02'])
  assert.deepEqual(read(dbf.subarray(0, 20), null).told, ['dbfBroken   20 B'])
  assert.deepEqual(changed(10, 99), ['dbfBroken   161/99'])
  assert.deepEqual(changed(4, 200), ['dbfTruncated   '])
  assert.deepEqual(read(dbf.subarray(0, dbf.length - 20), null).told, ['dbfTruncated   '])
  assert.deepEqual(changed(161 + 38 * 2, 0x41), ['dbfRecord 3  '])
  const picture = Buffer.from(dbf)
  picture[32 + 11] = 0x47
  assert.deepEqual(read(picture, null).told, ['dbfType  NAZWA G'])
  // A whole number has four bytes; twelve, or two, are no number at all.
  const tooLong = Buffer.from(picture)
  tooLong.write('I', 32 + 11, 'latin1')
  assert.deepEqual(read(tooLong, null).told, ['dbfType  NAZWA I'])
})

test('any bytes end in rows or problems, never in a crash', () => {
  const { dbf, memo } = writeDbf({
    version: 0xf5,
    fields: [...simple, { name: 'U', type: 'M' }],
    rows: Array(5).fill(['a', '1', '20260101', 'T', 'tekst']),
    encode: cp852,
  })
  const edits = fc.array(fc.tuple(fc.nat(dbf.length - 1), fc.nat(255)), { maxLength: 8 })
  fc.assert(
    fc.property(
      edits,
      fc.nat(dbf.length),
      fc.constantFrom(0x03, 0x30, 0x32, 0x83, 0x8b, 0xf5),
      (bytes, cut, version) => {
        const copy = Buffer.from(dbf.subarray(0, cut % 3 === 0 ? cut : dbf.length))
        if (copy.length > 0) copy[0] = version
        for (const [at, byte] of bytes) if (at < copy.length) copy[at] = byte
        assert.ok(read(copy, memo).rows.length <= 5 + 8)
      },
    ),
    { numRuns: 150 },
  )
})

test('any table is read as dbffile reads it', async () => {
  const cell = fc.record({
    text: fc.stringMatching(/^[A-Za-z ąćęłńóśźżĄŻ"';,]{0,12}$/),
    amount: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
    day: fc.integer({ min: 0, max: 40_000 }),
    flag: fc.constantFrom('T', 'F', null),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 20 }), fc.constantFrom(0x03, 0x30, 0xf5), async (cells, version) => {
      const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
      const table: WrittenTable = {
        version,
        fields: simple,
        rows: cells.map(({ text, amount, day, flag }) => [
          text,
          (amount / 100).toFixed(2),
          iso(day).replaceAll('-', ''),
          flag,
        ]),
        encode: cp852,
      }
      const { dbf } = writeDbf(table)
      writeFileSync(join(folder, 'Y.DBF'), dbf)
      const theirs = await (await DBFFile.open(join(folder, 'Y.DBF'), { encoding: 'cp852' })).readRecords()
      const { rows } = read(dbf, null)
      assert.equal(rows.length, theirs.length)
      for (const [at, row] of theirs.entries()) {
        const [name = '', amount = '', day, flag] = rows[at] ?? []
        assert.equal(name, String(row.NAZWA).trim())
        assert.equal(Number(amount), row.KWOTA)
        assert.equal(day, (row.DATA as Date).toISOString().slice(0, 10))
        assert.equal(flag, row.JEST === null ? '' : String(row.JEST))
      }
    }),
    { numRuns: 40 },
  )
})
