import { statement, type Tx } from '#platform/db/database.ts'
import type { Office, Registration, RejectReason } from './registration.model.ts'

const officeStatement = statement<[], Office>(
  'registration.office',
  'select name, street, postal_code as "postalCode", city, phone, office_hours as "officeHours" from cooperative',
)

// Counted only as far as it matters.
const pressureStatement = statement<[minutes: number, enough: number], { readonly spent: number }>(
  'registration.pressure',
  `select count(*)::int as spent from (
     select from registration_challenges where spent_at > clock_now() - make_interval(mins => $1) limit $2) recent`,
)

// The same answer sent twice at once waits here for the first one.
const spendStatement = statement<[tokenHash: string], { readonly spent: boolean }>(
  'registration.spend',
  `insert into registration_challenges (token_sha256) values (decode($1, 'hex')) on conflict do nothing returning true as spent`,
)

const unspendStatement = statement<[tokenHash: string], never>(
  'registration.unspend',
  `delete from registration_challenges where token_sha256 = decode($1, 'hex')`,
)

const sentStatement = statement<[once: Buffer], { readonly sent: boolean }>(
  'registration.sent',
  'select registration_sent($1) as sent',
)

const submitStatement = statement<
  [asked: string, editions: readonly string[], once: Buffer, same: Buffer, mailsADay: number],
  never
>('registration.submit', 'select submit_registration($1::jsonb, $2::uuid[], $3, $4, $5)')

const letterStatement = statement<
  [letterId: string],
  { readonly email: string; readonly reason: RejectReason | null; readonly loginWaits: boolean }
>(
  'registration.letter',
  `select r.email, l.reject_reason as reason, registered_login_waits(r.id) as "loginWaits"
     from registration_letters l join registrations r on r.id = l.registration_id
    where l.id = $1 and r.anonymised_at is null`,
)

const forgetStatement = statement<[unfinishedMonths: number, finishedMonths: number], { readonly id: string }>(
  'registration.forget',
  `update registrations
      set first_name = '', name = '', street = '', flat = '', postal_code = '', city = '', party_number = '', email = '', phone = '',
          party_id = case when state = 'issued' then party_id end, matched_at = case when state = 'issued' then matched_at end,
          anonymised_at = clock_now()
    where anonymised_at is null and state <> 'matched'
      and changed_at < clock_now() - make_interval(months => case when state = 'issued' then $2::int else $1::int end)
   returning id`,
)
const forgetNotesStatement = statement<[ids: readonly string[]], never>(
  'registration.forgetNotes',
  `update registration_events set note = '' where registration_id = any ($1::uuid[]) and note <> ''`,
)
const forgetChallengesStatement = statement<[], never>(
  'registration.forgetChallenges',
  `delete from registration_challenges where spent_at < clock_now() - interval '1 day'`,
)

export const office = (tx: Tx): Promise<Office> => tx.one(officeStatement, [])

/** How many answers to codes came lately, from everywhere together; counted up to `enough`. */
export async function answersLately(tx: Tx, minutes: number, enough: number): Promise<number> {
  return (await tx.one(pressureStatement, [minutes, enough])).spent
}

/** Takes the challenge out of use. @returns false when it was answered before, rightly or not. */
export async function spendChallenge(tx: Tx, tokenHash: string): Promise<boolean> {
  return (await tx.maybe(spendStatement, [tokenHash])) !== undefined
}
/** Gives it back: the answer was not looked at. */
export const unspendChallenge = (tx: Tx, tokenHash: string) => tx.query(unspendStatement, [tokenHash])

export const wasSent = async (tx: Tx, once: Buffer): Promise<boolean> => (await tx.one(sentStatement, [once])).sent

export interface Submission {
  readonly registration: Registration
  readonly editionIds: readonly string[]
  readonly once: Buffer
  readonly same: Buffer
}

/** Hands the request to the office, once a form and once a day for the same wish; and writes to the applicant. */
export async function submit(tx: Tx, submission: Submission, mailsADay: number): Promise<void> {
  const { registration, editionIds, once, same } = submission
  await tx.query(submitStatement, [JSON.stringify(registration), editionIds, once, same, mailsADay])
}

/** For the worker: whom a letter is for, why the office says no, whether the login was not used yet. */
export const letterOf = (tx: Tx, letterId: string) => tx.maybe(letterStatement, [letterId])

/**
 * Nightly, as the worker: empties requests nobody needs any more. What was done and when stays, who it was does not. A request matched to
 * a person is in hand and is left alone.
 */
export async function forgetRegistrations(tx: Tx, unfinishedMonths: number, finishedMonths: number): Promise<number> {
  const forgotten = await tx.query(forgetStatement, [unfinishedMonths, finishedMonths])
  await tx.query(forgetNotesStatement, [forgotten.map(({ id }) => id)])
  await tx.query(forgetChallengesStatement, [])
  return forgotten.length
}
