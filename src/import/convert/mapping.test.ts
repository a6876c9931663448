import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { convertFolder, windowsFiles, windowsMapping } from './convert.testkit.ts'
import { readMapping } from './mapping.ts'
import { convertProblems } from './shape.ts'

function told(text: string): readonly string[] {
  const problems = convertProblems()
  const mapping = readMapping('opis.yaml', text, problems)
  assert.equal(mapping === null, problems.count > 0)
  return problems.listed.map(({ code, line, column, value }) => [code, line, column, value].join(' '))
}

const changed = (from: string, to: string): string => {
  assert.ok(windowsMapping.includes(from), from)
  return windowsMapping.replace(from, to)
}
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length

test('the mapping of the tests is right', () => assert.deepEqual(told(windowsMapping), []))

const mistakes: readonly (readonly [string, string, string, string])[] = [
  ['a mistyped key', 'encoding: cp1250', 'encodng: cp1250', 'mappingUnknown LINE sources.budynki.encodng encodng'],
  [
    'an encoding nobody knows',
    'encoding: cp1250',
    'encoding: latin2',
    'mappingShape LINE sources.budynki.encoding latin2',
  ],
  [
    'a separator of two characters',
    'separator: ";"',
    'separator: ";;"',
    'mappingShape LINE sources.budynki.separator ;;',
  ],
  [
    'a style of numbers nobody knows',
    'numbers: "1 234,56"',
    'numbers: "1234"',
    'mappingShape LINE sources.budynki.numbers 1234',
  ],
  [
    'a path out of the folder',
    'file: budynki.csv',
    'file: ../budynki.csv',
    'fileOutside LINE sources.budynki.file ../budynki.csv',
  ],
  ['a source nobody described', 'from: konta', 'from: kontaa', 'mappingNoName LINE resources.accounts.from kontaa'],
  [
    'a list of codes nobody wrote',
    'codes: rodzaje',
    'codes: rodzaj',
    'mappingNoName LINE resources.premises.fields.kind.codes rodzaj',
  ],
  [
    'a field the contract lacks',
    'number: LOK',
    'nummber: LOK',
    'mappingUnknown LINE resources.premises.fields.nummber nummber',
  ],
  ['a forgotten resource', '  readings: none\n', '', 'mappingResource 11 resources readings'],
  ['a resource twice', '  readings: none\n', '  readings: none\n  readings: none\n', 'mappingTwice LINE+1  '],
  [
    'a constant the contract refuses',
    'currency: { value: PLN }',
    'currency: { value: EUR }',
    'enum LINE resources.accounts.fields.currency.value EUR',
  ],
  [
    'a code with a meaning the contract refuses',
    '{ M: dwelling, U: commercial }',
    '{ M: flat, U: commercial }',
    'enum 23 resources.premises.fields.kind.codes flat',
  ],
  [
    'two bases at once',
    'side: { value: charge }',
    'side: { value: charge, column: WN }',
    'mappingShape LINE resources.entries[1].fields.side ',
  ],
  [
    'a brace without a partner',
    "'{BUD}-{LOK}' }",
    "'{BUD-{LOK}' }",
    'mappingShape LINE resources.premises.fields.id.text {BUD-{LOK}',
  ],
  [
    'otherwise without codes',
    'nrb: RACHUNEK',
    'nrb: { column: RACHUNEK, otherwise: "" }',
    'mappingMissing LINE resources.accounts.fields.nrb.otherwise ',
  ],
  [
    'computed where nothing can be',
    'number: LOK',
    'number: { computed: true }',
    'mappingUnknown LINE resources.premises.fields.number.computed computed',
  ],
  [
    'a condition of two kinds',
    '{ nonZero: true }',
    '{ nonZero: true, empty: false }',
    'mappingShape LINE resources.entries[1].where.WN ',
  ],
  ['no value', 'from: konta', 'from:', 'mappingShape LINE resources.accounts.from '],
  [
    'a list where a text belongs',
    'cooperativeId: sm-probna',
    'cooperativeId: [a, b]',
    'mappingShape LINE cooperativeId ',
  ],
  [
    'an identifier with Polish letters',
    'cooperativeId: sm-probna',
    'cooperativeId: spółdzielnia',
    'mappingShape LINE cooperativeId spółdzielnia',
  ],
]
for (const [name, from, to, expected] of mistakes) {
  test(`told with its line: ${name}`, () => {
    const text = changed(from, to)
    const line = lineOf(windowsMapping, from)
    const wanted = expected.replace('LINE+1', String(line + 1)).replace('LINE', String(line))
    assert.ok(
      told(text).some((one) => one.startsWith(wanted.trimEnd())),
      `${wanted}\n${told(text).join('\n')}`,
    )
  })
}

test('YAML that is none is told with its line and a reason in Polish', () => {
  const problems = convertProblems()
  assert.equal(readMapping('opis.yaml', 'sources:\n\tkonta: x\n', problems), null)
  assert.deepEqual(
    problems.listed.slice(0, 1).map(({ line, message, messageEn }) => [line, message, messageEn]),
    [
      [
        2,
        'Plik opisu nie jest poprawnym YAML-em od tego miejsca: wcięcie zrobiono tabulatorem, a muszą być spacje.',
        'The mapping file is not valid YAML from this place on: tabs indent it, spaces are needed.',
      ],
    ],
  )
  assert.deepEqual(told(`x: ${'a'.repeat(600_000)}`), ['mappingTooLarge   '])
  const bomb = `a: &a [x, x]\ncooperativeId: [${'*a,'.repeat(300)} x]\n`
  assert.ok(told(bomb).length > 0)
})

test('01 stays 01, and no word becomes a truth value', () => {
  const problems = convertProblems()
  const text = changed('{ M: dwelling, U: commercial }', '{ 01: dwelling, no: commercial, 1e3: garage, null: storage }')
  const premises = readMapping('opis.yaml', text, problems)?.resources.get('premises')?.[0]
  assert.deepEqual([...(premises?.fields.get('kind')?.codes?.keys() ?? [])], ['01', 'no', '1e3', 'null'])
})

test('columns the files lack are told with the line of the mapping and a guess', async () => {
  const text = changed('nrb: RACHUNEK', 'nrb: RACHUNKI').replace('{BUD}-{LOK}-{OSOBA}', '{BUD}-{LOKAL}')
  const { report, told: found } = await convertFolder(text, windowsFiles)
  assert.deepEqual(found, [
    `columnMissing opis.yaml ${lineOf(text, "{ text: '{BUD}-{LOKAL}' }")} resources.holdings.fields.id lokale.csv: LOKAL`,
    `columnMissing opis.yaml ${lineOf(text, 'RACHUNKI')} resources.accounts.fields.nrb konta.csv: RACHUNKI`,
  ])
  assert.match(report.problems[1]?.message ?? '', /Może chodziło o: RACHUNEK\?/)
  const without = await convertFolder(
    changed(
      'kartoteka.csv, encoding: cp1250, separator: ";", numbers: "1 234,56"',
      'kartoteka.csv, encoding: cp1250, separator: ";"',
    ),
    windowsFiles,
  )
  assert.ok(
    without.told.some((one) =>
      one.startsWith(`mappingMissing opis.yaml ${lineOf(windowsMapping, 'kartoteka.csv')} sources.kartoteka`),
    ),
    without.told.join('\n'),
  )
})

test('any edit of a mapping, any YAML and any text end in a mapping or in problems', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '&a ',
    '*a',
    '"',
    "'",
    '\n',
    '\t',
    '  ',
    '#',
    '|',
    '>',
    '!!int ',
    '? ',
    'none',
    '\u0000',
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(windowsMapping.length), fc.nat(30), pieces), { minLength: 1, maxLength: 4 }),
      (edits) => {
        let text = windowsMapping
        for (const [at, length, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + length)
        told(text)
      },
    ),
    { numRuns: 80 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void told(text)),
    { numRuns: 150 },
  )
})
