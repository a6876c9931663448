import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shown } from './problem.ts'
import { type FieldType, resources } from './resources.ts'
import { compileRow, writeGrosze } from './rows.ts'

function faultOf(type: FieldType, cell: string) {
  const field = { name: 'field', type, required: true, meaning: '' }
  const [reader] = compileRow({
    name: 'parties',
    meaning: '',
    key: [],
    fields: [field],
    controlTotals: [],
    derived: [],
  })
  return reader!.fault(cell)
}

const cases: readonly (readonly [FieldType, readonly string[], readonly (readonly [string, string])[]])[] = [
  [
    { kind: 'id' },
    ['1', 'A/12-b', 'Ł1', 'x'.repeat(64), 'a b'],
    [
      [' 1', 'id'],
      ['1 ', 'id'],
      ['1\u00a0', 'id'],
      ['x'.repeat(65), 'id'],
      ['a\tb', 'controlCharacter'],
      ['a\u202eb', 'controlCharacter'],
      ['a\u0085b', 'controlCharacter'],
    ],
  ],
  [
    { kind: 'text', maxLength: 5 },
    ['zażół', '👩👩👩👩👩', 'a "b'],
    [
      ['sześć!', 'textTooLong'],
      ['👩👩👩👩👩👩', 'textTooLong'],
      ['a\nb', 'controlCharacter'],
      ['a\u2028b', 'controlCharacter'],
    ],
  ],
  [
    { kind: 'money' },
    ['0.00', '-0.05', '9999999999999.99'],
    ['', '1', '1.5', '1,50', '1 000.00', '+1.00', '1.500', '1e5', '.50', '١.٠٠', '99999999999999.00', '--1.00'].map(
      (cell) => [cell, 'money'] as const,
    ),
  ],
  [
    { kind: 'decimal', scale: 3, minimum: 0 },
    ['0', '12', '12.5', '12.345', '0.001', '-0.000'],
    [
      ['12.3456', 'decimal'],
      ['12.', 'decimal'],
      ['.5', 'decimal'],
      ['012', 'decimal'],
      ['1e3', 'decimal'],
      ['Infinity', 'decimal'],
      ['9'.repeat(13), 'decimal'],
      ['-0.001', 'belowMinimum'],
    ],
  ],
  [
    { kind: 'integer', minimum: 1, maximum: 9999 },
    ['1', '9999'],
    ['0', '10000', '1.0', '01', '0x1', '1e2', '-1', '9'.repeat(400)].map((cell) => [cell, 'integer'] as const),
  ],
  [
    { kind: 'date' },
    ['1900-01-01', '2199-12-31', '2024-02-29', '2000-02-29'],
    [
      '2026-02-29',
      '2100-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-4-1',
      '05.03.2026',
      '1899-12-31',
      '2200-01-01',
    ].map((cell) => [cell, 'date'] as const),
  ],
  [{ kind: 'boolean' }, ['true', 'false'], ['True', '1', 'tak', 't'].map((cell) => [cell, 'boolean'] as const)],
  [
    { kind: 'enum', values: ['PLN'] },
    ['PLN'],
    ['pln', 'constructor', '__proto__'].map((cell) => [cell, 'enum'] as const),
  ],
  [
    { kind: 'nrb' },
    ['61109010140000071219812874'],
    ['61109010140000071219812875', '61 1090 1014 0000 0712 1981 2874', '1,02E+25', 'PL61109010140000071219812874'].map(
      (cell) => [cell, 'nrb'] as const,
    ),
  ],
]

for (const [type, right, wrong] of cases) {
  test(`cells of kind ${type.kind}`, () => {
    for (const cell of right) assert.equal(faultOf(type, cell), null, cell)
    for (const [cell, fault] of wrong) assert.equal(faultOf(type, cell), fault, cell)
  })
}

test('a date is right exactly when the calendar has it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1900, max: 2199 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 33 }),
      (y, m, d) => {
        const cell = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
        const day = new Date(Date.UTC(y, m - 1, d))
        const exists = day.getUTCFullYear() === y && day.getUTCMonth() === m - 1 && day.getUTCDate() === d
        assert.equal(faultOf({ kind: 'date' }, cell) === null, exists, cell)
      },
    ),
  )
})

test('no text makes a cell reader throw or take long', () => {
  const readers = resources.flatMap((resource) => compileRow(resource))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 5000 })), (cell) => {
      for (const reader of readers) if (cell !== '') reader.fault(cell)
    }),
    { numRuns: 300 },
  )
})

test('amounts of any size are written with two places', () => {
  assert.deepEqual([0, 5, -5, 123456, 10n ** 20n].map(writeGrosze), [
    '0.00',
    '0.05',
    '-0.05',
    '1234.56',
    '1000000000000000000.00',
  ])
})

test('a value is shown short and without control characters', () => {
  assert.equal(shown('a\u0000b\u202ec\nd'), 'a␣b␣c␣d')
  assert.equal([...shown('ż'.repeat(61))].length, 60)
  assert.equal(shown('ż'.repeat(60)), 'ż'.repeat(60))
  assert.equal(shown('👩'.repeat(61)).endsWith('…'), true)
})
