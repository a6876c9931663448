import { statement, type Tx } from '#platform/db/database.ts'
import type {
  Account,
  CoHolder,
  ConsentState,
  Holding,
  Login,
  Matter,
  Party,
  PortalOf,
  RegisterOf,
  Right,
  SignIn,
  Viewing,
} from './person.model.ts'

const inForce = (row: string) =>
  `${row}.valid_from <= today() and (${row}.valid_to is null or ${row}.valid_to >= today())`
const address = `p.kind, p.number, b.street, b.house_number as "houseNumber"`

const partyStatement = statement<[partyId: string], Party>(
  'people.party',
  `select id as "partyId", kind, concat_ws(' ', first_name, name) as name, member_number as "memberNumber", is_member as "isMember",
          correspondence_address as "correspondenceAddress", email, phone
     from parties where id = $1`,
)

const holdingsStatement = statement<[partyId: string], Holding>(
  'people.holdings',
  `select h.premises_id as "premisesId", ${address}, h.legal_title as "legalTitle", h.role, h.share,
          h.valid_from as "validFrom", h.valid_to as "validTo", ${inForce('h')} as current
     from holdings h join premises p on p.id = h.premises_id join buildings b on b.id = p.building_id
    where h.party_id = $1
    order by current desc, h.valid_to desc nulls first, p.kind <> 'dwelling', b.street, b.house_number, p.number, h.id
    limit 60`,
)

// As the resident sees them: own accounts, and for holders those of whom they hold the premises with (they owe together).
const accountsStatement = statement<[partyId: string], Account>(
  'people.accounts',
  `select a.id as "accountId", a.ledger_type_name as "ledgerTypeName", a.nrb, ${address},
          coalesce(s.closing_balance_grosze, 0) as "balanceGrosze", coalesce(s.verified, true) as verified, a.party_id = $1 as own, o.open
     from accounts a
     join premises p on p.id = a.premises_id
     join buildings b on b.id = p.building_id
     left join balances s on s.account_id = a.id
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('remainingGrosze', d.remaining_grosze, 'dueOn', d.due_on)), '[]') as open
         from (select remaining_grosze, due_on from documents where account_id = a.id and remaining_grosze > 0 order by due_on limit 100) d) o
    where a.id = any (array(
      select id from accounts where party_id = $1
      union
      select x.id
        from holdings mine
        join holdings other on other.premises_id = mine.premises_id and other.role in ('holder', 'coOwner') and ${inForce('other')}
        join accounts x on x.premises_id = other.premises_id and x.party_id = other.party_id
       where mine.party_id = $1 and mine.role in ('holder', 'coOwner', 'proxy') and ${inForce('mine')}))
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, a.ledger_type, a.id
    limit 60`,
)

const coHoldersStatement = statement<[partyId: string], CoHolder>(
  'people.coHolders',
  `select o.party_id as "partyId", concat_ws(' ', y.first_name, y.name) as name, o.premises_id as "premisesId", o.role,
          exists (select from logins l where l.party_id = o.party_id) as "hasLogin"
     from holdings mine
     join holdings o on o.premises_id = mine.premises_id and o.party_id <> mine.party_id and ${inForce('o')}
     join parties y on y.id = o.party_id
    where mine.party_id = $1 and ${inForce('mine')}
    order by name, o.premises_id
    limit 40`,
)

/** Everything below is asked for the logins of a party, or for one login that stands for nobody in the register. */
export interface Whose {
  readonly partyId: string | null
  readonly loginId: string | null
}
type WhoseParams = [partyId: string | null, loginId: string | null]
const theirs = `array(select id from logins where party_id = $1 union select id from logins where id = $2::uuid)`

const loginsStatement = statement<WhoseParams, Login>(
  'people.logins',
  `select l.id as "loginId", l.name as "loginName", l.display_name as "displayName", l.party_id as "partyId", l.created_at as "createdAt",
          l.password_set_at as "passwordSetAt", l.locked_at as "lockedAt", l.lock_reason as "lockReason",
          case when c.used_at is null then c.expires_at end as "codeExpiresAt", coalesce(c.expires_at <= clock_now(), false) as "codeExpired",
          (select max(i.at) from sign_ins i where i.login_id = l.id and i.outcome = 'success') as "lastSignInAt",
          (select count(*)::int from sessions s
            where s.login_id = l.id and s.ended_at is null and s.expires_at > clock_now()
              and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now()) as "openSessions",
          exists (select from totp_factors t where t.login_id = l.id) or exists (select from passkeys p where p.login_id = l.id) as "hasFactor",
          k.email, k.email_verified_at as "emailVerifiedAt", k.phone, k.phone_confirmed_at as "phoneConfirmedAt", k.new_phone as "newPhone"
     from logins l
     left join starting_codes c on c.login_id = l.id
     left join login_contacts k on k.login_id = l.id
    where l.id = any (${theirs}) and l.kind = 'resident'
    order by l.created_at, l.id
    limit 20`,
)

const rightColumns = `r.id as "rightId", r.login_id as "loginId", l.name as "loginName", l.display_name as "proxyName", l.party_id as "proxyPartyId",
  r.party_id as "partyId", coalesce(concat_ws(' ', y.first_name, y.name), r.party_id) as "partyName", r.premises_id as "premisesId",
  coalesce(p.kind, 'dwelling') as kind, coalesce(p.number, '') as number, coalesce(b.street, r.premises_id) as street,
  coalesce(b.house_number, '') as "houseNumber",
  r.valid_from as "validFrom", r.valid_to as "validTo", r.basis, r.revoked_at as "revokedAt", r.xmin::text as version`
const rightTables = `access_rights r
     join logins l on l.id = r.login_id
     left join parties y on y.id = r.party_id
     left join premises p on p.id = r.premises_id
     left join buildings b on b.id = p.building_id`

const rightsStatement = statement<WhoseParams, Right>(
  'people.rights',
  `select ${rightColumns} from ${rightTables}
    where r.id = any (array(select id from access_rights where party_id = $1
                            union select id from access_rights where login_id = any (${theirs})))
    order by r.revoked_at is not null, r.valid_to desc nulls first, r.valid_from desc, r.id
    limit 60`,
)

const rightStatement = statement<[rightId: string], Right>(
  'people.right',
  `select ${rightColumns} from ${rightTables} where r.id = $1::uuid`,
)

const signInsStatement = statement<WhoseParams, SignIn>(
  'people.signIns',
  `select i.at, l.name as "loginName", i.outcome, i.browser
     from sign_ins i join logins l on l.id = i.login_id
    where i.login_id = any (${theirs})
    order by i.at desc, i.id desc
    limit 10`,
)

const mattersStatement = statement<WhoseParams, Matter>(
  'people.matters',
  `(select t.id, 'thread' as kind, m.name as title, t.office_state as state, t.last_message_at as at
      from message_threads t join message_topics m on m.id = t.topic_id
     where t.login_id = any (${theirs}) or (t.login_id is null and t.party_id = $1) order by t.last_message_at desc limit 10)
   union all
   (select id, 'request', kind, state, created_at from change_requests
     where login_id = any (${theirs}) order by created_at desc limit 10)
   order by at desc, id
   limit 15`,
)

const consentsStatement = statement<WhoseParams, ConsentState>(
  'people.consents',
  `select t.title, t.version, c.decision, c.decided_at as "decidedAt"
     from (select distinct on (c.login_id, t.kind) c.text_id, c.decision, c.decided_at
             from consents c join consent_texts t on t.id = c.text_id
            where c.login_id = any (${theirs}) order by c.login_id, t.kind, c.id desc) c
     join consent_texts t on t.id = c.text_id
    order by t.kind, c.decided_at desc
    limit 20`,
)

const viewingsStatement = statement<WhoseParams, Viewing>(
  'people.viewings',
  `select c.display_name as "staffName", c.staff_role as "staffRole", v.reason, l.name as "loginName", v.started_at as "startedAt",
          case when v.ended_at is not null or v.ends_at <= clock_now() then least(v.ended_at, v.ends_at) end as "endedAt"
     from view_sessions v join logins c on c.id = v.staff_login_id join logins l on l.id = v.subject_login_id
    where v.subject_login_id = any (${theirs})
    order by v.started_at desc, v.id
    limit 20`,
)

/** The register's part of a person; nothing when the published register knows nobody of this id. */
export async function registerOf(tx: Tx, partyId: string): Promise<RegisterOf | undefined> {
  const [party, holdings, accounts, coHolders] = await Promise.all([
    tx.maybe(partyStatement, [partyId]),
    tx.query(holdingsStatement, [partyId]),
    tx.query(accountsStatement, [partyId]),
    tx.query(coHoldersStatement, [partyId]),
  ])
  return party && { party, holdings, accounts, coHolders }
}

/** What the portal knows of a person's logins. */
export async function portalOf(tx: Tx, { partyId, loginId }: Whose): Promise<PortalOf> {
  const whose: WhoseParams = [partyId, loginId]
  const [logins, rights, signIns, matters, consents, viewings] = await Promise.all([
    tx.query(loginsStatement, whose),
    tx.query(rightsStatement, whose),
    tx.query(signInsStatement, whose),
    tx.query(mattersStatement, whose),
    tx.query(consentsStatement, whose),
    tx.query(viewingsStatement, whose),
  ])
  return { logins, rights, signIns, matters, consents, viewings }
}

export const party = (tx: Tx, partyId: string): Promise<Party | undefined> => tx.maybe(partyStatement, [partyId])
export const holdingsOf = (tx: Tx, partyId: string): Promise<Holding[]> => tx.query(holdingsStatement, [partyId])
export const right = (tx: Tx, rightId: string): Promise<Right | undefined> => tx.maybe(rightStatement, [rightId])
/** The login of a resident; staff are not looked at here. */
export const loginOf = async (tx: Tx, loginId: string): Promise<Login | undefined> =>
  (await tx.query(loginsStatement, [null, loginId]))[0]
