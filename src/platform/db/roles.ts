import type pg from 'pg'
import type { Secrets } from '../secrets.ts'
import type { Role } from './database.ts'
import { codeOf } from './errors.ts'
import { quoteIdentifier } from './identifiers.ts'
import { scramVerifier } from './scram.ts'

/** The roles the program signs in as; each reaches only what a migration granted it. */
export const loginRoles = ['resident', 'auth', 'staff', 'importer', 'worker', 'backup'] as const satisfies Role[]

/** What an installation calls its schema and roles; one server can hold many cooperatives. */
export type Names = { schema: string; rolePrefix: string }

export const roleName = (names: Names, role: Role | 'owner'): string => `${names.rolePrefix}_${role}`

/** The password of a login role, made at random on first use. */
export const rolePassword = (secrets: Secrets, role: Role): string => secrets.get(`database-${role}`)

/** Serialises what several programs may do at once to one schema: bootstrap and migrations. */
export async function withSchemaLock<T>(admin: pg.Client, names: Names, work: () => Promise<T>): Promise<T> {
  const key = [`hashtext('ebok schema')`, `hashtext($1)`].join(', ')
  await admin.query(`select pg_advisory_lock(${key})`, [names.schema])
  try {
    return await work()
  } finally {
    await admin.query(`select pg_advisory_unlock(${key})`, [names.schema]).catch(() => {})
  }
}

/**
 * Makes the roles and the schema, or mends them: attributes and passwords are set anew each time, so that a change by
 * hand does not last. `admin` may create roles; it need not be a superuser.
 */
export async function ensureRoles(admin: pg.Client, names: Names, secrets: Secrets): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ensureRolesOnce(admin, names, secrets)
    } catch (error) {
      // Roles belong to the whole server, our lock to one database: another database's program may do the same just now.
      if (attempt === 10 || !concurrentChange.has(codeOf(error) ?? '')) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt * Math.random()))
    }
  }
}

/** "Tuple concurrently updated", which has no code of its own; two forms of "already exists". */
const concurrentChange = new Set(['XX000', '42710', '23505'])

async function ensureRolesOnce(admin: pg.Client, names: Names, secrets: Secrets): Promise<void> {
  const { rows: present } = await admin.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1::text[])',
    [[...loginRoles, 'owner' as const].map((role) => roleName(names, role))],
  )
  const known = new Set(present.map((row) => row.rolname))
  const owner = quoteIdentifier(roleName(names, 'owner'))
  if (!known.has(roleName(names, 'owner'))) await admin.query(`create role ${owner} nologin noinherit`)
  for (const role of loginRoles) {
    const name = quoteIdentifier(roleName(names, role))
    if (!known.has(roleName(names, role))) await admin.query(`create role ${name} login noinherit`)
    await admin.query(`alter role ${name} login noinherit password '${scramVerifier(rolePassword(secrets, role))}'`)
  }
  const { rows } = await admin.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  )
  // From PostgreSQL 16 on, whoever creates a role may administer it but not yet act as it.
  if (!rows[0]?.superuser) await admin.query(`grant ${owner} to current_user`)
  await admin.query(`create schema if not exists ${quoteIdentifier(names.schema)} authorization ${owner}`)
  const { rows: database } = await admin.query<{ name: string }>('select quote_ident(current_database()) as name')
  const logins = loginRoles.map((role) => quoteIdentifier(roleName(names, role))).join(', ')
  await admin.query(`grant connect, temporary on database ${database[0]!.name} to ${logins}`)
}

/** Why the roles are not safe to run with; empty when they are. */
export async function roleFaults(client: pg.ClientBase, names: Names): Promise<string[]> {
  const { rows } = await client.query<{
    name: string
    superuser: boolean
    bypass: boolean
    creates: boolean
    inherits: boolean
    owns: boolean
  }>(
    `select r.rolname as name, r.rolsuper as superuser, r.rolbypassrls as bypass, r.rolcreaterole or r.rolcreatedb or r.rolreplication as creates,
            r.rolinherit as inherits,
            exists (
              with recursive held as (
                select m.roleid from pg_auth_members m where m.member = r.oid
                union
                select m.roleid from pg_auth_members m join held h on m.member = h.roleid
              )
              select from held
            ) as owns
       from pg_roles r where r.rolname = any($1::text[])`,
    [loginRoles.map((role) => roleName(names, role))],
  )
  const faults: string[] = []
  const found = new Set(rows.map((row) => row.name))
  for (const role of loginRoles) {
    const name = roleName(names, role)
    if (!found.has(name)) faults.push(`role ${name} does not exist`)
  }
  for (const row of rows) {
    if (row.superuser) faults.push(`role ${row.name} is a superuser: alter role ${row.name} nosuperuser`)
    if (row.bypass) faults.push(`role ${row.name} bypasses row-level security: alter role ${row.name} nobypassrls`)
    if (row.creates)
      faults.push(
        `role ${row.name} may create roles or databases: alter role ${row.name} nocreaterole nocreatedb noreplication`,
      )
    if (row.inherits) faults.push(`role ${row.name} inherits: alter role ${row.name} noinherit`)
    if (row.owns) faults.push(`role ${row.name} is a member of another role: revoke it`)
  }
  return faults
}

/** The program must not serve pages with a role that walks past row-level security. */
export class UnsafeRoles extends Error {
  constructor(faults: string[]) {
    super(`The database roles are not safe, so the program does not start:\n  ${faults.join('\n  ')}`)
    this.name = 'UnsafeRoles'
  }
}

export async function assertRolesAreSafe(client: pg.ClientBase, names: Names): Promise<void> {
  const faults = await roleFaults(client, names)
  if (faults.length > 0) throw new UnsafeRoles(faults)
}
