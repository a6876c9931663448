import { statement } from '#platform/db/database.ts'

export interface LoginRow {
  readonly id: string
  readonly name: string
  readonly kind: 'resident' | 'staff'
  readonly staffRole: string | null
  readonly displayName: string
  readonly partyId: string | null
  readonly hasPassword: boolean
  readonly locked: boolean
  /** End of an unused starting code, epoch milliseconds. */
  readonly codeExpiresAt: number | null
}

export interface IssuedProxy {
  readonly loginId: string
  readonly partyId: string
  readonly premisesId: string
  readonly validFrom: string
  readonly validTo: string | null
  readonly basis: string
}

const loginRow = `select l.id, l.name, l.kind, l.staff_role as "staffRole", l.display_name as "displayName", l.party_id as "partyId",
          l.password_hash is not null as "hasPassword", l.locked_at is not null as locked,
          case when c.used_at is null then c.expires_at end as "codeExpiresAt"
     from logins l left join starting_codes c on c.login_id = l.id`

/** The code a sheet claims to be of: only the right one is printed. */
const presentCode = statement<[loginId: string], { codeHash: string; expiresAt: number }>(
  'login.presentCode',
  `select code_hash as "codeHash", expires_at as "expiresAt" from starting_codes
    where login_id = $1 and used_at is null and expires_at > clock_now()`,
)

export const issueSql = {
  presentCode,
  insertLogin: statement<
    [name: string, kind: string, staffRole: string | null, displayName: string, partyId: string | null],
    { id: string; name: string }
  >(
    'login.insert',
    `insert into logins (name, kind, staff_role, display_name, party_id) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning id, name`,
  ),
  pattern: statement<[], { pattern: string }>('login.pattern', 'select login_pattern as pattern from cooperative'),
  // Held until the transaction ends: two counters never give one number.
  nextNumber: statement<[pattern: string], { number: number }>(
    'login.nextNumber',
    'update login_counters set last = last + 1 where pattern = $1 returning last::float8 as number',
  ),
  // The cooperative may have logins of this kind already; the counter goes on behind the highest of them.
  startCounter: statement<[pattern: string, names: string], never>(
    'login.startCounter',
    `insert into login_counters (pattern, last)
     select $1, coalesce(max(substring(name from $2)::bigint), 0) from logins where name ~ $2
     on conflict (pattern) do nothing`,
  ),
  livingLoginOf: statement<[partyId: string | null, loginId: string | null], { id: string }>(
    'login.livingLoginOf',
    `select id from logins where (party_id = $1 or id = $2) and kind = 'resident' and locked_at is null order by created_at, id limit 1`,
  ),
  // Two clerks at one person's page: the second waits and then sees what the first did.
  holdOwner: statement<[key: string], never>(
    'login.holdOwner',
    `select pg_advisory_xact_lock(hashtext(current_schema() || '.logins'), hashtext($1))`,
  ),
  forgetPassword: statement<[loginId: string], { id: string }>(
    'login.forgetPassword',
    'update logins set password_hash = null, password_set_at = null where id = $1 returning id',
  ),
  replaceCode: statement<[loginId: string, hash: string], { name: string; expiresAt: number }>(
    'login.replaceCode',
    `insert into starting_codes (login_id, code_hash, expires_at)
     select l.id, $2, clock_now() + make_interval(days => c.starting_code_days) from logins l cross join cooperative c where l.id = $1
     on conflict (login_id) do update
        set code_hash = excluded.code_hash, issued_at = clock_now(), expires_at = excluded.expires_at, used_at = null
     returning expires_at as "expiresAt", (select name from logins where id = $1) as name`,
  ),
  oneStaffChange: statement<[], never>('login.oneStaffChange', 'select one_staff_change()'),
  lock: statement<[loginId: string, reason: string], { id: string }>(
    'login.lock',
    'update logins set locked_at = clock_now(), lock_reason = $2, version = version + 1 where id = $1 and locked_at is null returning id',
  ),
  unlock: statement<[loginId: string], { name: string }>(
    'login.unlock',
    'update logins set locked_at = null, lock_reason = null, version = version + 1 where id = $1 and locked_at is not null returning name',
  ),
  grantProxy: statement<
    [loginId: string, partyId: string, premisesId: string, from: string, to: string | null, basis: string],
    never
  >(
    'login.grantProxy',
    `insert into access_rights (login_id, party_id, premises_id, kind, valid_from, valid_to, basis)
     values ($1, $2, $3, 'proxy', $4, $5, $6)`,
  ),
  findByName: statement<[name: string], LoginRow>('login.findByName', `${loginRow} where lower(l.name) = lower($1)`),
  list: statement<[], LoginRow>('login.list', `${loginRow} order by l.kind, lower(l.name)`),
}
