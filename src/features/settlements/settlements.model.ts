import type { IsoDate } from '#kernel/dates.ts'
import { addDecimal, subtractDecimal } from '#kernel/decimal.ts'
import { type Grosze, grosze, sumGrosze } from '#kernel/money.ts'
import { type PremisesKind, premisesLabel } from '#kernel/premises.ts'

export type SettlementKind = 'water' | 'heat'
export type MeterKind = 'coldWater' | 'hotWater' | 'heat' | 'heatCostAllocator' | 'electricity'

export interface SettlementRow {
  readonly id: string
  readonly premisesId: string
  readonly premisesKind: PremisesKind
  readonly premisesNumber: string
  readonly street: string
  readonly houseNumber: string
  readonly kind: SettlementKind
  readonly periodFrom: IsoDate
  readonly periodTo: IsoDate
  readonly chargedGrosze: Grosze
  readonly shouldBeGrosze: Grosze
  /** Positive = to be paid, negative = given back. */
  readonly differenceGrosze: Grosze
}

export interface Settlement extends SettlementRow {
  readonly heatedAreaM2: string | null
  readonly ledgerTypeName: string
  readonly method: string | null
  readonly documentId: string | null
  readonly documentNumber: string | null
  readonly documentDueOn: IsoDate | null
  readonly documentRemainingGrosze: Grosze | null
}

export type LineKind = 'consumption' | 'fixedCost' | 'variableCost' | 'service' | 'indicationDifference'

export interface SettlementLine {
  readonly lineNo: number
  readonly lineKind: LineKind
  readonly description: string
  readonly meterId: string | null
  readonly meterNumber: string | null
  readonly meterKind: MeterKind | null
  readonly meterLocation: string | null
  /** The meter has a page this person may open. */
  readonly meterOpens: boolean
  readonly meterRemovedOn: IsoDate | null
  readonly replacedById: string | null
  readonly previousReading: string | null
  readonly currentReading: string | null
  readonly radiatorFactor: string | null
  readonly locationFactor: string | null
  readonly chargedGrosze: Grosze
  readonly quantity: string
  readonly unit: string
  readonly rate: string
  readonly shouldBeGrosze: Grosze
  readonly differenceGrosze: Grosze
}

export interface LineGroup {
  readonly kind: LineKind
  readonly lines: readonly SettlementLine[]
  readonly chargedGrosze: Grosze
  readonly shouldBeGrosze: Grosze
  readonly differenceGrosze: Grosze
}

const groupOrder: readonly LineKind[] = ['consumption', 'fixedCost', 'variableCost', 'service', 'indicationDifference']

/** Lines by what they stand for, each group with its sums. */
export function groupSettlementLines(lines: readonly SettlementLine[]): readonly LineGroup[] {
  return groupOrder.flatMap((kind) => {
    const own = lines.filter((line) => line.lineKind === kind)
    if (own.length === 0) return []
    return [
      {
        kind,
        lines: own,
        chargedGrosze: sumGrosze(own.map((line) => line.chargedGrosze)),
        shouldBeGrosze: sumGrosze(own.map((line) => line.shouldBeGrosze)),
        differenceGrosze: sumGrosze(own.map((line) => line.differenceGrosze)),
      },
    ]
  })
}

/** Whether the delivered lines add up to the delivered result; only then can the page say where it comes from. */
export function addsUp(settlement: SettlementRow, lines: readonly SettlementLine[]): boolean {
  const sum = (pick: (line: SettlementLine) => Grosze) => sumGrosze(lines.map(pick))
  return (
    sum((line) => line.chargedGrosze) === settlement.chargedGrosze &&
    sum((line) => line.shouldBeGrosze) === settlement.shouldBeGrosze &&
    grosze(settlement.shouldBeGrosze - settlement.chargedGrosze) === settlement.differenceGrosze &&
    lines.every((line) => grosze(line.shouldBeGrosze - line.chargedGrosze) === line.differenceGrosze)
  )
}

/** One meter between two readings, however many lines charge it (hot water: the water, and heating it). */
export interface SettledMeter {
  readonly line: SettlementLine
  readonly previousReading: string
  readonly currentReading: string
  readonly counted: string
}

export function settledMeters(lines: readonly SettlementLine[]): readonly SettledMeter[] {
  const seen = new Set<string>()
  return lines.flatMap((line) => {
    const { meterId, previousReading, currentReading } = line
    if (meterId === null || previousReading === null || currentReading === null) return []
    const key = JSON.stringify([meterId, previousReading, currentReading])
    if (seen.has(key)) return []
    seen.add(key)
    return [{ line, previousReading, currentReading, counted: subtractDecimal(currentReading, previousReading) }]
  })
}

/** A meter that was taken off in the period, the one that took its place, and what both counted. */
export interface Replacement {
  readonly removedOn: IsoDate
  readonly old: SettledMeter
  readonly next: SettledMeter
  /** In the meters' unit. */
  readonly together: string
}

export function replacements(meters: readonly SettledMeter[]): readonly Replacement[] {
  return meters.flatMap((old) => {
    const { meterRemovedOn: removedOn, replacedById } = old.line
    const next = meters.find((other) => other.line.meterId === replacedById)
    if (removedOn === null || replacedById === null || next === undefined) return []
    return [{ removedOn, old, next, together: addDecimal(old.counted, next.counted) }]
  })
}

export interface SettlementFilter {
  readonly punkt?: string | undefined
  readonly rodzaj?: 'woda' | 'cieplo' | undefined
  readonly od?: string | undefined
  readonly do?: string | undefined
}

/** Settlements whose period touches the dates asked for, of the premises and kind asked for. */
export function chosenSettlements(rows: readonly SettlementRow[], filter: SettlementFilter): readonly SettlementRow[] {
  const kind = filter.rodzaj && (filter.rodzaj === 'woda' ? 'water' : 'heat')
  return rows.filter(
    (row) =>
      (filter.punkt === undefined || row.premisesId === filter.punkt) &&
      (kind === undefined || row.kind === kind) &&
      (filter.od === undefined || row.periodTo >= filter.od) &&
      (filter.do === undefined || row.periodFrom <= filter.do),
  )
}

export interface PremisesSettlements {
  readonly premisesId: string
  readonly label: string
  readonly rows: readonly SettlementRow[]
}

export function byPremises(rows: readonly SettlementRow[]): readonly PremisesSettlements[] {
  return [...Map.groupBy(rows, (row) => row.premisesId)].map(([premisesId, own]) => ({
    premisesId,
    label: settlementPremisesLabel(own[0] as SettlementRow),
    rows: own,
  }))
}

export function settlementPremisesLabel(row: SettlementRow): string {
  return premisesLabel({
    street: row.street,
    houseNumber: row.houseNumber,
    number: row.premisesNumber,
    kind: row.premisesKind,
  })
}
