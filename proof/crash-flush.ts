/**
 * A disk that fails to flush (EIO). The kernel says so once and may forget the pages, so a database that only tries again would
 * believe them written. PostgreSQL must stop at the first such answer and recover from its journal.
 *
 * libfiu of Debian cannot be loaded into PostgreSQL (both name a function `hash_create`), and a device-mapper target needs a kernel
 * that has it; so a few lines of C stand between the server and its C library. They do not drop the pages a broken disk may drop.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '#test/harness/folders.ts'
import { freePort } from '#test/harness/ports.ts'
import { asked } from './crash-program.ts'
import { Program, prepareInstallation, Residents, saidInLog, unwrittenCommits } from './installation.ts'
import { planted } from './planted.ts'
import { atLeast, context, exactly, type Proof, seeded } from './proof.ts'
import { Stretched } from './yardstick.ts'

const writers = 4
/** What cannot be flushed: the journal, which every commit waits for, or the tables, which a checkpoint does. */
const kinds = ['pg_wal/', '/base/'] as const

export const crashFlush: Proof = {
  shows: 'a disk that fails to flush stops the database, which recovers by itself and has everything acknowledged',
  tests: [],
  controls: [
    {
      name: 'flushed again',
      what: 'a flush that failed is tried again and then believed',
      plants: [{ file: 'src/platform/db/cluster.ts', from: `fsync: 'on'`, to: `fsync: 'on', data_sync_retry: 'on'` }],
    },
    unwrittenCommits,
  ],
  async run({ seed, short, control, say }) {
    const rounds = short ? 4 : control ? 8 : 40
    const random = seeded(seed)
    const folder = temporaryFolder()
    after(() => rmSync(folder, { recursive: true, force: true }))
    const flush = compiled(folder)
    if (!flush) return [{ what: 'flushes that fail', found: 'needs a C compiler', limit: 'cc', holds: false }]
    const dataDir = join(folder, 'dane')
    mkdirSync(dataDir, { mode: 0o711 })
    await prepareInstallation(dataDir, folder)
    const program = new Program(dataDir, await freePort(), flush.env)
    after(() => program.stop())
    await program.start()
    const residents = new Residents(program)
    const [meanwhile, returns] = [
      new Stretched('slowest page meanwhile', 2_000),
      new Stretched('slowest return', 10_000),
    ]
    const found = { unstopped: 0, stuck: 0, wrong: [] as string[], pages: 0, refused: 0 }
    for (let round = 0; round < rounds; round += 1) {
      const kind = kinds[round % kinds.length]!
      const stop = new AbortController()
      const cookies = await residents.signIn(writers)
      const writing = residents.write(cookies, stop.signal)
      await residents.acknowledgedMore(1 + Math.floor(random() * 10))
      const panics = panicsIn(dataDir)
      flush.fails(kind)
      const checkpoint = kind === '/base/' ? program.asAdministrator((client) => client.query('checkpoint')) : undefined
      checkpoint?.catch(() => {})
      const until = performance.now() + 500 + random() * 2_500
      let slowestMs = 0
      while (performance.now() < until) {
        const { status, ms } = await asked(program, '/rachunki', cookies[0]!)
        slowestMs = Math.max(slowestMs, ms)
        found.pages += 1
        if (status === 503) found.refused += 1
        else if (status !== 200) found.wrong.push(String(status))
        await sleep(100)
      }
      await checkpoint?.catch(() => {})
      flush.works()
      const backMs = await program.answers()
      await meanwhile.take(slowestMs)
      await returns.take(backMs)
      stop.abort()
      await writing
      if (panicsIn(dataDir) === panics) found.unstopped += 1
      await residents.sendAgain().catch(() => {
        found.stuck += 1
        residents.forgetUnanswered()
      })
      if (round % 10 === 9) say(`${round + 1} failures, ${residents.acknowledged.size} messages`)
    }
    const { lost, doubled } = await residents.count()
    return [
      exactly('times the disk failed to flush', rounds, rounds),
      atLeast('flushes that failed', flush.met(), rounds),
      exactly('times the database did not stop itself', found.unstopped, 0),
      context('messages acknowledged', residents.acknowledged.size),
      exactly('acknowledged messages lost', lost, 0),
      exactly('messages there twice', doubled, 0),
      exactly('forms that were not taken afterwards', found.stuck, 0),
      context('pages asked meanwhile', `${found.pages}, of them ${found.refused} said "not now"`),
      exactly('that said something else', found.wrong.length, 0),
      ...(found.wrong.length > 0 ? [context('these', [...new Set(found.wrong)].join(', '))] : []),
      exactly('strange answers to forms', residents.strange.length, 0),
      ...meanwhile.figures(),
      ...returns.figures(),
    ]
  },
}

/** The lines of C, compiled and put before the C library of the database server; nothing when there is no compiler. */
function compiled(folder: string) {
  const library = join(folder, 'flush-fails.so')
  const source = join(import.meta.dirname, 'flush-fails.c')
  try {
    execFileSync('cc', ['-O1', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library, source, '-ldl'], {
      stdio: 'pipe',
    })
  } catch {
    return undefined
  }
  // The server counts here, under a user of its own.
  const place = join(folder, 'disk')
  mkdirSync(place)
  chmodSync(place, 0o777)
  const order = join(place, 'fails')
  return {
    // The server gets a short environment of its own, which the program does not let others add to.
    env: planted([
      {
        file: 'src/platform/db/engine.ts',
        from: `TZ: 'Europe/Warsaw' }`,
        to: `TZ: 'Europe/Warsaw', LD_PRELOAD: '${library}', EBOK_FLUSH_FAILS: '${order}' }`,
      },
    ]),
    fails: (kind: string) => writeFileSync(order, kind, { mode: 0o644 }),
    works: () => rmSync(order, { force: true }),
    met: () => statSync(`${order}.met`, { throwIfNoEntry: false })?.size ?? 0,
  }
}

/** How often the server said that it stops because of what the disk answered. */
const panicsIn = (dataDir: string): number => saidInLog(dataDir, /PANIC: {2}could not f(?:data)?sync/g).length
