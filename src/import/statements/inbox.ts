/** The folder `wyciagi` of the inbox: bank statements, as the bank's program or a person leaves them. */
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#platform/clock.ts'
import { doneFolder, failedFolder, type InboxEntry, InboxWatch, moveAside } from '../inbox.ts'
import { outcomeText } from './report.text.ts'
import { statementLimits } from './statement.ts'
import { type StatementParts, takeStatementFile } from './take.ts'

export const statementsFolder = 'wyciagi'

/** More than this at once is a mistake of some program; the rest is seen when the first ones are gone. */
const entryLimit = 1_000

/** Ordinary files, oldest first; a file whose name begins with a dot is not finished. */
async function scanFiles(folder: string): Promise<readonly InboxEntry[]> {
  const found: InboxEntry[] = []
  for (const item of (await readdir(folder, { withFileTypes: true })).slice(0, entryLimit)) {
    if (item.name.startsWith('.') || !item.isFile()) continue
    const path = join(folder, item.name)
    const state = await lstat(path).catch(() => null)
    // A link is not followed: it could lead to any file of this machine.
    if (!state?.isFile()) continue
    const fingerprint = `${state.ino}:${state.size}:${state.mtimeMs}`
    found.push({ name: item.name, path, fingerprint, writtenAt: state.mtimeMs })
  }
  return found.sort((a, b) => a.writtenAt - b.writtenAt || a.name.localeCompare(b.name))
}

export class StatementInbox {
  readonly #parts: StatementParts & { readonly clock: Clock }
  readonly #folder: string
  readonly #watch: InboxWatch

  constructor(parts: StatementParts & { readonly clock: Clock }, inboxDir: string) {
    this.#parts = parts
    this.#folder = join(inboxDir, statementsFolder)
    this.#watch = new InboxWatch(this.#folder, scanFiles)
  }

  prepare(): Promise<unknown> {
    return mkdir(this.#folder, { recursive: true, mode: 0o770 })
  }

  /**
   * Takes what nobody writes any more. A file that cannot be taken stays, is tried again and keeps no other one waiting.
   * @throws what the database or the disk threw first.
   */
  async takeFinished(signal?: AbortSignal): Promise<void> {
    const faults: unknown[] = []
    for (const entry of await this.#watch.finished()) {
      if (signal?.aborted) break
      await this.#take(entry).catch((error: unknown) => faults.push(error))
    }
    if (faults.length > 0) throw faults[0]
  }

  async #take(entry: InboxEntry): Promise<void> {
    const { size } = await lstat(entry.path)
    // Of a file far too large only so much as shows that it is.
    const bytes = size > statementLimits.bytes ? new Uint8Array(statementLimits.bytes + 1) : await readFile(entry.path)
    const outcome = await takeStatementFile(this.#parts, { name: entry.name, bytes, source: 'inbox' })
    const folder = outcome.state === 'rejected' ? failedFolder : doneFolder
    await moveAside(this.#folder, entry, folder, this.#parts.clock.now(), outcomeText(entry.name, outcome, 'pl'))
  }
}
