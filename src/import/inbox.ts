/** The folder where the accounting system leaves its deliveries. Nothing in it is ever deleted: it moves to done/ or failed/. */
import { lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const doneFolder = 'done'
export const failedFolder = 'failed'

export interface InboxEntry {
  readonly name: string
  readonly path: string
  /** Size and time of the file that is written last; two equal looks in a row mean that nobody writes any more. */
  readonly fingerprint: string
  readonly writtenAt: number
}

/** More than this in an inbox is a mistake of some program; the rest is seen when the first ones are gone. */
const entryLimit = 1000

/** Finished-looking deliveries: `*.zip` files, and folders that have their datapackage.json. Oldest first. */
export async function scanInbox(folder: string): Promise<readonly InboxEntry[]> {
  const found: InboxEntry[] = []
  for (const item of (await readdir(folder, { withFileTypes: true })).slice(0, entryLimit)) {
    if (item.name.startsWith('.') || item.name === doneFolder || item.name === failedFolder) continue
    const path = join(folder, item.name)
    const last = item.isDirectory() ? join(path, 'datapackage.json') : /\.zip$/i.test(item.name) ? path : null
    if (last === null) continue
    // A link is not followed: it could lead to any file of this machine.
    const state = await lstat(last).catch(() => null)
    if (!state?.isFile()) continue
    found.push({
      name: item.name,
      path,
      fingerprint: `${state.ino}:${state.size}:${state.mtimeMs}`,
      writtenAt: state.mtimeMs,
    })
  }
  return found.sort((a, b) => a.writtenAt - b.writtenAt || a.name.localeCompare(b.name))
}

/** Remembers the last look, so that a file still being written waits for the next one. */
export class InboxWatch {
  readonly #folder: string
  readonly #scan: typeof scanInbox
  #seen = new Map<string, string>()

  constructor(folder: string, scan = scanInbox) {
    this.#folder = folder
    this.#scan = scan
  }

  async finished(): Promise<readonly InboxEntry[]> {
    const entries = await this.#scan(this.#folder)
    const before = this.#seen
    this.#seen = new Map(entries.map((entry) => [entry.name, entry.fingerprint]))
    return entries.filter((entry) => before.get(entry.name) === entry.fingerprint)
  }
}

/**
 * Moves a processed delivery aside, with its report beside it. The time in the name keeps two deliveries of one name
 * apart; a folder of another file system is not offered, so the move is one rename.
 */
export async function moveAside(
  inbox: string,
  entry: InboxEntry,
  folder: typeof doneFolder | typeof failedFolder,
  now: number,
  report: string,
): Promise<void> {
  const target = join(inbox, folder)
  await mkdir(target, { recursive: true, mode: 0o750 })
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z')
  for (let attempt = 1; ; attempt += 1) {
    const name = `${stamp}${attempt > 1 ? `-${attempt}` : ''}-${entry.name}`
    const taken = await lstat(join(target, name)).catch(() => null)
    if (taken) continue
    await rename(entry.path, join(target, name))
    await writeFile(join(target, `${name}.raport.txt`), report, { mode: 0o640 })
    return
  }
}
