import { statement, type Tx } from '#platform/db/database.ts'
import type { AccountPayments, AccountRow, LastSettlement, OpenDocument } from './accounts.model.ts'

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

// What waits: not taken back by the bank, not settled by the office, and its entry, if there is one, not published. After a month it is
// no news to the person who paid; the office goes on seeing it.
const paymentsStatement = statement<[], AccountPayments>(
  'accounts.payments',
  `select a.id as "accountId", e.last, w.waiting
     from shown_accounts() a(id)
     left join lateral (
       select jsonb_build_object('entryId', id, 'valueOn', value_on, 'amountGrosze', amount_grosze) as last from entries
        where account_id = a.id and side = 'payment' and amount_grosze > 0
        order by ledger_on desc, id desc limit 1) e on true
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'valueOn', p.value_on, 'amountGrosze', p.amount_grosze)
                                 order by p.value_on desc, p.id), '[]') as waiting
         from (select id, value_on, amount_grosze from incoming_payments
                where account_id = a.id and kind = 'payment' and value_on > today() - 31 and reversed_by is null and settled_at is null
                  and (booked_publication is null or booked_publication > (select publication_id from published_state))
                order by value_on desc, id limit 20) p) w`,
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
/** The newest booked payment of each account, and those of bank statements that are not booked yet. */
export const payments = (tx: Tx): Promise<AccountPayments[]> => tx.query(paymentsStatement, [])
/** The newest settlement of each kind for each premises. */
export const lastSettlements = (tx: Tx): Promise<LastSettlement[]> => tx.query(lastSettlementsStatement, [])
