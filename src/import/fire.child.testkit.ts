/** Run as a process of its own by fire.test.ts: one import that somebody will kill. */
import { systemClock } from '#platform/clock.ts'
import { openRoles } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import { importDelivery } from './import.ts'

const { admin, names, secretsDir, settings, path } = JSON.parse(process.argv[2]!)
const db = openRoles(admin, names, openSecrets(secretsDir), silentLog)
process.stdout.write('started\n')
const outcome = await importDelivery({ db, clock: systemClock, log: silentLog, settings, tell: async () => {} }, path)
process.stdout.write(`${outcome.state}\n`)
await db.close()
