import { statement, type Tx } from '#platform/db/database.ts'
import type { ViewerRow } from './profile.model.ts'

const viewersStatement = statement<[], ViewerRow>(
  'profile.viewers',
  `select staff_name as "staffName", staff_role as "staffRole", reason, started_at as "startedAt", ended_at as "endedAt"
     from my_viewers()`,
)

/** Who of the office looked at the person's pages, newest first. */
export const viewers = (tx: Tx): Promise<ViewerRow[]> => tx.query(viewersStatement, [])
