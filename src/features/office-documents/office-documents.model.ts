import type { IsoDate } from '#kernel/dates.ts'

export type DocumentState = 'published' | 'scheduled' | 'withdrawn'

/** The lists of the page, by their word in the address. */
export const lists = {
  opublikowane: 'published',
  zaplanowane: 'scheduled',
  szkice: 'drafts',
  wycofane: 'withdrawn',
} as const satisfies Readonly<Record<string, DocumentState | 'drafts'>>
export type ListSlug = keyof typeof lists
export const listSlugs = Object.keys(lists) as readonly ListSlug[]

export type ListCounts = Readonly<Record<DocumentState | 'drafts', number>>

interface Head {
  readonly id: string
  readonly category: 'statute' | 'regulations' | 'resolutions' | 'minutes' | 'reports' | 'other'
  readonly title: string
  readonly audience: 'public' | 'signedIn' | 'members' | 'property' | 'building' | 'staircase' | 'premises' | 'party'
  readonly subjectId: string | null
  readonly staircase: string | null
  readonly asksAcceptance: boolean
  readonly publishedAt: number
  readonly publishedBy: string | null
  readonly state: DocumentState
}

export interface OfficeDocument extends Head {
  /** Of the edition residents see first, or the first they will see. */
  readonly number: number
  readonly inForceFrom: IsoDate
  readonly inForceTo: IsoDate | null
  /** The first day on residents' pages, of one that waits for it. */
  readonly visibleFrom: IsoDate | null
  /** An edition that residents do not see yet, beside those they see. */
  readonly nextOn: IsoDate | null
  /** Acceptances of the newest edition residents see. */
  readonly accepted: number
  /** On all pages together. */
  readonly total: number
}

export interface OneDocument extends Head {
  readonly description: string
  readonly withdrawnAt: number | null
  readonly withdrawnBy: string | null
  readonly withdrawReason: string | null
  readonly today: IsoDate
}

/** An edition with what the office knows of it, also when it is withdrawn or waits for its day. */
export interface OfficeEdition {
  readonly id: string
  readonly number: number
  readonly datedOn: IsoDate
  readonly inForceFrom: IsoDate
  readonly inForceTo: IsoDate | null
  readonly changeNote: string
  readonly fileId: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly publishedAt: number
  readonly visibleFrom: IsoDate | null
  readonly publishedBy: string | null
  readonly withdrawnAt: number | null
  readonly withdrawnBy: string | null
  readonly withdrawReason: string | null
  readonly accepted: number
}

/** One of an edition's further files. */
export interface OfficeAttachment {
  readonly editionId: string
  readonly title: string
  readonly fileId: string
  readonly fileName: string
  readonly sizeBytes: number
}

export interface Acceptance {
  readonly loginId: string
  readonly login: string
  readonly name: string
  readonly partyId: string | null
  readonly acceptedAt: number
}

/** What of a draft is typed, under the names of its form: of a new document, and of a new edition of one. */
const editionWords = ['dnia', 'od', 'do', 'widoczny'] as const
export const documentWords = ['tytul', 'rodzaj', 'opis', ...editionWords, 'akceptacja'] as const
export const newEditionWords = [...editionWords, 'zmiana'] as const
export type Word = (typeof documentWords)[number] | (typeof newEditionWords)[number]

export const base = '/biuro/dokumenty'
export const documentHref = (id: string): string => `${base}/${id}`
export const editionHref = (id: string, number: number): string => `${base}/${id}/wersje/${number}`
export const listHref = (list: ListSlug, typed = '', page = 1): string => {
  const chosen = new URLSearchParams({
    ...(list === 'opublikowane' ? {} : { pokaz: list }),
    ...(typed === '' ? {} : { szukaj: typed }),
    ...(page > 1 ? { strona: String(page) } : {}),
  })
  return chosen.size === 0 ? base : `${base}?${chosen}`
}

/** What a new edition follows. */
export interface Followed {
  readonly document: OneDocument
  readonly editions: readonly OfficeEdition[]
  readonly attachments: readonly OfficeAttachment[]
}

/** Whether residents see an edition on a day. */
export const isSeen = ({ withdrawnAt, visibleFrom }: OfficeEdition, day: IsoDate): boolean =>
  withdrawnAt === null && (visibleFrom === null || visibleFrom <= day)
/** An edition as a resident's view takes it. The office itself is asked to accept nothing. */
export const asSeen = (edition: OfficeEdition) => ({ ...edition, acceptedAt: null })
