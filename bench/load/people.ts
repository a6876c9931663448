/** Who takes part: residents of the published books with logins and passwords, clerks with sessions, and what is true of the residents. */
import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { seedAnnouncements } from '#db/seed/content/announcements.ts'
import { seedContact } from '#db/seed/content/contact.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { hashSecretText } from '#features/login/passwords/argon.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import type { Program } from '../../proof/installation.ts'
import { Crowd } from './crowd.ts'
import { number } from './options.ts'
import { clerks, clerkThinkMs, thinkMs } from './pace.ts'
import type { Person } from './resident.ts'
import { type BalancesShown, balancesText } from './shown.ts'

const password = 'zielona lampa pod schodami'

/** The residents' process with everybody it needs: logins, as many people to a seat, clerks, and what the office put up. */
export async function invite(
  program: Program,
  { residents, peopleOfSeat }: { readonly residents: number; readonly peopleOfSeat: number },
): Promise<{ readonly crowd: Crowd; readonly people: readonly (Person & Party)[] }> {
  await furnish(program)
  const people = await makeLogins(program, residents * peopleOfSeat)
  const crowd = new Crowd({
    port: program.port,
    password,
    people,
    residents,
    clerks: await signInClerks(program, clerks),
    thinkMs,
    clerkThinkMs,
    seed: number('seed', 1),
  })
  return { crowd, people }
}

/** What the office put up: documents to download, announcements, telephone numbers. Once for a data directory. */
async function furnish(program: Program): Promise<void> {
  await program.asOwner(async (client) => {
    const today = todayInWarsaw(Date.now())
    await seedContact(client)
    await seedDocuments({ client, today })
    await seedAnnouncements({ client, today })
  })
}

interface Party {
  readonly partyId: string
}

/**
 * Logins for people who alone hold their premises, so that what they see follows from the books without the program's own rules. Where
 * there are fewer people than asked for, some get several logins. All have one password and one hash: checking it costs as much.
 */
async function makeLogins(program: Program, count: number): Promise<readonly (Person & Party)[]> {
  const hash = await hashSecretText(password)
  const run = randomBytes(4).toString('hex')
  return program.asOwner(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select party_id as id
         from (select h.party_id, h.premises_id, count(*) over (partition by h.premises_id) as people
                 from holdings h where h.valid_from <= current_date and (h.valid_to is null or h.valid_to >= current_date)) held
        group by party_id
       having max(people) = 1
          and exists (select from accounts a where a.party_id = held.party_id and a.premises_id = any (array_agg(held.premises_id)))
        order by md5(party_id) limit $1`,
      [count],
    )
    if (rows.length === 0) throw new Error('the books have nobody who holds premises alone')
    const people = Array.from({ length: count }, (_, index) => ({
      loginName: `load-${run}-${index + 1}`,
      displayName: `Osoba z pomiaru ${run} ${index + 1}`,
      partyId: rows[index % rows.length]!.id,
    }))
    await client.query(
      `insert into logins (name, kind, display_name, party_id, password_hash, password_set_at)
       select p.name, 'resident', p.display, p.party, $4, now() from unnest($1::text[], $2::text[], $3::text[]) p(name, display, party)`,
      [
        people.map(({ loginName }) => loginName),
        people.map(({ displayName }) => displayName),
        people.map(({ partyId }) => partyId),
        hash,
      ],
    )
    return people
  })
}

/** Clerks who are signed in with their second factor already. @returns their cookies */
async function signInClerks(program: Program, count: number): Promise<readonly string[]> {
  return program.asOwner((client) =>
    Promise.all(Array.from({ length: count }, (_, index) => signInClerk(client, `Osoba z biura ${index + 1}`))),
  )
}

async function signInClerk(client: pg.Client, displayName: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  await client.query(
    `with made as (insert into logins (name, kind, staff_role, display_name) values ($1, 'staff', 'clerk', $2) returning id)
     insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at, factor)
     select $3, id, 'full', 120, now() + interval '12 hours', 'totp' from made`,
    [`load-${randomBytes(6).toString('hex')}`, displayName, createHash('sha256').update(secret).digest()],
  )
  return `ebok-session=${secret}`
}

/** The same people with a living session each, for what measures pages and not signing in. */
export async function signedInPeople(
  program: Program,
  count: number,
): Promise<readonly (Person & Party & { readonly cookie: string })[]> {
  const people = await makeLogins(program, count)
  const secrets = people.map(() => randomBytes(32).toString('base64url'))
  await program.asOwner((client) =>
    client.query(
      `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at)
       select decode(p.hash, 'hex'), l.id, 'full', 120, now() + interval '12 hours'
         from unnest($1::text[], $2::text[]) p(name, hash) join logins l on l.name = p.name`,
      [
        people.map(({ loginName }) => loginName),
        secrets.map((secret) => createHash('sha256').update(secret).digest('hex')),
      ],
    ),
  )
  return people.map((person, index) => ({ ...person, cookie: `ebok-session=${secrets[index]}` }))
}

/** Balances of the books as they are published now, by login. */
export async function trueBalances(
  program: Program,
  people: readonly (Person & Party)[],
): Promise<ReadonlyMap<string, BalancesShown>> {
  const { rows } = await program.asOwner((client) =>
    client.query<{ party: string; nrb: string; grosze: number }>(
      `select a.party_id as party, a.nrb, coalesce(b.closing_balance_grosze, 0)::float8 as grosze
         from accounts a left join balances b on b.account_id = a.id
        where a.party_id = any ($1)
          and exists (select from holdings h where h.party_id = a.party_id and h.premises_id = a.premises_id
                         and h.valid_from <= current_date and (h.valid_to is null or h.valid_to >= current_date))`,
      [[...new Set(people.map(({ partyId }) => partyId))]],
    ),
  )
  const byParty = Map.groupBy(rows, ({ party }) => party)
  return new Map(people.map(({ loginName, partyId }) => [loginName, balancesText(byParty.get(partyId) ?? [])]))
}
