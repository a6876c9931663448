/** Run as a process of its own (fire.testkit.ts): one import that somebody may kill. Prints each statement as it is sent. */
import { writeSync } from 'node:fs'
import pg from 'pg'
import { systemClock } from '#platform/clock.ts'
import { openRoles } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import type { ChildOutcome } from './fire.testkit.ts'
import { importDelivery } from './import.ts'

const { admin, names, secretsDir, settings, path, options, ...given } = JSON.parse(process.argv[2]!)
let killAt: number | null = given.killAtStatement

// Written at once, so that the last line is there whenever the process is killed.
const print = (line: string) => writeSync(1, `${line}\n`)
let sent = 0
const { query } = pg.Client.prototype
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [first] = args as [string | { text: string }]
  const text = typeof first === 'string' ? first : first.text
  print(`> ${text.replace(/\s+/g, ' ').trim().slice(0, 80)}`)
  const answer = Reflect.apply(query, this, args)
  sent += 1
  if (given.killAfterWritten !== null && text.startsWith('update deliveries set publication_id')) {
    killAt = sent + given.killAfterWritten
  }
  // In the next turn, so that the statement itself may reach the server or not.
  if (sent === killAt) setImmediate(() => process.kill(process.pid, 'SIGKILL'))
  return answer
} as typeof query

const db = openRoles(admin, names, openSecrets(secretsDir), silentLog)
print('started')
const { state, report, problems } = await importDelivery(
  { db, clock: systemClock, log: silentLog, settings, tell: async () => {} },
  path,
  options,
)
const ended: ChildOutcome = {
  state,
  reason: report.reason ?? null,
  codes: [...new Set([...Object.keys(report.problems?.codes ?? {}), ...problems.map(({ code }) => code)])],
  peakMiB: process.resourceUsage().maxRSS / 1024,
}
print(JSON.stringify(ended))
await db.close()
