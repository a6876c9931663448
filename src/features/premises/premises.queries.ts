import { statement, type Tx } from '#platform/db/database.ts'
import type { ComponentRow, ParameterRow } from './fees.model.ts'
import type { CoHolder, HoldingRow, PremisesAccount } from './premises.model.ts'

const holdingsStatement = statement<[], HoldingRow>(
  'premises.holdings',
  `select h.id as "holdingId", p.id as "premisesId", p.kind, p.number, p.staircase, p.floor,
          p.usable_area_m2 as "usableAreaM2", p.heated_area_m2 as "heatedAreaM2",
          b.street, b.house_number as "houseNumber", b.postal_code as "postalCode", b.city, n.name as property,
          h.legal_title as "legalTitle", h.role, h.share, h.valid_from as "validFrom", h.valid_to as "validTo",
          y.is_member as "isMember",
          h.party_id is distinct from (select party_id from logins where id = current_login_id()) as "onBehalf"
     from holdings h
     join premises p on p.id = h.premises_id
     join buildings b on b.id = p.building_id
     join properties n on n.id = b.property_id
     join parties y on y.id = h.party_id
    where h.premises_id = any (array(select shown_premises())) and h.party_id = any (array(select shown_parties()))
      and h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, p.id, "onBehalf", h.valid_from
    limit 200`,
)

const accountsStatement = statement<[], PremisesAccount>(
  'premises.accounts',
  `select a.premises_id as "premisesId", a.ledger_type_name as "ledgerTypeName", a.nrb
     from accounts a
    where a.id = any (array(select shown_accounts()))
    order by a.ledger_type, a.id
    limit 1000`,
)

const coHoldersStatement = statement<[], CoHolder>(
  'premises.coHolders',
  `select premises_id as "premisesId", name from my_co_holders() order by name limit 1000`,
)

const choicesStatement = statement<[], Pick<HoldingRow, 'premisesId' | 'kind' | 'number' | 'street' | 'houseNumber'>>(
  'premises.choices',
  `select p.id as "premisesId", p.kind, p.number, b.street, b.house_number as "houseNumber"
     from premises p join buildings b on b.id = p.building_id
    where p.id = any (array(select shown_premises()))
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, p.id
    limit 200`,
)

// What held before somebody moved in is the predecessor's business, and so is since when it held.
const parametersStatement = statement<[], ParameterRow>(
  'premises.parameters',
  `select c.premises_id as "premisesId", c.parameter, greatest(c.valid_from, s.since) as "validFrom", c.valid_to as "validTo",
          c.value, c.unit
     from unnest(array(select shown_premises())) m(id)
    cross join lateral (select my_premises_since(m.id) as since) s
     join charge_parameters c on c.premises_id = m.id and (c.valid_to is null or c.valid_to >= s.since)
    order by c.parameter, c.valid_from desc
    limit 3000`,
)

const componentsStatement = statement<[], ComponentRow>(
  'premises.feeComponents',
  `select f.premises_id as "premisesId", f.component, f.component_group as "componentGroup", f.valid_from as "validFrom",
          f.valid_to as "validTo", f.quantity, f.unit, f.rate, f.vat_rate as "vatRate", f.amount_grosze as "amountGrosze",
          f.change_reason as "changeReason"
     from fee_components f
    where f.premises_id = any (array(select shown_premises())) and (f.valid_to is null or f.valid_to >= today())
    order by f.component_group, f.component, f.valid_from
    limit 3000`,
)

/** Rights of today to premises, own and those the person acts for; former ones are not among them. */
export const holdings = (tx: Tx): Promise<HoldingRow[]> => tx.query(holdingsStatement, [])
export const premisesAccounts = (tx: Tx): Promise<PremisesAccount[]> => tx.query(accountsStatement, [])
/** Names of those who hold the same premises; only for who holds them in their own right. */
export const coHolders = (tx: Tx): Promise<CoHolder[]> => tx.query(coHoldersStatement, [])
export type PremisesChoice = Pick<HoldingRow, 'premisesId' | 'kind' | 'number' | 'street' | 'houseNumber'>
/** Premises the person stands for today, dwellings first. */
export const premisesChoices = (tx: Tx): Promise<PremisesChoice[]> => tx.query(choicesStatement, [])
export const parameters = (tx: Tx): Promise<ParameterRow[]> => tx.query(parametersStatement, [])
/** The fee calculation of today and what is announced. */
export const feeComponents = (tx: Tx): Promise<ComponentRow[]> => tx.query(componentsStatement, [])
