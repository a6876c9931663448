import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { codeNow, useFactorKey } from '#features/login/public.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, type Store } from '#platform/db/open.ts'
import { roleName } from '#platform/db/roles.ts'
import { makePrivateFolder, writeFileAtomic } from '#platform/files.ts'
import type { Io } from './io.ts'
import { withStore } from './run.ts'

const markOf = (dataDir: string): string => join(dataDir, 'demo')
const stepSeconds = 30

/** Marks a data directory that `ebok demo` itself makes. One that holds anything already is never marked: it may be a real portal's. */
export function markDemo(dataDir: string): void {
  if (existsSync(join(dataDir, 'secrets.json'))) return
  makePrivateFolder(dataDir)
  writeFileAtomic(markOf(dataDir), 'Katalog danych przykładowej spółdzielni (bin/ebok demo).\n', 0o600)
}

/**
 * `ebok demo-code LOGIN`: stands in for the phone of somebody who tries the demo without an authenticator app. Works on the demo's own
 * data directory with its own database, and nowhere else (docs/decisions/0013-second-factor.md).
 */
export async function demoCodeCommand(args: readonly string[], io: Io): Promise<number> {
  const [login] = args
  if (login === undefined || args.length > 1 || login.startsWith('-')) {
    io.err('Użycie: ebok demo-code LOGIN\nPokazuje kod, który pokazałaby aplikacja w telefonie. Działa tylko w demo.')
    return 2
  }
  process.env.EBOK_DATA_DIR ??= './var/demo'
  process.env.EBOK_LOG_LEVEL ??= 'warn'
  const config = readConfig(process.env)
  if (config.databaseUrl !== undefined || !existsSync(markOf(config.dataDir))) {
    io.err('To polecenie działa tylko na danych, które zrobiło bin/ebok demo.')
    return 1
  }
  return withStore({ server: 'share' }, async ({ store }) => {
    useFactorKey(store.secrets.get('secondFactor'))
    const found = await keyOf(store, login)
    if (!found) {
      io.err(`Dla loginu ${login} nie ma jeszcze klucza. Zaloguj się nim, ustaw hasło i otwórz stronę z kodem QR.`)
      return 1
    }
    const now = systemClock.now()
    const code = codeNow(found.sealed, found.id, now)
    const left = stepSeconds - (Math.floor(now / 1000) % stepSeconds)
    io.out(`${code.slice(0, 3)} ${code.slice(3)}   (jeszcze ${left} s)`)
    return 0
  })
}

/** The key on the page that is open, or the one the login has. */
function keyOf(store: Store, login: string): Promise<{ id: string; sealed: Buffer } | undefined> {
  return asAdministrator(store.admin, async (client) => {
    await client.query(`set role ${quoteIdentifier(roleName(store.names, 'owner'))}`)
    await client.query(`set search_path to ${quoteIdentifier(store.names.schema)}, pg_temp`)
    const { rows } = await client.query<{ id: string; sealed: Buffer | null }>(
      `select l.id, coalesce(
                (select s.sealed_enrolment from sessions s
                  where s.login_id = l.id and s.ended_at is null and s.sealed_enrolment is not null and s.expires_at > clock_now()
                  order by s.created_at desc limit 1),
                (select t.sealed_secret from totp_factors t where t.login_id = l.id)) as sealed
         from logins l where lower(l.name) = lower($1)`,
      [login],
    )
    const [row] = rows
    return row?.sealed ? { id: row.id, sealed: row.sealed } : undefined
  })
}
