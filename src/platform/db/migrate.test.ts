import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import pg from 'pg'
import { silentLog } from '#platform/log.ts'
import { withEmptyDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { fillPlaceholders, type Migration, migrate, migrationState, readMigrations } from './migrate.ts'
import { asAdministrator, prepareSchema } from './open.ts'
import { ensureRoles, loginRoles, type Names, roleName, withSchemaLock } from './roles.ts'

const { admin, names: base, secrets } = await withEmptyDatabase()

const folder = temporaryFolder('migrations')
after(() => rmSync(folder, { recursive: true }))
const freshFolder = (): string => mkdtempSync(join(folder, 'set-'))

/** Reads migrations given as texts, so that the files' rules are tested too. */
function migrations(...texts: string[]): Migration[] {
  const fresh = freshFolder()
  texts.forEach((text, index) => {
    writeFileSync(join(fresh, `${String(index + 1).padStart(4, '0')}_step.sql`), text)
  })
  return readMigrations(fresh)
}

let schemas = 0
/** A cooperative of the test's own on the same server: other schema, same roles. */
const freshNames = (): Names => ({ ...base, schema: `coop${++schemas}` })

async function run(names: Names, list: Migration[]): Promise<string[]> {
  return asAdministrator(admin, (client) =>
    withSchemaLock(client, names, async () => {
      await ensureRoles(client, names, secrets)
      return migrate(client, names, silentLog, list)
    }),
  )
}

const exists = (names: Names, table: string): Promise<boolean> =>
  asAdministrator(admin, async (client) => {
    const { rows } = await client.query('select to_regclass($1) is not null as found', [`${names.schema}.${table}`])
    return rows[0].found
  })

const first = 'create table one (id integer primary key);'
const second = 'create table two (id integer primary key);'

describe('migrations', () => {
  test('run once each, in order, as the owner, in the schema', async () => {
    const names = freshNames()
    assert.deepEqual(await run(names, migrations(first)), ['0001_step.sql'])
    assert.deepEqual(await run(names, migrations(first, second)), ['0002_step.sql'])
    assert.deepEqual(await run(names, migrations(first, second)), [])
    const owners = await asAdministrator(admin, (client) =>
      client.query('select distinct tableowner as owner from pg_tables where schemaname = $1', [names.schema]),
    )
    assert.deepEqual(owners.rows, [{ owner: `${names.rolePrefix}_owner` }])
  })

  test('one that fails leaves nothing of itself, keeps those before it, and says where', async () => {
    const names = freshNames()
    await assert.rejects(
      run(names, migrations(first, `${second}\nselect nonsense;`)),
      /0002_step\.sql: .*nonsense.* \(line 2: select nonsense;\)/,
    )
    assert.equal(await exists(names, 'one'), true)
    assert.equal(await exists(names, 'two'), false)
    await run(names, migrations(first, second))
    assert.equal(await exists(names, 'two'), true)
  })

  test('killed in the middle, the next run finishes', async () => {
    const names = freshNames()
    const slow = `${second}\nselect pg_sleep(30);`
    const killed = assert.rejects(run(names, migrations(first, slow)))
    await killSleeper()
    await killed
    assert.equal(await exists(names, 'one'), true)
    assert.equal(await exists(names, 'two'), false)
    assert.deepEqual(await run(names, migrations(first, second)), ['0002_step.sql'])
  })

  test('two programs at once: one does the work, the other waits and finds it done', async () => {
    const names = freshNames()
    const list = migrations(first, `${second}\nselect pg_sleep(0.3);`)
    const results = await Promise.all([run(names, list), run(names, list), run(names, list)])
    assert.deepEqual(results.map((applied) => applied.length).sort(), [0, 0, 2])
  })

  test('an edited one is refused', async () => {
    const names = freshNames()
    await run(names, migrations(first))
    await assert.rejects(run(names, migrations(`${first} -- better`)), /0001_step\.sql differs .* write a new one/)
    // Line ends belong to the editor, not to the migration.
    assert.deepEqual(await run(names, migrations(first)), [])
  })

  test('a newer database is refused when marked breaking, with what to do, and tolerated otherwise', async () => {
    const names = freshNames()
    await run(names, migrations(first, second))
    assert.deepEqual(await run(names, migrations(first)), [])
    const state = await asAdministrator(admin, (client) => migrationState(client, names, migrations(first)))
    assert.deepEqual(state, { applied: ['0001_step.sql'], pending: [], newer: ['0002_step.sql'] })
    await run(
      names,
      migrations(first, second, '-- breaking: pages of before cannot read this\nalter table one rename to uno;'),
    )
    await assert.rejects(
      run(names, migrations(first)),
      /newer e-BOK .*0003_step\.sql.* Install that newer version, or put back the copy/,
    )
  })

  test('a number left out is run when it comes, after those that were there before', async () => {
    const names = freshNames()
    const fresh = freshFolder()
    writeFileSync(join(fresh, '0001_step.sql'), first)
    writeFileSync(join(fresh, '0003_step.sql'), second)
    assert.deepEqual(await run(names, readMigrations(fresh)), ['0001_step.sql', '0003_step.sql'])
    writeFileSync(join(fresh, '0002_late.sql'), 'create table late (id integer primary key);')
    assert.deepEqual(await run(names, readMigrations(fresh)), ['0002_late.sql'])
    assert.deepEqual(await run(names, readMigrations(fresh)), [])
  })

  test('doubles and unknown placeholders are refused', () => {
    const fresh = freshFolder()
    writeFileSync(join(fresh, '0001_a.sql'), first)
    writeFileSync(join(fresh, '0001_b.sql'), first)
    assert.throws(() => readMigrations(fresh), /number 1 is there twice/)
    const text = '-- {{anything}} in a comment\ngrant select on one to {{resident}}, {{nobody}}'
    assert.throws(() => fillPlaceholders({ name: 'x', text }, base), /\{\{nobody\}\} is not a known placeholder/)
    assert.equal(
      fillPlaceholders({ name: 'x', text: '-- {{x}}\nset search_path = {{schema}}' }, base),
      '-- {{x}}\nset search_path = "ebok"',
    )
  })
})

describe('roles', () => {
  test('may be made by several programs in several databases of one server at once', async () => {
    const others = await Promise.all([withEmptyDatabase(), withEmptyDatabase(), withEmptyDatabase()])
    const prepare = (target: typeof admin) => asAdministrator(target, (client) => ensureRoles(client, base, secrets))
    await Promise.all(others.flatMap((other) => [prepare(other.admin), prepare(other.admin)]))
  })

  test('reach only their own: no superuser, no bypass, no inheritance, no login for the owner; else the program does not start', async (t) => {
    // Roles belong to the whole server; other files must not meet these while they are unsafe.
    const names: Names = { schema: 'guarded', rolePrefix: `${base.rolePrefix}x` }
    after(() => dropRoles(names))
    await prepareSchema(admin, names, secrets, silentLog)
    const { rows } = await asAdministrator(admin, (client) =>
      client.query<{ name: string; login: boolean }>(
        `select rolname as name, rolcanlogin as login from pg_roles where starts_with(rolname, $1) and (rolsuper or rolbypassrls or rolinherit or rolcreaterole or not rolcanlogin)`,
        [`${names.rolePrefix}_`],
      ),
    )
    assert.deepEqual(rows, [{ name: `${names.rolePrefix}_owner`, login: false }])
    await asAdministrator(admin, async (client) => {
      await client.query(`grant ${names.rolePrefix}_owner to ${names.rolePrefix}_staff`)
      try {
        await assert.rejects(
          prepareSchema(admin, names, secrets, silentLog),
          /not safe.*\n.*_staff is a member of another role/,
        )
      } finally {
        await client.query(`revoke ${names.rolePrefix}_owner from ${names.rolePrefix}_staff`)
      }
      const bypass = client.query(`alter role ${names.rolePrefix}_staff bypassrls`)
      if (
        await bypass.then(
          () => true,
          () => false,
        )
      ) {
        await assert.rejects(prepareSchema(admin, names, secrets, silentLog), /_staff bypasses row-level security/)
        await client.query(`alter role ${names.rolePrefix}_staff nobypassrls`)
      } else t.diagnostic('this administrator cannot give bypassrls away')
    })
    await prepareSchema(admin, names, secrets, silentLog)
  })

  test('a password works and is not kept as such by the server', async () => {
    await run(base, migrations(first))
    const client = new pg.Client({
      ...admin,
      user: `${base.rolePrefix}_resident`,
      password: secrets.get('database-resident'),
    })
    await client.connect()
    await assert.rejects(client.query(`select * from ${base.schema}.schema_migrations`), { code: '42501' })
    await client.end()
    const wrong = new pg.Client({
      ...admin,
      user: `${base.rolePrefix}_resident`,
      password: secrets.get('database-staff'),
    })
    await assert.rejects(wrong.connect(), { code: '28P01' })
  })
})

async function killSleeper(): Promise<void> {
  await asAdministrator(admin, async (client) => {
    for (;;) {
      const { rows } = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
      )
      if (rows.length > 0) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
}

async function dropRoles(names: Names): Promise<void> {
  const all = [...loginRoles, 'owner' as const].map((role) => roleName(names, role))
  await asAdministrator(admin, async (client) => {
    await client.query(`drop schema if exists ${names.schema} cascade; drop owned by ${roleName(names, 'owner')}`)
    const { rows } = await client.query('select quote_ident(current_database()) as name')
    await client.query(`revoke all on database ${rows[0].name} from ${all.join(', ')}; drop role ${all.join(', ')}`)
  })
}
