/** What others may use of signing in: issuing logins and codes, and the nightly clean-up. */

export type { LoginRow } from './issue.queries.ts'
export {
  findLoginByName,
  grantProxy,
  type IssuedCode,
  type IssuedLogin,
  issueLogin,
  issueStartingCode,
  LoginRefused,
  listLogins,
  lockLogin,
  type NewLogin,
  unlockLogin,
} from './issue.ts'
export { type Actor, cleanUpSignIns } from './login.queries.ts'
export { tooManySentence } from './login.text.ts'
export { type ProofOutcome, proofMs, proveAgain } from './prove.ts'
export type { ThrottleRule } from './throttle.model.ts'
export { bucketOf, holdAttempt, useThrottleKey } from './throttle.ts'
