/** The templates for vendors on a real database: tables, rows, views, CSV by COPY, a delivery, the check. */
import assert from 'node:assert/strict'
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import { to as copyTo } from 'pg-copy-streams'
import { asAdministrator } from '#platform/db/open.ts'
import { withEmptyDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { checkDelivery } from '../check/check.ts'
import { convertFiles } from '../convert/convert.ts'
import { openDelivery } from '../receive/open.ts'
import { sqlDialects, sqlViews, typicalTables, viewedResources, viewName } from './sql-views.ts'

const docs = new URL('../../../docs/contract/sql/', import.meta.url).pathname
const root = temporaryFolder('views')
after(() => rmSync(root, { recursive: true, force: true }))

/** A flat that owes 445.67, water settled; a garage that is paid. */
const rows = `
insert into nieruchomosci values (1, 'Osiedle "Lipowe"');
insert into budynki values (1, 1, 'Żeromskiego', '12', '30-001', 'Kraków');
insert into lokale values (7, 1, 'A', '7', 'M', '2', 48.5, 48.5), (8, 1, null, 'G3', 'G', null, 16.2, null);
insert into kontrahenci values (100, 'O', 'Żaneta', 'Łącka', 'CZ-104', 1, 'ul. Żeromskiego 12/7, 30-001 Kraków', null, '600 100 200'),
  (101, 'F', null, 'Sklep, "Pod Lipą"', null, 0, null, null, null);
insert into prawa values (1, 100, 7, 'SW', 'D', null, '2010-05-01', null), (2, 101, 8, 'NA', 'N', null, '2024-01-01', '2026-12-31');
insert into konta values (204, 100, 7, 'EKS', 'Eksploatacja i media', '61109010140000071219812874'),
  (205, 101, 8, 'GAR', 'Garaże', '27114020040000300201355387');
insert into dokumenty values (1, 204, 'EKS/11/2026/7', 'NAL', '2026-11-01', '2026-11-15', '2026-11-01', '2026-11-30', 945.67, 445.67, 'Opłaty', null),
  (2, 204, 'ROZ/7', 'ROZ', '2026-07-20', '2026-08-15', '2026-01-01', '2026-06-30', 12.34, 0, null, null);
insert into dokumenty_poz values (1, 1, 'Eksploatacja', 'E', 48.5, 'm2', 3.35, 'zw', 162.48, 1),
  (1, 2, 'Ogrzewanie "CO"', 'M', 48.5, 'm2', 16.148247, 'zw', 783.19, 0);
insert into zapisy values (1, 204, 1, '2026-11-01', '2026-11-01', '2026-11-15', 'W', 945.67, 'NAL', 'Opłaty za listopad'),
  (2, 204, null, '2026-11-10', '2026-11-09', null, 'M', 500, 'WPL', 'Wpłata'),
  (3, 204, 2, '2026-07-20', '2026-07-20', '2026-08-15', 'W', 12.34, 'ROZ', 'Rozliczenie wody'),
  (4, 204, null, '2026-08-10', '2026-08-10', null, 'M', 12.34, 'WPL', 'Wpłata');
insert into rozrachunki values (2, 1, 500), (4, 3, 12.34);
insert into parametry values (7, 'PU', '2010-05-01', null, 48.5, 'm2'), (7, 'OS', '2020-01-01', null, 2, 'os');
insert into oplaty values (7, 'Eksploatacja', '2026-01-01', null, 'E', 48.5, 'm2', 3.35, 'zw', 162.48, null);
insert into liczniki values (1, 7, 'WZ', 'CW-2002', 'łazienka', 'm3', '2024-02-20', '2029-02-20', null, null, null, null);
insert into odczyty values (1, 1, '2025-12-31', 120.5, 'R'), (2, 1, '2026-06-30', 142, 'R'), (3, 1, '2026-07-31', null, 'B');
insert into rozliczenia values (1, 7, 204, 2, 'W', '2026-01-01', '2026-06-30', 200, 212.34, 'Według wskazań');
insert into rozliczenia_poz values (1, 1, 'Z', 'Woda zimna', 1, 120.5, 142, 180, 21.5, 'm3', 8.945, 192.32),
  (1, 2, 'S', 'Abonament', null, null, null, 20, 1, 'lok', 20.02, 20.02);
insert into salda values (204, 445.67), (205, 0);
`

test('on PostgreSQL: what COPY writes of the views becomes a delivery that the check accepts', async () => {
  const { admin } = await withEmptyDatabase()
  const csv = join(root, 'csv')
  mkdirSync(csv)
  await asAdministrator(admin, async (client) => {
    await client.query(readFileSync(join(docs, 'tables.sql'), 'utf8'))
    await client.query(rows)
    await client.query(readFileSync(join(docs, 'postgresql.sql'), 'utf8'))
    for (const { name } of viewedResources) {
      const copy = `copy (select * from ${viewName(name)}) to stdout with (format csv, header, encoding 'UTF8')`
      await pipeline(client.query(copyTo(copy)), createWriteStream(join(csv, `${name}.csv`)))
    }
  })
  const output = join(root, 'dostawa')
  const report = await convertFiles({
    mapping: join(docs, 'opis.yaml'),
    source: csv,
    output,
    asOf: '2026-11-22 23:00',
    now: Date.parse('2026-11-22T23:05:00+01:00'),
  })
  assert.deepEqual(report.problems, [])
  const source = await openDelivery(output)
  const { problems } = await checkDelivery(source).finally(() => source.close())
  assert.deepEqual(problems, [])
  const file = (name: string) =>
    readFileSync(join(output, `${name}.csv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
  assert.deepEqual(file('balances'), ['204,445.67,4', '205,0.00,0'])
  assert.equal(file('parties')[1], '101,company,,"Sklep, ""Pod Lipą""",,false,,,')
  assert.equal(file('entries')[1], '2,204,,2026-11-10,2026-11-09,,payment,500.00,payment,Wpłata')
})

test('every column of the contract has a source, and every table of the views is described', () => {
  for (const dialect of sqlDialects) {
    const text = sqlViews(dialect)
    assert.doesNotMatch(text, / null as /)
    for (const { name, fields } of viewedResources) {
      for (const field of fields) assert.match(text, new RegExp(`as [["]${field.name}[\\]"]`), `${name}.${field.name}`)
    }
    for (const [, table = ''] of text.matchAll(/^from (\w+)/gm))
      assert.ok(typicalTables.includes(`create table ${table} (`), table)
  }
})

test('codes of the views lead to values of the contract', () => {
  const text = sqlViews('postgresql')
  for (const { name, fields } of viewedResources) {
    const view = text.slice(text.indexOf(`view ${viewName(name)} as`)).split(';')[0] ?? ''
    for (const { name: field, type } of fields) {
      if (type.kind !== 'enum') continue
      const line = view.split('\n').find((one) => one.includes(`as "${field}"`)) ?? ''
      const values = [...line.matchAll(/then '(\w+)'/g)].map((match) => match[1] ?? '')
      for (const value of values) assert.ok(type.values.includes(value), `${name}.${field}: ${value}`)
    }
  }
})
