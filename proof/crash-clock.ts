/**
 * The clock of the machine jumps under the running program and its database: an hour, a day, over both changes of the clock, to 1970 and
 * back. Both read it through Debian's libfaketime, which takes the time from a file; what counts seconds without a date goes on.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { bookCharge, copyOf, smallBooks, writeDelivery } from '#import/import.testdata.ts'
import { addDays, type IsoDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'
import { readNights } from '#src/nights.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { freePort } from '#test/harness/ports.ts'
import { table } from '../bench/machine.ts'
import { households, Program, prepareInstallation, Residents, saidInLog } from './installation.ts'
import { planted } from './planted.ts'
import { atLeast, atMost, context, exactly, type Figure, type Proof, seeded } from './proof.ts'
import { Stretched } from './yardstick.ts'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const writers = 4
/** The program looks at the clock three times a minute. */
const endedWithinMs = 30_000
const patienceMs = 120_000
const minute = 60_000

export const crashClock: Proof = {
  shows:
    'whatever the clock does, nothing acknowledged is lost or doubled, no session outlasts its limits, and no night comes twice',
  tests: ['src/features/login/put-back.db.test.ts', 'src/worker.test.ts', 'src/import/schedule.test.ts'],
  controls: [
    {
      name: 'nobody looks',
      what: 'nobody notices a clock that was put back',
      plants: [
        {
          file: 'src/features/login/put-back.ts',
          from: 'if (now < before - toleratedMs)',
          to: 'if (now < before - toleratedMs * 1e9)',
        },
      ],
    },
    {
      name: 'last night alone',
      what: 'of the nights that were, only the last is known',
      plants: [
        {
          file: 'src/import/schedule.ts',
          from: 'return done ? null : day',
          to: 'return done && ran.at(-1) === day ? null : day',
        },
      ],
    },
    {
      name: 'delays stay',
      what: 'a delay after wrong passwords ends at the moment that was told, however far the clock is from it',
      plants: [
        {
          file: 'src/features/login/throttle.queries.ts',
          from: `blocked_until = b.blocked_until - greatest(b.updated_at - clock_now(), interval '0')`,
          to: 'blocked_until = b.blocked_until',
        },
      ],
    },
  ],
  async run({ seed, short, control, say, show }) {
    if (!existsSync(library)) {
      return [
        { what: 'a clock of our own', found: 'needs libfaketime', limit: 'apt-get install libfaketime', holds: false },
      ]
    }
    const world = await World.begin(seeded(seed))
    const jumps = short || control ? world.jumps.slice(0, 5) : world.jumps
    const found: Found = { unended: [], silent: [], waits: 0, nightsMissing: 0, wrongHours: 0 }
    const rows: (string | number)[][] = []
    for (const jump of jumps) {
      rows.push(await world.jump(jump, found))
      say(jump.what)
    }
    show(table(['the clock', 'shows', 'signed in before', 'messages until then'], rows))
    return [exactly('jumps', rows.length, jumps.length), ...(await world.figures(found))]
  },
}

interface Found {
  /** Jumps after which a session of before was good although its time was over. */
  readonly unended: string[]
  /** Jumps after which nobody could write. */
  readonly silent: string[]
  /** The longest pause told after wrong passwords, in seconds. */
  waits: number
  nightsMissing: number
  wrongHours: number
}

interface Jump {
  readonly what: string
  /** What the clock shows afterwards; a number is how far it goes from what it shows. */
  readonly to: { readonly at: number } | { readonly by: number }
  /** Done before the jump, or when the portal takes messages again. */
  readonly before?: () => Promise<void>
  readonly after?: (found: Found) => Promise<void>
}

class Clock {
  readonly #file: string
  #offsetMs: number

  constructor(folder: string, startAt: number) {
    this.#file = join(folder, 'zegar')
    this.#offsetMs = 0
    this.set(startAt)
  }

  now(): number {
    return Date.now() + this.#offsetMs
  }

  set(at: number): void {
    this.#offsetMs = Math.round((at - Date.now()) / 1000) * 1000
    const seconds = this.#offsetMs / 1000
    writeFileSync(`${this.#file}.neu`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 })
    renameSync(`${this.#file}.neu`, this.#file)
  }

  /** The environment of a program that reads this clock; what only counts seconds, and times of files, it reads as they are. */
  get env(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      // Each process looks into the file once a second.
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
      FAKETIME_DISABLE_SHM: '1',
    }
  }
}

class World {
  readonly #clock: Clock
  readonly #program: Program
  readonly #residents: Residents
  readonly #folder: string
  readonly #random: () => number
  readonly #pids: readonly number[]
  readonly #ends = new Stretched('longest until those signed in before are out', endedWithinMs)
  readonly jumps: readonly Jump[]
  #deliveries = 0
  #books = smallBooks(households)

  static async begin(random: () => number): Promise<World> {
    const folder = temporaryFolder()
    after(() => rmSync(folder, { recursive: true, force: true }))
    const dataDir = join(folder, 'dane')
    mkdirSync(dataDir, { mode: 0o711 })
    await prepareInstallation(dataDir, folder)
    const clock = new Clock(folder, warsawInstant(todayInWarsaw(Date.now()), '22:40'))
    const server = Object.entries(clock.env).map(([name, value]) => `${name}: '${value}'`)
    const program = new Program(dataDir, await freePort(), {
      // The database server gets a short environment of its own, which the program does not let others add to.
      ...planted([
        {
          file: 'src/platform/db/engine.ts',
          from: `TZ: 'Europe/Warsaw' }`,
          to: `TZ: 'Europe/Warsaw', ${server.join()} }`,
        },
      ]),
      ...clock.env,
      EBOK_INBOX_DIR: join(folder, 'inbox'),
      EBOK_INBOX_POLL_SECONDS: '1',
      EBOK_IMPORT_AT: '23:00',
      EBOK_NIGHTLY_AT: '02:30',
    })
    after(() => program.stop())
    await program.start()
    return new World(folder, clock, program, random)
  }

  private constructor(folder: string, clock: Clock, program: Program, random: () => number) {
    this.#folder = folder
    this.#clock = clock
    this.#program = program
    this.#random = random
    this.#residents = new Residents(program)
    this.#pids = [program.pid, program.serverPid()]
    const day = todayInWarsaw(clock.now())
    const hour = 60 * minute
    const taken = async (found: Found) => {
      if (!(await this.#taken(patienceMs))) found.wrongHours += 1
    }
    const waits = async (found: Found) => {
      await this.#deliver()
      if (await this.#taken(10_000)) found.wrongHours += 1
    }
    const night = (on: IsoDate) => async (found: Found) => {
      if (!(await this.#nightCame(on))) found.nightsMissing += 1
    }
    const pause = async (found: Found) => {
      found.waits = Math.max(found.waits, await this.#told())
    }
    this.jumps = [
      { what: 'an hour forward, over 23:00', to: { by: hour }, before: () => this.#deliver(), after: taken },
      { what: 'an hour back', to: { by: -hour }, after: waits },
      { what: 'an hour forward again', to: { by: hour }, after: taken },
      { what: 'a day forward', to: { by: 24 * hour }, after: night(addDays(day, 1)) },
      { what: 'a day back', to: { by: -24 * hour }, before: () => this.#wrongPasswords(), after: pause },
      { what: 'to the night that was already', to: { at: warsawInstant(addDays(day, 1), '02:40') } },
      { what: 'a day forward', to: { by: 24 * hour }, after: night(addDays(day, 2)) },
      { what: 'to spring, as 02:00 becomes 03:00', to: { at: Date.parse('2027-03-28T00:59:55Z') } },
      { what: 'an hour back', to: { by: -hour } },
      { what: 'to autumn, as 03:00 becomes 02:00', to: { at: Date.parse('2027-10-31T00:59:55Z') } },
      { what: 'an hour back', to: { by: -hour } },
      { what: 'to 1970', to: { at: Date.parse('1970-01-02T12:00:00Z') } },
      { what: 'to where it should be', to: { at: Date.now() } },
    ]
  }

  /** @returns what the table says of it. */
  async jump(jump: Jump, found: Found): Promise<(string | number)[]> {
    await jump.before?.()
    const cookies = await this.#signIn()
    const stop = new AbortController()
    const writing = this.#residents.write(cookies, stop.signal)
    await this.#residents.acknowledgedMore(3 + Math.floor(this.#random() * 10))
    const before = this.#clock.now()
    this.#clock.set('at' in jump.to ? jump.to.at : before + jump.to.by)
    const shows = this.#clock.now()
    const endedMs = await this.#ended(cookies[0]!)
    // Should the database have stopped over it, the proof goes on and says so.
    await this.#program.answers()
    stop.abort()
    await writing
    // Whoever was signed out signs in and writes anew.
    this.#residents.forgetUnanswered()
    if (endedMs === undefined) found.unended.push(jump.what)
    else await this.#ends.take(endedMs)
    if (!(await this.#takesMessages())) found.silent.push(jump.what)
    await jump.after?.(found)
    const ended = endedMs === undefined ? 'stays' : `is out after ${(endedMs / 1000).toFixed(1)} s`
    return [jump.what, new Date(shows).toISOString().slice(0, 16), ended, this.#residents.acknowledged.size]
  }

  async figures({ unended, silent, waits, nightsMissing, wrongHours }: Found): Promise<readonly Figure[]> {
    const { lost, doubled } = await this.#residents.count()
    const strange = this.#residents.strange.filter((answer) => !answer.startsWith('401 '))
    const nights = Object.values(readNights(join(this.#program.dataDir, 'worker.json')))
    const twice = nights.reduce((sum, days) => sum + days.length - new Set(days).size, 0)
    const publications = await this.#program.asOwner(async (client) =>
      Number((await client.query('select count(*) from publications')).rows[0].count),
    )
    const log = (pattern: RegExp) => [...new Set(saidInLog(this.#program.dataDir, pattern))]
    const [panics, signals] = [log(/PANIC: .*/g), log(/terminated by signal.*/g)]
    const alive = this.#program.pid === this.#pids[0] && this.#program.serverPid() === this.#pids[1]
    return [
      atLeast('messages acknowledged', this.#residents.acknowledged.size, 20),
      exactly('acknowledged messages lost', lost, 0),
      exactly('messages there twice', doubled, 0),
      exactly('strange answers', strange.length, 0),
      ...(strange.length > 0 ? [context('these', [...new Set(strange)].join(', '))] : []),
      exactly('program and database still those that were started', Number(alive && (await this.#program.isUp())), 1),
      exactly('times the database gave up', panics.length, 0),
      ...(panics.length > 0 ? [context('its words', panics.slice(0, 3).join('; '))] : []),
      // libfaketime opens its file even while a signal is handled, which may break the process it sits in.
      ...(signals.length > 0 ? [context('processes of it that broke', signals.slice(0, 3).join('; '))] : []),
      exactly('jumps after which nobody could sign in and write', silent.length, 0),
      ...(silent.length > 0 ? [context('these', silent.join(', '))] : []),
      exactly('jumps after which a session outlived its limits', unended.length, 0),
      ...(unended.length > 0 ? [context('these', unended.join(', '))] : []),
      ...this.#ends.figures(),
      ...(waits > 0 ? [atMost('pause told after wrong passwords and a day back', waits, 60, 's')] : []),
      exactly('nightly work done twice for one night', twice, 0),
      exactly('nights that did not come', nightsMissing, 0),
      exactly('deliveries taken before 23:00, or not after it', wrongHours, 0),
      exactly('publications', publications, 1 + this.#deliveries),
    ]
  }

  async #signIn(): Promise<readonly string[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#residents.signIn(writers)
      } catch (error) {
        if (attempt === 10) throw error
        await sleep(1_000)
      }
    }
  }

  /** Milliseconds until whoever was signed in is out; nothing when they still are after the time that takes. */
  async #ended(cookie: string): Promise<number | undefined> {
    const started = performance.now()
    while (performance.now() - started < patienceMs) {
      if ((await this.#status('/rachunki', cookie)) !== 200) return performance.now() - started
      await sleep(250)
    }
    return undefined
  }

  #status(path: string, cookie: string): Promise<number> {
    return fetch(`${this.#program.url}${path}`, { headers: { cookie }, redirect: 'manual' }).then(async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    })
  }

  async #takesMessages(): Promise<boolean> {
    const wanted = this.#residents.acknowledged.size + 3
    const stop = new AbortController()
    const writing = this.#residents.write(await this.#signIn(), stop.signal)
    await this.#residents.acknowledgedMore(3)
    stop.abort()
    await writing
    this.#residents.forgetUnanswered()
    return this.#residents.acknowledged.size >= wanted
  }

  /** Puts the next delivery into the inbox: the same books with one more charge. */
  async #deliver(): Promise<void> {
    this.#deliveries += 1
    this.#books = copyOf(this.#books)
    bookCharge(this.#books, 'A0001', `E-zegar-${this.#deliveries}`, 5_00)
    const asOf = new Date(Date.now() + this.#deliveries * minute).toISOString()
    const draft = join(this.#folder, `dostawa-${this.#deliveries}`)
    writeDelivery(draft, { sequence: 1 + this.#deliveries, asOf, books: this.#books })
    renameSync(draft, join(this.#folder, 'inbox', `dostawa-${this.#deliveries}`))
  }

  /** Whether the delivery is taken within this time. */
  async #taken(withinMs: number): Promise<boolean> {
    const place = join(this.#folder, 'inbox', `dostawa-${this.#deliveries}`)
    for (let waited = 0; waited < withinMs && existsSync(place); waited += 250) await sleep(250)
    const failed = join(this.#folder, 'inbox', 'failed')
    return !existsSync(place) && !(existsSync(failed) && readdirSync(failed).length > 0)
  }

  async #nightCame(day: IsoDate): Promise<boolean> {
    const file = join(this.#program.dataDir, 'worker.json')
    // The alarm has an hour of its own, in the morning.
    const nightly = () => Object.entries(readNights(file)).filter(([name]) => name !== 'alarm')
    const came = () => nightly().every(([, days]) => days.includes(day))
    for (let waited = 0; waited < patienceMs && !came(); waited += 250) await sleep(250)
    return came()
  }

  async #wrongPasswords(): Promise<void> {
    for (let attempt = 0; attempt < 7; attempt += 1) await this.#told()
  }

  /** Tries to sign in with a wrong password. @returns the pause the portal asks for, in seconds. */
  async #told(): Promise<number> {
    const page = await fetch(`${this.#program.url}/zaloguj`)
    const cookie = page.headers.getSetCookie().map((one) => one.split(';')[0]!)
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const answer = await fetch(`${this.#program.url}/zaloguj`, {
      method: 'POST',
      headers: { cookie: cookie.join('; '), origin: this.#program.url },
      body: new URLSearchParams({ _csrf: csrf, login: 'mieszkaniec-1', haslo: 'na pewno nie to hasło' }),
      redirect: 'manual',
    })
    await answer.arrayBuffer()
    return Number(answer.headers.get('retry-after') ?? 0)
  }
}
