import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writeFileAtomic } from '../files.ts'

/** Who runs the embedded database of a data directory, and how to reach it. */
export type Holder = {
  pid: number
  since: string
  /** Folder of the database's unix socket, empty until the database is ready. */
  socketDir: string
}

export type DataLock = {
  /** Tells the other programs of this installation where the running database answers. */
  announce(holder: Holder): void
  release(): void
}

/** Another living program runs the database of this data directory. */
export class DataDirectoryInUse extends Error {
  readonly holder: Holder | undefined
  constructor(dataDir: string, holder: Holder | undefined) {
    const who = holder ? `process ${holder.pid}, since ${holder.since}` : 'another process'
    const how = holder ? ` Stop it first: kill ${holder.pid}` : ''
    super(
      `The data directory ${dataDir} is in use by ${who}.${how}` +
        ' – or start this one on a directory of its own: EBOK_DATA_DIR=/another/place',
    )
    this.name = 'DataDirectoryInUse'
    this.holder = holder
  }
}

/**
 * Takes the data directory for this process or throws DataDirectoryInUse at once.
 *
 * The lock is the operating system's own record lock, taken through the SQLite that Node brings, because Node has
 * no flock: the kernel drops it whenever the process ends, even by kill -9, so a stale lock cannot exist, and two
 * starts at the same moment cannot both win as they could with a pid file.
 */
export function lockDataDirectory(dataDir: string): DataLock {
  let lock: DatabaseSync
  try {
    lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 })
    lock.exec('begin exclusive')
  } catch (error) {
    if ((error as { errcode?: number }).errcode === 5) throw new DataDirectoryInUse(dataDir, readHolder(dataDir))
    throw error
  }
  return {
    announce: (holder) => writeFileAtomic(join(dataDir, 'holder.json'), JSON.stringify(holder) + '\n'),
    release: () => lock.close(),
  }
}

/** The last announced holder; it may be dead, so only a refused lock makes it true. */
export function readHolder(dataDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'holder.json'), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether a living process holds the data directory. */
export function isHeld(dataDir: string): boolean {
  try {
    lockDataDirectory(dataDir).release()
    return false
  } catch (error) {
    if (error instanceof DataDirectoryInUse) return true
    throw error
  }
}
