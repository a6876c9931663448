import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { after } from 'node:test'
import { startEmbedded } from '#platform/db/embedded.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, prepareSchema } from '#platform/db/open.ts'
import { loginRoles, type Names, roleName } from '#platform/db/roles.ts'
import { type Target, targetFromUrl } from '#platform/db/target.ts'
import { silentLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import { temporaryFolder } from './folders.ts'

/** What a test file must know of the server shared by the run; travels in the environment variable below. */
export type TestCluster = {
  admin: Target
  names: Names
  secretsDir: string
  template: string
}

const variable = 'EBOK_TEST_CLUSTER'

/**
 * Starts the server of a test run and prepares the template that every test file clones: the embedded engine, or the
 * server of EBOK_TEST_DATABASE_URL (an administrator's address). `env` is for the child processes that run test files.
 * @param parent where its files lie; among the temporary files when not told
 */
export async function startTestCluster(
  parent?: string,
): Promise<{ env: Record<string, string>; stop(): Promise<void> }> {
  const { cluster, stop } = await makeCluster(parent)
  return { env: { [variable]: JSON.stringify(cluster) }, stop }
}

let own: Promise<{ cluster: TestCluster; stop(): Promise<void> }> | undefined
let users = 0

/** The server of this run, or one of its own when the file runs alone; that one ends when its last user has released it. */
export async function testCluster(): Promise<{ cluster: TestCluster; release(): Promise<void> }> {
  const inherited = process.env[variable]
  if (inherited) return { cluster: JSON.parse(inherited), release: async () => {} }
  users++
  own ??= makeCluster()
  const { cluster, stop } = await own
  return {
    cluster,
    release: async () => {
      if (--users > 0) return
      own = undefined
      await stop()
    },
  }
}

/** The same for a test or a test file: released when it ends. */
export async function clusterOfTest(): Promise<TestCluster> {
  const { cluster, release } = await testCluster()
  after(release)
  return cluster
}

async function makeCluster(parent?: string): Promise<{ cluster: TestCluster; stop(): Promise<void> }> {
  const secretsDir = temporaryFolder('test', parent)
  const server = await startServer(secretsDir)
  // Roles belong to the whole server; names of its own keep a run apart from others on an external one.
  const run = `t${randomBytes(4).toString('hex')}`
  const cluster: TestCluster = {
    admin: server.admin,
    names: { schema: 'ebok', rolePrefix: run },
    secretsDir,
    template: `${run}_template`,
  }
  const stop = async (): Promise<void> => {
    if (!server.embedded) await dropEverything(cluster, run)
    await server.embedded?.stop()
    rmSync(secretsDir, { recursive: true, force: true })
  }
  try {
    await createDatabase(cluster.admin, cluster.template)
    const template = { ...cluster.admin, database: cluster.template }
    await prepareSchema(template, cluster.names, openSecrets(secretsDir), silentLog)
    await asAdministrator(template, (client) => client.query(movableClock(cluster.names)))
  } catch (error) {
    await stop()
    throw error
  }
  return { cluster, stop }
}

async function startServer(dataDir: string) {
  const url = process.env.EBOK_TEST_DATABASE_URL
  if (url) return { admin: targetFromUrl(url), embedded: undefined }
  const prepared = await startEmbedded(dataDir, openSecrets(dataDir), silentLog)
  await asAdministrator({ ...prepared.admin, database: 'postgres' }, async (client) => {
    // Throw-away data; what must survive a power cut is tested on servers of its own.
    await client.query('alter system set fsync = off')
    // One installation needs 60 at the most. Here several share the server, and some let fifty people in at once.
    await client.query('alter system set max_connections = 200')
  })
  await prepared.stop()
  const embedded = await startEmbedded(dataDir, openSecrets(dataDir), silentLog)
  return { admin: { ...embedded.admin, database: 'postgres' }, embedded }
}

/** An empty database sorted as in Poland, on any server. */
export async function createDatabase(admin: Target, name: string): Promise<void> {
  await asAdministrator(admin, (client) =>
    client.query(
      `create database ${quoteIdentifier(name)} template template0 encoding 'UTF8'
         locale_provider icu icu_locale 'pl-PL' lc_collate 'C' lc_ctype 'C'`,
    ),
  )
}

export async function dropDatabase(admin: Target, name: string): Promise<void> {
  await asAdministrator(admin, (client) =>
    client.query(`drop database if exists ${quoteIdentifier(name)} with (force)`),
  )
}

async function dropEverything(cluster: TestCluster, run: string): Promise<void> {
  await asAdministrator(cluster.admin, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [`${run}_`],
    )
    for (const { name } of rows) await client.query(`drop database if exists ${quoteIdentifier(name)} with (force)`)
    for (const role of [...loginRoles, 'owner' as const]) {
      await client.query(`drop role if exists ${quoteIdentifier(roleName(cluster.names, role))}`)
    }
  })
}

/** Replaces the database's only source of time by one a test can set; it lies outside the schema that tests examine. */
function movableClock(names: Names): string {
  const schema = quoteIdentifier(names.schema)
  const owner = quoteIdentifier(roleName(names, 'owner'))
  return `
    create schema test authorization ${owner};
    set role ${owner};
    create table test.clock (only_row boolean primary key default true, epoch_ms bigint not null);
    create or replace function ${schema}.clock_now() returns timestamptz language sql stable security definer
      set search_path = ${schema}, pg_temp
      as $$ select coalesce((select to_timestamp(epoch_ms / 1000.0) from test.clock), now()) $$;
    reset role;`
}
