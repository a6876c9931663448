import type { PremisesKind } from '#kernel/premises.ts'

export type AudienceKind =
  | 'public'
  | 'signedIn'
  | 'members'
  | 'property'
  | 'building'
  | 'staircase'
  | 'premises'
  | 'party'

/** Whom something is for, as the tables keep it. */
export interface AudienceColumns {
  readonly audience: AudienceKind
  readonly subjectId: string | null
  readonly staircase: string | null
}

/** The place or person an audience names, as the register calls it; null where it names none. */
export interface NamedAudience extends AudienceColumns {
  readonly propertyName: string | null
  readonly street: string | null
  readonly houseNumber: string | null
  readonly number: string | null
  readonly premisesKind: PremisesKind | null
  readonly personName: string | null
}

/** A building with what can be chosen of it. */
export interface BuildingChoice {
  readonly id: string
  readonly street: string
  readonly houseNumber: string
  readonly propertyName: string | null
  readonly staircases: readonly string[]
}

/** Everything a search of the audience page found. */
export interface Choices {
  readonly properties: readonly { readonly id: string; readonly name: string }[]
  readonly buildings: readonly BuildingChoice[]
  readonly premises: readonly {
    readonly id: string
    readonly street: string
    readonly houseNumber: string
    readonly number: string
    readonly premisesKind: PremisesKind
  }[]
  readonly people: readonly { readonly id: string; readonly name: string; readonly address: string | null }[]
}

/** Somebody of the audience, or the door only where the role may not read who lives behind it. */
export interface Recipient {
  readonly name: string | null
  readonly street: string | null
  readonly houseNumber: string | null
  readonly number: string | null
  readonly premisesKind: PremisesKind | null
}

const subjects: Readonly<Record<AudienceKind, 0 | 1 | 2>> = {
  public: 0,
  signedIn: 0,
  members: 0,
  property: 1,
  building: 1,
  premises: 1,
  party: 1,
  staircase: 2,
}

/** An audience as the value of a button: nobody types an id. */
export function audienceValue({ audience, subjectId, staircase }: AudienceColumns): string {
  return [audience, subjectId, staircase]
    .filter((part) => part !== null)
    .map(encodeURIComponent)
    .join('/')
}

/** The audience a button's value stands for; nothing for any other text. */
export function readAudience(value: string): AudienceColumns | undefined {
  const parts = value.split('/')
  let decoded: string[]
  try {
    decoded = parts.map(decodeURIComponent)
  } catch {
    return undefined
  }
  const [kind = '', subjectId, staircase, ...rest] = decoded
  if (!Object.hasOwn(subjects, kind) || rest.length > 0) return undefined
  const audience = kind as AudienceKind
  if (decoded.length !== subjects[audience] + 1) return undefined
  const bad = decoded.slice(1).some((part) => !/^[^\u0000-\u001f\u007f]{1,64}$/.test(part) || !part.isWellFormed())
  return bad ? undefined : { audience, subjectId: subjectId ?? null, staircase: staircase ?? null }
}

/** Whether a mail to this audience is a mailing to everybody, which a second person has to look at. */
export const isEverybody = ({ audience }: Pick<AudienceColumns, 'audience'>): boolean => subjects[audience] === 0

/** The words of a search; a place is found by all of them, in any order. */
export function searchWords(typed: string | undefined): readonly string[] {
  return (typed ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .slice(0, 6)
}
