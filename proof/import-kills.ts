/** An importing process killed over all its stages while residents read: yesterday's books or today's, never half of each. */
import { after } from 'node:test'
import { targets, twoStates } from '#import/fire.testkit.ts'
import { importDelivery } from '#import/import.ts'
import { removeTree } from '#import/receive/keep.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { baseUrl, TestBrowser } from '#test/harness/portal.ts'
import { table } from '../bench/machine.ts'
import { atLeast, context, exactly, type Proof, type ProofOptions, seeded } from './proof.ts'
import { Stretched } from './yardstick.ts'

type Fire = Awaited<ReturnType<typeof twoStates>>

const withoutSnapshot = 'no snapshot'
const leftovers = 'leftovers'
const patienceMs = 60_000

export const importKills: Proof = {
  shows: 'an import killed at any moment leaves yesterday’s books, and the next run finishes',
  tests: ['src/import/fire.test.ts', 'src/import/first-load.test.ts'],
  controls: [
    {
      name: 'two transactions',
      what: 'the new rows are shown in one transaction, their date in another',
      plants: [
        {
          file: 'src/import/publish.ts',
          from: 'return inTransaction(client, async () => {\n    const { rows } = await client.query<{ id: number }>(',
          to: 'return (async (_client, work) => work())(client, async () => {\n    const { rows } = await client.query(',
        },
        {
          file: 'src/import/publish.ts',
          from: 'const id = rows[0]!.id\n',
          // Long enough between the two that a reader comes by.
          to: `const id = rows[0].id
    await client.query('update published_state set publication_id = $1', [id])
    await new Promise((done) => setTimeout(done, 400))
`,
        },
        // Payments of bank statements are compared behind a savepoint, which only a transaction has.
        { file: 'src/import/publish.ts', from: 'await noteBookedPayments(client, id, log)', to: '' },
      ],
    },
    {
      name: withoutSnapshot,
      what: 'pages and rows are read without one snapshot',
      plants: [
        {
          file: 'src/platform/db/scope.ts',
          from: 'begin isolation level repeatable read read only',
          to: 'begin read only',
        },
      ],
    },
    {
      name: leftovers,
      what: 'rows of a killed run are not dropped by the next one',
      plants: [{ file: 'src/import/stages.ts', from: 'await discardUnpublished(client, step.published)', to: '' }],
    },
  ],
  async run(options) {
    const { seed, short, control } = options
    const kills = short ? 8 : control ? 25 : 100
    const fire = await twoStates(60)
    after(fire.cleanUp)
    await fire.learn()
    const random = seeded(seed)
    const pages = await openPages(fire)
    const usual = await fire.importInChild(fire.next('heavy'))

    const stop = new AbortController()
    const begin = control === withoutSnapshot ? 'begin read only' : undefined
    const watching = Promise.all([
      fire.watch(stop.signal, begin),
      fire.watch(stop.signal, begin),
      pages.watch(stop.signal),
    ])
    const killed = await killNights(fire, {
      ...{ kills, random, usual },
      say: options.say,
      where: control === leftovers ? 'written' : 'anywhere',
    }).finally(() => stop.abort())
    const [rows, more, residents] = await watching
    const { rows: open } = await fire.asRoot((client) =>
      client.query(`select state from deliveries where state in ('received', 'checking')`),
    )
    options.show(
      table(
        ['where the kill fell', 'kills', 'yesterday stayed', 'today was already published'],
        [...killed.stages].map(([stage, { kills: count, published }]) => [stage, count, count - published, published]),
      ),
    )
    const reads = rows.reads + more.reads + residents.reads
    return [
      exactly('kills', killed.kills, kills),
      ...(short || control ? [context('reads', reads)] : [atLeast('reads', reads, 10_000)]),
      context('of them pages of residents', residents.reads),
      exactly('half states seen', rows.halves + more.halves + residents.halves, 0),
      exactly('kills that left neither yesterday nor today', killed.lost, 0),
      exactly('next runs that did not finish', killed.unfinished.length, 0),
      ...(killed.unfinished.length > 0 ? [context('they ended as', killed.unfinished.join(', '))] : []),
      exactly('deliveries left open in the register', open.length, 0),
      ...killed.next.figures(),
      context('longest read of the whole state', `${Math.max(rows.longestMs, more.longestMs).toFixed(0)} ms`),
    ]
  },
}

interface KillPlan {
  readonly kills: number
  readonly random: () => number
  readonly usual: Awaited<ReturnType<Fire['importInChild']>>
  readonly say: ProofOptions['say']
  /** `written`: only between the commit of the rows and their publication. */
  readonly where: 'anywhere' | 'written'
}

/** Where the next kill falls: a random millisecond, a random statement, or one of those that commit and publish. */
function moment(random: () => number, { lifeMs, statements }: KillPlan['usual'], where: KillPlan['where']) {
  if (where === 'written') return { killAfterWritten: 1 + Math.floor(random() * 3) }
  const way = random()
  if (way < 1 / 3) return { killAfterMs: random() * lifeMs }
  if (way < 2 / 3) return { killAtStatement: 1 + Math.floor(random() * statements) }
  return { killAfterWritten: Math.floor(random() * 16) }
}

/** Full deliveries, compared or read whole, and changes. */
async function killNights(fire: Fire, { kills, random, usual, say, where }: KillPlan) {
  const found = {
    kills: 0,
    lost: 0,
    unfinished: [] as string[],
    next: new Stretched('longest next run', patienceMs / 4),
    stages: new Map<string, { kills: number; published: number }>(),
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const target = targets[kill % 2]!
    const kind = kill % 6 >= 4 ? 'changes' : 'full'
    // Without the raw delivery before it, a full one is read and loaded whole.
    if (kill % 6 < 2) await removeTree(fire.parts.settings.rawDir)
    const path = fire.next(target, kind)
    const before = fire.fingerprints.get(await fire.fingerprint())
    const run = await fire.importInChild(path, moment(random, usual, where))
    const left = fire.fingerprints.get(await fire.fingerprint())
    if (left === undefined || (left !== before && left !== target)) found.lost += 1
    found.kills += 1
    const stage = run.outcome ? 'after its end' : stageOf(run.statement)
    const count = found.stages.get(stage) ?? { kills: 0, published: 0 }
    count.kills += 1
    if (left === target) count.published += 1
    found.stages.set(stage, count)

    const started = performance.now()
    const { state } = await importDelivery(fire.parts, path, { waitMs: patienceMs, fromInbox: true })
    await found.next.take(performance.now() - started)
    const finished = state === 'published' || state === 'unchanged'
    if (!finished || fire.fingerprints.get(await fire.fingerprint()) !== target) found.unfinished.push(state)
    if (kill % 10 === 9) say(`${kill + 1} kills`)
  }
  return found
}

const stages: readonly (readonly [RegExp, string])[] = [
  [/^(insert into publications|update published_state)/, 'publish'],
  [/^update deliveries set state = 'published'/, 'publish'],
  [/^(copy|create temporary table staged)/, 'check and load'],
  [/^analyze/, 'analyze'],
  [
    /^(select set_config|set statement|select pg_try|update deliveries set state = 'failed'|insert into deliveries)/,
    'receive',
  ],
]

function stageOf(statement: string | null): string {
  if (statement === null) return 'receive'
  return stages.find(([pattern]) => pattern.test(statement))?.[1] ?? 'compare and write'
}

/** Pages of residents whose figures differ between the two states; every page must be that of the moment it names. */
async function openPages(fire: Fire) {
  const app = await createApp({
    database: fire.database,
    clock: { now: fire.lastAsOf },
    log: silentLog,
    baseUrl,
    trustProxy: false,
  })
  after(() => app.close())
  const asked: { readonly path: string; readonly browser: TestBrowser }[] = []
  for (const partyId of ['K0001', 'K0004', 'K0007']) {
    const browser = new TestBrowser(app)
    browser.cookies.set('ebok-session', (await fire.openSession({ kind: 'resident', partyId })).secret)
    for (const path of ['/rachunki', '/media']) asked.push({ path, browser })
  }
  const read = async ({ path, browser }: (typeof asked)[number]) => {
    const { status, body } = await browser.get(path)
    const moment = /class="as-of">\s*Stan na <time datetime="([^"]+)"/.exec(body)?.[1]
    if (status !== 200 || moment === undefined) throw new Error(`${path}: ${status}, no date of the books`)
    return { asOf: Date.parse(moment), text: withoutMoments(body) }
  }
  // What each page shows in each state.
  const known = { light: new Map<string, number>(), heavy: new Map<string, number>() }
  for (const target of ['heavy', 'light'] as const) {
    await importDelivery(fire.parts, fire.next(target))
    for (const [at, page] of asked.entries()) known[target].set((await read(page)).text, at)
  }
  return {
    async watch(stop: AbortSignal) {
      const found = { reads: 0, halves: 0 }
      for (let turn = 0; !stop.aborted; turn += 1) {
        const at = turn % asked.length
        const { asOf, text } = await read(asked[at]!)
        const target = fire.targetOf.get(asOf)
        found.reads += 1
        if (target === undefined || known[target].get(text) !== at) found.halves += 1
      }
      return found
    },
  }
}

/** A page without what changes from one night to the next though the books do not, and without its form tokens. */
const withoutMoments = (body: string) =>
  body
    .replace(/<time datetime="[^"]*">[^<]*<\/time>/g, '')
    .replace(/name="_csrf" value="[^"]*"/g, '')
    .replace(/nonce="[^"]*"/g, '')
