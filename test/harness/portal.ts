import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { seedAnnouncements } from '#db/seed/content/announcements.ts'
import { statementOfDay } from '#db/seed/content/statement.ts'
import { generateDelivery } from '#db/seed/generate.ts'
import { useFactorKey } from '#features/login/public.ts'
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { takeStatementFile } from '#import/statements/take.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { type FixedClock, fixedClock, systemClock } from '#platform/clock.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { clusterOfTest, type TestCluster } from './cluster.ts'
import { asOwner, moveClock, type TestDatabase, type TestPerson, withDatabase } from './database.ts'
import { temporaryFolder } from './folders.ts'
import { freePort } from './ports.ts'

/** The books of the tests: the `tiny` cooperative on a Sunday evening; the pages are asked the next morning. */
export const booksAsOf = '2026-11-22T22:41:00+01:00'
export const morning = Date.parse('2026-11-23T08:00:00+01:00')
export const baseUrl = 'http://127.0.0.1:8080'

export interface TestPortal extends TestDatabase {
  readonly app: FastifyInstance
  /** Address the portal believes to have; it answers there when it was asked to listen. */
  readonly baseUrl: string
  readonly clock: FixedClock
  /** Queries sent by scoped transactions since it was last emptied, one number a transaction. */
  readonly queries: { readonly sent: number; readonly names: ReadonlySet<string>; reset(): void }
  /** JSON lines the portal logged so far. */
  readonly logged: string[]
  /** A browser with a session of that person; without a person, one nobody signed in with. */
  browser(person?: TestPerson): Promise<TestBrowser>
}

export interface Answer {
  readonly status: number
  readonly body: string
  /** The same as it came, for files. */
  readonly bytes: Uint8Array
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly location: string | undefined
}

/** Keeps cookies and form tokens, as a browser does. */
export class TestBrowser {
  readonly #app: FastifyInstance
  readonly #host: string
  readonly cookies = new Map<string, string>()

  constructor(app: FastifyInstance, address = baseUrl) {
    this.#app = app
    this.#host = new URL(address).host
  }

  get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask('GET', url, undefined, headers)
  }

  /** Posts a form with the token of the page it stands on. */
  async send(
    url: string,
    fields: Record<string, string> = {},
    options: { from?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const page = await this.get(options.from ?? '/haslo')
    const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    return this.post(url, { _csrf: token, ...fields }, options.headers)
  }

  post(url: string, fields: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Answer> {
    const payload = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()
    return this.#ask('POST', url, payload, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
  }

  async #ask(
    method: 'GET' | 'POST',
    url: string,
    payload: string | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await this.#app.inject({
      method,
      url,
      headers: {
        host: this.#host,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return {
      status: response.statusCode,
      body: response.body,
      bytes: response.rawPayload,
      headers: response.headers,
      location: response.headers.location?.toString(),
    }
  }
}

/**
 * The whole portal on a database of the test file's own that holds the books of `tiny`, loaded once a run by the real import. With
 * `listen` it also answers on a free loopback port, for a real browser.
 */
export async function withPortal({
  listen = false,
  template,
}: {
  listen?: boolean
  /** Another database to clone, prepared by the test and with nobody connected to it. */
  template?: string
} = {}): Promise<TestPortal> {
  // The address stands in links and decides which Host is ours, so the port must be known before the portal is made.
  const address = listen ? `http://127.0.0.1:${await freePort()}` : baseUrl
  const db = await withDatabase({ template: template ?? (await seededTemplate()) })
  useFactorKey(db.secrets.get('secondFactor'))
  const logged: string[] = []
  const clock = fixedClock(morning)
  await db.setClock(morning)
  const { database, queries } = counted(db.database)
  const app = await createApp({
    database,
    clock,
    log: createLog({ clock: systemClock, write: (line) => void logged.push(line) }),
    baseUrl: address,
    trustProxy: false,
  })
  after(() => app.close())
  if (listen) await app.listen({ host: '127.0.0.1', port: Number(new URL(address).port) })
  return {
    ...db,
    app,
    baseUrl: address,
    clock,
    queries,
    logged,
    async browser(person) {
      const browser = new TestBrowser(app, address)
      if (person) browser.cookies.set('ebok-session', (await db.openSession(person)).secret)
      return browser
    },
  }
}

type Work = (tx: Tx) => Promise<unknown>

/** The same database with an eye on how many queries each request sends, whatever role it sends them as. */
function counted(database: Database): { database: Database; queries: TestPortal['queries'] } {
  const seen: Tx['stats'][] = []
  const names = new Set<string>()
  const watch =
    (work: Work): Work =>
    (tx) => {
      seen.push(tx.stats)
      const { query } = tx
      const named: Tx['query'] = (asked, params) => {
        names.add(asked.name)
        return query(asked, params)
      }
      return work(Object.assign(tx, { query: named }))
    }
  const watched = new Proxy(database, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver)
      if (typeof method !== 'function' || !/^as[A-Z]/.test(String(name))) return method
      return (...args: unknown[]) =>
        method.apply(
          target,
          args.map((arg) => (typeof arg === 'function' ? watch(arg as Work) : arg)),
        )
    },
  })
  const queries = {
    get sent() {
      return seen.reduce((sum, stats) => sum + stats.queries, 0)
    },
    names,
    reset() {
      seen.length = 0
      names.clear()
    },
  }
  return { database: watched, queries }
}

/** A template with the books in it, made by whichever test file of the run comes first. */
export async function seededTemplate(): Promise<string> {
  const cluster = await clusterOfTest()
  const name = `${cluster.template}_tiny`
  await asAdministrator(cluster.admin, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext($1))`, [name])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const draft = `${name}_draft`
      await client.query(`drop database if exists ${quoteIdentifier(draft)} with (force)`)
      await client.query(`create database ${quoteIdentifier(draft)} template ${quoteIdentifier(cluster.template)}`)
      await loadTiny(cluster, draft)
      await client.query(`alter database ${quoteIdentifier(draft)} rename to ${quoteIdentifier(name)}`)
    }
  })
  return name
}

async function loadTiny(cluster: TestCluster, databaseName: string): Promise<void> {
  const { openRoles } = await import('#platform/db/open.ts')
  const { openSecrets } = await import('#platform/secrets.ts')
  const log = createLog({ clock: systemClock, level: 'error' })
  const database = openRoles(
    { ...cluster.admin, database: databaseName },
    cluster.names,
    openSecrets(cluster.secretsDir),
    log,
  )
  const folder = temporaryFolder('tiny')
  try {
    await generateDelivery({
      size: 'tiny',
      seed: 1,
      asOf: booksAsOf,
      outDir: join(folder, 'delivery'),
      kind: 'full',
      sequence: 1,
    })
    const outcome = await importDelivery(
      { db: database, clock: systemClock, log, settings: readImportSettings({}, folder), tell: async () => {} },
      join(folder, 'delivery'),
    )
    if (outcome.state !== 'published')
      throw new Error(`tiny was not published: ${outcome.state} ${JSON.stringify(outcome.problems.slice(0, 3))}`)
    const statement = await asOwner({ ...cluster.admin, database: databaseName }, cluster.names, async (client) => {
      await seedAnnouncements({ client, today: todayInWarsaw(morning) })
      await moveClock(client, morning)
      return statementOfDay(client, todayInWarsaw(morning))
    })
    await takeStatementFile({ db: database, log }, { name: 'wyciag.sta', bytes: statement, source: 'command' })
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
