/** What others may use of signing in: issuing logins and codes, and the nightly clean-up. */

export { factorLetters } from './factors/letters.ts'
export { removeSecondFactors } from './factors/remove.ts'
export { useFactorKey } from './factors/seal.ts'
export { codeNow } from './factors/totp.ts'
export { consoleText } from './first-run/setup.text.ts'
export { offerFirstRun } from './first-run/setup.ts'
export type { LoginRow } from './issue.queries.ts'
export {
  drawStartingCode,
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
export { HashingBusy } from './passwords/argon.ts'
export { type ProofOutcome, proofMs, proveAgain } from './prove.ts'
export { codeDaysValid } from './starting-code.model.ts'
export type { ThrottleRule } from './throttle.model.ts'
export { bucketOf, forgetFactorTries, forgiveLogin, holdAttempt, useThrottleKey } from './throttle.ts'
