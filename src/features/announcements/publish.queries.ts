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
  ],
  never
>(
  'announcements.add',
  `insert into announcements (id, title, body, important, audience, subject_id, staircase, visible_from, visible_to, published_by)
   values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::date, today()), $9, $10)`,
)

const attachStatement = statement<[announcementId: string, position: number, title: string, fileId: string], never>(
  'announcements.attach',
  `insert into announcement_attachments (announcement_id, position, title, file_id) values ($1, $2, $3, $4)`,
)

const withdrawStatement = statement<[id: string], { readonly id: string }>(
  'announcements.withdraw',
  `update announcements set withdrawn_at = clock_now() where id = $1 and withdrawn_at is null returning id`,
)

const countStatement = statement<
  [audience: AudienceKind, subjectId: string | null, staircase: string | null],
  { readonly people: number; readonly logins: number }
>('announcements.countAudience', 'select people, logins from count_audience($1, $2, $3)')

const todayStatement = statement<[], { readonly today: string }>('announcements.today', 'select today()::text as today')

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
  ])
export const attach = (tx: Tx, announcementId: string, position: number, title: string, fileId: string) =>
  tx.query(attachStatement, [announcementId, position, title, fileId])
export const withdrawRow = (tx: Tx, id: string) => tx.maybe(withdrawStatement, [id])
export const countRows = (tx: Tx, audience: AudienceKind, subjectId: string | null, staircase: string | null) =>
  tx.one(countStatement, [audience, subjectId, staircase])
/** Today in Warsaw by the database's clock. */
export const today = async (tx: Tx): Promise<string> => (await tx.one(todayStatement, [])).today
