import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { packageRoot } from '../files.ts'
import type { Log } from '../log.ts'
import { quoteIdentifier } from './identifiers.ts'
import { loginRoles, type Names, roleName } from './roles.ts'

export type Migration = {
  number: number
  /** File name, e.g. `0001_foundation.sql`. */
  name: string
  text: string
  sha256: string
  /** Marked `-- breaking` in its first lines: a program that does not know it must not run. */
  breaking: boolean
}

export type MigrationState = {
  applied: string[]
  pending: string[]
  /** In the database but not in this program; allowed when none of them is breaking. */
  newer: string[]
}

/** The database and the program's migrations do not fit; the message says what to do. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationRefused'
  }
}

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/

export function migrationsFolder(): string {
  return join(packageRoot(), 'db', 'migrations')
}

/** The migrations this program brings, in order of their numbers. Several people write them at a time, so a number may stay unused, but none is there twice. */
export function readMigrations(folder = migrationsFolder()): Migration[] {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const number = Number(fileName.exec(name)?.[1])
      if (!number) throw new MigrationRefused(`${name}: a migration is called 0001_words.sql`)
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { number, name, text, sha256, breaking: /^-- breaking\b/m.test(text.split('\n', 5).join('\n')) }
    })
  migrations.forEach((migration, index) => {
    if (migration.number === migrations[index - 1]?.number)
      throw new MigrationRefused(`${migration.name}: number ${migration.number} is there twice`)
  })
  return migrations
}

/** Replaces `{{schema}}`, `{{owner}}`, `{{resident}}`… by this installation's quoted names. */
export function fillPlaceholders(migration: Pick<Migration, 'name' | 'text'>, names: Names): string {
  const values: Record<string, string> = { schema: quoteIdentifier(names.schema) }
  for (const role of [...loginRoles, 'owner' as const]) values[role] = quoteIdentifier(roleName(names, role))
  return migration.text.replace(/--[^\n]*|\{\{(\w+)\}\}/g, (found, key: string | undefined) => {
    // A comment may speak of {{placeholders}} without meaning one.
    if (key === undefined) return found
    const value = values[key]
    if (value === undefined) throw new MigrationRefused(`${migration.name}: {{${key}}} is not a known placeholder`)
    return value
  })
}

type Recorded = { number: number; name: string; sha256: string; breaking: boolean }

async function readRecorded(client: pg.ClientBase, names: Names): Promise<Recorded[]> {
  const table = `${quoteIdentifier(names.schema)}.schema_migrations`
  const { rows } = await client.query<{ present: boolean }>('select to_regclass($1) is not null as present', [table])
  if (!rows[0]?.present) return []
  return (await client.query<Recorded>(`select number, name, sha256, breaking from ${table} order by number`)).rows
}

/** Compares without changing anything. `client` must be able to read the migrations' own table (the administrator or owner). */
export async function migrationState(
  client: pg.ClientBase,
  names: Names,
  migrations = readMigrations(),
): Promise<MigrationState> {
  const recorded = await readRecorded(client, names)
  const newer: string[] = []
  const byNumber = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const row of recorded) {
    const ours = byNumber.get(row.number)
    if (!ours) {
      if (row.breaking) {
        throw new MigrationRefused(
          `The database was changed by a newer e-BOK (migration ${row.name}), which this version does not understand.` +
            ' Install that newer version, or put back the copy of the data made before the upgrade (docs/operate.md).',
        )
      }
      newer.push(row.name)
    } else if (ours.sha256 !== row.sha256 || ours.name !== row.name) {
      throw new MigrationRefused(
        `Migration ${ours.name} differs from the one that made this database (${row.name}, ${row.sha256.slice(0, 12)}).` +
          ' A migration is never edited once applied: put the old text back and write a new one.',
      )
    }
  }
  const done = new Set(recorded.map((row) => row.number))
  return {
    applied: recorded.filter((row) => byNumber.has(row.number)).map((row) => row.name),
    pending: migrations.filter((migration) => !done.has(migration.number)).map((migration) => migration.name),
    newer,
  }
}

/**
 * Brings the schema up to this program, one transaction a migration, so that a kill in the middle leaves a whole
 * number of them. `admin` holds the schema lock (see withSchemaLock).
 */
export async function migrate(
  admin: pg.Client,
  names: Names,
  log: Log,
  migrations = readMigrations(),
): Promise<string[]> {
  const owner = quoteIdentifier(roleName(names, 'owner'))
  const schema = quoteIdentifier(names.schema)
  await admin.query(`set role ${owner}`)
  try {
    await admin.query(`set search_path to ${schema}, pg_temp`)
    await createRegister(admin, names)
    const { pending } = await migrationState(admin, names, migrations)
    for (const name of pending) {
      const migration = migrations.find((candidate) => candidate.name === name)!
      await apply(admin, names, migration)
      log.info('migration applied', { migration: name })
    }
    return pending
  } finally {
    await admin.query('reset role').catch(() => {})
    await admin.query('reset search_path').catch(() => {})
  }
}

async function apply(admin: pg.Client, names: Names, migration: Migration): Promise<void> {
  const text = fillPlaceholders(migration, names)
  try {
    await admin.query('begin')
    // A migration waiting behind a page's lock would make every later page wait behind it.
    await admin.query(`set local lock_timeout = '30s'`)
    await admin.query(text)
    await admin.query('insert into schema_migrations (number, name, sha256, breaking) values ($1, $2, $3, $4)', [
      migration.number,
      migration.name,
      migration.sha256,
      migration.breaking,
    ])
    await admin.query('commit')
  } catch (error) {
    await admin.query('rollback').catch(() => {})
    throw Object.assign(error as Error, {
      message: `${migration.name}: ${(error as Error).message}${placeIn(text, error)}`,
    })
  }
}

/** The line PostgreSQL complains about. */
function placeIn(text: string, error: unknown): string {
  const position = Number((error as { position?: string }).position)
  if (!position) return ''
  const before = text.slice(0, position)
  return ` (line ${before.split('\n').length}: ${text
    .slice(before.lastIndexOf('\n') + 1)
    .split('\n', 1)[0]
    ?.trim()})`
}

async function createRegister(admin: pg.Client, names: Names): Promise<void> {
  const { rows } = await admin.query(`select to_regclass('schema_migrations') as present`)
  if (rows[0].present) return
  const owner = quoteIdentifier(roleName(names, 'owner'))
  await admin.query(`
    begin;
    create table schema_migrations (
      number integer primary key,
      name text not null,
      sha256 text not null,
      breaking boolean not null,
      applied_at timestamptz not null default now()
    );
    alter table schema_migrations enable row level security;
    alter table schema_migrations force row level security;
    create policy owner_all on schema_migrations to ${owner} using (true) with check (true);
    revoke all on schema_migrations from public;
    commit`)
}
