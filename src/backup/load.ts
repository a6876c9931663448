/** Puts the rows of a backup into a schema that the same migrations have just made. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { BrokenBackup } from './container.ts'
import type { Part, Sequences } from './contents.ts'
import { RowDigest } from './digest.ts'
import { copyOut, tablesOf, useCopyForm } from './snapshot.ts'
import { Told } from './told.ts'

export interface Loaded {
  readonly tables: number
  readonly rows: number
}

/**
 * Loads tables and sequences, then reads every table again and compares it with what the backup held. `client` acts as the owner of the
 * schema, inside a transaction: foreign keys, triggers and row-level security are taken down and put back as they were, and nobody
 * ever sees the schema without them.
 * @throws Told when a table read again is not what the backup held.
 */
export async function loadRows(client: pg.ClientBase, parts: AsyncIterable<Part>, takeFile: TakeFile): Promise<Loaded> {
  await useCopyForm(client)
  const tables = new Map((await tablesOf(client)).map(({ table, columns }) => [table, columns]))
  const putBack = await openTables(client, [...tables.keys()])
  const digests = new Map<string, { rows: number; digest: string }>()
  for await (const part of parts) {
    if (part.kind === 'file') await takeFile(part.path, part.data)
    else if (part.kind === 'sequences') await setSequences(client, part.sequences)
    else {
      const columns = tables.get(part.table)
      if (!columns || columns.join() !== part.columns.join())
        throw new BrokenBackup(`Tabela ${part.table} w kopii jest inna niż ta, którą robią jej migracje.`)
      digests.set(part.table, await copyIn(client, part.table, part.columns, part.data))
    }
  }
  let rows = 0
  for (const [table, columns] of tables) {
    const held = digests.get(table)
    if (!held) throw new BrokenBackup(`W kopii brakuje tabeli ${table}.`)
    const digest = new RowDigest()
    for await (const chunk of copyOut(client, table, columns)) digest.update(chunk)
    if (digest.rows !== held.rows || digest.digest() !== held.digest)
      throw new Told(`Tabela ${table} po wczytaniu nie jest taka jak w kopii. Nic nie zostało przywrócone.`)
    rows += digest.rows
  }
  await putBack()
  return { tables: tables.size, rows }
}

export type TakeFile = (path: string, data: AsyncIterable<Buffer>) => Promise<void>

/** Takes down what would stand in the way of rows in any order. @returns what puts it back. */
async function openTables(client: pg.ClientBase, tables: readonly string[]): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select c.relname::text as table, k.conname::text as name, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.connamespace = current_schema()::regnamespace and k.contype = 'f' order by 1, 2`,
  )
  const each = async (sql: (table: string) => string): Promise<void> => {
    for (const table of tables) await client.query(sql(quoteIdentifier(table)))
  }
  for (const { table, name } of keys)
    await client.query(`alter table ${quoteIdentifier(table)} drop constraint ${quoteIdentifier(name)}`)
  // COPY into a table under row-level security is refused even to its owner.
  await each((table) => `alter table ${table} disable trigger user, no force row level security`)
  // Migrations put a few rows of their own.
  await client.query(`truncate ${tables.map(quoteIdentifier).join(', ')}`)
  return async () => {
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${quoteIdentifier(table)} add constraint ${quoteIdentifier(name)} ${definition}`)
    await each((table) => `alter table ${table} enable trigger user, force row level security`)
  }
}

async function copyIn(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  data: AsyncIterable<Buffer>,
): Promise<{ rows: number; digest: string }> {
  const digest = new RowDigest()
  const list = columns.map(quoteIdentifier).join(', ')
  await pipeline(
    Readable.from(counted(data, digest), { objectMode: false }),
    client.query(copyFrom(`copy ${quoteIdentifier(table)} (${list}) from stdin`)),
  )
  return { rows: digest.rows, digest: digest.digest() }
}

async function* counted(data: AsyncIterable<Buffer>, digest: RowDigest): AsyncGenerator<Buffer> {
  for await (const chunk of data) {
    digest.update(chunk)
    yield chunk
  }
}

async function setSequences(client: pg.ClientBase, sequences: Sequences): Promise<void> {
  for (const { table, column, value } of sequences)
    await client.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3::bigint)', [table, column, value])
}
