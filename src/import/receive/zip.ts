import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type DeliverySource, isSafePath, type ReceiveLimits, Refused, readerOf } from './source.ts'

/** Small files may compress to almost nothing; only above this size does the ratio tell anything. */
const ratioFromBytes = 1024 * 1024
const fileTypeMask = 0o170000
const symbolicLink = 0o120000

/** A delivery packed as .zip. Everything its directory says is judged before a byte is unpacked. */
export async function openZip(path: string, limits: ReceiveLimits): Promise<DeliverySource> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true }).catch(
    refuseBroken,
  )
  try {
    const entries = await readDirectory(zip, limits)
    const listed = (name: string): Entry => {
      const entry = entries.get(name)
      if (!entry) throw new Refused('fileMissing', name)
      return entry
    }
    return {
      list: () => [...entries].map(([name, entry]) => ({ path: name, bytes: entry.uncompressedSize })),
      pathOf: () => null,
      open: async (name) => readerOf(unpacked(zip, listed(name))),
      async close() {
        zip.close()
      },
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** The bytes of an entry. What cannot be unpacked is the delivery's fault; a disk that cannot be read is not. */
async function* unpacked(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    yield* await zip.openReadStreamPromise(entry)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? new Refused('fileUnreadable', entry.fileName) : error
  }
}

async function readDirectory(zip: ZipFile, limits: ReceiveLimits): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  let total = 0
  const each = zip.eachEntry()
  for (;;) {
    const step = await each.next().catch(refuseBroken)
    if (step.done) break
    const entry = step.value
    const name = entry.fileName
    if (name.endsWith('/')) continue
    judge(entry, limits)
    if (entries.has(name)) throw new Refused('duplicateFile', name)
    if (entries.size === limits.files) throw new Refused('tooManyFiles', '', { limit: limits.files })
    total += entry.uncompressedSize
    if (total > limits.bytes) throw new Refused('deliveryTooBig', '', { limit: limits.bytes })
    entries.set(name, entry)
  }
  // Entries of a hostile archive may share the same packed bytes, so the whole is judged as well as each.
  if (total > ratioFromBytes && total > zip.fileSize * limits.ratio)
    throw new Refused('zipRatio', '', { limit: limits.ratio })
  return entries
}

function judge(entry: Entry, limits: ReceiveLimits): void {
  const name = entry.fileName
  if (!isSafePath(name)) throw new Refused('unsafePath', name)
  if (((entry.externalFileAttributes >>> 16) & fileTypeMask) === symbolicLink) throw new Refused('linkRefused', name)
  if (entry.isEncrypted()) throw new Refused('zipEncrypted', name)
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw new Refused('zipMethod', name)
  if (entry.uncompressedSize > ratioFromBytes && entry.uncompressedSize > entry.compressedSize * limits.ratio) {
    throw new Refused('zipRatio', name, { limit: limits.ratio })
  }
}

/** The reader's own refusals of names become ours; system errors (no such file, no rights) stay what they are. */
function refuseBroken(error: NodeJS.ErrnoException): never {
  if (error instanceof Refused || error.syscall !== undefined) throw error
  const name = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
    error.message,
  )?.[1]
  throw name === undefined ? new Refused('zipBroken') : new Refused('unsafePath', name)
}
