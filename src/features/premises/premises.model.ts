import type { IsoDate } from '#kernel/dates.ts'
import { type PremisesKind, premisesLabel } from '#kernel/premises.ts'

export type LegalTitle = 'cooperativeTenancy' | 'cooperativeOwnership' | 'freehold' | 'lease' | 'none'
export type HoldingRole = 'holder' | 'coOwner' | 'tenant' | 'proxy'

/** Premises the person stands for today, once a right of theirs (own or given to them). */
export interface HoldingRow {
  readonly holdingId: string
  readonly premisesId: string
  readonly kind: PremisesKind
  readonly number: string
  readonly staircase: string | null
  readonly floor: string | null
  readonly usableAreaM2: string
  readonly heatedAreaM2: string | null
  readonly street: string
  readonly houseNumber: string
  readonly postalCode: string
  readonly city: string
  readonly property: string
  readonly legalTitle: LegalTitle
  readonly role: HoldingRole
  readonly share: string | null
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly isMember: boolean
  /** The right is somebody else's, for whom the person signed in acts. */
  readonly onBehalf: boolean
}

export interface PremisesAccount {
  readonly premisesId: string
  readonly ledgerTypeName: string
  readonly nrb: string
}

export interface CoHolder {
  readonly premisesId: string
  readonly name: string
}

export interface PremisesCard {
  readonly premisesId: string
  readonly label: string
  readonly first: HoldingRow
  readonly holdings: readonly HoldingRow[]
  readonly accounts: readonly PremisesAccount[]
  readonly coHolders: readonly string[]
  /** Only who holds the premises in their own right is told who holds them too. */
  readonly tellsCoHolders: boolean
}

/** One card a premises, in the order of the rows. */
export function premisesCards(
  holdings: readonly HoldingRow[],
  accounts: readonly PremisesAccount[],
  coHolders: readonly CoHolder[],
): PremisesCard[] {
  return [...Map.groupBy(holdings, (row) => row.premisesId)].map(([premisesId, rows]) => {
    const first = rows[0]!
    return {
      premisesId,
      label: premisesLabel(first),
      first,
      holdings: rows,
      accounts: accounts.filter((account) => account.premisesId === premisesId),
      coHolders: coHolders.filter((holder) => holder.premisesId === premisesId).map(({ name }) => name),
      tellsCoHolders: rows.some(({ role, onBehalf }) => !onBehalf && (role === 'holder' || role === 'coOwner')),
    }
  })
}
