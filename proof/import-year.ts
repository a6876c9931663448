/** A simulated year of nights: the worker with a clock of ours, a machine that sleeps and restarts, deliveries that come or do not. */
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after } from 'node:test'
import type pg from 'pg'
import { twoStates } from '#import/fire.testkit.ts'
import { importDelivery } from '#import/import.ts'
import { ended, type RunImport } from '#import/outcome.ts'
import { readImportSettings } from '#import/settings.ts'
import { fixedClock } from '#platform/clock.ts'
import { silentLog } from '#platform/log.ts'
import { Worker, type WorkerParts } from '#src/worker.ts'
import { context, exactly, type Figure, type Proof, seeded } from './proof.ts'

const minuteMs = 60_000
const from = Date.parse('2026-01-01T11:00:00Z')
const days = 365
const opens = '23:00'
const closes = '06:00'
/** An hour that one night skips and another shows twice. */
const nightlyAt = '02:30'

export const importYear: Proof = {
  shows:
    'deliveries are taken at 23:00 in Warsaw, exactly once on each of 365 days, whatever clocks, sleep and restarts do',
  tests: ['src/import/schedule.test.ts', 'src/worker.test.ts', 'src/kernel/dates.test.ts'],
  controls: [
    {
      name: 'UTC',
      what: 'the schedule is kept in UTC',
      plants: [{ file: 'src/kernel/dates.ts', from: `WARSAW = 'Europe/Warsaw'`, to: `WARSAW = 'UTC'` }],
    },
    {
      name: 'winter time',
      what: 'the schedule is kept in winter time all the year',
      plants: [{ file: 'src/kernel/dates.ts', from: `WARSAW = 'Europe/Warsaw'`, to: `WARSAW = '+01:00'` }],
    },
    {
      name: 'second showing',
      what: 'an hour shown twice counts at its second showing',
      plants: [{ file: 'src/kernel/dates.ts', from: `disambiguation: 'earlier'`, to: `disambiguation: 'later'` }],
    },
    {
      name: 'forgetful',
      what: 'a restart forgets what was done',
      plants: [
        {
          file: 'src/nights.ts',
          from: 'if (!existsSync(file)) return {}',
          to: 'if (Math.random() > 0.999 || !existsSync(file)) return {}',
        },
      ],
    },
  ],
  async run({ seed, short, control, say }) {
    const table = hoursOfTheYear()
    const seeds = control ? 3 : short ? 2 : 100
    const found = { ...nothing }
    for (let at = 0; at < seeds; at += 1) {
      add(found, await year(table, seeded(seed + at), days, imagined()))
      if (at % 20 === 19) say(`${at + 1} years`)
    }
    // One year with the real import into a real database: what comes twice must not be shown twice.
    const real = control ? null : await realYear(table, seed, short ? 20 : days)
    const figures: Figure[] = [
      context('simulated years', `${seeds} (seeds ${seed}…${seed + seeds - 1})`),
      context('nights', found.nights),
      context('of them asleep at 23:00', found.asleep),
      context('restarts', found.restarts),
      context('deliveries', found.deliveries),
      exactly('deliveries not taken exactly once', found.notOnce, 0),
      exactly('taken at a wrong hour', found.wrongHours, 0),
      exactly('nightly work not exactly once a day at its hour', found.nightlyWrong, 0),
      exactly('alarms too many or too few', found.alarmsWrong, 0),
    ]
    if (!real) return figures
    return [
      ...figures,
      context('nights with the real import', real.year.nights),
      exactly('of its deliveries taken at a wrong hour or not once', real.year.wrongHours + real.year.notOnce, 0),
      exactly('deliveries shown twice, or new ones not shown', real.wronglyShown, 0),
    ]
  },
}

const nothing = {
  nights: 0,
  asleep: 0,
  restarts: 0,
  deliveries: 0,
  notOnce: 0,
  wrongHours: 0,
  nightlyWrong: 0,
  alarmsWrong: 0,
}
type Counts = typeof nothing

function add(to: Counts, more: Counts): void {
  for (const key of Object.keys(nothing) as (keyof Counts)[]) to[key] += more[key]
}

/** What clocks in Poland show, from the zone's rules as Intl knows them: nothing of the program's own arithmetic. */
interface Hours {
  /** For each day the first moment at which clocks show the time or a later one. */
  readonly opens: readonly number[]
  readonly closes: readonly number[]
  readonly nightly: readonly number[]
}

function hoursOfTheYear(): Hours {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw', dateStyle: 'short', timeStyle: 'short' })
  const hours = [opens, closes, nightlyAt].map((time) => ({ time, moments: new Map<string, number>() }))
  for (let at = from - 36 * 60 * minuteMs; at < from + (days + 3) * 1440 * minuteMs; at += minuteMs) {
    const [day, shown] = format.format(at).split(' ') as [string, string]
    for (const { time, moments } of hours) if (shown >= time && !moments.has(day)) moments.set(day, at)
  }
  // The first day of the table may have begun before it.
  const [opening, closing, nightly] = hours.map(({ moments }) => [...moments.values()].slice(1))
  return { opens: opening!, closes: closing!, nightly: nightly! }
}

const latest = (moments: readonly number[], now: number): number => {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (moments[middle]! <= now) low = middle + 1
    else high = middle
  }
  return moments[low - 1] ?? Number.NEGATIVE_INFINITY
}

/** How deliveries are made and imported: in imagination or for real. */
interface Imports {
  /** Puts a delivery into the inbox: a new one, or once more the last or the one before; false when there was none. */
  arrive(inbox: string, name: string, which: 'new' | 'again' | 'yesterday'): boolean
  readonly run: RunImport
  readonly lastGood: () => number | null
  atTime(now: number): Promise<void>
}

function imagined(): Imports {
  let good: number | null = null
  let now = 0
  return {
    arrive: (inbox, name) => {
      writeFileSync(join(inbox, `${name}.zip`), 'zip')
      return true
    },
    run: async () => {
      good = now
      return ended('published', {})
    },
    lastGood: () => good,
    async atTime(moment) {
      now = moment
    },
  }
}

/** Lives through the year turn by turn, and holds what the worker did against what the table of hours says. */
async function year(table: Hours, random: () => number, nights: number, imports: Imports): Promise<Counts> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ebok-year-'))
  const inbox = join(folder, 'inbox')
  const found = { ...nothing }
  const clock = fixedClock(from)
  let fails = 0
  const taken: { readonly name: string; readonly at: number }[] = []
  const nightly: number[] = []
  const alarms: number[] = []
  const parts: WorkerParts = {
    clock,
    log: silentLog,
    settings: readImportSettings(
      { EBOK_INBOX_DIR: inbox, EBOK_IMPORT_AT: opens, EBOK_IMPORT_EXPECTED_BY: closes, EBOK_NIGHTLY_AT: nightlyAt },
      folder,
    ),
    tell: async ({ kind }) => {
      if (kind === 'nothingCame') alarms.push(clock.now())
    },
    db: {
      withImporterClient: async (work) =>
        work({ query: async () => ({ rows: [{ at: imports.lastGood() }] }) } as unknown as pg.Client),
    },
    runImport: async (path, options) => {
      if (fails > 0) {
        fails -= 1
        return ended('failed', { reason: 'databaseGone' })
      }
      taken.push({ name: basename(path, '.zip'), at: clock.now() })
      return imports.run(path, options)
    },
    nightly: [{ name: 'nightly', run: async () => void nightly.push(clock.now()) }],
  }
  const expected = new Expectations(table)
  try {
    let worker = new Worker(parts)
    await worker.prepare()
    for (const step of planOf(table, random, nights, found)) {
      clock.set(step.at)
      await imports.atTime(step.at)
      if (step.restart) {
        worker = new Worker(parts)
        expected.restart()
      }
      for (const [name, which] of step.arrivals) {
        if (imports.arrive(inbox, name, which)) expected.arrive(name)
      }
      if (step.fails) {
        fails += 1
        expected.failure()
      }
      if (step.asleep) continue
      const goodBefore = imports.lastGood()
      await worker.turn()
      expected.turn(step.at, goodBefore)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  found.deliveries = taken.length
  const times = new Map<string, number>()
  for (const { name } of taken) times.set(name, (times.get(name) ?? 0) + 1)
  found.notOnce =
    [...times.values()].filter((count) => count !== 1).length +
    [...expected.taken.keys()].filter((name) => !times.has(name)).length
  found.wrongHours = taken.filter(({ name, at }) => expected.taken.get(name) !== at).length
  found.nightlyWrong = differing(nightly, expected.nightly)
  found.alarmsWrong = differing(alarms, expected.alarms)
  return found
}

const differing = (one: readonly number[], two: readonly number[]): number => {
  const [first, second] = [new Set(one), new Set(two)]
  return first.symmetricDifference(second).size + Math.abs(one.length - two.length)
}

/** What must happen, by the table alone. */
class Expectations {
  readonly #table: Hours
  readonly taken = new Map<string, number>()
  readonly nightly: number[] = []
  readonly alarms: number[] = []
  #waiting: { readonly name: string; looks: number }[] = []
  #nightlyDone: number | null = null
  #alarmDone: number | null = null
  #failures = 0
  #restUntil = 0

  constructor(table: Hours) {
    this.#table = table
  }

  /** Who starts anew must look twice again, and does not know that it should rest. */
  restart(): void {
    for (const delivery of this.#waiting) delivery.looks = 0
    this.#restUntil = 0
  }

  arrive(name: string): void {
    this.#waiting.push({ name, looks: 0 })
  }

  failure(): void {
    this.#failures += 1
  }

  turn(now: number, lastGood: number | null): void {
    const { opens: opening, closes: closing, nightly } = this.#table
    const open = latest(opening, now) > latest(closing, now)
    // Of those the machine had seen before; whatever waits behind one that rests, waits, too.
    const whole = this.#waiting.filter(({ looks }) => looks > 0)
    for (const delivery of this.#waiting) delivery.looks += 1
    let good = lastGood
    for (const { name } of open && now >= this.#restUntil ? whole : []) {
      if (this.#failures > 0) {
        this.#failures -= 1
        this.#restUntil = now + minuteMs
        break
      }
      this.taken.set(name, now)
      good = now
      this.#waiting = this.#waiting.filter((delivery) => delivery.name !== name)
    }
    const morning = latest(closing, now)
    if (this.#alarmDone === null) this.#alarmDone = morning
    else if (morning > this.#alarmDone) {
      this.#alarmDone = morning
      const dayBefore = closing[closing.indexOf(morning) - 1]!
      if (good === null || good <= dayBefore) this.alarms.push(now)
    }
    const due = latest(nightly, now)
    if (this.#nightlyDone === null) this.#nightlyDone = due
    else if (due > this.#nightlyDone) {
      this.#nightlyDone = due
      this.nightly.push(now)
    }
  }
}

interface Step {
  readonly at: number
  readonly asleep: boolean
  readonly restart: boolean
  readonly fails: boolean
  readonly arrivals: (readonly [name: string, which: 'new' | 'again' | 'yesterday'])[]
}

/** The year's turns: every hour, and every minute or so around the moments that matter; with sleep, restarts and arrivals. */
function* planOf(table: Hours, random: () => number, nights: number, found: Counts): Generator<Step> {
  let number = 0
  let sleepsUntil = 0
  const openings = table.opens.filter((at) => at > from).slice(0, nights)
  let begin = from
  for (const opening of openings) {
    const end = opening + 12 * 60 * minuteMs
    const moments = new Set<number>()
    for (let at = begin; at < end; at += 60 * minuteMs) moments.add(at + Math.floor(random() * minuteMs))
    const around = (moment: number, before: number, after: number, step: number) => {
      for (let at = moment - before * minuteMs; at <= moment + after * minuteMs; at += step * minuteMs)
        if (at >= begin && at < end) moments.add(at + Math.floor(random() * minuteMs * step))
    }
    around(opening, 4, 8, 1)
    for (const closing of table.closes) around(closing, 2, 4, 2)
    for (const nightly of table.nightly) around(nightly, 65, 65, 13)
    const arrivals = arrivalsOf(random, opening).filter(({ at }) => at >= begin && at < end)
    for (const { at } of arrivals) moments.add(at)
    const falls = random() < 0.15 ? opening + (random() * 14 - 7) * 60 * minuteMs : Number.POSITIVE_INFINITY
    const sleeps = random() * 16 * 60 * minuteMs
    found.nights += 1
    for (const at of [...moments].sort((a, b) => a - b)) {
      if (at >= falls && at < falls + sleeps) sleepsUntil = Math.max(sleepsUntil, falls + sleeps)
      yield {
        at,
        asleep: at < sleepsUntil,
        restart: random() < 0.01 && ++found.restarts > 0,
        fails: random() < 0.002,
        arrivals: arrivals
          .filter((arrival) => arrival.at === at)
          .map(({ which }) => [`dostawa-${++number}`, which] as const),
      }
    }
    if (falls <= opening && opening < falls + sleeps) found.asleep += 1
    begin = end
  }
}

/** What comes for one night: usually one delivery in the evening; late, twice, yesterday's again, or none. */
function arrivalsOf(
  random: () => number,
  opening: number,
): { readonly at: number; readonly which: 'new' | 'again' | 'yesterday' }[] {
  const evening = opening - (5 + random() * 240) * minuteMs
  const late = opening + random() * 11 * 60 * minuteMs
  const kind = random()
  const whole = (at: number) => Math.floor(at)
  if (kind < 0.05) return []
  if (kind < 0.2) return [{ at: whole(late), which: 'new' }]
  const usual = { at: whole(evening), which: 'new' } as const
  if (kind < 0.27) return [usual, { at: whole(evening) + 1_000, which: 'again' }]
  if (kind < 0.34) return [usual, { at: whole(late), which: 'yesterday' }]
  return [usual]
}

/** The same year with deliveries of real books, published into a real database. */
async function realYear(table: Hours, seed: number, nights: number) {
  const fire = await twoStates(12)
  after(fire.cleanUp)
  const clock = fixedClock(from)
  const came: string[] = []
  let good: number | null = null
  let wronglyShown = 0
  let turn = 0
  const kinds = new Map<string, string>()
  const imports: Imports = {
    arrive(inbox, name, which) {
      const source =
        which === 'new' ? fire.next(turn++ % 2 === 0 ? 'heavy' : 'light') : came.at(which === 'again' ? -1 : -2)
      if (source === undefined) return false
      if (which === 'new') came.push(source)
      kinds.set(name, which)
      cpSync(source, join(inbox, name), { recursive: true })
      return true
    },
    async run(path) {
      const outcome = await importDelivery({ ...fire.parts, clock }, path, { fromInbox: true })
      if (outcome.state === 'published' || outcome.state === 'unchanged') good = clock.now()
      const right =
        kinds.get(basename(path)) === 'new'
          ? outcome.state === 'published'
          : ['unchanged', 'refused'].includes(outcome.state)
      if (!right) wronglyShown += 1
      return outcome
    },
    lastGood: () => good,
    async atTime(now) {
      clock.set(now)
    },
  }
  const lived = await year(table, seeded(seed), nights, imports)
  return { year: lived, wronglyShown }
}
