import { type PremisesAddress, premisesLabel } from '#kernel/premises.ts'

export const groups = ['bez-loginu', 'bez-hasla', 'kod-nieuzyty', 'kod-po-terminie'] as const
/** Who gets a sheet: people without a login, without a password, with a code they did not use, with one that is too old. */
export type Group = (typeof groups)[number]

/** Everything, one property or one building, as it stands in the address. */
export type Place = { readonly kind: 'all' } | { readonly kind: 'property' | 'building'; readonly id: string }

/** `wszystko`, `n:N1`, `b:B7`; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  if (text === 'wszystko') return { kind: 'all' }
  const [, kind, id] = /^([nb]):([^\u0000-\u001f\u007f]{1,64})$/.exec(text) ?? []
  return kind === undefined || id === undefined ? undefined : { kind: kind === 'n' ? 'property' : 'building', id }
}

export interface BuildingChoice {
  readonly id: string
  readonly street: string
  readonly houseNumber: string
  readonly propertyId: string
  readonly propertyName: string
}

const natural = new Intl.Collator('pl', { numeric: true })

export const buildingLabel = ({ street, houseNumber }: { street: string; houseNumber: string }): string =>
  `${street} ${houseNumber}`

/** In the order of the list of places: properties by name, their buildings by street and number. */
export const byPlace = (a: BuildingChoice, b: BuildingChoice): number =>
  natural.compare(a.propertyName, b.propertyName) ||
  natural.compare(a.propertyId, b.propertyId) ||
  natural.compare(a.street, b.street) ||
  natural.compare(a.houseNumber, b.houseNumber)

/** A person and premises they hold; somebody with many is here many times. */
export interface Candidate extends PremisesAddress {
  readonly partyId: string
  readonly personName: string
  readonly premisesId: string
  readonly staircase: string | null
  readonly propertyId: string
  readonly propertyName: string
  /** The login that gets a new code; null = a login is to be made. */
  readonly loginId: string | null
}

export interface PlannedSheet {
  readonly position: number
  readonly partyId: string
  readonly personName: string
  readonly premisesId: string
  readonly premisesLabel: string
  readonly placeLabel: string
  readonly loginId: string | null
}

/** More than these are ordered in parts: a printer's tray and a caretaker's round are smaller. */
export const mostSheets = 10_000

/**
 * One sheet a person, in the order of delivery: property, building, staircase, number of the premises as people count (2 before 10).
 * Somebody with many premises gets theirs at the first one on the way.
 */
export function planSheets(candidates: readonly Candidate[]): PlannedSheet[] {
  const onTheWay = candidates.toSorted(
    (a, b) =>
      natural.compare(a.propertyName, b.propertyName) ||
      natural.compare(a.propertyId, b.propertyId) ||
      natural.compare(a.street, b.street) ||
      natural.compare(a.houseNumber, b.houseNumber) ||
      natural.compare(a.staircase ?? '', b.staircase ?? '') ||
      natural.compare(a.number, b.number) ||
      natural.compare(a.premisesId, b.premisesId) ||
      natural.compare(a.personName, b.personName) ||
      natural.compare(a.partyId, b.partyId),
  )
  const seen = new Set<string>()
  return onTheWay
    .filter(({ partyId }) => !seen.has(partyId) && seen.add(partyId))
    .map((one, index) => ({
      position: index + 1,
      partyId: one.partyId,
      personName: one.personName,
      premisesId: one.premisesId,
      premisesLabel: premisesLabel(one).slice(0, 300),
      placeLabel: `${buildingLabel(one)}${one.staircase === null ? '' : `, klatka ${one.staircase}`}`.slice(0, 300),
      loginId: one.loginId,
    }))
}

/** An ordered printing as its page shows it. */
export interface Batch {
  readonly id: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'refused' | 'expired'
  readonly createdAt: number
  readonly finishedAt: number | null
  readonly mine: boolean
  readonly publicKey: string
  readonly place: string
  readonly group: Group
  /** Sheets that can still be printed, and how many were left out because something changed meanwhile. */
  readonly issued: number
  readonly skipped: number
}

export type BatchState = 'working' | 'ready' | 'othersSheets' | 'noKey' | 'gone' | 'nothing'

/** What the page of a printing can offer, and when it cannot, why not. `ownKey` is the public half of what the browser brought. */
export function batchState(batch: Batch, ownKey: string | undefined): BatchState {
  if (batch.state === 'waiting' || batch.state === 'running') return 'working'
  if (batch.state === 'refused' || batch.state === 'expired') return 'nothing'
  if (!batch.mine) return 'othersSheets'
  if (batch.issued === 0) return 'gone'
  return ownKey === batch.publicKey ? 'ready' : 'noKey'
}
