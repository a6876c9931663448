import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { type CsvFault, CsvReader } from './csv.ts'

interface Read {
  readonly rows: string[][]
  readonly lines: number[]
  readonly faults: (readonly [CsvFault, number, number | null])[]
}

/** Reads `bytes` in pieces of the given length. */
async function read(bytes: Buffer, piece = bytes.length || 1, limit?: number): Promise<Read> {
  const result: Read = { rows: [], lines: [], faults: [] }
  const reader = new CsvReader(
    {
      row(cells, count, line) {
        result.rows.push(cells.slice(0, count))
        result.lines.push(line)
        // Every third row asks to wait, as a busy database would.
        return result.rows.length % 3 === 0 ? Promise.resolve() : undefined
      },
      fault(fault, line, cell) {
        result.faults.push([fault, line, cell])
      },
    },
    limit,
  )
  // The same block again and again, as files are read; what stands in it afterwards must not matter.
  const block = Buffer.allocUnsafe(piece)
  for (let at = 0; at < bytes.length; at += piece) {
    await reader.push(block.subarray(0, bytes.copy(block, 0, at, at + piece)))
    block.fill('#')
  }
  await reader.end()
  return result
}

test('rows, quotes, both line ends, a last line without an end', async () => {
  const { rows, lines, faults } = await read(Buffer.from('a,b\r\n"x, ""y""\n z",\n,"ź"\r\n"",q'))
  assert.deepEqual(rows, [
    ['a', 'b'],
    ['x, "y"\n z', ''],
    ['', 'ź'],
    ['', 'q'],
  ])
  assert.deepEqual(lines, [1, 2, 4, 5])
  assert.deepEqual(faults, [])
})

const faulty: readonly (readonly [string, Buffer, Read['faults'], number])[] = [
  ['lone quote', Buffer.from('a,b\nx,5" rura\ny,z\n'), [['loneQuote', 2, 1]], 2],
  ['text after a quote', Buffer.from('a,b\n"x"y,1\ny,z\n'), [['textAfterQuote', 2, 0]], 2],
  ['quote never closed', Buffer.from('a,b\nc,d\ne,"f\ng,h\n'), [['unclosedQuote', 3, null]], 2],
  ['empty line', Buffer.from('a,b\n\nc,d\n'), [['emptyLine', 2, null]], 2],
  ['BOM', Buffer.from('\ufeffa,b\n'), [['byteOrderMark', 1, null]], 0],
  ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), [['notUtf8', 1, null]], 0],
  ['NUL', Buffer.from('a,b\nc,d\ne,\0\n'), [['nulByte', 3, null]], 0],
  ['CP1250', Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0xb3, 0xf3, 0x64, 0x9f, 0x0a]), [['notUtf8', 3, null]], 0],
  ['cut inside a letter', Buffer.from([0x61, 0x0a, 0xc5]), [['notUtf8', 2, null]], 1],
]

for (const [name, bytes, faults, rows] of faulty) {
  test(`fault: ${name}`, async () => {
    const found = await read(bytes)
    assert.deepEqual(found.faults, faults)
    assert.equal(found.rows.length, rows)
  })
}

test('a line or a quoted field without end stops at the limit', async () => {
  const long = Buffer.alloc(5000, 'x')
  assert.deepEqual((await read(Buffer.concat([Buffer.from('a\n'), long]), 100, 1000)).faults, [
    ['lineTooLong', 2, null],
  ])
  const quoted = Buffer.concat([Buffer.from('a\n"'), Buffer.from('xxxxxxxxx\n'.repeat(500))])
  assert.deepEqual((await read(quoted, 100, 1000)).faults, [['unclosedQuote', 2, null]])
  assert.deepEqual((await read(Buffer.concat([long, Buffer.from('\n')]), 5001, 1000)).faults, [
    ['lineTooLong', 1, null],
  ])
})

test('a line without an end is given up after the limit, however long it goes on', async () => {
  const reader = new CsvReader({ row: () => undefined, fault: () => {} })
  const chunk = Buffer.alloc(256 * 1024, 'x')
  let pushed = 0
  for (; pushed < 64 && !reader.stopped; pushed += 1) await reader.push(chunk)
  assert.equal(reader.stopped, true)
  assert.ok(pushed <= 5)
})

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'Ł', '👩', ' ', '"', ',', '\n', '\r\n', '1', '.') }),
  fc.string(),
)
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))

function write(rows: readonly (readonly string[])[], end: string, alwaysQuote: boolean): Buffer {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const one = (text: string) => (alwaysQuote || /[",\r\n]/.test(text) ? quoted(text) : text)
  return Buffer.from(rows.map((row) => row.map(one).join(',')).join(end) + end)
}

test('any table is read as csv-parse reads it, whatever the pieces it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (rows, end, alwaysQuote, piece) => {
        fc.pre(rows.flat().every((text) => !text.includes('\0') && !text.startsWith('\ufeff')))
        const bytes = write(rows, end, alwaysQuote)
        const found = await read(bytes, piece)
        assert.deepEqual(found.faults, [])
        assert.deepEqual(found.rows, parse(bytes, { record_delimiter: ['\r\n', '\n'], relax_column_count: true }))
        assert.deepEqual(found.rows, rows)
      },
    ),
    { numRuns: 600 },
  )
})

test('any bytes end in rows and faults, never in an exception, and the same in any pieces', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((list) => Buffer.from(list)),
    fc
      .string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x', 'ż', '\0'), maxLength: 200 })
      .map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (input, piece) => {
      const whole = await read(input, undefined, 300)
      const pieces = await read(input, piece, 300)
      // What comes after the first fault that stops a file may differ by a block; what comes before may not.
      const rows = Math.min(whole.rows.length, pieces.rows.length)
      assert.deepEqual(whole.rows.slice(0, rows), pieces.rows.slice(0, rows))
      for (const [, line] of [...whole.faults, ...pieces.faults]) assert.ok(line >= 1 && line <= 402)
    }),
    { numRuns: 1500 },
  )
})
