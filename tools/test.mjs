// The one test command: types, style, then every test on the embedded PostgreSQL and once more on an external one.
// What a machine lacks is named; in CI it is a failure, elsewhere those tests are left out and said so.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { chromiumPath } from '../test/harness/chromium.ts'

const inCi = process.env.CI === 'true'
const only = process.argv.slice(2)
const started = Date.now()

// Whoever is asked to end lets the tests end first: they take their folders and servers along. Node's runner hands on SIGTERM only.
let running
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    running?.kill('SIGTERM')
    running?.once('exit', () => process.exit(1))
  })

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
    running = child
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function files(...patterns) {
  const found = []
  for (const pattern of patterns) for await (const path of glob(pattern)) found.push(path)
  return found.sort()
}

function missing(what, how) {
  process.stdout.write(`\n${inCi ? 'BRAK' : 'POMINIĘTO'}: ${what}\n  ${how}\n`)
  if (inCi) process.exitCode = 1
}

const step = async (title, command, args, env) => {
  process.stdout.write(`\n== ${title} (${Math.round((Date.now() - started) / 1000)} s)\n`)
  const code = await run(command, args, env)
  if (code === 0) return
  process.stdout.write(`\n== ${title}: failed\n`)
  failed.push(title)
}
/** What went wrong; the later steps run all the same, so that one run shows everything. */
const failed = []

const node = process.execPath
const nodeTests = (paths, atOnce = Math.max(2, availableParallelism())) => [
  '--import',
  './tools/register.mjs',
  '--enable-source-maps',
  '--test',
  `--test-concurrency=${atOnce}`,
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./tools/slowest.mjs',
  '--test-reporter-destination=stdout',
  ...paths,
]

if (only.length > 0) {
  await step('chosen tests', node, ['--import', './tools/register.mjs', '--test', ...only])
  process.exit(failed.length)
}

await step('types', node, ['node_modules/typescript/bin/tsc', '--noEmit'])
await step('types of the browser script', node, ['node_modules/typescript/bin/tsc', '-p', 'src/ui/browser'])
await step('style', node, ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])

const chromium = chromiumPath()
const all = await files(
  'src/**/*.test.ts',
  'src/**/*.test.tsx',
  'test/**/*.test.ts',
  'db/**/*.test.ts',
  'proof/**/*.test.ts',
  'bench/load/*.test.ts',
)
const inBrowser = await files('**/*.browser.test.ts').then((paths) =>
  paths.filter((path) => !path.startsWith('node_modules')),
)
if (!chromium)
  missing(
    'testy w przeglądarce',
    'Zainstaluj Chromium: apt-get install chromium-headless-shell, albo podaj EBOK_CHROMIUM=/ścieżka.',
  )
const chosen = all.filter((path) => chromium || !inBrowser.includes(path))
// Limits in seconds and milliseconds mean something only while nothing else runs.
const byTheClock = [
  'src/platform/db/embedded.test.ts',
  'src/features/login/timing.test.ts',
  'src/import-process.test.ts',
  'src/features/documents/search.db.test.ts',
]
const clocked = chosen.filter((path) => byTheClock.includes(path))
if (clocked.length !== byTheClock.length) throw new Error('tools/test.mjs names a test that is no more')
await step('tests by the clock, one at a time', node, ['tools/with-cluster.ts', 'embedded', ...nodeTests(clocked, 1)])
const rest = chosen.filter((path) => !byTheClock.includes(path))
await step('tests on the embedded PostgreSQL', node, ['tools/with-cluster.ts', 'embedded', ...nodeTests(rest)])

const external = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/17/bin'].find(
  existsSync,
)
if (!external) missing('testy na zewnętrznym PostgreSQL', 'Zainstaluj serwer: apt-get install postgresql-15.')
else {
  // Every statement is understood, every policy and trigger holds, deliveries load, searches find: what could differ between two
  // servers. The rest is the same TypeScript over the same answers, and EBOK_BREADTH=full asks for it as well.
  const differs =
    process.env.EBOK_BREADTH === 'full'
      ? /./
      : /^src\/(platform|import)\/|\/(pages|row-security|search|audience|rights)\.db/
  const usesDatabase = /#test\/harness\/(database|portal|login)|\.testkit/
  // Reading mail adds a mail server, not a question to the database; cutting connections needs to see what others ask.
  const onceIsEnough = /#test\/harness\/dovecot|pg_terminate_backend|wait_event_type/
  const database = rest.filter((path) => {
    const text = readFileSync(path, 'utf8')
    return differs.test(path) && !inBrowser.includes(path) && usesDatabase.test(text) && !onceIsEnough.test(text)
  })
  await step(`database tests on ${external}`, node, ['tools/with-cluster.ts', 'external', ...nodeTests(database)])
}
if (failed.length > 0) process.exitCode = 1
process.stdout.write(
  `\n== ${failed.length > 0 ? `failed: ${failed.join(', ')}; ` : ''}done in ${Math.round((Date.now() - started) / 1000)} s\n`,
)
