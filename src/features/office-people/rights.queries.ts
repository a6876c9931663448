import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { End, NewRight } from './rights.model.ts'

const proxyStatement = statement<[name: string], { readonly loginId: string; readonly partyId: string | null }>(
  'people.proxyByName',
  `select l.id as "loginId", l.party_id as "partyId"
     from login_terms t join logins l on l.id = t.login_id
    where t.kind = 'login' and t.term = fold_text($1) and l.kind = 'resident'`,
)

const overlapStatement = statement<
  [loginId: string, partyId: string, premisesIds: readonly string[], from: string, to: string | null, once: Buffer],
  { readonly overlaps: boolean }
>(
  'people.overlappingRights',
  `select exists (
     select from access_rights r
      where r.login_id = $1 and r.party_id = $2 and r.premises_id = any ($3) and r.revoked_at is null
        and r.valid_from <= coalesce($5::date, 'infinity') and coalesce(r.valid_to, 'infinity') >= $4::date
        and r.once_sha256 is distinct from $6) as overlaps`,
)

const grantStatement = statement<
  [
    loginId: string,
    partyId: string,
    premisesIds: readonly string[],
    from: string,
    to: string | null,
    basis: string,
    once: Buffer,
  ],
  { readonly id: string }
>(
  'people.grantRights',
  `insert into access_rights (login_id, party_id, premises_id, kind, valid_from, valid_to, basis, created_by, once_sha256)
   select $1::uuid, $2, p, 'proxy', $4::date, $5::date, $6, current_login_id(), $7 from unnest($3::text[]) p
   on conflict do nothing
   returning id`,
)

const revokeStatement = statement<[rightId: string, version: string], { readonly loginId: string }>(
  'people.revokeRight',
  `update access_rights set revoked_at = clock_now(), revoked_by = current_login_id()
    where id = $1::uuid and revoked_at is null and xmin::text = $2 returning login_id as "loginId"`,
)

const shortenStatement = statement<[rightId: string, version: string, to: string], { readonly loginId: string }>(
  'people.shortenRight',
  `update access_rights set valid_to = $3::date
    where id = $1::uuid and revoked_at is null and xmin::text = $2 returning login_id as "loginId"`,
)

/** The login of a resident by its exact name; capitals do not matter. */
export const proxyByName = (tx: Tx, name: string) => tx.maybe(proxyStatement, [name])

/**
 * Gives a login the right to act for a party on premises. The same form sent again gives nothing more.
 * @returns false when the login has such a right already for some of the days.
 */
export async function grant(
  tx: Tx,
  { loginId, partyId, once }: { readonly loginId: string; readonly partyId: string; readonly once: Buffer },
  { premisesIds, validFrom, validTo, basis }: NewRight,
): Promise<boolean> {
  const period = [loginId, partyId, premisesIds, validFrom, validTo] as const
  if ((await tx.one(overlapStatement, [...period, once])).overlaps) return false
  const rights = await tx.query(grantStatement, [...period, basis, once])
  for (const { id } of rights)
    await auditStaff(tx, 'right.granted', {
      subjectLoginId: loginId,
      details: { right: id, from: validFrom, to: validTo },
    })
  return true
}

/** Ends a right as asked. @returns false when somebody changed it after the form was shown. */
export async function endRight(tx: Tx, rightId: string, version: string, end: End): Promise<boolean> {
  const ended = await (end.kind === 'revoke'
    ? tx.maybe(revokeStatement, [rightId, version])
    : tx.maybe(shortenStatement, [rightId, version, end.validTo]))
  if (!ended) return false
  await auditStaff(tx, end.kind === 'revoke' ? 'right.revoked' : 'right.shortened', {
    subjectLoginId: ended.loginId,
    details: { right: rightId, ...(end.kind === 'shorten' ? { to: end.validTo } : {}) },
  })
  return true
}
