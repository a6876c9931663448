/**
 * Deliveries received over the network, piece by piece: what came stays on the disk when a connection breaks, and the next
 * one goes on from there. A whole delivery is moved into the inbox, where it waits like any other.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { scanInbox } from '../inbox.ts'

/** Inside the inbox, so that moving a whole delivery into it is one rename; the inbox does not look into hidden folders. */
const partsFolder = '.odbierane'
const deliveryName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.zip$/i

export interface UploadLimits {
  /** Of one delivery. */
  readonly bytes: number
  /** What must stay free on the disk. */
  readonly reserveBytes: number
  /** Deliveries in the inbox that nobody has taken yet, and unfinished ones. */
  readonly waiting: number
  /** Received at the same time. */
  readonly atOnce: number
  /** Slower than this over `slowMs`, and the connection is given up. */
  readonly slowBytes: number
  readonly slowMs: number
}

export const uploadLimits: UploadLimits = {
  bytes: 20 * 1024 ** 3,
  reserveBytes: 1024 ** 3,
  waiting: 20,
  atOnce: 2,
  slowBytes: 64 * 1024,
  slowMs: 60_000,
}

export type UploadRefusal =
  | 'name'
  | 'tooLarge'
  | 'diskFull'
  | 'tooManyWaiting'
  | 'busy'
  | 'offset'
  | 'hash'
  | 'interrupted'
  | 'tooSlow'

export class UploadRefused extends Error {
  readonly reason: UploadRefusal
  /** Bytes that lie here: where to go on. */
  readonly offset: number

  constructor(reason: UploadRefusal, offset = 0) {
    super(`upload refused: ${reason}`)
    this.reason = reason
    this.offset = offset
  }
}

export interface Upload {
  readonly name: string
  readonly body: Readable
  /** Called once nothing speaks against taking it: a sender that waits for this has sent no byte in vain. */
  readonly accept: () => void
  readonly from: number
  /** Of the whole delivery; null when the sender does not know it beforehand. */
  readonly total: number | null
  /** As the sender has it; null when not told. */
  readonly sha256: string | null
}

export interface ReceivedUpload {
  /** As it lies in the inbox. */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export class Uploads {
  readonly #inbox: string
  readonly #folder: string
  readonly #limits: UploadLimits
  readonly #running = new Map<string, { readonly stop: () => void; readonly ended: Promise<unknown> }>()

  constructor(inbox: string, limits: UploadLimits = uploadLimits) {
    this.#inbox = inbox
    this.#folder = join(inbox, partsFolder)
    this.#limits = limits
  }

  /** Bytes of a delivery that lie here already. */
  async received(name: string): Promise<number> {
    const found = await stat(this.#part(name)).catch(() => null)
    return found?.size ?? 0
  }

  /**
   * Takes the bytes from `from` on. Resolves when the delivery is whole and in the inbox.
   * @throws UploadRefused
   */
  async receive(upload: Upload): Promise<ReceivedUpload> {
    const part = this.#part(upload.name)
    // The same sender comes again: its old connection is dead, although nobody told us yet.
    const before = this.#running.get(upload.name)
    before?.stop()
    await before?.ended.catch(() => {})
    if (this.#running.size >= this.#limits.atOnce) throw new UploadRefused('busy', await this.received(upload.name))
    const stop = () => void upload.body.destroy()
    const ended = this.#receive(upload, part)
    const entry = { stop, ended }
    this.#running.set(upload.name, entry)
    try {
      return await ended
    } finally {
      if (this.#running.get(upload.name) === entry) this.#running.delete(upload.name)
    }
  }

  #part(name: string): string {
    if (!deliveryName.test(name)) throw new UploadRefused('name')
    return join(this.#folder, `${name}.part`)
  }

  async #receive(upload: Upload, part: string): Promise<ReceivedUpload> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const lying = await this.received(upload.name)
    if (upload.from > lying) throw new UploadRefused('offset', lying)
    await this.#assertRoom(upload, lying)
    upload.accept()
    const bytes = await this.#write(upload, part)
    const sha256 = await hashOf(part)
    if (upload.sha256 !== null && upload.sha256 !== sha256) {
      await rm(part, { force: true })
      throw new UploadRefused('hash')
    }
    return { name: await this.#moveIntoInbox(upload.name, part), bytes, sha256 }
  }

  async #assertRoom({ name, from, total }: Upload, lying: number): Promise<void> {
    const { bytes, waiting, reserveBytes } = this.#limits
    if ((total ?? 0) > bytes) throw new UploadRefused('tooLarge', lying)
    const parts = (await readdir(this.#folder)).filter((other) => other !== `${name}.part`)
    if (parts.length + (await scanInbox(this.#inbox)).length >= waiting)
      throw new UploadRefused('tooManyWaiting', lying)
    const { bavail, bsize } = await statfs(this.#folder)
    if (bavail * bsize - ((total ?? from) - from) < reserveBytes) throw new UploadRefused('diskFull', lying)
  }

  async #write({ body, from, total }: Upload, part: string): Promise<number> {
    const { slowBytes, slowMs } = this.#limits
    const file = await open(part, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    let at = from
    let slow = false
    let watchedAt = from
    const watch = setInterval(() => {
      slow = at - watchedAt < slowBytes
      if (slow) body.destroy()
      watchedAt = at
    }, slowMs)
    try {
      await file.truncate(from)
      for await (const chunk of body as AsyncIterable<Buffer>) {
        if (at + chunk.length > Math.min(total ?? Number.MAX_SAFE_INTEGER, this.#limits.bytes)) {
          throw new UploadRefused('tooLarge', at)
        }
        for (let done = 0; done < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at)
          done += bytesWritten
          at += bytesWritten
        }
      }
      if (total !== null && at !== total) throw new UploadRefused('interrupted', at)
      await file.sync()
      return at
    } catch (error) {
      if (error instanceof UploadRefused) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOSPC' || code === 'EDQUOT') throw new UploadRefused('diskFull', at)
      throw new UploadRefused(slow ? 'tooSlow' : 'interrupted', at)
    } finally {
      clearInterval(watch)
      await file.close()
    }
  }

  /** A delivery of that name that still waits keeps its place; this one comes after it. */
  async #moveIntoInbox(name: string, part: string): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const free = attempt === 1 ? name : `${name.slice(0, -4)}-${attempt}.zip`
      if (await lstat(join(this.#inbox, free)).catch(() => null)) continue
      await rename(part, join(this.#inbox, free))
      const folder = await open(this.#inbox, constants.O_RDONLY)
      await folder.sync().finally(() => folder.close())
      return free
    }
  }
}

/** Parts nobody went on with for this long are removed. */
export async function removeOldParts(inbox: string, olderThan: number): Promise<number> {
  const folder = join(inbox, partsFolder)
  let removed = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (!found || found.mtimeMs > olderThan) continue
    await rm(join(folder, name), { force: true })
    removed += 1
  }
  return removed
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, constants.O_RDONLY)
  for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024 })) hash.update(chunk)
  return hash.digest('hex')
}
