import { statement, type Tx } from '#platform/db/database.ts'
import type {
  Allocation,
  DocumentLine,
  DocumentRow,
  DocumentWithAccount,
  EntryRow,
  PaymentRow,
  RelatedDocument,
} from './charges.model.ts'

/** More rows than this in one period are not a page but a research; the page asks to narrow it. */
export const rowsLimit = 5000

/** What a list is narrowed to; absent = not. */
export interface Search {
  readonly punkt?: string | undefined
  readonly typ?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

// Without any date: this month and the eleven before, by Warsaw's calendar. Each bound is a sub-select, so that it is worked out once
// and the index can serve it.
const fromSql = `(select coalesce($3::date, case when $4::date is null then (date_trunc('month', today()) - interval '11 months')::date else '-infinity' end))`
const toSql = `(select coalesce($4::date, 'infinity'))`

const documentColumns = `d.id, d.account_id as "accountId", d.number, d.kind, d.issued_on as "issuedOn", d.due_on as "dueOn",
          d.period_from as "periodFrom", d.period_to as "periodTo", d.amount_grosze as "amountGrosze",
          d.remaining_grosze as "remainingGrosze", d.description`

type SearchParams = [punkt: string | null, typ: string | null, from: string | null, to: string | null]

// Asked without dates, what was issued earlier and is not paid yet belongs to the answer.

const documentsStatement = statement<SearchParams, DocumentRow>(
  'charges.documents',
  `select ${documentColumns}
     from documents d join accounts a on a.id = d.account_id
    where d.account_id = any (array(select shown_accounts()))
      and ($1::text is null or a.premises_id = $1) and ($2::text is null or a.ledger_type = $2)
      and d.issued_on >= ${fromSql} and d.issued_on <= ${toSql}
   union all
   select ${documentColumns}
     from documents d join accounts a on a.id = d.account_id
    where d.account_id = any (array(select shown_accounts()))
      and ($1::text is null or a.premises_id = $1) and ($2::text is null or a.ledger_type = $2)
      and $3::date is null and $4::date is null and d.remaining_grosze > 0 and d.issued_on < ${fromSql}
    limit ${rowsLimit + 1}`,
)

const documentStatement = statement<[id: string], DocumentWithAccount>(
  'charges.document',
  `select ${documentColumns}, a.ledger_type_name as "ledgerTypeName", a.nrb, d.corrects_document_id as "correctsDocumentId"
     from documents d join accounts a on a.id = d.account_id
    where d.id = $1 and d.account_id = any (array(select shown_accounts()))`,
)

const linesStatement = statement<[documentId: string], DocumentLine>(
  'charges.lines',
  `select l.line_no as "lineNo", l.component, l.component_group as "componentGroup", l.quantity, l.unit, l.rate,
          l.vat_rate as "vatRate", l.amount_grosze as "amountGrosze", l.dependent
     from document_lines l
    where l.document_id = $1 and l.account_id = any (array(select shown_accounts()))
    order by l.line_no
    limit 500`,
)

// Both ways at once: what paid this document's charges, and what this document's payments were credited to.
const documentAllocationsStatement = statement<[documentId: string], Allocation>(
  'charges.documentAllocations',
  `select o.id as "entryId", o.side, o.document_id as "documentId", od.number as "documentNumber", o.description, o.ledger_on as "on",
          sum(l.amount_grosze)::bigint as "amountGrosze"
     from entries e
     join allocations l on (e.side = 'charge' and l.charge_entry_id = e.id) or (e.side = 'payment' and l.payment_entry_id = e.id)
     join entries o on o.id = case when e.side = 'charge' then l.payment_entry_id else l.charge_entry_id end
     left join documents od on od.id = o.document_id
    where e.document_id = $1 and e.account_id = any (array(select shown_accounts()))
      and o.account_id = any (array(select shown_accounts()))
    group by o.id, o.side, o.document_id, od.number, o.description, o.ledger_on
    order by o.ledger_on, o.id
    limit 500`,
)

const relatedStatement = statement<[documentId: string], RelatedDocument>(
  'charges.related',
  `select d.id, d.number, d.kind, d.issued_on as "issuedOn", d.amount_grosze as "amountGrosze", 'correctedBy' as relation
     from documents d
    where d.corrects_document_id = $1 and d.account_id = any (array(select shown_accounts()))
    union all
   select d.id, d.number, d.kind, d.issued_on, d.amount_grosze, 'corrects'
     from documents c join documents d on d.id = c.corrects_document_id
    where c.id = $1 and c.account_id = any (array(select shown_accounts())) and d.account_id = any (array(select shown_accounts()))
    order by 4
    limit 100`,
)

const entriesStatement = statement<SearchParams, EntryRow>(
  'charges.entries',
  `select e.id, e.account_id as "accountId", e.document_id as "documentId", d.number as "documentNumber", e.booked_on as "bookedOn",
          e.value_on as "valueOn", e.due_on as "dueOn", e.side, e.amount_grosze as "amountGrosze", e.kind, e.description
     from entries e
     join accounts a on a.id = e.account_id
     left join documents d on d.id = e.document_id
    where e.account_id = any (array(select shown_accounts()))
      and ($1::text is null or a.premises_id = $1) and ($2::text is null or a.ledger_type = $2)
      and e.ledger_on >= ${fromSql} and e.ledger_on <= ${toSql}
    order by e.ledger_on desc
    limit ${rowsLimit + 1}`,
)

const afterStatement = statement<
  [punkt: string | null, typ: string | null, to: string | null],
  { afterGrosze: number }
>(
  'charges.effectAfter',
  `select coalesce(sum(case when e.side = 'charge' then e.amount_grosze else -e.amount_grosze end), 0)::bigint as "afterGrosze"
     from entries e join accounts a on a.id = e.account_id
    where e.account_id = any (array(select shown_accounts()))
      and ($1::text is null or a.premises_id = $1) and ($2::text is null or a.ledger_type = $2)
      and e.ledger_on > (select coalesce($3::date, 'infinity'))`,
)

const paymentStatement = statement<[id: string], PaymentRow>(
  'charges.payment',
  `select e.id, e.account_id as "accountId", a.ledger_type_name as "ledgerTypeName", e.kind, e.booked_on as "bookedOn",
          e.value_on as "valueOn", e.amount_grosze as "amountGrosze", e.description, e.document_id as "documentId", d.number as "documentNumber"
     from entries e
     join accounts a on a.id = e.account_id
     left join documents d on d.id = e.document_id
    where e.id = $1 and e.side = 'payment' and e.account_id = any (array(select shown_accounts()))`,
)

const paymentAllocationsStatement = statement<[paymentEntryId: string], Allocation>(
  'charges.paymentAllocations',
  `select o.id as "entryId", o.side, o.document_id as "documentId", d.number as "documentNumber", o.description, o.ledger_on as "on",
          l.amount_grosze as "amountGrosze"
     from allocations l
     join entries o on o.id = l.charge_entry_id
     left join documents d on d.id = o.document_id
    where l.payment_entry_id = $1 and l.account_id = any (array(select shown_accounts()))
    order by o.ledger_on, o.id
    limit 500`,
)

function searchParams({ punkt, typ, from, to }: Search): SearchParams {
  return [punkt ?? null, typ ?? null, from ?? null, to ?? null]
}

export const documents = (tx: Tx, search: Search): Promise<DocumentRow[]> =>
  tx.query(documentsStatement, searchParams(search))

export const document = (tx: Tx, id: string): Promise<DocumentWithAccount | undefined> =>
  tx.maybe(documentStatement, [id])
export const documentLines = (tx: Tx, id: string): Promise<DocumentLine[]> => tx.query(linesStatement, [id])
/** What was credited between this document and others, as the accounting system booked it. */
export const documentAllocations = (tx: Tx, id: string): Promise<Allocation[]> =>
  tx.query(documentAllocationsStatement, [id])
/** Corrections of this document, and the document it corrects. */
export const relatedDocuments = (tx: Tx, id: string): Promise<RelatedDocument[]> => tx.query(relatedStatement, [id])

export const ledgerEntries = (tx: Tx, search: Search): Promise<EntryRow[]> =>
  tx.query(entriesStatement, searchParams(search))

/** Effect on the balance of everything after the period; nothing when the period is open. */
export async function effectAfter(tx: Tx, search: Search): Promise<number> {
  return (await tx.one(afterStatement, [search.punkt ?? null, search.typ ?? null, search.to ?? null])).afterGrosze
}

export const payment = (tx: Tx, id: string): Promise<PaymentRow | undefined> => tx.maybe(paymentStatement, [id])
export const paymentAllocations = (tx: Tx, id: string): Promise<Allocation[]> =>
  tx.query(paymentAllocationsStatement, [id])
