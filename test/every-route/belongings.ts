/** Of each kind of object the routes name: whose is which, one that is gone, one that never was. Looked up by hand-written rules. */
import { type Principal, principalNames, principals, visibleAccounts } from './people.ts'
import type { World } from './world.ts'

/** `former` = of a person who is no longer there: nobody's now. `deleted` = withdrawn or revoked: everybody's no longer. */
export type Owner = Principal | 'former' | 'deleted' | 'absent' | 'office'

const formerAccounts = ['L0005-EKSPL', 'L0005-FR']
export const absentUuid = '00000000-0000-4000-8000-00000000dead'
export const absentId = 'nie-ma-takiego'

interface Finder {
  /** `$1` accounts, `$2` login, `$3` party. */
  readonly own?: string
  readonly former?: string
  readonly deleted?: string
  /** Any that exists, for pages of the office. */
  readonly any?: string
}

const account = (table: string): Finder => ({
  own: `select id from ${table} where account_id = any ($1) and $2::uuid is not null and $3::text is not null order by id limit 1`,
})

const finders: Readonly<Record<string, Finder>> = {
  document: account('documents'),
  entry: {
    own: `select id from entries where account_id = any ($1) and side = 'payment' and $2::uuid is not null and $3::text is not null order by id limit 1`,
  },
  settlement: account('meter_settlements'),
  meter: {
    // Of premises let out, holder and tenant see the meters both.
    own: `select m.id from meters m join accounts a on a.premises_id = m.premises_id
           where a.id = any ($1) and m.premises_id <> 'L0010' and m.removed_on is null and $2::uuid is not null and $3::text is not null order by m.id limit 1`,
  },
  notice: {
    own: `select id from notices where party_id = $3 and $1::text[] is not null and $2::uuid is not null order by id limit 1`,
  },
  thread: {
    own: `select id from message_threads where login_id = $2 and $1::text[] is not null and $3::text is not null order by id limit 1`,
    deleted: `select id from message_threads where login_id is null order by id limit 1`,
    any: `select id from message_threads order by id limit 1`,
  },
  attachment: {
    own: `select id from message_attachments where login_id = $2 and message_id is not null and $1::text[] is not null and $3::text is not null order by id limit 1`,
    deleted: `select id from message_attachments where login_id is not null and message_id is null order by id limit 1`,
    any: `select id from message_attachments where message_id is not null order by id limit 1`,
  },
  announcement: {
    own: `select n.id from announcements n join accounts a on a.premises_id = n.subject_id
           where n.audience = 'premises' and a.id = any ($1) and $2::uuid is not null and $3::text is not null order by n.id limit 1`,
    deleted: `select id from announcements where withdrawn_at is not null limit 1`,
  },
  publicAnnouncement: {
    deleted: `select id from announcements where withdrawn_at is not null limit 1`,
    former: `select id from announcements where audience = 'party' limit 1`,
  },
  archiveDocument: {
    own: `select id from archive_documents where audience = 'party' and subject_id = $3 and $1::text[] is not null and $2::uuid is not null order by id limit 1`,
    deleted: `select id from archive_documents where withdrawn_at is not null limit 1`,
  },
  archiveFile: { former: `select file_id as id from message_attachments order by 1 limit 1` },
  announcementFile: { former: `select file_id as id from message_attachments order by 1 limit 1` },
  publicAnnouncementFile: { former: `select file_id as id from message_attachments order by 1 limit 1` },
  changeRequest: { any: 'select id from change_requests order by id limit 1' },
  login: { any: `select id from logins where kind = 'resident' order by id limit 1` },
  staffAccount: { any: `select id from logins where kind = 'staff' order by id limit 1` },
  party: { any: `select id from parties order by id limit 1` },
  right: { any: 'select id from access_rights order by id limit 1' },
  job: { any: 'select id from jobs order by id limit 1' },
  draft: { any: 'select id from publishing_drafts where closed_at is null order by id limit 1' },
  officeFile: { any: 'select file_id as id from publishing_draft_files order by 1 limit 1' },
  officeAnnouncement: { any: `select id from announcements where audience = 'premises' order by id limit 1` },
  delivery: { any: 'select id from deliveries limit 1' },
  registration: { any: 'select id from registrations order by id limit 1' },
  quarantinedMail: { any: 'select id from quarantined_mails order by id limit 1' },
  answerTemplate: { any: 'select id from answer_templates order by id limit 1' },
  threadLabel: { any: 'select id from thread_labels order by id limit 1' },
  settingsRow: { any: 'select id from departments order by id limit 1' },
}

export type Belongings = ReadonlyMap<string, Readonly<Partial<Record<Owner, string>>>>

export async function belongingsOf(world: World): Promise<Belongings> {
  return world.portal.asRoot(async (client) => {
    const found = new Map<string, Partial<Record<Owner, string>>>()
    const first = async (sql: string | undefined, values: unknown[] = []): Promise<string | undefined> =>
      sql === undefined ? undefined : (await client.query<{ id: string }>(sql, values)).rows[0]?.id
    for (const [kind, finder] of Object.entries(finders)) {
      const each: Partial<Record<Owner, string>> = { absent: absentOf(finder) }
      const put = (owner: Owner, id: string | undefined): void => {
        if (id !== undefined) each[owner] = id
      }
      for (const name of principalNames) {
        const person = principals[name]
        if (person?.kind !== 'resident') continue
        put(name, await first(finder.own, [visibleAccounts(name), world.sessions[name]!.loginId, person.partyId]))
      }
      // Meters stay with the premises: whoever lives there now has them.
      if (finder.own?.includes('account') && kind !== 'meter')
        put('former', await first(finder.own, [formerAccounts, world.sessions.formerHolder!.loginId, '-']))
      put('former', await first(finder.former))
      put('deleted', await first(finder.deleted))
      put('office', await first(finder.any))
      found.set(kind, each)
    }
    return found
  })
}

const absentOf = ({ own }: Finder): string =>
  own && /documents|entries|meter|notices/.test(own) ? absentId : absentUuid

/** Whether this person may see what belongs to that owner, of objects that belong to accounts or to a login. */
export function isShared(kind: string, owner: Owner, principal: Principal): boolean {
  if (owner === principal) return true
  if (!(owner in principals)) return false
  const byLogin = ['thread', 'attachment']
  const person = principals[principal]
  const other = principals[owner as Principal]
  if (byLogin.includes(kind)) return false
  if (kind === 'notice' || kind === 'archiveDocument')
    return person?.kind === 'resident' && other?.kind === 'resident' && person.partyId === other.partyId
  return visibleAccounts(owner as Principal).some((id) => visibleAccounts(principal).includes(id))
}
