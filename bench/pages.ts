import autocannon from 'autocannon'
import { routes } from '#src/app.ts'
import { machineLine, table, treeCpuSeconds } from './machine.ts'
import { type BenchPage, type BenchPortal, benchPortal, type Subject, start, stop } from './portal.ts'

const seconds = Number(process.env.EBOK_BENCH_SECONDS ?? 4)
const connections = 8
const size = process.env.EBOK_BENCH_SIZE === 'demo' ? 'demo' : 'big'
const barePort = 18_081

interface Measured {
  readonly perSecond: number
  /** Of all processes, for one page. */
  readonly cpuMicroseconds: number
  readonly p50: number
  readonly p99: number
  readonly errors: number
}

/** Pages of signed-in residents from the real database against bare node:http that sends as many bytes in the same run. */
export async function benchPages(): Promise<void> {
  const rows = new Map<string, (string | number)[]>()
  const portal = await benchPortal(size, { keeps: false })
  try {
    if (portal.short.length === 0) throw new Error('no accounts with one year of history to compare with')
    for (const page of portal.pages) rows.set(page.name, await measure(portal, page))
  } finally {
    await portal.stop()
  }
  const keeping = await benchPortal(size)
  try {
    for (const page of keeping.pages) rows.get(page.name)!.push(...(await measureAgain(keeping, page)))
  } finally {
    await keeping.stop()
  }
  process.stdout.write(
    `${machineLine()}; autocannon, ${connections} connections, ${seconds} s each, ${portal.long.length} residents in turn, uncompressed\n\n`,
  )
  const header = [
    'page',
    'queries',
    'kB',
    'bare/s',
    'pages/s',
    'ratio',
    'CPU µs (all processes)',
    '× bare',
    '10 y / 1 y',
    'p99 ms',
    'errors',
    'again: pages/s',
    'again: CPU µs',
  ]
  process.stdout.write(`${table(header, [...rows.values()])}\n`)
}

async function measure(portal: BenchPortal, page: BenchPage): Promise<(string | number)[]> {
  const bytes = await weigh(portal, page)
  const bare = await start(
    ['bench/bare.ts'],
    { BARE_PORT: String(barePort), BARE_BYTES: String(bytes) },
    `http://127.0.0.1:${barePort}/`,
  )
  const yardstick = await load(barePort, [{ path: '/', cookie: '' }], [bare.pid!])
  await stop(bare)
  const ten = await load(portal.port, asked(portal.long, page), [portal.pid])
  const one = await load(portal.port, asked(portal.short, page), [portal.pid])
  return [
    page.name,
    routes.find((route) => route.path === page.route && route.method === 'GET')?.queries ?? '?',
    (bytes / 1000).toFixed(1),
    Math.round(yardstick.perSecond),
    Math.round(ten.perSecond),
    (ten.perSecond / yardstick.perSecond).toFixed(3),
    Math.round(ten.cpuMicroseconds),
    (ten.cpuMicroseconds / yardstick.cpuMicroseconds).toFixed(0),
    (ten.cpuMicroseconds / one.cpuMicroseconds).toFixed(2),
    ten.p99,
    yardstick.errors + ten.errors + one.errors,
  ]
}

/** The same pages asked for again and again, where the program may send what it kept. */
async function measureAgain(portal: BenchPortal, page: BenchPage): Promise<(string | number)[]> {
  if (!routes.some((route) => route.path === page.route && route.booksOnly)) return ['–', '–']
  const { perSecond, cpuMicroseconds } = await load(portal.port, asked(portal.long, page), [portal.pid])
  return [Math.round(perSecond), Math.round(cpuMicroseconds)]
}

const asked = (subjects: readonly Subject[], page: BenchPage) =>
  subjects.map((subject) => ({ path: page.path(subject), cookie: subject.cookie }))

async function weigh(portal: BenchPortal, page: BenchPage): Promise<number> {
  const subject = portal.long[0]!
  const response = await fetch(portal.url + page.path(subject), {
    headers: { cookie: subject.cookie, 'accept-encoding': 'identity' },
  })
  if (response.status !== 200) throw new Error(`${page.route} answered ${response.status}`)
  return (await response.arrayBuffer()).byteLength
}

interface LoadOptions {
  readonly encoding?: string
  /** So many pages instead of so many seconds: on a busy machine seconds may be few pages. */
  readonly warmUpPages?: number
  readonly measuredPages?: number
}

/** Asks for the pages in turn as fast as they are answered. `pids` are the programs whose work counts, with all they started. */
export async function load(
  port: number,
  requests: readonly { path: string; cookie: string }[],
  pids: readonly number[],
  { encoding = 'identity', warmUpPages, measuredPages }: LoadOptions = {},
): Promise<Measured> {
  const used = () => pids.reduce((sum, pid) => sum + treeCpuSeconds(pid), 0)
  const options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    requests: requests.map(({ path, cookie }) => ({
      method: 'GET' as const,
      path,
      headers: { cookie, 'accept-encoding': encoding },
    })),
  }
  const long = (pages: number | undefined, duration: number) => (pages === undefined ? { duration } : { amount: pages })
  await autocannon({ ...options, ...long(warmUpPages, 1) })
  const before = used()
  const result = await autocannon({ ...options, ...long(measuredPages, seconds) })
  const spent = used() - before
  const answered = result['2xx']
  return {
    perSecond: answered / result.duration,
    cpuMicroseconds: (spent / Math.max(1, answered)) * 1e6,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.timeouts + result.non2xx,
  }
}
