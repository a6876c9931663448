import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDatabase } from '#test/harness/database.ts'
import { here, lints } from './catalogue-lint.ts'

const db = await withDatabase()

/** Names a catalogue query finds; the schema is on the path. */
function names(sql: string): Promise<string[]> {
  return db.asRoot(async (client) => (await client.query<{ name: string }>(sql)).rows.map((row) => row.name).sort())
}

for (const [title, sql] of Object.entries(lints)) {
  test(title, async () => assert.deepEqual(await names(sql), []))
}

test('only the importer writes accounting facts', async () => {
  const writers = await names(`
    select distinct r.rolname as name from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
     where c.relnamespace = ${here} and c.relname like '%\\_versions' and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
       and r.oid <> c.relowner`)
  assert.deepEqual(writers, [`${db.names.rolePrefix}_importer`])
})

test('no role of the program chooses the place, the time or the order of a line of the audit trail', async () => {
  const free = await names(`
    select r.rolname || ': ' || a.attname as name
      from pg_attribute a cross join pg_roles r
     where a.attrelid = 'audit_events'::regclass and a.attname in ('id', 'at') and starts_with(r.rolname, '${db.names.rolePrefix}_')
       and r.rolname <> '${db.names.rolePrefix}_owner' and has_column_privilege(r.oid, a.attrelid, a.attnum, 'INSERT, UPDATE')`)
  assert.deepEqual(free, [])
})

test('the checks can fail: planted faults are named', async () => {
  await db.asRoot(async (client) => {
    await client.query(
      `create table bare (id int primary key, login_id uuid references logins); grant select on bare to ${db.names.rolePrefix}_resident`,
    )
    await client.query('create view open_view as select 1 as one')
    await client.query(
      `create function loose() returns setof int language sql security definer as 'select 1'; grant execute on function loose() to public`,
    )
    await client.query('create policy everybody on bare using (true)')
  })
  for (const [title, sql] of Object.entries(lints)) assert.notDeepEqual(await names(sql), [], title)
})
