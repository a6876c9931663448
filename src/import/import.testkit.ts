/** What the tests of the import share: a database of their own, a folder, deliveries, and a look at what residents see. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { withDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type ResourceName, resourceNames } from './contract/resources.ts'
import { type Delivery, writeDelivery } from './import.testdata.ts'
import { importDelivery } from './import.ts'
import type { ImportOptions, ImportOutcome, ImportParts } from './outcome.ts'
import { removeTree } from './receive/keep.ts'
import { relation } from './relations.ts'
import { asOnlyImport, type ImporterDatabase } from './session.ts'
import { readImportSettings } from './settings.ts'
import type { TellEvent } from './tell.text.ts'

export async function withImport(env: Record<string, string> = {}) {
  const database = await withDatabase()
  const folder = temporaryFolder('import')
  const told: TellEvent[] = []
  const logged: string[] = []
  const parts: ImportParts = {
    db: database.database,
    clock: systemClock,
    log: createLog({ clock: systemClock, write: (line) => void logged.push(line) }),
    settings: readImportSettings(env, folder),
    tell: async (event) => void told.push(event),
  }
  let number = 0
  const write = (delivery: Delivery): string => {
    number += 1
    return writeDelivery(join(folder, `dostawa-${number}`), delivery)
  }
  return {
    ...database,
    parts,
    folder,
    told,
    logged,
    write,
    deliver: (delivery: Delivery, options?: ImportOptions): Promise<ImportOutcome> =>
      importDelivery(parts, write(delivery), options),
    /** Rows residents could see, whoever they are: the views' rows without the policies. */
    seen: (name: ResourceName): Promise<Record<string, unknown>[]> =>
      database.asRoot(async (client) => {
        const { columns, key } = relation(name)
        return (await client.query(`select ${columns.join(', ')} from ${name} order by ${key.join(', ')}`)).rows
      }),
    /** One text for the whole published state. */
    fingerprint: (): Promise<string> => database.asRoot((client) => stateOf(client)),
    cleanUp: async () => {
      await removeTree(parts.settings.rawDir)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Holds the import's lock under a name until told to give it back; resolves when it is held. */
export async function holdLock(db: ImporterDatabase, label: string): Promise<() => Promise<void>> {
  const release = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const running = asOnlyImport(db, label, 10_000, () => {
    held.resolve()
    return release.promise
  })
  await held.promise
  return () => {
    release.resolve()
    return running
  }
}

interface Queries {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>
}

export async function stateOf(client: Queries): Promise<string> {
  const parts = resourceNames.map((name) => {
    const row = `row(${relation(name)
      .columns.map((column) => `r.${column}`)
      .join(', ')})::text`
    return `(select coalesce(md5(string_agg(${row}, '|' order by ${row} collate "C")), 'empty') from ${name} r)`
  })
  const { rows } = await client.query(`select ${parts.join(` || '-' || `)} as state`)
  return String(rows[0]!.state)
}
