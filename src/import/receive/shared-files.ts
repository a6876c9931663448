import { constants } from 'node:fs'
import { chmod, type FileHandle, link, lstat, open, rm } from 'node:fs/promises'

/** A file of the delivery was written to after it was taken in: what was read may be none of the two. */
export class StillWritten extends Error {}

interface Written {
  readonly size: bigint
  readonly mtimeNs: bigint
  /** Moves with every write too, and nobody can set it back. */
  readonly ctimeNs: bigint
}

/** Files of the inbox under a second name, as they were when they got it. */
export class SharedFiles {
  readonly #files = new Map<string, Written & { readonly mode: number }>()

  get size(): number {
    return this.#files.size
  }

  /**
   * False when it must be copied: another file system, somebody else's file, whose owner may write to it at any time, or one that
   * has a further name already, under which the next export may be written tonight.
   */
  async add(root: string, path: string, to: string): Promise<boolean> {
    const folder = await openWithoutLinks(root, path.split('/').slice(0, -1)).catch(() => null)
    if (!folder) return false
    try {
      await link(inside(folder, path.split('/').at(-1)!), to)
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
    // Memory a program has mapped is written without a trace until it was put on the disk once.
    await syncPath(to)
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

  /** From now on nobody writes into them by mistake; who could read them still can. @throws StillWritten */
  async seal(): Promise<void> {
    await this.verify()
    for (const [path, before] of this.#files) {
      await chmod(path, (before.mode & 0o444) | 0o400)
      if (!isSame(await writtenAt(path), before)) throw new StillWritten()
    }
  }
}

const isSame = (one: Written, other: Written): boolean => one.size === other.size && one.mtimeNs === other.mtimeNs

async function writtenAt(path: string): Promise<Written> {
  const { size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
  return { size, mtimeNs, ctimeNs }
}

const inside = (folder: FileHandle, name: string): string => `/proc/self/fd/${folder.fd}/${name}`

/**
 * The folder of a file, step by step: one that was exchanged for a link on the way would lead to any file of ours, the database's
 * among them. Where a system does not show open folders (no Linux), files are copied.
 */
async function openWithoutLinks(root: string, steps: readonly string[]): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  let folder = await open(root, flags)
  for (const step of steps) {
    const next = await open(inside(folder, step), flags).finally(() => folder.close())
    folder = next
  }
  return folder
}

export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY)
  await handle.sync().finally(() => handle.close())
}

/** The two halves of a path `SharedFiles.add` takes. */
export const splitPath = (path: string): readonly [root: string, name: string] => {
  const at = path.lastIndexOf('/')
  return at < 0 ? ['.', path] : [path.slice(0, at) || '/', path.slice(at + 1)]
}
