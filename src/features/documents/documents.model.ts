import type { IsoDate } from '#kernel/dates.ts'

export const categories = ['statute', 'regulations', 'resolutions', 'minutes', 'reports', 'other'] as const
export type Category = (typeof categories)[number]

/** How a category is called in an address. */
export const categorySlugs = {
  statut: 'statute',
  regulaminy: 'regulations',
  uchwaly: 'resolutions',
  protokoly: 'minutes',
  sprawozdania: 'reports',
  inne: 'other',
} as const satisfies Readonly<Record<string, Category>>
export type CategorySlug = keyof typeof categorySlugs
export const categorySlugList = Object.keys(categorySlugs) as readonly CategorySlug[]

export type AudienceKind =
  | 'public'
  | 'signedIn'
  | 'members'
  | 'property'
  | 'building'
  | 'staircase'
  | 'premises'
  | 'party'

/** A file as the database describes it, without its content. */
export interface StoredFile {
  readonly fileId: string
  readonly fileName: string
  readonly sizeBytes: number
}

export interface ListedDocument extends StoredFile {
  readonly id: string
  readonly category: Category
  readonly title: string
  readonly description: string
  readonly audience: AudienceKind
  readonly asksAcceptance: boolean
  readonly editionId: string
  readonly datedOn: IsoDate
  readonly inForceFrom: IsoDate
  /** Its last day is over, and no other edition has followed. */
  readonly ended: boolean
  /** Text of the file when a search asked for it and it is known; else empty. */
  readonly contentText: string
  /** Documents that match, on all pages together. */
  readonly total: number
}

export interface DocumentHead {
  readonly id: string
  readonly category: Category
  readonly title: string
  readonly description: string
  readonly audience: AudienceKind
  readonly asksAcceptance: boolean
  /** Today in Warsaw, by the database's clock. */
  readonly today: IsoDate
}

export interface Edition extends StoredFile {
  readonly id: string
  readonly number: number
  readonly datedOn: IsoDate
  readonly inForceFrom: IsoDate
  /** The last day it is in force by its own words; null while only another edition ends it. */
  readonly inForceTo: IsoDate | null
  readonly changeNote: string
  readonly publishedAt: number
  /** When the person asking accepted it. */
  readonly acceptedAt: number | null
}

export interface Attachment extends StoredFile {
  readonly editionId: string
  readonly title: string
}

/** An edition put before the person asking, who has not accepted it yet. */
export interface PendingAcceptance {
  readonly documentId: string
  readonly title: string
  readonly inForceFrom: IsoDate
}

/** What somebody without a login accepts: the edition of a document for everybody, the document's file first, then its attachments. */
export interface PublicTerms {
  readonly documentId: string
  readonly editionId: string
  readonly title: string
  readonly number: number
  readonly inForceFrom: IsoDate
  readonly files: readonly { readonly fileId: string; readonly title: string; readonly sizeBytes: number }[]
}

export type EditionState = 'inForce' | 'upcoming' | 'past'

/** `inForceTo` of a stated edition is its last day by its own words or by what followed, whichever comes first. */
export interface StatedEdition extends Edition {
  readonly state: EditionState
  readonly attachments: readonly Attachment[]
}

/**
 * Editions with their days, newest first. In force is the newest whose day has come, unless its last day is over: one that ended by
 * itself puts nothing older into force again. A later number wins on the same day.
 */
export function stateEditions(
  editions: readonly Edition[],
  attachments: readonly Attachment[],
  today: IsoDate,
  dayBefore: (day: IsoDate) => IsoDate,
): readonly StatedEdition[] {
  const newestFirst = editions.toSorted(
    (left, right) => compare(right.inForceFrom, left.inForceFrom) || right.number - left.number,
  )
  const arrived = newestFirst.find((edition) => edition.inForceFrom <= today)
  return newestFirst.map((edition, index) => {
    const next = newestFirst[index - 1]
    const lastDay = earlier(edition.inForceTo, next ? dayBefore(next.inForceFrom) : null)
    const ended = edition.inForceTo !== null && edition.inForceTo < today
    return {
      ...edition,
      state: edition.inForceFrom > today ? 'upcoming' : edition === arrived && !ended ? 'inForce' : 'past',
      inForceTo: lastDay,
      attachments: attachments.filter((attachment) => attachment.editionId === edition.id),
    }
  })
}

const earlier = (one: IsoDate | null, other: IsoDate | null): IsoDate | null =>
  one === null || (other !== null && other < one) ? other : one

/** What a page shows first: the edition in force, the last one that ended, or the first to come when none has been yet. */
export function currentEdition(editions: readonly StatedEdition[]): StatedEdition | undefined {
  return editions.find((edition) => edition.state !== 'upcoming') ?? editions.at(-1)
}

/** The edition the person is asked to accept: the newest, also before its day, so that there is time to read; not after its last day. */
export function editionToAccept(
  document: Pick<DocumentHead, 'asksAcceptance'>,
  editions: readonly StatedEdition[],
): StatedEdition | undefined {
  const newest = editions[0]
  const asked = document.asksAcceptance && newest && newest.acceptedAt === null && newest.state !== 'past'
  return asked ? newest : undefined
}

/** A personal letter from the nightly delivery. */
export interface Letter {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly issuedOn: IsoDate
  /** Null when the import has not brought the file. */
  readonly fileId: string | null
  readonly sizeBytes: number | null
  readonly madeAvailableAt: number | null
  readonly openedAt: number | null
  readonly total: number
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
