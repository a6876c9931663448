/** Slow and rude clients: does a portal in the hands of thousands of them still answer everybody else, and does it let go of them? */
import { readdirSync, readFileSync } from 'node:fs'
import { request as tlsRequest } from 'node:https'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { slowdown } from '#test/harness/slowdown.ts'
import { table } from '../../bench/machine.ts'
import { installed, type Program, Residents } from '../installation.ts'
import { type Change, caddy, inFront, nginx, shippedName, type WebServer } from '../operate/web-servers.ts'
import { atLeast, atMost, context, exactly, type Figure, type Proof, type ProofOptions } from '../proof.ts'
import { Crowd, malformed, sendBytes, silent, slowBody, slowHeaders } from './rude.ts'
import { installedFigures, programOf, runTool } from './tools.ts'

const fewSlots = 'few slots'
/** An honest person waits no longer than this on a machine that has nothing else to do; a slow one is given as much more. */
const quietPatienceMs = 5_000
const patience = async (): Promise<number> => Math.ceil(quietPatienceMs * (await slowdown()))
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
    { name: fewSlots, what: 'nginx takes as many connections as Debian lets it, 768' },
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
  run: async (options) => {
    const { control } = options
    const figures = await installedFigures(['slowhttptest', 'nginx', 'caddy'])
    if (control !== fewSlots) figures.push(...(await besideTheProgram(options)))
    if (control === null || control === fewSlots)
      for (const server of control ? [nginx] : [nginx, caddy].filter(({ program }) => programOf(basename(program))))
        figures.push(...(await behindWebServer(server, options)))
    return figures
  },
}

/** The program as it listens on the loopback interface, with nothing in front of it. */
async function besideTheProgram({ short, control, say, show }: ProofOptions): Promise<Figure[]> {
  const few = short || control !== null
  const crowd = few ? 600 : 2_000
  const program = await installed()
  const cookies = await new Residents(program).signIn(4)
  const before = descriptors(program.pid)
  const quiet = await new Honest(plainly(program.url), cookies).ask(few ? 40 : 100)
  say(`alone: ${quiet.line()}`)

  const rude = new Crowd(program.port)
  const slowest = new Crowd(program.port)
  const waiting = new Crowd(program.port)
  const honest = new Honest(plainly(program.url), cookies)
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
  for (const [what, bytes] of malformed) answers.push([what, await sendBytes(program.port, bytes, 25_000)])
  await asking
  say(`beside them: ${honest.line()}`)
  const headersLeft = await rude.untilGone(headersEndMs)
  const bodiesLeft = await slowest.untilGone(few ? 1_000 : bodiesEndMs)
  const silentLeft = await waiting.untilGone(1_000)
  const opened = [rude, slowest, waiting].reduce((sum, one) => sum + one.opened, 0)
  for (const one of [rude, slowest, waiting]) await one.leave()

  const tool = control === null && programOf('slowhttptest') ? await withTool(program, cookies, few, say) : []
  let after = descriptors(program.pid)
  for (let waited = 0; after > before + 10 && waited < 20; waited += 1) {
    await sleep(1_000)
    after = descriptors(program.pid)
  }
  show(
    table(
      ['malformed request', 'answer'],
      answers.map(([what, answer]) => [what, answer]),
    ),
  )
  const longest = (crowd: Crowd): string => `${(Math.max(0, ...crowd.lived) / 1000).toFixed(0)} s`
  const figures: Figure[] = [
    context('connections at the same time', held),
    atLeast('connections taken of slow clients', opened, crowd * 2 + (few ? 100 : 500)),
    exactly('honest requests beside them', honest.asked, 400),
    ...honest.figures(''),
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
}

/** Asks for a page as somebody who only wants to read. @returns 'page' when it came whole, else what came. */
type Look = (path: string, cookie: string | undefined, patienceMs: number) => Promise<string>

const plainly =
  (url: string): Look =>
  (path, cookie, patienceMs) =>
    fetch(`${url}${path}`, {
      headers: { connection: 'close', ...(cookie === undefined ? {} : { cookie }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    })
      .then(async (answer) => ((await answer.text()).includes('</html>') && answer.ok ? 'page' : String(answer.status)))
      .catch((error: Error) => error.name)

/** Somebody who only wants to read, on a new connection each time. */
class Honest {
  readonly #look: Look
  readonly #cookies: readonly string[]
  readonly #took: number[] = []
  /** What came instead of pages, and how often. */
  readonly #instead = new Map<string, number>()

  constructor(look: Look, cookies: readonly string[]) {
    this.#look = look
    this.#cookies = cookies
  }

  /**
   * A machine that has other things to do does not always get its connection to the database in time; the page says so (503),
   * and one in a hundred may.
   */
  figures(where: string): Figure[] {
    const toldToComeAgain = this.#instead.get('503') ?? 0
    const failed = [...this.#instead.values()].reduce((sum, count) => sum + count, 0) - toldToComeAgain
    return [
      atMost(`${where}honest requests that failed`, failed, 0),
      atMost(`${where}honest requests told to come again in a moment (503)`, toldToComeAgain, this.asked / 100),
      context(`${where}slowest honest request`, this.line()),
    ]
  }

  get asked(): number {
    return this.#took.length
  }

  /** @param everyMs a request begins so long after the one before. */
  async ask(count: number, everyMs = 20): Promise<this> {
    const patienceMs = await patience()
    const all: Promise<void>[] = []
    for (let i = 0; i < count; i += 1) {
      all.push(this.#one(i, patienceMs))
      await sleep(everyMs)
    }
    await Promise.all(all)
    return this
  }

  async #one(turn: number, patienceMs: number): Promise<void> {
    const started = performance.now()
    const path = ['/zaloguj', '/rachunki', '/kontakt'][turn % 3]!
    const cookie = this.#cookies[turn % this.#cookies.length]!
    const came = await this.#look(path, path === '/zaloguj' ? undefined : cookie, patienceMs)
    this.#took.push(performance.now() - started)
    if (came !== 'page') this.#instead.set(came, (this.#instead.get(came) ?? 0) + 1)
  }

  line(): string {
    const sorted = this.#took.toSorted((a, b) => a - b)
    const at = (part: number): string => `${(sorted[Math.ceil(sorted.length * part) - 1] ?? 0).toFixed(0)} ms`
    const instead = [...this.#instead].map(([what, count]) => `, ${count} × ${what}`).join('')
    return `median ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}${instead}`
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
  const looks = ['-l', String(seconds), '-i', '5', '-p', String(Math.ceil((await patience()) / 1000))]
  // Whole requests come no faster than an ordinary day brings them: how many a portal answers in a second is measured elsewhere.
  const many = ['-c', few ? '300' : '2000', '-r', '200']
  const steady = ['-c', few ? '100' : '1000', '-r', '25']
  const page = ['-u', `${program.url}/zaloguj`]
  const file = ['-u', `${program.url}${asset}`]
  for (const [what, args] of [
    ['slow headers', [...many, ...page, '-H', '-x', '24']],
    ['slow bodies', [...many, ...page, '-B', '-x', '10', '-s', '8192']],
    ['slow reading', [...steady, ...file, '-X', '-w', '10', '-y', '20', '-n', '5', '-z', '32']],
    ['ranges', [...steady, ...file, '-R', '-a', '5', '-b', '200']],
  ] as const) {
    const honest = new Honest(plainly(program.url), cookies)
    const asking = honest.ask(few ? 40 : 100, (seconds * 1000) / (few ? 40 : 100) / 1.2)
    const ran = await runTool('slowhttptest', [...looks, ...args], { seconds: seconds + 30 })
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
      ...honest.figures(`slowhttptest, ${what}: `),
    )
  }
  return figures
}

const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length
const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** The same behind a web server we ship the configuration of: it must not run out of connections either. */
async function behindWebServer(server: WebServer, { short, control, say }: ProofOptions): Promise<Figure[]> {
  const few = short || control !== null
  const asFew: Change = ['worker_connections 8192;', 'worker_connections 768;']
  return inFront(server, control === fewSlots ? [asFew] : [], async ({ portal, ports }) => {
    const secrets = await Promise.all(
      ['K00001', 'K00002'].map((partyId) => portal.openSession({ kind: 'resident', partyId })),
    )
    const cookies = secrets.map(({ secret }) => `__Host-ebok-session=${secret}`)
    const headers = new Crowd(ports.http)
    const bodies = new Crowd(ports.https, shippedName)
    const honest = new Honest(byTls(ports.https), cookies)
    await Promise.all([
      headers.come(few ? 1_000 : 2_000, slowHeaders, 4_000),
      bodies.come(few ? 100 : 500, slowBody, 4_000, 100),
      sleep(1_000).then(() => honest.ask(few ? 60 : 150, 75)),
    ])
    const held = headers.open + bodies.open
    say(`behind ${server.title}: ${held} held at the end; ${honest.line()}`)
    const opened = headers.opened + bodies.opened
    for (const one of [headers, bodies]) await one.leave()
    return [
      context(`behind ${server.title}: slow connections taken`, opened),
      exactly(`behind ${server.title}: honest requests beside them`, honest.asked, few ? 60 : 150),
      ...honest.figures(`behind ${server.title}: `),
    ]
  })
}

const byTls =
  (port: number): Look =>
  (path, cookie, patienceMs) =>
    new Promise((resolve) => {
      const headers = { host: shippedName, ...(cookie === undefined ? {} : { cookie }) }
      const asked = { host: '127.0.0.1', port, path, headers, servername: shippedName, rejectUnauthorized: false }
      const request = tlsRequest({ ...asked, agent: false }, async (reply) => {
        let body = ''
        try {
          for await (const part of reply.setEncoding('utf8')) body += part
        } catch {
          // The line broke.
        }
        resolve(reply.statusCode === 200 && body.includes('</html>') ? 'page' : String(reply.statusCode))
      })
      const timer = setTimeout(() => request.destroy(new Error('too slow')), patienceMs)
      request.on('close', () => clearTimeout(timer))
      request.on('error', (error) => resolve(error.message))
      request.end()
    })
