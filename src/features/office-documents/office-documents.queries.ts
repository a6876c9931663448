import { statement, type Tx } from '#platform/db/database.ts'
import type {
  Acceptance,
  DocumentState,
  ListCounts,
  OfficeAttachment,
  OfficeDocument,
  OfficeEdition,
  OneDocument,
} from './office-documents.model.ts'

/** What residents see today of the editions of a document, withdrawn ones left out. */
const editions = `left join lateral (
    select bool_or(coalesce(e.visible_from, '-infinity') <= today()) as seen, count(*) > 0 as any_left
      from archive_editions e where e.document_id = d.id and e.withdrawn_at is null) e on true`
const state = `case when d.withdrawn_at is not null or not e.any_left then 'withdrawn' when e.seen then 'published' else 'scheduled' end`
const head = `d.id, d.category, d.title, d.audience, d.subject_id as "subjectId", d.staircase, d.asks_acceptance as "asksAcceptance",
  d.published_at as "publishedAt", staff_name(d.published_by) as "publishedBy", ${state} as state`

const countsStatement = statement<[], ListCounts>(
  'officeDocuments.counts',
  `select (count(*) filter (where s.state = 'published'))::int as published, (count(*) filter (where s.state = 'scheduled'))::int as scheduled,
          (count(*) filter (where s.state = 'withdrawn'))::int as withdrawn,
          (select count(*)::int from publishing_drafts where kind in ('document', 'edition') and closed_at is null) as drafts
     from (select ${state} as state from archive_documents d ${editions}) s`,
)

// What is searched are the same words residents find a document by: title, kind, description and text of any edition.
const listStatement = statement<
  [state: DocumentState, tsquery: string | null, limit: number, offset: number],
  OfficeDocument
>(
  'officeDocuments.list',
  `with page as materialized (
     select ${head}, (count(*) over ())::int as total,
            row_number() over (order by d.published_at desc, d.id) as place
       from archive_documents d ${editions}
      where ${state} = $1
        and ($2::text is null or d.id in (select s.document_id from archive_editions s where s.search @@ to_tsquery('simple', $2)))
      order by place limit $3 offset $4),
   shown as (
     select distinct on (e.document_id) e.*
       from archive_editions e join page on page.id = e.document_id
      where e.withdrawn_at is null or page.state = 'withdrawn'
      order by e.document_id, coalesce(e.visible_from, '-infinity') <= today() desc, e.in_force_from <= today() desc,
               case when e.in_force_from <= today() then e.in_force_from end desc,
               case when e.in_force_from <= today() then e.number end desc, e.in_force_from, e.number),
   newest as (
     select distinct on (e.document_id) e.document_id, e.id
       from archive_editions e join page on page.id = e.document_id
      where e.withdrawn_at is null and coalesce(e.visible_from, '-infinity') <= today()
      order by e.document_id, e.in_force_from desc, e.number desc)
   select page.*, s.number, s.in_force_from as "inForceFrom", s.in_force_to as "inForceTo", s.visible_from as "visibleFrom",
          (select min(e.visible_from) from archive_editions e
            where e.document_id = page.id and e.withdrawn_at is null and e.visible_from > today()) as "nextOn",
          coalesce(c.accepted, 0) as accepted
     from page left join shown s on s.document_id = page.id left join newest n on n.document_id = page.id
     left join acceptance_counts(array(select id from newest)) c on c.edition_id = n.id
    order by page.place`,
)

const oneStatement = statement<[id: string], OneDocument>(
  'officeDocuments.one',
  `select ${head}, d.description, d.withdrawn_at as "withdrawnAt", staff_name(d.withdrawn_by) as "withdrawnBy",
          d.withdraw_reason as "withdrawReason", today()::text as today
     from archive_documents d ${editions} where d.id = $1`,
)

const editionsStatement = statement<[documentId: string], OfficeEdition>(
  'officeDocuments.editions',
  `select e.id, e.number, e.dated_on as "datedOn", e.in_force_from as "inForceFrom", e.in_force_to as "inForceTo", e.change_note as "changeNote",
          e.visible_from as "visibleFrom", e.published_at as "publishedAt", staff_name(e.published_by) as "publishedBy",
          e.withdrawn_at as "withdrawnAt", staff_name(e.withdrawn_by) as "withdrawnBy", e.withdraw_reason as "withdrawReason",
          f.id as "fileId", f.name as "fileName", f.size_bytes as "sizeBytes", coalesce(c.accepted, 0) as accepted
     from archive_editions e join stored_files f on f.id = e.file_id
     left join acceptance_counts(array(select id from archive_editions where document_id = $1)) c on c.edition_id = e.id
    where e.document_id = $1 order by e.number desc limit 200`,
)

const attachmentsStatement = statement<[documentId: string], OfficeAttachment>(
  'officeDocuments.attachments',
  `select t.edition_id as "editionId", t.title, f.id as "fileId", f.name as "fileName", f.size_bytes as "sizeBytes"
     from archive_attachments t join archive_editions e on e.id = t.edition_id join stored_files f on f.id = t.file_id
    where e.document_id = $1 order by t.edition_id, t.position`,
)

const acceptanceColumns = `a.login_id as "loginId", l.name as login, l.display_name as name, l.party_id as "partyId", a.accepted_at as "acceptedAt"
     from archive_editions e join archive_acceptances a on a.edition_id = e.id join logins l on l.id = a.login_id
    where e.document_id = $1 and e.number = $2`

const acceptancesStatement = statement<[documentId: string, number: number, limit: number, offset: number], Acceptance>(
  'officeDocuments.acceptances',
  `select ${acceptanceColumns} order by a.accepted_at desc, a.login_id desc limit $3 offset $4`,
)

// By login, so that each part goes on exactly behind the one before.
const acceptancesAfterStatement = statement<
  [documentId: string, number: number, after: string | null, limit: number],
  Acceptance
>(
  'officeDocuments.acceptancesAfter',
  `select ${acceptanceColumns} and ($3::uuid is null or a.login_id > $3) order by a.login_id limit $4`,
)

export const documentCounts = (tx: Tx): Promise<ListCounts> => tx.one(countsStatement, [])
/** One page of the documents in a state, the newest first; narrowed by the stems of a search. */
export const officeDocuments = (
  tx: Tx,
  wanted: DocumentState,
  tsquery: string | undefined,
  extent: { readonly rows: number; readonly skip: number },
): Promise<OfficeDocument[]> => tx.query(listStatement, [wanted, tsquery ?? null, extent.rows, extent.skip])
export const oneDocument = (tx: Tx, id: string): Promise<OneDocument | undefined> => tx.maybe(oneStatement, [id])
/** Every edition, the newest first; also what is withdrawn or waits for its day. */
export const officeEditions = (tx: Tx, documentId: string): Promise<OfficeEdition[]> =>
  tx.query(editionsStatement, [documentId])
export const officeAttachments = (tx: Tx, documentId: string): Promise<OfficeAttachment[]> =>
  tx.query(attachmentsStatement, [documentId])
/** Who accepted an edition, the last one first. Nobody for an editor, who reads no people (row-level security). */
export const acceptances = (
  tx: Tx,
  documentId: string,
  number: number,
  extent: { readonly rows: number; readonly skip: number },
): Promise<Acceptance[]> => tx.query(acceptancesStatement, [documentId, number, extent.rows, extent.skip])
/** The same in parts, for a file of any length. */
export const acceptancesAfter = (
  tx: Tx,
  documentId: string,
  number: number,
  after: string | null,
  limit: number,
): Promise<Acceptance[]> => tx.query(acceptancesAfterStatement, [documentId, number, after, limit])
