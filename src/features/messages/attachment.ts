import { NotFound } from '#platform/http/errors.ts'
import { byteRange } from '#platform/http/ranges.ts'
import { file, type Reply } from '#platform/http/route.ts'
import type { Attachment } from './messages.model.ts'

/**
 * A file that somebody sent, whole or the part that was asked for. What a stranger wrote is saved, never opened inside the portal;
 * should a browser open it, it has no rights there.
 */
export async function attachmentReply(
  found: Pick<Attachment, 'name' | 'contentType' | 'sizeBytes'> | undefined,
  range: string | undefined,
  bytesOf: (from: number, count: number) => Promise<Buffer | undefined>,
): Promise<Reply> {
  if (!found) throw new NotFound('no such attachment of this person')
  const { name, contentType, sizeBytes } = found
  const wanted = byteRange(range, sizeBytes)
  const headers = { 'accept-ranges': 'bytes', 'content-security-policy': "default-src 'none'; sandbox" }
  if (wanted === 'unsatisfiable') {
    const said = { ...headers, 'content-range': `bytes */${sizeBytes}` }
    return file('text/plain; charset=utf-8', '', { headers: said, status: 416 })
  }
  const { from, to } = wanted === 'whole' ? { from: 0, to: sizeBytes - 1 } : wanted
  const bytes = await bytesOf(from, to - from + 1)
  if (!bytes) throw new NotFound('attachment vanished')
  if (wanted === 'whole') return file(contentType, bytes, { filename: name, headers })
  const said = { ...headers, 'content-range': `bytes ${from}-${to}/${sizeBytes}` }
  return file(contentType, bytes, { filename: name, headers: said, status: 206 })
}
