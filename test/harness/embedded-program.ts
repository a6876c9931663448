/**
 * A small program that owns an embedded database, for tests that kill programs. Prints a line of JSON once it is ready,
 * then, when told `write`, one line for every row the database has acknowledged.
 */
import { createHash } from 'node:crypto'
import { readConfig } from '#platform/config.ts'
import { statement } from '#platform/db/database.ts'
import { openStore } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'

const insert = statement<[string], never>(
  'program.insert',
  `insert into throttle_buckets (bucket_sha256, day) values (decode($1, 'hex'), current_date)`,
)

const [mode = 'hold'] = process.argv.slice(2)
try {
  const store = await openStore(readConfig(process.env), silentLog, { server: 'own' })
  // Before it says that it is ready: whoever hears that may send the signal at once.
  process.on('SIGTERM', () => void store.close().then(() => process.exit(0)))
  console.log(
    JSON.stringify({
      pid: process.pid,
      server: store.embedded?.pid(),
      place: store.embedded?.place,
      admin: store.admin,
    }),
  )
  if (mode === 'leave') process.exit(0)
  const written = async (): Promise<never> => {
    for (let row = 0; ; row++) {
      const key = createHash('sha256').update(`${process.pid} ${row} ${Math.random()}`).digest('hex')
      await store.database.asAuth((tx) => tx.query(insert, [key]), { write: true })
      console.log(key)
    }
  }
  if (mode === 'write') await Promise.all([written(), written(), written()])
  else setInterval(() => {}, 60_000)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
