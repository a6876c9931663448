import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemText } from '../check/report.ts'
import { readStatements } from './read.ts'
import type { BankStatement } from './statement.ts'
import { statementLimits } from './statement.ts'
import {
  camt,
  caretDetails,
  encoded,
  individual,
  ingDetails,
  mainAccounts,
  mbankDetails,
  mt940,
  nrbOf,
  otherIndividual,
  payersAccount,
  pkoDetails,
  type TestStatement,
} from './statements.testkit.ts'

const read = (bytes: Uint8Array | string, options: Partial<Parameters<typeof readStatements>[1]> = {}) =>
  readStatements(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { name: 'wyciag.sta', ...options })

function only(bytes: Uint8Array | string): BankStatement {
  const { statements, problems } = read(bytes)
  assert.deepEqual(problems, [])
  assert.equal(statements.length, 1)
  return statements[0]!
}

const codes = (bytes: Uint8Array | string, options = {}) => read(bytes, options).problems.map(({ code }) => code)

describe('MT940', () => {
  test('PKO BP: tildes, ISO-8859-2, the byte 0xFF for nothing', () => {
    const statement = only(encoded(mt940(), 'iso-8859-2'))
    assert.equal(statement.account, mainAccounts.pko)
    assert.equal(statement.number, '231')
    assert.deepEqual([statement.openedOn, statement.closedOn], ['2026-11-25', '2026-11-26'])
    assert.deepEqual([statement.openingGrosze, statement.closingGrosze], [100_000, 150_025])
    assert.deepEqual(statement.movements, [
      {
        kind: 'credit',
        valueOn: '2026-11-26',
        bookedOn: '2026-11-26',
        amountGrosze: 50_025,
        bankReference: 'BK0001',
        title: `Opłata za listopad ${individual}`,
        payerName: 'ŻÓŁĆ ŚWIĘTOSŁAW UL. LIPOWA 4/7 KRAKÓW',
        numbers: [individual],
        payerId: null,
      },
    ])
  })

  test('PKO BP: a number broken between two pieces of the title is found', () => {
    const details = ['020~00PRZELEW', `~20CZYNSZ LISTOPAD ${individual.slice(0, 11)}`, `~21${individual.slice(11)}`]
    assert.deepEqual(only(mt940({ movements: [{ details }] })).movements[0]!.numbers, [individual])
  })

  test('a second line of :61: with codes of the bank', () => {
    const text = mt940().replace('//BK0001', '//BK0001\r\n152 0')
    assert.equal(only(text).movements[0]!.bankReference, 'BK0001')
  })

  test('Pekao: carets, CP852, amounts padded with zeros, the letter of the currency', () => {
    const text = mt940({
      account: mainAccounts.pekao,
      movements: [{ mark: 'CN', amount: '000000000500,25', details: caretDetails() }],
    })
    const [movement] = only(encoded(text, 'cp852')).movements
    assert.equal(movement!.amountGrosze, 50_025)
    assert.equal(movement!.payerName, 'KĘDZIERSKA ŁUCJA')
    assert.deepEqual(movement!.numbers, [individual])
  })

  test('BNP Paribas: a statement number that is not a number', () => {
    const text = mt940({ account: mainAccounts.bnp, number: '01/2026/M', movements: [{ details: caretDetails() }] })
    assert.equal(only(encoded(text, 'cp852')).number, '01/2026/M')
  })

  test('ING: one sub-field a line, CP852', () => {
    const text = mt940({ account: mainAccounts.ing, movements: [{ details: ingDetails() }] })
    const [movement] = only(encoded(text, 'cp852')).movements
    assert.equal(movement!.payerName, 'WÓJCIK JÓZEF')
    assert.equal(movement!.title, `CZYNSZ XI 2026 ${individual}`)
    assert.deepEqual(movement!.numbers, [individual], 'the payer’s own number is no number of the cooperative’s')
  })

  test('mBank: free text broken in the middle of words, 0x01 before each block, ISO-8859-2', () => {
    const message = mt940({
      account: mainAccounts.mbank,
      reference: 'ST261126CYC/1',
      movements: [{ mark: 'CN', details: mbankDetails() }],
    })
    const [movement] = only(encoded(`\u0001${message}`, 'iso-8859-2')).movements
    assert.equal(movement!.payerId, '000000000015')
    assert.equal(movement!.payerName, 'ŚLIWA BOŻENA UL. GÓRNA 1')
    assert.equal(movement!.title, 'CZYNSZ')
    assert.deepEqual(movement!.numbers, [])
    const two = read(encoded(`\u0001${message}\u0001${message.replace(':28C:231', ':28C:232')}`, 'iso-8859-2'))
    assert.deepEqual(
      two.statements.map(({ number }) => number),
      ['231', '232'],
    )
  })

  test('a doubled :86: says the same and more the second time', () => {
    const text = mt940().replace(':86:020~00', ':86:020\r\n:86:020~00')
    assert.deepEqual(only(text).movements[0]!.numbers, [individual])
  })

  test('brackets of the network around a message', () => {
    const text = `{1:F01BANKPLPWAXXX0000000000}{2:O9400000261126BANKPLPWAXXX00000000002611260000N}{4:\r\n${mt940()}-}`
    assert.equal(only(text).number, '231')
    assert.equal(only(`{1:F01}{2:O940}{4:${mt940()}`).number, '231')
  })

  test('UTF-8 is seen by itself, an encoding named wins, and none of them touches a figure', () => {
    const text = mt940()
    assert.match(only(encoded(text, 'utf-8')).movements[0]!.payerName, /ŻÓŁĆ ŚWIĘTOSŁAW/)
    assert.match(only(Buffer.concat([Buffer.from('\ufeff'), encoded(text, 'utf-8')])).movements[0]!.payerName, /ŻÓŁĆ/)
    const bytes = encoded(text, 'cp1250')
    assert.doesNotMatch(only(bytes).movements[0]!.payerName, /ŚWIĘTOSŁAW/)
    const named = read(bytes, { encoding: 'cp1250' }).statements[0]!
    assert.match(named.movements[0]!.payerName, /ŻÓŁĆ ŚWIĘTOSŁAW/)
    assert.equal(named.closingGrosze, only(bytes).closingGrosze)
  })

  test('what goes in and what goes out, taken back and come back', () => {
    const movements = [
      { mark: 'C', amount: '100,00' },
      { mark: 'D', amount: '30,00' },
      { mark: 'RC', amount: '100,' },
      { mark: 'RD', amount: '0,5' },
    ]
    const statement = only(mt940({ closing: 'C261126PLN970,50', movements }))
    assert.deepEqual(
      statement.movements.map(({ kind, amountGrosze }) => [kind, amountGrosze]),
      [
        ['credit', 10_000],
        ['debit', -3_000],
        ['creditReversal', -10_000],
        ['debitReversal', 50],
      ],
    )
  })

  test('a balance below zero, and a booking day over the turn of the year', () => {
    const statement = only(
      mt940({
        opening: 'D261231PLN10,00',
        closing: 'C270102PLN490,25',
        movements: [{ day: '261231', entryDay: '0102' }],
      }),
    )
    assert.equal(statement.openingGrosze, -1_000)
    assert.deepEqual([statement.movements[0]!.valueOn, statement.movements[0]!.bookedOn], ['2026-12-31', '2027-01-02'])
  })

  test('no movements in the month: a statement nevertheless', () => {
    assert.deepEqual(only(mt940({ closing: 'C261126PLN1000,00', movements: [] })).movements, [])
  })

  test('a balance that does not come out is named with the line, the field and the figures', () => {
    const found = read(mt940({ closing: 'C261126PLN1500,26' })).problems
    const line =
      mt940()
        .split('\r\n')
        .findIndex((one) => one.startsWith(':62F:')) + 1
    assert.deepEqual(
      found.map(({ code, line, column, value }) => [code, line, column, value]),
      [['sumMismatch', line, ':62F:', '1500.26']],
    )
    assert.match(
      found[0]!.message,
      /saldo otwarcia 1000\.00 i operacje 500\.25 dają 1500\.25, a saldo końcowe to 1500\.26/,
    )
    assert.match(problemText(found[0]!, 'pl').join('\n'), /^wyciag\.sta, wiersz 14, pole :62F:, jest „1500\.26”/)
    assert.match(problemText(found[0]!, 'en').join('\n'), /does not add up/)
  })

  const broken: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
    ['cut before the closing balance', mt940().split(':62F:')[0]!, ['fieldMissing']],
    ['without an account', mt940().replace(/:25:.*\r\n/, ''), ['fieldMissing']],
    ['two opening balances', mt940().replace(/(:60F:.*\r\n)/, '$1$1'), ['fieldTwice']],
    ['a balance of letters', mt940({ opening: 'CABCDEFPLN1,00' }), ['balance']],
    ['a 31 February', mt940({ movements: [{ day: '260231' }] }), ['date']],
    ['three places after the comma', mt940({ movements: [{ amount: '500,255' }] }), ['amount']],
    ['an amount without digits', mt940({ movements: [{ amount: ',25' }] }), ['amount']],
    ['an unknown mark', mt940({ movements: [{ mark: 'X' }] }), ['movement']],
    ['another currency at the end', mt940({ closing: 'C261126EUR1500,25' }), ['currencyMixed']],
    [
      'an amount no sum can hold',
      mt940({ movements: Array(2_000).fill({ amount: '9999999999999,99' }) }),
      ['sumTooLarge'],
    ],
    ['an intraday report', mt940().replace(':28C:', ':34F:PLN0,00\r\n:28C:'), ['intradayReport']],
    ['a NUL', mt940().replace('PRZELEW', 'PRZE\0EW'), ['nulByte']],
    ['an endless line', mt940().replace('PRZELEW', 'P'.repeat(5_000)), ['lineTooLong']],
    ['a CSV of the bank', 'Data;Kwota;Tytuł\r\n2026-11-26;500,25;Czynsz\r\n', ['notAStatement']],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', ['notAStatement']],
    ['a zip', 'PK\u0003\u0004\0\0', ['notAStatement']],
    ['nothing', '', ['empty']],
    ['UTF-16', `\ufeff${mt940()}`, ['utf16']],
  ]
  for (const [what, text, expected] of broken) {
    test(`refused: ${what}`, () => {
      const bytes = what === 'UTF-16' ? Buffer.from(text, 'utf16le') : Buffer.from(text)
      assert.deepEqual(codes(bytes), expected)
      for (const found of read(bytes).problems) {
        assert.ok(found.message.length > 20 && found.messageEn.length > 20)
        assert.equal(found.file, 'wyciag.sta')
      }
    })
  }

  test('limits of size, statements, movements and problems', () => {
    const limits = { ...statementLimits, bytes: 2_000, statements: 2, movements: 3, problems: 4 }
    assert.deepEqual(codes('x'.repeat(2_001), { limits }), ['fileTooLarge'])
    const roomy = { ...limits, bytes: 100_000 }
    assert.deepEqual(codes(mt940().repeat(3), { limits: roomy }), ['tooManyStatements'])
    const four: TestStatement = { closing: 'C261126PLN3001,00', movements: Array(4).fill({}) }
    assert.deepEqual(codes(mt940(four), { limits: roomy }), ['tooManyMovements'])
    const many = read(mt940({ movements: Array(9).fill({ mark: 'X' }) }), { limits: roomy })
    assert.deepEqual([many.problems.length, many.problemCount], [4, 9])
  })
})

describe('camt.053', () => {
  for (const version of ['02', '03', '04', '05', '06', '07', '08']) {
    test(`version .${version}`, () => {
      const statement = only(camt({ version }))
      assert.equal(statement.account, mainAccounts.pko)
      assert.deepEqual([statement.openingGrosze, statement.closingGrosze], [100_000, 150_025])
      assert.deepEqual(statement.movements, [
        {
          kind: 'credit',
          valueOn: '2026-11-26',
          bookedOn: '2026-11-26',
          amountGrosze: 50_025,
          bankReference: 'BK0001',
          title: 'Czynsz za listopad',
          payerName: 'Żółć Świętosław & syn',
          numbers: [individual],
          payerId: null,
        },
      ])
    })
  }

  test('a prefix of its own, ISO-8859-2, numeric characters', () => {
    assert.equal(only(camt({ prefix: 'ns2' })).number, '231')
    const bytes = encoded(camt({ encoding: 'ISO-8859-2', version: '08' }), 'iso-8859-2')
    assert.equal(only(bytes).movements[0]!.payerName, 'Żółć Świętosław & syn')
    assert.equal(only(camt({ entries: [{ title: 'Op&#322;ata &#x142;' }] })).movements[0]!.title, 'Opłata ł')
    // What a bank writes into a title is text; elements in it say nothing.
    assert.equal(only(camt({ entries: [{ title: '<a>1</a>' }] })).movements[0]!.title, '')
  })

  test('the payments of a collective entry, each to its own number', () => {
    const part = (amount: string, paidTo: string) =>
      `<TxDtls><AmtDtls><TxAmt><Amt Ccy="PLN">${amount}</Amt></TxAmt></AmtDtls><RltdPties><CdtrAcct><Id><IBAN>PL${paidTo}</IBAN></Id></CdtrAcct></RltdPties></TxDtls>`
    const collective = only(
      camt({ entries: [{ details: part('200.00', individual) + part('300.25', otherIndividual) }] }),
    )
    assert.deepEqual(
      collective.movements.map(({ amountGrosze, numbers }) => [amountGrosze, ...numbers]),
      [
        [20_000, individual],
        [30_025, otherIndividual],
      ],
    )
    // Parts that do not come to the whole are not believed: one movement, to nobody.
    const wrong = only(camt({ entries: [{ details: part('200.00', individual) + part('300.00', otherIndividual) }] }))
    assert.deepEqual(
      wrong.movements.map(({ amountGrosze, numbers }) => [amountGrosze, ...numbers]),
      [[50_025]],
    )
  })

  test('reversals say which way the money goes now; what is not booked is not there', () => {
    const entries = [
      { amount: '100.00' },
      { amount: '100.00', mark: 'DBIT', reversal: true },
      { amount: '7.00', mark: 'CRDT', reversal: true },
      { amount: '5.00', mark: 'DBIT' },
      { amount: '900.00', status: 'PDNG' },
    ] as const
    for (const version of ['02', '08']) {
      const statement = only(camt({ version, closing: '1002.00', entries }))
      assert.deepEqual(
        statement.movements.map(({ kind, amountGrosze }) => [kind, amountGrosze]),
        [
          ['credit', 10_000],
          ['creditReversal', -10_000],
          ['debitReversal', 700],
          ['debit', -500],
        ],
      )
    }
  })

  const broken: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
    ['a sum that is wrong', camt({ closing: '1500.26' }), ['sumMismatch']],
    ['a file cut short', camt().slice(0, 900), ['xmlBroken']],
    [
      'definitions of its own',
      camt().replace('<Document', '<!DOCTYPE x [<!ENTITY a "aaaa">]><Document'),
      ['xmlEntities'],
    ],
    [
      'another message',
      camt().replaceAll('camt.053', 'camt.054').replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn'),
      ['otherMessage'],
    ],
    ['a newer version', camt({ version: '11' }), ['version']],
    ['a page', '<!doctype html><html></html>', ['notAStatement']],
    ['an unknown encoding', camt({ encoding: 'EBCDIC' }), ['xmlEncoding']],
    ['an amount with a thousands separator', camt({ entries: [{ amount: '1,500.25' }] }), ['amount']],
    ['an amount written by a float', camt({ entries: [{ amount: '5.0025e2' }] }), ['amount']],
    ['no closing balance', camt().replace('CLBD', 'CLAV'), ['fieldMissing']],
    ['a wrong day', camt({ entries: [{ day: '2026-02-30' }] }), ['date']],
    ['no statement', camt().replace(/<Stmt>.*<\/Stmt>/s, ''), ['noStatement']],
    ['a deep one', camt({ entries: [{ details: '<a>'.repeat(60) + '</a>'.repeat(60) }] }), ['xmlDepth']],
  ]
  for (const [what, text, expected] of broken) {
    test(`refused: ${what}`, () => assert.deepEqual(codes(text), expected))
  }

  test('an entry with nothing in it is nobody else’s payment once more', () => {
    const twice = camt({ closing: '2000.50' }).replace('</Ntry>', '</Ntry><Ntry/>')
    assert.deepEqual(new Set(codes(twice)), new Set(['amount', 'movement', 'date']))
  })

  test('a number of account or statement that is not to be seen is missing', () => {
    for (const nothing of ['&#0;', '&#x85;']) {
      assert.deepEqual(codes(camt({ account: nothing }).replace('>PL', '>')), ['fieldMissing'])
      assert.equal(only(camt({ number: nothing })).number, '231', 'the next name of it')
    }
    assert.deepEqual(codes(mt940().replace(/:28C:.*/, ':28C:\u0085')), ['fieldMissing'])
  })

  test('the encoding is found also where spaces stand around its sign', () => {
    const text = camt({ encoding: 'ISO-8859-2' }).replace('encoding="ISO-8859-2"', "encoding = 'ISO-8859-2'")
    assert.equal(only(encoded(text, 'iso-8859-2')).movements[0]!.payerName, 'Żółć Świętosław & syn')
  })

  test('names of elements that mean something to JavaScript mean nothing here', () => {
    const text = camt({ entries: [{ details: '<__proto__><Nm>x</Nm></__proto__><constructor/>' }] })
    assert.deepEqual(codes(text), ['xmlBroken'])
    assert.equal(({} as { Nm?: string }).Nm, undefined)
  })
})

test('numbers written in groups are found, wrong check digits and longer runs are not', () => {
  const grouped = individual.replace(/^(..)(....)(....)(....)(....)(....)(....)$/, '$1 $2 $3 $4 $5 $6 $7')
  const found = (title: string) =>
    only(mt940({ movements: [{ details: ['020~00PRZELEW', `~20${title}`] }] })).movements[0]!.numbers
  assert.deepEqual(found(`rach. ${grouped} luty`), [individual])
  assert.deepEqual(found(`1${individual}`), [])
  assert.deepEqual(found(individual.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))), [])
  assert.deepEqual(
    only(mt940({ movements: [{ details: pkoDetails(nrbOf('102055619999000000000031')) }] })).movements[0]!.numbers
      .length,
    1,
  )
  assert.equal(payersAccount.length, 26)
})
