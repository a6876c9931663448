import type { ClientBase } from 'pg'

/**
 * Sign-ins of the last hundred days for the residents who can sign in, so that the office's statistics have something to draw; counted
 * by the same function as every night. Done once; what people do later is theirs.
 */
export async function seedStatistics(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>('select exists (select from daily_statistics) as filled')
  if (rows[0]?.filled) return
  // Which days somebody came is drawn from the day and the login, so that every demo has the same ones.
  await client.query(
    `insert into sign_ins (login_id, at, outcome, browser)
     select l.id, (d.day + make_interval(hours => 7 + (abs(hashtext(l.name || d.day::text)) % 15))) at time zone 'Europe/Warsaw', 'success', 'Chrome, Android'
       from logins l cross join generate_series((today() - 100)::timestamp, (today() - 1)::timestamp, '1 day') d(day)
      where l.kind = 'resident' and abs(hashtext(d.day::text || l.name)) % 5 < 2`,
  )
  await client.query('select gather_statistics()')
}
