import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder } from '../files.ts'
import type { Log } from '../log.ts'
import type { Secrets } from '../secrets.ts'
import type { Cluster } from './cluster.ts'
import {
  abandonedDrafts,
  ensureCluster,
  forgetStalePostmaster,
  locateCluster,
  readPostmasterFile,
  serverFolder,
  socketFolder,
  superuser,
  superuserSecret,
  writeSettings,
} from './cluster.ts'
import type { Engine } from './engine.ts'
import { prepareEngine } from './engine.ts'
import type { DataLock } from './lock.ts'
import { lockDataDirectory, readHolder } from './lock.ts'
import { processesWith, waitUntil } from './processes.ts'
import type { Target } from './target.ts'

export type Embedded = {
  /** How the administrator connects. */
  admin: Target
  /** Where the files really lie, for the operator's eyes. */
  place: string
  pid(): number | undefined
  /** How often the server had to be started again since this program began. */
  restarts(): number
  stop(): Promise<void>
}

/** A stop that takes longer is turned into the hard one, which recovers at the next start. */
const patienceWithLeftoverMs = 2_500
const patienceAtStopMs = 20_000
/** Recovery after a crash replays at most max_wal_size. */
const patienceAtStartMs = 60_000
const longestPauseMs = 5_000

/**
 * Starts the embedded PostgreSQL of this data directory and keeps it running until `stop`.
 * Throws DataDirectoryInUse when another living program already does.
 */
export async function startEmbedded(dataDir: string, secrets: Secrets, log: Log): Promise<Embedded> {
  makePrivateFolder(dataDir)
  const home = realpathSync(dataDir)
  const lock = lockDataDirectory(home)
  try {
    return await startLocked(home, lock, secrets, log)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function startLocked(dataDir: string, lock: DataLock, secrets: Secrets, log: Log): Promise<Embedded> {
  const former = readHolder(dataDir)
  const place = locateCluster(dataDir, secrets)
  const engine = prepareEngine(place.base, place.user !== undefined)
  for (const name of readdirSync(place.base).filter(abandonedDrafts)) {
    rmSync(join(place.base, name), { recursive: true, force: true })
  }
  ensureCluster(place, engine, secrets)
  serverFolder(place.log, place.user)
  await endLeftovers(place, log)
  if (former && !former.socketDir.startsWith(place.base)) rmSync(former.socketDir, { recursive: true, force: true })
  const socket = socketFolder(place)
  writeSettings(place, socket.path)

  let child: ChildProcess
  let stopping = false
  let restarts = 0
  const start = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      // Again before each: one that a killed program had only just begun to start may show itself late.
      await endLeftovers(place, log)
      forgetIfStale(place)
      child = launch(place, engine, socket.path)
      const failure = await untilReady(child, place)
      if (stopping) return
      if (failure === undefined) break
      // Right after a kill its children may still hold the shared memory; they notice within moments.
      if (attempt === 8) throw new Error(failure)
      log.warn('database did not start', { attempt, reason: failure })
      await pause(attempt)
    }
    child.once('exit', (code, signal) => void (stopping || revive(code, signal)))
  }
  const revive = async (code: number | null, signal: string | null): Promise<void> => {
    restarts++
    log.error('database ended by itself, starting it again', { code: String(code), signal: String(signal) })
    for (let attempt = 1; !stopping; attempt++) {
      try {
        return await start()
      } catch (error) {
        log.error('database does not start', { attempt, reason: (error as Error).message })
        await pause(attempt)
      }
    }
  }
  // The last thing a program that ends without `stop` does: ask the server for a clean end.
  const atExit = () => void child?.kill('SIGINT')
  process.once('exit', atExit)
  await start()
  lock.announce({ pid: process.pid, since: new Date().toISOString(), socketDir: socket.path })
  return {
    admin: embeddedTarget(socket.path, secrets),
    place: place.base,
    pid: () => child.pid,
    restarts: () => restarts,
    stop: async () => {
      stopping = true
      await end(child)
      process.off('exit', atExit)
      if (socket.temporary) rmSync(socket.path, { recursive: true, force: true })
      lock.release()
    },
  }
}

/** How a second program of the same installation (a command beside the running portal) reaches the database. */
export function embeddedTarget(socketDir: string, secrets: Secrets): Target {
  return { host: socketDir, port: 5432, user: superuser, password: secrets.get(superuserSecret), database: 'ebok' }
}

function launch(place: Cluster, engine: Engine, socketDir: string): ChildProcess {
  // Locks of sockets carry a pid too; no living server is left here, so they are stale.
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(socketDir, name), { force: true })
  const output = openSync(startupLog(place), 'w', 0o600)
  try {
    const child = spawn(
      engine.bin('postgres'),
      ['-D', place.cluster, '-c', `config_file=${join(place.base, 'postgresql.conf')}`],
      // A session of its own: Ctrl+C in the terminal must reach the program first, which lets pages finish.
      { ...place.user, env: engine.env, cwd: place.cluster, detached: true, stdio: ['ignore', output, output] },
    )
    child.on('error', () => {})
    child.unref()
    if (child.pid !== undefined) tether(child, child.pid, place)
    return child
  } finally {
    closeSync(output)
  }
}

/**
 * Ties the server's life to ours, whatever ends us: a shell waits on a pipe that only we hold, and when the kernel closes
 * it, even after kill -9, tells the server to end cleanly.
 */
function tether(server: ChildProcess, pid: number, place: Cluster): void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    ...place.user,
    env: {},
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  // Once the server is gone its number may become somebody else's.
  server.once('exit', () => shell.kill('SIGKILL'))
}

const startupLog = (place: Cluster) => join(place.base, 'startup.log')

/** Undefined when the server takes connections, otherwise the sentence that says why not. */
async function untilReady(child: ChildProcess, place: Cluster): Promise<string | undefined> {
  const ended = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  const ready = () => {
    const file = readPostmasterFile(place)
    return file?.pid === child.pid && file?.ready === true
  }
  const inTime = await waitUntil(() => ended() || ready(), patienceAtStartMs)
  if (inTime && !ended()) return undefined
  if (child.pid === undefined) {
    return `PostgreSQL cannot be started in ${place.base} as user ${place.user?.uid ?? process.getuid?.()}: not permitted or not runnable.`
  }
  if (!ended()) await end(child)
  return `PostgreSQL in ${place.base} does not start: ${lastWords(place)}`
}

function lastWords(place: Cluster): string {
  const text = readFileSync(startupLog(place), 'utf8').trim()
  return text.split('\n').slice(-2).join(' ') || `it said nothing, see ${place.log}`
}

/** Fast shutdown: open transactions are rolled back, everything acknowledged is on disk. */
async function end(child: ChildProcess): Promise<void> {
  const ended = () => child.exitCode !== null || child.signalCode !== null
  if (child.pid === undefined || ended()) return
  child.ref()
  child.kill('SIGINT')
  if (!(await waitUntil(ended, patienceAtStopMs))) {
    child.kill('SIGQUIT')
    await waitUntil(ended, patienceAtStopMs)
  }
}

/**
 * Living servers of these files that a killed program left behind. Their own file postmaster.pid is not asked: one that is
 * just starting has not written it yet, and two servers on the same files would be the end of them.
 */
const leftovers = (place: Cluster): readonly number[] => processesWith(`postgres -D ${place.cluster} `)

/**
 * Ends servers whose program was killed. Stopping is chosen over taking one in: the settings, the engine and the
 * supervision are then always those of the program that runs.
 */
async function endLeftovers(place: Cluster, log: Log): Promise<void> {
  const found = leftovers(place)
  if (found.length === 0) return
  log.warn('a killed program left its database running, ending it', { pid: found[0]! })
  const gone = () => leftovers(place).length === 0
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    for (const pid of leftovers(place)) signalTo(pid, signal)
    if (await waitUntil(gone, patienceWithLeftoverMs)) return
  }
  throw new Error(
    `A database left by a killed program does not end. Type: kill -9 ${found.join(' ')} – then start again.`,
  )
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended between the two looks.
  }
}

function forgetIfStale(place: Cluster): void {
  if (existsSync(join(place.cluster, 'postmaster.pid')) && leftovers(place).length === 0) forgetStalePostmaster(place)
}

const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(longestPauseMs, 50 * 2 ** attempt)))
