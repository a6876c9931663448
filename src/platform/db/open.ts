import pg from 'pg'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { openSecrets, type Secrets } from '../secrets.ts'
import { type Database, openDatabase, patientConnectMs, type Role } from './database.ts'
import { type Embedded, embeddedTarget, startEmbedded } from './embedded.ts'
import { codeOf } from './errors.ts'
import { quoteIdentifier } from './identifiers.ts'
import { DataDirectoryInUse, readHolder } from './lock.ts'
import { migrate, migrationState } from './migrate.ts'
import { commandLineOf } from './processes.ts'
import { assertRolesAreSafe, ensureRoles, type Names, roleName, rolePassword, withSchemaLock } from './roles.ts'
import { type Target, targetFromUrl } from './target.ts'

/** The opened store: the database's pools, and what runs behind them. */
export type Store = {
  readonly database: Database
  readonly names: Names
  readonly secrets: Secrets
  /** The administrator's connection, for migrations, `doctor`, backup; pages never use it. */
  readonly admin: Target
  /** The embedded server when this program runs it; undefined when external or run by another program. */
  readonly embedded: Embedded | undefined
  close(): Promise<void>
}

export type StoreOptions = {
  /**
   * `own`: run the embedded server, refuse when another program does (the portal).
   * `share`: use the one another program of this installation runs, else run it (commands, the worker).
   */
  readonly server: 'own' | 'share'
}

/** Starts or reaches PostgreSQL, makes roles, migrates, checks that the roles are safe, and opens the pools. */
export async function openStore(config: Config, log: Log, options: StoreOptions): Promise<Store> {
  const secrets = openSecrets(config.dataDir)
  const names: Names = { schema: config.schema, rolePrefix: config.rolePrefix }
  const { admin, embedded } = await reachServer(config, secrets, log, options)
  try {
    await prepareSchema(admin, names, secrets, log)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  const database = openRoles(admin, names, secrets, log)
  return {
    database,
    names,
    secrets,
    admin,
    embedded,
    close: async () => {
      await database.close()
      await embedded?.stop()
    },
  }
}

/** Roles and migrations on a database that exists, by its administrator. */
export async function prepareSchema(admin: Target, names: Names, secrets: Secrets, log: Log): Promise<void> {
  await asAdministrator(admin, (client) =>
    withSchemaLock(client, names, async () => {
      // Refuse a newer database before touching anything in it.
      await migrationState(client, names)
      await ensureRoles(client, names, secrets)
      await migrate(client, names, log)
      await assertRolesAreSafe(client, names)
    }),
  )
}

/** The pools of this installation's roles on the server the administrator reaches. */
export function openRoles(admin: Target, names: Names, secrets: Secrets, log: Log): Database {
  const target = (role: Role): Target => ({
    ...admin,
    user: roleName(names, role),
    password: rolePassword(secrets, role),
  })
  return openDatabase({ schema: names.schema, target, log })
}

export async function asAdministrator<T>(admin: Target, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const waiting = { application_name: 'ebok administrator', connectionTimeoutMillis: patientConnectMs }
  const client = new pg.Client({ ...admin, ...waiting })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The server behind the configuration, started when it is the embedded one and nobody runs it; nothing in it is changed. */
export async function reachServer(
  config: Config,
  secrets: Secrets,
  log: Log,
  options: StoreOptions,
): Promise<{ admin: Target; embedded: Embedded | undefined }> {
  if (config.databaseUrl !== undefined) {
    const admin = targetFromUrl(config.databaseUrl, { withoutTls: config.databaseWithoutTls })
    await assertVersion(admin)
    return { admin, embedded: undefined }
  }
  try {
    const embedded = await startEmbedded(config.dataDir, secrets, log)
    await createEmbeddedDatabase(embedded.admin)
    return { admin: embedded.admin, embedded }
  } catch (error) {
    if (!(error instanceof DataDirectoryInUse) || options.server === 'own') throw error
    return { admin: await shareServer(error, config.dataDir, secrets), embedded: undefined }
  }
}

/** The program that holds the directory may itself be starting just now. */
const patienceWithHolderMs = 15_000

/** Reaches the server that another program of this installation runs. */
async function shareServer(inUse: DataDirectoryInUse, dataDir: string, secrets: Secrets): Promise<Target> {
  const until = performance.now() + patienceWithHolderMs
  for (;;) {
    const holder = readHolder(dataDir)
    try {
      if (!holder || commandLineOf(holder.pid) === undefined) throw inUse
      const admin = embeddedTarget(holder.socketDir, secrets)
      await createEmbeddedDatabase(admin)
      return admin
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

const oldestVersion = 15

async function assertVersion(admin: Target): Promise<void> {
  const version = await asAdministrator(admin, async (client) => {
    const { rows } = await client.query<{ number: string }>(`select current_setting('server_version_num') as number`)
    return Number(rows[0]!.number)
  })
  if (version < oldestVersion * 10_000) {
    throw new Error(
      `DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; e-BOK needs ${oldestVersion} or newer.` +
        ' Upgrade that server, or leave DATABASE_URL empty to use the embedded one.',
    )
  }
}

async function createEmbeddedDatabase(admin: Target): Promise<void> {
  await asAdministrator({ ...admin, database: 'postgres' }, async (client) => {
    const { rows } = await client.query('select from pg_database where datname = $1', [admin.database])
    const name = quoteIdentifier(admin.database)
    if (rows.length === 0) {
      // 42P04: another program of this installation made it in the same moment.
      await client.query(`create database ${name}`).catch((error) => {
        if (codeOf(error) !== '42P04') throw error
      })
    }
    await client.query(`revoke connect, temporary on database ${name} from public`)
  })
}
