import { createHash, type Hash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openFolder, readerOfFile } from './folder.ts'
import { HashPool, worthAThread } from './hash-pool.ts'
import { SharedFiles, splitPath, syncPath } from './shared-files.ts'
import { type ByteReader, blocksOf, type ReceiveLimits, Refused, receiveLimits } from './source.ts'

export interface KeptDelivery {
  /** SHA-256, hexadecimal: of the .zip file's bytes, or of the list of a folder's files with their hashes. */
  readonly hash: string
  /** What `openDelivery` takes. */
  readonly path: string
  /** The very same delivery had been kept before. */
  readonly alreadyKept: boolean
}

/** A delivery taken in and hashed, and on its way to the disk. */
export interface TakenDelivery extends KeptDelivery {
  /** SHA-256 of each file as it was taken in; null when the files lie packed in an archive. */
  readonly fileHashes: ReadonlyMap<string, string> | null
  /**
   * Resolves when the delivery is kept for good, under its hash; `path` leads nowhere after that. Whatever is made of
   * the delivery may be shown only then. Rejects with {@link StillWritten} when a shared file is not what was hashed.
   */
  readonly settle: () => Promise<void>
  /** @throws StillWritten Whatever is found wrong with such a delivery may be that it is not whole yet. */
  readonly verify: () => Promise<void>
  /** Some of it lies in the inbox and nowhere else. */
  readonly isShared: boolean
  /** Forgets it: it is still in the inbox, whose owner may mend or finish it. */
  readonly discard: () => Promise<void>
}

export interface Taking {
  readonly limits?: ReceiveLimits
  /**
   * Files that are ours get a second name instead of a copy, and once the delivery is settled nobody may write into them. Only for
   * the inbox: what else somebody hands over stays theirs to change.
   */
  readonly share?: boolean
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
export async function keepRaw(from: string, rawDir: string): Promise<KeptDelivery> {
  const { hash, path, alreadyKept, settle } = await takeIn(from, rawDir)
  await settle()
  return { hash, path: join(rawDir, hash, basename(path)), alreadyKept }
}

/**
 * Puts the delivery beside the kept ones, to be renamed when it is whole and on the disk: a kill leaves either nothing or
 * everything. Putting a gigabyte on the disk takes longer than reading it, so it goes on while the delivery is checked.
 */
export async function takeIn(
  from: string,
  rawDir: string,
  { limits = receiveLimits, share = false }: Taking = {},
): Promise<TakenDelivery> {
  await mkdir(rawDir, { recursive: true, mode: 0o700 })
  const incoming = join(rawDir, `${incomingPrefix}${randomBytes(8).toString('hex')}`)
  await mkdir(incoming, { mode: 0o700 })
  try {
    const found = await stat(from)
    if (!found.isFile() && !found.isDirectory()) throw new Refused('notADelivery')
    const inside = found.isDirectory() ? folderName : archiveName
    const shared = share ? new SharedFiles() : null
    const { hash, fileHashes } = found.isDirectory()
      ? await putFolder(from, join(incoming, inside), limits, shared)
      : { hash: await putFile(from, join(incoming, inside), limits, shared), fileHashes: null }
    const kept = join(rawDir, hash)
    const alreadyKept = await lstat(kept).then(
      () => true,
      () => false,
    )
    const verify = async () => shared?.verify()
    // What was kept before is not read in its place: it may have been changed under its other name since.
    const onDisk = alreadyKept ? Promise.resolve() : putOnDisk(incoming)
    // Nobody may be waiting yet when it fails; whoever settles is told.
    onDisk.catch(() => {})
    const settle = once(async () => {
      try {
        await onDisk
        if (alreadyKept) return await verify()
        await shared?.seal()
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
    const discard = once(async () => {
      await onDisk.catch(() => {})
      await removeTree(incoming)
    })
    const isShared = (shared?.size ?? 0) > 0
    return { hash, path: join(incoming, inside), alreadyKept, fileHashes, settle, verify, isShared, discard }
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

async function putFile(from: string, to: string, limits: ReceiveLimits, shared: SharedFiles | null): Promise<string> {
  const hash = createHash('sha256')
  if (await shared?.add(...splitPath(from), to)) {
    if ((await stat(to)).size > limits.bytes) throw tooBig(limits)
    for await (const block of blocksOf(readerOfFile(await open(to, constants.O_RDONLY)))) hash.update(block)
  } else {
    await copier(limits)(readerOfFile(await open(from, constants.O_RDONLY)), to, hash)
  }
  return hash.digest('hex')
}

const tooBig = ({ bytes }: ReceiveLimits) => new Refused('deliveryTooBig', '', { limit: bytes })

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
        if (length > limits.bytes) throw tooBig(limits)
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
async function putFolder(from: string, to: string, limits: ReceiveLimits, shared: SharedFiles | null) {
  const source = await openFolder(from, limits)
  const files = [...source.list()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const hashes = new Map<string, Promise<string>>()
  const pool = new HashPool()
  const copyTo = copier(limits)
  try {
    for (const { path, bytes } of files) {
      const target = join(to, path)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const isShared = await shared?.add(from, path, target)
      const hash = isShared || bytes >= worthAThread ? null : createHash('sha256')
      if (!isShared) await copyTo(await source.open(path), target, hash)
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

/** Removes a kept or half-kept delivery: its folders are read-only and must be opened again first. */
export async function removeTree(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
  if (!entries) return
  await chmod(path, 0o700)
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(path, entry.name))
  await rm(path, { recursive: true, force: true })
}
