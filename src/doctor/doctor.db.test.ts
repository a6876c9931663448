import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfig } from '#platform/config.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { doctorCommand, examine } from '#src/doctor-command.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import type { Finding } from './check.ts'

const folder = temporaryFolder()
const env = { EBOK_DATA_DIR: join(folder, 'data') }
after(() => rmSync(folder, { recursive: true, force: true }))

const by = (findings: readonly Finding[], name: string): Finding | undefined =>
  findings.find((finding) => finding.name === name)
const failures = (findings: readonly Finding[]): string[] =>
  findings.filter((finding) => finding.state === 'failure').map((finding) => finding.name)

test('a wrong setting and a missing data directory are named with the next step', async () => {
  const wrong = await examine({ ...env, EBOK_PORT: 'osiem' })
  assert.deepEqual(failures(wrong), ['ustawienia'])
  assert.match(by(wrong, 'ustawienia')!.says, /EBOK_PORT/)
  const missing = await examine(env)
  assert.deepEqual(failures(missing), ['katalog danych'])
  assert.equal(by(missing, 'katalog danych')!.next, 'ebok migrate')
})

test('a sound installation is told so; each planted fault is found and says what to type', async () => {
  const store = await openStore(readConfig(env), silentLog, { server: 'own' })
  try {
    const sound = await examine(env)
    assert.deepEqual(failures(sound), [])
    assert.equal(by(sound, 'ostatnia dostawa')!.state, 'warning')
    assert.ok(sound.length >= 10)
    const { schema, rolePrefix } = store.names
    const planted: readonly [sql: string, undo: string, finding: string, next: RegExp][] = [
      [
        `alter table ${schema}.sessions no force row level security`,
        `alter table ${schema}.sessions force row level security`,
        'ochrona wierszy',
        /alter table ebok\.sessions force/,
      ],
      [
        `alter role ${rolePrefix}_resident bypassrls`,
        `alter role ${rolePrefix}_resident nobypassrls`,
        'role bazy danych',
        /ebok migrate/,
      ],
      [`create table ${schema}.obca (id int)`, `drop table ${schema}.obca`, 'zgodność schematu', /ebok schema/],
      [`delete from ${schema}.schema_migrations where number = 2`, '', 'migracje', /ebok migrate/],
    ]
    for (const [sql, undo, name, next] of planted) {
      await asAdmin(store, sql)
      const found = by(await examine(env), name)
      assert.equal(found?.state, 'failure', name)
      assert.match(found.next ?? '', next)
      if (undo) await asAdmin(store, undo)
    }
  } finally {
    await store.close()
  }
})

test('old books and balances that are not their entries are failures', async () => {
  const store = await openStore(readConfig({ EBOK_DATA_DIR: join(folder, 'second') }), silentLog, { server: 'own' })
  try {
    const { schema } = store.names
    await asAdmin(
      store,
      `update ${schema}.published_state set publication_id = 1, as_of = now() - interval '27 hours', published_at = now();
      insert into ${schema}.balances_versions (account_id, closing_balance_grosze, entry_count, from_publication) values ('A', 100, 1, 1);
      insert into ${schema}.entries_versions (id, account_id, booked_on, value_on, side, amount_grosze, kind, description, from_publication)
        values ('E', 'A', '2026-01-01', '2026-01-01', 'charge', 99, 'charge', 'x', 1);
      insert into ${schema}.deliveries (sha256, state) values (repeat('0', 64), 'waiting')`,
    )
    const found = await examine({ EBOK_DATA_DIR: join(folder, 'second') })
    assert.deepEqual(failures(found), ['ostatnia dostawa', 'stan ostatniej dostawy', 'zgodność sald'])
    assert.match(by(found, 'stan ostatniej dostawy')!.next!, /confirm/)
  } finally {
    await store.close()
  }
})

test('--json is for programs, the exit code for scripts', async () => {
  const written: string[] = []
  const io = { out: (text: string) => void written.push(text), err: (text: string) => void written.push(text) }
  const before = process.env.EBOK_DATA_DIR
  process.env.EBOK_DATA_DIR = join(folder, 'never-made')
  try {
    assert.equal(await doctorCommand(['--json'], io), 1)
    assert.equal(JSON.parse(written[0]!).ok, false)
    assert.equal(await doctorCommand(['--nonsense'], io), 2)
    assert.equal(await doctorCommand(['--help'], io), 0)
  } finally {
    if (before === undefined) delete process.env.EBOK_DATA_DIR
    else process.env.EBOK_DATA_DIR = before
  }
})

async function asAdmin(store: Store, sql: string): Promise<void> {
  await asAdministrator(store.admin, (client) => client.query(sql))
}
