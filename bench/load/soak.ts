// npm run bench -- soak [--minutes=20] [--size=demo|big|huge] [--data=DIR] [--rate=CLICKS_A_SECOND]
/** As many clicks as a day of 200 residents makes, as fast as the machine does them with ease: does memory or do descriptors grow? */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, context, exactly, type Figure } from '../../proof/proof.ts'
import { machineLine } from '../machine.ts'
import { climb } from './climb.ts'
import { type Crowd, Gathered } from './crowd.ts'
import { type Sample, slopePerHour, summary } from './figures.ts'
import { verdict } from './load.ts'
import { number, type Size, sizeAsked, startedProgram } from './options.ts'
import { invite } from './people.ts'
import { descriptorsOf, Watch } from './watch.ts'

const residents = 200
/** People who take turns on a seat: nobody may write more than ten messages an hour. */
const peopleOfSeat = 10
/** A day of people who read what they see, not hurried like those of `load`: a click every 30 s. */
const day = { hours: 8, secondsOfClick: 30 }
const clicksOfDay = (day.hours * 3600 * residents) / day.secondsOfClick
/** What may be alive more at the end than after the warm-up, and what may stay open: the database's connections do. */
const limits = { megabytes: 32, descriptors: 60 }
const warmUpShare = 0.25
/** With ease: far from the knee. */
const ease = { limitMs: 100, share: 0.7 }

export interface Soak {
  readonly size: Size
  readonly minutes: number
  /** Clicks a second; found by stepping it up when left out. */
  readonly rate?: number | undefined
  readonly say: (line: string) => void
}

export async function benchSoak(): Promise<void> {
  const rate = number('rate', Number.POSITIVE_INFINITY)
  const soaked = await soak({
    size: sizeAsked(),
    minutes: number('minutes', 20),
    rate: Number.isFinite(rate) ? rate : undefined,
    say: (line) => void process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`${machineLine()}\n\n`)
  verdict(soaked)
}

export async function soak({ size, minutes, rate, say }: Soak): Promise<readonly Figure[]> {
  const file = join(tmpdir(), `ebok-live-memory-${process.pid}`)
  const program = await startedProgram(size, {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${join(import.meta.dirname, 'live-memory.mjs')}`,
    EBOK_BENCH_LIVE_MEMORY: file,
  })
  try {
    const descriptorsBefore = descriptorsOf(program.pid)
    const { crowd } = await invite(program, { residents, peopleOfSeat })
    await crowd.gather()
    const perSecond = rate ?? (await easyRate(crowd, say))
    const watch = new Watch(program.pid, 5_000)
    const told = new Gathered()
    told.add(await crowd.tell())
    crowd.keepRate(perSecond)
    const begun = Date.now()
    await soaking(crowd, told, begun + minutes * 60_000 * warmUpShare, say)
    const [warm, before] = [Date.now(), told.clicks]
    await soaking(crowd, told, begun + minutes * 60_000, say)
    const ended = Date.now()
    watch.stop()
    crowd.keepRate(0)
    told.add(await crowd.stop())
    // Their connections end with them; the database's may stay.
    await sleep(5_000)
    const leftOpen = descriptorsOf(program.pid) - descriptorsBefore
    const clicks = told.clicks - before
    const hours = (ended - warm) / 3_600_000
    const live = slopePerHour(liveMemory(file).filter(({ at }) => at >= warm)) * hours
    const descriptors = (watch.course('descriptors', 'pages', warm)?.perHour ?? 0) * hours
    /** Told of runs long enough for it to mean something. */
    const ofDay =
      clicks * 8 < clicksOfDay
        ? []
        : [context('that would be in such a day', `${((live / clicks) * clicksOfDay).toFixed(0)} MB`)]
    return [
      context('rate', `${perSecond} clicks/s for ${minutes} minutes, load ${watch.load}`),
      context(
        `clicks after the warm-up; ${clicksOfDay} are ${day.hours} hours of ${residents} residents with a click every ${day.secondsOfClick} s`,
        `${clicks}, or ${((clicks / clicksOfDay) * day.hours).toFixed(1)} hours`,
      ),
      context('p99', `${summary(told.answered.map(([, , ms]) => ms)).p99.toFixed(0)} ms`),
      ...(told.errors > 0
        ? [context('errors', [...told.wrong].map(([what, times]) => `${times} × ${what}`).join(', '))]
        : []),
      ...(told.foreign.length > 0 ? [context('somebody else', told.foreign.slice(0, 5).join(', '))] : []),
      exactly('answers that are errors', told.errors, 0),
      exactly('pages with somebody else on them', told.foreign.length, 0),
      atMost('memory alive: growth by least squares', live, limits.megabytes, 'MB'),
      ...ofDay,
      atMost('descriptors left open when everybody has gone', leftOpen, limits.descriptors),
      context('descriptors: growth by least squares, connections of residents with them', descriptors.toFixed(0)),
      ...courses(watch, warm),
    ]
  } finally {
    await program.stop()
    rmSync(file, { force: true })
  }
}

/** The highest rate that is far from the knee. */
async function easyRate(crowd: Crowd, say: Soak['say']): Promise<number> {
  const steps = await climb(crowd, {
    from: 10,
    factor: 1.5,
    most: 1_000,
    seconds: 10,
    limitMs: ease.limitMs,
    say: ({ offered, p99, errors }) => say(`${offered} clicks/s: p99 ${p99.toFixed(0)} ms, ${errors} errors`),
  })
  const held = steps.at(-2) ?? steps.at(-1)!
  return Math.max(1, Math.floor(held.offered * ease.share))
}

async function soaking(crowd: Crowd, into: Gathered, until: number, say: Soak['say']): Promise<void> {
  while (Date.now() < until) {
    await sleep(Math.min(30_000, Math.max(0, until - Date.now())))
    into.add(await crowd.tell())
    say(`${into.clicks} clicks, ${into.errors} errors`)
  }
}

const liveMemory = (file: string): Sample[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [at, bytes] = line.split(' ')
      return { at: Number(at), value: Number(bytes) / 1024 / 1024 }
    })

function courses(watch: Watch, from: number): Figure[] {
  const one = (name: string, what: 'megabytes' | 'descriptors', part: 'pages' | 'database') => {
    const course = watch.course(what, part, from)
    if (!course) return []
    const [first, last, most] = [course.first, course.last, course.most].map((value) => value.toFixed(0))
    return [context(name, `${first} to ${last}, at most ${most}`)]
  }
  return [
    ...one("memory of the pages' process, MB", 'megabytes', 'pages'),
    ...one('memory of the database, MB', 'megabytes', 'database'),
    ...one("descriptors of the pages' process", 'descriptors', 'pages'),
    ...one('descriptors of the database', 'descriptors', 'database'),
  ]
}
