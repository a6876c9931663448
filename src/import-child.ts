/** The process of one import, started by import-process.ts. Answers with the outcome; ends when nobody listens any more. */
import { importDelivery } from '#import/import.ts'
import type { ImportOptions } from '#import/outcome.ts'
import type { ImporterDatabase } from '#import/session.ts'
import { readImportSettings } from '#import/settings.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { openRoles, reachServer } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { afterPages } from '#platform/priority.ts'
import { openSecrets } from '#platform/secrets.ts'

// Whoever started this is gone or wants it to end: the server rolls back what was not committed.
const hungUp = () => process.exit(1)
process.once('disconnect', hungUp)
if (!process.connected) hungUp()
// Ctrl+C and a service manager reach the whole group. The starter is told as well and hangs up; alone, this ends by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => setTimeout(hungUp, 1_000))
afterPages()

const { path, options }: { path: string; options: ImportOptions } = JSON.parse(process.argv[2]!)
const config = readConfig(process.env)
const log = createLog({ clock: systemClock, level: config.logLevel })
let close = async () => {}

// Reached when it is needed: what came is kept before that, also while the database is away. Nothing is migrated: the
// program on the disk may already be newer than the one whose pages are running.
const db: ImporterDatabase = {
  withImporterClient: async (work) => {
    const secrets = openSecrets(config.dataDir)
    const { admin, embedded } = await reachServer(config, secrets, log, { server: 'share' }).catch((error) => {
      throw new DatabaseUnavailable(error)
    })
    const database = openRoles(admin, { schema: config.schema, rolePrefix: config.rolePrefix }, secrets, log)
    close = async () => {
      await database.close()
      await embedded?.stop()
    }
    return database.withImporterClient(work)
  },
}
const settings = readImportSettings(process.env, config.dataDir)
const tell = async () => {}
const outcome = await importDelivery({ db, clock: systemClock, log, settings, tell }, path, options)
await close()
process.off('disconnect', hungUp)
process.send?.(outcome, () => process.disconnect?.())
