import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { convertFolder, cp1250, windowsFiles, windowsMapping } from './convert.testkit.ts'

const edited = (from: string, to: string): string => {
  assert.ok(windowsMapping.includes(from), from)
  return windowsMapping.replace(from, to)
}

test('a Windows export becomes a delivery that the check accepts', async () => {
  const { report, told, rows, check } = await convertFolder(windowsMapping, windowsFiles)
  assert.deepEqual(told, [])
  assert.deepEqual([report.ok, report.asOf, report.sequence], [true, '2026-11-22T22:00:00.000Z', 20261122])
  assert.deepEqual(await check(), [])
  assert.deepEqual(rows('buildings')[0], {
    id: '01',
    property_id: '01',
    street: 'Żeromskiego',
    house_number: '7a',
    postal_code: '30-001',
    city: 'Kraków',
  })
  assert.deepEqual(
    rows('parties').map(({ name, first_name, kind }) => [name, first_name, kind]),
    [
      ['Łącka', 'Żaneta', 'person'],
      ['Sklep "Pod Lipą"', '', 'company'],
    ],
  )
  assert.deepEqual(rows('balances'), [
    { account_id: '204-01-001', closing_balance: '1234.56', entry_count: '2' },
    { account_id: '204-01-002', closing_balance: '-12.50', entry_count: '1' },
  ])
  assert.deepEqual(
    rows('accounts').map(({ nrb }) => nrb),
    ['61109010140000071219812874', '27114020040000300201355387'],
  )
  assert.equal(rows('premises')[1]?.usable_area_m2, '1120.00')
})

test('what is wrong in a file is told by file, line, column and value; nothing is left behind', async () => {
  const kartoteka = cp1250(
    'LP;KONTO;DATA;DATA_OP;WN;MA;OPIS\n' +
      '1;204-01-001;31.11.2026;01.11.2026;1334,56;;Opłaty\n' +
      '2;204-01-001;10.11.2026;09.11.2026;;1.000,00;Wpłata\n' +
      '3;204-01-002;12.11.2026;12.11.2026;;12,505;Wpłata;\n' +
      '4;204-01-002;12.11.2026;12.11.2026;;12,50;Wpłata;coś\n' +
      '5;204-01-002;12.11.2026\n' +
      '6;204-01-002;12.11.2026;12.11.2026;;12,50;Rura 5"\n' +
      '\n;;;;;;\n7;204-01-002;12.11.2026;12.11.2026;;12,50;\n',
  )
  const { told, report, output } = await convertFolder(windowsMapping, { ...windowsFiles, 'kartoteka.csv': kartoteka })
  // A file that feeds two parts is read twice; what is wrong with it is told once.
  assert.deepEqual(told, [
    'date kartoteka.csv 2 DATA → entries.booked_on 31.11.2026',
    'cellCount kartoteka.csv 5  4;204-01-002;12.11.2026;12.11.2026;;12,50;Wpłata;coś',
    'cellCount kartoteka.csv 6  5;204-01-002;12.11.2026',
    'loneQuote kartoteka.csv 7 OPIS 6;204-01-002;12.11.2026;12.11.2026;;12,50;Rura 5"␣',
    'number kartoteka.csv 3 MA 1.000,00',
    'moneyPlaces kartoteka.csv 4 MA → entries.amount 12,505',
    'required kartoteka.csv 10 OPIS → entries.description ',
  ])
  assert.equal(report.ok, false)
  assert.equal(existsSync(output), false)
  assert.deepEqual(readdirSync(dirname(output)), ['opis.yaml'])
})

test('an encoding that is not the named one is noticed where its bytes have no letter', async () => {
  const { told } = await convertFolder(edited('encoding: cp1250', 'encoding: utf-8'), windowsFiles)
  assert.ok(told.includes('undecodable budynki.csv 2 ULICA �eromskiego'), told.join('\n'))
})

test('Excel: a line naming the separator, a byte order mark, formulas around numbers, UTF-16', async () => {
  const lines = 'sep=;\nKOD;ULICA;NR;KOD_POCZT;MIASTO\n"=""01""";Żeromskiego;7a;30-001;Kraków\n;;;;\n'
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from(`\ufeff${lines}`)],
    ['utf-16le', Buffer.from(`\ufeff${lines}`, 'utf16le')],
  ] as const) {
    const mapping = edited('budynki.csv, encoding: cp1250', `budynki.csv, encoding: ${encoding}`)
    const { told, rows } = await convertFolder(mapping, { ...windowsFiles, 'budynki.csv': bytes })
    assert.deepEqual(told, [])
    assert.equal(rows('buildings')[0]?.id, '01')
    assert.equal(rows('buildings')[0]?.street, 'Żeromskiego')
  }
  const other = await convertFolder(windowsMapping, {
    ...windowsFiles,
    'budynki.csv': cp1250(lines.replace('sep=;', 'sep=,')),
  })
  assert.deepEqual(other.told.slice(0, 1), ['separatorNamed budynki.csv 1  '])
})

test('lines before the table are left out, names given for a file without a header, the DOS end of text is no row', async () => {
  const rows = windowsFiles['konta.csv']?.toString('latin1').split('\r\n').slice(1).join('\r\n') ?? ''
  const mapping = edited('konta.csv,', 'konta.csv, skipLines: 2, columns: [KONTO, BUD, LOK, OSOBA, RACHUNEK, SALDO],')
  const files = { ...windowsFiles, 'konta.csv': Buffer.from(`Zestawienie kont\r\n\r\n${rows}\u001a`, 'latin1') }
  const { told, check } = await convertFolder(mapping, files)
  assert.deepEqual(told, [])
  assert.deepEqual(await check(), [])
  const wrong = Buffer.from(files['konta.csv'].toString('latin1').replace('1 234,56', 'x'), 'latin1')
  const again = await convertFolder(mapping, { ...files, 'konta.csv': wrong })
  assert.deepEqual(again.told, ['number konta.csv 3 SALDO → balances.closing_balance x'])
})

test('balances that no file holds are summed from the entries; accounts a file leaves out get zero', async () => {
  const computed = windowsMapping.replace(/ {2}balances:[\s\S]*/, '  balances: computed\n')
  const { told, rows, check } = await convertFolder(computed, windowsFiles)
  assert.deepEqual(told, [])
  assert.deepEqual(
    rows('balances').map(({ closing_balance, entry_count }) => [closing_balance, entry_count]),
    [
      ['1234.56', '2'],
      ['-12.50', '1'],
    ],
  )
  assert.deepEqual(await check(), [])
  const filled = edited(
    '  balances:\n    from: konta\n',
    "  balances:\n    missingAccounts: zero\n    where: { KONTO: { not: '204-01-002' } }\n    from: konta\n",
  )
  const withZero = await convertFolder(filled, windowsFiles)
  assert.deepEqual(withZero.rows('balances')[1], {
    account_id: '204-01-002',
    closing_balance: '0.00',
    entry_count: '1',
  })
  assert.deepEqual(await withZero.check(), ['balanceMismatch balances.csv 3 0.00'])
})

test('dictionaries, sums, counters, shortened texts and several files of one layout', async () => {
  const mapping = windowsMapping
    .replace('resources:', '  slownik: { file: slownik.csv, encoding: utf-8, separator: "|" }\nresources:')
    .replace('kartoteka.csv', 'KART*.CSV')
    .replace(
      'ledger_type_name: { value: Eksploatacja i media }',
      'ledger_type_name: { value: EKS, lookup: { in: slownik, key: KOD, take: NAZWA } }',
    )
    .replace('amount: WN', 'amount: { plus: [WN], minus: [MA] }')
    .replace("id: { text: '{LP}-ma' }", 'id: { counter: [KONTO] }')
    .replace('description: OPIS', 'description: { column: OPIS, shorten: true }')
  const [header = '', first = '', second = '', third = ''] =
    windowsFiles['kartoteka.csv']?.toString('latin1').split('\r\n') ?? []
  const long = 'x'.repeat(400)
  const { 'kartoteka.csv': _, ...others } = windowsFiles
  const { told, rows, check } = await convertFolder(mapping, {
    ...others,
    'slownik.csv': 'KOD|NAZWA\nEKS|Eksploatacja\nEKS|Eksploatacja\n',
    'kart2025.csv': Buffer.from(`${header}\r\n${first.replace(/;Op.*/, `;${long}`)}\r\n`, 'latin1'),
    'kart2026.csv': Buffer.from(`${header}\r\n${second}\r\n${third}`, 'latin1'),
  })
  assert.deepEqual(told, [])
  assert.deepEqual(await check(), ['duplicateKey entries.csv 4 1'])
  assert.equal(rows('accounts')[0]?.ledger_type_name, 'Eksploatacja')
  assert.equal(rows('entries')[0]?.description, `${'x'.repeat(299)}…`)
})

test('letters are copied into the delivery under names the contract allows', async () => {
  const notices = `  notices:
    from: pisma
    fields: { id: NR, party_id: OSOBA, kind: { value: pismo }, title: TYTUL, issued_on: DATA, file: PLIK }
`
  const source = '  pisma: { file: pisma.csv, encoding: utf-8, separator: ";", dates: yyyy-mm-dd }\nresources:'
  const mapping = windowsMapping.replace('resources:', source) + notices
  const list = (file: string) => `NR;OSOBA;TYTUL;DATA;PLIK\n1;K1;Zawiadomienie;2026-11-20;${file}\n`
  const files = { ...windowsFiles, 'Pisma/Zażółć 1.PDF': '%PDF-1.4\n%%EOF\n' }
  const { told, rows, check } = await convertFolder(mapping, { ...files, 'pisma.csv': list('PISMA\\zażółć 1.pdf') })
  assert.deepEqual(told, [])
  assert.match(rows('notices')[0]?.file ?? '', /^pisma\/[0-9a-f]{32}\.pdf$/)
  assert.deepEqual(await check(), [])
  for (const [path, code] of [
    ['..\\tajne.pdf', 'fileOutside'],
    ['C:\\pisma\\1.pdf', 'fileOutside'],
    ['pisma/2.pdf', 'fileMissing'],
  ] as const) {
    const wrong = await convertFolder(mapping, { ...files, 'pisma.csv': list(path) })
    assert.deepEqual(
      wrong.told.map((line) => line.split(' ').slice(0, 4).join(' ')),
      [`${code} pisma.csv 2 PLIK`],
    )
  }
})

test('the first thousand problems are listed, the rest counted', async () => {
  const rows = Array.from({ length: 1500 }, (_, at) => `${at};204-01-001;x;09.11.2026;1,00;;Opłaty\n`).join('')
  const kartoteka = cp1250(`LP;KONTO;DATA;DATA_OP;WN;MA;OPIS\n${rows}`)
  const { report } = await convertFolder(windowsMapping, { ...windowsFiles, 'kartoteka.csv': kartoteka })
  assert.deepEqual([report.problems.length, report.problemCount], [1000, 1500])
  assert.deepEqual([...report.problemCounts], [['date', 1500]])
})

test('any bytes in place of a file end in a report', async () => {
  const text = windowsFiles['kartoteka.csv']?.toString('latin1') ?? ''
  const pieces = fc.constantFrom('"', ';', '\n', '\r', '\0', '\u001a', '""', ',', '\u00a0', 'ż', '-')
  const edits = fc.array(fc.tuple(fc.nat(text.length), fc.nat(20), pieces), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(edits, fc.constantFrom('cp1250', 'utf-8', 'utf-16le', 'mazovia'), async (changes, encoding) => {
      let broken = text
      for (const [at, length, piece] of changes) broken = broken.slice(0, at) + piece + broken.slice(at + length)
      const mapping = edited('kartoteka.csv, encoding: cp1250', `kartoteka.csv, encoding: ${encoding}`)
      const { report, output } = await convertFolder(mapping, {
        ...windowsFiles,
        'kartoteka.csv': Buffer.from(broken, 'latin1'),
      })
      assert.equal(existsSync(output), report.ok)
    }),
    { numRuns: 25 },
  )
})
