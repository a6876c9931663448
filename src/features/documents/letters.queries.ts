import { statement, type Tx } from '#platform/db/database.ts'
import type { Letter } from './documents.model.ts'

const letterColumns = `n.id, n.kind, n.title, n.issued_on as "issuedOn", f.id as "fileId", f.size_bytes as "sizeBytes",
          v.made_available_at as "madeAvailableAt", o.opened_at as "openedAt"`
// The file of the published state: a publication rolled back takes its files back with it.
const lettersFrom = `notices n
     left join lateral (
       select l.file_id from notice_files l
        where l.notice_id = n.id and l.from_publication <= (select publication_id from published_state)
        order by l.from_publication desc limit 1) l on true
     left join stored_files f on f.id = l.file_id and f.id = any (array(select shown_letter_files()))
     left join letter_availability v on v.notice_id = n.id
     left join letter_openings o on o.notice_id = n.id`
const shown = `n.id = any (array(select shown_notices()))`

const lettersStatement = statement<[limit: number, offset: number], Letter>(
  'documents.letters',
  `select ${letterColumns}, (count(*) over ())::int as total
     from ${lettersFrom} where ${shown}
    order by n.issued_on desc, n.id desc limit $1 offset $2`,
)

const letterStatement = statement<[id: string], Letter>(
  'documents.letter',
  `select ${letterColumns}, 1 as total from ${lettersFrom} where n.id = $1 and ${shown}`,
)

// The primary key makes it the first time, however many ask at once.
const openStatement = statement<[id: string], never>(
  'documents.openLetter',
  `insert into letter_openings (notice_id, login_id)
   select $1, current_login_id() where $1 = any (array(select shown_notices()))
   on conflict do nothing`,
)

export const letters = (tx: Tx, page: { readonly rows: number; readonly skip: number }): Promise<Letter[]> =>
  tx.query(lettersStatement, [page.rows, page.skip])
/** The letter, when it is the person's own or of somebody they stand for. */
export const letter = (tx: Tx, id: string): Promise<Letter | undefined> => tx.maybe(letterStatement, [id])
/** Records the first opening; later ones change nothing. */
export const recordOpening = (tx: Tx, id: string) => tx.query(openStatement, [id])
