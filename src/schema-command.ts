import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readCatalogue } from '#platform/db/catalogue.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { schemaFiles, writeSchemaFiles } from '#platform/db/schema-dump.ts'
import { packageRoot } from '#platform/files.ts'
import { configurationPage } from './configuration-page.ts'
import type { Io } from './io.ts'
import { routesPage } from './routes-page.ts'
import { withStore } from './run.ts'

/** `ebok migrate`: roles and schema as this version of the program needs them. Opening the store does it. */
export function migrateCommand(io: Io): Promise<number> {
  return withStore({ server: 'share' }, async ({ store }) => {
    io.out(`Baza danych gotowa, schemat ${store.names.schema}.`)
    return 0
  })
}

/** `ebok schema [--write]`: the schema as text, or into db/ for reviewers, with the list of routes. */
export function schemaCommand(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { write: { type: 'boolean', default: false } } })
  return withStore({ server: 'share' }, async ({ store }) => {
    const catalogue = await asAdministrator(store.admin, (client) => readCatalogue(client, store.names))
    if (values.write) {
      writeSchemaFiles(catalogue)
      writeFileSync(join(packageRoot(), 'docs', 'routes.md'), routesPage())
      writeFileSync(join(packageRoot(), 'docs', 'configuration.md'), configurationPage())
      io.out('Zapisano db/schema.sql, db/tables/, docs/routes.md i docs/configuration.md.')
    } else {
      io.out(schemaFiles(catalogue).get('schema.sql') ?? '')
    }
    return 0
  })
}
