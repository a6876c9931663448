import { statement, type Tx } from '#platform/db/database.ts'
import type { FactorChange, Factors, PasskeyRow } from './factors.model.ts'

export interface StoredPasskey {
  readonly id: string
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
}

const app = statement<[loginId: string], { sealed: Buffer; now: number }>(
  'factors.app',
  'select sealed_secret as sealed, clock_now() as now from totp_factors where login_id = $1',
)
// Each half minute once, whoever else sends the same code at this moment.
const useStep = statement<[loginId: string, step: number, sealed: Buffer], { used: boolean }>(
  'factors.useStep',
  `update totp_factors set last_step = $2, last_used_at = clock_now()
    where login_id = $1 and last_step < $2 and sealed_secret = $3 returning true as used`,
)
const useRecovery = statement<[loginId: string, codeHash: Buffer], { used: boolean }>(
  'factors.useRecovery',
  `update recovery_codes set used_at = clock_now()
    where login_id = $1 and code_hash = $2 and used_at is null returning true as used`,
)
const saveApp = statement<[loginId: string, sealed: Buffer, step: number], { replaced: boolean }>(
  'factors.saveApp',
  `insert into totp_factors as t (login_id, sealed_secret, last_step) values ($1, $2, $3)
   on conflict (login_id) do update
      set sealed_secret = excluded.sealed_secret, last_step = excluded.last_step, added_at = clock_now(), last_used_at = clock_now()
   returning t.xmax <> 0 as replaced`,
)
// During a sign-in only for a login that has none: two who know the password cannot both become its owner.
const saveFirstApp = statement<[loginId: string, sealed: Buffer, step: number], { replaced: boolean }>(
  'factors.saveFirstApp',
  `insert into totp_factors (login_id, sealed_secret, last_step) values ($1, $2, $3)
   on conflict do nothing returning false as replaced`,
)
const removeApp = statement<[loginId: string], { removed: boolean }>(
  'factors.removeApp',
  'delete from totp_factors where login_id = $1 returning true as removed',
)
const summary = statement<[loginId: string], Omit<Factors, 'passkeys'>>(
  'factors.summary',
  `select t.added_at as "appAddedAt", t.last_used_at as "appUsedAt", c.left as "codesLeft", c.made_at as "codesMadeAt"
     from (select count(*) filter (where used_at is null)::integer as left, max(made_at) as made_at from recovery_codes where login_id = $1) c
     left join totp_factors t on t.login_id = $1`,
)
const passkeyRows = statement<[loginId: string], PasskeyRow>(
  'factors.passkeyRows',
  `select id, name, added_at as "addedAt", last_used_at as "lastUsedAt" from passkeys where login_id = $1 order by added_at, id`,
)
const passkeys = statement<[loginId: string], StoredPasskey>(
  'factors.passkeys',
  `select id, credential_id as "credentialId", public_key as "publicKey", sign_count as "signCount", transports
     from passkeys where login_id = $1 order by added_at, id`,
)
const savePasskey = statement<
  [
    loginId: string,
    credentialId: Buffer,
    publicKey: Buffer,
    signCount: number,
    transports: readonly string[],
    name: string,
    most: number,
  ],
  { id: string }
>(
  'factors.savePasskey',
  `insert into passkeys (login_id, credential_id, public_key, sign_count, transports, name)
   select $1::uuid, $2, $3, $4, $5::text[], $6 where (select count(*) from passkeys where login_id = $1::uuid) < $7::integer
   on conflict do nothing returning id`,
)
const usePasskey = statement<[id: string, before: number, after: number], { used: boolean }>(
  'factors.usePasskey',
  `update passkeys set sign_count = $3, last_used_at = clock_now() where id = $1 and sign_count = $2 returning true as used`,
)
const removePasskey = statement<[loginId: string, id: string], { removed: boolean }>(
  'factors.removePasskey',
  'delete from passkeys where login_id = $1 and id = $2::uuid returning true as removed',
)
const forgetCodes = statement<[loginId: string], never>(
  'factors.forgetCodes',
  'delete from recovery_codes where login_id = $1',
)
const addCodes = statement<[loginId: string, hashes: readonly string[]], never>(
  'factors.addCodes',
  `insert into recovery_codes (login_id, code_hash) select $1, decode(h, 'hex') from unnest($2::text[]) h`,
)
// The one shown before stays: two windows, or a page loaded again, show the same key.
const enrolment = statement<[sessionHash: string, fresh: Buffer], { sealed: Buffer }>(
  'factors.enrolment',
  `update sessions set sealed_enrolment = coalesce(sealed_enrolment, $2)
    where token_sha256 = decode($1, 'hex') and ended_at is null returning sealed_enrolment as sealed`,
)
const shownEnrolment = statement<[sessionHash: string], { sealed: Buffer | null; now: number }>(
  'factors.shownEnrolment',
  `select sealed_enrolment as sealed, clock_now() as now from sessions where token_sha256 = decode($1, 'hex') and ended_at is null for update`,
)
const endEnrolment = statement<[sessionHash: string], never>(
  'factors.endEnrolment',
  `update sessions set sealed_enrolment = null where token_sha256 = decode($1, 'hex')`,
)
const challenge = statement<[sessionHash: string, fresh: string], { challenge: string }>(
  'factors.challenge',
  `update sessions set challenge = coalesce(challenge, $2)
    where token_sha256 = decode($1, 'hex') and ended_at is null returning challenge`,
)
const takeChallenge = statement<[sessionHash: string], { challenge: string | null }>(
  'factors.takeChallenge',
  `with held as (select token_sha256, challenge from sessions where token_sha256 = decode($1, 'hex') and ended_at is null for update)
   update sessions s set challenge = null from held where s.token_sha256 = held.token_sha256 returning held.challenge`,
)
const forgetHalf = statement<[sessionHash: string], never>(
  'factors.forgetHalf',
  // The half sign-in and the session it opened bear the same moment.
  `delete from sign_ins i using sessions s
    where s.token_sha256 = decode($1, 'hex') and i.login_id = s.login_id and i.outcome = 'passwordOnly' and i.at = s.created_at`,
)
const knownBrowser = statement<[browserHash: string, loginId: string], { known: boolean }>(
  'factors.knownBrowser',
  `select true as known from known_browsers where browser_sha256 = decode($1, 'hex') and login_id = $2`,
)
const note = statement<[loginId: string, change: string], never>('factors.note', 'select note_factor_change($1, $2)')
const drop = statement<[loginId: string], { dropped: number }>('factors.drop', 'select drop_factors($1) as dropped')
const letter = statement<[changeId: string], { email: string; change: FactorChange; phone: string }>(
  'factors.letter',
  `select verified_email_of(f.login_id) as email, f.change, c.phone from factor_changes f cross join cooperative c
    where f.id = $1 and verified_email_of(f.login_id) is not null`,
)
const holdLogin = statement<[loginId: string], never>(
  'factors.holdLogin',
  'select 1 from logins where id = $1 for no key update',
)

export const factorSql = {
  app,
  useStep,
  useRecovery,
  saveApp,
  saveFirstApp,
  removeApp,
  passkeys,
  savePasskey,
  usePasskey,
  removePasskey,
  forgetCodes,
  addCodes,
  enrolment,
  shownEnrolment,
  endEnrolment,
  challenge,
  takeChallenge,
  forgetHalf,
  knownBrowser,
  drop,
  holdLogin,
}

export async function factorsOf(tx: Tx, loginId: string): Promise<Factors> {
  const [one, keys] = await Promise.all([tx.one(summary, [loginId]), tx.query(passkeyRows, [loginId])])
  return { ...one, passkeys: keys }
}

/** Notes a change and, where there is a confirmed address, a mail about it. */
export async function noteFactorChange(tx: Tx, loginId: string, change: FactorChange): Promise<void> {
  await tx.query(note, [loginId, change])
}

/** For the worker: whom to tell what. */
export const factorLetter = (tx: Tx, changeId: string) => tx.maybe(letter, [changeId])
