/** What the tests of the announcements share: the cast spread over staircases and buildings, an editor who publishes. */
import { cast } from '#db/seed/cast.ts'
import type { Tx } from '#platform/db/database.ts'
import type { StaffRole } from '#platform/http/route.ts'
import type { TestPerson } from '#test/harness/database.ts'
import { withPortal } from '#test/harness/portal.ts'
import { type NewAnnouncement, publishAnnouncement } from './publish.ts'

export const resident = ({ partyId }: { readonly partyId: string }): TestPerson => ({ kind: 'resident', partyId })

/** A PDF with a text no other has; long enough to be read in pieces when asked for. */
export const pdf = (words: string, bytes = 0): Buffer =>
  Buffer.from(`%PDF-1.4\n% ${words}\n${'x'.repeat(bytes)}\n%%EOF\n`)

/**
 * Everybody of the cast lives in building B1, staircase A, of property W1, but: L0003 is in staircase B, and L0012 in building
 * B9 of property W9. Members are K00001 and K00004. No announcement yet.
 */
export async function withAnnouncements() {
  const portal = await withPortal()
  await portal.asRoot((client) =>
    client.query(`
      delete from announcement_attachments; delete from announcements;
      insert into properties_versions (id, name, from_publication) values ('W9', 'Nieruchomość Polna', 0);
      insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
        values ('B9', 'W9', 'Polna', '1', '00-001', 'Miasto', 0);
      update premises_versions set staircase = case when id = 'L0003' then 'B' when id = 'L0012' then null else 'A' end,
             building_id = case when id = 'L0012' then 'B9' else 'B1' end;
      update parties_versions set is_member = id in ('${cast.overpaid.partyId}', '${cast.arrears.partyId}')`),
  )
  const asStaff = async <T>(staffRole: StaffRole, work: (tx: Tx) => Promise<T>): Promise<T> =>
    portal.database.asStaff(await portal.signIn({ kind: 'staff', staffRole }), work, { write: true })
  return {
    ...portal,
    asStaff,
    publish: (announcement: Partial<NewAnnouncement> & Pick<NewAnnouncement, 'title'>): Promise<string> =>
      asStaff('administrator', (tx) =>
        publishAnnouncement(tx, { body: 'Treść.', audience: { kind: 'signedIn' }, ...announcement }, null),
      ),
    fileOf: (announcementId: string): Promise<string> =>
      portal.asRoot(async (client) => {
        const { rows } = await client.query('select file_id from announcement_attachments where announcement_id = $1', [
          announcementId,
        ])
        return rows[0].file_id
      }),
  }
}
