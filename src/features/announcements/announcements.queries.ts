import { statement, type Tx } from '#platform/db/database.ts'
import type {
  Announcement,
  AnnouncementHead,
  Attachment,
  ListedAnnouncement,
  StoredFile,
} from './announcements.model.ts'

/** The first wall: the audience of the person asking, and the rules of my_announcements(). */
const shown = `a.audience_key = any (array(select shown_audiences())) and a.withdrawn_at is null and a.visible_from <= (select today())
      and (a.audience <> 'premises' or coalesce(a.visible_to, 'infinity') >= my_premises_since(a.subject_id))`
const current = `coalesce(a.visible_to, 'infinity') >= (select today())`
const expired = `coalesce(a.visible_to, 'infinity') < (select today())`
const unread = `not exists (select from announcement_reads r where r.login_id = (select current_login_id()) and r.announcement_id = a.id
      and r.version >= a.notable_version)`

/** The place an announcement is for. Premises are named to those who have them; others do not get here. */
const placeColumns = `a.audience, a.staircase, n.name as "propertyName", b.street, b.house_number as "houseNumber", p.number, p.kind`
const placeJoins = `
     left join properties n on a.audience = 'property' and n.id = a.subject_id
     left join premises p on a.audience = 'premises' and p.id = a.subject_id and p.id = any (array(select shown_premises()))
     left join buildings b on b.id = case when a.audience in ('building', 'staircase') then a.subject_id else p.building_id end`

const listOf = (name: string, condition: string, order: string, unreadColumn: string) =>
  statement<[limit: number, offset: number], ListedAnnouncement>(
    name,
    `select a.id, a.title, left(a.body, 400) as opening, a.important, a.visible_from as "visibleFrom", a.visible_to as "visibleTo",
            a.changed_at as "changedAt", ${unreadColumn} as unread, a.total, a.seen_at as "seenAt", ${placeColumns},
            (select count(*)::int from announcement_attachments t
              where t.announcement_id = a.id and t.replaced_in is null and t.announcement_id = any (array(select shown_announcements()))) as attachments
       from (select a.*, (count(*) over ())::int as total, clock_now() as seen_at
               from announcements a where ${shown} and ${condition} order by ${order} limit $1 offset $2) a ${placeJoins}
      order by ${order}`,
  )
const currentStatement = listOf(
  'announcements.current',
  current,
  'a.important desc, a.visible_from desc, a.published_at desc, a.id',
  unread,
)
// Nobody is asked to catch up with what is over, least of all who has just moved in.
const archiveStatement = listOf(
  'announcements.archive',
  expired,
  'a.visible_from desc, a.published_at desc, a.id',
  'false',
)

const oneStatement = statement<[id: string], Announcement>(
  'announcements.one',
  `select a.id, a.title, a.body, a.important, a.visible_from as "visibleFrom", a.visible_to as "visibleTo", ${expired} as expired,
          a.changed_at as "changedAt",
          ${placeColumns}
     from announcements a ${placeJoins}
    where a.id = $1 and a.id = any (array(select shown_announcements()))`,
)

const attachmentsStatement = statement<[announcementId: string], Attachment>(
  'announcements.attachments',
  `select t.title, f.id as "fileId", f.size_bytes as "sizeBytes"
     from announcement_attachments t join stored_files f on f.id = t.file_id
    where t.announcement_id = $1 and t.replaced_in is null and t.announcement_id = any (array(select shown_announcements()))
    order by t.position`,
)

const fileStatement = statement<[id: string], StoredFile>(
  'announcements.file',
  `select f.name as "fileName", f.size_bytes as "sizeBytes"
     from stored_files f where f.id = $1 and f.id = any (array(select shown_announcement_files()))`,
)

const bytesStatement = statement<[id: string, from: number, length: number], { readonly bytes: Buffer }>(
  'announcements.bytes',
  `select substring(f.content from $2::int for $3::int) as bytes
     from stored_files f where f.id = $1 and f.id = any (array(select shown_announcement_files()))`,
)

// The primary key makes it once, however often and at once it is opened; the first time stays.
const recordStatement = statement<[id: string], never>(
  'announcements.recordReading',
  `insert into announcement_reads (login_id, announcement_id)
   select current_login_id(), $1::uuid where $1::uuid = any (array(select shown_announcements()))
   on conflict do nothing`,
)

// What came after the page was drawn stays unread. In one order, so that two browsers of a person do not wait for each other.
const recordAllStatement = statement<[seenAt: number], never>(
  'announcements.recordAll',
  `insert into announcement_reads (login_id, announcement_id)
   select current_login_id(), a.id from announcements a cross join (select to_timestamp($1::float8 / 1000)) seen(at)
    where ${shown} and ${current} and ${unread}
      and greatest(a.published_at, a.changed_at) <= seen.at and a.visible_from <= (seen.at at time zone 'Europe/Warsaw')::date
    order by a.id
   on conflict do nothing`,
)

const publicStatement = statement<[limit: number], AnnouncementHead>(
  'announcements.public',
  `select a.id, a.title, a.important, a.visible_from as "visibleFrom"
     from announcements a
    where a.audience_key = 'public' and a.withdrawn_at is null and a.visible_from <= (select today()) and ${current}
    order by a.important desc, a.visible_from desc, a.published_at desc, a.id
    limit $1`,
)

export interface Extent {
  readonly rows: number
  readonly skip: number
}

/** What is not over yet: important first, then the newest. */
export const currentAnnouncements = (tx: Tx, { rows, skip }: Extent): Promise<ListedAnnouncement[]> =>
  tx.query(currentStatement, [rows, skip])
/** What is over, newest first. */
export const archivedAnnouncements = (tx: Tx, { rows, skip }: Extent): Promise<ListedAnnouncement[]> =>
  tx.query(archiveStatement, [rows, skip])
/** The announcement, when the person asking is in its audience and its first day has come. */
export const announcement = (tx: Tx, id: string): Promise<Announcement | undefined> => tx.maybe(oneStatement, [id])
export const attachments = (tx: Tx, announcementId: string): Promise<Attachment[]> =>
  tx.query(attachmentsStatement, [announcementId])
export const storedFile = (tx: Tx, id: string): Promise<StoredFile | undefined> => tx.maybe(fileStatement, [id])
/** `length` bytes from `offset`; nothing when the file is not for the person asking, or no longer. */
export const fileBytes = async (tx: Tx, id: string, offset: number, length: number): Promise<Buffer | undefined> =>
  (await tx.maybe(bytesStatement, [id, offset + 1, length]))?.bytes
export const recordReading = (tx: Tx, id: string) => tx.query(recordStatement, [id])
/** Marks what was current at a moment (epoch ms) and stood on the list then. */
export const recordAllRead = (tx: Tx, seenAt: number) => tx.query(recordAllStatement, [seenAt])
/** For the sign-in page: at most five, important and newest first. */
export const publicAnnouncements = (tx: Tx): Promise<AnnouncementHead[]> => tx.query(publicStatement, [5])
