import { statement, type Tx } from '#platform/db/database.ts'
import type {
  Attachment,
  Category,
  DocumentHead,
  Edition,
  ListedDocument,
  PendingAcceptance,
  PublicTerms,
} from './documents.model.ts'

export interface DocumentsFilter {
  readonly category?: Category | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Stems joined for to_tsquery; absent = not narrowed by text. */
  readonly tsquery?: string | undefined
}

/**
 * Not a join, whatever the planner believes of the tables' sizes: the ids are hashed once, and the function is called once. The first day
 * on the pages is compared here as well as by the policy.
 */
const isShown = (edition: string) =>
  `(${edition}.id in (select shown_archive_editions())) is true and coalesce(${edition}.visible_from, '-infinity') <= (select today())`

/**
 * The edition a list shows of each document: in force, or the first to come. The rule of currentEdition(), said in SQL; one pass over
 * the editions, because a look-up for each document would ask again and again which editions are shown.
 */
const currentEdition = `join (
       select distinct on (c.document_id) c.* from archive_editions c
        where c.withdrawn_at is null and ${isShown('c')}
        order by c.document_id, c.in_force_from <= today() desc,
                 case when c.in_force_from <= today() then c.in_force_from end desc,
                 case when c.in_force_from <= today() then c.number end desc,
                 c.in_force_from, c.number) e on e.document_id = d.id`
const shownDocuments = `d.withdrawn_at is null and d.audience_key = any (array(select shown_audiences()))`
const fileColumns = `f.id as "fileId", f.name as "fileName", f.size_bytes as "sizeBytes"`

const listStatement = statement<
  [
    category: string | null,
    from: string | null,
    to: string | null,
    tsquery: string | null,
    limit: number,
    offset: number,
  ],
  ListedDocument
>(
  'documents.list',
  `with found as (
     select d.*, e.id as edition_id, e.dated_on, e.in_force_from, coalesce(e.in_force_to < today(), false) as ended, e.file_id, e.content_text, count(*) over () as total,
            row_number() over (
              order by case when $4::text is null then 0 else ts_rank(e.search, to_tsquery('simple', $4)) end desc,
                       e.dated_on desc, d.title, d.id) as place
       from archive_documents d ${currentEdition}
      where ${shownDocuments}
        and ($1::text is null or d.category = $1)
        and ($2::date is null or e.dated_on >= $2) and ($3::date is null or e.dated_on <= $3)
        and ($4::text is null or e.search @@ to_tsquery('simple', $4))
      order by place limit $5 offset $6)
   select found.id, category, title, description, audience, asks_acceptance as "asksAcceptance", edition_id as "editionId",
          dated_on as "datedOn", in_force_from as "inForceFrom", ended, ${fileColumns},
          case when $4::text is null then '' else content_text end as "contentText", total::int
     from found join stored_files f on f.id = found.file_id
    order by place`,
)

const documentStatement = statement<[id: string], DocumentHead>(
  'documents.one',
  `select d.id, d.category, d.title, d.description, d.audience, d.asks_acceptance as "asksAcceptance", today() as today
     from archive_documents d where d.id = $1 and ${shownDocuments}
      and exists (select from archive_editions e where e.document_id = d.id and e.withdrawn_at is null and ${isShown('e')})`,
)

const editionsStatement = statement<[documentId: string], Edition>(
  'documents.editions',
  `select e.id, e.number, e.dated_on as "datedOn", e.in_force_from as "inForceFrom", e.in_force_to as "inForceTo", e.change_note as "changeNote",
          e.published_at as "publishedAt", a.accepted_at as "acceptedAt", ${fileColumns}
     from archive_editions e join stored_files f on f.id = e.file_id
     left join archive_acceptances a on a.edition_id = e.id and a.login_id = (select current_login_id())
    where e.document_id = $1 and e.withdrawn_at is null and ${isShown('e')}
    order by e.number`,
)

const attachmentsStatement = statement<[documentId: string], Attachment>(
  'documents.attachments',
  `select t.edition_id as "editionId", t.title, ${fileColumns}
     from archive_attachments t join archive_editions e on e.id = t.edition_id join stored_files f on f.id = t.file_id
    where e.document_id = $1 and e.withdrawn_at is null and ${isShown('e')}
    order by t.edition_id, t.position`,
)

/** The newest edition, also before its day and until its last, is the one to accept. The rule of editionToAccept(), said in SQL. */
const newestEdition = `join (
       select distinct on (n.document_id) n.* from archive_editions n
        where n.withdrawn_at is null and ${isShown('n')}
        order by n.document_id, n.in_force_from desc, n.number desc) e on e.document_id = d.id and coalesce(e.in_force_to, 'infinity') >= today()`

const pendingStatement = statement<[], PendingAcceptance>(
  'documents.pending',
  `select d.id as "documentId", d.title, e.in_force_from as "inForceFrom"
     from archive_documents d ${newestEdition}
    where ${shownDocuments} and d.asks_acceptance
      and not exists (select from archive_acceptances a where a.edition_id = e.id and a.login_id = (select current_login_id()))
    order by d.title, d.id
    limit 20`,
)

/** What whoever asks for a login accepts: documents for everybody that ask for it, each with its files in order. */
const publicTermsStatement = statement<[], PublicTerms>(
  'documents.publicTerms',
  `select d.id as "documentId", e.id as "editionId", d.title, e.number, e.in_force_from as "inForceFrom",
          jsonb_build_array(jsonb_build_object('fileId', f.id, 'title', d.title, 'sizeBytes', f.size_bytes)) ||
          coalesce((select jsonb_agg(jsonb_build_object('fileId', a.file_id, 'title', a.title, 'sizeBytes', x.size_bytes) order by a.position)
                      from archive_attachments a join stored_files x on x.id = a.file_id where a.edition_id = e.id), '[]') as files
     from archive_documents d ${newestEdition} join stored_files f on f.id = e.file_id
    where ${shownDocuments} and d.asks_acceptance and d.audience = 'public'
    order by d.title, d.id
    limit 10`,
)

const newestStatement = statement<
  [documentId: string],
  { readonly editionId: string; readonly asksAcceptance: boolean }
>(
  'documents.newest',
  `select e.id as "editionId", d.asks_acceptance as "asksAcceptance"
     from archive_documents d ${newestEdition} where d.id = $1 and ${shownDocuments}`,
)

// The primary key makes it once, whoever sends the form how often.
const acceptStatement = statement<[editionId: string], never>(
  'documents.accept',
  `insert into archive_acceptances (edition_id, login_id)
   select $1, current_login_id() where $1 in (select shown_archive_editions())
   on conflict do nothing`,
)

/** One page of the documents the person asking may see, best match or newest first. */
export const listDocuments = (
  tx: Tx,
  { category, from, to, tsquery }: DocumentsFilter,
  page: { readonly rows: number; readonly skip: number },
): Promise<ListedDocument[]> =>
  tx.query(listStatement, [category ?? null, from ?? null, to ?? null, tsquery ?? null, page.rows, page.skip])
/** The document, when the person asking is in its audience. */
export const document = (tx: Tx, id: string): Promise<DocumentHead | undefined> => tx.maybe(documentStatement, [id])
export const editions = (tx: Tx, documentId: string): Promise<Edition[]> => tx.query(editionsStatement, [documentId])
export const attachments = (tx: Tx, documentId: string): Promise<Attachment[]> =>
  tx.query(attachmentsStatement, [documentId])
/** Documents whose newest edition the person has not accepted. */
export const pendingAcceptances = (tx: Tx): Promise<PendingAcceptance[]> => tx.query(pendingStatement, [])
/** Documents for everybody that ask for acceptance, with the edition to accept: the newest, also before its day. */
export const publicTerms = (tx: Tx): Promise<PublicTerms[]> => tx.query(publicTermsStatement, [])
export const newestEditionOf = (tx: Tx, documentId: string) => tx.maybe(newestStatement, [documentId])
export const acceptEdition = (tx: Tx, editionId: string) => tx.query(acceptStatement, [editionId])
