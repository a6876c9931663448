/** Holes planted one at a time into the program: does our own fixed set of tests find each? */
import { spawn } from 'node:child_process'
import { after } from 'node:test'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { packageRoot } from '#platform/files.ts'
import { dropDatabase, startTestCluster, type TestCluster } from '#test/harness/cluster.ts'
import { asOwner } from '#test/harness/database.ts'
import { table } from '../bench/machine.ts'
import { type Hole, holes } from './canary/holes.ts'
import { atLeast, context, exactly, type Proof } from './proof.ts'

const nothing = 'nothing planted'

/**
 * The same for every hole, the quick ones first. Left out on purpose: the pages and dumps that mirror the program (docs/routes.md,
 * db/schema.sql), which notice any change at all, and which whoever makes the change writes anew.
 */
export const securityTests: readonly string[] = [
  'test/every-table/columns.db.test.ts',
  'test/every-route/roles.test.ts',
  'src/features/login/models.test.ts',
  'src/platform/http/edge.db.test.ts',
  'test/every-table/rows.db.test.ts',
  'test/every-route/application-wall.db.test.ts',
  'test/every-route/kept-pages.db.test.ts',
  'src/features/login/login.routes.test.ts',
  'src/features/messages/messages.db.test.ts',
  'src/features/documents/files.db.test.ts',
  'src/features/documents/letters.db.test.ts',
  'src/features/login/password.routes.test.ts',
  'src/features/login/factors/factors.db.test.ts',
  'src/import/receive/upload.test.ts',
  'src/features/registration/registration.db.test.ts',
  'src/features/profile/profile.db.test.ts',
  'src/features/office-requests/office-requests.db.test.ts',
  'src/features/office-people/view.db.test.ts',
  'src/features/office-people/rights.db.test.ts',
  'test/every-route/matrix.db.test.ts',
  'test/every-route/pages.db.test.ts',
]

const atOnce = 2
const plantNotThere = 97

export const canary: Proof = {
  shows: 'of holes planted into the program one at a time, our own tests find each',
  tests: ['proof/canary/holes.test.ts'],
  controls: [{ name: nothing, what: 'the same with nothing planted: no test may fail' }],
  run: async ({ short, control, say, show }) => {
    const cluster = await startTestCluster()
    after(() => cluster.stop())
    const parts: TestCluster = JSON.parse(cluster.env.EBOK_TEST_CLUSTER!)
    // Makes the template with the books, which every hole is given a copy of; and nothing may fail for another reason than the hole.
    const alarms = await failing(parts, undefined, securityTests, Number.POSITIVE_INFINITY)
    for (const { file, test } of alarms) say(`fails without any hole: ${file}: ${test}`)
    if (control === nothing) return [atLeast('holes found', alarms.length, holes.length)]
    const trusted = securityTests.filter((file) => !alarms.some((one) => one.file === file))
    const rows: string[][] = []
    for (const [index, hole] of (short ? holes.slice(0, 3) : holes).entries()) {
      const started = performance.now()
      const [finder] = await failing(await withHole(parts, hole, index), hole, trusted, 1)
      const seconds = (performance.now() - started) / 1000
      say(
        `${index + 1}/${holes.length} ${hole.name}: ${finder ? `${finder.file}: ${finder.test}` : 'NOT FOUND'} (${seconds.toFixed(0)} s)`,
      )
      rows.push([hole.name, finder ? `\`${finder.file}\`: ${finder.test}` : '**not found**'])
      if (hole.sql) await dropCopies(parts, index)
    }
    const found = rows.filter(([, finder]) => finder !== '**not found**').length
    show(table(['hole', 'the first of our tests that failed'], rows))
    return [
      exactly('tests that fail without any hole', alarms.length, 0),
      context('test files tried on each hole', trusted.length),
      context('holes planted', rows.length),
      exactly('holes found', found, rows.length),
      context('recall', `${found}/${rows.length}`),
    ]
  },
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

async function dropCopies(cluster: TestCluster, index: number): Promise<void> {
  for (const suffix of ['', '_tiny']) await dropDatabase(cluster.admin, copyName(cluster.template, index) + suffix)
}

/** Runs the files until so many failed; the others are ended then. */
async function failing(
  cluster: TestCluster,
  hole: Hole | undefined,
  files: readonly string[],
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
  const one = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined && found.length < enough; file = left.shift()) {
      const child = spawn(process.execPath, ['--import', './tools/register.mjs', '--test-reporter=spec', file], {
        cwd: packageRoot(),
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      running.add(child)
      let text = ''
      child.stdout.on('data', (piece) => (text += piece))
      child.stderr.on('data', (piece) => (text += piece))
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
      running.delete(child)
      if (code === plantNotThere) throw new Error(`${hole?.name}: ${text}`)
      if (code === 0 || found.length >= enough) continue
      found.push({ file, test: failedTest(text) })
      if (found.length >= enough) for (const other of running) other.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return found
}

/** The innermost failed test the reporter names first. */
const failedTest = (text: string): string =>
  /^ *✖ (.*?) \([\d.]+ms\)$/m.exec(text)?.[1] ??
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.slice(0, 120) ??
  'ended'
