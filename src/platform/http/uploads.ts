import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { BadParameters, TooLarge } from './errors.ts'
import { type ContentKind, sniff, statementKind } from './sniff.ts'

/** What a route accepts. Told to the person before they choose files. */
export interface UploadLimits {
  readonly field: string
  /** Further fields that take files of the same kinds, e.g. the document itself beside its attachments. */
  readonly moreFields?: readonly string[]
  readonly files: number
  readonly bytesPerFile: number
  /** A bank statement is a text in one of many encodings: taken only where one is asked for. */
  readonly kinds: readonly (ContentKind | 'statement')[]
}

/** A file that came with a form: its content decides what it is, not its name. */
export interface Upload {
  readonly field: string
  /** As the person's device called it, made harmless: no path, no control or direction marks. */
  readonly name: string
  readonly kind: ContentKind
  readonly content: Buffer
  readonly sha256: string
}

export interface RefusedUpload {
  /** The field it came in. */
  readonly field: string
  readonly name: string
  readonly message: string
  /** By its content it is none of the kinds the form takes; a page may say what it takes. */
  readonly wrongKind?: boolean
}

export interface ReceivedForm {
  readonly fields: Readonly<Record<string, string>>
  readonly uploads: readonly Upload[]
  /** Files that were not taken, with the reason; the text typed beside them is kept. */
  readonly refused: readonly RefusedUpload[]
}

const fieldBytesLimit = 64 * 1024
const fieldsLimit = 40
const nameLimit = 150
/** What is read past and thrown away, so that a form with one huge film keeps its text and says which file it was. */
const discardedBytes = 256 * 1024 * 1024
/** Files beyond the limit are refused one by one, by name; more than this is no honest form. */
const mostFilesRefused = 15

export async function acceptUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { throwFileSizeLimit: false })
}

/**
 * Reads a multipart form whole, within the limits. A file too large or of a wrong kind is refused by name while the rest of the form
 * is kept: nobody types a letter twice because of a picture.
 * @throws TooLarge when the whole request is far beyond the limits, BadParameters when it is no form at all.
 */
export async function receiveForm(request: FastifyRequest, limits: UploadLimits): Promise<ReceivedForm> {
  const fields: Record<string, string> = Object.create(null)
  const uploads: Upload[] = []
  const refused: RefusedUpload[] = []
  const wholeLimit = limits.bytesPerFile * limits.files + discardedBytes
  if (Number(request.headers['content-length'] ?? 0) > wholeLimit) throw new TooLarge('form far beyond its limits')
  try {
    const parts = request.parts({
      limits: {
        fileSize: limits.bytesPerFile,
        files: limits.files + mostFilesRefused,
        fields: fieldsLimit,
        fieldSize: fieldBytesLimit,
        parts: fieldsLimit + limits.files + mostFilesRefused,
        headerPairs: 20,
      },
    })
    for await (const part of parts) {
      if (part.type === 'field') {
        // A repeated field is nobody's honest form; the first one counts.
        if (typeof part.value === 'string' && !(part.fieldname in fields)) fields[part.fieldname] = part.value
        continue
      }
      const content = await part.toBuffer()
      const name = harmlessName(part.filename)
      if (content.length === 0 && (part.filename ?? '') === '') continue
      const isStatement = limits.kinds.includes('statement') && statementKind(content) !== undefined
      const kind = isStatement ? 'text' : sniff(content)
      const field = part.fieldname
      if (field !== limits.field && !limits.moreFields?.includes(field)) continue
      if (part.file.truncated)
        refused.push({ field, name, message: `Plik jest za duży. Najwyżej ${megabytes(limits.bytesPerFile)}.` })
      else if (content.length === 0) refused.push({ field, name, message: 'Plik jest pusty.' })
      else if (uploads.length >= limits.files)
        refused.push({ field, name, message: `Za dużo plików. Najwyżej ${limits.files}.` })
      else if (kind === undefined || !(isStatement || limits.kinds.includes(kind)))
        refused.push({ field, name, message: 'Tego rodzaju pliku nie przyjmujemy.', wrongKind: true })
      else uploads.push({ field, name, kind, content, sha256: createHash('sha256').update(content).digest('hex') })
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /LIMIT/.test(error.code))
      throw new TooLarge('form beyond its limits')
    throw new BadParameters([
      { field: 'formularz', message: 'Formularza nie udało się odczytać. Wyślij go jeszcze raz.' },
    ])
  }
  return { fields, uploads, refused }
}

export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024))} MB`
}

/** The last part of the name only, without what could hide its ending or break a header. */
export function harmlessName(name: string | undefined): string {
  const last = (name ?? '').normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = last
    .replace(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/^\.+/, '')
    .trim()
  return [...(clean === '' ? 'plik' : clean)].slice(0, nameLimit).join('')
}
