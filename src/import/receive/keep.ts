import { createHash, type Hash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openFolder } from './folder.ts'
import { type ReceiveLimits, Refused, receiveLimits } from './source.ts'

export interface KeptDelivery {
  /** SHA-256, hexadecimal: of the .zip file's bytes, or of the list of a folder's files with their hashes. */
  readonly hash: string
  /** What `openDelivery` takes. */
  readonly path: string
  /** The very same delivery had been kept before. */
  readonly alreadyKept: boolean
}

/**
 * Keeps the raw delivery under `<rawDir>/<hash>/`, read-only, so that what was published can be proved and loaded again.
 *
 * It is copied beside first and renamed when whole and on the disk: a kill leaves either nothing or everything.
 */
export async function keepRaw(
  from: string,
  rawDir: string,
  limits: ReceiveLimits = receiveLimits,
): Promise<KeptDelivery> {
  await mkdir(rawDir, { recursive: true, mode: 0o700 })
  const incoming = join(rawDir, `.incoming-${randomBytes(8).toString('hex')}`)
  await mkdir(incoming, { mode: 0o700 })
  try {
    const found = await stat(from)
    if (!found.isFile() && !found.isDirectory()) throw new Refused('notADelivery')
    const inside = found.isDirectory() ? 'delivery' : 'delivery.zip'
    const hash = found.isDirectory()
      ? await copyFolder(from, join(incoming, inside), limits)
      : await copyFile(from, join(incoming, inside), limits)
    const kept = join(rawDir, hash)
    const path = join(kept, inside)
    const alreadyKept = await lstat(path).then(
      () => true,
      () => false,
    )
    if (!alreadyKept) {
      await settle(incoming)
      // A second process may have kept the same delivery a moment before us; its copy is as good as ours.
      await rename(incoming, kept).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      })
      await chmod(kept, 0o500)
      await syncPath(rawDir)
    }
    return { hash, path, alreadyKept }
  } finally {
    await removeTree(incoming)
  }
}

async function copyFile(from: string, to: string, limits: ReceiveLimits): Promise<string> {
  const source = await open(from, constants.O_RDONLY)
  return copy(source.createReadStream({ highWaterMark: 256 * 1024 }), to, limits)
}

async function copy(bytes: AsyncIterable<Buffer>, to: string, limits: ReceiveLimits): Promise<string> {
  const hash: Hash = createHash('sha256')
  const target = await open(to, 'wx', 0o400)
  let length = 0
  try {
    for await (const chunk of bytes) {
      length += chunk.length
      if (length > limits.bytes) throw new Refused('deliveryTooBig', '', { limit: limits.bytes })
      hash.update(chunk)
      await target.writeFile(chunk)
    }
    await target.sync()
  } finally {
    await target.close()
  }
  return hash.digest('hex')
}

/** The folder's hash is that of its list of files: it changes with any byte, name or missing file. */
async function copyFolder(from: string, to: string, limits: ReceiveLimits): Promise<string> {
  const source = await openFolder(from, limits)
  const list = createHash('sha256')
  const files = [...source.list()].sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const { path } of files) {
    const target = join(to, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const hash = await copy(await source.open(path), target, limits)
    list.update(`${hash}  ${path}\n`)
  }
  return list.digest('hex')
}

/** Folders become read-only and durable, the deepest first; the outermost stays open until it is renamed. */
async function settle(folder: string, outermost = true): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await settle(join(folder, entry.name), false)
  }
  await syncPath(folder)
  if (!outermost) await chmod(folder, 0o500)
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY)
  await handle.sync()
  await handle.close()
}

/** Removes a kept or half-kept delivery: its folders are read-only and must be opened again first. */
export async function removeTree(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
  if (!entries) return
  await chmod(path, 0o700)
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(path, entry.name))
  await rm(path, { recursive: true, force: true })
}
