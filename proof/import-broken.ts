/** Deliveries broken in every way we could think of: each ends as documented, costs bounded memory, and keeps nobody from the next. */
import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ChildOutcome, type Target, twoStates } from '#import/fire.testkit.ts'
import { holdLock } from '#import/import.testkit.ts'
import { importDelivery } from '#import/import.ts'
import { removeTree } from '#import/receive/keep.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { roleName } from '#platform/db/roles.ts'
import { importLimits } from '#src/import-process.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { table } from '../bench/machine.ts'
import { type Given, type Kind, kinds, longReadings, type Workshop } from './broken-deliveries.ts'
import { atLeast, atMost, context, exactly, type Proof } from './proof.ts'

type Fire = Awaited<ReturnType<typeof twoStates>>

const memoryLimitMiB = 256

/** Something that happens around a right delivery, rather than in it. */
interface Mishap {
  readonly name: string
  readonly ends: string
  readonly happen: (fire: Fire, workshop: Workshop) => Promise<ChildOutcome | null>
}

const controls = {
  balances: 'balances are not compared with entries',
  hashes: 'hashes are not compared',
  endless: 'lines may be 16 MB long and all problems are listed',
}

export const importBroken: Proof = {
  shows:
    'a broken delivery ends in its message, publishes nothing, stays within its memory, and the next good one is published',
  tests: ['src/import/check/check.test.ts', 'src/import/receive/receive.test.ts', 'src/import/import.test.ts'],
  controls: [
    {
      name: controls.balances,
      what: controls.balances,
      plants: [{ file: 'src/import/check/books.ts', from: 'if (row.grosze[closing] !== sum)', to: 'if (false)' }],
    },
    {
      name: controls.hashes,
      what: controls.hashes,
      plants: [{ file: 'src/import/check/table.ts', from: `hash.digest('hex') !== described.sha256`, to: 'false' }],
    },
    {
      name: controls.endless,
      what: controls.endless,
      plants: [
        {
          file: 'src/import/contract/problem.ts',
          from: 'limit = 1000',
          to: 'limit = 10_000_000',
        },
        {
          file: 'src/import/check/csv.ts',
          from: 'rowBytesLimit = 1024 * 1024',
          to: 'rowBytesLimit = 16 * 1024 * 1024',
        },
      ],
    },
  ],
  async run({ short, control, say, show }) {
    const fire = await twoStates(60)
    after(fire.cleanUp)
    await fire.learn()
    const only: Readonly<Record<string, readonly string[]>> = {
      [controls.balances]: ['balance is not the sum of entries'],
      [controls.hashes]: ['wrong hash'],
      [controls.endless]: ['1,000,000 columns'],
    }
    const asked = (name: string) => control === null || only[control]!.includes(name)
    const workshop = new Night(fire, short ? 0.1 : 1)
    await workshop.publish()
    const results: Result[] = []
    const all = [...kinds.map((kind) => asMishap(kind)), ...mishaps()]
    for (const mishap of all.filter(({ name }) => asked(name))) {
      results.push(await workshop.suffer(mishap))
      const { name, ended, right } = results.at(-1)!
      say(`${right ? ' ' : '!'} ${name}: ${ended}`)
    }
    const wrong = results.filter(({ right }) => !right)
    show(
      table(
        ['delivery', 'ends as', 'peak MiB'],
        results.map(({ name, ended, peakMiB }) => [name, ended, peakMiB === null ? '–' : Math.round(peakMiB)]),
      ),
    )
    return [
      control === null ? atLeast('kinds', results.length, 40) : context('kinds', results.length),
      exactly('that ended in another way than documented', wrong.length, 0),
      ...(wrong.length > 0
        ? [context('these', wrong.map(({ name, ended, ends }) => `${name}: ${ended}, not ${ends}`).join('; '))]
        : []),
      exactly('after which residents saw something else', results.filter(({ changed }) => changed).length, 0),
      exactly(
        'after which the next good delivery was not published',
        results.filter(({ next }) => next !== 'published').length,
        0,
      ),
      atMost(
        'most memory of an importing process',
        Math.max(...results.map(({ peakMiB }) => peakMiB ?? 0)),
        memoryLimitMiB,
        'MiB',
      ),
      context('the full disk is', isRoot ? 'a small tmpfs' : 'a limit on the size of files (not root)'),
    ]
  },
}

interface Result {
  readonly name: string
  readonly ends: string
  readonly ended: string
  readonly right: boolean
  /** Whether residents saw anything but the state before (or, of what is right, the new one). */
  readonly changed: boolean
  readonly next: string
  readonly peakMiB: number | null
}

class Night implements Workshop {
  readonly #fire: Fire
  readonly scale: number
  #state: Target = 'light'
  #places = 0
  published = ''

  constructor(fire: Fire, scale: number) {
    this.#fire = fire
    this.scale = scale
  }

  get #otherState(): Target {
    return this.#state === 'light' ? 'heavy' : 'light'
  }

  // Each kind takes what it needs of these by name.
  readonly good = (kind: 'full' | 'changes' = 'full') => this.#fire.next(this.#otherState, kind)
  readonly other: Workshop['other'] = (delivery) => this.#fire.other(delivery)
  readonly place = (end: string) => {
    this.#places += 1
    return join(this.#fire.folder, `miejsce-${this.#places}${end}`)
  }

  readonly publish = async (): Promise<string> => {
    const target = this.#otherState
    const path = this.good()
    const { state, problems } = await importDelivery(this.#fire.parts, path)
    if (state === 'published') {
      this.#state = target
      this.published = path
    }
    return problems.length > 0 ? `${state}: ${problems[0]!.code}` : state
  }

  async suffer({ name, ends, happen }: Mishap): Promise<Result> {
    const fire = this.#fire
    const harmless = ends === 'published'
    const outcome = await happen(fire, this)
    const before = this.#state
    const ended = outcome ? said(outcome, ends) : 'killed'
    const left = fire.fingerprints.get(await fire.fingerprint())
    // What is right and odd may show a name nobody has in the two known states; then the next night must mend it.
    const changed = harmless ? false : left !== before
    const next = await this.publish()
    return { name, ends, ended, right: ended === ends, changed, next, peakMiB: outcome?.peakMiB ?? null }
  }
}

/** The outcome in the words of the table: of many messages the one that is looked for, when it is there. */
function said({ state, reason, codes }: ChildOutcome, ends: string): string {
  const why = reason ?? (codes.find((code) => ends === `${state}: ${code}`) || codes.join(', '))
  return why === '' ? state : `${state}: ${why}`
}

function asMishap({ name, ends, make }: Kind): Mishap {
  return {
    name,
    ends,
    happen: async (fire, workshop) => {
      const made = await make(workshop)
      const { path, options }: Given = typeof made === 'string' ? { path: made } : made
      const { outcome } = await fire.importInChild(path, { nodeOptions: importLimits, ...options })
      // A gigabyte of nonsense need not wait for the end of the proof.
      if (path !== workshop.published) await removeTree(path)
      return outcome
    },
  }
}

const isRoot = process.getuid?.() === 0

function mishaps(): readonly Mishap[] {
  return [
    { name: 'two at once', ends: 'busy', happen: twoAtOnce },
    { name: 'database gone in the middle', ends: 'failed: databaseGone', happen: databaseCut },
    { name: 'no database at all', ends: 'failed: databaseGone', happen: databaseAway },
    { name: 'disk full while the delivery is kept', ends: 'failed: notKept', happen: diskFullOfDeliveries },
    // A limit on the size of files reaches neither the server's files nor those without a name.
    ...(isRoot
      ? [
          { name: 'disk full while keys are compared', ends: 'failed: diskFull', happen: diskFullOfKeys },
          { name: 'disk of the database full', ends: 'failed: diskFull', happen: diskFullOfRows },
        ]
      : []),
  ]
}

const run = async (fire: Fire, path: string, options: Given['options'] = {}) =>
  (await fire.importInChild(path, { nodeOptions: importLimits, ...options })).outcome

async function twoAtOnce(fire: Fire, { good }: Workshop) {
  const free = await holdLock(fire.parts.db, 'import inna-dostawa.zip (4711)')
  try {
    return await run(fire, good(), { waitMs: 0 })
  } finally {
    await free()
  }
}

/** The import is held at a table somebody locked, and its connection cut there. */
async function databaseCut(fire: Fire, workshop: Workshop) {
  return asAdministrator(fire.admin, async (holder) => {
    await holder.query('begin')
    await holder.query(`lock table ${quoteIdentifier(fire.names.schema)}.readings_versions in access exclusive mode`)
    const running = run(fire, workshop.good())
    await asAdministrator(fire.admin, async (client) => {
      for (let cut = 0; cut === 0; await sleep(20)) {
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'import dostawa%' and wait_event_type = 'Lock' and datname = current_database()`,
        )
        cut = rowCount ?? 0
      }
    })
    await holder.query('rollback')
    return running
  })
}

const databaseAway = (fire: Fire, workshop: Workshop) =>
  run(fire, workshop.good(), { host: join(fire.folder, 'nobody-listens-here') })

async function diskFullOfDeliveries(fire: Fire, workshop: Workshop) {
  if (isRoot) {
    return onSmallDisk(64, (rawDir) => run(fire, workshop.good(), { rawDir }))
  }
  return run(fire, workshop.good(), { wrapper: ['/bin/sh', '-c', 'ulimit -f 8; exec "$0" "$@"'] })
}

async function diskFullOfKeys(fire: Fire, workshop: Workshop) {
  const path = longReadings(workshop)
  // Without the raw delivery before it, it is read whole and its keys are compared.
  await removeTree(fire.parts.settings.rawDir)
  return onSmallDisk(256, (folder) => run(fire, path, { env: { TMPDIR: folder } }))
}

/** Staging goes to the importer's temporary tablespace, which here lies on a disk of its own. */
async function diskFullOfRows(fire: Fire, workshop: Workshop) {
  const path = longReadings(workshop)
  await removeTree(fire.parts.settings.rawDir)
  const importer = quoteIdentifier(roleName(fire.names, 'importer'))
  const space = quoteIdentifier(`${fire.names.rolePrefix}_small`)
  return onSmallDisk(1024, (folder) =>
    asAdministrator(fire.admin, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory')
      const owner = statSync(rows[0]!.data_directory)
      const place = join(folder, 'space')
      mkdirSync(place)
      for (const path of [folder, place]) chownSync(path, owner.uid, owner.gid)
      await client.query(`create tablespace ${space} location '${place}'`)
      await client.query(`grant create on tablespace ${space} to ${importer}`)
      await client.query(`alter role ${importer} set temp_tablespaces = ${space}`)
      try {
        return await run(fire, path)
      } finally {
        await client.query(`alter role ${importer} reset temp_tablespaces`)
        await client.query(`drop tablespace ${space}`)
      }
    }),
  )
}

async function onSmallDisk<T>(kibibytes: number, work: (folder: string) => Promise<T>): Promise<T> {
  // The database's own user must come there, too.
  const folder = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=0755`, 'tmpfs', folder])
  try {
    return await work(folder)
  } finally {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${folder} `)) execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  }
}
