import { statement, type Tx } from '#platform/db/database.ts'
import type { SessionRow, SignInRow } from './profile.model.ts'

const sessionsStatement = statement<[], SessionRow>(
  'profile.sessions',
  `select s.id, s.browser, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.id = c.session_id as current
     from sessions s cross join current_session() c
    where s.login_id = current_login_id() and s.purpose = 'full' and s.ended_at is null
      and s.expires_at > clock_now() and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now()
    order by current desc, s.last_seen_at desc, s.id
    limit 50`,
)

const signInsStatement = statement<[limit: number], SignInRow>(
  'profile.signIns',
  `select at, outcome, browser from sign_ins
    where login_id = current_login_id() and at > clock_now() - interval '90 days'
    order by at desc, id desc
    limit $1`,
)

const endStatement = statement<[sessionId: string | null], { readonly ended: number }>(
  'profile.endSessions',
  'select end_my_sessions($1) as ended',
)

/** Living sessions of the person, the one that asks first. */
export const mySessions = (tx: Tx): Promise<SessionRow[]> => tx.query(sessionsStatement, [])
/** Attempts to sign in within 90 days, newest first. */
export const signIns = (tx: Tx, limit: number): Promise<SignInRow[]> => tx.query(signInsStatement, [limit])
/** Ends one session of the person's, or without an id all of them. @returns how many ended. */
export async function endSessions(tx: Tx, sessionId: string | null): Promise<number> {
  return (await tx.one(endStatement, [sessionId])).ended
}
