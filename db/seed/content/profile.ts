import type { ClientBase } from 'pg'
import { type CastName, cast } from '../cast.ts'

interface DemoRequest {
  readonly who: CastName
  readonly daysAgo: number
  readonly kind: 'name' | 'correspondenceAddress' | 'persons' | 'other'
  readonly premisesId?: string
  readonly body: string
  readonly state: 'accepted' | 'inProgress' | 'done' | 'refused'
  readonly answer?: string
}

const requests: readonly DemoRequest[] = [
  {
    who: 'member',
    daysAgo: 200,
    kind: 'persons',
    premisesId: 'L0001',
    body: 'Od maja mieszkamy we troje, urodził się syn.',
    state: 'done',
    answer: 'Zapisano trzy osoby od 1 maja. Opłata za odpady zmieni się od następnego miesiąca.',
  },
  {
    who: 'member',
    daysAgo: 2,
    kind: 'correspondenceAddress',
    body: 'Proszę wysyłać listy na adres córki: ul. Kwiatowa 8, 99-999 Lipogród.',
    state: 'accepted',
  },
  {
    who: 'arrears',
    daysAgo: 9,
    kind: 'other',
    premisesId: 'L0003',
    body: 'W lokalu jest jedno gniazdo antenowe, a nie dwa.',
    state: 'inProgress',
    answer: 'Sprawdzimy na miejscu w przyszłym tygodniu.',
  },
  {
    who: 'tenant',
    daysAgo: 40,
    kind: 'persons',
    premisesId: 'L0010',
    body: 'Proszę zapisać cztery osoby.',
    state: 'refused',
    answer: 'Liczbę osób w wynajętym lokalu zgłasza właściciel. Prosimy o jego podpis na wniosku.',
  },
]

interface DemoContact {
  readonly who: CastName
  readonly email?: string
  readonly phone?: string
  readonly newPhone?: string
}

const contacts: readonly DemoContact[] = [
  { who: 'member', email: 'halina.n@poczta.example', phone: '600 100 001' },
  { who: 'arrears', email: 'zbigniew.z@poczta.example', newPhone: '600 100 004' },
  { who: 'fivePremises', email: 'wanda.w@poczta.example', phone: '600 100 009', newPhone: '600 200 009' },
]

const consents: readonly { who: CastName; kind: string; daysAgo: number; decision: 'given' | 'withdrawn' }[] = [
  { who: 'member', kind: 'electronicDelivery', daysAgo: 300, decision: 'given' },
  { who: 'member', kind: 'phoneContact', daysAgo: 300, decision: 'given' },
  { who: 'member', kind: 'phoneContact', daysAgo: 90, decision: 'withdrawn' },
  { who: 'fivePremises', kind: 'emailContact', daysAgo: 30, decision: 'given' },
]

/** The oldest login of each person of the cast; nobody's is left out quietly when the demo has made none. */
const loginOf = 'select id from logins where party_id = $1 order by created_at, id limit 1'
const ago = (parameter: string) => `clock_now() - make_interval(days => ${parameter})`

/** Contact data, consents and requests of the cast, for those who have a login. Once: asked again it adds nothing. */
export async function seedProfile({ client }: { readonly client: ClientBase }): Promise<void> {
  const { rows } = await client.query('select 1 from change_requests limit 1')
  if (rows.length > 0) return
  await client.query(`update consent_texts set published_at = ${ago('400')} where version = 1`)
  for (const { who, email, phone, newPhone } of contacts) {
    await client.query(
      `insert into login_contacts (login_id, email, email_verified_at, phone, phone_confirmed_at, new_phone, new_phone_entered_at)
       select id, $2, case when $2::text is not null then ${ago('250')} end, $3, case when $3::text is not null then ${ago('250')} end,
              $4, case when $4::text is not null then ${ago('1')} end
         from (${loginOf}) l on conflict do nothing`,
      [cast[who].partyId, email ?? null, phone ?? null, newPhone ?? null],
    )
  }
  for (const { who, kind, daysAgo, decision } of consents) {
    await client.query(
      `insert into consents (login_id, text_id, decision, decided_at)
       select l.id, t.id, $3, ${ago('$4::int')}
         from (${loginOf}) l cross join consent_texts t where t.kind = $2 and t.version = 1`,
      [cast[who].partyId, kind, decision, daysAgo],
    )
  }
  for (const request of requests) {
    const { who, daysAgo, kind, premisesId, body, state, answer } = request
    await client.query(
      `insert into change_requests (login_id, kind, premises_id, premises_label, body, state, answer, once_sha256, created_at, changed_at)
       select l.id, $2, $3::text,
              coalesce((select b.street || ' ' || b.house_number || '/' || p.number
                          from premises p join buildings b on b.id = p.building_id where p.id = $3), ''),
              $4, $5, $6, sha256(convert_to($4, 'UTF8')), ${ago('$7::int')}, ${ago('$7::int / 2')}
         from (${loginOf}) l`,
      [cast[who].partyId, kind, premisesId ?? null, body, state, answer ?? null, daysAgo],
    )
  }
}
