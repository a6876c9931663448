import { createHash } from 'node:crypto'
import { bucketOf, holdAttempt, type ThrottleRule } from '#features/login/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Challenge, challengeHash } from './challenge.ts'
import { type Registration, sameness } from './registration.model.ts'
import { answersLately, spendChallenge, submit, unspendChallenge, wasSent } from './registration.queries.ts'

/**
 * Answers from one address, right or wrong. A family, a club room or a whole office behind one address gets through; a program that tries
 * codes all day is held to a few an hour.
 */
const sourceRule: ThrottleRule = {
  freeTries: 12,
  delaysMinutes: [1, 1, 2, 5, 10],
  dailyLimit: 200,
  forgetAfterMs: 3_600_000,
  countsAtOnce: true,
}
/** Letters to one address a day, whatever is typed into the form. */
const mailsADay = 3
/** More answers than this in ten minutes, from everywhere together, and codes get harder. Nobody is refused for it. */
const manyAnswers = 40

export const isUnderPressure = async (tx: Tx): Promise<boolean> =>
  (await answersLately(tx, 10, manyAnswers)) >= manyAnswers

export type SendOutcome =
  | { readonly kind: 'sent' | 'wrong' | 'used' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number }

interface Sending {
  readonly source: string
  readonly challenge: Challenge
  readonly answered: boolean
  readonly registration: Registration
  readonly editionIds: readonly string[]
  readonly once: Buffer
}

/**
 * The one place a request comes in by. A challenge is answered once; the same form sent again is answered as the first. What it does hangs on
 * nothing in the register, so nothing can be learned from it.
 */
export async function sendRegistration(tx: Tx, sending: Sending): Promise<SendOutcome> {
  const { source, challenge, answered, registration, editionIds, once } = sending
  const hash = challengeHash(challenge)
  if (!(await spendChallenge(tx, hash))) return { kind: (await wasSent(tx, once)) ? 'sent' : 'used' }
  const held = await holdAttempt(tx, [{ bucket: bucketOf('registration', source), rule: sourceRule, own: false }])
  if ('waitSeconds' in held) {
    await unspendChallenge(tx, hash)
    return { kind: 'tooMany', waitSeconds: held.waitSeconds }
  }
  if (!answered) return { kind: 'wrong' }
  const same = createHash('sha256')
    .update(JSON.stringify(sameness(registration)))
    .digest()
  await submit(tx, { registration, editionIds, once, same }, mailsADay)
  return { kind: 'sent' }
}
