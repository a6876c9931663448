import type { IsoDate } from '#kernel/dates.ts'

export type AnnouncementState = 'current' | 'scheduled' | 'archive' | 'withdrawn'

/** The lists of the page, by their word in the address. */
export const lists = {
  aktualne: 'current',
  zaplanowane: 'scheduled',
  szkice: 'drafts',
  archiwum: 'archive',
  wycofane: 'withdrawn',
} as const satisfies Readonly<Record<string, AnnouncementState | 'drafts'>>
export type ListSlug = keyof typeof lists
export const listSlugs = Object.keys(lists) as readonly ListSlug[]

export type ListCounts = Readonly<Record<AnnouncementState | 'drafts', number>>

interface AudienceOf {
  readonly audience: 'public' | 'signedIn' | 'members' | 'property' | 'building' | 'staircase' | 'premises' | 'party'
  readonly subjectId: string | null
  readonly staircase: string | null
}

export interface OfficeAnnouncement extends AudienceOf {
  readonly id: string
  readonly title: string
  readonly important: boolean
  readonly visibleFrom: IsoDate
  readonly visibleTo: IsoDate | null
  readonly publishedAt: number
  readonly publishedBy: string | null
  readonly state: AnnouncementState
  readonly version: number
  readonly changedAt: number | null
  /** Logins of the audience when it was published; unknown of what no editor published. */
  readonly audienceLogins: number | null
  readonly readers: number
  /** On all pages together. */
  readonly total: number
}

export interface OneAnnouncement extends Omit<OfficeAnnouncement, 'total'> {
  readonly body: string
  readonly changedBy: string | null
  readonly withdrawnAt: number | null
  readonly withdrawnBy: string | null
  readonly withdrawReason: string | null
  /** Readers of the text that was last put before everybody. */
  readonly readersOfNewest: number
  readonly noticeJobId: string | null
  readonly noticeAskedAt: number | null
  /** Letters queued so far. */
  readonly notices: number
  readonly today: IsoDate
}

export interface OldVersion extends AudienceOf {
  readonly version: number
  readonly title: string
  readonly body: string
  readonly visibleFrom: IsoDate
  readonly visibleTo: IsoDate | null
  readonly writtenAt: number
  readonly writtenBy: string | null
  readonly replacedAt: number
}

/** What of a draft is typed, under the names of its form; `ponownie` of a correction puts it before everybody again as unread. */
export const draftWords = ['tytul', 'tresc', 'wazne', 'od', 'do', 'ponownie'] as const
export type Word = (typeof draftWords)[number]
