import { statement, type Tx } from '#platform/db/database.ts'
import type { AccountRow, LastPayment, LastSettlement, OpenDocument } from './accounts.model.ts'

const accountsStatement = statement<[], AccountRow>(
  'accounts.mine',
  `select a.id as "accountId", a.ledger_type as "ledgerType", a.ledger_type_name as "ledgerTypeName", a.nrb,
          a.premises_id as "premisesId", p.kind as "premisesKind", p.number as "premisesNumber",
          b.street, b.house_number as "houseNumber",
          coalesce(s.closing_balance_grosze, 0) as "balanceGrosze", coalesce(s.verified, true) as verified
     from accounts a
     join premises p on p.id = a.premises_id
     join buildings b on b.id = p.building_id
     left join balances s on s.account_id = a.id
    where a.id = any (array(select shown_accounts()))
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, a.ledger_type, a.id`,
)

const openDocumentsStatement = statement<[], OpenDocument>(
  'accounts.openDocuments',
  `select d.id, d.account_id as "accountId", d.number, d.due_on as "dueOn", d.remaining_grosze as "remainingGrosze"
     from documents d
    where d.account_id = any (array(select shown_accounts())) and d.remaining_grosze > 0
    order by d.due_on, d.id
    limit 1000`,
)

const lastPaymentsStatement = statement<[], LastPayment>(
  'accounts.lastPayments',
  `select e.id as "entryId", a.id as "accountId", e.value_on as "valueOn", e.amount_grosze as "amountGrosze"
     from shown_accounts() a(id)
     cross join lateral (
       select id, value_on, amount_grosze from entries
        where account_id = a.id and side = 'payment' and amount_grosze > 0
        order by ledger_on desc, id desc limit 1) e`,
)

const lastSettlementsStatement = statement<[], LastSettlement>(
  'accounts.lastSettlements',
  `select distinct on (s.premises_id, s.kind)
          s.id, s.premises_id as "premisesId", s.account_id as "accountId", s.document_id as "documentId", s.kind,
          s.period_from as "periodFrom", s.period_to as "periodTo", s.difference_grosze as "differenceGrosze"
     from meter_settlements s
    where s.account_id = any (array(select shown_accounts()))
    order by s.premises_id, s.kind, s.period_to desc, s.id desc`,
)

/** The accounts of the person asking, with premises and balance: dwellings first. */
export const myAccounts = (tx: Tx): Promise<AccountRow[]> => tx.query(accountsStatement, [])
/** Documents with something left to pay, oldest due date first. */
export const openDocuments = (tx: Tx): Promise<OpenDocument[]> => tx.query(openDocumentsStatement, [])
/** The newest payment of each account. */
export const lastPayments = (tx: Tx): Promise<LastPayment[]> => tx.query(lastPaymentsStatement, [])
/** The newest settlement of each kind for each premises. */
export const lastSettlements = (tx: Tx): Promise<LastSettlement[]> => tx.query(lastSettlementsStatement, [])
