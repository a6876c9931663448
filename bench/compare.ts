// npm run bench -- compare [--size=demo|big|huge] [--data=DIR] [--rounds=3] [--pages=2000]
/** The first page against the same page as a small vendor would build it (bench/compare), in one run on one database. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { freePort } from '#test/harness/ports.ts'
import type { Program } from '../proof/installation.ts'
import { familyOf } from '../proof/processes.ts'
import { number, sizeAsked, startedProgram } from './load/options.ts'
import { signedInPeople, trueBalances } from './load/people.ts'
import { balancesOn, balancesText } from './load/shown.ts'
import { machineLine, table } from './machine.ts'
import { load } from './pages.ts'
import { start, stop } from './portal.ts'

const folder = join(import.meta.dirname, 'compare')
const next = join(folder, 'node_modules/next/dist/bin/next')
const page = '/rachunki'
const people = 50
/** Compressed, and measured when every process has made its code quick. */
const asBrowsers = { encoding: 'gzip', warmUpPages: 800, measuredPages: number('pages', 2_000) }

const ways = ['sent again', 'drawn', 'vendor'] as const
type Way = (typeof ways)[number]
const titles: Readonly<Record<Way, string>> = {
  'sent again': 'e-BOK, page kept',
  drawn: 'e-BOK, page drawn',
  vendor: `Next.js`,
}

interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly cpuMicroseconds: number
  readonly megabytes: number
  readonly startMs: number
  readonly errors: number
}

export async function benchCompare(): Promise<void> {
  const size = sizeAsked()
  build()
  const found: Record<Way, Measured[]> = { 'sent again': [], drawn: [], vendor: [] }
  const weights = new Map<string, Weight>()
  for (let round = 0; round < number('rounds', 3); round += 1) {
    for (const way of ['sent again', 'drawn'] as const) {
      const begun = performance.now()
      const program = await startedProgram(size, way === 'drawn' ? { EBOK_KEPT_PAGES_MIB: '0' } : {})
      const startMs = performance.now() - begun
      try {
        const residents = await signedInPeople(program, people)
        const asked = residents.map(({ cookie }) => ({ path: page, cookie }))
        const vendor = await startVendor(program, asked[0]!.cookie)
        try {
          await sameFigures(program, vendor.port, residents)
          weights.set('e-BOK', await weigh(program.port, asked[0]!.cookie))
          weights.set(titles.vendor, await weigh(vendor.port, asked[0]!.cookie))
          const ours = await load(program.port, asked, [program.pid], asBrowsers)
          found[way].push({ ...ours, startMs, megabytes: residentMegabytes([program.pid]) })
          const theirs = await load(vendor.port, asked, [vendor.pid, program.pid], asBrowsers)
          const megabytes = residentMegabytes(familyOf(vendor.pid))
          found.vendor.push({ ...theirs, startMs: vendor.startMs, megabytes })
        } finally {
          await vendor.stop()
        }
      } finally {
        await program.stop()
      }
    }
  }
  print(size, found, weights)
}

/** Packages and the production build, when they are missing or older than the sources. */
function build(): void {
  const quiet = { cwd: folder, stdio: ['ignore', process.stderr, process.stderr] as ('ignore' | NodeJS.WriteStream)[] }
  if (!existsSync(next)) execFileSync('npm', ['ci', '--ignore-scripts'], quiet)
  const built = join(folder, '.next/BUILD_ID')
  const sources = globSync(['app/**/*', 'lib/*', 'package.json', 'next.config.ts'], { cwd: folder }).map((name) =>
    join(folder, name),
  )
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs))
  if (existsSync(built) && statSync(built).mtimeMs > newest) return
  execFileSync(process.execPath, [next, 'build'], { ...quiet, env: vendorEnv({}) })
}

const vendorEnv = (more: Record<string, string>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  ...more,
})

/** `next start` on the database of the running program. Its login is past row-level security, as a vendor's own would be. */
async function startVendor(program: Program, cookie: string) {
  const { host, user, password, database } = program.admin()
  const port = await freePort()
  const begun = performance.now()
  const child = await start(
    [next, 'start', folder, '-p', String(port), '-H', '127.0.0.1'],
    vendorEnv({
      PGHOST: host ?? '',
      PGUSER: user ?? '',
      PGPASSWORD: String(password ?? ''),
      PGDATABASE: database ?? '',
      PGOPTIONS: '-c search_path=ebok -c jit=off',
    }) as Record<string, string>,
    `http://127.0.0.1:${port}${page}`,
    { cookie },
  )
  return { port, pid: child.pid!, startMs: performance.now() - begun, stop: () => stop(child) }
}

/** A comparison of pages that say different things compares nothing. */
async function sameFigures(
  program: Program,
  vendorPort: number,
  residents: Awaited<ReturnType<typeof signedInPeople>>,
): Promise<void> {
  const books = await trueBalances(program, residents)
  for (const { loginName, cookie } of residents) {
    const [ours, theirs] = await Promise.all(
      [program.port, vendorPort].map(async (port) => (await got(port, page, cookie)).text),
    )
    const shown = [...theirs!.matchAll(/data-nrb="(\d{26})" data-balance="(-?\d+)"/g)]
    const vendors = balancesText(shown.map(([, nrb, balance]) => ({ nrb: nrb!, grosze: Number(balance) })))
    if (balancesOn(ours!) !== books.get(loginName) || vendors !== books.get(loginName))
      throw new Error(`${loginName}: ${books.get(loginName)} in the books, ${balancesOn(ours!)} here, ${vendors} there`)
  }
}

interface Weight {
  readonly raw: number
  readonly wire: number
  readonly scripts: number
  readonly scriptsWire: number
  readonly styles: number
  readonly stylesWire: number
}

/** Bytes of the page, as they are and as they travel, and of the scripts and styles it names. */
async function weigh(port: number, cookie: string): Promise<Weight> {
  const document = await got(port, page, cookie)
  const named = (pattern: RegExp) => [...new Set([...document.text.matchAll(pattern)].map(([, path]) => path!))]
  const files = async (paths: readonly string[]) => {
    const all = await Promise.all(paths.map((path) => got(port, path, cookie)))
    return [all.reduce((sum, { raw }) => sum + raw, 0), all.reduce((sum, { wire }) => sum + wire, 0)] as const
  }
  // A script for browsers without modules is not fetched by any of today's.
  const scripts = named(/<script(?![^>]*nomodule)[^>]* src="([^"]+)"/gi)
  const [js, jsWire] = await files(scripts)
  const [css, cssWire] = await files(named(/<link rel="stylesheet" href="([^"]+)"/g))
  return { raw: document.raw, wire: document.wire, scripts: js, scriptsWire: jsWire, styles: css, stylesWire: cssWire }
}

interface Got {
  readonly text: string
  readonly raw: number
  readonly wire: number
}

function got(port: number, path: string, cookie: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'accept-encoding': 'gzip' }
    request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const body = Buffer.concat(parts)
        const plain = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
        if (answer.statusCode !== 200) reject(new Error(`${path} answered ${answer.statusCode}`))
        else resolve({ text: plain.toString('utf8'), raw: plain.length, wire: body.length })
      })
    })
      .on('error', reject)
      .end()
  })
}

const residentMegabytes = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + residentKilobytes(pid), 0) / 1024

function residentKilobytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    // It ended between the two looks.
    return 0
  }
}

function print(size: string, found: Record<Way, Measured[]>, weights: ReadonlyMap<string, Weight>): void {
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/next/package.json'), 'utf8'))
  const median = (way: Way, of: keyof Measured) =>
    found[way].map((one) => one[of]).toSorted((a, b) => a - b)[Math.floor(found[way].length / 2)]!
  process.stdout.write(
    `${machineLine()}; Next.js ${version}; ${size}; ${people} residents in turn, 8 connections, ${asBrowsers.measuredPages} pages each, compressed; medians of ${found.drawn.length} rounds (Next.js ${found.vendor.length})\n\n`,
  )
  const row = (way: Way) => [
    titles[way],
    Math.round(median(way, 'perSecond')),
    median(way, 'p50'),
    median(way, 'p99'),
    Math.round(median(way, 'cpuMicroseconds')),
    (median(way, 'cpuMicroseconds') / median('vendor', 'cpuMicroseconds')).toFixed(2),
    Math.round(median(way, 'megabytes')),
    Math.round(median(way, 'startMs')),
    found[way].reduce((sum, { errors }) => sum + errors, 0),
  ]
  process.stdout.write(
    `${table(['', 'pages/s', 'p50 ms', 'p99 ms', 'CPU µs of a page (all processes)', '× Next.js', 'MB of the process', 'start ms', 'errors'], ways.map(row))}\n\n`,
  )
  const kilo = (bytes: number) => (bytes / 1000).toFixed(1)
  process.stdout.write(
    `${table(
      ['', 'page kB', 'on the wire', 'script kB', 'on the wire', 'style kB', 'on the wire'],
      [...weights].map(([name, one]) => [
        name,
        ...[one.raw, one.wire, one.scripts, one.scriptsWire, one.styles, one.stylesWire].map(kilo),
      ]),
    )}\n`,
  )
  if (ways.some((way) => found[way].some(({ errors }) => errors > 0))) process.exitCode = 1
}
