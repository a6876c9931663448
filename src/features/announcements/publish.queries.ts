import { statement, type Tx } from '#platform/db/database.ts'
import type { AudienceKind } from './announcements.model.ts'

const addStatement = statement<
  [
    id: string,
    title: string,
    body: string,
    important: boolean,
    audience: AudienceKind,
    subjectId: string | null,
    staircase: string | null,
    visibleFrom: string | null,
    visibleTo: string | null,
    publishedBy: string | null,
    people: number | null,
    logins: number | null,
  ],
  never
>(
  'announcements.add',
  `insert into announcements (id, title, body, important, audience, subject_id, staircase, visible_from, visible_to, published_by,
                              audience_people, audience_logins)
   values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::date, today()), $9, $10, $11, $12)`,
)

// Locks the row first, so that of two corrections of one version the second finds another version.
const keepVersionStatement = statement<[id: string, version: number], { readonly version: number }>(
  'announcements.keepVersion',
  `with old as (select * from announcements where id = $1 and version = $2 and withdrawn_at is null for update)
   insert into announcement_versions
     (announcement_id, version, title, body, important, audience, subject_id, staircase, visible_from, visible_to, written_at, written_by)
   select id, version, title, body, important, audience, subject_id, staircase, visible_from, visible_to,
          coalesce(changed_at, published_at), coalesce(changed_by, published_by) from old
   returning version`,
)

const changeStatement = statement<
  [
    id: string,
    title: string,
    body: string,
    important: boolean,
    audience: AudienceKind,
    subjectId: string | null,
    staircase: string | null,
    visibleFrom: string | null,
    visibleTo: string | null,
    changedBy: string | null,
    people: number | null,
    logins: number | null,
    version: number,
    again: boolean,
  ],
  never
>(
  'announcements.change',
  `update announcements
      set title = $2, body = $3, important = $4, audience = $5, subject_id = $6, staircase = $7,
          visible_from = coalesce($8::date, visible_from), visible_to = $9, changed_by = $10, changed_at = clock_now(),
          audience_people = $11, audience_logins = $12, version = $13,
          notable_version = case when $14 then $13 else notable_version end
    where id = $1`,
)

const replaceAttachmentsStatement = statement<[announcementId: string, version: number], never>(
  'announcements.replaceAttachments',
  `update announcement_attachments set replaced_in = $2 where announcement_id = $1 and replaced_in is null`,
)

const attachStatement = statement<[announcementId: string, position: number, title: string, fileId: string], never>(
  'announcements.attach',
  `insert into announcement_attachments (announcement_id, position, title, file_id) values ($1, $2, $3, $4)`,
)

const withdrawStatement = statement<[id: string, by: string | null, reason: string | null], { readonly id: string }>(
  'announcements.withdraw',
  `update announcements set withdrawn_at = clock_now(), withdrawn_by = $2, withdraw_reason = $3
    where id = $1 and withdrawn_at is null returning id`,
)

export interface NewRow {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly important: boolean
  readonly audience: AudienceKind
  readonly subjectId: string | null
  readonly staircase: string | null
  readonly visibleFrom: string | null
  readonly visibleTo: string | null
  readonly publishedBy: string | null
  /** People and logins of the audience when it was published. */
  readonly people: number | null
  readonly logins: number | null
}

export const addRow = (tx: Tx, row: NewRow) =>
  tx.query(addStatement, [
    row.id,
    row.title,
    row.body,
    row.important,
    row.audience,
    row.subjectId,
    row.staircase,
    row.visibleFrom,
    row.visibleTo,
    row.publishedBy,
    row.people,
    row.logins,
  ])
/** @returns whether this is still the newest version of a published announcement; then it is kept. */
export const keepVersion = async (tx: Tx, id: string, version: number): Promise<boolean> =>
  (await tx.maybe(keepVersionStatement, [id, version])) !== undefined
export const changeRow = (tx: Tx, row: NewRow, version: number, again: boolean) =>
  tx.query(changeStatement, [
    row.id,
    row.title,
    row.body,
    row.important,
    row.audience,
    row.subjectId,
    row.staircase,
    row.visibleFrom,
    row.visibleTo,
    row.publishedBy,
    row.people,
    row.logins,
    version,
    again,
  ])
/** The attachments of the version before stay with it. */
export const replaceAttachments = (tx: Tx, announcementId: string, version: number) =>
  tx.query(replaceAttachmentsStatement, [announcementId, version])
export const attach = (tx: Tx, announcementId: string, position: number, title: string, fileId: string) =>
  tx.query(attachStatement, [announcementId, position, title, fileId])
export const withdrawRow = (tx: Tx, id: string, by: string | null, reason: string | null) =>
  tx.maybe(withdrawStatement, [id, by, reason])
