import { statement, type Tx } from '#platform/db/database.ts'
import type { HeldPremises, LoginOwner, Person, PersonLogin, UnusedCode, UnusedState } from './issuing.model.ts'

type Owned = [partyId: string | null, loginId: string | null]

const personStatement = statement<[partyId: string], Person>(
  'issuing.person',
  `select id, left(concat_ws(' ', nullif(first_name, ''), name), 300) as name, member_number as "memberNumber" from parties where id = $1`,
)

const outsiderStatement = statement<[loginId: string], Person>(
  'issuing.outsider',
  `select id::text, display_name as name, null as "memberNumber" from logins
    where id = $1 and kind = 'resident' and party_id is null`,
)

const premisesStatement = statement<[partyId: string], HeldPremises>(
  'issuing.premises',
  `select r.id, b.street, b.house_number as "houseNumber", r.number, r.kind, r.staircase, h.role
     from holdings h join premises r on r.id = h.premises_id join buildings b on b.id = r.building_id
    where h.party_id = $1 and h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
    order by case h.role when 'proxy' then 1 else 0 end, case r.kind when 'dwelling' then 0 else 1 end, h.valid_from, r.id
    limit 50`,
)

const loginsStatement = statement<Owned, PersonLogin>(
  'issuing.logins',
  `select l.id, l.name, l.created_at as "createdAt", l.locked_at is not null as locked, l.password_set_at as "passwordSetAt",
          (select max(s.at) from sign_ins s where s.login_id = l.id and s.outcome = 'success') as "lastSignInAt",
          c.issued_at as "codeIssuedAt", c.expires_at as "codeExpiresAt", c.used_at as "codeUsedAt",
          coalesce(c.expires_at <= clock_now(), false) as "codeExpired",
          coalesce(t.email, case when position('@' in l.name) > 1 then l.name end) as "verifiedEmail",
          h.id as "handoverId", h.kind as "handoverKind", h.issued_at as "issuedAt", i.display_name as "issuedBy",
          h.handed_over_at as "handedOverAt", o.display_name as "handedOverBy",
          (select max(coalesce(k.expires_at, k.created_at + interval '24 hours')) from starting_links k
            where k.login_id = l.id and k.asked_by is not null and k.used_at is null and k.cancelled_at is null
              and coalesce(k.expires_at, k.created_at + interval '24 hours') > clock_now()) as "linkExpiresAt"
     from logins l
     left join starting_codes c on c.login_id = l.id
     left join login_contacts t on t.login_id = l.id
     left join lateral (select * from login_handovers v where v.login_id = l.id order by v.issued_at desc, v.id limit 1) h on true
     left join logins i on i.id = h.issued_by
     left join logins o on o.id = h.handed_over_by
    where (l.party_id = $1 or l.id = $2) and l.kind = 'resident'
    order by l.created_at, l.id
    limit 20`,
)

export interface CooperativeOnSheet {
  readonly name: string
  readonly phone: string
  readonly officeHours: string
}

const cooperativeStatement = statement<[], CooperativeOnSheet>(
  'issuing.cooperative',
  'select name, phone, office_hours as "officeHours" from cooperative',
)

const handOverStatement = statement<[handoverId: string, ...Owned], { loginId: string }>(
  'issuing.handOver',
  `update login_handovers v set handed_over_at = clock_now(), handed_over_by = current_login_id()
    where v.id::text = $1 and v.handed_over_at is null and v.kind <> 'email'
      and v.login_id in (select id from logins where party_id = $2 or id = $3)
   returning v.login_id as "loginId"`,
)

const knownHandoverStatement = statement<[handoverId: string, ...Owned], { id: string }>(
  'issuing.knownHandover',
  `select v.id from login_handovers v join logins l on l.id = v.login_id where v.id::text = $1 and (l.party_id = $2 or l.id = $3)`,
)

const unusedStatement = statement<
  [state: UnusedState | null, limit: number, offset: number],
  UnusedCode & { total: number }
>(
  'issuing.unused',
  `select l.party_id as "partyId", l.id as "loginId", coalesce(left(concat_ws(' ', nullif(p.first_name, ''), p.name), 300), l.display_name) as "personName",
          l.name as login,
          c.issued_at as "issuedAt", i.display_name as "issuedBy", c.expires_at as "expiresAt", c.expires_at <= clock_now() as expired,
          h.handed_over_at as "handedOverAt", count(*) over ()::int as total
     from starting_codes c
     join logins l on l.id = c.login_id
     left join parties p on p.id = l.party_id
     left join lateral (select v.issued_by, v.handed_over_at from login_handovers v
                         where v.login_id = l.id order by v.issued_at desc, v.id limit 1) h on true
     left join logins i on i.id = h.issued_by
    where c.used_at is null and l.kind = 'resident' and l.locked_at is null
      and case $1 when 'wazne' then c.expires_at > clock_now() when 'po-terminie' then c.expires_at <= clock_now()
                  when 'nie-wydane' then c.expires_at > clock_now() and h.handed_over_at is null else true end
    order by c.expires_at, l.id
    limit $2 offset $3`,
)

// Written by the role that issues, in the transaction of the code.
const issuedBeforeStatement = statement<[once: Buffer], { id: string }>(
  'issuing.issuedBefore',
  'select id from login_handovers where once_sha256 = $1',
)
const noteIssuedStatement = statement<
  [loginId: string, kind: string, reason: string, clerkId: string | null, jobId: string | null, once: Buffer | null],
  { id: string }
>(
  'issuing.noteIssued',
  `insert into login_handovers (login_id, kind, reason, issued_by, job_id, once_sha256) values ($1, $2, $3, $4, $5, $6) returning id`,
)
// What the page showed and what there is now, in one word: two clerks at one person's page must not issue past each other.
const versionStatement = statement<Owned, { version: string }>(
  'issuing.version',
  `select md5(coalesce(string_agg(concat_ws(':', l.id, c.issued_at, c.used_at, h.id, l.locked_at), '|' order by l.created_at, l.id), '')) as version
     from logins l left join starting_codes c on c.login_id = l.id
     left join lateral (select v.id from login_handovers v where v.login_id = l.id order by v.issued_at desc, v.id limit 1) h on true
    where (l.party_id = $1 or l.id = $2) and l.kind = 'resident'`,
)

export const person = (tx: Tx, partyId: string): Promise<Person | undefined> => tx.maybe(personStatement, [partyId])
/** Premises of today, a dwelling in one's own right first. */
export const heldPremises = (tx: Tx, partyId: string): Promise<HeldPremises[]> => tx.query(premisesStatement, [partyId])
/** Somebody with a login and without a place in the register. */
export const outsider = (tx: Tx, loginId: string): Promise<Person | undefined> => tx.maybe(outsiderStatement, [loginId])
export const personLogins = (tx: Tx, owner: LoginOwner): Promise<PersonLogin[]> =>
  tx.query(loginsStatement, [owner.partyId, owner.loginId])
export const cooperativeOnSheet = (tx: Tx): Promise<CooperativeOnSheet> => tx.one(cooperativeStatement, [])

/** Notes that the code reached the person's hands. @returns the login, or nothing when it was noted before. */
export const noteHandedOver = (tx: Tx, handoverId: string, owner: LoginOwner) =>
  tx.maybe(handOverStatement, [handoverId, owner.partyId, owner.loginId])
export const isHandoverOf = async (tx: Tx, handoverId: string, owner: LoginOwner): Promise<boolean> =>
  (await tx.maybe(knownHandoverStatement, [handoverId, owner.partyId, owner.loginId])) !== undefined

export async function unusedCodes(
  tx: Tx,
  state: UnusedState | undefined,
  page: number,
  perPage: number,
): Promise<{ rows: UnusedCode[]; total: number }> {
  const rows = await tx.query(unusedStatement, [state ?? null, perPage, (page - 1) * perPage])
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Whether a form with this key has issued already. */
export const issuedBefore = async (tx: Tx, once: Buffer): Promise<boolean> =>
  (await tx.maybe(issuedBeforeStatement, [once])) !== undefined

export interface IssuedNote {
  readonly loginId: string
  readonly kind: 'single' | 'bulk' | 'email'
  readonly reason: string
  readonly clerkId: string | null
  readonly jobId?: string
  readonly once?: Buffer
}

export const noteIssued = async (tx: Tx, note: IssuedNote): Promise<string> =>
  (
    await tx.one(noteIssuedStatement, [
      note.loginId,
      note.kind,
      note.reason,
      note.clerkId,
      note.jobId ?? null,
      note.once ?? null,
    ])
  ).id

/** Changes with whatever an issued code could collide with. */
export const versionNow = async (tx: Tx, owner: LoginOwner): Promise<string> =>
  (await tx.one(versionStatement, [owner.partyId, owner.loginId])).version
