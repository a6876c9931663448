import type { Period } from '#kernel/periods.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type {
  CalendarDocument,
  CalendarFacts,
  CalendarPayment,
  CalendarReading,
  CalendarSettlement,
  PlannedFacts,
} from './calendar.model.ts'

/** The most rows of each sort one page or feed reads, the newest kept. A page that meets it says it does not show everything. */
export const rowsLimit = 5000

type Days = [from: string, to: string]

// Free days move a due date on by five days at most, so bills due in the week before may reach into the period.
const documentsStatement = statement<Days, CalendarDocument>(
  'calendar.documents',
  `select d.id, d.account_id as "accountId", d.number, d.kind, d.issued_on as "issuedOn", d.due_on as "dueOn",
          d.amount_grosze as "amountGrosze", d.remaining_grosze as "remainingGrosze"
     from documents d
    where d.account_id = any (array(select shown_accounts())) and d.kind not in ('payment', 'refund')
      and (d.issued_on between $1::date and $2::date or d.due_on between $1::date - 7 and $2::date)
    order by d.issued_on desc, d.id
    limit ${rowsLimit}`,
)

const paymentsStatement = statement<Days, CalendarPayment>(
  'calendar.payments',
  `select e.id as "entryId", e.account_id as "accountId", e.kind, e.value_on as "valueOn", e.amount_grosze as "amountGrosze"
     from entries e
    where e.account_id = any (array(select shown_accounts())) and e.side = 'payment'
      and e.kind in ('payment', 'housingBenefit', 'refund') and e.ledger_on between $1::date and $2::date
    order by e.ledger_on desc, e.id
    limit ${rowsLimit}`,
)

// What premises used before somebody moved in is the predecessor's business.
const readingsStatement = statement<Days, CalendarReading>(
  'calendar.readings',
  `select r.premises_id as "premisesId", r.read_on as "readOn",
          case when m.kind in ('coldWater', 'hotWater') then 'water' else m.kind end as "meterKind",
          count(*)::int as meters, (count(*) filter (where r.kind = 'missing'))::int as missing
     from meters m
     join readings r on r.meter_id = m.id
    where m.premises_id = any (array(select shown_premises())) and r.premises_id = m.premises_id
      and r.read_on between $1::date and $2::date and r.read_on >= ((select my_since()) ->> r.premises_id)::date
    group by 1, 2, 3
    order by 2 desc, 1, 3
    limit ${rowsLimit}`,
)

const settlementsStatement = statement<Days, CalendarSettlement>(
  'calendar.settlements',
  `select s.id, s.account_id as "accountId", s.document_id as "documentId", s.kind,
          s.period_from as "periodFrom", s.period_to as "periodTo", s.difference_grosze as "differenceGrosze"
     from meter_settlements s
    where s.account_id = any (array(select shown_accounts())) and s.period_to between $1::date and $2::date
    order by s.period_to desc, s.id
    limit ${rowsLimit}`,
)

/** Everything a month shows of its days, both ends included: four queries. */
export async function calendarFacts(tx: Tx, period: Period): Promise<CalendarFacts> {
  const [plans, payments] = await Promise.all([
    plannedFacts(tx, period),
    tx.query(paymentsStatement, [period.from, period.to]),
  ])
  return { ...plans, payments }
}

/** The same without payments, which a subscribed calendar does not tell: three queries. */
export async function plannedFacts(tx: Tx, { from, to }: Period): Promise<PlannedFacts> {
  const [documents, readings, settlements] = await Promise.all([
    tx.query(documentsStatement, [from, to]),
    tx.query(readingsStatement, [from, to]),
    tx.query(settlementsStatement, [from, to]),
  ])
  return { documents, readings, settlements }
}
