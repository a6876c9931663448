import { statement, type Tx } from '#platform/db/database.ts'
import type { ResidentFactors, StaffAccount, StaffChange, StaffRole } from './staff.model.ts'

const account = `select l.id, l.name, l.display_name as "displayName", l.staff_role as role, l.version, l.password_set_at is not null as "hasPassword",
          l.locked_at as "lockedAt", l.lock_reason as "lockReason", case when c.used_at is null then c.expires_at end as "codeExpiresAt",
          coalesce(c.expires_at <= clock_now(), false) as "codeExpired",
          exists (select from totp_factors t where t.login_id = l.id) as "hasApp",
          (select count(p.id) from passkeys p where p.login_id = l.id) as passkeys,
          (select max(s.at) from sign_ins s where s.login_id = l.id and s.outcome = 'success') as "lastSignInAt",
          l.created_at as "createdAt", l.id = current_login_id() as own
     from logins l left join starting_codes c on c.login_id = l.id
    where l.kind = 'staff'`

const list = statement<[], StaffAccount>(
  'staff.list',
  `${account} order by l.locked_at is not null, lower(l.display_name), l.id`,
)
const one = statement<[id: string], StaffAccount>('staff.one', `${account} and l.id::text = $1`)

export type AddOutcome = 'made' | 'repeated' | 'taken' | 'forbidden' | 'proofNeeded'

const add = statement<
  [name: string, displayName: string, role: string, codeHash: string, days: number, once: Buffer],
  { readonly outcome: AddOutcome; readonly id: string | null; readonly expiresAt: number | null }
>('staff.add', 'select outcome, id, expires_at as "expiresAt" from add_staff_account($1, $2, $3, $4, $5, $6)')

export type ChangeOutcome =
  | 'done'
  | 'repeated'
  | 'changed'
  | 'state'
  | 'self'
  | 'lastAdministrator'
  | 'proofNeeded'
  | 'forbidden'
  | 'unknown'

const change = statement<
  [id: string, version: number, change: string, value: string, days: number, once: Buffer],
  { readonly outcome: ChangeOutcome; readonly expiresAt: number | null }
>('staff.change', 'select outcome, expires_at as "expiresAt" from change_staff_account($1, $2, $3, $4, $5, $6)')

const resident = statement<[id: string], ResidentFactors>(
  'staff.residentFactors',
  `select l.id, l.name, l.display_name as "displayName", t.added_at as "appAddedAt",
          (select count(p.id) from passkeys p where p.login_id = l.id) as passkeys,
          (select count(r.login_id) from recovery_codes r where r.login_id = l.id and r.used_at is null) as "codesLeft"
     from logins l left join totp_factors t on t.login_id = l.id
    where l.kind = 'resident' and l.id::text = $1`,
)

const removeResident = statement<
  [id: string, reason: string],
  { readonly outcome: 'done' | 'none' | 'proofNeeded' | 'forbidden' }
>('staff.removeResidentFactors', 'select remove_resident_factors($1::uuid, $2) as outcome')

export async function removeResidentFactors(tx: Tx, id: string, reason: string) {
  return (await tx.one(removeResident, [id, reason])).outcome
}

export const staffAccounts = (tx: Tx): Promise<StaffAccount[]> => tx.query(list, [])
export const staffAccount = (tx: Tx, id: string): Promise<StaffAccount | undefined> => tx.maybe(one, [id])
export const residentFactors = (tx: Tx, id: string): Promise<ResidentFactors | undefined> => tx.maybe(resident, [id])

export interface NewAccount {
  readonly name: string
  readonly displayName: string
  readonly role: StaffRole
  readonly codeHash: string
  readonly codeDays: number
  readonly once: Buffer
}

export const addAccount = (tx: Tx, made: NewAccount) =>
  tx.one(add, [made.name, made.displayName, made.role, made.codeHash, made.codeDays, made.once])

export interface AccountChange {
  readonly id: string
  /** Of the account as the form showed it. */
  readonly version: number
  readonly change: StaffChange
  /** The new role, the reason, or the hash of the new code; nothing else is written down. */
  readonly value: string
  readonly codeDays: number
  readonly once: Buffer
}

export const changeAccount = (tx: Tx, { id, version, change: what, value, codeDays, once }: AccountChange) =>
  tx.one(change, [id, version, what, value, codeDays, once])
