/** Slow and rude clients: does a portal in the hands of thousands of them still answer everybody else, and does it let go of them? */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { table } from '../../bench/machine.ts'
import { installed, type Program, Residents } from '../installation.ts'
import { atLeast, atMost, context, exactly, type Figure, type Proof } from '../proof.ts'
import { Crowd, malformed, sendBytes, silent, slowBody, slowHeaders } from './rude.ts'
import { installedFigures, programOf, runTool } from './tools.ts'

/** An honest person waits no longer than this. */
const patienceMs = 5_000
/** The portal promises 15 s for headers and 60 s for a form of fields, and looks every 5 s. */
const headersEndMs = 25_000
const bodiesEndMs = 75_000

export const slow: Proof = {
  shows: 'thousands of slow and rude clients take nothing from the honest, and the portal lets go of them in time',
  tests: ['src/platform/http/edge.db.test.ts'],
  controls: [
    {
      name: 'no time for headers',
      what: 'headers may take as long as they like',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: 'const headersTimeoutMs = 15_000',
          to: 'const headersTimeoutMs = 0',
        },
      ],
    },
    {
      name: 'cap',
      what: 'the portal takes 500 connections and no more',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: 'await app.register(helmet,',
          to: 'app.server.maxConnections = 500\n  await app.register(helmet,',
        },
      ],
    },
  ],
  run: async ({ short, control, say, show }) => {
    const few = short || control !== null
    const crowd = few ? 600 : 2_000
    const program = await installed()
    const cookies = await new Residents(program).signIn(4)
    const before = descriptors(program.pid)
    const quiet = await new Honest(program, cookies).ask(few ? 40 : 100)
    say(`alone: ${quiet.line()}`)

    const rude = new Crowd(program.port)
    const slowest = new Crowd(program.port)
    const waiting = new Crowd(program.port)
    const honest = new Honest(program, cookies)
    const asking = honest.ask(400, few ? 75 : 150)
    await Promise.all([
      rude.come(crowd, slowHeaders, 4_000),
      slowest.come(crowd, slowBody, 4_000),
      waiting.come(few ? 100 : 500, silent, 4_000),
    ])
    const held = rude.open + slowest.open + waiting.open
    say(`${held} connections held, memory ${memory(program.pid).toFixed(0)} MiB`)
    const memoryThen = memory(program.pid)
    const answers: (readonly [string, string])[] = []
    for (const [what, bytes] of malformed) answers.push([what, await sendBytes(program.port, bytes, patienceMs * 5)])
    await asking
    say(`beside them: ${honest.line()}`)
    const headersLeft = await rude.untilGone(headersEndMs)
    const bodiesLeft = await slowest.untilGone(few ? 1_000 : bodiesEndMs)
    const silentLeft = await waiting.untilGone(1_000)
    const opened = [rude, slowest, waiting].reduce((sum, one) => sum + one.opened, 0)
    for (const one of [rude, slowest, waiting]) await one.leave()

    const tool = control === null && programOf('slowhttptest') ? await withTool(program, cookies, few, say) : []
    await sleep(1_000)
    const after = descriptors(program.pid)
    show(
      table(
        ['malformed request', 'answer'],
        answers.map(([what, answer]) => [what, answer]),
      ),
    )
    const longest = (crowd: Crowd): string => `${(Math.max(0, ...crowd.lived) / 1000).toFixed(0)} s`
    const figures: Figure[] = [
      ...(await installedFigures(['slowhttptest'])),
      context('connections at the same time', held),
      atLeast('connections taken of slow clients', opened, crowd * 2 + (few ? 100 : 500)),
      exactly('honest requests beside them', honest.asked, 400),
      atMost('honest requests that failed', honest.failed, 0),
      context('slowest honest request', honest.line()),
      context('the same with nobody beside', quiet.line()),
      atMost('connections with slow headers the portal keeps', headersLeft, 0),
      context('longest of them', longest(rude)),
      ...(few ? [] : [atMost('connections with slow bodies the portal keeps', bodiesLeft, 0)]),
      context('longest of them ', longest(slowest)),
      atMost('silent connections the portal keeps', silentLeft, 0),
      context('memory of the program with all of them', `${memoryThen.toFixed(0)} MiB`),
      exactly('malformed requests', answers.length, 25),
      atMost(
        'malformed requests taken for good ones, or left without an end',
        answers.filter(([, answer]) => !/^(4\d\d|501|505|closed)$/.test(answer)).length,
        0,
      ),
      ...tool,
      atMost('descriptors more than before', Math.max(0, after - before - 10), 0),
      exactly('the program lives', (await program.isUp()) ? 1 : 0, 1),
    ]
    return figures
  },
}

/** Somebody who only wants to read, on a new connection each time. */
class Honest {
  readonly #program: Program
  readonly #cookies: readonly string[]
  readonly #took: number[] = []
  failed = 0

  constructor(program: Program, cookies: readonly string[]) {
    this.#program = program
    this.#cookies = cookies
  }

  get asked(): number {
    return this.#took.length
  }

  /** @param everyMs a request begins so long after the one before. */
  async ask(count: number, everyMs = 20): Promise<this> {
    const all: Promise<void>[] = []
    for (let i = 0; i < count; i += 1) {
      all.push(this.#one(i))
      await sleep(everyMs)
    }
    await Promise.all(all)
    return this
  }

  async #one(turn: number): Promise<void> {
    const started = performance.now()
    const path = ['/zaloguj', '/rachunki', '/kontakt'][turn % 3]!
    const cookie = this.#cookies[turn % this.#cookies.length]!
    const isRight = await fetch(`${this.#program.url}${path}`, {
      headers: { connection: 'close', ...(path === '/zaloguj' ? {} : { cookie }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    }).then(
      async (answer) => answer.status === 200 && (await answer.text()).includes('</html>'),
      () => false,
    )
    this.#took.push(performance.now() - started)
    if (!isRight) this.failed += 1
  }

  line(): string {
    const sorted = this.#took.toSorted((a, b) => a - b)
    const at = (part: number): string => `${(sorted[Math.ceil(sorted.length * part) - 1] ?? 0).toFixed(0)} ms`
    return `median ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}`
  }
}

/** slowhttptest's three manners, each with its own look whether the portal still answers, and ours. */
async function withTool(
  program: Program,
  cookies: readonly string[],
  few: boolean,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = []
  const seconds = few ? 10 : 45
  // Larger than what the kernel keeps for a reader, and it costs the portal nothing to make.
  const asset = /href="(\/assets\/[^"]+\.css)"/.exec(await (await fetch(`${program.url}/zaloguj`)).text())?.[1]
  const common = ['-c', few ? '300' : '2000', '-r', '400', '-l', String(seconds), '-i', '5', '-p', '5']
  for (const [what, args] of [
    ['slow headers', ['-H', '-x', '24', '-u', `${program.url}/zaloguj`]],
    ['slow bodies', ['-B', '-x', '10', '-s', '8192', '-u', `${program.url}/zaloguj`]],
    ['slow reading', ['-X', '-w', '10', '-y', '20', '-n', '5', '-z', '32', '-k', '8', '-u', `${program.url}${asset}`]],
    ['ranges', ['-R', '-a', '5', '-b', '200', '-u', `${program.url}/zaloguj`]],
  ] as const) {
    const honest = new Honest(program, cookies)
    const asking = honest.ask(few ? 40 : 100, (seconds * 1000) / (few ? 40 : 100) / 1.2)
    const ran = await runTool('slowhttptest', [...common, ...args], { seconds: seconds + 30 })
    await asking
    const plain = ran.output.replaceAll(/\u001b\[[\d;]*m/g, '')
    const availability = [...plain.matchAll(/service available:\s+(\w+)/g)].map(([, said]) => said!)
    const reached = [...plain.matchAll(/connected:\s+(\d+)/g)].map(([, count]) => Number(count))
    const closed = [...plain.matchAll(/closed:\s+(\d+)/g)].map(([, count]) => Number(count))
    say(`slowhttptest, ${what}: ${availability.join(' ')}; ${honest.line()}`)
    figures.push(
      context(
        `slowhttptest, ${what}: connections at once, closed by the portal`,
        `${Math.max(0, ...reached)}, ${Math.max(0, ...closed)}`,
      ),
      atMost(
        `slowhttptest, ${what}: looks that found the portal not available`,
        availability.length === 0 ? 1 : availability.filter((said) => said !== 'YES').length,
        0,
      ),
      atMost(`slowhttptest, ${what}: honest requests that failed`, honest.failed, 0),
    )
  }
  return figures
}

const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length
const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
