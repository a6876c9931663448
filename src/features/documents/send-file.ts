import { Readable } from 'node:stream'
import { inPieces, type ReadBytes } from '#platform/http/pieces.ts'
import { byteRange } from '#platform/http/ranges.ts'
import { file, type Reply } from '#platform/http/route.ts'

/**
 * A document of the cooperative runs nothing, loads nothing and is put into no other page, whatever is hidden in it.
 * Browsers show a PDF in a viewer of their own, outside this policy.
 */
const fileWalls = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
  'accept-ranges': 'bytes',
} as const

export interface SendFile {
  /** Shown to the person; any letters. */
  readonly name: string
  readonly sizeBytes: number
  readonly range: string | undefined
  readonly headOnly: boolean
  /** For saving, or shown in the browser. */
  readonly save: boolean
  readonly read: ReadBytes
}

/** A PDF with byte ranges (200, 206, 416) and HEAD. Read in pieces, each behind the same two walls. */
export async function sendPdf(asked: SendFile): Promise<Reply> {
  const { sizeBytes, headOnly } = asked
  const range = headOnly ? 'whole' : byteRange(asked.range, sizeBytes)
  const disposition = {
    ...(asked.save ? { filename: asked.name } : {}),
    headers: asked.save ? fileWalls : { ...fileWalls, 'content-disposition': inline(asked.name) },
  }
  if (range === 'unsatisfiable') {
    return file('application/pdf', '', {
      headers: { ...fileWalls, 'content-range': `bytes */${sizeBytes}` },
      status: 416,
    })
  }
  const { from, to } = range === 'whole' ? { from: 0, to: sizeBytes - 1 } : range
  const headers = {
    ...disposition.headers,
    'content-length': String(to - from + 1),
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${from}-${to}/${sizeBytes}` }),
  }
  const options = { ...disposition, headers, status: range === 'whole' ? (200 as const) : (206 as const) }
  if (headOnly) return file('application/pdf', Readable.from([]), options)
  return file('application/pdf', await inPieces(asked.read, from, to), options)
}

/** Without control and direction marks and path separators: a name must not pretend to be another. */
export function safeFileName(title: string, extension = 'pdf'): string {
  const clean = title
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[\\/:*?"<>|]+/g, ' ')
    .replace(/\.{2,}/g, '.')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const withoutExtension = clean.toLowerCase().endsWith(`.${extension}`) ? clean.slice(0, -extension.length - 1) : clean
  return `${[...(withoutExtension === '' ? 'dokument' : withoutExtension)].slice(0, 120).join('').trim()}.${extension}`
}

function inline(name: string): string {
  return `inline; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`
}
