import { createHmac, randomBytes } from 'node:crypto'
import { addDays, type IsoDate, warsawInstant } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Reservation, reserve, type ThrottleRule } from './throttle.model.ts'
import {
  calmBucket,
  dropUntouchedBuckets,
  forgetBucket,
  lockBuckets,
  noteBucketFailure,
  saveBucket,
  uncountBucket,
} from './throttle.queries.ts'

/** Until the installation's own key is given, limits hold as long as this program runs. */
let key = randomBytes(32).toString('base64url')

/** Gives the installation's secret, so that limits outlive a restart and no address can be read out of a stolen database. */
export function useThrottleKey(secret: string): void {
  key = secret
}

export type BucketKind = 'login' | 'browser' | 'source' | 'proof' | 'factor' | 'registration' | 'link' | 'linkSource'

/** What is limited, as it is stored: a keyed hash that names nobody. */
export function bucketOf(kind: BucketKind, ...values: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, ...values]))
    .digest('hex')
}

export interface Limited {
  readonly bucket: string
  readonly rule: ThrottleRule
  /** True when a right password clears the failures: it must not where others share the bucket. */
  readonly own: boolean
}

export interface Held extends Limited {
  readonly counted: boolean
}

/** One attempt against all its buckets: let through by every one, or by none and then not counted. */
export async function holdAttempt(
  tx: Tx,
  buckets: readonly Limited[],
): Promise<readonly Held[] | { waitSeconds: number }> {
  // In one order here and at the end of the attempt, or two attempts that share buckets would lock each other out.
  const limited = buckets.toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1))
  const names = limited.map((one) => one.bucket)
  const rows = await lockBuckets(tx, names)
  const decided = limited.map((one) => {
    const row = rows.find((candidate) => candidate.bucket === one.bucket)
    if (!row) throw new Error('a throttle bucket vanished while locked')
    const tomorrowAt = warsawInstant(addDays(row.today as IsoDate, 1), '00:00')
    const moment = { now: row.now, today: row.today, tomorrowAt }
    return { one, now: row.now, reservation: reserve({ ...row }, one.rule, moment) }
  })
  const waits = decided.map(({ reservation }) => (reservation.allowed ? 0 : reservation.waitSeconds))
  if (Math.max(...waits) > 0) {
    await dropUntouchedBuckets(tx, names)
    return { waitSeconds: Math.max(...waits) }
  }
  return Promise.all(
    decided.map(async ({ one, now, reservation }) => {
      const { next, counted } = reservation as Extract<Reservation, { allowed: true }>
      await saveBucket(tx, one.bucket, next, now)
      return { ...one, counted }
    }),
  )
}

/** The password was wrong. */
export async function failAttempt(tx: Tx, held: readonly Held[]): Promise<void> {
  await Promise.all(
    held.map(({ bucket, counted, rule }) =>
      noteBucketFailure(tx, bucket, counted, rule.freeTries, rule.delaysMinutes[0]!),
    ),
  )
}

/** The attempt was no guess: the password was right, or it could not be checked. */
export async function releaseAttempt(tx: Tx, held: readonly Held[], right: boolean): Promise<void> {
  await Promise.all(
    held.map(async ({ bucket, counted, own }) => {
      if (right && own) await calmBucket(tx, bucket)
      else if (counted) await uncountBucket(tx, bucket)
    }),
  )
}

/** Lets the owner of a login try again at once, wherever they sit. */
export async function forgiveLogin(tx: Tx, loginName: string): Promise<void> {
  await forgetBucket(tx, bucketOf('login', loginName.toLowerCase()))
}

/** The same for the second factor, after the office took the lost one away. */
export async function forgetFactorTries(tx: Tx, loginId: string): Promise<void> {
  await forgetBucket(tx, bucketOf('factor', loginId))
}
