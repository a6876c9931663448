import type { AudienceColumns } from './audience.model.ts'

export type DraftKind = 'announcement' | 'document' | 'edition'

export interface Draft {
  readonly id: string
  readonly kind: DraftKind
  readonly targetId: string | null
  readonly audience: AudienceColumns | null
  /** As typed. */
  readonly fields: Readonly<Record<string, string>>
  readonly version: number
  readonly updatedAt: number
  readonly updatedBy: string
  readonly closedAt: number | null
  readonly resultId: string | null
}

/** What of a draft is typed, under the names of its form. */
export type Words<W extends string> = Readonly<Record<W, string>>

export const wordsOf = <W extends string>(names: readonly W[], fields: Readonly<Record<string, string>>): Words<W> =>
  Object.fromEntries(names.map((name) => [name, fields[name] ?? ''])) as Words<W>

/** A file that was not taken, and why. */
export interface RefusedFile {
  readonly field: string
  readonly name: string
  readonly message: string
}

export type FileRole = 'main' | 'attachment'

export interface DraftFile {
  readonly id: string
  readonly role: FileRole
  readonly title: string
  readonly fileId: string
  readonly sizeBytes: number
}

/** What of a typed field is kept, in characters: far more than may be published, far less than fills a disk. */
export const keptLength = 60_000

/** A field as it may be kept: a database holds no NUL and no half of a character. */
export const keepable = (typed: string): string =>
  [...typed.toWellFormed().replaceAll('\u0000', '').slice(0, keptLength)].join('')

/** The name of a file as the title it starts with: "regulamin_2026.pdf" → "regulamin 2026". */
export function titleOfFile(name: string): string {
  const title = name
    .replace(/\.[a-z]{2,4}$/i, '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
  return [...(title === '' ? 'Załącznik' : title)].slice(0, 200).join('')
}
