/** A small installation of its own with books, people and things under way, for backups and restores. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { generateDelivery } from '#db/seed/generate.ts'
import { issueLogin, issueStartingCode, useFactorKey, useThrottleKey } from '#features/login/public.ts'
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { addDays, todayInWarsaw } from '#kernel/dates.ts'
import { systemClock } from '#platform/clock.ts'
import { type Config, readConfig } from '#platform/config.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, openStore, type Store } from '#platform/db/open.ts'
import { roleName } from '#platform/db/roles.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { appCode } from '#test/harness/factor.ts'
import { TestBrowser } from '#test/harness/login.ts'
import { writeNewKey } from './key.ts'

export interface Installation {
  readonly config: Config
  readonly store: Store
}

export async function openInstallation(env: Record<string, string>): Promise<Installation> {
  const config = readConfig(env)
  return { config, store: await openStore(config, silentLog, { server: 'own' }) }
}

/** The owner of the schema, past every policy. */
export function asSchemaOwner<T>({ store }: Installation, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asAdministrator(store.admin, async (client) => {
    await client.query(`set role ${quoteIdentifier(roleName(store.names, 'owner'))}`)
    await client.query(`set search_path to ${quoteIdentifier(store.names.schema)}, pg_temp`)
    return work(client)
  })
}

export const residentPassword = 'zielona lampa pod schodami'
export interface People {
  readonly resident: string
  readonly staff: string
  /** Key of the clerk's app. */
  readonly appKey: string
  /** A starting code nobody used. */
  readonly unused: { readonly login: string; readonly code: string }
}

/** Books by the real import; a resident and a clerk by the real sign-in; a mail, a job and a code that wait. */
export async function furnish(installation: Installation, folder: string): Promise<People> {
  const { store, config } = installation
  const delivery = join(folder, 'delivery')
  const asOf = `${addDays(todayInWarsaw(Date.now()), -1)}T22:41:00+01:00`
  await generateDelivery({
    size: 'tiny',
    seed: 1,
    asOf,
    outDir: delivery,
    kind: 'full',
    sequence: 1,
  })
  const outcome = await importDelivery(
    {
      db: store.database,
      clock: systemClock,
      log: silentLog,
      settings: readImportSettings({}, config.dataDir),
      tell: async () => {},
    },
    delivery,
  )
  if (outcome.state !== 'published') throw new Error(`tiny was not published: ${outcome.state}`)
  rmSync(delivery, { recursive: true })
  return withPages(installation, async (newBrowser) => {
    const people = await makePeople(store, newBrowser)
    await asSchemaOwner(installation, (client) =>
      client.query(
        `insert into outgoing_mails (kind, letter_id, state) values ('startingLink', gen_random_uuid(), 'waiting'), ('startingLink', gen_random_uuid(), 'sent');
         insert into jobs (kind, state) values ('auditCheck', 'waiting')`,
      ),
    )
    return people
  })
}

async function makePeople(store: Store, newBrowser: () => TestBrowser): Promise<People> {
  const make = async (login: Parameters<typeof issueLogin>[1]) => {
    const issued = await issueLogin(store.database, login, { kind: 'operator' })
    const { code } = await issueStartingCode(store.database, issued.id, { kind: 'operator' })
    return { login: issued.name, code }
  }
  const setPassword = async ({ login, code }: { login: string; code: string }): Promise<TestBrowser> => {
    const browser = newBrowser()
    await browser.signIn(login, code)
    await browser.send('/haslo/ustaw', { haslo: residentPassword, powtorz: residentPassword })
    return browser
  }
  const resident = await make({ kind: 'resident', partyId: 'K00001', displayName: 'Osoba Testowa' })
  await setPassword(resident)
  const staff = await make({ kind: 'staff', staffRole: 'administrator', displayName: 'Osoba Druga', name: 'szefowa' })
  const { key } = await (await setPassword(staff)).enrol()
  const unused = await make({ kind: 'resident', partyId: 'K00002', displayName: 'Osoba Trzecia' })
  return { resident: resident.login, staff: staff.login, appKey: key, unused }
}

/** The real pages on an installation, without a port. */
export async function withPages<T>(
  { store }: Installation,
  work: (newBrowser: () => TestBrowser) => Promise<T>,
): Promise<T> {
  useThrottleKey(store.secrets.get('throttle'))
  useFactorKey(store.secrets.get('secondFactor'))
  const app = await createApp({
    database: store.database,
    clock: systemClock,
    log: silentLog,
    baseUrl: 'http://ebok.test',
    trustProxy: false,
  })
  let sources = 0
  try {
    return await work(() => new TestBrowser(app, `198.51.100.${++sources}`))
  } finally {
    await app.close()
  }
}

/** Signs a resident and a clerk in, with password and app, and tells what they get to see. */
export async function signInBoth(
  newBrowser: () => TestBrowser,
  people: People,
  now = Date.now(),
): Promise<{ resident: number; staff: number }> {
  const resident = newBrowser()
  await resident.signIn(people.resident, residentPassword)
  const staff = newBrowser()
  await staff.signIn(people.staff, residentPassword)
  // The next step of the app's clock: a code is taken once.
  await staff.send('/drugi-skladnik', { kod: appCode(people.appKey, now + 30_000) })
  return { resident: (await resident.get('/rachunki')).statusCode, staff: (await staff.get('/biuro')).statusCode }
}

/** One hash a table, made by the server from its rows in order: another way than the backup's own. */
export function rowHashes(installation: Installation): Promise<Record<string, string>> {
  return asSchemaOwner(installation, async (client) => {
    await client.query(`set timezone = 'UTC'; set datestyle = 'ISO, YMD'`)
    const { rows } = await client.query<{ table: string }>(
      `select relname::text as table from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 1`,
    )
    const hashes: Record<string, string> = {}
    for (const { table } of rows) {
      const found = await client.query<{ hash: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text collate "C")), '') as hash from ${quoteIdentifier(table)} t`,
      )
      hashes[table] = found.rows[0]!.hash
    }
    return hashes
  })
}

export function newKeyFile(folder: string): string {
  const path = join(folder, 'kopia.klucz')
  writeNewKey(path)
  return path
}
