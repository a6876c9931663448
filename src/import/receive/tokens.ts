/** What a program shows to deliver over the network. The token itself is told once; the hash of it is kept. */
import { type Database, statement, type Tx } from '#platform/db/database.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'

export type TokenDatabase = Pick<Database, 'asImporter'>

export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** Tells secret scanners and people what it is. */
const prefix = 'ebok-dostawy-'
export const tokenNameLimit = 80

const columns = `id, name, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`
const insertToken = statement<[name: string, sha256: string], { id: string }>(
  'import.token.insert',
  'insert into delivery_tokens (name, token_sha256) values ($1, $2) returning id',
)
const selectTokens = statement<[], TokenRow>(
  'import.token.list',
  `select ${columns} from delivery_tokens order by created_at, id`,
)
const revoke = statement<[beginning: string], { id: string }>(
  'import.token.revoke',
  `update delivery_tokens set revoked_at = clock_now()
    where revoked_at is null and id = (select case when count(*) = 1 then (array_agg(t.id))[1] end
                                         from delivery_tokens t where starts_with(t.id::text, $1))
    returning id`,
)
/** Used is noted once a minute, so that a long upload in parts does not write for each of them. */
const use = statement<[sha256: string], { id: string; name: string }>(
  'import.token.use',
  `with found as (select id, name, last_used_at from delivery_tokens where token_sha256 = $1 and revoked_at is null),
        noted as (update delivery_tokens t set last_used_at = clock_now() from found f
                   where t.id = f.id and (f.last_used_at is null or f.last_used_at < clock_now() - interval '1 minute'))
   select id, name from found`,
)
const noteUpload = statement<[sha256: string, token: string], never>(
  'import.token.upload',
  `insert into delivery_uploads (sha256, token_id) values ($1, $2)
   on conflict (sha256) do update set token_id = excluded.token_id, received_at = clock_now()`,
)
const writeAudit = statement<[kind: string, action: string, details: string], never>(
  'import.token.audit',
  `insert into audit_events (actor_kind, action, details, previous_hash, hash) values ($1, $2, $3, '', '')`,
)

const audit = (tx: Tx, kind: 'operator' | 'system', action: string, details: Record<string, string | number>) =>
  tx.query(writeAudit, [kind, action, JSON.stringify(details)])

/** @returns the token, which nobody can read again. */
export function addToken(database: TokenDatabase, name: string): Promise<{ id: string; token: string }> {
  const token = prefix + newSecret()
  return database.asImporter(
    async (tx) => {
      const { id } = await tx.one(insertToken, [name, hashSecret(token)])
      await audit(tx, 'operator', 'import.tokenAdded', { token: id })
      return { id, token }
    },
    { write: true },
  )
}

export function listTokens(database: TokenDatabase): Promise<readonly TokenRow[]> {
  return database.asImporter((tx) => tx.query(selectTokens, []))
}

/** By the whole number or a beginning only one token has. @returns the number, or null when no living token has it. */
export function revokeToken(database: TokenDatabase, beginning: string): Promise<string | null> {
  if (!/^[0-9a-f-]{4,36}$/.test(beginning)) return Promise.resolve(null)
  return database.asImporter(
    async (tx) => {
      const revoked = await tx.maybe(revoke, [beginning])
      if (!revoked) return null
      await audit(tx, 'operator', 'import.tokenRevoked', { token: revoked.id })
      return revoked.id
    },
    { write: true },
  )
}

/** Whose token this is; null when nobody's, no longer anybody's, or not one of ours at all. */
export async function useToken(
  database: TokenDatabase,
  token: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  if (!token.startsWith(prefix) || token.length > 100) return null
  return database.asImporter(async (tx) => (await tx.maybe(use, [hashSecret(token)])) ?? null, { write: true })
}

/** A whole delivery has come: in the audit trail, and remembered by its hash for when it is taken from the inbox. */
export async function recordUpload(
  database: TokenDatabase,
  details: { readonly token: string; readonly file: string; readonly bytes: number; readonly sha256: string },
): Promise<void> {
  await database.asImporter(
    (tx) =>
      Promise.all([
        tx.query(noteUpload, [details.sha256, details.token]),
        audit(tx, 'system', 'import.uploaded', details),
      ]),
    { write: true },
  )
}
