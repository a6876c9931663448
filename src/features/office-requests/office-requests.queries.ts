import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import {
  type OfficeRequest,
  perPage,
  type RequestCounts,
  type RequestState,
  type WaitingPhone,
} from './office-requests.model.ts'

const columns = `r.id, r.login_id as "loginId", w.party_id as "partyId", w.display_name as "writerName", r.kind,
  r.premises_label as "premisesLabel", r.body, r.state, r.answer, h.display_name as "handledBy", r.created_at as "createdAt",
  r.version`
const around = 'join logins w on w.id = r.login_id left join logins h on h.id = r.handled_by'

const listStatement = statement<
  [state: RequestState | null, open: boolean, limit: number, offset: number],
  OfficeRequest & { readonly total: number }
>(
  'officeRequests.list',
  `select ${columns}, r.total from (
     select *, count(*) over ()::int as total from change_requests
      where ($1::text is null or state = $1) and (not $2::boolean or state in ('accepted', 'inProgress'))
      order by case when state in ('accepted', 'inProgress') then created_at end nulls last, changed_at desc, id
      limit $3 offset $4) r ${around}
    order by case when r.state in ('accepted', 'inProgress') then r.created_at end nulls last, r.changed_at desc, r.id`,
)

const oneStatement = statement<[id: string], OfficeRequest>(
  'officeRequests.one',
  `select ${columns} from change_requests r ${around} where r.id = $1`,
)

const countsStatement = statement<[], RequestCounts>(
  'officeRequests.counts',
  `select count(*) filter (where state = 'accepted')::int as accepted, count(*) filter (where state = 'inProgress')::int as "inProgress",
          count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'refused')::int as refused,
          (select count(*)::int from login_contacts where new_phone is not null) as phones
     from change_requests`,
)

// Whoever saw another version of it did not see what is there now.
const decideStatement = statement<
  [id: string, seen: number, state: RequestState, answer: string | null],
  { readonly loginId: string }
>(
  'officeRequests.decide',
  `update change_requests set state = $3, answer = coalesce($4, answer), handled_by = current_login_id(), changed_at = clock_now(), version = version + 1
    where id = $1 and state in ('accepted', 'inProgress') and version = $2
   returning login_id as "loginId"`,
)

const letterStatement = statement<[id: string], never>(
  'officeRequests.queueLetter',
  `insert into outgoing_mails (letter_id, kind) values ($1, 'requestAnswered')`,
)

const phonesStatement = statement<[], WaitingPhone>(
  'officeRequests.phones',
  `select c.login_id as "loginId", l.party_id as "partyId", l.display_name as name, c.new_phone as phone, c.phone as confirmed,
          c.new_phone_entered_at as "enteredAt"
     from login_contacts c join logins l on l.id = c.login_id
    where c.new_phone is not null order by c.new_phone_entered_at, c.login_id limit 200`,
)

const confirmPhoneStatement = statement<[loginId: string, phone: string], { readonly loginId: string }>(
  'officeRequests.confirmPhone',
  `update login_contacts
      set phone = new_phone, phone_confirmed_at = clock_now(), new_phone = null, new_phone_entered_at = null,
          refused_phone = null, phone_refused_at = null
    where login_id = $1 and new_phone = $2 returning login_id as "loginId"`,
)

const refusePhoneStatement = statement<[loginId: string, phone: string], { readonly loginId: string }>(
  'officeRequests.refusePhone',
  `update login_contacts
      set refused_phone = new_phone, phone_refused_at = clock_now(), new_phone = null, new_phone_entered_at = null
    where login_id = $1 and new_phone = $2 returning login_id as "loginId"`,
)

const addresseeStatement = statement<[id: string], { readonly email: string | null; readonly wanted: boolean }>(
  'officeRequests.addressee',
  `select verified_email_of(login_id) as email, wants_mail(login_id, 'officeAnswer') as wanted
     from change_requests where id = $1 and state in ('done', 'refused')`,
)

/** One page of requests: open ones first, the oldest of them on top. */
export const requests = (tx: Tx, state: RequestState | null, open: boolean, page: number) =>
  tx.query(listStatement, [state, open, perPage, (page - 1) * perPage])
export const request = (tx: Tx, id: string): Promise<OfficeRequest | undefined> => tx.maybe(oneStatement, [id])
export const requestCounts = (tx: Tx): Promise<RequestCounts> => tx.one(countsStatement, [])

/**
 * Takes a request up or closes it, in the version that was `seen`.
 * @returns whose it is, or nothing when somebody changed or closed it meanwhile.
 */
export const decideRequest = (tx: Tx, id: string, seen: number, state: RequestState, answer: string | null) =>
  tx.maybe(decideStatement, [id, seen, state, answer])
/** The e-mail that says that a request was answered, and nothing of it. */
export async function queueAnsweredLetter(tx: Tx, id: string): Promise<void> {
  await tx.query(letterStatement, [id])
}

/** Numbers that wait for a call, the oldest first. */
export const phonesToConfirm = (tx: Tx): Promise<WaitingPhone[]> => tx.query(phonesStatement, [])
/** The number was checked. @returns false when the person entered another one meanwhile. */
export const confirmPhone = async (tx: Tx, loginId: string, phone: string): Promise<boolean> =>
  (await tx.maybe(confirmPhoneStatement, [loginId, phone])) !== undefined
/** The number is not this person's. @returns false when they entered another one meanwhile. */
export const refusePhone = async (tx: Tx, loginId: string, phone: string): Promise<boolean> =>
  (await tx.maybe(refusePhoneStatement, [loginId, phone])) !== undefined

export const audit = (
  tx: Tx,
  action: 'requests.taken' | 'requests.done' | 'requests.refused' | 'requests.phoneConfirmed' | 'requests.phoneRefused',
  subjectLoginId: string,
  details: Readonly<Record<string, string>> = {},
): Promise<void> => auditStaff(tx, action, { subjectLoginId, details })

/** For the worker: where the mail about an answered request goes. */
export const addressee = (tx: Tx, id: string) => tx.maybe(addresseeStatement, [id])
