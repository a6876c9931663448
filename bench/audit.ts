import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { removeInstallation } from '#test/harness/folders.ts'
import { benchDir } from './cooperative.ts'
import { machineLine, table } from './machine.ts'

const people = 90_000
const auditLines = 1_000_000
const signIns = 1_800_000
const requests = 200
const goalMs = 50

/** The audit list and the statistics over a million lines and ninety thousand logins: the pages as they answer, one after another. */
export async function benchAudit(): Promise<void> {
  const dataDir = join(benchDir, 'audit')
  const env = { EBOK_DATA_DIR: dataDir, EBOK_LOG_LEVEL: 'error' }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const ready = join(dataDir, 'bench-ready')
  if (!existsSync(ready)) {
    await removeInstallation(dataDir)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  }
  const store = await openStore(readConfig(env), silentLog, { server: 'own' })
  try {
    if (!existsSync(ready)) {
      process.stdout.write(`preparing ${auditLines} audit lines, ${people} logins, ${signIns} sign-ins…\n`)
      await asOwner(store, fill)
      writeFileSync(ready, '')
    }
    await measure(store)
  } finally {
    await store.close()
  }
}

const asOwner = <T>(store: Store, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  asAdministrator(store.admin, async (client) => {
    await client.query(`set search_path to "${store.names.schema}", pg_temp`)
    return work(client)
  })

async function fill(client: pg.Client): Promise<void> {
  await client.query(
    `insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
     select 'B' || n, 'N1', 'Lipowa', n::text, '99-999', 'Lipogród', 0 from generate_series(1, 400) n`,
  )
  await client.query(
    `insert into premises_versions (id, building_id, number, kind, usable_area_m2, from_publication)
     select 'L' || n, 'B' || (1 + n % 400), n::text, 'dwelling', 50, 0 from generate_series(1, $1::int) n`,
    [people],
  )
  await client.query(
    `insert into holdings_versions (id, party_id, premises_id, legal_title, role, valid_from, from_publication)
     select 'H' || n, 'K' || n, 'L' || n, 'freehold', 'holder', '2015-01-01', 0 from generate_series(1, $1::int) n`,
    [people],
  )
  await client.query(
    `insert into logins (name, kind, display_name, party_id, password_set_at)
     select lpad(n::text, 8, '0'), 'resident', 'Imię' || (n % 997) || ' Nazwisko' || n, 'K' || n, case when n % 3 > 0 then now() end
       from generate_series(1, $1::int) n`,
    [people],
  )
  await client.query(
    `insert into sign_ins (login_id, at, outcome)
     select l.id, now() - random() * interval '730 days', 'success' from logins l cross join generate_series(1, $1::int)`,
    [signIns / people],
  )
  // Through the trigger, as always: the chain is a real one.
  for (let part = 0; part < 20; part += 1) {
    await client.query(
      `insert into audit_events (actor_kind, actor_login_id, action, subject_login_id)
       select case when n % 20 = 0 then 'system' else 'resident' end, l.id,
              (array['login.signedIn', 'login.signedIn', 'login.signedOut', 'login.passwordChanged', 'profile.emailChanged'])[1 + n % 5], l.id
         from generate_series(1, $1::int) n join logins l on l.name = lpad((1 + (n * 7919 + $2::int) % ${people})::text, 8, '0')`,
      [auditLines / 20, part],
    )
    process.stdout.write('.')
  }
  process.stdout.write('\n')
  await client.query(
    `insert into audit_events (actor_kind, action) select 'system', 'settings.changed' from generate_series(1, 30)`,
  )
  await client.query('vacuum analyze')
}

interface Case {
  readonly name: string
  readonly path: (at: number) => string
}

async function measure(store: Store): Promise<void> {
  const { cookie, logins, newest, gatherMs, verifyMs } = await asOwner(store, prepare)
  const app = await createApp({
    database: store.database,
    clock: systemClock,
    log: silentLog,
    baseUrl: 'http://127.0.0.1:8080',
    trustProxy: false,
  })
  const login = (at: number) => logins[at % logins.length]!
  const cases: readonly Case[] = [
    { name: 'dziennik, newest', path: () => '/biuro/dziennik' },
    {
      name: 'dziennik, older',
      path: (at) => `/biuro/dziennik?przed=${Math.max(60, Math.round((newest * (at % 97)) / 97))}`,
    },
    {
      name: 'dziennik, frequent group',
      path: (at) => `/biuro/dziennik?grupa=login&przed=${60 + ((at * 7919) % newest)}`,
    },
    { name: 'dziennik, rare group', path: () => '/biuro/dziennik?grupa=settings' },
    { name: 'dziennik, empty group', path: () => '/biuro/dziennik?grupa=import' },
    { name: 'dziennik, by whom', path: (at) => `/biuro/dziennik?kto=${login(at)}` },
    { name: 'dziennik, about whom and group', path: (at) => `/biuro/dziennik?kogo=${login(at)}&grupa=profile` },
    { name: 'dziennik, days without lines', path: () => '/biuro/dziennik?od=2020-01-01&do=2020-02-01' },
    { name: 'dziennik, today', path: () => `/biuro/dziennik?od=${new Date().toISOString().slice(0, 10)}` },
    { name: 'statystyki', path: () => '/biuro/statystyki' },
    { name: 'statystyki, logowania', path: () => '/biuro/statystyki/logowania' },
    { name: 'statystyki, budynki', path: () => '/biuro/statystyki/budynki' },
    { name: 'statystyki, sprawy', path: () => '/biuro/statystyki/sprawy' },
  ]
  const rows: (string | number)[][] = []
  for (const one of cases) {
    const times: number[] = []
    let bytes = 0
    for (let at = 0; at < requests + 10; at += 1) {
      const started = performance.now()
      const answer = await app.inject({ url: one.path(at), headers: { host: '127.0.0.1:8080', cookie } })
      if (answer.statusCode !== 200) throw new Error(`${one.path(at)} answered ${answer.statusCode}`)
      bytes = answer.body.length
      if (at >= 10) times.push(performance.now() - started)
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
    rows.push([
      one.name,
      (bytes / 1000).toFixed(1),
      at(0.5).toFixed(1),
      at(0.95).toFixed(1),
      at(0.95) <= goalMs ? 'yes' : 'NO',
    ])
  }
  await app.close()
  process.stdout.write(`${machineLine()}; ${requests} requests each, one after another, no network\n\n`)
  process.stdout.write(`${table(['page', 'kB', 'p50 ms', 'p95 ms', `p95 ≤ ${goalMs} ms`], rows)}\n\n`)
  process.stdout.write(
    `gather_statistics: ${Math.round(gatherMs.first)} ms the first time, ${Math.round(gatherMs.again)} ms again; verify_audit_chain: ${Math.round(verifyMs)} ms for 1 000 000 lines\n`,
  )
}

async function prepare(client: pg.Client) {
  const secret = randomBytes(32).toString('base64url')
  const { rows: made } = await client.query<{ id: string }>(
    `insert into logins (name, kind, staff_role, display_name) values ($1, 'staff', 'administrator', 'Pomiar') returning id`,
    [`bench-${randomBytes(6).toString('hex')}`],
  )
  await client.query(
    `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at, factor) values ($1, $2, 'full', 120, now() + interval '12 hours', 'totp')`,
    [createHash('sha256').update(secret).digest(), made[0]!.id],
  )
  const timed = async (sql: string, values: unknown[] = []): Promise<number> => {
    const started = performance.now()
    await client.query(sql, values)
    return performance.now() - started
  }
  await client.query('delete from daily_statistics')
  const gatherMs = {
    first: await timed('select gather_statistics()'),
    again: await timed('select gather_statistics()'),
  }
  const { rows: line } = await client.query<{ newest: string }>('select max(id) as newest from audit_events')
  const newest = Number(line[0]!.newest)
  let verifyMs = 0
  for (let from = 1; from <= newest; from += 20_000)
    verifyMs += await timed('select * from verify_audit_chain($1, $2)', [from, from + 19_999])
  const { rows: some } = await client.query<{ id: string }>(
    `select id from logins where kind = 'resident' order by name limit 200`,
  )
  return { cookie: `ebok-session=${secret}`, logins: some.map(({ id }) => id), newest, gatherMs, verifyMs }
}
