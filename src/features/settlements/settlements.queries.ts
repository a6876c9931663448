import { statement, type Tx } from '#platform/db/database.ts'
import type { Settlement, SettlementLine, SettlementRow } from './settlements.model.ts'

/** More settlements than this no person has: forty premises for ten years. */
export const settlementsLimit = 1200

const rowColumns = `s.id, s.premises_id as "premisesId", p.kind as "premisesKind", p.number as "premisesNumber", b.street,
          b.house_number as "houseNumber", s.kind, s.period_from as "periodFrom", s.period_to as "periodTo",
          s.charged_grosze as "chargedGrosze", s.should_be_grosze as "shouldBeGrosze", s.difference_grosze as "differenceGrosze"`

const settlementsStatement = statement<[], SettlementRow>(
  'settlements.mine',
  `select ${rowColumns}
     from meter_settlements s
     join premises p on p.id = s.premises_id
     join buildings b on b.id = p.building_id
    where s.account_id = any (array(select shown_accounts()))
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, s.premises_id, s.period_to desc, s.kind, s.id
    limit ${settlementsLimit}`,
)

const settlementStatement = statement<[id: string], Settlement>(
  'settlements.one',
  `select ${rowColumns}, p.heated_area_m2 as "heatedAreaM2", a.ledger_type_name as "ledgerTypeName", s.method,
          d.id as "documentId", d.number as "documentNumber", d.due_on as "documentDueOn",
          d.remaining_grosze as "documentRemainingGrosze"
     from meter_settlements s
     join premises p on p.id = s.premises_id
     join buildings b on b.id = p.building_id
     join accounts a on a.id = s.account_id
     left join documents d on d.id = s.document_id and d.account_id = s.account_id
    where s.id = $1 and s.account_id = any (array(select shown_accounts()))`,
)

// A line's meter may have been taken off before the time of a proxy: then it is named but has no page to open.
const linesStatement = statement<[settlementId: string], SettlementLine>(
  'settlements.lines',
  `select l.line_no as "lineNo", l.line_kind as "lineKind", l.description, l.meter_id as "meterId", m.number as "meterNumber",
          m.kind as "meterKind", m.location as "meterLocation",
          m.id is not null and (m.removed_on is null or m.removed_on >= my_premises_since(m.premises_id)) as "meterOpens",
          m.removed_on as "meterRemovedOn", m.replaced_by_meter_id as "replacedById",
          l.previous_reading as "previousReading", l.current_reading as "currentReading",
          l.radiator_factor as "radiatorFactor", l.location_factor as "locationFactor", l.charged_grosze as "chargedGrosze",
          l.quantity, l.unit, l.rate, l.should_be_grosze as "shouldBeGrosze", l.difference_grosze as "differenceGrosze"
     from meter_settlements s
     join meter_settlement_lines l on l.settlement_id = s.id and l.premises_id = s.premises_id
     left join meters m on m.id = l.meter_id and m.premises_id = s.premises_id
    where s.id = $1 and s.account_id = any (array(select shown_accounts()))
    order by l.line_no
    limit 500`,
)

/** Settlements of the person's accounts, by premises, the newest first. */
export const mySettlements = (tx: Tx): Promise<SettlementRow[]> => tx.query(settlementsStatement, [])
export const settlement = (tx: Tx, id: string): Promise<Settlement | undefined> => tx.maybe(settlementStatement, [id])
export const settlementLines = (tx: Tx, id: string): Promise<SettlementLine[]> => tx.query(linesStatement, [id])
