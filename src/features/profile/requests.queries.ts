import { statement, type Tx } from '#platform/db/database.ts'
import { type ChangeRequest, limits, type RequestKind, type RequestState } from './profile.model.ts'

const mineStatement = statement<[], ChangeRequest>(
  'profile.requests',
  `select id, kind, premises_label as "premisesLabel", body, state, answer, created_at as "createdAt", changed_at as "changedAt"
     from change_requests where login_id = current_login_id()
    order by created_at desc, id desc
    limit 50`,
)

// Forms of one person wait for each other: the limit is counted exactly.
const lockStatement = statement<[], { readonly locked: boolean }>(
  'profile.lockRequests',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.change_requests'), hashtext(current_login_id()::text)) is not null as locked`,
)

const stateStatement = statement<[once: Buffer], { readonly sent: boolean; readonly today: number }>(
  'profile.requestState',
  `select exists (select from change_requests where login_id = current_login_id() and once_sha256 = $1) as sent,
          (select count(*)::int from change_requests
            where login_id = current_login_id() and created_at > clock_now() - interval '1 day') as today`,
)

type NewRequest = [kind: string, premisesId: string | null, premisesLabel: string, body: string, once: Buffer]
const insertStatement = statement<NewRequest, never>(
  'profile.newRequest',
  `insert into change_requests (login_id, kind, premises_id, premises_label, body, once_sha256)
   values (current_login_id(), $1, $2, $3, $4, $5)`,
)

/** A request in the office's list. */
export interface OfficeRequest extends ChangeRequest {
  readonly loginId: string
}

const officeStatement = statement<[state: RequestState | null, limit: number, offset: number], OfficeRequest>(
  'profile.officeRequests',
  `select id, login_id as "loginId", kind, premises_label as "premisesLabel", body, state, answer, created_at as "createdAt",
          changed_at as "changedAt"
     from change_requests where $1::text is null or state = $1
    order by created_at, id limit $2 offset $3`,
)

const decideStatement = statement<[id: string, state: RequestState, answer: string | null], { readonly id: string }>(
  'profile.decideRequest',
  `update change_requests set state = $2, answer = coalesce($3, answer), handled_by = current_login_id(), changed_at = clock_now()
    where id = $1 and state in ('accepted', 'inProgress') returning id`,
)

const phonesStatement = statement<[], { readonly loginId: string; readonly phone: string; readonly enteredAt: number }>(
  'profile.phonesToConfirm',
  `select login_id as "loginId", new_phone as phone, new_phone_entered_at as "enteredAt"
     from login_contacts where new_phone is not null order by new_phone_entered_at limit 500`,
)

const confirmPhoneStatement = statement<[loginId: string, phone: string], { readonly loginId: string }>(
  'profile.confirmPhone',
  `update login_contacts
      set phone = new_phone, phone_confirmed_at = clock_now(), new_phone = null, new_phone_entered_at = null
    where login_id = $1 and new_phone = $2 returning login_id as "loginId"`,
)

/** The person's requests, newest first. */
export const myRequests = (tx: Tx): Promise<ChangeRequest[]> => tx.query(mineStatement, [])

export interface NewChangeRequest {
  readonly kind: RequestKind
  readonly premisesId: string | null
  readonly premisesLabel: string
  readonly body: string
  readonly once: Buffer
}

/** Hands a request to the office, once a form. */
export async function addRequest(tx: Tx, request: NewChangeRequest): Promise<'added' | 'tooMany'> {
  await tx.query(lockStatement, [])
  const { sent, today } = await tx.one(stateStatement, [request.once])
  if (sent) return 'added'
  if (today >= limits.requestsPerDay) return 'tooMany'
  const { kind, premisesId, premisesLabel, body, once } = request
  await tx.query(insertStatement, [kind, premisesId, premisesLabel, body, once])
  return 'added'
}

/** For the office (clerk, administrator): requests, oldest first. */
export const officeRequests = (
  tx: Tx,
  state: RequestState | null,
  page: { readonly limit: number; readonly offset: number },
): Promise<OfficeRequest[]> => tx.query(officeStatement, [state, page.limit, page.offset])

/** For the office: takes a request up or closes it; a refusal needs an answer. @returns false when it was closed already. */
export async function decideRequest(
  tx: Tx,
  id: string,
  state: 'inProgress' | 'done' | 'refused',
  answer: string | null,
): Promise<boolean> {
  return (await tx.maybe(decideStatement, [id, state, answer])) !== undefined
}

/** For the office: phones that wait to be checked. */
export const phonesToConfirm = (tx: Tx) => tx.query(phonesStatement, [])
/** For the office: the number was checked. @returns false when the person entered another one meanwhile. */
export async function confirmPhone(tx: Tx, loginId: string, phone: string): Promise<boolean> {
  return (await tx.maybe(confirmPhoneStatement, [loginId, phone])) !== undefined
}
