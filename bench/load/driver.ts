/** The process of the residents and clerks, apart from the portal's. Started by crowd.ts, told what to do by messages. */
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../proof/proof.ts'
import { Clerk } from './clerk.ts'
import type { Answered, Beginning, Order, Told } from './crowd.ts'
import { Resident, type Shown } from './resident.ts'

const stop = new AbortController()
const tabs: string[] = []
let answered: Answered[] = []
let shown: Shown[] = []
let signIns = 0
let clicks = 0
const wrong = new Map<string, number>()
const foreign: string[] = []

const wrongly = (what: string) => void wrong.set(what, (wrong.get(what) ?? 0) + 1)

function note(tab: string, startedAt: number, ms: number, what: string | undefined): void {
  let index = tabs.indexOf(tab)
  if (index === -1) index = tabs.push(tab) - 1
  answered.push([index, startedAt, ms])
  if (what !== undefined) wrongly(what)
}

function begin({ port, password, people, residents, clerks, thinkMs, clerkThinkMs, seed }: Beginning) {
  const around = {
    port,
    password,
    random: seeded(seed),
    note,
    showed: (one: Shown) => void shown.push(one),
    foreign: (what: string) => void foreign.push(what),
    signedIn: () => {
      signIns += 1
    },
  }
  const each = Math.floor(people.length / residents)
  const seats = Array.from(
    { length: residents },
    (_, seat) => new Resident(around, people.slice(seat * each, (seat + 1) * each), seat),
  )
  const answering = clerks.map((cookie, seat) => new Clerk(port, seat, cookie, seeded(seed + seat + 1), note))
  for (const clerk of answering) void repeat(() => clerk.step(), clerkThinkMs, around.random)
  return { seats, thinkMs, random: around.random }
}

type Crowd = ReturnType<typeof begin>

/** Thinks, then does something; people are neither all equally quick nor ever infinitely slow. */
async function repeat(step: () => Promise<void>, thinkMs: number, random: () => number): Promise<void> {
  await pause(random() * thinkMs)
  while (!stop.signal.aborted) {
    await step().catch((error: Error) => wrongly(error.message))
    clicks += 1
    await pause(thinkMs * (0.3 - 0.7 * Math.log(1 - random() * 0.999)))
  }
}

const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal }).catch(() => {})

/** Everybody at their own pace; they come one after another. */
async function people({ seats, thinkMs, random }: Crowd, comeWithinMs: number): Promise<void> {
  const between = comeWithinMs / seats.length
  await Promise.all(
    seats.map(async (resident, index) => {
      await pause(index * between)
      await repeat(() => resident.step(), thinkMs, random)
    }),
  )
}

let rate: AbortController | undefined
const idle: Resident[] = []
const waiting: number[] = []

/** So many steps a second, come what may: who comes while all are busy waits, and that counts. */
async function keepRate(perSecond: number, random: () => number): Promise<void> {
  rate?.abort()
  rate = new AbortController()
  const { signal } = rate
  waiting.length = 0
  let due = performance.now()
  while (!signal.aborted && !stop.signal.aborted && perSecond > 0) {
    // Uneven, and still as many in a step as were asked for: a rate that is missed must be the portal's doing.
    due += ((0.5 + random()) / perSecond) * 1000
    const ahead = due - performance.now()
    if (ahead > 1) await pause(ahead)
    const resident = idle.shift()
    if (resident) void act(resident, due)
    else waiting.push(due)
  }
}

async function act(resident: Resident, due: number): Promise<void> {
  await resident.step(due).catch((error: Error) => wrongly(error.message))
  clicks += 1
  const next = waiting.shift()
  if (next === undefined) idle.push(resident)
  else void act(resident, next)
}

/** Signs everybody in, a few at a time, before a rate is kept. */
async function gather({ seats }: Crowd): Promise<void> {
  const left = [...seats]
  const one = async () => {
    for (let resident = left.pop(); resident; resident = left.pop()) {
      await resident.step().catch((error: Error) => wrongly(error.message))
      // So that they do not all leave at once.
      for (let click = 0; click < left.length % 8; click += 1) await resident.step().catch(() => {})
      idle.push(resident)
    }
  }
  await Promise.all([one(), one()])
}

function tell(kind: Told['kind']): void {
  const told: Told = { kind, tabs, answered, shown, signIns, clicks, wrong: [...wrong], foreign }
  process.send?.(told)
  answered = []
  shown = []
  signIns = 0
  clicks = 0
  wrong.clear()
  foreign.length = 0
}

let crowd: Crowd | undefined
async function obey(order: Order): Promise<void> {
  if (order.kind === 'begin') crowd = begin(order)
  if (order.kind === 'tell') return tell('told')
  if (!crowd) return
  if (order.kind === 'people') await people(crowd, order.comeWithinMs)
  if (order.kind === 'gather') await gather(crowd).then(() => tell('gathered'))
  if (order.kind === 'rate') await keepRate(order.perSecond, crowd.random)
  if (order.kind === 'stop') {
    stop.abort()
    // What was asked is answered first.
    await sleep(1_000)
    tell('told')
    process.disconnect?.()
    process.exit(0)
  }
}

process.on('message', (order: Order) => void obey(order))
// Nobody is left to tell.
process.on('disconnect', () => process.exit(1))
