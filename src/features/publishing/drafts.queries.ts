import { statement, type Tx } from '#platform/db/database.ts'
import type { AudienceColumns, AudienceKind } from './audience.model.ts'
import type { Draft, DraftFile, DraftKind, FileRole } from './drafts.model.ts'

interface DraftRow extends Omit<Draft, 'audience'> {
  readonly audience: AudienceKind | null
  readonly subjectId: string | null
  readonly staircase: string | null
}

const columns = `d.id, d.kind, d.target_id as "targetId", d.audience, d.subject_id as "subjectId", d.staircase, d.fields, d.version,
  d.updated_at as "updatedAt", coalesce(staff_name(d.updated_by), 'inna osoba') as "updatedBy", d.closed_at as "closedAt",
  d.result_id as "resultId"`

const oneStatement = statement<[id: string], DraftRow>(
  'publishing.draft',
  `select ${columns} from publishing_drafts d where d.id = $1`,
)
const openStatement = statement<[kinds: readonly DraftKind[]], DraftRow>(
  'publishing.openDrafts',
  `select ${columns} from publishing_drafts d where d.kind = any ($1::text[]) and d.closed_at is null order by d.updated_at desc, d.id limit 100`,
)
const openForStatement = statement<[targetId: string], { readonly id: string }>(
  'publishing.openDraftFor',
  `select id from publishing_drafts where target_id = $1 and closed_at is null`,
)
// What is locked cannot change between the check of its version and its end.
const lockStatement = statement<[id: string], DraftRow>(
  'publishing.lockDraft',
  `select ${columns} from publishing_drafts d where d.id = $1 for update`,
)

type New = [
  kind: DraftKind,
  targetId: string | null,
  audience: AudienceKind | null,
  subjectId: string | null,
  staircase: string | null,
  fields: string,
  once: Buffer,
]
const addStatement = statement<New, { readonly id: string }>(
  'publishing.addDraft',
  `insert into publishing_drafts (kind, target_id, audience, subject_id, staircase, fields, once_sha256, created_by, updated_by)
   values ($1, $2, $3, $4, $5, $6::jsonb, $7, current_login_id(), current_login_id())
   on conflict do nothing returning id`,
)
const addedStatement = statement<[once: Buffer, targetId: string | null], { readonly id: string }>(
  'publishing.addedDraft',
  `select id from publishing_drafts
    where (created_by = current_login_id() and once_sha256 = $1) or (target_id = $2::uuid and closed_at is null) limit 1`,
)

const changed = `version = version + 1, updated_by = current_login_id(), updated_at = clock_now()`
const ours = `where id = $1 and version = $2 and closed_at is null returning version`
const saveStatement = statement<[id: string, version: number, fields: string], { readonly version: number }>(
  'publishing.saveDraft',
  `update publishing_drafts set fields = $3::jsonb, ${changed} ${ours}`,
)
const audienceStatement = statement<
  [id: string, version: number, audience: AudienceKind, subjectId: string | null, staircase: string | null],
  { readonly version: number }
>(
  'publishing.setAudience',
  `update publishing_drafts set audience = $3, subject_id = $4, staircase = $5, ${changed} ${ours}`,
)
const touchStatement = statement<[id: string], { readonly version: number }>(
  'publishing.touchDraft',
  `update publishing_drafts set ${changed} where id = $1 and closed_at is null returning version`,
)
const closeStatement = statement<[id: string, version: number, resultId: string | null], { readonly version: number }>(
  'publishing.closeDraft',
  `update publishing_drafts set closed_at = clock_now(), result_id = $3, ${changed} ${ours}`,
)

const filesStatement = statement<[draftId: string], DraftFile>(
  'publishing.draftFiles',
  `select f.id, f.role, f.title, f.file_id as "fileId", s.size_bytes as "sizeBytes"
     from publishing_draft_files f join stored_files s on s.id = f.file_id
    where f.draft_id = $1 and f.dropped_at is null order by f.role desc, f.position, f.id`,
)
const addFileStatement = statement<[draftId: string, role: FileRole, title: string, fileId: string], never>(
  'publishing.addDraftFile',
  `insert into publishing_draft_files (draft_id, role, position, title, file_id)
   values ($1, $2, least(99, coalesce((select max(position) from publishing_draft_files where draft_id = $1), 0) + 1), $3, $4)`,
)
const dropStatement = statement<[draftId: string, id: string], never>(
  'publishing.dropDraftFile',
  `update publishing_draft_files set dropped_at = clock_now() where draft_id = $1 and id = $2 and dropped_at is null`,
)
const dropMainStatement = statement<[draftId: string], never>(
  'publishing.dropMainFile',
  `update publishing_draft_files set dropped_at = clock_now() where draft_id = $1 and role = 'main' and dropped_at is null`,
)
const renameStatement = statement<[draftId: string, id: string, title: string], never>(
  'publishing.renameDraftFile',
  `update publishing_draft_files set title = $3 where draft_id = $1 and id = $2 and title <> $3`,
)
const hashesStatement = statement<[draftId: string], { readonly role: FileRole; readonly sha256: string }>(
  'publishing.draftHashes',
  `select f.role, s.sha256 from publishing_draft_files f join stored_files s on s.id = f.file_id where f.draft_id = $1 and f.dropped_at is null`,
)

// Staff may read other files too, under other addresses; what stands here is published or about to be.
const ofPublishing = `(exists (select from publishing_draft_files f where f.file_id = $1)
  or exists (select from announcement_attachments a where a.file_id = $1)
  or exists (select from archive_editions e where e.file_id = $1) or exists (select from archive_attachments t where t.file_id = $1))`
const describeFileStatement = statement<[id: string], { readonly name: string; readonly sizeBytes: number }>(
  'publishing.file',
  `select name, size_bytes as "sizeBytes" from stored_files where id = $1 and ${ofPublishing}`,
)
const bytesStatement = statement<[id: string, from: number, length: number], { readonly bytes: Buffer }>(
  'publishing.fileBytes',
  `select substring(content from $2::int for $3::int) as bytes from stored_files where id = $1 and ${ofPublishing}`,
)
const cleanStatement = statement<[], { readonly removed: number }>(
  'publishing.removeUnpublishedFiles',
  'select remove_unpublished_files() as removed',
)

const draftOf = ({ audience, subjectId, staircase, ...rest }: DraftRow): Draft => ({
  ...rest,
  audience: audience === null ? null : { audience, subjectId, staircase },
})

export async function draft(tx: Tx, id: string): Promise<Draft | undefined> {
  const row = await tx.maybe(oneStatement, [id])
  return row && draftOf(row)
}
/** The draft, kept as it is until the transaction ends. One that is closed changes no more and needs no keeping. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | undefined> {
  const row = (await tx.maybe(lockStatement, [id])) ?? (await tx.maybe(oneStatement, [id]))
  return row && draftOf(row)
}
/** Drafts that are still being written, the last touched first. */
export const openDrafts = async (tx: Tx, kinds: readonly DraftKind[]): Promise<Draft[]> =>
  (await tx.query(openStatement, [kinds])).map(draftOf)
/** The open correction or edition of what is published. */
export const openDraftFor = async (tx: Tx, targetId: string): Promise<string | undefined> =>
  (await tx.maybe(openForStatement, [targetId]))?.id

export interface NewDraft {
  readonly kind: DraftKind
  readonly targetId?: string
  readonly audience?: AudienceColumns
  readonly fields: Readonly<Record<string, string>>
  readonly once: Buffer
}
/** @returns the draft's id, and whether it is new: the same form sent again, or a second correction, finds the first one. */
export async function addDraft(tx: Tx, one: NewDraft): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { audience = null, subjectId = null, staircase = null } = one.audience ?? {}
  const target = one.targetId ?? null
  const made = await tx.maybe(addStatement, [
    one.kind,
    target,
    audience,
    subjectId,
    staircase,
    JSON.stringify(one.fields),
    one.once,
  ])
  return made
    ? { id: made.id, isNew: true }
    : { id: (await tx.one(addedStatement, [one.once, target])).id, isNew: false }
}
/** @returns the new version; nothing when somebody else was faster. */
export const saveFields = async (
  tx: Tx,
  id: string,
  version: number,
  fields: Readonly<Record<string, string>>,
): Promise<number | undefined> => (await tx.maybe(saveStatement, [id, version, JSON.stringify(fields)]))?.version
export const setAudience = async (
  tx: Tx,
  id: string,
  version: number,
  { audience, subjectId, staircase }: AudienceColumns,
): Promise<number | undefined> =>
  (await tx.maybe(audienceStatement, [id, version, audience, subjectId, staircase]))?.version
/** For files that come without words. @returns false when the draft is closed, or no longer this role's to change. */
export const touchDraft = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.maybe(touchStatement, [id])) !== undefined
export const closeDraft = async (tx: Tx, id: string, version: number, resultId: string | null): Promise<boolean> =>
  (await tx.maybe(closeStatement, [id, version, resultId])) !== undefined

export const draftFiles = (tx: Tx, draftId: string): Promise<DraftFile[]> => tx.query(filesStatement, [draftId])
export const addDraftFile = (tx: Tx, draftId: string, role: FileRole, title: string, fileId: string) =>
  tx.query(addFileStatement, [draftId, role, title, fileId])
export const dropDraftFile = (tx: Tx, draftId: string, id: string) => tx.query(dropStatement, [draftId, id])
export const dropMainFile = (tx: Tx, draftId: string) => tx.query(dropMainStatement, [draftId])
export const renameDraftFile = (tx: Tx, draftId: string, id: string, title: string) =>
  tx.query(renameStatement, [draftId, id, title])
/** Hashes of the files it has: one chosen twice for the same place is kept once. */
export const draftHashes = (tx: Tx, draftId: string) => tx.query(hashesStatement, [draftId])

export const officeFile = (tx: Tx, id: string) => tx.maybe(describeFileStatement, [id])
export const officeFileBytes = async (tx: Tx, id: string, from: number, length: number): Promise<Buffer | undefined> =>
  (await tx.maybe(bytesStatement, [id, from + 1, length]))?.bytes
/** Nightly: files of drafts that nobody published. @returns how many files went. */
export const removeUnpublishedFiles = async (tx: Tx): Promise<number> => (await tx.one(cleanStatement, [])).removed
