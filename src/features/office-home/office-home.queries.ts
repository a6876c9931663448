import { statement, type Tx } from '#platform/db/database.ts'

const endingStatement = statement<[], { readonly count: number }>(
  'officeHome.endingAnnouncements',
  `select count(*)::int as count from announcements
    where withdrawn_at is null and visible_from <= today() and visible_to between today() and today() + 2`,
)

/** Announcements whose last day is today or one of the two days after it. */
export const endingAnnouncements = async (tx: Tx): Promise<number> => (await tx.one(endingStatement, [])).count
