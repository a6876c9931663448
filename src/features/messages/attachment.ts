import { Readable } from 'node:stream'
import { NotFound } from '#platform/http/errors.ts'
import { inPieces, type ReadBytes } from '#platform/http/pieces.ts'
import { byteRange } from '#platform/http/ranges.ts'
import { file, type Reply } from '#platform/http/route.ts'
import type { Attachment } from './messages.model.ts'

/**
 * A file that somebody sent, whole or the part that was asked for. What a stranger wrote is saved, never opened inside the portal;
 * should a browser open it, it has no rights there.
 */
export async function attachmentReply(
  found: Pick<Attachment, 'name' | 'contentType' | 'sizeBytes'> | undefined,
  { range, headOnly }: { readonly range: string | undefined; readonly headOnly: boolean },
  read: ReadBytes,
): Promise<Reply> {
  if (!found) throw new NotFound('no such attachment of this person')
  const { name, contentType, sizeBytes } = found
  const wanted = headOnly ? 'whole' : byteRange(range, sizeBytes)
  const headers = { 'accept-ranges': 'bytes', 'content-security-policy': "default-src 'none'; sandbox" }
  if (wanted === 'unsatisfiable') {
    const said = { ...headers, 'content-range': `bytes */${sizeBytes}` }
    return file('text/plain; charset=utf-8', '', { headers: said, status: 416 })
  }
  const { from, to } = wanted === 'whole' ? { from: 0, to: sizeBytes - 1 } : wanted
  const said = { ...headers, 'content-length': String(to - from + 1) }
  const body = headOnly ? Readable.from([]) : await inPieces(read, from, to)
  if (wanted === 'whole') return file(contentType, body, { filename: name, headers: said })
  const part = { ...said, 'content-range': `bytes ${from}-${to}/${sizeBytes}` }
  return file(contentType, body, { filename: name, headers: part, status: 206 })
}
