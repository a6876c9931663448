import { type Database, statement } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'

/** What of the cooperative stands on every page. */
export interface CooperativeOnPage {
  readonly name: string
  readonly accentColor: string
}

export interface CooperativeWatch {
  current(): CooperativeOnPage
  stop(): void
}

const cooperativeStatement = statement<[], CooperativeOnPage>(
  'app.cooperative',
  `select name, accent_color as "accentColor" from cooperative`,
)
const refreshEveryMs = 30_000

/** Keeps the cooperative's name and colour at hand, so that no page asks for them; a change shows within half a minute. */
export async function watchCooperative(database: Database, log: Log): Promise<CooperativeWatch> {
  let current: CooperativeOnPage = { name: 'Spółdzielnia Mieszkaniowa', accentColor: '#0b5a6f' }
  const refresh = async (): Promise<void> => {
    try {
      current = await database.asAnonymous((tx) => tx.one(cooperativeStatement, []))
    } catch (error) {
      log.warn('cooperative not read', { reason: error instanceof Error ? error.name : 'unknown' })
    }
  }
  await refresh()
  const timer = setInterval(refresh, refreshEveryMs)
  timer.unref()
  return { current: () => current, stop: () => clearInterval(timer) }
}
