import { type Database, statement } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'

/** What of the cooperative stands on every page. */
export interface CooperativeOnPage {
  readonly name: string
  readonly accentColor: string
  readonly logoUrl: string | null
}

export interface CooperativeWatch {
  current(): CooperativeOnPage
  /** Reads it again at once, when it has just been changed here. */
  refresh(): Promise<void>
  stop(): void
}

const cooperativeStatement = statement<[], CooperativeOnPage>(
  'app.cooperative',
  `select c.name, c.accent_color as "accentColor",
          '/logo/' || l.sha256 || case l.content_type when 'image/png' then '.png' else '.jpg' end as "logoUrl"
     from cooperative c left join cooperative_logos l on l.sha256 = c.logo_sha256`,
)
const refreshEveryMs = 30_000

/** Keeps the cooperative's name and colour at hand, so that no page asks for them; one made by another program shows within half a minute. */
export async function watchCooperative(database: Database, log: Log): Promise<CooperativeWatch> {
  let current: CooperativeOnPage = { name: 'Spółdzielnia Mieszkaniowa', accentColor: '#0b5a6f', logoUrl: null }
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
  return { current: () => current, refresh, stop: () => clearInterval(timer) }
}
