import type { ClientBase } from 'pg'
import { type CastName, cast } from '../cast.ts'

type State = 'new' | 'waitingForPaper' | 'paperAccepted' | 'matched' | 'issued' | 'rejected'

interface DemoRegistration {
  readonly hoursAgo: number
  readonly state: State
  readonly company?: true
  readonly firstName?: string
  /** Left out: as the register has the person found. */
  readonly name?: string
  /** Where this person of the cast lives; otherwise an address nobody has. */
  readonly at?: CastName
  readonly street?: string
  readonly flat?: string
  readonly number?: string
  readonly email: string
  readonly phone: string
  /** The person a clerk found. */
  readonly party?: CastName
  /** For a request that ended with a login: whether it was used. */
  readonly signedIn?: true
  readonly reason?: 'noPaper' | 'dataMismatch' | 'spam'
  readonly note?: string
}

/** A week of the office: every state, a typing error in a surname, a number without its letters, two who wait too long. */
const registrations: readonly DemoRegistration[] = [
  {
    hoursAgo: 2,
    state: 'new',
    firstName: 'Teresa',
    name: 'Kalinowska',
    street: 'Lipowa 1',
    flat: '31',
    email: 'teresa.k@poczta.example',
    phone: '600 300 001',
  },
  {
    hoursAgo: 5,
    state: 'new',
    firstName: 'Kazimierz',
    name: 'Chrząszczyżewsky',
    at: 'coOwner',
    number: '6',
    email: 'kazimierz.ch@poczta.example',
    phone: '600 300 002',
  },
  {
    hoursAgo: 31,
    state: 'new',
    firstName: 'Marek',
    name: 'Wilczek',
    street: 'ul. Lipowa 3',
    flat: '8',
    email: 'marek.w@poczta.example',
    phone: '600 300 003',
  },
  {
    hoursAgo: 54,
    state: 'new',
    company: true,
    name: 'Piekarnia „Rogal” sp. z o.o.',
    street: 'Lipowa 2',
    flat: '1',
    email: 'biuro@rogal.example',
    phone: '600 300 004',
  },
  {
    hoursAgo: 60,
    state: 'waitingForPaper',
    firstName: 'Barbara',
    name: 'Sowińska',
    street: 'Lipowa 5',
    flat: '12',
    email: 'b.sowinska@poczta.example',
    phone: '600 300 005',
    note: 'Dzwoniła: przyniesie wniosek w czwartek po południu.',
  },
  {
    hoursAgo: 180,
    state: 'waitingForPaper',
    firstName: 'Ryszard',
    name: 'Domański',
    street: 'Lipowa 2',
    flat: '17',
    email: 'rdomanski@poczta.example',
    phone: '600 300 006',
  },
  {
    hoursAgo: 72,
    state: 'paperAccepted',
    firstName: 'Halina',
    name: 'Nowakowska',
    at: 'newHolder',
    email: 'halina.now@poczta.example',
    phone: '600 300 007',
  },
  {
    hoursAgo: 96,
    state: 'matched',
    at: 'longSurname',
    email: 'dl@poczta.example',
    phone: '600 300 008',
    party: 'longSurname',
  },
  {
    hoursAgo: 120,
    state: 'issued',
    at: 'newHolder',
    email: 'anna.nowa@poczta.example',
    phone: '600 300 009',
    party: 'newHolder',
  },
  {
    hoursAgo: 400,
    state: 'issued',
    at: 'proxy',
    email: 'jan.p@poczta.example',
    phone: '600 300 010',
    party: 'proxy',
    signedIn: true,
  },
  {
    hoursAgo: 700,
    state: 'rejected',
    firstName: 'Krzysztof',
    name: 'Wrona',
    street: 'Lipowa 4',
    flat: '200',
    email: 'k.wrona@poczta.example',
    phone: '600 300 011',
    reason: 'dataMismatch',
    note: 'We wniosku inny numer mieszkania. Ma przyjść z aktem własności.',
  },
  {
    hoursAgo: 900,
    state: 'rejected',
    firstName: 'Qwe',
    name: 'Rty',
    street: 'Asd 1',
    flat: '1',
    email: 'x@robot.example',
    phone: '600 300 012',
    reason: 'spam',
  },
]

/** The events that lead to a state, each some hours after the one before. */
const pathTo: Readonly<Record<State, readonly string[]>> = {
  new: [],
  waitingForPaper: ['waiting'],
  paperAccepted: ['waiting', 'paperAccepted'],
  matched: ['waiting', 'paperAccepted', 'matched'],
  issued: ['waiting', 'paperAccepted', 'matched', 'issued'],
  rejected: ['waiting', 'rejected'],
}

/** Requests for logins in every state. Once: asked again it adds nothing. */
export async function seedRegistrations({ client }: { readonly client: ClientBase }): Promise<void> {
  const { rows: known } = await client.query('select from registrations limit 1')
  if (known.length > 0) return
  const clerk = await client.query<{ id: string }>(
    `select id from logins where kind = 'staff' order by created_at limit 1`,
  )
  for (const [index, one] of registrations.entries()) await seedOne(client, one, index, clerk.rows[0]?.id ?? null)
}

async function seedOne(
  client: ClientBase,
  one: DemoRegistration,
  index: number,
  clerkId: string | null,
): Promise<void> {
  const at = (hours: number) => `clock_now() - make_interval(hours => ${hours})`
  const place = one.at === undefined ? undefined : await placeOf(client, cast[one.at].premisesIds[0])
  const partyId = one.party === undefined ? null : cast[one.party].partyId
  const person = await namesOf(client, partyId)
  const path = pathTo[one.state]
  const hoursOf = (step: number): number => Math.round(one.hoursAgo - ((step + 1) * one.hoursAgo) / (path.length + 2))
  const last = path.length === 0 ? one.hoursAgo : hoursOf(path.length - 1)
  const loginId = one.state === 'issued' ? await loginOf(client, partyId!, last, one.signedIn ?? false) : null
  const { rows } = await client.query<{ id: string }>(
    `insert into registrations (kind, first_name, name, street, flat, postal_code, city, party_number, email, phone, state, paper_accepted_on,
       party_id, matched_at, login_id, issued_at, reject_reason, first_action_at, changed_at, created_at, once_sha256, same_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (${at(last)})::date, $12, case when $12::text is not null then ${at(last + 1)} end,
       $13, case when $13::uuid is not null then ${at(last)} end, $14, ${path.length > 0 ? at(hoursOf(0)) : 'null'}, ${at(last)},
       ${at(one.hoursAgo)}, sha256($15::text::bytea), sha256($15::text::bytea))
     returning id`,
    [
      one.company ? 'company' : 'person',
      one.firstName ?? person?.firstName ?? '',
      one.name ?? person!.name,
      one.street ?? place!.street,
      one.flat ?? place!.flat,
      place?.postalCode ?? '99-999',
      place?.city ?? 'Lipogród',
      one.number ?? '',
      one.email,
      one.phone,
      one.state,
      partyId,
      loginId,
      one.reason ?? null,
      `demo ${index}`,
    ],
  )
  const id = rows[0]!.id
  if (!path.includes('paperAccepted'))
    await client.query('update registrations set paper_accepted_on = null where id = $1', [id])
  const event = (kind: string, hours: number, actor: string | null, note = '') =>
    client.query(
      `insert into registration_events (registration_id, at, actor_login_id, kind, note) values ($1, ${at(hours)}, $2, $3, $4)`,
      [id, actor, kind, note],
    )
  await event('sent', one.hoursAgo, null)
  for (const [step, kind] of path.entries()) await event(kind, hoursOf(step), clerkId)
  if (one.note) await event('noted', last, clerkId, one.note)
  await client.query(
    `insert into registration_acceptances (registration_id, edition_id, accepted_at)
     select $1, e.id, ${at(one.hoursAgo)} from archive_documents d join archive_editions e on e.document_id = d.id
      where d.asks_acceptance and d.audience = 'public' and d.withdrawn_at is null and e.withdrawn_at is null
      order by e.in_force_from desc limit 1`,
    [id],
  )
}

async function placeOf(client: ClientBase, premisesId: string) {
  const { rows } = await client.query<{ street: string; flat: string; postalCode: string; city: string }>(
    `select b.street || ' ' || b.house_number as street, l.number as flat, b.postal_code as "postalCode", b.city
       from premises l join buildings b on b.id = l.building_id where l.id = $1`,
    [premisesId],
  )
  return rows[0]!
}

async function namesOf(client: ClientBase, partyId: string | null) {
  const { rows } = await client.query<{ firstName: string | null; name: string }>(
    'select first_name as "firstName", name from parties where id = $1',
    [partyId],
  )
  return rows[0]
}

/** The login the request ended with; made without a password, so that nobody can sign in by it. */
async function loginOf(client: ClientBase, partyId: string, hoursAgo: number, signedIn: boolean): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into logins (name, kind, display_name, party_id, created_at, password_set_at)
     select 'lipa.rejestracja' || right($1, 2), 'resident', concat_ws(' ', first_name, name), $1, clock_now() - make_interval(hours => $2),
            case when $3 then clock_now() - make_interval(hours => $2 - 20) end
       from parties where id = $1
     returning id`,
    [partyId, hoursAgo, signedIn],
  )
  return rows[0]!.id
}
