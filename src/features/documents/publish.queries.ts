import { statement, type Tx } from '#platform/db/database.ts'
import type { AudienceKind, Category } from './documents.model.ts'

const addFileStatement = statement<
  [id: string, name: string, contentType: string, sizeBytes: number, sha256: string, content: Buffer],
  never
>(
  'documents.addFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)`,
)

const hasNameStatement = statement<[id: string, name: string], { readonly same: boolean }>(
  'documents.hasName',
  'select name = $2 as same from stored_files where id = $1',
)
// Gives nothing back: whoever publishes may not read the copy before it hangs on something published.
const copyFileStatement = statement<[id: string, of: string, name: string], never>(
  'documents.copyFile',
  `insert into stored_files (id, name, content_type, size_bytes, sha256, content)
   select $1, $3, content_type, size_bytes, sha256, content from stored_files where id = $2`,
)

const addDocumentStatement = statement<
  [
    id: string,
    category: Category,
    title: string,
    description: string,
    audience: AudienceKind,
    subjectId: string | null,
    staircase: string | null,
    asksAcceptance: boolean,
    publishedBy: string | null,
  ],
  never
>(
  'documents.addDocument',
  `insert into archive_documents (id, category, title, description, audience, subject_id, staircase, asks_acceptance, published_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)

// Title and category weigh most, the text of the file least.
const addEditionStatement = statement<
  [
    id: string,
    documentId: string,
    datedOn: string,
    inForceFrom: string,
    inForceTo: string | null,
    visibleFrom: string | null,
    changeNote: string,
    fileId: string,
    contentText: string,
    titleStems: string,
    descriptionStems: string,
    textStems: string,
    publishedBy: string | null,
  ],
  never
>(
  'documents.addEdition',
  `insert into archive_editions (id, document_id, number, dated_on, in_force_from, in_force_to, visible_from, change_note, file_id,
                                 content_text, search, published_by)
   select $1, $2::uuid, coalesce((select max(number) from archive_editions where document_id = $2::uuid), 0) + 1, $3, $4, $5, $6, $7, $8, $9,
          setweight(to_tsvector('simple', $10), 'A') || setweight(to_tsvector('simple', $11), 'B')
            || setweight(to_tsvector('simple', $12), 'D'), $13`,
)

const addAttachmentStatement = statement<
  [id: string, editionId: string, position: number, title: string, fileId: string],
  never
>(
  'documents.addAttachment',
  `insert into archive_attachments (id, edition_id, position, title, file_id) values ($1, $2, $3, $4, $5)`,
)

// A new edition is indexed under the document's own title; locked, so that two editions get two numbers.
const describeStatement = statement<
  [id: string],
  { readonly category: Category; readonly title: string; readonly description: string }
>(
  'documents.describe',
  `select category, title, description from archive_documents where id = $1 and withdrawn_at is null for no key update`,
)

const countStatement = statement<
  [audience: AudienceKind, subjectId: string | null, staircase: string | null],
  { readonly people: number; readonly logins: number }
>('documents.countAudience', 'select people, logins from count_audience($1, $2, $3)')

const todayStatement = statement<[], { readonly today: string }>('documents.today', 'select today()::text as today')

type Withdrawal = [id: string, by: string | null, reason: string | null]
const withdrawn = `set withdrawn_at = clock_now(), withdrawn_by = $2, withdraw_reason = $3 where id = $1 and withdrawn_at is null returning id`
const withdrawDocumentStatement = statement<Withdrawal, { readonly id: string }>(
  'documents.withdraw',
  `update archive_documents ${withdrawn}`,
)
const withdrawEditionStatement = statement<Withdrawal, { readonly id: string }>(
  'documents.withdrawEdition',
  `update archive_editions ${withdrawn}`,
)

export const addFile = (tx: Tx, ...values: Parameters<typeof filesOf>) => tx.query(addFileStatement, filesOf(...values))
const filesOf = (id: string, name: string, sha256: string, content: Buffer) =>
  [id, name, 'application/pdf', content.length, sha256, content] as [string, string, string, number, string, Buffer]

export interface NewDocumentRow {
  readonly id: string
  readonly category: Category
  readonly title: string
  readonly description: string
  readonly audience: AudienceKind
  readonly subjectId: string | null
  readonly staircase: string | null
  readonly asksAcceptance: boolean
  readonly publishedBy: string | null
}

export const addDocument = (tx: Tx, row: NewDocumentRow) =>
  tx.query(addDocumentStatement, [
    row.id,
    row.category,
    row.title,
    row.description,
    row.audience,
    row.subjectId,
    row.staircase,
    row.asksAcceptance,
    row.publishedBy,
  ])

export interface NewEditionRow {
  readonly id: string
  readonly documentId: string
  readonly datedOn: string
  readonly inForceFrom: string
  readonly inForceTo: string | null
  readonly visibleFrom: string | null
  readonly changeNote: string
  readonly fileId: string
  readonly contentText: string
  readonly titleStems: string
  readonly descriptionStems: string
  readonly textStems: string
  readonly publishedBy: string | null
}

export const addEditionRow = (tx: Tx, row: NewEditionRow) =>
  tx.query(addEditionStatement, [
    row.id,
    row.documentId,
    row.datedOn,
    row.inForceFrom,
    row.inForceTo,
    row.visibleFrom,
    row.changeNote,
    row.fileId,
    row.contentText,
    row.titleStems,
    row.descriptionStems,
    row.textStems,
    row.publishedBy,
  ])

export const addAttachment = (tx: Tx, id: string, editionId: string, position: number, title: string, fileId: string) =>
  tx.query(addAttachmentStatement, [id, editionId, position, title, fileId])
export const describeDocument = (tx: Tx, id: string) => tx.maybe(describeStatement, [id])
export const withdrawDocumentRow = (tx: Tx, ...of: Withdrawal) => tx.maybe(withdrawDocumentStatement, of)
export const withdrawEditionRow = (tx: Tx, ...of: Withdrawal) => tx.maybe(withdrawEditionStatement, of)
/** @returns false when the file has that name already, and needs no copy. */
export async function copyFile(tx: Tx, id: string, of: string, name: string): Promise<boolean> {
  if ((await tx.maybe(hasNameStatement, [of, name]))?.same !== false) return false
  await tx.query(copyFileStatement, [id, of, name])
  return true
}
export const countRows = (
  tx: Tx,
  of: { readonly audience: AudienceKind; readonly subjectId: string | null; readonly staircase: string | null },
) => tx.one(countStatement, [of.audience, of.subjectId, of.staircase])
/** Today in Warsaw by the database's clock. */
export const today = async (tx: Tx): Promise<string> => (await tx.one(todayStatement, [])).today
