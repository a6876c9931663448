import { randomUUID } from 'node:crypto'
import { cleanUploads, limits as fileLimits } from '#features/messages/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceOf } from '#platform/http/once.ts'
import { contentTypes } from '#platform/http/sniff.ts'
import type { RefusedUpload, Upload, UploadLimits } from '#platform/http/uploads.ts'
import {
  addDraftFile,
  answeredBefore,
  attachDraft,
  audit,
  dropDraft,
  dropDraftFiles,
  insertMessage,
  lockThread,
  markAnswered,
  queueNotice,
  saveDraft,
} from './answer.queries.ts'
import type { Channel } from './office-messages.model.ts'
import { text } from './office-messages.text.ts'
import { draftFiles } from './thread.queries.ts'

/** The same limits as a resident's: what one side may send the other can open. */
export const uploads: UploadLimits = {
  field: 'zalaczniki',
  files: fileLimits.files,
  bytesPerFile: fileLimits.bytesPerFile,
  kinds: ['pdf', 'jpeg', 'png', 'text'],
}

export interface Files {
  readonly draftId: string
  readonly uploads: readonly Upload[]
  /** Ids of kept files that are not wanted any more. */
  readonly dropped: readonly string[]
}

/** Uploads as they may be stored, and the reasons against the others. */
export function receivedFiles(
  draftId: string,
  given: { readonly uploads: readonly Upload[]; readonly refusedUploads: readonly RefusedUpload[] },
  dropped: readonly (string | undefined)[],
): { readonly files: Files; readonly refused: readonly RefusedUpload[] } {
  const { clean, refused } = cleanUploads(given.uploads)
  return {
    files: { draftId, uploads: clean, dropped: dropped.filter((one) => one !== undefined) },
    refused: [...given.refusedUploads, ...refused],
  }
}

/** Keeps accepted files with the draft; a file chosen again is not kept twice. @returns those beyond the limit. */
export async function keepFiles(tx: Tx, { draftId, uploads: given, dropped }: Files): Promise<RefusedUpload[]> {
  if (dropped.length > 0) await dropDraftFiles(tx, draftId, dropped)
  if (given.length === 0) return []
  const kept = await draftFiles(tx, draftId)
  const fresh = given.filter((upload) => !kept.some(({ sha256 }) => sha256 === upload.sha256))
  const room = Math.max(0, fileLimits.files - kept.length)
  for (const [index, upload] of fresh.slice(0, room).entries()) {
    const { name, kind, content, sha256 } = upload
    const type = contentTypes[kind]
    await addDraftFile(tx, draftId, kept.length + index, randomUUID(), name, type, content.length, sha256, content)
  }
  return fresh.slice(room).map(({ field, name }) => ({ field, name, message: text.tooManyFiles(fileLimits.files) }))
}

export interface Answer {
  readonly threadId: string
  readonly key: string
  readonly body: string
  readonly channel: Channel
  /** How many messages the clerk had before their eyes. */
  readonly revision: number
  /** The clerk answers although somebody else has the thread in hand. */
  readonly although: boolean
  readonly files: Files
}

export type Sent =
  | { readonly outcome: 'sent' }
  /** Nothing was sent; the text and the files are kept as a draft. */
  | { readonly outcome: 'stale' | 'held' }
  | { readonly outcome: 'files'; readonly refused: readonly RefusedUpload[] }

/**
 * Answers a thread, all or nothing, one clerk after the other. The same form sent again finds what the first one wrote; whoever did not
 * see the newest message, or that a colleague has the thread in hand, is told first.
 * @throws NotFound when there is no such thread.
 */
export async function sendAnswer(tx: Tx, answer: Answer): Promise<Sent> {
  const { threadId, body, channel, files } = answer
  const locked = await lockThread(tx, threadId)
  if (!locked) throw new NotFound('no such thread')
  const digests = files.uploads.map(({ sha256 }) => sha256)
  const once = onceOf(answer.key, threadId, channel, body, ...digests)
  if (await answeredBefore(tx, once)) return { outcome: 'sent' }
  const held = locked.holderId !== null && !locked.mine && !answer.although
  if (locked.revision !== answer.revision || held) {
    await saveDraft(tx, threadId, body, Math.min(answer.revision, locked.revision))
    await keepFiles(tx, files)
    return { outcome: locked.revision !== answer.revision ? 'stale' : 'held' }
  }
  const refused = await keepFiles(tx, files)
  if (refused.length > 0) {
    await saveDraft(tx, threadId, body, answer.revision)
    return { outcome: 'files', refused }
  }
  const messageId = randomUUID()
  await insertMessage(tx, messageId, threadId, 'office', channel, body, once)
  await attachDraft(tx, files.draftId, messageId)
  await markAnswered(tx, threadId)
  await queueNotice(tx, messageId)
  await dropDraft(tx, threadId)
  await audit(tx, 'messages.answered', threadId, { message: messageId, channel })
  return { outcome: 'sent' }
}
