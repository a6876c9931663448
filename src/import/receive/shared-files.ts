import { constants } from 'node:fs'
import { chmod, link, lstat, open, rm } from 'node:fs/promises'
import { StillWritten } from './source.ts'
import { nameIn, openFolderWithoutLinks } from './without-links.ts'

interface Written {
  readonly size: bigint
  readonly mtimeNs: bigint
  /** Moves with every write too, and nobody can set it back. */
  readonly ctimeNs: bigint
}

/** Files of the inbox under a second name, as they were when they got it. */
export class SharedFiles {
  readonly #files = new Map<string, Written & { readonly mode: number }>()

  /**
   * False when it must be copied: another file system, somebody else's file, whose owner may write to it at any time, or one that
   * has a further name already, under which the next export may be written tonight.
   * @param path of the file, from `root`, which may be a link
   */
  async add(root: string, path: string, to: string): Promise<boolean> {
    const steps = path.split('/')
    const name = steps.pop()!
    const folder = await openFolderWithoutLinks(root, steps).catch(() => null)
    if (!folder) return false
    try {
      await link(nameIn(folder, name), to)
    } catch {
      return false
    } finally {
      await folder.close()
    }
    const found = await lstat(to, { bigint: true })
    if (!found.isFile() || Number(found.uid) !== process.getuid?.() || found.nlink !== 2n) {
      await rm(to)
      return false
    }
    // Memory a program has mapped leaves no trace in the times before it was put on the disk once; where files lie in memory, never.
    // Who may not read a file can still give it a second name; copying says then what is wrong with it.
    try {
      await syncPath(to)
    } catch {
      await rm(to)
      return false
    }
    this.#files.set(to, { ...(await writtenAt(to)), mode: Number(found.mode) })
    return true
  }

  /** To be asked when everything was read. Whoever opened a file before can still write into it. @throws StillWritten */
  async verify(): Promise<void> {
    for (const [path, before] of this.#files) {
      const now = await writtenAt(path)
      if (now.ctimeNs !== before.ctimeNs || !isSame(now, before)) throw new StillWritten()
    }
  }

  /**
   * From now on nobody writes into them by mistake; who could read them still can.
   * @throws StillWritten after `unseal`
   */
  async seal(): Promise<void> {
    await this.verify()
    try {
      for (const [path, before] of this.#files) {
        await chmod(path, (before.mode & 0o444) | 0o400)
        if (!isSame(await writtenAt(path), before)) throw new StillWritten()
      }
    } catch (error) {
      await this.unseal()
      throw error
    }
  }

  /** Gives their sender back the right to write. */
  async unseal(): Promise<void> {
    for (const [path, { mode }] of this.#files) await chmod(path, mode & 0o7777).catch(() => {})
  }
}

const isSame = (one: Written, other: Written): boolean => one.size === other.size && one.mtimeNs === other.mtimeNs

async function writtenAt(path: string): Promise<Written> {
  const { size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
  return { size, mtimeNs, ctimeNs }
}

export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY)
  await handle.sync().finally(() => handle.close())
}
