import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCatalogue } from '#platform/db/catalogue.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { type ResourceName, resourceNames } from './contract/resources.ts'
import { putIndexesBack, setIndexesAside, worthSettingAside } from './first-load.ts'
import { smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'
import { importDelivery } from './import.ts'
import { asOnlyImport } from './session.ts'

const night = await withImport()
after(night.cleanUp)
const catalogue = () => asAdministrator(night.admin, (client) => readCatalogue(client, night.names))
const whole = await catalogue()
const asOf = '2026-01-01T20:00:00Z'
const large = Object.fromEntries(resourceNames.map((name) => [name, worthSettingAside])) as Record<ResourceName, number>
const setAside = () => asOnlyImport(night.parts.db, 'test', 5_000, (client) => setIndexesAside(client, large))
const putBack = () => asOnlyImport(night.parts.db, 'test', 5_000, putIndexesBack)
const indexes = async () =>
  Number(
    (
      await night.asRoot((client) =>
        client.query('select count(*) from pg_indexes where schemaname = current_schema() and tablename = any ($1)', [
          resourceNames.map((name) => `${name}_versions`),
        ]),
      )
    ).rows[0]!.count,
  )

test('what is set aside comes back exactly as it was', async () => {
  await setAside()
  assert.equal(await indexes(), 0)
  assert.notDeepEqual(await catalogue(), whole)
  await putBack()
  assert.deepEqual(await catalogue(), whole)
})

test('a table somebody reads keeps its indexes, and putting back waits for a reader', async () => {
  const all = await indexes()
  await night.asRoot(async (client) => {
    await client.query('begin; select from entries_versions')
    await setAside()
    const { rows } = await client.query(`select count(*) from pg_indexes where tablename = 'entries_versions'`)
    assert.ok(Number(rows[0]!.count) > 1)
    await client.query('commit; begin; select from documents_versions')
    const putting = putBack()
    assert.equal(await Promise.race([putting, sleep(300, 'waits')]), 'waits')
    // Whoever comes after us is not kept waiting by us.
    const started = performance.now()
    await night.asRoot((other) => other.query('select from documents_versions'))
    assert.ok(performance.now() - started < 1_000)
    await client.query('commit')
    await putting
  })
  assert.equal(await indexes(), all)
  assert.deepEqual(await catalogue(), whole)
})

test('an import that died with indexes set aside: the next one puts them back, and small tables never lose theirs', async () => {
  await setAside()
  assert.equal((await night.deliver({ sequence: 1, asOf, books: smallBooks(3) })).state, 'published')
  assert.deepEqual(await catalogue(), whole)
})

test('tables with rows keep their indexes', async () => {
  const all = await indexes()
  await setAside()
  const { rows } = await night.asRoot((client) => client.query('select distinct table_name from set_aside_indexes'))
  for (const name of ['entries', 'documents', 'readings']) {
    assert.ok(!rows.some(({ table_name: table }) => table === `${name}_versions`), name)
  }
  await putBack()
  assert.equal(await indexes(), all)
})

test('the first load of a large delivery sets indexes aside, publishes, and leaves the schema as it was', async () => {
  const first = await withImport()
  try {
    // Written before anybody watches: making ten thousand rows keeps this process busy.
    const path = first.write({ sequence: 1, asOf, books: smallBooks(worthSettingAside / 2) })
    const seen = new Set<string>()
    const stop = new AbortController()
    const watching = first.asRoot(async (client) => {
      while (!stop.signal.aborted) {
        const { rows } = await client.query('select table_name from set_aside_indexes')
        for (const { table_name } of rows) seen.add(table_name)
        await sleep(20)
      }
    })
    const outcome = await importDelivery(first.parts, path)
    stop.abort()
    await watching
    assert.equal(outcome.state, 'published')
    assert.deepEqual([...seen].sort(), ['document_lines_versions', 'entries_versions'])
    assert.deepEqual(await asAdministrator(first.admin, (client) => readCatalogue(client, first.names)), whole)
  } finally {
    await first.cleanUp()
  }
})
