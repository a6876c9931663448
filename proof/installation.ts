/** A whole installation of our own to be killed: data directory, program, residents who write messages and send again what got no answer. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { smallBooks, writeDelivery } from '#import/import.testdata.ts'
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { embeddedTarget } from '#platform/db/embedded.ts'
import { readHolder } from '#platform/db/lock.ts'
import { asAdministrator, openStore } from '#platform/db/open.ts'
import type { Target } from '#platform/db/target.ts'
import { packageRoot } from '#platform/files.ts'
import { silentLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import { asOwner } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { multipart } from '#test/harness/multipart.ts'
import { freePort } from '#test/harness/ports.ts'
import type { Control } from './proof.ts'

export const households = 400
const names = { schema: 'ebok', rolePrefix: 'ebok' }
/** Longer than a start may ever take; how long it may take is a figure of the proofs. */
const startPatienceMs = 180_000

/** A database that says it has what it has not written yet: whatever shows that nothing acknowledged is lost must see it. */
export const unwrittenCommits: Control = {
  name: 'commits wait for nothing',
  what: 'commits are acknowledged before they are written',
  plants: [
    {
      file: 'src/platform/db/cluster.ts',
      from: `synchronous_commit: 'on'`,
      to: `synchronous_commit: 'off', wal_writer_delay: '10s'`,
    },
  ],
}

/** Makes the data directory with published books and a login for each household. */
export async function prepareInstallation(dataDir: string, deliveryFolder: string): Promise<void> {
  const store = await openStore(readConfig({ EBOK_DATA_DIR: dataDir }), silentLog, { server: 'own' })
  try {
    const parts = {
      db: store.database,
      clock: systemClock,
      log: silentLog,
      settings: readImportSettings({}, dataDir),
      tell: async () => {},
    }
    const asOf = new Date(Date.now() - 3_600_000).toISOString()
    const path = writeDelivery(join(deliveryFolder, 'dostawa'), { sequence: 1, asOf, books: smallBooks(households) })
    const { state } = await importDelivery(parts, path)
    if (state !== 'published') throw new Error(`the books were not published: ${state}`)
    await asOwner(store.admin, store.names, (client) =>
      client.query(
        `insert into logins (name, kind, display_name, party_id)
         select 'mieszkaniec-' || n, 'resident', 'Osoba Testowa', 'K' || lpad(n::text, 4, '0') from generate_series(1, $1::int) n`,
        [households],
      ),
    )
  } finally {
    await store.close()
  }
}

/** Codes of connections to a server that does not listen yet, or not to everybody. */
const notThereYet: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', '57P03'])

/** The running program of an installation. */
export class Program {
  readonly dataDir: string
  readonly port: number
  #child: ChildProcess | undefined
  #env: NodeJS.ProcessEnv

  constructor(dataDir: string, port: number, env: NodeJS.ProcessEnv = {}) {
    this.dataDir = dataDir
    this.port = port
    this.#env = env
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts it as a service manager would. @returns milliseconds until the first page was answered. */
  async start(): Promise<number> {
    const started = performance.now()
    this.#child = spawn(process.execPath, ['--import', './tools/register.mjs', 'src/main.ts', 'serve'], {
      cwd: packageRoot(),
      env: {
        ...process.env,
        EBOK_DATA_DIR: this.dataDir,
        EBOK_PORT: String(this.port),
        EBOK_LOG_LEVEL: 'error',
        ...this.#env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      // What each page says while the database is away is told by the pages themselves.
      said = (said + text.replace(/^.*"event":"failure".*$\n?/gm, '')).slice(-4_000)
    })
    const ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`the program ended at its start with ${signal ?? code}: ${said}`)
    })
    ended.catch(() => {})
    await Promise.race([this.answers(), ended]).catch((error) => {
      throw new Error(`${(error as Error).message} ${said}`)
    })
    return performance.now() - started
  }

  /**
   * `killed` is the server that is to be another one first: for a moment its orphans answer as if nothing had been.
   * @returns milliseconds until a page that needs the database was answered.
   */
  async answers(killed?: number): Promise<number> {
    const started = performance.now()
    while (killed !== undefined && this.serverPid() === killed) {
      if (performance.now() - started > startPatienceMs) throw new Error('the database does not come back')
      await sleep(10)
    }
    while (!(await this.isUp())) {
      if (performance.now() - started > startPatienceMs) throw new Error('the program does not answer')
      await sleep(10)
    }
    return performance.now() - started
  }

  isUp(): Promise<boolean> {
    return fetch(`${this.url}/zaloguj`, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false,
    )
  }

  /** Kills the program without a word. What it had started lives on. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  /** The database server's process; 0 when none is announced. */
  serverPid(): number {
    try {
      return Number(readFileSync(join(this.dataDir, 'database/cluster/postmaster.pid'), 'utf8').split('\n')[0])
    } catch {
      return 0
    }
  }

  /** As the owner of the schema. A server that was killed a moment ago is waited for. */
  async asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await asOwner(this.admin(), names, work)
      } catch (error) {
        if (attempt === 100 || !notThereYet.has((error as { code?: string }).code ?? '')) throw error
        await sleep(100)
      }
    }
  }

  asAdministrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return asAdministrator(this.admin(), work)
  }

  /** Where its database is reached by its administrator. */
  admin(): Target {
    const holder = readHolder(this.dataDir)
    if (!holder) throw new Error('nobody runs the server')
    return embeddedTarget(holder.socketDir, openSecrets(this.dataDir))
  }
}

/** The program on an installation of its own, started; both are gone when the proof ends. */
export async function installed(): Promise<Program> {
  const folder = temporaryFolder()
  after(() => rmSync(folder, { recursive: true, force: true }))
  const dataDir = join(folder, 'dane')
  mkdirSync(dataDir, { mode: 0o711 })
  await prepareInstallation(dataDir, folder)
  const program = new Program(dataDir, await freePort())
  after(() => program.stop())
  await program.start()
  return program
}

/** What the database server wrote into its log and the pattern finds. */
export function saidInLog(dataDir: string, pattern: RegExp): readonly string[] {
  const folder = join(dataDir, 'database/log')
  return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').match(pattern) ?? [])
}

interface Letter {
  readonly id: string
  readonly cookie: string
  readonly form: { readonly payload: Buffer; readonly contentType: string }
}

/** Residents who write one message after another; a form that got no answer is sent again, as it is. */
export class Residents {
  readonly #program: Program
  #turn = 0
  #unanswered: Letter[] = []
  /** Messages the portal said it has. */
  readonly acknowledged = new Set<string>()
  /** All that were ever sent. */
  readonly sent = new Set<string>()
  /** How many forms had to be sent again. */
  repeated = 0
  /** Answers that were neither "sent" nor "not now". */
  readonly strange: string[] = []

  constructor(program: Program) {
    this.#program = program
  }

  /** Signs `count` residents in, each with a session of its own. */
  async signIn(count: number): Promise<readonly string[]> {
    const secrets = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
    await this.#program.asOwner(async (client) => {
      // Whoever lost the sign-in could not send a letter again: with commits that wait for nothing, letters are to be lost and nothing else.
      await client.query('set synchronous_commit to on')
      for (const secret of secrets) {
        this.#turn = (this.#turn % households) + 1
        await client.query(
          `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at)
           select decode($1, 'hex'), id, 'full', 30, clock_now() + interval '2 hours' from logins where name = 'mieszkaniec-' || $2::int`,
          [createHash('sha256').update(secret).digest('hex'), this.#turn],
        )
      }
    })
    return secrets.map((secret) => `ebok-session=${secret}`)
  }

  /** Writes until told to stop or until the portal is gone. */
  async write(cookies: readonly string[], stop: AbortSignal): Promise<void> {
    await Promise.all(
      cookies.map(async (cookie) => {
        while (!stop.aborted) if (!(await this.#writeOne(cookie, stop))) await sleep(5)
      }),
    )
  }

  /** Until so many more messages are acknowledged, or the portal takes none for a while. */
  async acknowledgedMore(count: number): Promise<void> {
    const wanted = this.acknowledged.size + count
    for (let waited = 0; this.acknowledged.size < wanted && waited < 2_000; waited += 1) await sleep(10)
  }

  /** Sends again whatever got no answer, until all of it has one. */
  async sendAgain(): Promise<void> {
    for (let attempt = 0; this.#unanswered.length > 0 && attempt < 200; attempt += 1) {
      const letters = this.#unanswered
      this.#unanswered = []
      for (const letter of letters) {
        this.repeated += 1
        if (!(await this.#send(letter))) await sleep(50)
      }
    }
    if (this.#unanswered.length > 0) throw new Error('the portal does not take messages any more')
  }

  /** What was sent before the lights went out and got no answer; nobody sits in front of that form any more. */
  forgetUnanswered(): void {
    this.#unanswered = []
  }

  async #writeOne(cookie: string, stop: AbortSignal): Promise<boolean> {
    const page = await fetch(`${this.#program.url}/napisz`, { headers: { cookie }, signal: AbortSignal.timeout(5_000) })
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '')
    const at = page.indexOf('multipart/form-data')
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.slice(Math.max(0, at)))?.[1]
    const key = /name="_once" value="([^"]+)"/.exec(page)?.[1]
    if (at === -1 || !csrf || !key || stop.aborted) return false
    const id = randomUUID()
    this.sent.add(id)
    const form = multipart({ _csrf: csrf, _once: key, temat: 'meters', tresc: `Wiadomość ${id}` }, [])
    return this.#send({ id, cookie, form })
  }

  async #send(letter: Letter): Promise<boolean> {
    const { id, cookie, form } = letter
    try {
      const answer = await fetch(`${this.#program.url}/napisz`, {
        method: 'POST',
        headers: { cookie, origin: this.#program.url, 'content-type': form.contentType },
        body: new Uint8Array(form.payload),
        redirect: 'manual',
        signal: AbortSignal.timeout(8_000),
      })
      const said = await answer.text()
      if (answer.status === 303 && answer.headers.get('location')?.includes('wyslano=1')) {
        this.acknowledged.add(id)
        return true
      }
      // Too many in an hour: the portal did not take it and said so.
      if (answer.status === 429) return false
      if (answer.status < 500) this.strange.push(`${answer.status} ${/<h1[^>]*>([^<]*)/.exec(said)?.[1] ?? ''}`)
    } catch {
      // The line broke: whether it was taken nobody knows.
    }
    this.#unanswered.push(letter)
    return false
  }

  /** Holds what is in the database against what was said; of what was said later nothing is expected. */
  async count(
    acknowledged: ReadonlySet<string> = this.acknowledged,
  ): Promise<{ readonly lost: number; readonly doubled: number }> {
    const { rows } = await this.#program.asOwner((client) =>
      client.query<{ id: string; count: number }>(
        `select replace(body, 'Wiadomość ', '') as id, count(*)::int as count from messages where starts_with(body, 'Wiadomość ') group by 1`,
      ),
    )
    const found = new Map(rows.map(({ id, count }) => [id, count]))
    return {
      lost: [...acknowledged].filter((id) => !found.has(id)).length,
      doubled: rows.filter(({ count }) => count > 1).length,
    }
  }
}
