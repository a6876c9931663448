import { statement, type Tx } from '#platform/db/database.ts'

// One statement whether or not there is such a login: what a stranger could measure is the same.
const askByName = statement<[name: string, once: Buffer], { id: string }>(
  'login.askLinkByName',
  `insert into starting_links (login_id, once_sha256)
   select (select id from logins where lower(name) = lower($1) and kind = 'resident' and locked_at is null), $2
   on conflict (once_sha256) do nothing returning id`,
)
const askForLogin = statement<[loginId: string, clerkId: string, once: Buffer], { id: string }>(
  'login.askLink',
  `insert into starting_links (login_id, asked_by, once_sha256)
   select id, $2, $3 from logins where id = $1 and kind = 'resident' and locked_at is null
   on conflict (once_sha256) do nothing returning id`,
)
const mailLink = statement<[linkId: string], never>(
  'login.mailLink',
  `insert into outgoing_mails (kind, letter_id) values ('startingLink', $1)`,
)
const killCode = statement<[loginId: string], never>(
  'login.killCode',
  'delete from starting_codes where login_id = $1 and used_at is null',
)
const cancel = statement<[loginId: string], never>(
  'login.cancelLinks',
  'update starting_links set cancelled_at = clock_now() where login_id = $1 and used_at is null and cancelled_at is null',
)
const usableLink = statement<[tokenHash: string], { id: string }>(
  'login.usableLink',
  `select id from starting_links
    where token_sha256 = decode($1, 'hex') and used_at is null and cancelled_at is null and expires_at > clock_now()`,
)
const useLink = statement<[tokenHash: string], { loginId: string }>(
  'login.useLink',
  `update starting_links set used_at = clock_now()
    where token_sha256 = decode($1, 'hex') and used_at is null and cancelled_at is null and expires_at > clock_now()
   returning login_id as "loginId"`,
)
// The worker's: the secret's hash goes in, the address comes out.
const writeLink = statement<[linkId: string, tokenHash: string], { email: string | null; phone: string }>(
  'login.writeLink',
  'select mail_starting_link($1, $2) as email, phone from cooperative',
)
const cleanUp = statement<[], { gone: number }>('login.cleanUpLinks', 'select clean_up_starting_links() as gone')

/** A link asked for by whoever typed a login's name. Nothing tells whether there is such a login. */
export async function askLinkByName(tx: Tx, name: string, once: Buffer): Promise<void> {
  const asked = await tx.maybe(askByName, [name, once])
  if (asked) await tx.query(mailLink, [asked.id])
}

/** A link the office sends. @returns whether it was asked for now: not for a form sent twice, a locked login or a member of staff. */
export async function askLink(tx: Tx, loginId: string, clerkId: string, once: Buffer): Promise<boolean> {
  const asked = await tx.maybe(askForLogin, [loginId, clerkId, once])
  if (!asked) return false
  await cancelLinksBefore(tx, loginId, asked.id)
  await Promise.all([tx.query(mailLink, [asked.id]), tx.query(killCode, [loginId])])
  return true
}

const cancelBefore = statement<[loginId: string, newest: string], never>(
  'login.cancelLinksBefore',
  `update starting_links set cancelled_at = clock_now()
    where login_id = $1 and id <> $2 and used_at is null and cancelled_at is null`,
)
async function cancelLinksBefore(tx: Tx, loginId: string, newest: string): Promise<void> {
  await tx.query(cancelBefore, [loginId, newest])
}

/** Links of this login stop working: a newer code was issued, or a password was set. */
export async function cancelLinks(tx: Tx, loginId: string): Promise<void> {
  await tx.query(cancel, [loginId])
}

/** A code on paper stops working when a password was set by a link. */
export async function killUnusedCode(tx: Tx, loginId: string): Promise<void> {
  await tx.query(killCode, [loginId])
}

export async function isUsableLink(tx: Tx, tokenHash: string): Promise<boolean> {
  return (await tx.maybe(usableLink, [tokenHash])) !== undefined
}

/** Uses the link up. @returns whose it was; nothing when it is used, too old, replaced or nobody's. */
export async function takeLink(tx: Tx, tokenHash: string): Promise<string | undefined> {
  return (await tx.maybe(useLink, [tokenHash]))?.loginId
}

/** For the worker: this secret opens the login from now on. @returns whom to write to; nothing when there is nobody. */
export const writeLinkInto = (tx: Tx, linkId: string, tokenHash: string) => tx.one(writeLink, [linkId, tokenHash])

/** Nightly, as the worker. */
export async function cleanUpStartingLinks(tx: Tx): Promise<void> {
  await tx.query(cleanUp, [])
}
