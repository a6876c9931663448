import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type ResourceName, resource } from '../contract/resources.ts'
import { openDelivery } from '../receive/open.ts'
import { type CheckOptions, checkDelivery, type RowSink } from './check.ts'
import { addRow, allFiles, replaceIn, type SmallDelivery, smallDelivery, writeDelivery } from './delivery.testkit.ts'

const root = temporaryFolder('check')
after(() => rmSync(root, { recursive: true, force: true }))

async function checkFolder(folder: string, options: CheckOptions = {}) {
  const source = await openDelivery(folder)
  try {
    return await checkDelivery(source, options)
  } finally {
    await source.close()
  }
}

const check = (delivery: SmallDelivery, options?: CheckOptions) =>
  checkFolder(writeDelivery(delivery, mkdtempSync(join(root, 'd-'))), options)

type Place = readonly [code: string, file: string, line: number | null, column: string | null]
const places = (
  problems: readonly { code: string; file: string; line: number | null; column: string | null }[],
): Place[] => problems.map(({ code, file, line, column }) => [code, file, line, column])

test('the sample delivery is right, and nothing of it stays unchecked', async () => {
  const report = await check(smallDelivery())
  assert.deepEqual(report.problems, [])
  assert.equal(report.ok, true)
  assert.deepEqual(report.remaining, [])
  assert.equal(report.resources.find(({ name }) => name === 'entries')?.rows, 5)
})

test('columns may stand in any order', async () => {
  const delivery = smallDelivery()
  delivery.files.set('properties.csv', Buffer.from('name,id\r\nOsiedle Lipowe,N1\r\n'))
  assert.deepEqual((await check(delivery)).problems, [])
})

const replaced = (name: ResourceName, from: string, to: string) => (delivery: SmallDelivery) =>
  replaceIn(delivery, name, from, to)
const added = (name: ResourceName, row: string) => (delivery: SmallDelivery) => addRow(delivery, name, row)
const withBytes = (name: ResourceName, bytes: Buffer) => (delivery: SmallDelivery) => {
  delivery.files.set(`${name}.csv`, bytes)
}
const described = (name: string, change: (resource: Record<string, unknown>) => void) => (delivery: SmallDelivery) => {
  delivery.spoil = (descriptor) => {
    change(descriptor.resources.find((candidate) => candidate.name === name) ?? {})
  }
}
const head = (name: ResourceName) =>
  resource(name)
    .fields.map((field) => field.name)
    .join(',')

/** Each way to break a delivery, and exactly the problems it must give. */
const broken: readonly (readonly [
  name: string,
  spoil: (delivery: SmallDelivery) => void,
  expected: readonly Place[],
])[] = [
  // Files
  ['file not there', (d) => void d.files.delete('pisma/S1.pdf'), [['noticeFileMissing', 'notices.csv', 2, 'file']]],
  [
    'letter that is no PDF',
    (d) => d.files.set('pisma/S1.pdf', Buffer.from('MZ')),
    [['noticeNotPdf', 'notices.csv', 2, 'file']],
  ],
  [
    'letter too large',
    (d) => d.files.set('pisma/S1.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20 * 1024 * 1024)])),
    [['noticeTooLarge', 'notices.csv', 2, 'file']],
  ],
  [
    'hash differs',
    described('parties', (r) => (r.hash = `sha256:${'0'.repeat(64)}`)),
    [['hashMismatch', 'parties.csv', null, null]],
  ],
  ['size differs', described('parties', (r) => (r.bytes = 3)), [['bytesMismatch', 'parties.csv', null, null]]],
  [
    'rows differ',
    described('readings', (r) => (r['ebok:rows'] = 4)),
    [['rowCountMismatch', 'readings.csv', null, null]],
  ],
  [
    'control total differs',
    described('entries', (r) => (r['ebok:controlTotals'] = { amount: '1950.36' })),
    [['controlTotalMismatch', 'entries.csv', null, 'amount']],
  ],
  ['file empty', withBytes('notices', Buffer.alloc(0)), [['emptyFile', 'notices.csv', 1, null]]],
  ['BOM', withBytes('notices', Buffer.from(`\ufeff${head('notices')}\n`)), [['byteOrderMark', 'notices.csv', 1, null]]],
  [
    'UTF-16',
    withBytes('notices', Buffer.from(`\ufeff${head('notices')}\n`, 'utf16le')),
    [['notUtf8', 'notices.csv', 1, null]],
  ],
  [
    'CP1250',
    withBytes(
      'notices',
      Buffer.concat([Buffer.from(`${head('notices')}\nS1,K1,zawiadomienie,Pi`), Buffer.from([0xb3, 0x61, 0x0a])]),
    ),
    [['notUtf8', 'notices.csv', 2, null]],
  ],
  ['NUL byte', replaced('notices', 'changeOfFees', 'change\0OfFees'), [['nulByte', 'notices.csv', 2, null]]],
  [
    'line of two megabytes',
    replaced('notices', 'changeOfFees', 'x'.repeat(2 * 1024 * 1024)),
    [['lineTooLong', 'notices.csv', 2, null]],
  ],
  // Header
  [
    'column missing',
    replaced('readings', 'read_on', 'date'),
    [
      ['headerColumnUnknown', 'readings.csv', 1, 'date'],
      ['headerColumnMissing', 'readings.csv', 1, 'read_on'],
    ],
  ],
  ['column twice', replaced('readings', 'read_on', 'read_on,kind'), [['headerColumnTwice', 'readings.csv', 1, 'kind']]],
  [
    'semicolons',
    withBytes('properties', Buffer.from('id;name\nN1;Osiedle\n')),
    [
      ['headerColumnUnknown', 'properties.csv', 1, 'id;name'],
      ['headerColumnMissing', 'properties.csv', 1, 'id'],
      ['headerColumnMissing', 'properties.csv', 1, 'name'],
    ],
  ],
  // CSV
  [
    'lone quote',
    replaced('properties', 'Osiedle', 'Os"iedle'),
    [
      ['loneQuote', 'properties.csv', 2, 'name'],
      ['referenceMissing', 'buildings.csv', 2, 'property_id'],
    ],
  ],
  [
    'text after a quote',
    replaced('notices', 'changeOfFees', '"change"OfFees'),
    [['textAfterQuote', 'notices.csv', 2, 'kind']],
  ],
  [
    'quote never closed',
    replaced('notices', 'changeOfFees', '"changeOfFees'),
    [['unclosedQuote', 'notices.csv', 2, null]],
  ],
  ['row too short', replaced('notices', ',2026-11-20', ''), [['cellCount', 'notices.csv', 2, null]]],
  ['empty line', added('notices', ''), [['emptyLine', 'notices.csv', 3, null]]],
  // Cells
  ['required field empty', replaced('buildings', 'Lipowa', ''), [['required', 'buildings.csv', 2, 'street']]],
  ['id with a space', replaced('notices', 'S1,', 'S1 ,'), [['id', 'notices.csv', 2, 'id']]],
  [
    'tab in a text',
    replaced('notices', 'zmianie opłat', 'zmianie\topłat'),
    [['controlCharacter', 'notices.csv', 2, 'title']],
  ],
  [
    'byte order mark in the middle',
    replaced('parties', 'Anna,', '\ufeffAnna,'),
    [['controlCharacter', 'parties.csv', 2, 'first_name']],
  ],
  [
    'direction turned',
    replaced('parties', 'Anna,', 'An\u202ena,'),
    [['controlCharacter', 'parties.csv', 2, 'first_name']],
  ],
  ['text too long', replaced('buildings', '30-001', '30-00001'), [['textTooLong', 'buildings.csv', 2, 'postal_code']]],
  ['decimal comma', replaced('entries', '945.67', '"945,67"'), [['money', 'entries.csv', 2, 'amount']]],
  ['amount in one place', replaced('documents', '945.67', '945.7'), [['money', 'documents.csv', 2, 'amount']]],
  ['too many places', replaced('readings', '120.500', '120.5001'), [['decimal', 'readings.csv', 2, 'value']]],
  ['reading below zero', replaced('readings', '120.500', '-1.000'), [['belowMinimum', 'readings.csv', 2, 'value']]],
  ['count as decimal', replaced('balances', ',5', ',5.0'), [['integer', 'balances.csv', 2, 'entry_count']]],
  [
    'day that does not exist',
    replaced('readings', '2026-06-30', '2026-06-31'),
    [['date', 'readings.csv', 3, 'read_on']],
  ],
  ['Polish date', replaced('notices', '2026-11-20', '20.11.2026'), [['date', 'notices.csv', 2, 'issued_on']]],
  ['tak instead of true', replaced('parties', 'true', 'tak'), [['boolean', 'parties.csv', 2, 'is_member']]],
  ['unknown kind', replaced('premises', 'garage', 'garaż'), [['enum', 'premises.csv', 3, 'kind']]],
  [
    'account number with a slip',
    replaced('accounts', '61109010140', '61109010141'),
    [['nrb', 'accounts.csv', 2, 'nrb']],
  ],
  [
    'account number by Excel',
    replaced('accounts', '61109010140000071219812874', '6.11E+25'),
    [['nrb', 'accounts.csv', 2, 'nrb']],
  ],
  // Keys and references
  ['premises twice', added('premises', 'L1,B1,,9,dwelling,,10.00,'), [['duplicateKey', 'premises.csv', 4, 'id']]],
  ['entry twice', added('notices', 'S1,K1,x,y,2026-11-20,pisma/S1.pdf'), [['duplicateKey', 'notices.csv', 3, 'id']]],
  [
    'document twice',
    added('documents', 'D5,R2,x,payment,2026-11-10,,,,1.00,0.00,,'),
    [['duplicateKey', 'documents.csv', 7, 'id']],
  ],
  [
    'line twice',
    replaced('document_lines', 'D1,2', 'D1,1'),
    [['duplicateKey', 'document_lines.csv', 3, 'document_id, line_no']],
  ],
  ['party unknown', replaced('holdings', 'K2', 'K9'), [['referenceMissing', 'holdings.csv', 3, 'party_id']]],
  ['document unknown', replaced('entries', 'R1,D3', 'R1,D33'), [['referenceMissing', 'entries.csv', 4, 'document_id']]],
  [
    'corrected document unknown',
    replaced('documents', 'październik,D1', 'październik,D77'),
    [['referenceMissing', 'documents.csv', 4, 'corrects_document_id']],
  ],
  [
    'lines of no document',
    replaced('document_lines', 'D1,2', 'D9,2'),
    [
      ['documentLines', 'documents.csv', 2, 'amount'],
      ['referenceMissing', 'document_lines.csv', 3, 'document_id'],
    ],
  ],
  [
    'replacing meter unknown',
    replaced('meters', 'M2,,', 'M7,,'),
    [['referenceMissing', 'meters.csv', 2, 'replaced_by_meter_id']],
  ],
  [
    'credited entry unknown',
    replaced('allocations', 'Z4', 'Z44'),
    [['referenceMissing', 'allocations.csv', 3, 'charge_entry_id']],
  ],
  // The books
  [
    'dates reversed',
    replaced('holdings', '2026-12-31', '2023-12-31'),
    [['datesReversed', 'holdings.csv', 3, 'valid_to']],
  ],
  [
    'more remains than was billed',
    replaced('documents', '445.67', '945.68'),
    [['remainingOutside', 'documents.csv', 2, 'remaining']],
  ],
  [
    'remains below zero',
    replaced('documents', '445.67', '-0.01'),
    [['remainingOutside', 'documents.csv', 2, 'remaining']],
  ],
  [
    'credit note still to pay',
    replaced('documents', '-20.00,0.00', '-20.00,20.00'),
    [['remainingOutside', 'documents.csv', 4, 'remaining']],
  ],
  ['payment below zero', replaced('entries', ',500.00', ',-500.00'), [['amountNegative', 'entries.csv', 3, 'amount']]],
  ['reading without value', replaced('readings', '120.500', ''), [['readingValueMissing', 'readings.csv', 2, 'value']]],
  [
    'settlement difference',
    replaced('meter_settlements', ',12.34', ',12.35'),
    [['settlementDifference', 'meter_settlements.csv', 2, 'difference']],
  ],
  [
    'settlement lines',
    replaced('meter_settlement_lines', '20.00,1,premises,20.02,20.02', '20.01,1,premises,20.02,20.03'),
    [
      ['settlementLines', 'meter_settlements.csv', 2, 'charged'],
      ['settlementLines', 'meter_settlements.csv', 2, 'should_be'],
    ],
  ],
  ['document lines', replaced('document_lines', '783.19', '783.20'), [['documentLines', 'documents.csv', 2, 'amount']]],
  [
    'balance one grosz off',
    replaced('balances', '425.67', '425.68'),
    [['balanceMismatch', 'balances.csv', 2, 'closing_balance']],
  ],
  ['entry lost', replaced('balances', ',5', ',6'), [['entryCountMismatch', 'balances.csv', 2, 'entry_count']]],
  ['account without balance', replaced('balances', 'R2,0.00,0\n', ''), [['balanceMissing', 'accounts.csv', 3, 'id']]],
  [
    'document of another account',
    replaced('entries', 'Z3,R1,D3', 'Z3,R2,D3'),
    [
      ['documentAccount', 'entries.csv', 4, 'document_id'],
      ['balanceMismatch', 'balances.csv', 2, 'closing_balance'],
      ['entryCountMismatch', 'balances.csv', 2, 'entry_count'],
      ['balanceMismatch', 'balances.csv', 3, 'closing_balance'],
      ['entryCountMismatch', 'balances.csv', 3, 'entry_count'],
    ],
  ],
  [
    'credited nothing',
    replaced('allocations', '12.34', '0.00'),
    [['allocationNotPositive', 'allocations.csv', 3, 'amount']],
  ],
  [
    'credited too much',
    replaced('allocations', '12.34', '12.35'),
    [
      ['allocationExceeds', 'entries.csv', 5, 'amount'],
      ['allocationExceeds', 'entries.csv', 6, 'amount'],
    ],
  ],
  [
    'credited the wrong way round',
    replaced('allocations', 'Z5,Z4', 'Z4,Z5'),
    [
      ['allocationSide', 'allocations.csv', 3, 'payment_entry_id'],
      ['allocationSide', 'allocations.csv', 3, 'charge_entry_id'],
    ],
  ],
  [
    'credited to another account',
    (d) => {
      addRow(d, 'entries', 'Z6,R2,,2026-11-01,2026-11-01,,charge,5.00,charge,Garaż')
      addRow(d, 'entries', 'Z7,R1,,2026-11-01,2026-11-01,,payment,5.00,payment,Wpłata')
      addRow(d, 'allocations', 'Z7,Z6,5.00')
      replaceIn(d, 'balances', '425.67,5', '420.67,6')
      replaceIn(d, 'balances', 'R2,0.00,0', 'R2,5.00,1')
    },
    [['allocationAccounts', 'allocations.csv', 4, 'charge_entry_id']],
  ],
]

for (const [name, spoil, expected] of broken) {
  test(`broken: ${name}`, async () => {
    const delivery = smallDelivery()
    spoil(delivery)
    const report = await check(delivery)
    assert.deepEqual(places(report.problems), expected)
    assert.equal(report.ok, false)
    assert.equal(report.problemCount, expected.length)
    for (const { message, messageEn, value } of report.problems) {
      assert.match(message, /^[A-ZĄĆĘŁŃÓŚŹŻ].*\.$/)
      assert.match(messageEn, /^[A-Z].*\.$/)
      assert.ok((value?.length ?? 0) <= 60)
    }
  })
}

test('a file that is described but not delivered', async () => {
  const folder = writeDelivery(smallDelivery(), mkdtempSync(join(root, 'd-')))
  unlinkSync(join(folder, 'readings.csv'))
  assert.deepEqual(places((await checkFolder(folder)).problems), [['fileMissing', 'readings.csv', null, null]])
})

test('a file cut short: its size, and the row that was cut', async () => {
  const delivery = smallDelivery()
  const folder = writeDelivery(delivery, mkdtempSync(join(root, 'd-')))
  const whole = delivery.files.get('readings.csv') ?? Buffer.alloc(0)
  writeFileSync(join(folder, 'readings.csv'), whole.subarray(0, whole.length - 20))
  assert.deepEqual(places((await checkFolder(folder)).problems), [
    ['bytesMismatch', 'readings.csv', null, null],
    ['cellCount', 'readings.csv', 4, null],
  ])
})

test('no descriptor, or one that lies too deep', async () => {
  const folder = mkdtempSync(join(root, 'd-'))
  writeDelivery(smallDelivery(), join(folder, 'inner'))
  assert.deepEqual(places((await checkFolder(folder)).problems), [
    ['descriptorMissing', 'datapackage.json', null, null],
  ])
})

test('a delivery must follow the published state', async () => {
  const older = await check(smallDelivery(), { previous: { asOf: '2026-11-23T23:00:00+01:00', sequence: 7 } })
  assert.deepEqual(places(older.problems), [['asOfOlder', 'datapackage.json', null, '/ebok:asOf']])
  const forced = await check(smallDelivery(), {
    previous: { asOf: '2026-11-23T23:00:00+01:00', sequence: 7 },
    allowOlder: true,
  })
  assert.deepEqual(forced.problems, [])
  const gap = await check(smallDelivery('changes'), { previous: { asOf: '2026-11-21T23:00:00+01:00', sequence: 5 } })
  assert.deepEqual(places(gap.problems), [['sequenceGap', 'datapackage.json', null, '/ebok:sequence']])
  const next = await check(smallDelivery('changes'), { previous: { asOf: '2026-11-21T23:00:00+01:00', sequence: 6 } })
  assert.deepEqual(next.problems, [])
})

test('a delivery of changes: parts of the books, deletions, and what remains for the import', async () => {
  const delivery = smallDelivery('changes')
  for (const path of [...delivery.files.keys()]) if (!/entries|balances/.test(path)) delivery.files.delete(path)
  addRow(delivery, 'entries', 'delete,Z9,,,,,,,,,')
  const report = await check(delivery)
  assert.deepEqual(report.problems, [])
  assert.deepEqual(
    report.remaining.map(({ check: what, because }) => `${what} ${because}`),
    [
      'sequence nothingPublishedHere',
      'references changes',
      'balances changes',
      'documentLines changes',
      'settlementLines changes',
      'allocations changes',
    ],
  )
})

const brokenChanges: readonly (readonly [string, (delivery: SmallDelivery) => void, Place])[] = [
  ['unknown operation', replaced('balances', 'upsert,R2', 'insert,R2'), ['operation', 'balances.csv', 3, '_op']],
  [
    'deletion with values',
    added('balances', 'delete,R3,0.00,'),
    ['deleteCarriesValues', 'balances.csv', 4, 'closing_balance'],
  ],
  ['deletion without key', added('balances', 'delete,,,'), ['required', 'balances.csv', 4, 'account_id']],
  ['put and deleted', added('balances', 'delete,R2,,'), ['duplicateKey', 'balances.csv', 4, 'account_id']],
  [
    'operation not first',
    withBytes('balances', Buffer.from('account_id,_op,closing_balance,entry_count\n')),
    ['headerOperation', 'balances.csv', 1, '_op'],
  ],
]

for (const [name, spoil, expected] of brokenChanges) {
  test(`broken changes: ${name}`, async () => {
    const delivery = smallDelivery('changes')
    spoil(delivery)
    assert.deepEqual(places((await check(delivery)).problems), [expected])
  })
}

test('the first thousand problems are listed, the rest is counted', async () => {
  const delivery = smallDelivery()
  for (let row = 0; row < 1500; row += 1) addRow(delivery, 'notices', `S${row + 2},K1,x,y,wczoraj,pisma/S1.pdf`)
  const report = await check(delivery)
  assert.equal(report.problems.length, 1000)
  assert.equal(report.problemCount, 1500)
  assert.deepEqual([...report.problemCounts], [['date', 1500]])
})

test('more rows than fit in memory are compared on disk, and nothing stays there', async () => {
  const delivery = smallDelivery()
  const rows = Array.from({ length: 120_000 }, (_, row) => `S${row + 10},K1,x,y,2026-11-20,pisma/S1.pdf`)
  addRow(delivery, 'notices', [...rows, 'S119999,K1,x,y,2026-11-20,pisma/S1.pdf'].join('\n'))
  const tempDir = mkdtempSync(join(root, 'temp-'))
  let used = 0
  const sink: RowSink = {
    write() {
      used = Math.max(used, readdirSync(tempDir).length)
      return undefined
    },
  }
  const report = await check(delivery, { tempDir, sink })
  assert.deepEqual(places(report.problems), [['duplicateKey', 'notices.csv', 120_003, 'id']])
  assert.equal(used, 1)
  assert.deepEqual(readdirSync(tempDir), [])
})

test('identifiers held in memory have a limit', async () => {
  const report = await check(smallDelivery(), { indexedRowLimit: 1 })
  assert.deepEqual(places(report.problems).at(0), ['tooManyRows', 'premises.csv', 3, null])
})

test('checked rows reach the sink one at a time, in the order of the contract', async () => {
  const rows: string[] = []
  let busy = false
  const sink: RowSink = {
    async write(name, line, deleted, cells) {
      assert.equal(busy, false)
      busy = true
      const row = `${name}:${line}:${deleted}:${cells.join('|')}`
      await new Promise(setImmediate)
      rows.push(row)
      busy = false
    },
  }
  await check(smallDelivery(), { sink })
  assert.equal(
    rows.length,
    [...allFiles(smallDelivery())].flatMap(([path, bytes]) =>
      path.endsWith('.csv') ? bytes.toString().trim().split('\n').slice(1) : [],
    ).length,
  )
  assert.equal(rows[0], 'properties:2:false:N1|Osiedle Lipowe')
  assert.ok(rows.includes('allocations:2:false:Z2|Z1|500.00'))
})

test('a balance that differs does not keep its row from the sink, a wrong cell ends the rows', async () => {
  const taken = async (spoil: (delivery: SmallDelivery) => void) => {
    const names: string[] = []
    const delivery = smallDelivery()
    spoil(delivery)
    const sink: RowSink = { write: (name) => void names.push(name) }
    await check(delivery, { sink })
    return names
  }
  assert.equal((await taken(replaced('balances', '425.67', '425.68'))).filter((name) => name === 'balances').length, 2)
  assert.deepEqual(await taken(replaced('properties', 'N1,', ' N1,')), [])
})
