import type { IsoDate } from '#kernel/dates.ts'
import type { PremisesKind } from '#kernel/premises.ts'

/** The audiences of documents, which announcements share. */
export type AudienceKind =
  | 'public'
  | 'signedIn'
  | 'members'
  | 'property'
  | 'building'
  | 'staircase'
  | 'premises'
  | 'party'

/** Whom an announcement is for, with the place as people call it; null where there is no place or it left the register. */
export interface AudiencePlace {
  readonly audience: AudienceKind
  readonly staircase: string | null
  readonly propertyName: string | null
  readonly street: string | null
  readonly houseNumber: string | null
  readonly number: string | null
  readonly kind: PremisesKind | null
}

export interface AnnouncementHead {
  readonly id: string
  readonly title: string
  readonly important: boolean
  readonly visibleFrom: IsoDate
}

export interface ListedAnnouncement extends AnnouncementHead, AudiencePlace {
  /** The beginning of the text, for the excerpt. */
  readonly opening: string
  readonly visibleTo: IsoDate | null
  /** When the office last corrected it. */
  readonly changedAt: number | null
  readonly unread: boolean
  readonly attachments: number
  /** When the list was read, by the database's clock: only what stood there then is marked as read at once. */
  readonly seenAt: number
  /** Announcements of the list, on all pages together. */
  readonly total: number
}

export interface Announcement extends AnnouncementHead, AudiencePlace {
  readonly body: string
  readonly visibleTo: IsoDate | null
  /** When the office last corrected it. */
  readonly changedAt: number | null
  /** Its last day has passed in Warsaw. */
  readonly expired: boolean
}

export interface Attachment {
  readonly title: string
  readonly fileId: string
  readonly sizeBytes: number
}

export interface StoredFile {
  readonly fileName: string
  readonly sizeBytes: number
}

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly lines: readonly string[] }

const bullet = /^[-–•*]\s+/
const numbered = /^\d{1,2}[.)]\s+/

type Kind = 'text' | 'bullets' | 'numbers'
const kindOf = (line: string): Kind => (bullet.test(line) ? 'bullets' : numbered.test(line) ? 'numbers' : 'text')

/**
 * Plain text as paragraphs and lists: an empty line ends a paragraph, "- " begins a line of a list, "1. " of a numbered one that
 * counts from 1. A number alone in the text stays text: a list that starts elsewhere is none.
 */
export function blocksOf(body: string): readonly Block[] {
  return body
    .split(/\n[^\S\n]*\n\s*/)
    .flatMap(runsOf)
    .filter(({ lines }) => lines.length > 0)
}

function runsOf(part: string): Block[] {
  const runs: { kind: Kind; lines: string[] }[] = []
  for (const line of part.split('\n').map((raw) => raw.trim())) {
    if (line === '') continue
    const last = runs.at(-1)
    const found = kindOf(line)
    const kind = found === 'numbers' && last?.kind !== 'numbers' && !/^1[.)]/.test(line) ? 'text' : found
    if (last?.kind === kind) last.lines.push(line)
    else runs.push({ kind, lines: [line] })
  }
  return runs.map(({ kind, lines }) =>
    kind === 'text'
      ? { kind: 'paragraph', lines }
      : {
          kind: 'list',
          ordered: kind === 'numbers',
          lines: lines.map((line) => line.replace(kind === 'bullets' ? bullet : numbered, '')),
        },
  )
}

/** The first paragraph on one line, ended at a word, with "…" where something of it is left out. */
export function excerptOf(text: string, longest = 160): string {
  const flat = (blocksOf(text)[0]?.lines ?? []).join(' ').replace(/\s+/g, ' ')
  if (flat.length <= longest) return flat
  const cut = flat.slice(0, longest + 1)
  const end = cut.lastIndexOf(' ')
  return `${(end > longest / 2 ? cut.slice(0, end) : cut.slice(0, longest)).replace(/[\s,.;:–-]+$/, '').toWellFormed()}…`
}
