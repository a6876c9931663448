/** How premises are called in a list: the address as people say it, with the kind where it is not a flat. */

export type PremisesKind = 'dwelling' | 'commercial' | 'garage' | 'parking' | 'storage'

export interface PremisesAddress {
  readonly street: string
  readonly houseNumber: string
  readonly number: string
  readonly kind: PremisesKind
}

const kindWords: Readonly<Record<PremisesKind, string>> = {
  dwelling: 'mieszkanie',
  commercial: 'lokal użytkowy',
  garage: 'garaż',
  parking: 'miejsce postojowe',
  storage: 'komórka',
}

export function premisesKindName(kind: PremisesKind): string {
  return kindWords[kind]
}

/** "Lipowa 4/12" for a flat, "Lipowa 4, garaż 3" for the rest. */
export function premisesLabel({ street, houseNumber, number, kind }: PremisesAddress): string {
  return kind === 'dwelling'
    ? `${street} ${houseNumber}/${number}`
    : `${street} ${houseNumber}, ${kindWords[kind]} ${number}`
}
