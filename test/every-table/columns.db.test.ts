import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { roleName } from '#platform/db/roles.ts'
import { withDatabase } from '#test/harness/database.ts'
import { allowedColumns, watchedRoles } from './columns.ts'

const db = await withDatabase()
const list = join(import.meta.dirname, 'columns.txt')

/** Hashes, sealed keys and tokens: which role may read them at all, of the rows it sees. Any role not named here may not. */
const secretsReadBy: Readonly<Record<string, string>> = {
  // The hash of the person's own address of the calendar; the address itself is nowhere.
  'calendar_subscriptions.secret_sha256': 'resident',
  // Which token it was that delivered, by its number.
  'deliveries.token_id': 'staff importer worker',
  'delivery_tokens.token_sha256': 'importer',
  'delivery_uploads.token_id': 'importer',
  'email_changes.token_sha256': 'worker',
  'known_browsers.browser_sha256': 'auth',
  'logins.password_hash': 'auth',
  // Stands in the subject of mails to the office, which answers by it.
  'message_threads.reply_token': 'staff worker',
  'passkeys.credential_id': 'auth',
  'passkeys.public_key': 'auth',
  'recovery_codes.code_hash': 'auth',
  'registration_challenges.token_sha256': 'auth worker',
  // Sealed with a key that only the browser of whoever ordered them has.
  'sealed_sheets.sealed': 'staff auth',
  'sessions.challenge': 'auth',
  'sessions.sealed_enrolment': 'auth',
  'sessions.token_sha256': 'auth',
  'setup_links.secret_sha256': 'auth',
  'starting_codes.code_hash': 'auth',
  'starting_links.token_sha256': 'auth',
  'totp_factors.sealed_secret': 'auth',
}

test('each role reads and writes the columns of the list, and no other', async () => {
  const lines = await db.asRoot((client) => allowedColumns(client, db.names))
  assert.ok(lines.length > 150)
  // EBOK_WRITE_COLUMNS=1 writes the list anew: what changed is read in the diff, line by line.
  if (process.env.EBOK_WRITE_COLUMNS === '1') writeFileSync(list, `${lines.join('\n')}\n`)
  const known = readFileSync(list, 'utf8').trimEnd().split('\n')
  assert.deepEqual(
    lines.filter((line) => !known.includes(line)),
    [],
    'allowed and not in the list',
  )
  assert.deepEqual(
    known.filter((line) => !lines.includes(line)),
    [],
    'in the list and not allowed',
  )
})

test('what opens a login or a door is read by the role that checks it', async () => {
  const found = await db.asRoot(async (client) => {
    const { rows } = await client.query<{ column: string; readers: string }>(
      `select c.relname || '.' || a.attname as "column", string_agg(r.short, ' ' order by r.place) as readers
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        cross join unnest($1::text[], $2::text[]) with ordinality as r (role, short, place)
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v')
          and a.attname !~ '_at$' and a.attname ~ '(password|_hash|secret|sealed|token|public_key|credential|challenge|session_sha256|browser_sha256)'
          and has_column_privilege(r.role, c.oid, a.attnum, 'select')
        group by 1 order by 1`,
      [watchedRoles.map((role) => roleName(db.names, role)), watchedRoles],
    )
    return Object.fromEntries(rows.map(({ column, readers }) => [column, readers]))
  })
  assert.deepEqual(found, secretsReadBy)
})
