import { statement, type Tx } from '#platform/db/database.ts'
import type { MeterRow, MeterSettlement } from './meters.model.ts'
import type { ReadingRow } from './readings.model.ts'

/** More readings than this of one meter go into no file: a century of monthly ones. */
export const readingsLimit = 1200
export const readingsPerPage = 36
/** Two years of monthly readings and what a replaced meter adds: the months of a chart and the same months a year before. */
const chartReadings = 32

// The premises of the person asking, each with the day from which its readings are theirs: asked once a query, not once a row.
const mine = `mine as materialized (select p.id as premises_id, my_premises_since(p.id) as since from shown_premises() p(id))`

// A meter taken off before the person's time says nothing about them.
const theirTime = `(m.removed_on is null or m.removed_on >= mine.since)`

const meterColumns = `m.id, m.premises_id as "premisesId", p.kind as "premisesKind", p.number as "premisesNumber", b.street,
          b.house_number as "houseNumber", m.kind, m.number, m.location, m.unit, m.installed_on as "installedOn",
          m.verification_valid_until as "verificationValidUntil", m.removed_on as "removedOn",
          next.id as "replacedById", next.number as "replacedByNumber",
          earlier.id as "replacesId", earlier.number as "replacesNumber",
          m.radiator_factor as "radiatorFactor", m.location_factor as "locationFactor", mine.since`

const meterTables = `mine
     join meters m on m.premises_id = mine.premises_id
     join premises p on p.id = m.premises_id
     join buildings b on b.id = p.building_id
     left join meters next on next.id = m.replaced_by_meter_id and next.premises_id = m.premises_id
     left join lateral (
       select e.id, e.number from meters e
        where e.premises_id = m.premises_id and e.replaced_by_meter_id = m.id and e.removed_on >= mine.since
        order by e.removed_on desc limit 1) earlier on true`

const metersStatement = statement<[], MeterRow>(
  'meters.mine',
  `with ${mine}
   select ${meterColumns}
     from ${meterTables}
    where ${theirTime}
    order by p.kind <> 'dwelling', b.street, b.house_number, p.number, m.premises_id,
          array_position(array['coldWater', 'hotWater', 'heat', 'heatCostAllocator', 'electricity'], m.kind),
          m.location, m.installed_on desc, m.id
    limit 400`,
)

const meterStatement = statement<[id: string], MeterRow>(
  'meters.one',
  `with ${mine}
   select ${meterColumns}
     from ${meterTables}
    where m.id = $1 and ${theirTime}`,
)

// Of water enough to tell what is usual, of the rest the newest two with a value.
const latestStatement = statement<[], ReadingRow>(
  'meters.latestReadings',
  `with ${mine}
   select r.id, r.meter_id as "meterId", r.read_on as "readOn", r.value, r.kind
     from mine
     join meters m on m.premises_id = mine.premises_id
     cross join lateral (
       select * from readings o
        where o.meter_id = m.id and o.read_on >= mine.since
        order by o.read_on desc, o.kind = 'initial', o.id desc
        limit case when m.kind in ('coldWater', 'hotWater') and m.removed_on is null then 8 else 3 end) r
    where ${theirTime}
    limit 3000`,
)

const readingColumns = `r.id, r.meter_id as "meterId", r.read_on as "readOn", r.value, r.kind`
const newestFirst = `r.read_on desc, r.kind = 'initial', r.id desc`

// One more than a page: the reading before tells what the last of the page used.
const readingsStatement = statement<[meterId: string, limit: number, offset: number], ReadingRow>(
  'meters.readings',
  `with ${mine}
   select ${readingColumns}
     from mine join readings r on r.premises_id = mine.premises_id and r.read_on >= mine.since
    where r.meter_id = $1
    order by ${newestFirst}
    limit $2 offset $3`,
)

// The meters that hung in the same place before it: only with them can a year be compared with the one before.
const chartStatement = statement<[meterId: string], ReadingRow>(
  'meters.chartReadings',
  `with recursive ${mine},
        place as (
          select m.id, m.premises_id, 0 as steps from mine join meters m on m.premises_id = mine.premises_id where m.id = $1
          union all
          select e.id, e.premises_id, place.steps + 1
            from place join meters e on e.premises_id = place.premises_id and e.replaced_by_meter_id = place.id
           where place.steps < 5)
   select ${readingColumns}
     from place
     join mine on mine.premises_id = place.premises_id
     cross join lateral (
       select * from readings o
        where o.meter_id = place.id and o.read_on >= mine.since
        order by o.read_on desc, o.kind = 'initial', o.id desc
        limit ${chartReadings}) r
    order by ${newestFirst}
    limit ${chartReadings}`,
)

const settledColumns = `l.meter_id as "meterId", s.id as "settlementId", s.kind, s.period_from as "periodFrom", s.period_to as "periodTo",
          bool_or(l.previous_reading = 0 and l.radiator_factor is not null) as "fromZero"`

const settledStatement = statement<[], MeterSettlement>(
  'meters.settled',
  `select ${settledColumns}
     from meter_settlements s join meter_settlement_lines l on l.settlement_id = s.id and l.premises_id = s.premises_id
    where s.account_id = any (array(select shown_accounts())) and l.meter_id is not null
      and s.kind = 'heat' and s.period_to >= today() - 1100
    group by l.meter_id, s.id, s.kind, s.period_from, s.period_to
    limit 2000`,
)

const settledMeterStatement = statement<[meterId: string], MeterSettlement>(
  'meters.settledOne',
  `select ${settledColumns}
     from meter_settlements s join meter_settlement_lines l on l.settlement_id = s.id and l.premises_id = s.premises_id
    where s.account_id = any (array(select shown_accounts())) and l.meter_id = $1
    group by l.meter_id, s.id, s.kind, s.period_from, s.period_to
    order by s.period_to desc, s.id desc
    limit 100`,
)

/** Meters of the person's premises, those taken off in their time among them. */
export const myMeters = (tx: Tx): Promise<MeterRow[]> => tx.query(metersStatement, [])
/** The newest readings of each of them. */
export const latestReadings = (tx: Tx): Promise<ReadingRow[]> => tx.query(latestStatement, [])
/** Heat settlements of three years, by the allocators and heat meters in them. */
export const heatSettlements = (tx: Tx): Promise<MeterSettlement[]> => tx.query(settledStatement, [])

export const meter = (tx: Tx, id: string): Promise<MeterRow | undefined> => tx.maybe(meterStatement, [id])
/** Readings of one page, newest first, and the one before them. */
export const readingsOfPage = (tx: Tx, id: string, page: number): Promise<ReadingRow[]> =>
  tx.query(readingsStatement, [id, readingsPerPage + 1, (page - 1) * readingsPerPage])
export const allReadings = (tx: Tx, id: string): Promise<ReadingRow[]> =>
  tx.query(readingsStatement, [id, readingsLimit, 0])
/** The newest readings of the place the meter hangs in, those of its predecessors there among them. */
export const chartReadingsOf = (tx: Tx, id: string): Promise<ReadingRow[]> => tx.query(chartStatement, [id])
/** Settlements of the person's accounts the meter was counted in, newest first. */
export const settlementsOfMeter = (tx: Tx, id: string): Promise<MeterSettlement[]> =>
  tx.query(settledMeterStatement, [id])
