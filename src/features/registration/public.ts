import type { Tx } from '#platform/db/database.ts'
import { forgetRegistrations } from './registration.queries.ts'

export { useChallengeKey } from './challenge.ts'
export { registrationLetters } from './letters.ts'
export type { RejectReason } from './registration.model.ts'

/** How long requests are kept with the data of the person: those that came to nothing, and those that ended with a login. */
export const keptMonths = { unfinished: 12, finished: 36 } as const

/** Nightly, as the worker: empties requests kept long enough. */
export const cleanUpRegistrations = (tx: Tx): Promise<number> =>
  forgetRegistrations(tx, keptMonths.unfinished, keptMonths.finished)
