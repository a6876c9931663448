/** What others may use of signing in: issuing logins, codes and links, and the nightly clean-up. */

export { factorLetters } from './factors/letters.ts'
export { removeSecondFactors } from './factors/remove.ts'
export { useFactorKey } from './factors/seal.ts'
export { codeNow } from './factors/totp.ts'
export { consoleText } from './first-run/setup.text.ts'
export { offerFirstRun } from './first-run/setup.ts'
export type { LoginRow } from './issue.queries.ts'
export {
  codeEnds,
  type DrawnCode,
  drawStartingCode,
  findLoginByName,
  forgetPassword,
  grantProxy,
  holdLivingLogin,
  type IssuedCode,
  type IssuedLogin,
  issueLogin,
  issueStartingCode,
  LoginRefused,
  listLogins,
  lockLogin,
  makeLogin,
  type NewLogin,
  storeCode,
  unlockLogin,
} from './issue.ts'
export { loginLetters } from './letters.ts'
export { type Actor, cleanUpSignIns, writeAudit } from './login.queries.ts'
export { tooManySentence } from './login.text.ts'
export { exampleLogin, groupedLogin, isLoginPattern } from './login-name.model.ts'
export { HashingBusy } from './passwords/argon.ts'
export { shortestPassword } from './passwords/policy.model.ts'
export { recentlyProved } from './proof.queries.ts'
export { type ProofMistake, proofMissing, proofProblem } from './proof.ts'
export { ProofField } from './proof.view.tsx'
export { type ProofOutcome, proofMs, proveAgain } from './prove.ts'
export { clockWatch } from './put-back.ts'
export { codeDaysValid } from './starting-code.model.ts'
export { askLink, cleanUpStartingLinks } from './starting-link.queries.ts'
export type { ThrottleRule } from './throttle.model.ts'
export { bucketOf, forgetFactorTries, forgiveLogin, holdAttempt, useThrottleKey } from './throttle.ts'
