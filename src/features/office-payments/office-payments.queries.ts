import type { IsoDate } from '#kernel/dates.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import {
  type FileRow,
  type PaymentCounts,
  type PaymentRow,
  perPage,
  type ShownList,
  type StatementRow,
  shownStatements,
} from './office-payments.model.ts'

const waits = `p.kind = 'payment' and p.account_id is not null and p.reversed_by is null and p.settled_at is null
  and (p.booked_publication is null or p.booked_publication > (select publication_id from published_state))`
const unclear = `p.reason is not null and p.settled_at is null`

const countsStatement = statement<[lateBefore: IsoDate], PaymentCounts>(
  'officePayments.counts',
  `select (select count(*)::int from incoming_payments p where ${unclear}) as unclear, w.late, w.waiting, w."waitingGrosze"
     from (select count(*) filter (where p.value_on < $1)::int as late, count(*)::int as waiting,
                  coalesce(sum(p.amount_grosze), 0)::bigint as "waitingGrosze"
             from incoming_payments p where ${waits}) w`,
)

const list = (name: string, condition: string, order: string) =>
  statement<[lateBefore: IsoDate, skip: number], PaymentRow>(
    `officePayments.${name}`,
    `select p.id, p.kind, p.value_on as "valueOn", p.amount_grosze as "amountGrosze", s.currency, p.reason, p.payer_name as "payerName", p.title,
            p.numbers, s.number as "statementNumber", s.account as "statementAccount", staff_name(p.settled_by) as "settledBy",
            case when a.id is null then null
                 else jsonb_build_object('ledgerTypeName', a.ledger_type_name, 'street', b.street, 'houseNumber', b.house_number,
                                         'number', m.number, 'kind', m.kind) end as account,
            count(*) over ()::int as total
       from incoming_payments p
       join bank_statements s on s.id = p.statement_id
       left join accounts a on a.id = p.account_id
       left join premises m on m.id = a.premises_id
       left join buildings b on b.id = m.building_id
      where ${condition} and ($1::date is not null)
      order by ${order}, p.id
      limit ${perPage} offset $2`,
  )

const lists: Readonly<Record<ShownList, ReturnType<typeof list>>> = {
  'do-wyjasnienia': list('unclear', unclear, 'p.value_on desc'),
  'po-terminie': list('late', `${waits} and p.value_on < $1`, 'p.value_on'),
  czekaja: list('waiting', waits, 'p.value_on desc'),
  zalatwione: list('settled', 'p.settled_at is not null', 'p.settled_at desc'),
}

export const paymentCounts = (tx: Tx, lateBefore: IsoDate): Promise<PaymentCounts> =>
  tx.one(countsStatement, [lateBefore])
export const paymentList = (tx: Tx, shown: ShownList, lateBefore: IsoDate, page: number): Promise<PaymentRow[]> =>
  tx.query(lists[shown], [lateBefore, (page - 1) * perPage])

const settleStatement = statement<[id: string], { readonly id: string }>(
  'officePayments.settle',
  `update incoming_payments p set settled_by = current_login_id(), settled_at = clock_now()
    where id = $1 and settled_at is null and (${unclear} or ${waits}) returning id`,
)
const restoreStatement = statement<[id: string], { readonly id: string }>(
  'officePayments.restore',
  `update incoming_payments set settled_by = null, settled_at = null where id = $1 and settled_at is not null returning id`,
)
const presentStatement = statement<[id: string], { readonly id: string }>(
  'officePayments.present',
  'select id from incoming_payments where id = $1',
)

/** Puts a payment aside, or back; done twice it is done once. @returns false when there is no such payment. */
export async function settlePayment(tx: Tx, id: string, settled: boolean): Promise<boolean> {
  const done = await tx.maybe(settled ? settleStatement : restoreStatement, [id])
  if (!done) return (await tx.maybe(presentStatement, [id])) !== undefined
  await auditStaff(tx, settled ? 'payments.settled' : 'payments.restored', { details: { payment: id } })
  return true
}

const fileColumns = `f.id, f.name, f.source, staff_name(f.uploaded_by) as "uploadedBy", f.received_at as "receivedAt", f.state, f.report`
const filesStatement = statement<[], FileRow>(
  'officePayments.files',
  `select ${fileColumns} from statement_files f order by f.received_at desc, f.id limit 20`,
)
const fileStatement = statement<[id: string], FileRow>(
  'officePayments.file',
  `select ${fileColumns} from statement_files f where f.id::text = $1`,
)
const statementColumns = `id, account, number, currency, closed_on as "closedOn", movements, in_grosze as "inGrosze",
  out_grosze as "outGrosze", closing_grosze as "closingGrosze"`
const statementsStatement = statement<[], StatementRow>(
  'officePayments.statements',
  `select ${statementColumns} from bank_statements order by closed_on desc, account, number, id limit ${shownStatements}`,
)
const statementsOfStatement = statement<[fileId: string], StatementRow>(
  'officePayments.statementsOf',
  `select ${statementColumns} from bank_statements where file_id::text = $1 order by closed_on, account, number, id limit ${shownStatements}`,
)

export const statementFiles = (tx: Tx): Promise<FileRow[]> => tx.query(filesStatement, [])
export const statementFile = (tx: Tx, id: string): Promise<FileRow | undefined> => tx.maybe(fileStatement, [id])
export const statements = (tx: Tx): Promise<StatementRow[]> => tx.query(statementsStatement, [])
export const statementsOf = (tx: Tx, fileId: string): Promise<StatementRow[]> =>
  tx.query(statementsOfStatement, [fileId])

interface HandedIn {
  readonly name: string
  readonly sha256: string
  readonly content: Buffer
  readonly once: Buffer
}

const handInStatement = statement<
  [name: string, sha256: string, content: Buffer, once: Buffer],
  { readonly id: string }
>(
  'officePayments.handIn',
  `insert into statement_files (name, sha256, source, uploaded_by, content, once_sha256)
   values ($1, $2, 'office', current_login_id(), $3, $4) on conflict (once_sha256) do nothing returning id`,
)
const handedInStatement = statement<[once: Buffer], { readonly id: string }>(
  'officePayments.handedIn',
  'select id from statement_files where once_sha256 = $1 and uploaded_by = current_login_id()',
)

/** Keeps a file for the worker to read. The same form sent twice is one file. */
export async function handIn(tx: Tx, { name, sha256, content, once }: HandedIn): Promise<string> {
  const made = await tx.maybe(handInStatement, [name, sha256, content, once])
  if (!made) return (await tx.one(handedInStatement, [once])).id
  await auditStaff(tx, 'statements.handedIn', { details: { file: made.id } })
  return made.id
}
