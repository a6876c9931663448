/** Every parser between a file of somebody else's and the residents' pages, with what must be true of its answer. */
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { ZipFile } from 'yazl'
import { checkDelivery } from '#import/check/check.ts'
import { CsvReader } from '#import/check/csv.ts'
import { allFiles, type SmallDelivery, smallDelivery } from '#import/check/delivery.testkit.ts'
import { readDescriptor } from '#import/contract/descriptor.ts'
import { isControl } from '#import/contract/problem.ts'
import { type ResourceName, resources } from '#import/contract/resources.ts'
import { compileRow } from '#import/contract/rows.ts'
import { dateStyles, readDay } from '#import/convert/days.ts'
import { writeDbf } from '#import/convert/dbf.testdata.ts'
import { readDbf } from '#import/convert/dbf.ts'
import { readMapping, type Source } from '#import/convert/mapping.ts'
import { asMoney, numberStyles, readNumber } from '#import/convert/numbers.ts'
import { convertProblems } from '#import/convert/shape.ts'
import { readCsv } from '#import/convert/source.ts'
import { blocksOf, type DeliverySource, Refused, readerOf, receiveLimits } from '#import/receive/source.ts'
import { openZip } from '#import/receive/zip.ts'
import { readStatements } from '#import/statements/read.ts'
import {
  camt,
  caretDetails,
  encoded,
  ingDetails,
  mbankDetails,
  mt940,
  pkoDetails,
} from '#import/statements/statements.testkit.ts'
import { parseIsoDate } from '#kernel/dates.ts'
import { parseDecimal } from '#kernel/decimal.ts'
import { moneyToDecimal, parseMoney, sumGrosze } from '#kernel/money.ts'
import { isValidNrb } from '#kernel/nrb.ts'
import { encodingNames } from '#platform/encodings.ts'
import { packageRoot } from '#platform/files.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import type { FuzzTarget } from './fuzz.ts'

const folder = temporaryFolder('fuzz', '/dev/shm')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const fileOf = (bytes: Buffer, name: string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const texts = (...list: readonly string[]) => list.map((text) => Buffer.from(text))
const example = (path: string) => readFileSync(join(packageRoot(), 'docs/convert', path))

/** Messages are sentences, values are cut and fit to show. */
function fitToShow(problems: readonly { message: string; value: string | null }[]): void {
  for (const { message, value } of problems) {
    assert.match(message, /^[\p{Lu}„_].*[.?]$/su, message)
    if (value === null) continue
    assert.ok([...value].length <= 60, `a value of ${value.length} characters`)
    for (const character of value) assert.ok(!isControl(character.codePointAt(0)!), 'a control character is shown')
  }
}
const codes = (problems: readonly { readonly code: string }[]) =>
  [...new Set(problems.map(({ code }) => code))].sort().join(' ')

// ── CSV of the contract ──

function csvOf(bytes: Buffer, sizes: readonly number[]) {
  const rows: string[][] = []
  const faults: string[] = []
  const reader = new CsvReader(
    {
      row(cells, count) {
        rows.push(cells.slice(0, count))
        return undefined
      },
      fault: (fault, line, cell) => void faults.push(`${fault} ${line} ${cell}`),
    },
    4096,
  )
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!
    reader.push(bytes.subarray(at, at + size))
    at += size
  }
  reader.end()
  return { rows, faults }
}

const csv: FuzzTarget = {
  name: 'CSV',
  promise: 'the same rows however the bytes come, and those another parser finds',
  seeds: () => [...allFiles(smallDelivery())].filter(([path]) => path.endsWith('.csv')).map(([, bytes]) => bytes),
  words: ['""', '"\n"', ',"a""b",', '\r\n', '\n\n', '",', ',"', 'x'.repeat(5000)],
  read(input) {
    const whole = csvOf(input, [input.length || 1])
    const cut = csvOf(input, [1, 37, 512, 3])
    // Where a row is too long, how much of it had come decides which of the two limits tells.
    const long = [...whole.faults, ...cut.faults].some((fault) =>
      /lineTooLong|unclosedQuote|nulByte|notUtf8/.test(fault),
    )
    if (!long) assert.deepEqual(cut, whole)
    if (whole.faults.length > 0) return codes(whole.faults.map((fault) => ({ code: fault.split(' ')[0]! })))
    const other = parse(input, {
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
      bom: false,
      skip_empty_lines: false,
    })
    assert.deepEqual(whole.rows, other)
    return `${Math.min(whole.rows.length, 3)} rows`
  },
}

// ── datapackage.json ──

/** Changes of one file: a descriptor short enough to be kept in the corpus. */
function changesOf(name: ResourceName): SmallDelivery {
  const { kind, files } = smallDelivery('changes')
  return { kind, files: new Map([...files].filter(([path]) => path === `${name}.csv`)) }
}

const descriptor: FuzzTarget = {
  name: 'datapackage.json',
  promise: 'a descriptor or problems with places, nothing thrown, no prototype touched',
  seeds: () =>
    [smallDelivery(), smallDelivery('changes'), changesOf('balances')].map(
      (one) => allFiles(one).get('datapackage.json')!,
    ),
  words: [
    '"__proto__":',
    '"constructor":',
    '"resources":',
    '"path":',
    '{}',
    '[]',
    'null',
    '1e999',
    '"\\ud800"',
    '"../x"',
    '[[[[[[[[',
    '"ebok:kind":"changes",',
  ],
  read(input) {
    const { descriptor: found, problems } = readDescriptor(input)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    assert.ok((found === null) === problems.length > 0)
    fitToShow(problems)
    if (found) {
      const names = found.resources.map(({ name }) => name)
      assert.equal(new Set(names).size, names.length)
      for (const { path, rows, bytes } of found.resources) {
        assert.ok(!path.split('/').includes('..') && !path.startsWith('/'))
        assert.ok(Number.isSafeInteger(rows) && Number.isSafeInteger(bytes) && rows >= 0)
      }
    }
    return found ? `${found.kind} ${found.resources.length}` : codes(problems)
  },
}

// ── .zip ──

async function archive(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, bytes] of files) zip.addBuffer(bytes, path, { mode: 0o100644 })
  zip.end()
  return buffer(zip.outputStream as Readable)
}
const small = new Map([...allFiles(smallDelivery())].filter(([path]) => /balances|parties|datapackage/.test(path)))
const archives = [await archive(small), await archive(new Map([['a.csv', Buffer.from('id\n1\n')]]))]

const zip: FuzzTarget = {
  name: '.zip',
  promise: 'files within the limits, or a refusal with its reason',
  seeds: () => archives,
  words: [
    Buffer.from('PK\x05\x06'),
    Buffer.from('PK\x01\x02'),
    Buffer.from('PK\x03\x04'),
    '../../../',
    'PK\x06\x06',
    Buffer.alloc(8, 0xff),
    Buffer.from([0, 0, 0, 0]),
  ],
  async read(input) {
    const limits = { ...receiveLimits, files: 50, bytes: 4 * 1024 * 1024 }
    try {
      const source = await openZip(fileOf(input, 'delivery.zip'), limits)
      try {
        let total = 0
        for (const { path } of source.list()) {
          assert.ok(
            !path.split('/').includes('..') && !path.startsWith('/') && !path.includes('\\') && !path.includes('\0'),
          )
          for await (const block of blocksOf(await source.open(path))) total += block.length
        }
        assert.ok(total <= limits.bytes)
        return `${Math.min(source.list().length, 3)} files`
      } finally {
        await source.close()
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      fitToShow([error.problem])
      return error.problem.code
    }
  },
}

// ── A whole delivery, one file of it spoiled and described anew ──

const spoilable = smallDelivery()
const csvNames = [...spoilable.files.keys()].filter((path) => path.endsWith('.csv'))

function sourceOf(files: ReadonlyMap<string, Buffer>): DeliverySource {
  return {
    list: () => [...files].map(([path, bytes]) => ({ path, bytes: bytes.length })),
    open: async (path) => readerOf(Readable.from([files.get(path)!])),
    pathOf: () => null,
    close: async () => {},
  }
}

/** Balances and entries as two loops over text see them: what an accepted delivery must agree with. */
function booksAgree(files: ReadonlyMap<string, Buffer>): void {
  const rows = (name: string) =>
    parse(files.get(`${name}.csv`)!, { columns: true, record_delimiter: ['\r\n', '\n'] }) as Record<string, string>[]
  const sums = new Map<string, bigint>()
  for (const { account_id, side, amount } of rows('entries')) {
    const grosze = BigInt(amount!.replace('.', ''))
    sums.set(account_id!, (sums.get(account_id!) ?? 0n) + (side === 'charge' ? grosze : -grosze))
  }
  for (const { account_id, closing_balance } of rows('balances'))
    assert.equal(
      BigInt(closing_balance!.replace('.', '')),
      sums.get(account_id!) ?? 0n,
      'an accepted balance differs from its entries',
    )
}

const delivery: FuzzTarget = {
  name: 'rows of a delivery',
  promise: 'problems with places, or books that agree',
  // The first byte says which file is spoiled.
  seeds: () => csvNames.map((path, at) => Buffer.concat([Buffer.from([at]), spoilable.files.get(path)!])),
  words: [
    'R1',
    'Z1',
    'D1',
    '-20.00',
    '425.67',
    '2026-02-30',
    'charge',
    'payment',
    'correction',
    ',,',
    '"a,b"',
    '\ufeff',
    'true',
  ],
  async read(input) {
    // Long files are the reader's own subject, above.
    if (input.length > 4096) return 'long'
    const path = csvNames[(input[0] ?? 0) % csvNames.length]!
    const files = allFiles({ kind: 'full', files: new Map([...spoilable.files, [path, input.subarray(1)]]) })
    const { ok, problems, problemCount } = await checkDelivery(sourceOf(files))
    assert.equal(ok, problemCount === 0)
    fitToShow(problems)
    if (ok) booksAgree(files)
    return `${path} ${codes(problems)}`
  },
}

// ── Single values ──

const money: FuzzTarget = {
  name: 'money',
  promise: 'exactly what the pattern says, no grosz lost',
  seeds: () => texts('0.00', '-12.50', '1234.56', '9999999999999.99', '-0.05', '007.00'),
  words: ['.', '-', '00', '9'],
  read(input) {
    const text = input.toString()
    const found = parseMoney(text)
    const right = /^-?\d{1,13}\.\d\d$/.test(text)
    assert.equal(found !== undefined, right, text)
    if (found === undefined) return 'refused'
    assert.equal(BigInt(found), BigInt(text.replace('.', '')))
    assert.equal(parseMoney(moneyToDecimal(found)), found)
    return found < 0 ? 'below zero' : 'amount'
  },
}

const cellTypes = new Map(
  resources.flatMap((resource) =>
    compileRow(resource).map((reader, at) => [resource.fields[at]!.type.kind, reader] as const),
  ),
)

const date: FuzzTarget = {
  name: 'dates',
  promise: 'exactly the days Temporal knows of the years 1900–2199; the contract and the pages agree',
  seeds: () => texts('2026-11-30', '2024-02-29', '1900-02-28', '2199-12-31', '2100-02-29'),
  words: ['-02-29', '-02-30', '-00-', '-13-', '0000', '+', '24-'],
  read(input) {
    const text = input.toString()
    let right = /^(19|20|21)\d\d-\d\d-\d\d$/.test(text)
    try {
      if (right) Temporal.PlainDate.from(text, { overflow: 'reject' })
    } catch {
      right = false
    }
    assert.equal(parseIsoDate(text) !== undefined, right, text)
    if (text !== '') assert.equal(cellTypes.get('date')!.fault(text) === null, right, text)
    return right ? 'day' : 'refused'
  },
}

const nrb: FuzzTarget = {
  name: 'account numbers',
  promise: 'exactly those whose remainder by 97 is 1',
  seeds: () => texts('61109010140000071219812874', '27114020040000300201355387'),
  words: ['61', '00', 'PL', ' '],
  read(input) {
    const text = input.toString()
    const right = /^[0-9]{26}$/.test(text) && BigInt(`${text.slice(2)}2521${text.slice(0, 2)}`) % 97n === 1n
    assert.equal(isValidNrb(text), right, text)
    assert.equal(cellTypes.get('nrb')!.fault(text) === null, right, text)
    return right ? 'right' : 'wrong'
  },
}

const decimal: FuzzTarget = {
  name: 'decimals',
  promise: 'exactly the digits that were written',
  seeds: () => texts('0', '12.345678', '-3.1', '1000000000'),
  words: ['.', '-', '0', '999999'],
  read(input) {
    const text = input.toString()
    const found = parseDecimal(text, 6)
    const right = text.length <= 64 && /^-?\d+(\.\d{1,6})?$/.test(text)
    assert.equal(found !== undefined, right, text)
    if (!found) return 'refused'
    assert.equal(found.digits, BigInt(text.replace('.', '')))
    return `scale ${found.scale}`
  },
}

// ── Statements of banks ──

const statements: FuzzTarget = {
  name: 'MT940 and camt.053',
  promise: 'statements whose movements add up, or problems',
  seeds: () => [
    ...[pkoDetails(), mbankDetails(), caretDetails(), ingDetails()].flatMap((details) =>
      (['utf-8', 'iso-8859-2', 'cp852'] as const).map((encoding) =>
        encoded(mt940({ movements: [{ mark: 'C', amount: '12,50', details }] } as never), encoding),
      ),
    ),
    encoded(mt940(), 'utf-8'),
    Buffer.from(camt()),
  ],
  words: [
    ':20:',
    ':61:',
    ':86:',
    ':62F:',
    '\r\n-',
    '~20',
    '^32',
    '<32',
    '\x01',
    '\xff',
    '<Ntry>',
    '</Ntry>',
    '<!ENTITY a "b">',
    '<![CDATA[',
    '&#x0;',
    '<!--',
    'RC',
    'D261130',
  ],
  read(input) {
    const { statements: found, problems, format } = readStatements(input, { name: 'plik' })
    assert.ok(problems.length > 0 !== found.length > 0, 'either statements or problems')
    for (const { message } of problems) assert.ok(message.length > 20)
    for (const { openingGrosze, closingGrosze, movements } of found)
      assert.equal(sumGrosze([openingGrosze, ...movements.map(({ amountGrosze }) => amountGrosze)]), closingGrosze)
    return `${format} ${codes(problems)}`
  },
}

// ── Files of other programs ──

const columnsOf = (names: readonly { readonly name: string }[]) => new Set(names.map((_, at) => at))
const usual = {
  separator: ';',
  quote: '"',
  columns: null,
  skipLines: 0,
  shortRows: false,
  empty: new Set<string>(),
  numbers: null,
  dates: null,
}
const sourceAs = (more: Partial<Source>) =>
  ({ name: 'x', files: [], place: { file: 'x' }, ...usual, ...more }) as unknown as Source
/** Errors of the machine have such codes; errors of our arithmetic begin with ERR_. */
const ownFault = (problems: readonly { code: string; message: string }[]) => {
  for (const { code, message } of problems)
    if (code === 'sourceUnreadable') assert.doesNotMatch(message, /ERR_/, message)
}

const dbf: FuzzTarget = {
  name: 'DBF with memos',
  promise: 'rows of as many cells as columns, or problems of the file',
  seeds: () => [
    ...['BUDYNKI', 'KONTA', 'NALICZ', 'ODCZYTY', 'OSOBY', 'WODOM'].map((name) =>
      example(`dos-mazovia-dbf/${name}.DBF`),
    ),
    foxPro(2),
    foxPro(1),
  ],
  words: [
    ...[0x03, 0x30, 0x83, 0x8b, 0xf5].map((version) => Buffer.from([version])),
    'C',
    'N',
    'D',
    'M',
    'I',
    'Y',
    'B',
    'T',
    'V',
    Buffer.from([0x0d, 0x1a]),
    Buffer.alloc(4, 0xff),
  ],
  read(input) {
    const path = fileOf(input, 'NALICZ.DBF')
    fileOf(memo, 'NALICZ.DBT')
    fileOf(memo, 'NALICZ.FPT')
    const problems = convertProblems(50)
    let columns = 0
    let rows = 0
    readDbf({ path, name: 'NALICZ.DBF' }, sourceAs({ format: 'dbf', encoding: 'mazovia' }), problems, {
      columns(found) {
        columns = found.length
        return columnsOf(found)
      },
      row(cells) {
        rows += 1
        assert.equal(cells.length, columns)
        for (const cell of cells) assert.equal(typeof cell, 'string')
      },
    })
    ownFault(problems.listed)
    return `${codes(problems.listed)} ${Math.min(rows, 2)}`
  },
}
const memo = example('dos-mazovia-dbf/NALICZ.DBT')

/** Whole numbers, currency, doubles and moments as the machine keeps them; a short field of any of them is no such number. */
function foxPro(rows: number): Buffer {
  const fields = (['I', 'Y', 'B', 'T', 'V', 'C'] as const).map((type) => ({ name: type, type, length: 6 }))
  const row = ['-7', '12.3400', '12.3', '2026-11-22', 'abc', 'x']
  const encode = (text: string) => Buffer.from(text, 'latin1')
  return writeDbf({ version: 0x32, fields, rows: Array.from({ length: rows }, () => row), encode }).dbf
}

const otherCsv: FuzzTarget = {
  name: 'CSV of other programs',
  promise: 'rows of as many cells as columns in any encoding, or problems',
  // The first byte says which encoding.
  seeds: () =>
    [
      'windows-cp1250-csv/lokale.csv',
      'windows-cp1250-csv/salda.csv',
      'sql-utf8-csv/titles.csv',
      'sql-utf8-csv/ledger.csv',
    ].flatMap((path, at) => [at, at + 1].map((first) => Buffer.concat([Buffer.from([first]), example(path)]))),
  words: [
    'sep=;\r\n',
    '="00123"',
    ';;;;',
    '"a""b"',
    '\x1a',
    iconv.encode('ąćęłńóśźż', 'cp852'),
    Buffer.from([0xff, 0xfe]),
    'NULL',
  ],
  async read(input) {
    const encoding = encodingNames[(input[0] ?? 0) % encodingNames.length]!
    const path = fileOf(input.subarray(1), 'other.csv')
    const problems = convertProblems(50)
    let columns = 0
    let rows = 0
    await readCsv({ path, name: 'other.csv' }, sourceAs({ format: 'csv', encoding }), problems, {
      columns(found) {
        columns = found.length
        return columnsOf(found)
      },
      row(cells) {
        rows += 1
        assert.ok(cells.length >= columns)
      },
    })
    ownFault(problems.listed)
    fitToShow(problems.listed)
    return `${encoding} ${codes(problems.listed)} ${Math.min(rows, 2)}`
  },
}

const mapping: FuzzTarget = {
  name: 'mapping in YAML',
  promise: 'a mapping or problems with lines, nothing thrown',
  seeds: () => ['dos-mazovia-dbf', 'sql-utf8-csv', 'windows-cp1250-csv'].map((name) => example(`${name}/opis.yaml`)),
  words: [
    '&a ',
    '*a',
    '<<: ',
    '__proto__: ',
    'constructor: ',
    '!!js/function ',
    '- ',
    '? ',
    '|',
    '>',
    '{{',
    '[[',
    '%YAML 9',
    '---\n',
    '\t',
  ],
  read(input) {
    const problems = convertProblems(50)
    const found = readMapping('opis.yaml', input.toString(), problems)
    assert.ok((found === null) === problems.count > 0, 'either a mapping or problems')
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    fitToShow(problems.listed)
    return codes(problems.listed)
  },
}

const foreignValues: FuzzTarget = {
  name: 'numbers and days of other programs',
  promise: 'what is read is what the contract takes, and means the same',
  seeds: () =>
    texts(
      '1 234,56',
      '1.234,56',
      '12,50-',
      '(12,50)',
      '1,234.56',
      '−0,05 zł',
      '05.03.2026',
      '20260305',
      '2026-03-05 00:00:00.000',
    ),
  words: ['-', '−', '(', ')', ' zł', 'PLN', '\u202f', '.', ',', '00'],
  read(input) {
    const text = input.toString()
    const read: string[] = []
    for (const style of numberStyles) {
      const number = readNumber(text, style)
      if (number === undefined) continue
      read.push('number')
      assert.match(number, /^-?(0|[1-9]\d*)(\.\d+)?$/)
      assert.equal(
        number.replace(/\D/g, '').replace(/^0+/, ''),
        text.replace(/\D/g, '').replace(/^0+/, ''),
        'a digit was lost',
      )
      const amount = asMoney(number)
      if (amount !== undefined && amount.length <= 16) assert.ok(parseMoney(amount) !== undefined, amount)
    }
    for (const style of dateStyles) {
      const day = readDay(text, style)
      if (day === undefined) continue
      read.push('day')
      assert.equal(parseIsoDate(day), day)
    }
    return [...new Set(read)].join(' ') || 'refused'
  },
}

export const fuzzTargets: readonly FuzzTarget[] = [
  ...[csv, descriptor, zip, delivery, money, date, nrb, decimal],
  ...[statements, dbf, otherCsv, mapping, foreignValues],
]
