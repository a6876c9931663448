import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageRoot } from '#platform/files.ts'
import { type Log, silentLog } from '#platform/log.ts'
import { withEmptyDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { readCatalogue } from './catalogue.ts'
import { asAdministrator, prepareSchema } from './open.ts'
import { staleSchemaFiles } from './schema-dump.ts'

const { admin, names, secrets } = await withEmptyDatabase()
await prepareSchema(admin, names, secrets, silentLog)
const catalogue = await asAdministrator(admin, (client) => readCatalogue(client, names))

test('db/schema.sql and db/tables describe the schema the migrations make, on every version of the server', () => {
  assert.deepEqual(staleSchemaFiles(catalogue), [])
})

test('killed again and again, the migrations come to the same schema', async (t) => {
  const other = await withEmptyDatabase()
  const kills: Promise<unknown>[] = []
  await asAdministrator(admin, async (killer) => {
    for (let done = false; !done; ) {
      let applied = 0
      const log: Log = {
        ...silentLog,
        info: (event) => {
          if (event !== 'migration applied' || ++applied !== 4) return
          const strike = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
          kills.push(killer.query(strike, [other.admin.database]))
        },
      }
      done = await prepareSchema(other.admin, other.names, other.secrets, log).then(
        () => true,
        () => false,
      )
    }
    await Promise.all(kills)
  })
  t.diagnostic(`killed ${kills.length} times`)
  assert.ok(kills.length > 3)
  const made = await asAdministrator(other.admin, (client) => readCatalogue(client, other.names))
  assert.deepEqual(staleSchemaFiles(made), [])
})

test('a description that lags behind is noticed, with the command that mends it', () => {
  const copy = temporaryFolder('schema')
  try {
    cpSync(join(packageRoot(), 'db', 'schema.sql'), join(copy, 'schema.sql'))
    cpSync(join(packageRoot(), 'db', 'tables'), join(copy, 'tables'), { recursive: true })
    assert.deepEqual(staleSchemaFiles(catalogue, copy), [])
    writeFileSync(
      join(copy, 'schema.sql'),
      readFileSync(join(copy, 'schema.sql'), 'utf8').replace('force row level', 'ignore row level'),
    )
    writeFileSync(join(copy, 'tables', 'gone.md'), '# gone')
    rmSync(join(copy, 'tables', 'logins.md'))
    const stale = staleSchemaFiles(catalogue, copy)
    assert.equal(stale.length, 3)
    for (const sentence of stale) assert.match(sentence, /bin\/ebok schema --write/)
  } finally {
    rmSync(copy, { recursive: true })
  }
})
