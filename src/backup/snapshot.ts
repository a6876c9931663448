/** Reads everything an installation holds, as it was at one moment, while people go on using it. */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { neededHashes } from '#import/receive/retention.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { programVersion } from '#platform/version.ts'
import type { ContentsWriter, Manifest, Sequences } from './contents.ts'
import { Told } from './told.ts'

/** Made anew by a restore: passwords of roles, and the name under which the database's files lie on one machine. */
const ofThisPlaceOnly = /^(database-|instance$)/
/** Which indexes a first load has set aside just now; a restored schema has all its indexes. */
const withoutRows = new Set(['set_aside_indexes'])

export const anchorFileName = 'audit-anchors.log'

/** The audit anchors, read before the snapshot begins: none of them may be newer than the trail beside it. */
export function readBeside(dataDir: string): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>()
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>
  const kept = Object.fromEntries(Object.entries(secrets).filter(([name]) => !ofThisPlaceOnly.test(name)))
  found.set('secrets.json', Buffer.from(`${JSON.stringify(kept, null, 2)}\n`))
  const anchors = join(dataDir, anchorFileName)
  if (existsSync(anchors)) found.set(anchorFileName, readFileSync(anchors))
  return found
}

/** Begins the snapshot on a connection of the backup's role. */
export async function beginSnapshot(client: pg.ClientBase): Promise<Manifest> {
  await client.query('begin isolation level repeatable read read only')
  await useCopyForm(client)
  const { rows: known } = await client.query<{ readable: boolean | null }>(
    `select has_table_privilege(to_regclass('schema_migrations'), 'select') as readable`,
  )
  if (known[0]!.readable !== true)
    throw new Told('Bazy jeszcze nie ma albo jest za stara na kopię. Wpisz: ebok migrate')
  const { rows: migrations } = await client.query<Manifest['migrations'][number]>(
    'select number, name, sha256, breaking from schema_migrations order by number',
  )
  const { rows } = await client.query<{ version: string; now: string }>(
    `select current_setting('server_version') as version,
            to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`,
  )
  return {
    version: programVersion(),
    createdAt: rows[0]!.now,
    postgres: rows[0]!.version,
    migrations,
  }
}

/** The same value is the same text on every server, whatever its settings; and no limit ends a long COPY. Inside a transaction. */
export async function useCopyForm(client: pg.ClientBase): Promise<void> {
  await client.query(
    `set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
     set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0`,
  )
}

/** Tables of the schema and the columns a copy of them has; generated ones are computed anew. */
export async function tablesOf(client: pg.ClientBase): Promise<readonly { table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname::text as table,
            array(select a.attname::text from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
       from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by c.relname collate "C"`,
  )
  return rows
}

export const copyOut = (client: pg.ClientBase, table: string, columns: readonly string[]): AsyncIterable<Buffer> =>
  client.query(copyTo(`copy ${quoteIdentifier(table)} (${columns.map(quoteIdentifier).join(', ')}) to stdout`))

/** Everything of the snapshot and beside it, into the backup. */
export async function writeContents(
  client: pg.ClientBase,
  to: ContentsWriter,
  beside: ReadonlyMap<string, Buffer>,
  rawDir: string,
): Promise<void> {
  // First, because a restore needs the keys before anything else.
  for (const [path, bytes] of beside) await to.file(path, once(bytes))
  for (const { table, columns } of await tablesOf(client))
    await to.table(table, columns, withoutRows.has(table) ? nothing() : copyOut(client, table, columns))
  // After the rows: a sequence is outside of snapshots, and must not fall behind them.
  await to.sequences(await sequencesOf(client))
  // No longer than now: what waits, and what residents see or can be led back to. The rest is the accounting system's to send again.
  for (const hash of await neededHashes(client, Number.MAX_SAFE_INTEGER / 1000)) await deliveryFiles(to, rawDir, hash)
}

async function sequencesOf(client: pg.ClientBase): Promise<Sequences> {
  const { rows } = await client.query<{ table: string; column: string; value: string | null }>(
    `select c.relname::text as table, a.attname::text as column, s.last_value::text as value
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_sequences s on format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(quote_ident(c.relname), a.attname)
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by 1, 2`,
  )
  return rows.flatMap(({ table, column, value }) => (value === null ? [] : [{ table, column, value }]))
}

/** A kept delivery is a folder of files that never change. */
async function deliveryFiles(to: ContentsWriter, rawDir: string, hash: string): Promise<void> {
  const entries = await readdir(join(rawDir, hash), { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    await to.file(join('deliveries', hash, path.slice(join(rawDir, hash).length + 1)), createReadStream(path))
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
async function* nothing(): AsyncGenerator<Buffer> {}
