import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { grosze, moneyToDecimal, sumGrosze } from '#kernel/money.ts'
import { readStatements, type StatementReading } from './read.ts'
import {
  camt,
  caretDetails,
  encoded,
  individual,
  ingDetails,
  mainAccounts,
  mbankDetails,
  mt940,
  pkoDetails,
  type TestEntry,
  type TestMovement,
} from './statements.testkit.ts'

type Reader = (bytes: Uint8Array) => StatementReading
const reader: Reader = (bytes) => readStatements(bytes, { name: 'plik' })

const runs = { numRuns: 400, seed: 20261126 }
const signs = { C: 1, D: -1, RC: -1, RD: 1 } as const
const marks = { C: 'CRDT', D: 'DBIT', RC: 'DBIT', RD: 'CRDT' } as const

interface Invented {
  readonly opening: number
  readonly moves: readonly { readonly kind: keyof typeof signs; readonly amount: number; readonly title: string }[]
}

/** Titles hold what payers type: separators of the banks, colons, line-like text, letters of everywhere. */
const title = fc.string({ unit: fc.constantFrom(...'ab Zż9~^<?:;/.-ł12'), maxLength: 26 })
const invented: fc.Arbitrary<Invented> = fc.record({
  opening: fc.integer({ min: 0, max: 10_000_000 }),
  moves: fc.array(
    fc.record({
      kind: fc.constantFrom('C', 'D', 'RC', 'RD'),
      amount: fc.integer({ min: 1, max: 99_999_999 }),
      title,
    }),
    { maxLength: 8 },
  ),
})
const sumOf = ({ opening, moves }: Invented): number =>
  moves.reduce((sum, { kind, amount }) => sum + signs[kind] * amount, opening)
const decimal = (amount: number) => moneyToDecimal(grosze(Math.abs(amount)))
const swift = (amount: number) => decimal(amount).replace('.', ',')

const dialects = ['pko', 'pekao', 'bnp', 'ing', 'mbank'] as const
type Dialect = (typeof dialects)[number]

function mt940File(file: Invented, dialect: Dialect): Buffer {
  const closing = sumOf(file)
  const details: Readonly<Record<Dialect, (title: string) => readonly string[]>> = {
    pko: (said) => pkoDetails(individual, said),
    pekao: () => caretDetails(),
    bnp: () => caretDetails(),
    ing: () => ingDetails(),
    mbank: (said) => mbankDetails('000000000015', said),
  }
  const movements = file.moves.map(
    (move): TestMovement => ({ mark: move.kind, amount: swift(move.amount), details: details[dialect](move.title) }),
  )
  const balance = (amount: number) => `${amount < 0 ? 'D' : 'C'}261126PLN${swift(amount)}`
  const text = mt940({
    account: mainAccounts[dialect],
    opening: balance(file.opening),
    closing: balance(closing),
    movements,
  })
  return encoded(text, dialect === 'pko' || dialect === 'mbank' ? 'iso-8859-2' : 'cp852')
}

function camtFile(file: Invented): Buffer {
  const closing = sumOf(file)
  const entries = file.moves.map(
    ({ kind, amount, title: said }): TestEntry => ({
      amount: decimal(amount),
      mark: marks[kind],
      reversal: kind.startsWith('R'),
      title: said.replaceAll('<', '&lt;'),
    }),
  )
  const text = camt({ opening: decimal(file.opening), closing: decimal(closing), entries })
  const last = text.lastIndexOf('<CdtDbtInd>CRDT', text.indexOf('<Ntry>') < 0 ? undefined : text.indexOf('<Ntry>'))
  return Buffer.from(closing < 0 ? text.slice(0, last) + text.slice(last).replace('CRDT', 'DBIT') : text)
}

/** What was written is what is read, in every dialect. */
const roundTrip = (read: Reader) =>
  fc.property(invented, fc.constantFrom(...dialects, 'camt' as const), (file, dialect) => {
    const { statements, problems } = read(dialect === 'camt' ? camtFile(file) : mt940File(file, dialect))
    assert.deepEqual(problems, [])
    const [statement] = statements
    assert.equal(statement!.closingGrosze, sumOf(file))
    assert.deepEqual(
      statement!.movements.map(({ amountGrosze }) => amountGrosze),
      file.moves.map(({ kind, amount }) => signs[kind] * amount),
    )
    assert.deepEqual(
      statement!.movements.map(({ kind }) => kind),
      file.moves.map(({ kind }) => ({ C: 'credit', D: 'debit', RC: 'creditReversal', RD: 'debitReversal' })[kind]),
    )
  })

type Damage =
  | { readonly kind: 'cut' | 'drop' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'put'; readonly at: number; readonly bytes: Uint8Array }

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('cut', 'drop', 'repeat'),
    at: fc.nat(3_000),
    length: fc.nat(200),
  }),
  fc.record({ kind: fc.constant('put'), at: fc.nat(3_000), bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) }),
)

function damaged(bytes: Buffer, how: readonly Damage[]): Buffer {
  return how.reduce((before, one) => {
    const at = one.at % (before.length + 1)
    if (one.kind === 'cut') return before.subarray(0, at)
    if (one.kind === 'put') return Buffer.concat([before.subarray(0, at), one.bytes, before.subarray(at)])
    const end = at + one.length
    const rest = one.kind === 'drop' ? before.subarray(end) : before.subarray(at)
    return Buffer.concat([before.subarray(0, one.kind === 'drop' ? at : end), rest])
  }, bytes)
}

/** A damaged file is refused with a place and a sentence, or what is read of it adds up. It never throws. */
const survives = (read: Reader) =>
  fc.property(
    invented,
    fc.constantFrom(...dialects, 'camt' as const),
    fc.array(damage, { minLength: 1, maxLength: 3 }),
    (file, dialect, how) => {
      const { statements, problems } = read(
        damaged(dialect === 'camt' ? camtFile(file) : mt940File(file, dialect), how),
      )
      assert.ok(problems.length > 0 !== statements.length > 0, 'either statements or problems')
      for (const { message, file: named } of problems) assert.ok(message.length > 20 && named === 'plik')
      for (const { openingGrosze, closingGrosze, movements } of statements)
        assert.equal(sumGrosze([openingGrosze, ...movements.map(({ amountGrosze }) => amountGrosze)]), closingGrosze)
    },
  )

const anything = (read: Reader) =>
  fc.property(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(
            ':20:',
            ':25:',
            ':61:',
            ':86:',
            ':62F:',
            '\r\n',
            '-',
            '{4:',
            'C261126PLN1,00',
            '~20',
            '\u0001',
            '12',
          ),
          { maxLength: 60 },
        )
        .map((parts) => Buffer.from(parts.join(''))),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '/',
            'Document',
            'Stmt',
            'Ntry',
            ' xmlns="camt.053.001.02"',
            '<!--',
            '-->',
            '<![CDATA[',
            ']]>',
            '&amp;',
            '<?xml?>',
            'a',
          ),
          { maxLength: 60 },
        )
        .map((parts) => Buffer.from(`<${parts.join('')}`)),
    ),
    (bytes) => {
      assert.ok(read(bytes).problems.length > 0)
    },
  )

test('statements of every dialect are read as they were written', () => fc.assert(roundTrip(reader), runs))
test('damaged statements never throw and never come out wrong', () =>
  fc.assert(survives(reader), { ...runs, numRuns: 1_500 }))
test('anything at all never throws', () => fc.assert(anything(reader), { ...runs, numRuns: 1_000 }))

test('the checks can fail: planted faults are found', () => {
  const found = (property: fc.IProperty<unknown>, numRuns = 1_500) => fc.check(property, { ...runs, numRuns }).failed
  // Reversals taken for payments.
  const unreversed: Reader = (bytes) => {
    const reading = reader(bytes)
    const plain = (amount: number) => grosze(Math.abs(amount))
    return {
      ...reading,
      statements: reading.statements.map((one) => ({
        ...one,
        movements: one.movements.map((move) =>
          move.kind === 'creditReversal' ? { ...move, amountGrosze: plain(move.amountGrosze) } : move,
        ),
      })),
    }
  }
  assert.ok(found(roundTrip(unreversed)), 'a reversal that adds')
  // A reader that believes every file: half of it is taken.
  const believing: Reader = (bytes) => {
    const reading = reader(bytes)
    if (!reading.problems.some(({ code }) => code === 'sumMismatch')) return reading
    const opening = grosze(0)
    return {
      ...reading,
      problems: [],
      problemCount: 0,
      statements: [
        {
          account: '',
          number: '',
          currency: 'PLN',
          openedOn: '' as never,
          closedOn: '' as never,
          openingGrosze: opening,
          closingGrosze: grosze(1),
          movements: [],
        },
      ],
    }
  }
  assert.ok(found(survives(believing)), 'no check of the sum')
  const throwing: Reader = (bytes) => {
    if (bytes.length > 0 && bytes.at(-1) === 0x3a) throw new TypeError('cannot read properties of null')
    return reader(bytes)
  }
  assert.ok(found(survives(throwing)), 'a reader that falls over a file cut after a colon')
})
