import { type FileHandle, lstat, opendir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import {
  type ByteReader,
  type DeliveredFile,
  type DeliverySource,
  folderDepthLimit,
  isSafePath,
  type ReceiveLimits,
  Refused,
} from './source.ts'
import { openFileWithoutLinks } from './without-links.ts'

/** A delivery that lies unpacked in a folder, itself no link. Links are refused: they could show any file of this machine. */
export async function openFolder(root: string, limits: ReceiveLimits): Promise<DeliverySource> {
  const files = new Map<string, DeliveredFile>()
  let total = 0

  const walk = async (inside: string, depth: number): Promise<void> => {
    if (depth > folderDepthLimit) throw new Refused('unsafePath', inside)
    for await (const entry of await opendir(join(root, inside))) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (!isSafePath(path)) throw new Refused('unsafePath', path)
      if (entry.isDirectory()) {
        await walk(path, depth + 1)
        continue
      }
      const { size, mtimeMs } = await lstat(join(root, path))
      if (!entry.isFile()) throw new Refused('linkRefused', path)
      if (files.size === limits.files) throw new Refused('tooManyFiles', '', { limit: limits.files })
      total += size
      if (total > limits.bytes) throw new Refused('deliveryTooBig', '', { limit: limits.bytes })
      files.set(path, { path, bytes: size, writtenAt: mtimeMs })
    }
  }
  await walk('', 0)

  const opened = async (path: string): Promise<FileHandle> => {
    if (!files.has(path)) throw new Refused('fileMissing', path)
    // The file, or a folder of it, may have been exchanged for a link since it was listed.
    const [parent, name] = [dirname(resolve(root)), basename(resolve(root))]
    const handle = await openFileWithoutLinks(parent, `${name}/${path}`).catch((error) => {
      throw error.code === 'ELOOP' || error.code === 'ENOTDIR' ? new Refused('linkRefused', path) : error
    })
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
    throw new Refused('linkRefused', path)
  }

  return {
    list: () => [...files.values()],
    pathOf: (path) => join(root, path),
    open: async (path) => readerOfFile(await opened(path)),
    async close() {},
  }
}

/** Closes the file with itself. */
export function readerOfFile(file: FileHandle): ByteReader {
  return {
    read: async (into) => (await file.read(into, 0, into.length)).bytesRead,
    close: () => file.close(),
  }
}
