import { createHash } from 'node:crypto'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { pool } from './db'

export interface Session {
  readonly displayName: string
  readonly partyId: string
  readonly today: string
}

/** Who is signed in; asked once for a request. */
export const currentSession = cache(async (): Promise<Session> => {
  const token = (await cookies()).get('ebok-session')?.value
  if (!token) redirect('/zaloguj')
  const { rows } = await pool.query<Session>({
    name: 'session',
    text: `select l.display_name as "displayName", l.party_id as "partyId", current_date::text as today
             from sessions s join logins l on l.id = s.login_id
            where s.token_sha256 = $1 and s.ended_at is null and s.purpose = 'full' and s.expires_at > now()
              and s.last_seen_at > now() - s.idle_minutes * interval '1 minute' and l.locked_at is null and l.kind = 'resident'`,
    values: [createHash('sha256').update(token).digest()],
  })
  const session = rows[0]
  if (!session) redirect('/zaloguj')
  return session
})
