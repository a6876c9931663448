import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { readCatalogue } from '#platform/db/catalogue.ts'
import { asAdministrator, prepareSchema } from '#platform/db/open.ts'
import { writeSchemaFiles } from '#platform/db/schema-dump.ts'
import { silentLog } from '#platform/log.ts'
import { withEmptyDatabase } from '#test/harness/database.ts'

const { admin, names, secrets } = await withEmptyDatabase()
await prepareSchema(admin, names, secrets, silentLog)
const c = await asAdministrator(admin, (client) => readCatalogue(client, names))
mkdirSync(process.env.OUT! + '/tables', { recursive: true })
writeSchemaFiles(c, process.env.OUT!)
test('x', () => {})
