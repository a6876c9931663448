import { createHash, randomBytes } from 'node:crypto'
import { after } from 'node:test'
import pg from 'pg'
import type { Database } from '#platform/db/database.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator, openRoles } from '#platform/db/open.ts'
import { type Names, roleName } from '#platform/db/roles.ts'
import type { Target } from '#platform/db/target.ts'
import { type Log, silentLog } from '#platform/log.ts'
import { openSecrets, type Secrets } from '#platform/secrets.ts'
import { createDatabase, dropDatabase, testCluster } from './cluster.ts'

export type TestDatabase = {
  readonly database: Database
  readonly admin: Target
  readonly names: Names
  readonly secrets: Secrets
  /** As the owner of the schema, past every policy: to prepare what a test needs and to look at what it left. */
  asRoot<T>(work: (client: pg.Client) => Promise<T>): Promise<T>
  /** Stops the database's clock at a moment; undefined lets it run again. */
  setClock(epochMs: number | undefined): Promise<void>
  /** Makes a login with a living session and returns the session's hash, for `database.asResident` and `asStaff`. */
  signIn(person: TestPerson): Promise<string>
  /** The same with the secret a browser would carry, and the login's name. */
  openSession(person: TestPerson): Promise<TestSession>
}

export type TestSession = { readonly hash: string; readonly secret: string; readonly loginId: string }

export type TestPerson =
  | { kind: 'resident'; partyId: string; name?: string }
  | { kind: 'staff'; staffRole: 'clerk' | 'accountant' | 'editor' | 'administrator'; name?: string }

/** A migrated database of the test file's own, cloned from the run's template and dropped at the file's end. */
export async function withDatabase({
  log = silentLog,
  template,
}: {
  log?: Log
  template?: string
} = {}): Promise<TestDatabase> {
  const { cluster, release } = await testCluster()
  const name = `${cluster.names.rolePrefix}_${randomBytes(5).toString('hex')}`
  await asAdministrator(cluster.admin, (client) =>
    client.query(
      // Copying files costs half of what logging their every page does, and nobody wants them back after a crash.
      `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template ?? cluster.template)} strategy file_copy`,
    ),
  )
  const admin = { ...cluster.admin, database: name }
  const secrets = openSecrets(cluster.secretsDir)
  const database = openRoles(admin, cluster.names, secrets, log)
  const asOwners = new OwnerConnections(admin, cluster.names)
  after(async () => {
    await database.close()
    await asOwners.close()
    await dropDatabase(cluster.admin, name)
    await release()
  })
  const asRoot = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => asOwners.use(work)
  return {
    database,
    admin,
    names: cluster.names,
    secrets,
    asRoot,
    setClock: (epochMs) => asRoot((client) => moveClock(client, epochMs)),
    signIn: async (person) => (await asRoot((client) => makeSession(client, person))).hash,
    openSession: (person) => asRoot((client) => makeSession(client, person)),
  }
}

/** An empty database without schema or test clock, for tests of the migrations themselves. */
export async function withEmptyDatabase(): Promise<{ admin: Target; names: Names; secrets: Secrets }> {
  const { cluster, release } = await testCluster()
  const name = `${cluster.names.rolePrefix}_${randomBytes(5).toString('hex')}`
  await createDatabase(cluster.admin, name)
  after(async () => {
    await dropDatabase(cluster.admin, name)
    await release()
  })
  return { admin: { ...cluster.admin, database: name }, names: cluster.names, secrets: openSecrets(cluster.secretsDir) }
}

/** The administrator acting as the owner of the schema. */
export async function asOwner<T>(admin: Target, names: Names, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asAdministrator(admin, async (client) => {
    await client.query(actAsOwner(names))
    return work(client)
  })
}

const actAsOwner = (names: Names): string =>
  `set role ${quoteIdentifier(roleName(names, 'owner'))}; set search_path to ${quoteIdentifier(names.schema)}, pg_temp`

/** Files of tests run side by side and share what the server has. */
const mostIdle = 2

/** Connections that are used again: a new one costs the server ten times what most tests ask it, and they ask hundreds of times. */
class OwnerConnections {
  readonly #admin: Target
  readonly #names: Names
  readonly #idle = new Set<pg.Client>()

  constructor(admin: Target, names: Names) {
    this.#admin = admin
    this.#names = names
  }

  async use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = this.#take() ?? (await this.#open())
    let isClean = false
    try {
      await client.query(actAsOwner(this.#names))
      const result = await work(client)
      // Fails where work was left open, as in a transaction; such a connection is not used again.
      isClean = await client.query('discard all').then(
        () => true,
        () => false,
      )
      return result
    } finally {
      if (isClean && this.#idle.size < mostIdle) this.#idle.add(client)
      else await client.end().catch(() => {})
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle].map((client) => client.end().catch(() => {})))
    this.#idle.clear()
  }

  #take(): pg.Client | undefined {
    const [client] = this.#idle
    if (client) this.#idle.delete(client)
    return client
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#admin, application_name: 'ebok test' })
    // Tests cut connections and stop servers.
    client.on('error', () => void this.#idle.delete(client))
    client.on('end', () => void this.#idle.delete(client))
    await client.connect()
    return client
  }
}

export async function moveClock(client: pg.Client, epochMs: number | undefined): Promise<void> {
  if (epochMs === undefined) await client.query('delete from test.clock')
  // One step: whoever asks meanwhile must not see the clock of the wall.
  else
    await client.query(
      'insert into test.clock (epoch_ms) values ($1) on conflict (only_row) do update set epoch_ms = excluded.epoch_ms',
      [epochMs],
    )
}

async function makeSession(client: pg.Client, person: TestPerson): Promise<TestSession> {
  const secret = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(secret).digest('hex')
  const { rows } = await client.query<{ id: string }>(
    `insert into logins (name, kind, staff_role, display_name, party_id) values ($1, $2, $3, $4, $5) returning id`,
    [
      person.name ?? `test-${randomBytes(6).toString('hex')}`,
      person.kind,
      person.kind === 'staff' ? person.staffRole : null,
      'Osoba Testowa',
      person.kind === 'resident' ? person.partyId : null,
    ],
  )
  await client.query(
    `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at, factor)
     values (decode($1, 'hex'), $2, 'full', 30, clock_now() + interval '12 hours', $3)`,
    [hash, rows[0]!.id, person.kind === 'staff' ? 'totp' : null],
  )
  return { hash, secret, loginId: rows[0]!.id }
}
