/** The worked examples all the way: files of another program, a delivery, the real database, the resident's page. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type ExampleName, examples, expectedBalances } from '#import/convert/examples.testdata.ts'
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { fixedClock, systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { convertCommand } from '#src/convert-command.ts'
import { withDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { baseUrl, morning, TestBrowser } from '#test/harness/portal.ts'

const docs = new URL('../docs/convert/', import.meta.url).pathname
const root = temporaryFolder('convert-page')
after(() => rmSync(root, { recursive: true, force: true }))

const plain = (text: string): string =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')

/** Who lives there, by party; the accounts are those of the examples. */
const residents = [
  { party: '100', person: 'Żaneta Łącka', street: 'Żeromskiego 7a', accounts: ['204-01-001', '205-02-G01'] },
  { party: '101', person: 'Józef Święcicki', street: 'Żeromskiego 7a', accounts: ['204-01-002'] },
  { party: '102', person: 'Pod Lipą', street: 'Łąkowa 12', accounts: ['204-02-001'] },
] as const

/** `9 273,17 zł` */
const zloty = (grosze: number): string =>
  plain(
    new Intl.NumberFormat('pl-PL', {
      style: 'currency',
      currency: 'PLN',
      useGrouping: true,
      minimumFractionDigits: 2,
    }).format(grosze / 100),
  )

const db = await withDatabase()
await db.setClock(morning)
const log = createLog({ clock: systemClock, level: 'error' })
const parts = {
  db: db.database,
  clock: fixedClock(morning),
  log,
  settings: readImportSettings({}, root),
  tell: async () => {},
}
const app = await createApp({ database: db.database, clock: fixedClock(morning), log, baseUrl, trustProxy: false })
after(() => app.close())

/** One after the other over the same books: each has at least as many rows as the one before, so no brake holds it. */
const names: readonly ExampleName[] = ['windows-cp1250-csv', 'dos-mazovia-dbf', 'sql-utf8-csv']

for (const name of names) {
  test(`${name}: converted, checked, loaded, and right on the page to the grosz`, async () => {
    const delivery = join(root, name)
    const said: string[] = []
    const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
    const args = ['--mapping', join(docs, name, 'opis.yaml'), join(docs, name), delivery, '--as-of', '2026-11-22 23:00']
    assert.equal(await convertCommand(args, io), 0, said.join('\n'))
    const outcome = await importDelivery(parts, delivery)
    assert.deepEqual([outcome.state, outcome.problems], ['published', []])
    for (const { party, person, street, accounts } of residents) {
      const browser = new TestBrowser(app)
      browser.cookies.set('ebok-session', (await db.openSession({ kind: 'resident', partyId: party })).secret)
      const page = plain((await browser.get('/rachunki')).body)
      for (const account of accounts) {
        const balance = expectedBalances[account] ?? 0
        assert.ok(page.includes(zloty(Math.abs(balance))), `${account}: ${zloty(balance)} is not on the page: ${page}`)
      }
      assert.ok(plain((await browser.get('/moje-dane')).body).includes(person), person)
      assert.ok(plain((await browser.get('/moje-dane/lokale')).body).includes(street), street)
    }
  })
}

test('every example is shown', () => assert.deepEqual([...names].sort(), Object.keys(examples).sort()))
