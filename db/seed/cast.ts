/**
 * The people of the demo cooperative everybody may rely on: the same ids in every size, for every seed. Twelve premises
 * hold all the awkward cases of real life; `README.md` tells their stories.
 */

export interface CastMember {
  readonly partyId: string
  readonly premisesIds: readonly [string, ...string[]]
  readonly accountIds: readonly string[]
}

const member = (
  partyId: string,
  premisesIds: CastMember['premisesIds'],
  accountIds: readonly string[] = premisesIds.flatMap((id) => [`${id}-EKSPL`, `${id}-FR`]),
): CastMember => ({ partyId, premisesIds, accountIds })

const fivePremises: CastMember['premisesIds'] = ['L0006', 'L0007', 'L0008', 'L0009', 'L0010']

export const cast = {
  /** Paid more than was charged; a member; the cold-water meter was replaced in the last settled half-year. */
  overpaid: member('K00001', ['L0001']),
  member: member('K00001', ['L0001']),
  meterReplaced: member('K00001', ['L0001']),
  /** Ten years of entries, both accounts exactly 0.00, a credit note on the way. */
  zero: member('K00002', ['L0002']),
  tenYears: member('K00002', ['L0002']),
  creditNote: member('K00002', ['L0002']),
  /** Holds a power of attorney for L0002, no account of their own. */
  proxy: member('K00003', ['L0002'], []),
  /** Overdue bills, an interest note, and an older debt spread over six instalments. */
  arrears: member('K00004', ['L0003']),
  interestNote: member('K00004', ['L0003']),
  instalments: member('K00004', ['L0003']),
  /** Two people, one flat, one set of accounts (kept on the first); the first has a surname of forty letters. */
  longSurname: member('K00005', ['L0004']),
  coOwner: member('K00006', ['L0004']),
  /** The same flat: a correction booked last month for a month in spring, and a leak in one month. */
  backDated: member('K00005', ['L0004']),
  leak: member('K00005', ['L0004']),
  /** Sold on the 12th two months ago: the former holder was refunded, the new one is not a member. */
  formerHolder: member('K00007', ['L0005']),
  newHolder: member('K00008', ['L0005'], ['L0005-EKSPL-2', 'L0005-FR-2']),
  nonMember: member('K00008', ['L0005'], ['L0005-EKSPL-2', 'L0005-FR-2']),
  /** Flat, garage, storage room, parking place, and a second flat that is let. */
  fivePremises: member('K00009', fivePremises, [
    'L0006-EKSPL',
    'L0006-FR',
    'L0007-GAR',
    'L0008-GAR',
    'L0009-GAR',
    'L0010-FR',
  ]),
  /** Had 0.37 zł written off on the garage. */
  writeOff: member('K00009', ['L0007'], ['L0007-GAR']),
  /** Rents L0010, pays for maintenance there, and gets housing benefit. */
  tenant: member('K00010', ['L0010'], ['L0010-EKSPL-2']),
  housingBenefit: member('K00010', ['L0010'], ['L0010-EKSPL-2']),
  /** A company with a garage, VAT 23 %. */
  company: member('K00011', ['L0011'], ['L0011-GAR']),
  /** Moved in yesterday: accounts without a single entry. */
  empty: member('K00012', ['L0012']),
} as const satisfies Readonly<Record<string, CastMember>>

export type CastName = keyof typeof cast

/** Forty letters and a hyphen: the longest name the pages have to carry. */
export const LONG_SURNAME = 'Brzęczyszczykiewiczówna-Chrząszczyżewicka'
