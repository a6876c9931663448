import { createHash, type Hash, randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { chmod, type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { openFolder, readerOfFile } from './folder.ts'
import { FileGrew, HashPool, worthAThread } from './hash-pool.ts'
import { SharedFiles, syncPath } from './shared-files.ts'
import {
  type ByteReader,
  blocksOf,
  type DeliveredFile,
  type ReceiveLimits,
  Refused,
  receiveLimits,
  StillWritten,
} from './source.ts'
import { openFileWithoutLinks } from './without-links.ts'

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
   * the delivery may be shown only then. Rejects with {@link StillWritten} when the delivery in the inbox is not what was hashed.
   */
  readonly settle: () => Promise<void>
  /** @throws StillWritten Whatever is found wrong with such a delivery may be that it is not whole yet. */
  readonly verify: () => Promise<void>
  /** Forgets it: it is still in the inbox, whose owner may mend or finish it. */
  readonly discard: () => Promise<void>
}

export interface Taking {
  readonly limits?: ReceiveLimits
  /**
   * A delivery of the inbox: no link is followed, its sender may still be at it, which is noticed, and large files that are ours get a second
   * name instead of a copy; once the delivery is settled nobody may write into them. What else somebody hands over stays theirs to change.
   */
  readonly inbox?: boolean
  /** Of the inbox, but copied, and nobody asks whether its sender is done. */
  readonly asItIs?: boolean
  /** From this size on a second name is worth its trouble: it has to be put on the disk at once, a copy goes there beside. */
  readonly shareFromBytes?: number
}

const worthALinkBytes = 1024 * 1024

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
export async function takeIn(from: string, rawDir: string, taking: Taking = {}): Promise<TakenDelivery> {
  const { limits = receiveLimits, inbox = false, shareFromBytes = worthALinkBytes } = taking
  await mkdir(rawDir, { recursive: true, mode: 0o700 })
  const incoming = join(rawDir, `${incomingPrefix}${randomBytes(8).toString('hex')}`)
  await mkdir(incoming, { mode: 0o700 })
  try {
    // Somebody who types a path may name a link; in the inbox it could lead to any file of this machine.
    const place = inbox ? from : await realpath(from)
    const found = await lstat(place)
    if (found.isSymbolicLink()) throw new Refused('linkRefused')
    if (!found.isFile() && !found.isDirectory()) throw new Refused('notADelivery')
    const shared = inbox && !taking.asItIs ? new SharedFiles() : null
    const take = { from: place, limits, shared, shareFromBytes }
    const path = join(incoming, found.isDirectory() ? folderName : archiveName)
    const taken = found.isDirectory() ? await takeFolder(take, path) : await takeFile(take, path, onlyFile(found))
    const verify = async () => {
      if (!shared) return
      await shared.verify()
      const now = await listed(place, limits).then(lookOf, () => null)
      if (now !== taken.look) throw new StillWritten()
    }
    return await onItsWay({ ...taken, path, incoming, kept: join(rawDir, taken.hash), shared, verify })
  } catch (error) {
    await removeTree(incoming)
    throw error
  }
}

interface OnItsWay extends Taken {
  readonly path: string
  readonly incoming: string
  /** Where it will lie. */
  readonly kept: string
  readonly shared: SharedFiles | null
  readonly verify: () => Promise<void>
}

async function onItsWay({ incoming, kept, shared, ...taken }: OnItsWay): Promise<TakenDelivery> {
  const isKept = () =>
    lstat(kept).then(
      () => true,
      () => false,
    )
  // What was kept before is not read in its place: it may have been changed under its other name since.
  const alreadyKept = await isKept()
  const onDisk = alreadyKept ? null : putOnDisk(incoming)
  // Nobody may be waiting yet when it fails; whoever settles is told.
  onDisk?.catch(() => {})
  let isSettled = false
  const settle = once(async () => {
    try {
      await onDisk
      await taken.verify()
      // Asked again: its time may have come meanwhile.
      if (alreadyKept && (await isKept())) return
      if (!onDisk) await putOnDisk(incoming)
      await shared?.seal()
      await rename(incoming, kept).catch(async (error: NodeJS.ErrnoException) => {
        await shared?.unseal()
        // A second process may have kept the same delivery a moment before us; its copy is as good as ours.
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      })
      await chmod(kept, 0o500)
      await syncPath(dirname(kept))
    } finally {
      isSettled = true
      await removeTree(incoming)
    }
  })
  return {
    hash: taken.hash,
    fileHashes: taken.fileHashes,
    path: taken.path,
    alreadyKept,
    settle,
    // Once settled it is read-only and kept; what becomes of the inbox concerns it no more.
    verify: async () => {
      if (!isSettled) await taken.verify()
    },
    discard: once(async () => {
      await onDisk?.catch(() => {})
      await removeTree(incoming)
    }),
  }
}

/** The files of a delivery as they lie there now; an archive is one. */
async function listed(place: string, limits: ReceiveLimits): Promise<readonly DeliveredFile[]> {
  const found = await lstat(place)
  if (found.isDirectory()) return (await openFolder(place, limits)).list()
  return [onlyFile(found)]
}

const onlyFile = ({ size, mtimeMs }: Stats): DeliveredFile => ({ path: '', bytes: size, writtenAt: mtimeMs })

/** How a delivery looks from outside: other names, sizes or times mean that somebody is still at it. */
function lookOf(files: readonly DeliveredFile[]): string {
  // In no order, so that of two hundred thousand files nothing more is held than their list.
  const sum = Buffer.alloc(32)
  for (const { path, bytes, writtenAt } of files) {
    const one = createHash('sha256').update(`${path} ${bytes} ${writtenAt}`).digest()
    for (let at = 0; at < sum.length; at += 1) sum[at] = sum[at]! ^ one[at]!
  }
  return `${files.length} ${sum.toString('hex')}`
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}

interface Take {
  readonly from: string
  readonly limits: ReceiveLimits
  readonly shared: SharedFiles | null
  readonly shareFromBytes: number
}

interface Taken {
  readonly hash: string
  readonly fileHashes: ReadonlyMap<string, string> | null
  /** Before anything of it was read. */
  readonly look: string
}

async function takeFile(
  { from, limits, shared, shareFromBytes }: Take,
  to: string,
  file: DeliveredFile,
): Promise<Taken> {
  const hash = createHash('sha256')
  const { bytes } = file
  const [folder, name] = [dirname(resolve(from)), basename(from)]
  if (bytes > limits.bytes) throw tooBig(limits)
  if (bytes >= shareFromBytes && (await shared?.add(folder, name, to))) {
    let left = bytes
    for await (const block of blocksOf(readerOfFile(await open(to, constants.O_RDONLY)))) {
      left -= block.length
      if (left < 0) throw new StillWritten()
      hash.update(block)
    }
  } else {
    await copier(limits)(readerOfFile(await openFileWithoutLinks(folder, name)), to, hash)
  }
  return { hash: hash.digest('hex'), fileHashes: null, look: lookOf([file]) }
}

const tooBig = ({ bytes }: ReceiveLimits) => new Refused('deliveryTooBig', '', { limit: bytes })

const blockBytes = 1024 * 1024

/** Copies files one after another and tells how long each was, with two blocks for all of them: one is written while the other is read. */
function copier(limits: ReceiveLimits) {
  const blocks = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)] as const
  return async (from: ByteReader, to: string, hash: Hash | null): Promise<number> => {
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
      return length
    } finally {
      await writing.catch(() => {})
      await target?.close()
      await from.close()
    }
  }
}

/** The folder's hash is that of its list of files: it changes with any byte, name or missing file. */
async function takeFolder({ from, limits, shared, shareFromBytes }: Take, to: string): Promise<Taken> {
  const [parent, name] = [dirname(resolve(from)), basename(from)]
  const source = await openFolder(from, limits)
  const files = [...source.list()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const hashes = new Map<string, Promise<string>>()
  const pool = new HashPool()
  const copyTo = copier(limits)
  try {
    for (const { path, bytes } of files) {
      const target = join(to, path)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const isLinked = bytes >= shareFromBytes && (await shared?.add(parent, `${name}/${path}`, target)) === true
      const hash = isLinked || bytes >= worthAThread ? null : createHash('sha256')
      const length = isLinked ? bytes : await copyTo(await source.open(path), target, hash)
      // What is kept is hashed, while the next file is copied.
      const hashed = hash ? Promise.resolve(hash.digest('hex')) : pool.hash(target, length)
      hashed.catch(() => {})
      hashes.set(path, hashed)
    }
    const list = createHash('sha256')
    const fileHashes = new Map<string, string>()
    for (const { path } of files) {
      const hash = await hashes.get(path)!.catch((error) => {
        throw error instanceof FileGrew ? new StillWritten() : error
      })
      list.update(`${hash}  ${path}\n`)
      fileHashes.set(path, hash)
    }
    return { hash: list.digest('hex'), fileHashes, look: lookOf(files) }
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
