import { statement, type Tx } from '#platform/db/database.ts'

export interface LoginToCheck {
  readonly id: string
  readonly name: string
  readonly kind: 'resident' | 'staff'
  readonly passwordHash: string | null
  readonly locked: boolean
  readonly codeHash: string | null
  readonly codeUsed: boolean
  readonly codeExpired: boolean
  readonly knownBrowser: boolean
}

export interface LivingSession {
  readonly loginId: string
  readonly loginName: string
  readonly kind: 'resident' | 'staff'
  readonly displayName: string
  readonly passwordHash: string | null
  readonly purpose: SessionPurpose
  readonly cooperativeName: string
  /** The password was given within the last five minutes. */
  readonly proved: boolean
}

/** What a session is good for: everything, setting a password after a starting code, or giving the second factor. */
export type SessionPurpose = 'full' | 'setPassword' | 'secondFactor'
export type FactorUsed = 'totp' | 'passkey' | 'recoveryCode'

const findLogin = statement<[name: string, browserHash: string], LoginToCheck>(
  'login.find',
  `select l.id, l.name, l.kind, l.password_hash as "passwordHash", l.locked_at is not null as locked,
          c.code_hash as "codeHash", c.used_at is not null as "codeUsed",
          coalesce(c.expires_at <= clock_now(), false) as "codeExpired", b.login_id is not null as "knownBrowser"
     from logins l
     left join starting_codes c on c.login_id = l.id
     left join known_browsers b on b.login_id = l.id and b.browser_sha256 = decode($2, 'hex')
    where lower(l.name) = lower($1)`,
)
const useCode = statement<[loginId: string, codeHash: string], { used: boolean }>(
  'login.useCode',
  `update starting_codes set used_at = clock_now()
    where login_id = $1 and code_hash = $2 and used_at is null and expires_at > clock_now()
   returning true as used`,
)
const openSession = statement<
  [
    tokenHash: string,
    loginId: string,
    purpose: string,
    idleMinutes: number | null,
    hours: number,
    browser: string,
    replaces: string | null,
    factor: string | null,
  ],
  { opened: boolean }
>(
  'login.openSession',
  `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at, browser, previous_sign_in_at, factor)
   select decode($1, 'hex'), l.id, $3,
          coalesce($4, (select case l.kind when 'staff' then c.staff_idle_minutes else c.resident_idle_minutes end from cooperative c)),
          clock_now() + make_interval(hours => $5), $6,
          case when $7::text is null
               then (select max(s.at) from sign_ins s where s.login_id = l.id and s.outcome = 'success')
               else (select o.previous_sign_in_at from sessions o where o.token_sha256 = decode($7, 'hex')) end,
          coalesce($8, (select o.factor from sessions o where o.token_sha256 = decode($7, 'hex')))
     from logins l where l.id = $2 and l.locked_at is null
   returning true as opened`,
)
const owesFactor = statement<[loginId: string], { owes: boolean }>(
  'login.owesFactor',
  `select l.kind = 'staff' or exists (select from totp_factors t where t.login_id = l.id)
          or exists (select from passkeys p where p.login_id = l.id) as owes
     from logins l where l.id = $1`,
)
const noteSignIn = statement<[loginId: string | null, outcome: string, browser: string], never>(
  'login.noteSignIn',
  'insert into sign_ins (login_id, outcome, browser) select id, $2, $3 from logins where id = $1',
)
const rememberBrowser = statement<[browserHash: string, loginId: string], never>(
  'login.rememberBrowser',
  `insert into known_browsers (browser_sha256, login_id) values (decode($1, 'hex'), $2)
   on conflict (browser_sha256, login_id) do update set last_used_at = clock_now()`,
)
const forgetOldBrowsers = statement<[loginId: string, kept: number], never>(
  'login.forgetOldBrowsers',
  `delete from known_browsers where login_id = $1 and browser_sha256 not in (
     select browser_sha256 from known_browsers where login_id = $1 order by last_used_at desc, browser_sha256 limit $2)`,
)
const livingSession = statement<[tokenHash: string], LivingSession>(
  'login.session',
  `select l.id as "loginId", l.name as "loginName", l.kind, l.display_name as "displayName", l.password_hash as "passwordHash",
          s.purpose, c.name as "cooperativeName", s.proved_at > clock_now() - interval '5 minutes' as proved
     from sessions s join logins l on l.id = s.login_id cross join cooperative c
    where s.token_sha256 = decode($1, 'hex') and s.ended_at is null and l.locked_at is null
      and s.expires_at > clock_now() and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now()`,
)
const endSession = statement<[tokenHash: string], { loginId: string; kind: 'resident' | 'staff' }>(
  'login.endSession',
  `update sessions s set ended_at = clock_now() from logins l
    where l.id = s.login_id and s.token_sha256 = decode($1, 'hex') and s.ended_at is null
   returning l.id as "loginId", l.kind`,
)
const endSessions = statement<[loginId: string, exceptHash: string | null, purpose: string | null], never>(
  'login.endSessions',
  `update sessions set ended_at = clock_now()
    where login_id = $1 and ended_at is null and ($2::text is null or token_sha256 <> decode($2, 'hex'))
      and ($3::text is null or purpose = $3)`,
)
const noteProof = statement<[tokenHash: string], never>(
  'login.noteProof',
  `update sessions set proved_at = clock_now() where token_sha256 = decode($1, 'hex') and ended_at is null`,
)
const setPassword = statement<[loginId: string, hash: string], never>(
  'login.setPassword',
  'update logins set password_hash = $2, password_set_at = clock_now() where id = $1',
)
const replaceHash = statement<[loginId: string, hash: string, before: string], never>(
  'login.replaceHash',
  'update logins set password_hash = $2 where id = $1 and password_hash = $3',
)
const audit = statement<
  [actorKind: string, actorId: string | null, action: string, subjectId: string | null, details: string],
  never
>(
  'login.audit',
  'insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details) values ($1, $2, $3, $4, $5::jsonb)',
)
const officeContact = statement<[], { name: string; phone: string; officeHours: string }>(
  'login.office',
  'select name, phone, office_hours as "officeHours" from cooperative',
)
const cleanSessions = statement<[], never>(
  'login.cleanSessions',
  `delete from sessions where expires_at < clock_now() - interval '30 days' or ended_at < clock_now() - interval '30 days'`,
)
const cleanBuckets = statement<[], never>(
  'login.cleanBuckets',
  // A bucket in use at this moment is left for tomorrow: waiting for it could stop both.
  `delete from throttle_buckets where bucket_sha256 in (
     select bucket_sha256 from throttle_buckets
      where updated_at < clock_now() - interval '2 days' and blocked_until < clock_now() for update skip locked)`,
)
const cleanSignIns = statement<[], never>(
  'login.cleanSignIns',
  `delete from sign_ins where at < clock_now() - make_interval(months => (select sign_in_months from cooperative))`,
)
const cleanBrowsers = statement<[], never>(
  'login.cleanBrowsers',
  `delete from known_browsers where last_used_at < clock_now() - interval '400 days'`,
)

export const sql = {
  findLogin,
  useCode,
  openSession,
  owesFactor,
  noteSignIn,
  rememberBrowser,
  forgetOldBrowsers,
  livingSession,
  endSession,
  endSessions,
  noteProof,
  setPassword,
  replaceHash,
  officeContact,
}

export type Actor =
  | { readonly kind: 'resident' | 'staff'; readonly loginId: string }
  | { readonly kind: 'operator' | 'system' }

export type AuditAction =
  | 'login.created'
  | 'login.codeIssued'
  | 'login.linkIssued'
  | 'login.signedIn'
  | 'login.signedOut'
  | 'login.passwordSet'
  | 'login.passwordChanged'
  | 'login.locked'
  | 'login.unlocked'
  | 'login.proxyGranted'
  | 'login.passwordAccepted'
  | 'login.factorAdded'
  | 'login.factorRemoved'
  | 'login.factorsRemoved'
  | 'login.recoveryCodesMade'

/** One line of the audit trail. `details` hold ids and choices of ours, never names, addresses or secrets. */
export async function writeAudit(
  tx: Tx,
  actor: Actor,
  action: AuditAction,
  subjectLoginId: string,
  details: Readonly<Record<string, string>> = {},
): Promise<void> {
  const actorId = 'loginId' in actor ? actor.loginId : null
  await tx.query(audit, [actor.kind, actorId, action, subjectLoginId, JSON.stringify(details)])
}

/**
 * Nightly: what no page and no limit needs any more. Ended sessions stay 30 days for the list of sessions, sign-ins as long as the
 * office set, browsers that did not come back for 400 days lose their bucket.
 */
export async function cleanUpSignIns(tx: Tx): Promise<void> {
  await Promise.all([cleanSessions, cleanBuckets, cleanSignIns, cleanBrowsers].map((one) => tx.query(one, [])))
}
