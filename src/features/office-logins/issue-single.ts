import {
  type Actor,
  askLink,
  drawStartingCode,
  forgetPassword,
  HashingBusy,
  holdLivingLogin,
  LoginRefused,
  makeLogin,
  storeCode,
  writeAudit,
} from '#features/login/public.ts'
import type { Tx } from '#platform/db/database.ts'
import type { LoginOwner, Person, Reason } from './issuing.model.ts'
import { issuedBefore, noteIssued, versionNow } from './issuing.queries.ts'

type Auth = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

export interface SingleOrder {
  readonly owner: LoginOwner
  readonly person: Person
  /** For cooperatives that name logins after premises. */
  readonly premisesId: string | undefined
  /** The login that gets a new code; none = a login is made. */
  readonly loginId: string | undefined
  /** A login beside one that works, for somebody else who uses it: companies have several. */
  readonly further: boolean
  /** What the portal calls whoever signs in with a login that is made. */
  readonly displayName: string
  readonly reason: Reason | 'new'
  /** What the page showed when the clerk decided. */
  readonly version: string
  readonly clerkId: string
  readonly once: Buffer
}

export type SingleOutcome =
  | {
      readonly kind: 'issued'
      readonly loginId: string
      readonly login: string
      readonly handoverId: string
      readonly code: string
      readonly expiresAt: number
    }
  | { readonly kind: 'linkSent' | 'shownBefore' | 'changed' | 'busy' | 'patternFull' | 'noAddress' }

const refused = (error: unknown): SingleOutcome => {
  if (error instanceof HashingBusy) return { kind: 'busy' }
  if (error instanceof LoginRefused && error.reason === 'patternFull') return { kind: 'patternFull' }
  throw error
}

/**
 * A code for one person, and a login when they have none. Drawn, hashed, stored and noted in one transaction: the form sent again, once or
 * fifty times at the same moment, neither issues a second code nor shows the first.
 */
export function issueSingle(auth: Auth, order: SingleOrder): Promise<SingleOutcome> {
  return decide(auth, order, async (tx, actor) => {
    const { owner, reason, clerkId, once, premisesId, displayName } = order
    if (order.loginId === undefined && owner.partyId === null) return { kind: 'changed' }
    const loginId =
      order.loginId ??
      (await makeLogin(tx, { kind: 'resident', displayName, partyId: owner.partyId!, premisesId }, actor)).id
    const { code, hash } = await drawStartingCode()
    if (reason === 'compromised') await forgetPassword(tx, loginId)
    const stored = await storeCode(tx, loginId, hash, actor, { by: 'single', reason })
    const handoverId = await noteIssued(tx, { loginId, kind: 'single', reason, clerkId, once })
    return { kind: 'issued', loginId, login: stored.name, handoverId, code, expiresAt: stored.expiresAt }
  })
}

/** A link to the address the person proved before, instead of a paper. Nothing of it is seen in the office. */
export function mailSingle(auth: Auth, order: SingleOrder & { readonly loginId: string }): Promise<SingleOutcome> {
  return decide(auth, order, async (tx, actor) => {
    const { loginId, reason, clerkId, once } = order
    if (!(await askLink(tx, loginId, clerkId, once))) return { kind: 'noAddress' }
    if (reason === 'compromised') await forgetPassword(tx, loginId)
    await writeAudit(tx, actor, 'login.linkIssued', loginId, { reason })
    await noteIssued(tx, { loginId, kind: 'email', reason, clerkId, once })
    return { kind: 'linkSent' }
  })
}

async function decide(
  auth: Auth,
  { owner, loginId, further, version, clerkId, once }: SingleOrder,
  work: (tx: Tx, actor: Actor) => Promise<SingleOutcome>,
): Promise<SingleOutcome> {
  try {
    return await auth(async (tx) => {
      // Whoever works on the same person waits here, and then sees what was done.
      const living = await holdLivingLogin(tx, owner)
      if (await issuedBefore(tx, once)) return { kind: 'shownBefore' }
      const mayHave = loginId === undefined ? further || living === undefined : living !== undefined
      if (!mayHave || (await versionNow(tx, owner)) !== version) return { kind: 'changed' }
      return work(tx, { kind: 'staff', loginId: clerkId })
    })
  } catch (error) {
    return refused(error)
  }
}
