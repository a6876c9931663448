import type { TestPortal } from '#test/harness/portal.ts'
import type { Principal } from './people.ts'
import { visibleAccounts } from './people.ts'

/** How to find an object of a kind for accounts given by hand. A route that names a kind without a finder fails the matrix. */
const finders: Readonly<Record<string, string>> = {
  document: `select id from documents where account_id = any ($1) order by issued_on desc, id limit 1`,
  entry: `select id from entries where account_id = any ($1) and side = 'payment' order by value_on desc, id limit 1`,
  // Of premises let out, holder and tenant see the meters both: such a meter belongs to no one set of accounts.
  meter: `select m.id from meters m join accounts a on a.premises_id = m.premises_id where a.id = any ($1) and m.removed_on is null
            and not exists (select from holdings h join accounts o on o.premises_id = h.premises_id and o.party_id = h.party_id
                             where h.premises_id = m.premises_id and coalesce(h.valid_to, 'infinity') >= '2026-11-23' and o.id <> all ($1))
           order by m.id limit 1`,
  settlement: `select id from meter_settlements where account_id = any ($1) order by period_to desc, id limit 1`,
  // Written to the premises of these accounts; the seed writes to premises whose people share all their accounts.
  announcement: `select n.id from announcements n join accounts a on a.premises_id = n.subject_id
    where n.audience = 'premises' and a.id = any ($1) order by n.id limit 1`,
}

/** Objects nobody has by knowing an account: looked for everywhere, expected nowhere. */
const ownerless = new Set([
  'archiveDocument',
  'archiveEdition',
  'archiveFile',
  'notice',
  'secret',
  'delivery',
  'draft',
  'officeFile',
  'officeAnnouncement',
  'officeDocument',
  'officeEdition',
  'job',
  'thread',
  'attachment',
  'answerTemplate',
  'threadLabel',
  'quarantinedMail',
  'changeRequest',
  'login',
  'party',
  'file',
  'announcementFile',
  'publicAnnouncement',
  'publicAnnouncementFile',
  'acceptance',
  'party',
  'login',
  'staffAccount',
  'right',
  'challenge',
  'registration',
  'settingsRow',
  'statementFile',
  'incomingPayment',
  'logo',
])

/** Objects of the office, which every role that may use the page sees. */
const officeFinders: Readonly<Record<string, string>> = {
  delivery: 'select id from deliveries order by received_at desc limit 1',
}

/** One for a look at the pages that show it; the matrix, which asks whose an object is, does without. */
export async function officeObject(portal: TestPortal, kind: string): Promise<string | undefined> {
  const finder = officeFinders[kind]
  return finder && portal.asRoot(async (client) => (await client.query(finder)).rows[0]?.id)
}

const found = new WeakMap<TestPortal, Map<string, Promise<string | undefined>>>()

/** An object of that kind which belongs to that person; looked for once, because each look is a connection of its own. */
export async function objectOf(portal: TestPortal, kind: string, principal: Principal): Promise<string | undefined> {
  if (ownerless.has(kind)) return undefined
  const finder = finders[kind]
  if (!finder) throw new Error(`no finder for objects of kind ${kind}: add one to test/every-route/objects.ts`)
  const known = found.get(portal) ?? new Map<string, Promise<string | undefined>>()
  found.set(portal, known)
  const key = `${kind} ${principal}`
  const asked =
    known.get(key) ??
    portal.asRoot(async (client) => (await client.query(finder, [visibleAccounts(principal)])).rows[0]?.id)
  known.set(key, asked)
  return asked
}

/**
 * Texts that must never stand on a page of somebody who may not see these accounts: their NRBs, bills and
 * ids, all of them or the newest of each account, and the amounts that wait for their entry. A bank statement's number is shared by everybody whose payment it lists, so it marks nobody.
 */
export async function marks(
  portal: TestPortal,
  newest = Number.MAX_SAFE_INTEGER,
): Promise<ReadonlyMap<string, readonly string[]>> {
  return portal.asRoot(async (client) => {
    const { rows } = await client.query<{ account_id: string; marks: string[] }>(
      `select a.id as account_id,
              array_remove(array_agg(distinct a.nrb) || array_agg(distinct regexp_replace(a.nrb, '^(..)(....)(....)(....)(....)(....)(....)$', '\\1 \\2 \\3 \\4 \\5 \\6 \\7'))
                || array_agg(distinct w.amount) || array_agg(distinct d.number) filter (where d.kind <> 'payment') || array_agg(distinct '/' || d.id || '"') || array_agg(distinct e.id || '"'), null) as marks
         from accounts a
         left join lateral (select * from documents where account_id = a.id order by issued_on desc, id limit $1) d on true
         left join lateral (select * from entries where account_id = a.id and side = 'payment' order by value_on desc, id limit $1) e on true
         left join lateral (select replace(trim(to_char(amount_grosze / 100.0, '999999990.00')), '.', ',') as amount
                              from incoming_payments where account_id = a.id) w on true
        group by a.id`,
      [newest],
    )
    return new Map(rows.map((row) => [row.account_id, row.marks]))
  })
}
