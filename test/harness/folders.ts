/** Folders of tests, proofs and benches among the temporary files. None of them outlives the process that made it. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '#import/receive/keep.ts'
import { isHeld } from '#platform/db/lock.ts'

/** Who made a folder stands in its name, so that the next run knows whether somebody still needs it. */
const name = /^ebok-[a-z-]+-(\d+)-\w{6}$/
const mine = new Set<string>()
const swept = new Set<string>()

/**
 * A folder that any user may enter, as the embedded server needs when tests run as root. Whoever makes it removes it when done; what is
 * left goes when the process ends or is asked to end, and after kill -9 with the next run.
 * @param kind a word of small letters that says whose it is
 */
export function temporaryFolder(kind = 'test', parent = tmpdir()): string {
  if (mine.size === 0 && swept.size === 0) guard()
  if (!swept.has(parent)) sweep(parent)
  swept.add(parent)
  const folder = mkdtempSync(join(parent, `ebok-${kind}-${process.pid}-`))
  chmodSync(folder, 0o711)
  mine.add(folder)
  return folder
}

const plentyBytes = 4 * 1024 ** 3

/**
 * Memory that looks like a disk, where there is plenty of it: a run of all tests makes hundreds of databases of a thousand files each,
 * and a tenth of its time went to entering them into a file system that forgets them a moment later. Elsewhere the temporary files.
 */
export function placeOfThrowAwayServers(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory) || !existsSync('/proc/mounts')) return tmpdir()
  const options = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, where]) => where === memory)?.[3]
  const { bavail, bsize } = statfsSync(memory)
  // Root's server is started from a copy of the program in its own folder.
  return options !== undefined && !options.split(',').includes('noexec') && bavail * bsize >= plentyBytes
    ? memory
    : tmpdir()
}

function guard(): void {
  process.on('exit', () => {
    for (const folder of mine) remove(folder)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Somebody else in this process ends things in order.
      if (process.listenerCount(signal) === 1) process.exit(1)
    })
  }
}

/** Removes what killed processes of this user left. */
export function sweep(parent = tmpdir()): void {
  for (const entry of readdirSync(parent)) {
    const maker = Number(name.exec(entry)?.[1] ?? 0)
    const folder = join(parent, entry)
    if (maker > 0 && !lives(maker) && isMine(folder) && !isUsed(folder)) remove(folder)
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

const isMine = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.()

/** A program that a killed test had started may still run on a data directory in it. */
const isUsed = (folder: string): boolean =>
  [folder, ...readdirSync(folder).map((entry) => join(folder, entry))].some(
    (dataDir) => existsSync(join(dataDir, 'lock')) && isHeld(dataDir),
  )

function remove(folder: string): void {
  try {
    // A server that is just ending may still write.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
  } catch {
    // The next run tries again.
  }
}

/** A whole installation: for root its database may lie elsewhere, with a link to it; kept deliveries are read-only. */
export async function removeInstallation(dataDir: string): Promise<void> {
  await removeTree(join(dataDir, 'deliveries'))
  const database = join(dataDir, 'database')
  if (existsSync(database)) rmSync(realpathSync(database), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}
