import { statement, type Tx } from '#platform/db/database.ts'

const endStatement = statement<[loginId: string], { readonly ended: number }>(
  'people.endSessions',
  'select end_sessions_of($1::uuid) as ended',
)

/** Ends every session of a resident's login, and its calendar's address. @returns how many sessions ended. */
export const endSessionsOf = async (tx: Tx, loginId: string): Promise<number> =>
  (await tx.one(endStatement, [loginId])).ended
