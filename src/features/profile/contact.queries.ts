import { statement, type Tx } from '#platform/db/database.ts'
import type { PortalContact, RegisterEntry } from './profile.model.ts'

const registerStatement = statement<[], RegisterEntry>(
  'profile.register',
  `select p.kind, p.first_name as "firstName", p.name, p.member_number as "memberNumber", p.is_member as "isMember",
          p.correspondence_address as "correspondenceAddress", p.email, p.phone
     from parties p
    where p.id = (select party_id from logins where id = current_login_id()) and p.id = any (array(select shown_parties()))`,
)

const contactStatement = statement<[], PortalContact>(
  'profile.contact',
  `select my_verified_email() as "verifiedEmail", c.email_verified_at as "emailVerifiedAt", c.phone, c.new_phone as "newPhone",
          c.new_phone_entered_at as "newPhoneEnteredAt",
          case when c.new_phone is null and c.phone_refused_at is not null then c.refused_phone end as "refusedPhone", w.new_email as "waitingEmail", w.expires_at as "waitingUntil",
          w.state as "mailState", coalesce(w.created_at < clock_now() - interval '15 minutes', false) as "mailLate",
          recently_proved() as proved
     from (select current_login_id() as id) me
     left join login_contacts c on c.login_id = me.id
     left join lateral (
       select e.new_email, e.expires_at, e.created_at, m.state
         from email_changes e left join outgoing_mails m on m.email_change_id = e.id and m.kind = 'emailConfirmation'
        where e.login_id = me.id and e.confirmed_at is null and e.cancelled_at is null
          and (e.expires_at > clock_now() or (m.state in ('waiting', 'sending', 'failed', 'skipped') and e.created_at > clock_now() - interval '4 days'))
        order by e.created_at desc limit 1) w on true`,
)

export type AskOutcome = 'sent' | 'same' | 'tooMany' | 'proofNeeded'

const askStatement = statement<[email: string, once: Buffer], { readonly outcome: AskOutcome }>(
  'profile.askEmailChange',
  'select ask_email_change($1, $2) as outcome',
)

const waitingStatement = statement<[tokenHash: string], { readonly newEmail: string; readonly confirmed: boolean }>(
  'profile.emailChangeBy',
  'select new_email as "newEmail", confirmed from email_change_by($1)',
)

const confirmStatement = statement<[tokenHash: string], { readonly outcome: 'confirmed' | 'unknown' }>(
  'profile.confirmEmail',
  'select confirm_my_email($1) as outcome',
)

const phoneStatement = statement<[phone: string], { readonly outcome: 'entered' | 'proofNeeded' }>(
  'profile.enterPhone',
  'select enter_my_phone($1) as outcome',
)

const tokenStatement = statement<[changeId: string, tokenHash: string], { readonly newEmail: string }>(
  'profile.setEmailToken',
  `update email_changes set token_sha256 = decode($2, 'hex'), expires_at = clock_now() + interval '24 hours'
    where id = $1 and confirmed_at is null and cancelled_at is null
   returning new_email as "newEmail"`,
)

const oldAddressStatement = statement<[changeId: string], { readonly oldEmail: string; readonly phone: string }>(
  'profile.oldAddress',
  `select e.old_email as "oldEmail", c.phone from email_changes e cross join cooperative c
    where e.id = $1 and e.confirmed_at is not null and e.old_email is not null`,
)

/** The person's own entry; none for a login that stands for nobody in the register. */
export const register = (tx: Tx): Promise<RegisterEntry | undefined> => tx.maybe(registerStatement, [])
export const portalContact = (tx: Tx): Promise<PortalContact> => tx.one(contactStatement, [])

/** Asks for a mail with a link to the new address. The same form sent again is answered as the first. */
export async function askEmailChange(tx: Tx, email: string, once: Buffer): Promise<AskOutcome> {
  return (await tx.one(askStatement, [email, once])).outcome
}

/** The change a link stands for, if it is this person's and still good. */
export const emailChangeBy = (tx: Tx, tokenHash: string) => tx.maybe(waitingStatement, [tokenHash])

export async function confirmEmail(tx: Tx, tokenHash: string): Promise<'confirmed' | 'unknown'> {
  return (await tx.one(confirmStatement, [tokenHash])).outcome
}

export async function enterPhone(tx: Tx, phone: string): Promise<'entered' | 'proofNeeded'> {
  return (await tx.one(phoneStatement, [phone])).outcome
}

/** For the worker: from now on this secret, and no earlier one, confirms the change; for 24 hours. */
export const setEmailToken = (tx: Tx, changeId: string, tokenHash: string) =>
  tx.maybe(tokenStatement, [changeId, tokenHash])
/** For the worker: whom to tell that the address was changed, and which number to call when it was not them. */
export const oldAddress = (tx: Tx, changeId: string) => tx.maybe(oldAddressStatement, [changeId])
