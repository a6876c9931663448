import { createHash, randomUUID } from 'node:crypto'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { withoutMetadata } from '#platform/http/metadata.ts'
import { contentTypes } from '#platform/http/sniff.ts'
import type { RefusedUpload, Upload } from '#platform/http/uploads.ts'
import { limits, nameOfKind, type PremisesChoice } from './messages.model.ts'
import { messagesText as text } from './messages.text.ts'
import {
  attachDraft,
  dropDraftFiles,
  insertDraftFile,
  insertMessage,
  insertThread,
  keptFiles,
  lastHour,
  lockWriter,
  queueCopy,
  reopenThread,
  writtenBefore,
} from './write.queries.ts'

/** Where a message goes: a thread of the person's, or a new one. */
export type Target =
  | { readonly threadId: string }
  | { readonly topicId: string; readonly premises: PremisesChoice | undefined; readonly wantsCopy: boolean }

export interface Files {
  readonly draftId: string
  readonly uploads: readonly Upload[]
  /** Ids of kept files the person does not want any more. */
  readonly dropped: readonly string[]
}

export type Written = { readonly threadId: string } | { readonly waitSeconds: number }

/** Uploads as they may be stored; pictures lose what they tell besides themselves. */
export function cleanUploads(uploads: readonly Upload[]): { clean: Upload[]; refused: RefusedUpload[] } {
  const clean: Upload[] = []
  const refused: RefusedUpload[] = []
  for (const upload of uploads) {
    const name = nameOfKind(upload.name, upload.kind)
    const content = withoutMetadata(upload.kind, upload.content)
    if (name === undefined) refused.push({ field: upload.field, name: upload.name, message: text.wrongName })
    else if (content === undefined) refused.push({ field: upload.field, name, message: text.brokenPicture })
    else clean.push({ ...upload, name, content, sha256: createHash('sha256').update(content).digest('hex') })
  }
  return { clean, refused }
}

/**
 * Keeps accepted files until the form they came with is sent; a file chosen again is not kept twice.
 * @returns those beyond the limits.
 */
export async function keepFiles(tx: Tx, { draftId, uploads, dropped }: Files): Promise<RefusedUpload[]> {
  if (dropped.length > 0) await dropDraftFiles(tx, draftId, dropped)
  if (uploads.length === 0) return []
  const { here, everywhere, digests } = await keptFiles(tx, draftId)
  const fresh = uploads.filter((upload) => !digests.includes(upload.sha256))
  const room = Math.max(0, Math.min(limits.files - here, limits.draftFiles - everywhere))
  for (const [index, upload] of fresh.slice(0, room).entries()) {
    const type = contentTypes[upload.kind]
    const { name, content, sha256 } = upload
    await insertDraftFile(tx, draftId, here + index, randomUUID(), name, type, content.length, sha256, content)
  }
  return fresh.slice(room).map(({ field, name }) => ({ field, name, message: text.tooManyKept }))
}

/**
 * Writes a message, its files and the mail that tells the office, all or nothing. The same form sent again, even at the same moment,
 * finds what the first one wrote.
 * @throws NotFound when the thread is not the person's. TooManyFiles when kept and new files together are too many.
 */
export async function write(tx: Tx, target: Target, body: string, files: Files): Promise<Written> {
  await lockWriter(tx)
  const once = onceOf(target, body, files)
  const before = await writtenBefore(tx, once)
  if (before !== undefined) return { threadId: before }
  const { written, waitSeconds } = await lastHour(tx)
  if (written >= limits.messagesPerHour) return { waitSeconds }
  const refused = await keepFiles(tx, files)
  if (refused.length > 0) throw new TooManyFiles(refused)
  const messageId = randomUUID()
  const threadId = await threadOf(tx, target)
  await insertMessage(tx, messageId, threadId, body, once)
  await attachDraft(tx, files.draftId, messageId)
  if ('topicId' in target && target.wantsCopy) await queueCopy(tx, messageId)
  return { threadId }
}

/** Kept and new files together are more than a message may have; nothing was written. */
export class TooManyFiles extends Error {
  readonly refused: readonly RefusedUpload[]
  constructor(refused: readonly RefusedUpload[]) {
    super('too many files')
    this.refused = refused
  }
}

async function threadOf(tx: Tx, target: Target): Promise<string> {
  if ('threadId' in target) {
    if (!(await reopenThread(tx, target.threadId))) throw new NotFound('not a thread of this person')
    return target.threadId
  }
  const threadId = randomUUID()
  const { topicId, premises } = target
  await insertThread(tx, threadId, topicId, premises?.id ?? null, premises?.label ?? '')
  return threadId
}

/** What makes two sent forms the same one: its key and everything in it. A text changed after "Back" is another message. */
function onceOf(target: Target, body: string, { draftId, uploads }: Files): Buffer {
  const where = 'threadId' in target ? [target.threadId] : [target.topicId, target.premises?.id ?? '']
  const parts = [draftId, ...where, body, ...uploads.map(({ sha256 }) => sha256)]
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
