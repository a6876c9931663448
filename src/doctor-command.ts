import { parseArgs } from 'node:util'
import type pg from 'pg'
import { systemClock } from '#platform/clock.ts'
import { type Config, readConfig } from '#platform/config.ts'
import { readCatalogue } from '#platform/db/catalogue.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, reachServer } from '#platform/db/open.ts'
import { type Names, roleName } from '#platform/db/roles.ts'
import { staleSchemaFiles } from '#platform/db/schema-dump.ts'
import { createLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import { readBackupSettings } from './backup/settings.ts'
import { backupAge } from './doctor/backup.ts'
import { type Finding, failure, guarded, ok } from './doctor/check.ts'
import { auditTrail, lastImport, migrations, reconciliation, roles, rowSecurity, version } from './doctor/database.ts'
import { clock, dataDirectory, disk, timeZone } from './doctor/machine.ts'
import type { Io } from './io.ts'

const usage = `Użycie: ebok doctor [--json]

Sprawdza ustawienia, katalog danych, bazę, role, ochronę wierszy, migracje, ostatnią dostawę, dziennik zdarzeń, dysk i zegar.
Niczego nie zmienia. Kod wyjścia: 0 wszystko dobrze, 1 coś wymaga działania, 2 złe polecenie.
`

/** `ebok doctor`: what is wrong and what to type. Changes nothing. */
export async function doctorCommand(args: string[], io: Io): Promise<number> {
  let json: boolean
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    })
    if (values.help) {
      io.out(usage)
      return 0
    }
    json = values.json
  } catch {
    io.err(usage)
    return 2
  }
  const findings = await examine(process.env)
  io.out(
    json
      ? JSON.stringify({ ok: !findings.some((finding) => finding.state === 'failure'), findings }, null, 2)
      : asText(findings),
  )
  return findings.some((finding) => finding.state === 'failure') ? 1 : 0
}

/** Everything the doctor looks at, in the order a person would mend it. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    return [
      failure(
        'ustawienia',
        error instanceof Error ? error.message : String(error),
        'Popraw zmienną i uruchom „ebok doctor” jeszcze raz.',
      ),
    ]
  }
  const directory = dataDirectory(config)
  const first = [ok('ustawienia', 'poprawne'), directory, timeZone()]
  if (directory.state === 'failure') return first
  return [
    ...first,
    disk(config),
    ...(await guarded('kopia zapasowa', 'docs/operate.md, „Kopia zapasowa”', async () =>
      backupAge(config.dataDir, readBackupSettings(env), Date.now()),
    )),
    ...(await guarded('baza danych', nextForDatabase(config), () => examineDatabase(config))),
  ]
}

const nextForDatabase = (config: Config): string =>
  config.databaseUrl === undefined
    ? `Zajrzyj do dziennika w ${config.dataDir}, potem: ebok serve`
    : 'Sprawdź DATABASE_URL i czy serwer działa: psql "$DATABASE_URL" -c "select 1"'

async function examineDatabase(config: Config): Promise<Finding[]> {
  const names: Names = { schema: config.schema, rolePrefix: config.rolePrefix }
  const log = createLog({ clock: systemClock, level: 'error' })
  const { admin, embedded } = await reachServer(config, openSecrets(config.dataDir), log, { server: 'share' })
  try {
    return await asAdministrator(admin, (client) => examineSchema(client, config, names))
  } finally {
    await embedded?.stop()
  }
}

async function examineSchema(client: pg.Client, config: Config, names: Names): Promise<Finding[]> {
  const { rows } = await client.query<{ now: Date; present: boolean }>(
    'select now() as now, to_regnamespace($1) is not null as present',
    [names.schema],
  )
  const server = [...(await version(client, config.databaseUrl === undefined)), clock(rows[0]!.now.getTime())]
  if (!rows[0]!.present) return [...server, failure('schemat', `nie ma schematu ${names.schema}`, 'ebok migrate')]
  const asOwner = async <T>(work: () => Promise<T>): Promise<T> => {
    await client.query(`set role ${quoteIdentifier(roleName(names, 'owner'))}`)
    await client.query(`set search_path to ${quoteIdentifier(names.schema)}, pg_temp`)
    try {
      return await work()
    } finally {
      await client.query('reset role')
      await client.query('reset search_path')
    }
  }
  const state = await guarded('migracje', 'ebok migrate', () => migrations(client, names))
  const structure = [
    ...(await guarded('role bazy danych', 'ebok migrate', () => roles(client, names))),
    ...(await guarded('ochrona wierszy', 'ebok migrate', () => rowSecurity(client, names))),
    ...state,
  ]
  if (state.some((finding) => finding.state === 'failure')) return [...server, ...structure]
  return [
    ...server,
    ...structure,
    ...(await guarded('zgodność schematu', 'ebok schema pokaże różnice', () => drift(client, names))),
    ...(await guarded('ostatnia dostawa', 'ebok import status', () => asOwner(() => lastImport(client, Date.now())))),
    ...(await guarded('zgodność sald', 'ebok import status', () => asOwner(() => reconciliation(client)))),
    ...(await guarded('dziennik zdarzeń', 'ebok migrate', () => asOwner(() => auditTrail(client, config.dataDir)))),
  ]
}

async function drift(client: pg.Client, names: Names): Promise<Finding> {
  const stale = staleSchemaFiles(await readCatalogue(client, names))
  return stale.length === 0
    ? ok('zgodność schematu', 'baza jest taka, jak zapisano w programie')
    : failure(
        'zgodność schematu',
        stale.slice(0, 5).join('; '),
        'Baza różni się od zapisanego opisu, bo ktoś zmienił ją ręcznie. Porównaj z „ebok schema” i cofnij zmianę albo przywróć kopię.',
      )
}

export function asText(findings: readonly Finding[]): string {
  const marks = { ok: '  dobrze ', warning: '  uwaga  ', failure: '✗ BŁĄD   ' } as const
  const lines = findings.map(
    ({ name, state, says, next }) => `${marks[state]} ${name}: ${says}${next ? `\n           → ${next}` : ''}`,
  )
  const failures = findings.filter((finding) => finding.state === 'failure').length
  return [...lines, '', failures === 0 ? 'Wszystko działa.' : `Do naprawienia: ${failures}.`].join('\n')
}
