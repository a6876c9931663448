import { statement, type Tx } from '#platform/db/database.ts'
import type {
  AnnouncementState,
  ListCounts,
  OfficeAnnouncement,
  OldVersion,
  OneAnnouncement,
} from './office-announcements.model.ts'

const state = `case when a.withdrawn_at is not null then 'withdrawn' when a.visible_from > today() then 'scheduled'
  when coalesce(a.visible_to, 'infinity') < today() then 'archive' else 'current' end`
const columns = `a.id, a.title, a.important, a.audience, a.subject_id as "subjectId", a.staircase, a.visible_from as "visibleFrom",
  a.visible_to as "visibleTo", a.published_at as "publishedAt", staff_name(a.published_by) as "publishedBy", ${state} as state, a.version,
  a.changed_at as "changedAt", a.audience_logins as "audienceLogins"`

const countsStatement = statement<[], ListCounts>(
  'officeAnnouncements.counts',
  `select (count(*) filter (where s.state = 'current'))::int as current, (count(*) filter (where s.state = 'scheduled'))::int as scheduled,
          (count(*) filter (where s.state = 'archive'))::int as archive, (count(*) filter (where s.state = 'withdrawn'))::int as withdrawn,
          (select count(*)::int from publishing_drafts where kind = 'announcement' and closed_at is null) as drafts
     from (select ${state} as state from announcements a) s`,
)

const listStatement = statement<[state: AnnouncementState, limit: number, offset: number], OfficeAnnouncement>(
  'officeAnnouncements.list',
  `with page as materialized (
     select ${columns}, (count(*) over ())::int as total,
            row_number() over (order by case when $1 = 'scheduled' then a.visible_from end, a.visible_from desc, a.published_at desc, a.id) as place
       from announcements a where ${state} = $1 order by place limit $2 offset $3)
   select page.*, coalesce(r.readers, 0) as readers
     from page left join announcement_read_counts(array(select id from page)) r on r.announcement_id = page.id
    order by page.place`,
)

const oneStatement = statement<[id: string], OneAnnouncement>(
  'officeAnnouncements.one',
  `select ${columns}, a.body, staff_name(a.changed_by) as "changedBy", a.withdrawn_at as "withdrawnAt",
          staff_name(a.withdrawn_by) as "withdrawnBy", a.withdraw_reason as "withdrawReason",
          r.readers, r.readers_of_newest as "readersOfNewest", a.notice_job_id as "noticeJobId", a.notice_asked_at as "noticeAskedAt",
          (select count(*)::int from announcement_notices n where n.announcement_id = a.id) as notices, today()::text as today
     from announcements a cross join lateral announcement_read_counts(array[a.id]) r
    where a.id = $1`,
)

const attachmentsStatement = statement<
  [id: string],
  { readonly title: string; readonly fileId: string; readonly sizeBytes: number }
>(
  'officeAnnouncements.attachments',
  `select t.title, f.id as "fileId", f.size_bytes as "sizeBytes"
     from announcement_attachments t join stored_files f on f.id = t.file_id
    where t.announcement_id = $1 and t.replaced_in is null order by t.position`,
)

const versionsStatement = statement<[id: string], OldVersion>(
  'officeAnnouncements.versions',
  `select v.version, v.title, v.body, v.audience, v.subject_id as "subjectId", v.staircase, v.visible_from as "visibleFrom", v.visible_to as "visibleTo",
          v.written_at as "writtenAt", staff_name(v.written_by) as "writtenBy", v.replaced_at as "replacedAt"
     from announcement_versions v where v.announcement_id = $1 order by v.version desc limit 50`,
)

// One job at a time: the row is locked by the update, and a second asker finds the first one's job.
const noteNoticeStatement = statement<[id: string, jobId: string], { readonly id: string }>(
  'officeAnnouncements.noteNotice',
  `update announcements set notice_job_id = $2, notice_asked_at = clock_now() where id = $1 and withdrawn_at is null
      and notice_job_id is distinct from $2 returning id`,
)

const queueStatement = statement<
  [id: string, after: string | null, batch: number, everybody: boolean],
  { readonly seen: number; readonly queued: number; readonly lastLogin: string | null; readonly total: number }
>(
  'officeAnnouncements.queueNotices',
  `select seen, queued, last_login as "lastLogin", total from queue_announcement_notices($1, $2, $3, $4)`,
)

const addressStatement = statement<[noticeId: string], { readonly email: string | null }>(
  'officeAnnouncements.noticeAddress',
  'select announcement_notice_address($1) as email',
)

export const announcementCounts = (tx: Tx): Promise<ListCounts> => tx.one(countsStatement, [])
/** One page of the announcements in a state: what comes soonest first, else the newest. */
export const officeAnnouncements = (
  tx: Tx,
  wanted: AnnouncementState,
  extent: { readonly rows: number; readonly skip: number },
): Promise<OfficeAnnouncement[]> => tx.query(listStatement, [wanted, extent.rows, extent.skip])
export const oneAnnouncement = (tx: Tx, id: string): Promise<OneAnnouncement | undefined> =>
  tx.maybe(oneStatement, [id])
export const announcementFiles = (tx: Tx, id: string) => tx.query(attachmentsStatement, [id])
/** What it said before, the newest first. */
export const oldVersions = (tx: Tx, id: string): Promise<OldVersion[]> => tx.query(versionsStatement, [id])
/** @returns false when this job was noted before: the same form sent again. */
export const noteNotice = async (tx: Tx, id: string, jobId: string): Promise<boolean> =>
  (await tx.maybe(noteNoticeStatement, [id, jobId])) !== undefined
/** As the worker: the next logins of the audience after one, and a letter for each who wants it. */
export const queueNotices = (tx: Tx, id: string, after: string | null, batch: number, everybody: boolean) =>
  tx.one(queueStatement, [id, after, batch, everybody])
/** As the worker: where a queued letter goes; nowhere when it is no longer to be sent. */
export const noticeAddress = async (tx: Tx, noticeId: string): Promise<string | undefined> =>
  (await tx.one(addressStatement, [noticeId])).email ?? undefined
