import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { RegularTask } from '#platform/regular.ts'
import { clockNow, endAllSessions, newestSeen } from './put-back.queries.ts'

const lookEveryMs = 20_000
/** What keeps clocks right moves them by less; a session may last so much longer. */
const toleratedMs = 60_000

/**
 * Ends all sessions when the clock was put back. How long a session lasts is kept as moments: by a clock put back a day each would live a
 * day longer, and yesterday's would live again. Who was signed in signs in once more (docs/operate.md).
 */
export function clockWatch({ database, log }: { readonly database: Database; readonly log: Log }): RegularTask {
  /** The latest moment the clock has shown at a look. */
  let latest: number | undefined
  return {
    name: 'clock',
    everyMs: lookEveryMs,
    async run() {
      const [now, seen] = await database.asAuth((tx) => Promise.all([clockNow(tx), newestSeen(tx)]))
      // Between two looks, or before the program began, the clock may have been ahead: whoever was here then tells.
      const before = Math.max(latest ?? now, seen ?? now)
      if (now < before - toleratedMs) {
        const count = await database.asAuth((tx) => endAllSessions(tx, { before, now }), { write: true })
        log.error('clock was put back, all sessions ended', { job: 'clock', count })
        latest = now
      } else latest = Math.max(latest ?? now, now)
    },
  }
}
