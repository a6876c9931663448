/** Sends one round of the outbox in a program of its own, so that a test can kill it at a moment of its choice. */
import { noLetters } from '#features/messages/messages.testdata.ts'
import { drainOutbox } from '#features/messages/outbox.ts'
import { openRoles } from '#platform/db/open.ts'
import type { Names } from '#platform/db/roles.ts'
import type { Target } from '#platform/db/target.ts'
import { silentLog } from '#platform/log.ts'
import type { OutgoingSettings } from '#platform/mail/settings.ts'
import { openSecrets } from '#platform/secrets.ts'

export interface DrainOrder {
  readonly admin: Target
  readonly names: Names
  readonly secretsDir: string
  readonly settings: OutgoingSettings
}

const order = JSON.parse(process.env.EBOK_TEST_DRAIN ?? '') as DrainOrder
const database = openRoles(order.admin, order.names, openSecrets(order.secretsDir), silentLog)
await drainOutbox({ ...noLetters, database, log: silentLog, settings: order.settings, baseUrl: undefined })
await database.close()
