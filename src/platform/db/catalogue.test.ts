import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { packageRoot } from '#platform/files.ts'
import { silentLog } from '#platform/log.ts'
import { withEmptyDatabase } from '#test/harness/database.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { asAdministrator, prepareSchema } from './open.ts'
import { declaredStatements } from './statement.ts'

const { admin, names, secrets } = await withEmptyDatabase()
await prepareSchema(admin, names, secrets, silentLog)
const read = (): Promise<Catalogue> => asAdministrator(admin, (client) => readCatalogue(client, names))

/** The rules every table, view and function keeps; each broken one is a sentence. */
function faults({ relations, functions, schemaGrants }: Catalogue): string[] {
  const found: string[] = []
  for (const relation of relations) {
    const { name } = relation
    if (relation.owner !== '{{owner}}') found.push(`${name} belongs to ${relation.owner}`)
    if (relation.kind === 'view' && !relation.options.includes('security_invoker=true'))
      found.push(`view ${name} shows what its owner sees`)
    if (relation.kind === 'table' && !relation.rowSecurity) found.push(`${name} has row-level security off`)
    if (relation.kind === 'table' && !relation.forcedRowSecurity)
      found.push(`${name} does not force row-level security`)
    if (relation.grants.some((grant) => grant.role === 'public')) found.push(`${name} is granted to public`)
    for (const policy of relation.policies) {
      if (policy.roles.includes('public')) found.push(`policy ${policy.name} of ${name} is for public`)
    }
    const reached = new Set(relation.policies.flatMap((policy) => policy.roles.split(', ')))
    if (relation.kind === 'table') {
      for (const { role } of relation.grants)
        if (!reached.has(role)) found.push(`${name} is granted to ${role} without a policy`)
    }
  }
  for (const { name, owner, grants, securityDefiner, settings } of functions) {
    if (owner !== '{{owner}}') found.push(`function ${name} belongs to ${owner}`)
    if (grants.includes('public')) found.push(`function ${name} is granted to public`)
    if (securityDefiner && !settings.includes('search_path={{schema}}, pg_temp'))
      found.push(`function ${name} has no fixed search_path`)
  }
  if (schemaGrants.some((line) => line.startsWith('public') || line.includes('create')))
    found.push('the schema lets others create')
  return found
}

describe('the catalogue', () => {
  test('keeps the rules: forced row-level security, invoker views, fixed search paths, nothing for public', async () => {
    const catalogue = await read()
    assert.ok(catalogue.relations.length > 20)
    assert.deepEqual(faults(catalogue), [])
  })

  test('a broken rule is noticed', async () => {
    await asAdministrator(admin, async (client) => {
      await client.query(`set role ${names.rolePrefix}_owner; set search_path to ${names.schema}`)
      await client.query('begin')
      await client.query(`create table hole (id integer); grant select on hole to public, ${names.rolePrefix}_staff;
        create view hole_view as select * from hole;
        alter table logins no force row level security;
        create function hole_function() returns integer language sql security definer as 'select 1';
        grant execute on function hole_function() to public;
        create policy hole_policy on sessions using (true)`)
      const { schema } = names
      const catalogue = await readCatalogue(client, { ...names, schema })
      await client.query('rollback')
      assert.deepEqual(faults(catalogue).sort(), [
        'function hole_function has no fixed search_path',
        'function hole_function is granted to public',
        'hole does not force row-level security',
        'hole has row-level security off',
        'hole is granted to public',
        'hole is granted to public without a policy',
        'hole is granted to {{staff}} without a policy',
        'logins does not force row-level security',
        'policy hole_policy of sessions is for public',
        'view hole_view shows what its owner sees',
      ])
    })
  })

  test('every column that points to another table has an index, so that a deletion does not read whole tables', async () => {
    const { rows } = await asAdministrator(admin, (client) =>
      client.query<{ missing: string }>(
        `select k.conrelid::regclass || '(' || (select string_agg(a.attname, ', ') from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any(k.conkey)) || ')' as missing
           from pg_constraint k
          where k.contype = 'f' and k.connamespace = $1::text::regnamespace
            and not exists (select from pg_index i where i.indrelid = k.conrelid and k.conkey <@ (string_to_array(i.indkey::text, ' ')::int2[])[1:array_length(k.conkey, 1)])`,
        [names.schema],
      ),
    )
    assert.deepEqual(
      rows.map((row) => row.missing),
      [],
    )
  })

  test('every statement of the program is understood by the live schema', async () => {
    for (const path of globSync('src/**/*.queries.ts', { cwd: packageRoot() })) await import(join(packageRoot(), path))
    const statements = declaredStatements()
    assert.ok(statements.length > 10)
    const refused: string[] = []
    await asAdministrator(admin, async (client) => {
      await client.query(`set search_path to ${names.schema}, pg_temp`)
      for (const [index, { name, text }] of statements.entries()) {
        await client.query(`prepare s${index} as ${text}`).catch((error) => refused.push(`${name}: ${error.message}`))
      }
    })
    assert.deepEqual(refused, [])
  })
})
