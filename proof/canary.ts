/**
 * Holes planted one at a time into the program: do our own tests find each? Left out on purpose: the pages and dumps that mirror the program
 * (docs/routes.md, db/schema.sql), which notice any change at all, and which whoever makes the change writes anew.
 */
import { spawn } from 'node:child_process'
import { after } from 'node:test'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { packageRoot } from '#platform/files.ts'
import { dropDatabase, startTestCluster, type TestCluster } from '#test/harness/cluster.ts'
import { asOwner } from '#test/harness/database.ts'
import { seededTemplate } from '#test/harness/portal.ts'
import { table } from '../bench/machine.ts'
import { everyHole, type Group, type Hole, holes, watchers } from './canary/holes.ts'
import { context, exactly, type Proof } from './proof.ts'

const harmless = 'a change that opens nothing'

/** Planted by the control: no test may find it, so one hole is missed. */
const noHole: Hole = {
  name: harmless,
  watchedBy: ['src/kernel/csv.test.ts', 'what looks like a formula is shown, not done'],
  plants: [
    {
      file: 'src/platform/http/server.ts',
      from: 'if (route.hiddenInView) throw',
      to: 'if (route.hiddenInView === true) throw',
    },
  ],
}

/** Holes, and files, tried side by side: as many as there are processors to try them. */
const atOnce = 2
/**
 * Fifty at the same time are held up, and told so, where the machine has other things to do: no sign of a hole. And what shows that another
 * test can fail finds none either.
 */
const leftOut = 'fifty|same time|at once|parallel|together|many|more passwords|in good time|with both walls gone'
const plantNotThere = 97

export const canary = (group: Group): Proof => ({
  shows: 'of holes planted into the program one at a time, our own tests find each',
  tests: ['proof/canary/holes.test.ts'],
  controls: [{ name: harmless, what: `${harmless} is planted as a hole, and must be missed` }],
  run: async ({ short, control, say, show }) => {
    const cluster = await startTestCluster()
    after(() => cluster.stop())
    const parts: TestCluster = JSON.parse(cluster.env.EBOK_TEST_CLUSTER!)
    const planted: readonly Hole[] = control === harmless ? [noHole] : short ? holes[group].slice(0, 2) : holes[group]
    // A hole its own test misses is tried on every file; what changes nothing, on the tests of its group.
    const own = holes[group].map(({ watchedBy: [file, ...tests] }): Asked => ({ file, tests }))
    const every = control === harmless || short ? own : watchers.map((file): Asked => ({ file }))
    // The holes in the database are planted into copies of the template with the books.
    Object.assign(process.env, cluster.env)
    await seededTemplate()
    // What fails without any hole finds nothing.
    const alarms = control === null ? await failing(parts, undefined, together(own), Number.POSITIVE_INFINITY) : []
    for (const { file, test } of alarms) say(`fails without any hole: ${file}: ${test}`)
    const found = new Map<Hole, Finder>()
    const tryHole = async (hole: Hole, index: number): Promise<void> => {
      const started = performance.now()
      const server = await withHole(parts, hole, index)
      const [file, ...tests] = hole.watchedBy
      const watching: Asked = { file, tests }
      const finder =
        (await findersOf(parts, server, hole, [watching], alarms)) ??
        (await findersOf(parts, server, hole, every, alarms))
      if (finder) found.set(hole, finder)
      if (hole.sql) await dropCopies(parts, index)
      const seconds = ((performance.now() - started) / 1000).toFixed(0)
      say(
        `${index + 1}/${planted.length} ${hole.name}: ${finder ? `${finder.file}: ${finder.test}` : 'NOT FOUND'} (${seconds} s)`,
      )
    }
    const left = [...planted.entries()]
    while (left.length > 0) {
      const some = left.splice(0, 8)
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let next = some.shift(); next; next = some.shift()) await tryHole(next[1], next[0])
        }),
      )
      await dropLeftovers(parts)
    }
    const rows = planted.map((hole) => {
      const finder = found.get(hole)
      return [hole.name, finder ? `\`${finder.file}\`: ${finder.test}` : '**not found**']
    })
    show(table(['hole', 'the test that found it'], rows))
    const missed = planted.filter((hole) => !found.has(hole))
    return [
      exactly('tests that fail without any hole', alarms.length, 0),
      context('test files tried on a hole that its own test does not find', watchers.length),
      context(
        'their tests left out: of many at the same time, which a busy machine fails, and controls',
        leftOut.replaceAll('|', ', '),
      ),
      context('holes planted, of those of all groups', `${planted.length} of ${everyHole.length}`),
      context(
        'found by the test that ought to',
        planted.filter((hole) => {
          const [file, ...tests] = hole.watchedBy
          const finder = found.get(hole)
          return finder?.file === file && tests.includes(finder.test)
        }).length,
      ),
      {
        what: 'recall',
        found: `${found.size}/${planted.length}`,
        limit: `${planted.length}/${planted.length}`,
        holds: missed.length === 0,
      },
      context('missed', missed.map(({ name }) => name).join('; ') || 'none'),
    ]
  },
})

/** The first test that fails with the hole and passes without it. */
async function findersOf(
  plain: TestCluster,
  server: TestCluster,
  hole: Hole,
  asked: readonly Asked[],
  alarms: readonly Finder[],
): Promise<Finder | undefined> {
  const [finder] = await failing(server, hole, asked, 1)
  if (!finder) return undefined
  const isAlarm = alarms.some(({ file, test }) => file === finder.file && test === finder.test)
  const known = asked.some(({ file, tests }) => file === finder.file && tests?.includes(finder.test))
  const fails =
    isAlarm ||
    (!known && (await failing(plain, undefined, [{ file: finder.file, tests: [finder.test] }], 1)).length > 0)
  if (!fails) return finder
  const left = asked.filter(({ file }) => file !== finder.file)
  return left.length === 0 ? undefined : findersOf(plain, server, hole, left, alarms)
}

/** A test file, or some of its tests. */
interface Asked {
  readonly file: string
  readonly tests?: readonly string[]
}

/** Each file once, with all of its tests that are asked. */
function together(asked: readonly Asked[]): Asked[] {
  const files = [...new Set(asked.map(({ file }) => file))]
  return files.map((file) => ({
    file,
    tests: asked.filter((one) => one.file === file).flatMap(({ tests = [] }) => tests),
  }))
}

interface Finder {
  readonly file: string
  readonly test: string
}

const copyName = (template: string, index: number): string => `${template}_hole${index}`

/** The templates that tests clone, with the hole in them. Tests that build a schema of their own do not see it. */
async function withHole(cluster: TestCluster, hole: Hole, index: number): Promise<TestCluster> {
  if (hole.sql === undefined) return cluster
  const template = copyName(cluster.template, index)
  for (const suffix of ['', '_tiny']) {
    await asAdministrator(cluster.admin, (client) =>
      client.query(
        `create database ${quoteIdentifier(template + suffix)} template ${quoteIdentifier(cluster.template + suffix)}`,
      ),
    )
    await asOwner({ ...cluster.admin, database: template + suffix }, cluster.names, (client) => client.query(hole.sql!))
  }
  return { ...cluster, template }
}

/** The databases of tests that were ended at their first failure: some hundreds of them would fill the disk. */
async function dropLeftovers(cluster: TestCluster): Promise<void> {
  const kept = [cluster.template, `${cluster.template}_tiny`]
  const names = await asAdministrator(cluster.admin, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1) and datname <> all ($2)`,
      [cluster.names.rolePrefix, kept],
    )
    return rows.map(({ name }) => name)
  })
  for (const name of names) await dropDatabase(cluster.admin, name)
}

async function dropCopies(cluster: TestCluster, index: number): Promise<void> {
  for (const suffix of ['', '_tiny']) await dropDatabase(cluster.admin, copyName(cluster.template, index) + suffix)
}

/** Runs the files until so many failed; the others are ended then. */
async function failing(
  cluster: TestCluster,
  hole: Hole | undefined,
  files: readonly Asked[],
  enough: number,
): Promise<Finder[]> {
  const env: NodeJS.ProcessEnv = { ...process.env, EBOK_TEST_CLUSTER: JSON.stringify(cluster), FORCE_COLOR: '0' }
  if (hole?.plants) {
    env.EBOK_PROOF_PLANTS = JSON.stringify(hole.plants)
    env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} --import=${packageRoot()}/proof/plant.mjs`
  }
  const left = [...files]
  const found: Finder[] = []
  const running = new Set<ReturnType<typeof spawn>>()
  /** @returns the first test of the file, or of those of that name, that fails, if one does. */
  const runFile = async ({ file, tests = [] }: Asked): Promise<string | undefined> => {
    const options = ['--import', './tools/register.mjs', '--test-reporter=spec', `--test-skip-pattern=${leftOut}`]
    for (const test of tests) options.push(`--test-name-pattern=^${test.replaceAll(/[^\w\s]/g, '.')}$`)
    const child = spawn(process.execPath, [...options, file], {
      cwd: packageRoot(),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
      // The rest of the file would only cost time.
      if (enough === 1 && failure.test(text)) child.kill('SIGKILL')
    })
    child.stderr.on('data', (piece) => {
      text += piece
    })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    running.delete(child)
    if (code === plantNotThere) throw new Error(`${hole?.name}: ${text}`)
    return code === 0 ? undefined : failedTest(text)
  }
  const one = async (): Promise<void> => {
    for (let asked = left.shift(); asked !== undefined && found.length < enough; asked = left.shift()) {
      const test = await runFile(asked)
      if (test === undefined || found.length >= enough) continue
      // On a busy machine a test may fail by chance: it has to fail twice, as it was asked.
      if ((await runFile(asked)) !== test) continue
      if (found.length >= enough) continue
      found.push({ file: asked.file, test })
      if (found.length >= enough) for (const other of running) other.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return found
}

const failure = /^ *✖ (?!failing tests)(.*?) \([\d.]+ms\)$/m

/** The failed test the reporter names first, or what the process said at its end. */
const failedTest = (text: string): string =>
  failure.exec(text)?.[1] ?? /^\w*Error.*$/m.exec(text)?.[0]?.slice(0, 160) ?? 'ended without a word'
