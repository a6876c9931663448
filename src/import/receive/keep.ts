import { createHash, type Hash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openFolder, readerOfFile } from './folder.ts'
import { HashPool, worthAThread } from './hash-pool.ts'
import { type ByteReader, type ReceiveLimits, Refused, receiveLimits } from './source.ts'

export interface KeptDelivery {
  /** SHA-256, hexadecimal: of the .zip file's bytes, or of the list of a folder's files with their hashes. */
  readonly hash: string
  /** What `openDelivery` takes. */
  readonly path: string
  /** The very same delivery had been kept before. */
  readonly alreadyKept: boolean
}

/** A delivery copied and hashed, and on its way to the disk. */
export interface TakenDelivery extends KeptDelivery {
  /** SHA-256 of each file as it was copied; null when the files lie packed in an archive. */
  readonly fileHashes: ReadonlyMap<string, string> | null
  /**
   * Resolves when the delivery is kept for good, under its hash; `path` leads nowhere after that. Whatever is made of
   * the delivery may be shown only then.
   */
  readonly settle: () => Promise<void>
}

/** Where a kept delivery lies, by its hash; one of the two. */
export const keptPaths = (rawDir: string, hash: string): readonly string[] => [
  join(rawDir, hash, folderName),
  join(rawDir, hash, archiveName),
]

const folderName = 'delivery'
const archiveName = 'delivery.zip'
export const incomingPrefix = '.incoming-'

/** Keeps the raw delivery under `<rawDir>/<hash>/`, read-only, so that what was published can be proved and loaded again. */
export async function keepRaw(
  from: string,
  rawDir: string,
  limits: ReceiveLimits = receiveLimits,
): Promise<KeptDelivery> {
  const { hash, path, alreadyKept, settle } = await takeIn(from, rawDir, limits)
  await settle()
  return { hash, path: join(rawDir, hash, basename(path)), alreadyKept }
}

/**
 * Copies the delivery beside the kept ones, to be renamed when it is whole and on the disk: a kill leaves either nothing or
 * everything. Putting a gigabyte on the disk takes longer than reading it, so it goes on while the delivery is checked.
 */
export async function takeIn(
  from: string,
  rawDir: string,
  limits: ReceiveLimits = receiveLimits,
): Promise<TakenDelivery> {
  await mkdir(rawDir, { recursive: true, mode: 0o700 })
  const incoming = join(rawDir, `${incomingPrefix}${randomBytes(8).toString('hex')}`)
  await mkdir(incoming, { mode: 0o700 })
  try {
    const found = await stat(from)
    if (!found.isFile() && !found.isDirectory()) throw new Refused('notADelivery')
    const inside = found.isDirectory() ? folderName : archiveName
    const { hash, fileHashes } = found.isDirectory()
      ? await copyFolder(from, join(incoming, inside), limits)
      : { hash: await copyFile(from, join(incoming, inside), limits), fileHashes: null }
    const kept = join(rawDir, hash)
    const alreadyKept = await lstat(kept).then(
      () => true,
      () => false,
    )
    if (alreadyKept) {
      await removeTree(incoming)
      return { hash, path: join(kept, inside), alreadyKept, fileHashes, settle: async () => {} }
    }
    const onDisk = putOnDisk(incoming)
    // Nobody may be waiting yet when it fails; whoever settles is told.
    onDisk.catch(() => {})
    const settle = once(async () => {
      try {
        await onDisk
        // A second process may have kept the same delivery a moment before us; its copy is as good as ours.
        await rename(incoming, kept).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
        })
        await chmod(kept, 0o500)
        await syncPath(rawDir)
      } finally {
        await removeTree(incoming)
      }
    })
    return { hash, path: join(incoming, inside), alreadyKept, fileHashes, settle }
  } catch (error) {
    await removeTree(incoming)
    throw error
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}

async function copyFile(from: string, to: string, limits: ReceiveLimits): Promise<string> {
  const hash = createHash('sha256')
  await copier(limits)(readerOfFile(await open(from, constants.O_RDONLY)), to, hash)
  return hash.digest('hex')
}

const blockBytes = 1024 * 1024

/** Copies files one after another, with two blocks for all of them: one is written while the other is read. */
function copier(limits: ReceiveLimits) {
  const blocks = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)] as const
  return async (from: ByteReader, to: string, hash: Hash | null): Promise<void> => {
    let writing: Promise<void> = Promise.resolve()
    let target: FileHandle | undefined
    try {
      target = await open(to, 'wx', 0o400)
      let length = 0
      for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
        const block = blocks[turn].subarray(0, await from.read(blocks[turn]))
        if (block.length === 0) break
        length += block.length
        if (length > limits.bytes) throw new Refused('deliveryTooBig', '', { limit: limits.bytes })
        hash?.update(block)
        await writing
        writing = target.writeFile(block)
        writing.catch(() => {})
      }
      await writing
    } finally {
      await writing.catch(() => {})
      await target?.close()
      await from.close()
    }
  }
}

/** The folder's hash is that of its list of files: it changes with any byte, name or missing file. */
async function copyFolder(from: string, to: string, limits: ReceiveLimits) {
  const source = await openFolder(from, limits)
  const files = [...source.list()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const hashes = new Map<string, Promise<string>>()
  const pool = new HashPool()
  const copyTo = copier(limits)
  try {
    for (const { path, bytes } of files) {
      const target = join(to, path)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const hash = bytes < worthAThread ? createHash('sha256') : null
      await copyTo(await source.open(path), target, hash)
      // What is kept is hashed, while the next file is copied.
      const hashed = hash ? Promise.resolve(hash.digest('hex')) : pool.hash(target)
      hashed.catch(() => {})
      hashes.set(path, hashed)
    }
    const list = createHash('sha256')
    const fileHashes = new Map<string, string>()
    for (const { path } of files) {
      const hash = await hashes.get(path)!
      list.update(`${hash}  ${path}\n`)
      fileHashes.set(path, hash)
    }
    return { hash: list.digest('hex'), fileHashes }
  } finally {
    await Promise.allSettled(hashes.values())
    await pool.close()
  }
}

/** Files become durable, folders read-only as well, the deepest first; the outermost stays open until it is renamed. */
async function putOnDisk(folder: string, outermost = true): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await (entry.isDirectory() ? putOnDisk(path, false) : syncPath(path))
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
