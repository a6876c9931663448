import { statement, type Tx } from '#platform/db/database.ts'

/** The living address of a login; when it was made and last fetched, in milliseconds since 1970. */
export interface Subscription {
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** What a feed needs to know of the secret it was asked under. */
export interface FeedSubscription {
  readonly loginId: string
  /** When the books shown were published; null before the first publication. */
  readonly publishedAt: number | null
  /** The use was last noted an hour ago or more. */
  readonly noteDue: boolean
}

const mineStatement = statement<[], Subscription>(
  'calendar.subscription',
  `select created_at as "createdAt", last_used_at as "lastUsedAt"
     from calendar_subscriptions where login_id = current_login_id() and revoked_at is null`,
)

// Two forms of one person sent at once wait for each other here, so that one address is left living.
const lockStatement = statement<[], { readonly locked: boolean }>(
  'calendar.lockSubscription',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.calendar_subscriptions'), hashtext(current_login_id()::text)) is not null
          as locked`,
)

const stateStatement = statement<[secretHash: string], { readonly living: boolean | null; readonly madeToday: number }>(
  'calendar.subscriptionState',
  `select (select revoked_at is null from calendar_subscriptions
            where secret_sha256 = decode($1, 'hex') and login_id = current_login_id()) as living,
          (select count(*)::int from calendar_subscriptions
            where login_id = current_login_id() and created_at > clock_now() - interval '1 day') as "madeToday"`,
)

const revokeStatement = statement<[], never>(
  'calendar.revokeSubscription',
  `update calendar_subscriptions set revoked_at = clock_now() where login_id = current_login_id() and revoked_at is null`,
)

const createStatement = statement<[secretHash: string], never>(
  'calendar.createSubscription',
  `insert into calendar_subscriptions (secret_sha256, login_id) values (decode($1, 'hex'), current_login_id())`,
)

const feedStatement = statement<[secretHash: string], FeedSubscription>(
  'calendar.feedSubscription',
  `select c.login_id as "loginId", p.published_at as "publishedAt",
          coalesce(c.last_used_at <= clock_now() - interval '1 hour', true) as "noteDue"
     from calendar_subscriptions c cross join published_state p
    where c.secret_sha256 = decode($1, 'hex') and c.revoked_at is null and c.login_id = current_login_id()`,
)

const noteUseStatement = statement<[secretHash: string], never>(
  'calendar.noteUse',
  `update calendar_subscriptions set last_used_at = clock_now()
    where secret_sha256 = decode($1, 'hex') and revoked_at is null and login_id = current_login_id()
      and coalesce(last_used_at <= clock_now() - interval '1 hour', true)`,
)

/** The living address of the person asking, if there is one. Its secret is not kept, so it cannot be shown again. */
export const mySubscription = (tx: Tx): Promise<Subscription | undefined> => tx.maybe(mineStatement, [])

/** Nobody needs more new addresses in a day, and old ones are kept so that they stay dead. */
const mostADay = 20

/**
 * Makes the address with this hash the only living one. `dead`: it had been revoked before and stays so. `tooMany`: this
 * person has made enough for a day; the one that lives goes on living.
 */
export async function replaceSubscription(tx: Tx, secretHash: string): Promise<'living' | 'dead' | 'tooMany'> {
  await tx.query(lockStatement, [])
  const { living, madeToday } = await tx.one(stateStatement, [secretHash])
  if (living !== null) return living ? 'living' : 'dead'
  if (madeToday >= mostADay) return 'tooMany'
  await tx.query(revokeStatement, [])
  await tx.query(createStatement, [secretHash])
  return 'living'
}

/** From now on the address answers like one that never was. */
export async function revokeSubscription(tx: Tx): Promise<void> {
  await tx.query(revokeStatement, [])
}

/** The subscription a feed is asked under; nothing when the secret is unknown, revoked or its login locked. */
export const feedSubscription = (tx: Tx, secretHash: string): Promise<FeedSubscription | undefined> =>
  tx.maybe(feedStatement, [secretHash])

/** Notes that the address is in use, at most once an hour. */
export async function noteUse(tx: Tx, secretHash: string): Promise<void> {
  await tx.query(noteUseStatement, [secretHash])
}
