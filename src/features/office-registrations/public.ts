/** What the rest of the office may use of the registration queue. All of it runs in a transaction of a clerk or an administrator. */
import type { Tx } from '#platform/db/database.ts'
import {
  noteIssued,
  ofParty,
  type RegistrationCounts,
  type RegistrationOfParty,
  startCounts,
} from './office-registrations.queries.ts'

export type { EventKind } from './office-registrations.model.ts'
export type { RegistrationCounts, RegistrationOfParty } from './office-registrations.queries.ts'
export { eventNames, rejectNames } from './office-registrations.text.ts'

/** The request that was matched to this person of the register, one still without its login first; nothing when there is none. */
export const registrationOfParty = (tx: Tx, partyId: string): Promise<RegistrationOfParty | undefined> =>
  ofParty(tx, partyId)

/**
 * Call it in a staff transaction once the login is there (it is a foreign key): the request goes on to "login issued", what the applicant accepted
 * counts for the login, and an hour later the applicant is told to come, unless the login was used by then. Writes history and audit.
 * @returns false when the request is not matched to a person any more, or its login was noted already; then nothing happened.
 */
export const noteLoginIssued = (tx: Tx, registrationId: string, loginId: string): Promise<boolean> =>
  noteIssued(tx, registrationId, loginId)

/** Numbers for the start page of the office. */
export const registrationCounts = (tx: Tx): Promise<RegistrationCounts> => startCounts(tx)
