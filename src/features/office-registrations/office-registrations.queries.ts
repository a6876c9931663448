import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { RegisterPerson } from './matching.model.ts'
import type {
  AcceptedEdition,
  EventKind,
  QueueRow,
  RegistrationState,
  RejectReason,
  Request,
  RequestEvent,
  RequestMail,
  Stage,
} from './office-registrations.model.ts'

/** Of a request with its login `l`: issued in this queue, or otherwise after the person was found. */
const stage = `case when r.state in ('issued', 'matched') and l.password_set_at is not null then 'signedIn'
            when r.state in ('issued', 'matched') and l.id is not null
             and exists (select from login_handovers h where h.login_id = l.id and h.handed_over_at is not null) then 'handedOver'
            when r.state = 'matched' and l.id is not null then 'issued'
            else r.state end`
const withLogin = `left join logins own on own.id = r.login_id
     left join lateral (
       select x.id, x.name, x.password_set_at, x.created_at from logins x
        where r.state = 'matched' and x.party_id = r.party_id and x.kind = 'resident' and x.created_at >= r.matched_at
        order by x.created_at limit 1) later on true
     cross join lateral (
       select coalesce(own.id, later.id) as id, coalesce(own.name, later.name) as name,
              coalesce(own.password_set_at, later.password_set_at) as password_set_at,
              coalesce(own.created_at, later.created_at) as created_at) l`
const overdue = `r.state = 'new' and r.created_at < clock_now() - interval '24 hours'`
const head = `r.id, r.kind, r.first_name as "firstName", r.name, r.street, r.flat, ${stage} as stage, r.created_at as "createdAt",
          r.changed_at as "changedAt", ${overdue} as overdue, r.anonymised_at is not null as anonymised`
/** Only what was matched or issued has a login to ask; all else is told by the index of states. */
const inStages = `r.state = any ($1::text[]) and (r.state not in ('matched', 'issued') or ${stage} = any ($2::text[]))`

type Choice = readonly [states: readonly RegistrationState[], stages: readonly Stage[]]
const queueStatement = statement<[...Choice, limit: number, offset: number], QueueRow>(
  'registrations.queue',
  `select ${head} from registrations r ${withLogin} where ${inStages} order by r.created_at, r.id limit $3 offset $4`,
)
/** Every word stands in the name, the address, the e-mail or the number. */
const searchedStatement = statement<
  [...Choice, limit: number, offset: number, words: readonly string[]],
  QueueRow & { readonly total: number }
>(
  'registrations.searched',
  `select ${head}, count(*) over ()::int as total from registrations r ${withLogin}
    where ${inStages} and not exists (select from unnest($5::text[]) w where position(w in r.search_text) = 0)
    order by r.created_at, r.id limit $3 offset $4`,
)

const countsStatement = statement<[], { readonly stage: Stage; readonly count: number }>(
  'registrations.counts',
  `select state as stage, count(*)::int as count from registrations where state not in ('matched', 'issued') group by state
   union all
   select stage, count(*)::int from (select ${stage} as stage from registrations r ${withLogin} where r.state in ('matched', 'issued')) each
    group by stage`,
)

const startStatement = statement<[], RegistrationCounts>(
  'registrations.start',
  `select (count(*) filter (where state = 'new'))::int as new,
          (count(*) filter (where state = 'new' and created_at < clock_now() - interval '24 hours'))::int as overdue,
          (count(*) filter (where state = 'waitingForPaper'))::int as "waitingForPaper"
     from registrations where state in ('new', 'waitingForPaper')`,
)

const oneStatement = statement<[id: string], Request>(
  'registrations.one',
  `select ${head}, r.postal_code as "postalCode", r.city, r.party_number as "partyNumber", r.email, r.phone, r.state, r.version,
          r.paper_accepted_on as "paperAcceptedOn", r.party_id as "partyId", l.id as "loginId", l.name as "loginName",
          l.password_set_at as "signedInAt", r.reject_reason as "rejectReason", today() as today
     from registrations r ${withLogin} where r.id = $1`,
)

/**
 * What happened in the queue, and to the login that came of it: handed over, and signed in with for the first time. Sign-ins are kept
 * for six months at least, so of an older login the first one is no longer known.
 */
const eventsStatement = statement<[id: string], RequestEvent>(
  'registrations.events',
  `with its_login as (
     select l.id, l.created_at from registrations r ${withLogin} where r.id = $1)
   select at, kind, actor, note from (
     select e.id as nth, e.at, e.kind, l.display_name as actor, e.note
       from registration_events e left join logins l on l.id = e.actor_login_id where e.registration_id = $1
     union all
     select null, h.handed_over_at, 'handedOver', o.display_name, ''
       from its_login join login_handovers h on h.login_id = its_login.id join logins o on o.id = h.handed_over_by
      where h.handed_over_at is not null
     union all
     select null, min(s.at), 'signedIn', null, '' from its_login join sign_ins s on s.login_id = its_login.id and s.outcome = 'success'
      where its_login.created_at > clock_now() - interval '6 months' having count(*) > 0) line
    order by at desc, nth desc nulls first limit 200`,
)

const acceptedStatement = statement<[id: string], AcceptedEdition>(
  'registrations.accepted',
  `select d.title, e.number, a.accepted_at as "acceptedAt"
     from registration_acceptances a join archive_editions e on e.id = a.edition_id join archive_documents d on d.id = e.document_id
    where a.registration_id = $1 order by d.title, e.number`,
)

const mailsStatement = statement<[id: string], RequestMail>(
  'registrations.mails',
  `select l.kind, l.created_at as "createdAt", m.state
     from registration_letters l join outgoing_mails m on m.letter_id = l.id where l.registration_id = $1 order by l.created_at, l.id`,
)

const personColumns = `p.id, p.kind, p.first_name as "firstName", p.name, p.member_number as "memberNumber", p.email, p.phone,
          exists (select from logins x where x.party_id = p.id and x.kind = 'resident') as "hasLogin",
          coalesce((select jsonb_agg(jsonb_build_object('street', b.street, 'houseNumber', b.house_number, 'number', l.number, 'kind', l.kind, 'role', h.role)
                                     order by l.kind, b.street, l.id)
                      from holdings h join premises l on l.id = h.premises_id join buildings b on b.id = l.building_id
                     where h.party_id = p.id and coalesce(h.valid_to, today()) >= today()), '[]') as premises`

const candidatesStatement = statement<[asked: string], RegisterPerson>(
  'registrations.candidates',
  `select ${personColumns} from parties p where p.id = any (array(select registration_candidates($1::jsonb)))`,
)
const searchStatement = statement<[words: readonly string[]], RegisterPerson>(
  'registrations.search',
  `select ${personColumns} from parties p where p.id = any (array(select registration_search($1::text[])))`,
)
const personStatement = statement<[id: string], RegisterPerson>(
  'registrations.person',
  `select ${personColumns} from parties p where p.id = $1`,
)

type Change = [
  id: string,
  version: number,
  state: RegistrationState,
  paperAcceptedOn: string | null,
  partyId: string | null,
  rejectReason: RejectReason | null,
]
const changeStatement = statement<Change, { readonly id: string }>(
  'registrations.change',
  `update registrations
      set state = $3, paper_accepted_on = $4, party_id = $5,
          matched_at = case when $5::text is null then null when party_id is distinct from $5 then clock_now() else matched_at end,
          reject_reason = $6, first_action_at = coalesce(first_action_at, clock_now()), version = version + 1, changed_at = clock_now()
    where id = $1 and version = $2 and state <> 'issued' and anonymised_at is null
   returning id`,
)

const eventStatement = statement<[id: string, kind: EventKind, note: string], never>(
  'registrations.event',
  'insert into registration_events (registration_id, actor_login_id, kind, note) values ($1, current_login_id(), $2, $3)',
)

// The same form sent twice is one note.
const noteStatement = statement<[id: string, note: string, once: string], { readonly id: string }>(
  'registrations.note',
  `insert into registration_events (registration_id, actor_login_id, kind, note, once_key) values ($1, current_login_id(), 'noted', $2, $3)
   on conflict do nothing returning id`,
)

const touchStatement = statement<[id: string], never>(
  'registrations.touch',
  `update registrations set first_action_at = coalesce(first_action_at, clock_now())
    where id = $1`,
)

const letterStatement = statement<[id: string, kind: string, reason: RejectReason | null, delayMinutes: number], never>(
  'registrations.letter',
  `with made as (
     insert into registration_letters (registration_id, kind, reject_reason) values ($1, $2, $3) returning id)
   insert into outgoing_mails (letter_id, kind, due_at) select id, $2, clock_now() + make_interval(mins => $4) from made`,
)

const issuedStatement = statement<[id: string, loginId: string], { readonly partyId: string }>(
  'registrations.issued',
  `update registrations set state = 'issued', login_id = $2, issued_at = clock_now(), version = version + 1, changed_at = clock_now()
    where id = $1 and state = 'matched' returning party_id as "partyId"`,
)
const acceptStatement = statement<[id: string], never>('registrations.accept', 'select accept_as_registered($1)')

const ofPartyStatement = statement<[partyId: string], RegistrationOfParty>(
  'registrations.ofParty',
  `select id, state, created_at as "createdAt", email, phone from registrations
    where party_id = $1 and state in ('matched', 'issued') order by state = 'matched' desc, created_at desc limit 1`,
)

export interface RegistrationCounts {
  readonly new: number
  /** Of the new ones: older than 24 hours. */
  readonly overdue: number
  readonly waitingForPaper: number
}

export interface RegistrationOfParty {
  readonly id: string
  readonly state: 'matched' | 'issued'
  readonly createdAt: number
  readonly email: string
  readonly phone: string
}

export interface QueueChoice {
  readonly stages: readonly Stage[]
  readonly words: readonly string[]
}

/** One page of requests, oldest first, and how many there are on all pages together when words were looked for. */
export async function queue(
  tx: Tx,
  { stages, words }: QueueChoice,
  page: { readonly rows: number; readonly skip: number },
): Promise<{ readonly rows: QueueRow[]; readonly found: number | undefined }> {
  const choice: Choice = [[...new Set(stages.flatMap(statesOf))], stages]
  if (words.length === 0)
    return { rows: await tx.query(queueStatement, [...choice, page.rows, page.skip]), found: undefined }
  const rows = await tx.query(searchedStatement, [...choice, page.rows, page.skip, words])
  return { rows, found: rows[0]?.total ?? 0 }
}

/** Under which states requests of a stage are stored: a login may have been issued past the queue. */
const statesOf = (stage: Stage): readonly RegistrationState[] =>
  stage === 'handedOver' || stage === 'signedIn' || stage === 'issued' ? ['matched', 'issued'] : [stage]

export const stageCounts = (tx: Tx) => tx.query(countsStatement, [])
export const startCounts = (tx: Tx): Promise<RegistrationCounts> => tx.one(startStatement, [])
export const request = (tx: Tx, id: string): Promise<Request | undefined> => tx.maybe(oneStatement, [id])
export const events = (tx: Tx, id: string): Promise<RequestEvent[]> => tx.query(eventsStatement, [id])
export const accepted = (tx: Tx, id: string): Promise<AcceptedEdition[]> => tx.query(acceptedStatement, [id])
export const mails = (tx: Tx, id: string): Promise<RequestMail[]> => tx.query(mailsStatement, [id])

/** Everybody one of the traces leads to; the model says how likely each is. */
export const candidates = (
  tx: Tx,
  asked: Readonly<Record<string, string | readonly string[]>>,
): Promise<RegisterPerson[]> => tx.query(candidatesStatement, [JSON.stringify(asked)])
export const search = (tx: Tx, words: readonly string[]): Promise<RegisterPerson[]> =>
  tx.query(searchStatement, [words])
export const registerPerson = (tx: Tx, id: string): Promise<RegisterPerson | undefined> =>
  tx.maybe(personStatement, [id])

export interface Decision {
  readonly version: number
  readonly kind: EventKind
  readonly state: RegistrationState
  readonly paperAcceptedOn: string | null
  readonly partyId: string | null
  readonly rejectReason: RejectReason | null
  readonly note: string
  /** What the applicant is written. */
  readonly letter?: 'registrationRejected' | undefined
}

/** Writes a decision with its line of history and of the audit. @returns false when somebody else was faster. */
export async function decide(tx: Tx, id: string, decision: Decision): Promise<boolean> {
  const { version, kind, state, paperAcceptedOn, partyId, rejectReason, note, letter } = decision
  if (!(await tx.maybe(changeStatement, [id, version, state, paperAcceptedOn, partyId, rejectReason]))) return false
  await tx.query(eventStatement, [id, kind, note])
  if (letter) await tx.query(letterStatement, [id, letter, rejectReason, 0])
  const choices = {
    ...(partyId === null ? {} : { party: partyId }),
    ...(rejectReason === null ? {} : { reason: rejectReason }),
  }
  await auditStaff(tx, `registration.${kind}`, { details: { registration: id, ...choices } })
  return true
}

/** A note to oneself and colleagues, once a form; it changes nothing else, so two clerks may write at once. */
export async function addNote(tx: Tx, id: string, note: string, once: string): Promise<void> {
  if (!(await tx.maybe(noteStatement, [id, note, once]))) return
  await tx.query(touchStatement, [id])
  await auditStaff(tx, 'registration.noted', { details: { registration: id } })
}

/** Minutes until the applicant is told that the login waits: whoever takes it along at once is not told. */
const readyDelayMinutes = 60

export async function noteIssued(tx: Tx, id: string, loginId: string): Promise<boolean> {
  const issued = await tx.maybe(issuedStatement, [id, loginId])
  if (!issued) return false
  await tx.query(eventStatement, [id, 'issued', ''])
  await tx.query(acceptStatement, [id])
  await tx.query(letterStatement, [id, 'registrationReady', null, readyDelayMinutes])
  await auditStaff(tx, 'registration.issued', {
    subjectLoginId: loginId,
    details: { registration: id, party: issued.partyId },
  })
  return true
}

export const ofParty = (tx: Tx, partyId: string): Promise<RegistrationOfParty | undefined> =>
  tx.maybe(ofPartyStatement, [partyId])
