import { constants, existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Only Linux shows folders that are open by number; elsewhere just the last step is looked at. */
const showsOpenFolders = existsSync('/proc/self/fd')

/** A name in an open folder: it stays that folder whatever becomes of the path that led to it. */
export const nameIn = (folder: FileHandle, name: string): string => `/proc/self/fd/${folder.fd}/${name}`

/**
 * The folder of a file, step by step: one that was exchanged for a link on the way would lead to any file of ours, the database's
 * among them. `root` itself is the operator's word and may be a link.
 * @throws the system's error; also where open folders are not shown
 */
export async function openFolderWithoutLinks(root: string, steps: readonly string[]): Promise<FileHandle> {
  const isFolder = constants.O_RDONLY | constants.O_DIRECTORY
  let folder = await open(root, isFolder)
  for (const step of steps) {
    const next = await open(nameIn(folder, step), isFolder | constants.O_NOFOLLOW).finally(() => folder.close())
    folder = next
  }
  return folder
}

/** @throws the system's error: ELOOP or ENOTDIR where a link is on the way */
export async function openFileWithoutLinks(root: string, path: string): Promise<FileHandle> {
  // Nobody waits for the other end of a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  if (!showsOpenFolders) return open(join(root, path), flags)
  const steps = path.split('/')
  const name = steps.pop()!
  const folder = await openFolderWithoutLinks(root, steps)
  return open(nameIn(folder, name), flags).finally(() => folder.close())
}
