import { statement, type Tx } from '#platform/db/database.ts'
import type { BucketState } from './throttle.model.ts'

export interface LockedBucket extends BucketState {
  readonly bucket: string
  readonly now: number
  readonly today: string
}

// A bucket last touched in the future was touched before the clock was put back: its pause and its day go back with the clock, or
// whoever has to wait a minute would wait a day.
// Made where missing and locked in one statement, so that a clean-up cannot take a bucket between the two.
const lock = statement<[buckets: readonly string[]], LockedBucket>(
  'throttle.lock',
  `insert into throttle_buckets as b (bucket_sha256, day)
   select decode(h, 'hex'), today() from unnest($1::text[]) h order by h
   on conflict (bucket_sha256) do update
      set updated_at = least(b.updated_at, clock_now()), day = least(b.day, today()),
          blocked_until = b.blocked_until - greatest(b.updated_at - clock_now(), interval '0')
   returning encode(b.bucket_sha256, 'hex') as bucket, b.failures, b.blocked_until as "blockedUntil",
             b.day_attempts as "dayAttempts", b.day::text, b.updated_at as "updatedAt", clock_now() as now, today()::text as today`,
)
const save = statement<[bucket: string, failures: number, blockedSeconds: number | null, dayAttempts: number], never>(
  'throttle.save',
  `update throttle_buckets
      set failures = $2, day = today(), day_attempts = $4, updated_at = clock_now(),
          blocked_until = coalesce(clock_now() + make_interval(secs => $3::float8), '-infinity')
    where bucket_sha256 = decode($1, 'hex')`,
)
const settleFailure = statement<[bucket: string, added: number, freeTries: number, delayMinutes: number], never>(
  'throttle.settleFailure',
  `update throttle_buckets
      set failures = failures + $2::int, day_attempts = day_attempts + $2::int, updated_at = clock_now(),
          blocked_until = case when $2::int > 0 and failures + $2::int >= $3::int
                               then greatest(blocked_until, clock_now() + make_interval(mins => $4::int))
                               else blocked_until end
    where bucket_sha256 = decode($1, 'hex')`,
)
const release = statement<[bucket: string, failuresLeft: number | null], never>(
  'throttle.release',
  `update throttle_buckets
      set failures = coalesce($2::int, greatest(failures - 1, 0)), day_attempts = greatest(day_attempts - 1, 0),
          blocked_until = '-infinity'
    where bucket_sha256 = decode($1, 'hex')`,
)

const forget = statement<[bucket: string], never>(
  'throttle.forget',
  `delete from throttle_buckets where bucket_sha256 = decode($1, 'hex')`,
)

const dropUntouched = statement<[buckets: readonly string[]], never>(
  'throttle.dropUntouched',
  `delete from throttle_buckets
    where bucket_sha256 in (select decode(h, 'hex') from unnest($1::text[]) h)
      and failures = 0 and day_attempts = 0 and blocked_until = '-infinity'`,
)

/** The buckets, made where missing and held until the end of the transaction. */
export function lockBuckets(tx: Tx, buckets: readonly string[]): Promise<LockedBucket[]> {
  return tx.query(lock, [buckets])
}

export async function saveBucket(tx: Tx, bucket: string, state: BucketState, now: number): Promise<void> {
  const blockedSeconds = state.blockedUntil > now ? (state.blockedUntil - now) / 1000 : null
  await tx.query(save, [bucket, state.failures, blockedSeconds, state.dayAttempts])
}

/** A failure, counted now unless it was counted beforehand. Writes either way, so that the time tells nothing. */
export async function noteBucketFailure(
  tx: Tx,
  bucket: string,
  alreadyCounted: boolean,
  freeTries: number,
  delayMinutes: number,
): Promise<void> {
  await tx.query(settleFailure, [bucket, alreadyCounted ? 0 : 1, freeTries, delayMinutes])
}

/** Takes back what was counted beforehand. */
export async function uncountBucket(tx: Tx, bucket: string): Promise<void> {
  await tx.query(release, [bucket, null])
}

/** The right password: the delays start anew. The day's count stays, or a guesser would gain tries from each visit of the owner. */
export async function calmBucket(tx: Tx, bucket: string): Promise<void> {
  await tx.query(release, [bucket, 0])
}

/** The office vouches for the owner: tries and delays of the day are forgiven. */
export async function forgetBucket(tx: Tx, bucket: string): Promise<void> {
  await tx.query(forget, [bucket])
}

/** Takes away buckets that count nothing: whoever is refused must not fill the table with invented logins. */
export async function dropUntouchedBuckets(tx: Tx, buckets: readonly string[]): Promise<void> {
  await tx.query(dropUntouched, [buckets])
}
