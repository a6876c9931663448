import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { DBFFile } from 'dbffile'
import iconv from 'iconv-lite'
import { checkDelivery } from '../check/check.ts'
import { openDelivery } from '../receive/open.ts'
import { folderOf } from './convert.testkit.ts'
import { convertFiles } from './convert.ts'
import { type ExampleName, examples, expectedBalances } from './examples.testdata.ts'

const docs = new URL('../../../docs/convert/', import.meta.url).pathname
const names = Object.keys(examples) as ExampleName[]

for (const name of names) {
  test(`docs/convert/${name}: the files are those of the generator; write them with WRITE_EXAMPLES=1`, () => {
    const folder = join(docs, name)
    if (process.env.WRITE_EXAMPLES === '1') {
      mkdirSync(folder, { recursive: true })
      for (const file of examples[name]) writeFileSync(join(folder, file.name), file.bytes)
    }
    for (const file of examples[name]) assert.ok(readFileSync(join(folder, file.name)).equals(file.bytes), file.name)
    const others = readdirSync(folder).filter((one) => !examples[name].some((file) => file.name === one))
    assert.deepEqual(others, ['opis.yaml'])
  })

  test(`docs/convert/${name}: converts, and the check accepts it with the balances worked out by hand`, async () => {
    const output = join(folderOf({}), 'dostawa')
    const report = await convertFiles({
      mapping: join(docs, name, 'opis.yaml'),
      source: join(docs, name),
      output,
      asOf: '2026-11-22 23:00',
      now: Date.parse('2026-11-22T23:05:00+01:00'),
    })
    assert.deepEqual(report.problems, [])
    assert.ok(existsSync(join(output, 'datapackage.json')))
    const source = await openDelivery(output)
    const checked = await checkDelivery(source).finally(() => source.close())
    assert.deepEqual(checked.problems, [])
    const rows = (resource: string): Record<string, string>[] =>
      parse(readFileSync(join(output, `${resource}.csv`)), { columns: true })
    const balances = rows('balances').map((row) => [row.account_id, Math.round(Number(row.closing_balance) * 100)])
    assert.deepEqual(Object.fromEntries(balances), expectedBalances)
    assert.deepEqual(await balancesOfSource[name](join(docs, name)), expectedBalances)
    assert.deepEqual(
      rows('parties').map((row) => row.name?.replaceAll("'", '"')),
      ['Łącka', 'Święcicki', 'Sklep "Pod Lipą" sp. z o.o.'],
    )
    assert.deepEqual([...new Set(rows('buildings').map((row) => row.street))], ['Żeromskiego', 'Łąkowa'])
  })
}

/** The same ledgers summed by readers that share nothing with the conversion. */
const balancesOfSource: Readonly<Record<ExampleName, (folder: string) => Promise<Record<string, number>>>> = {
  'dos-mazovia-dbf': async (folder) => {
    const rows = await (await DBFFile.open(join(folder, 'OBROTY.DBF'))).readRecords()
    return summed(rows.map((row) => [String(row.KONTO), (row.STRONA === 'W' ? 1 : -1) * Number(row.KWOTA)]))
  },
  'windows-cp1250-csv': async (folder) => {
    const text = iconv.decode(readFileSync(join(folder, 'kartoteka_2026.csv')), 'win1250')
    const rows = parse(text, { columns: true, delimiter: ';' }) as Record<string, string>[]
    const number = (cell = '') => (cell.endsWith('-') ? -1 : 1) * Number(cell.replace(/[^\d,]/g, '').replace(',', '.'))
    return summed(rows.map((row) => [row.Konto ?? '', number(row.Winien) - number(row.Ma)]))
  },
  'sql-utf8-csv': async (folder) => {
    const rows = parse(readFileSync(join(folder, 'ledger.csv')), { columns: true }) as Record<string, string>[]
    return summed(rows.map((row) => [row.account_no ?? '', (row.side === 'D' ? 1 : -1) * Number(row.amount)]))
  },
}

function summed(rows: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [account, amount] of rows) sums[account] = (sums[account] ?? 0) + Math.round(amount * 100)
  return sums
}
