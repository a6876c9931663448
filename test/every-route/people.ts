import { cast } from '#db/seed/cast.ts'
import type { TestBrowser, TestPortal } from '#test/harness/portal.ts'

/** Everybody who may knock: who they are decides what each route may give them. */
export const principals = {
  anonymous: undefined,
  resident: { kind: 'resident', partyId: cast.arrears.partyId },
  neighbour: { kind: 'resident', partyId: cast.overpaid.partyId },
  formerHolder: { kind: 'resident', partyId: cast.formerHolder.partyId },
  newHolder: { kind: 'resident', partyId: cast.newHolder.partyId },
  holder: { kind: 'resident', partyId: cast.longSurname.partyId },
  coOwner: { kind: 'resident', partyId: cast.coOwner.partyId },
  proxy: { kind: 'resident', partyId: cast.proxy.partyId },
  tenant: { kind: 'resident', partyId: cast.tenant.partyId },
  landlord: { kind: 'resident', partyId: cast.fivePremises.partyId },
  newcomer: { kind: 'resident', partyId: cast.empty.partyId },
  clerk: { kind: 'staff', staffRole: 'clerk' },
  accountant: { kind: 'staff', staffRole: 'accountant' },
  editor: { kind: 'staff', staffRole: 'editor' },
  administrator: { kind: 'staff', staffRole: 'administrator' },
} as const

export type Principal = keyof typeof principals
export const principalNames = Object.keys(principals) as Principal[]

/** What the cast may see, written down by hand from their stories: the matrix must not ask the code under test. */
const accountsOf: Partial<Record<Principal, readonly string[]>> = {
  resident: cast.arrears.accountIds,
  neighbour: cast.overpaid.accountIds,
  newHolder: cast.newHolder.accountIds,
  holder: cast.longSurname.accountIds,
  coOwner: cast.longSurname.accountIds,
  proxy: cast.zero.accountIds,
  tenant: cast.tenant.accountIds,
  landlord: cast.fivePremises.accountIds,
  newcomer: cast.empty.accountIds,
}

export const visibleAccounts = (principal: Principal): readonly string[] => accountsOf[principal] ?? []

/** Where they live or act for somebody, by the same hand. */
export const premisesOf = (principal: Principal): readonly string[] =>
  principal === 'proxy'
    ? cast.zero.premisesIds
    : [...new Set(visibleAccounts(principal).map((id) => id.split('-')[0]!))]

export async function browsers(portal: TestPortal): Promise<Record<Principal, TestBrowser>> {
  const made = {} as Record<Principal, TestBrowser>
  for (const name of principalNames) made[name] = await portal.browser(principals[name])
  return made
}
