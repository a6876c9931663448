// npm run bench -- load [--size=demo|big|huge] [--data=DIR] [--minutes=30] [--residents=200] [--night=PERCENT]
/** Residents at their own pace on the running program, the office answering, the night in the middle. */
import { mkdir, rename } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Program } from '../../proof/installation.ts'
import { atMost, context, exactly, type Figure } from '../../proof/proof.ts'
import { cpuSeconds, machineLine, table } from '../machine.ts'
import { type Answered, type Crowd, Gathered } from './crowd.ts'
import { summary } from './figures.ts'
import { inboxOf, nextNight, number, sizeAsked, startedProgram } from './options.ts'
import { clerks, goalMs, thinkMs } from './pace.ts'
import { invite, trueBalances } from './people.ts'
import type { Shown } from './resident.ts'
import { Watch } from './watch.ts'

/** So many people take turns on one seat. */
const peopleOfSeat = 5

export async function benchLoad(): Promise<void> {
  const size = sizeAsked()
  const minutes = number('minutes', 30)
  const residents = number('residents', 200)
  const program = await startedProgram(size)
  try {
    const night = await nextNight(program, size, number('night', 1))
    const { crowd, people } = await invite(program, { residents, peopleOfSeat })
    const before = await trueBalances(program, people)
    const comeWithinMs = Math.min(60_000, minutes * 10_000)
    crowd.letCome(comeWithinMs)
    await sleep(comeWithinMs)
    const begun = Date.now()
    const told = new Gathered()
    // What went wrong while they came counts; how long it took does not.
    told.add({ ...(await crowd.tell()), answered: [], signIns: 0 })
    const ofDriver = cpuSeconds(crowd.pid)
    const watch = new Watch(program.pid, 5_000)
    const until = begun + minutes * 60_000
    const [imported] = await Promise.all([
      takeNight(program, night, begun + (until - begun) / 3),
      gather(crowd, told, begun, until),
    ])
    watch.stop()
    const driverSeconds = cpuSeconds(crowd.pid) - ofDriver
    told.add(await crowd.stop())
    const wrongBalances = held(told.shown, before, await trueBalances(program, people), imported)
    const seconds = (Date.now() - begun) / 1000
    process.stdout.write(
      `${machineLine()}, load ${watch.load}; ${size}; ${residents} residents of ${people.length}, ${minutes} minutes, a click every ${thinkMs / 1000} s; ${clerks} clerks\n\n`,
    )
    process.stdout.write(
      `${table(['', 'requests', 'p50 ms', 'p95 ms', 'p99 ms', 'longest ms'], timeRows(told, imported))}\n\n`,
    )
    process.stdout.write(`${table(machineHeader, machineRows(watch, seconds, driverSeconds))}\n\n`)
    verdict(figuresOf(told, imported, wrongBalances, seconds))
  } finally {
    await program.stop()
  }
}

export interface Imported {
  readonly state: string
  readonly from: number
  readonly publishedAt: number
  readonly to: number
}

/** Puts the night into the inbox at that moment, and waits until the program has taken it. */
async function takeNight(program: Program, delivery: string, at: number): Promise<Imported> {
  await sleep(Math.max(0, at - Date.now()))
  const inbox = inboxOf(program.dataDir)
  await mkdir(inbox, { recursive: true })
  const from = Date.now()
  await rename(delivery, join(inbox, `noc-${from}`))
  for (;;) {
    await sleep(500)
    // On a busy machine it may take a second look to be let in.
    const found = await program.asOwner((client) => finishedDelivery(client, from)).catch(() => undefined)
    if (!found) continue
    const to = found.finished.getTime()
    return { state: found.state, from, to, publishedAt: found.published?.getTime() ?? to }
  }
}

async function finishedDelivery(client: pg.Client, from: number) {
  const { rows } = await client.query<{ state: string; finished: Date; published: Date | null }>(
    `select d.state, coalesce(d.finished_at, d.stage_since, d.received_at) as finished, p.published_at as published
       from deliveries d left join publications p on p.id = d.publication_id
      where d.received_at > to_timestamp($1::float8 / 1000) and d.state not in ('received', 'checking')`,
    [from],
  )
  return rows[0]
}

/** Minute by minute, so that nobody waits half an hour to learn that it went wrong in the first. */
async function gather(crowd: Crowd, into: Gathered, begun: number, until: number): Promise<void> {
  while (Date.now() < until) {
    await sleep(Math.max(0, Math.min(60_000, until - Date.now())))
    const told = await crowd.tell()
    into.add(told)
    const { count, p99 } = timesOf(told.answered)
    const minute = Math.round((Date.now() - begun) / 60_000)
    process.stderr.write(
      `minute ${minute}: ${count} requests, p99 ${p99.toFixed(0)} ms, ${into.errors + into.foreign.length} errors so far, load ${loadavg()[0]!.toFixed(1)}\n`,
    )
  }
}

/**
 * Pages of balances that were not true: neither what was published when they were asked for nor what was when they came. A moment is left
 * for the publication's own transaction.
 */
export function held(
  shown: readonly Shown[],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { publishedAt }: Imported,
): readonly Shown[] {
  const commitMs = 2_000
  return shown.filter(({ loginName, startedAt, endedAt, balances }) => {
    const was = balances === before.get(loginName) && startedAt <= publishedAt + commitMs
    const is = balances === after.get(loginName) && endedAt >= publishedAt
    return balances === '' || !(was || is)
  })
}

const timesOf = (chosen: readonly Answered[]) => summary(chosen.map(([, , ms]) => ms))

function timeRows({ tabs, answered }: Gathered, { from, to }: Imported): (string | number)[][] {
  const row = (name: string, chosen: readonly Answered[]) => {
    const { count, p50, p95, p99, longest } = timesOf(chosen)
    return [name, count, ...[p50, p95, p99, longest].map((ms) => ms.toFixed(0))]
  }
  const during = answered.filter(([, startedAt]) => startedAt >= from && startedAt <= to)
  return [
    row('all', answered),
    row(`while the import ran (${((to - from) / 1000).toFixed(0)} s)`, during),
    ...tabs.map((tab, index) =>
      row(
        tab,
        answered.filter(([of]) => of === index),
      ),
    ),
  ]
}

const machineHeader = [
  'process',
  'MB first',
  'last',
  'most',
  'MB an hour',
  'descriptors first',
  'last',
  'most',
  'an hour',
  'CPU s',
  'of one core',
]

function machineRows(watch: Watch, seconds: number, driverSeconds: number): (string | number)[][] {
  const row = (name: string, part: 'pages' | 'database' | 'import') => {
    const [memory, descriptors] = [watch.course('megabytes', part), watch.course('descriptors', part)]
    const cpu = watch.seconds(part)
    return [
      name,
      ...[memory?.first, memory?.last, memory?.most, part === 'import' ? undefined : memory?.perHour].map(
        (value) => value?.toFixed(0) ?? '',
      ),
      ...[descriptors?.first, descriptors?.last, descriptors?.most].map((value) => value ?? ''),
      part === 'import' ? '' : (descriptors?.perHour.toFixed(0) ?? ''),
      cpu.toFixed(0),
      share(cpu),
    ]
  }
  const ours = watch.seconds('pages') + watch.seconds('database') + watch.seconds('import') + driverSeconds
  const elsewhere = Math.max(0, watch.machineSeconds - ours)
  const share = (cpu: number) => `${((cpu / seconds) * 100).toFixed(0)} %`
  const without = (name: string, cpu: number) => [
    name,
    ...Array.from({ length: 8 }, () => ''),
    cpu.toFixed(0),
    share(cpu),
  ]
  return [
    row('pages (`ebok serve`), resident', 'pages'),
    row('database, each process its share', 'database'),
    row('import', 'import'),
    without('residents and clerks (not the portal)', driverSeconds),
    without('everything else on the machine', elsewhere),
  ]
}

function figuresOf(told: Gathered, imported: Imported, wrongBalances: readonly Shown[], seconds: number): Figure[] {
  const during = told.answered.filter(([, at]) => at >= imported.from && at <= imported.to)
  const signing = told.answered.filter(([tab]) => told.tabs[tab] === 'Logowanie')
  for (const [what, count] of told.wrong) process.stdout.write(`${count} × ${what}\n`)
  for (const what of told.foreign.slice(0, 20)) process.stdout.write(`${what}\n`)
  for (const { loginName, balances } of wrongBalances.slice(0, 5))
    process.stdout.write(`${loginName} was shown ${balances}\n`)
  return [
    context('requests a second', (told.answered.length / seconds).toFixed(1)),
    context('sign-ins a minute', ((told.signIns / seconds) * 60).toFixed(1)),
    context(
      'night',
      `${imported.state}, ${((imported.to - imported.from) / 1000).toFixed(1)} s from the inbox to the end`,
    ),
    exactly('nights published', Number(imported.state === 'published'), 1),
    exactly('answers that are errors', told.errors, 0),
    exactly('pages with somebody else on them', told.foreign.length, 0),
    context('pages of balances held against the books', told.shown.length),
    exactly('of these wrong', wrongBalances.length, 0),
    atMost('p99', Math.round(timesOf(told.answered).p99), goalMs, 'ms'),
    atMost('p99 while the import ran', Math.round(timesOf(during).p99), goalMs, 'ms'),
    atMost('p99 of signing in and out', Math.round(timesOf(signing).p99), goalMs, 'ms'),
  ]
}

/** Prints figures with their limits; one that falls short makes the command fail. */
export function verdict(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, found, limit, holds }) => [what, found, limit, holds ? 'yes' : '**no**'])
  process.stdout.write(`${table(['figure', 'found', 'limit', 'holds'], rows)}\n`)
  if (figures.some(({ holds }) => !holds)) process.exitCode = 1
}
