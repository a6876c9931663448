/**
 * The arithmetic of a settlement line, done again from what was delivered: readings, factors, quantity, rate. It is shown
 * only where it ends at the delivered amount; the accounting system's figure is never replaced by one of ours.
 */
import { addMonths, firstOfMonth, type IsoDate, lastOfMonth } from '#kernel/dates.ts'
import {
  addDecimal,
  compareDecimal,
  multiplyDecimal,
  multiplyToGrosze,
  shareOfGrosze,
  subtractDecimal,
} from '#kernel/decimal.ts'
import { type Grosze, sumGrosze } from '#kernel/money.ts'
import type { Settlement, SettlementLine } from './settlements.model.ts'

/** How the quantity of a line came about. */
export type QuantityStep =
  | { readonly kind: 'readings'; readonly previous: string; readonly current: string; readonly counted: string }
  | {
      readonly kind: 'factors'
      readonly previous: string
      readonly current: string
      readonly counted: string
      readonly factors: readonly string[]
      /** counted × factors, exact; differs from the line's quantity only by rounding. */
      readonly product: string
      readonly rounded: boolean
    }
  | { readonly kind: 'area'; readonly area: string }
  | { readonly kind: 'areaPart'; readonly area: string; readonly months: number; readonly rounded: boolean }
  | { readonly kind: 'delivered' }

export interface Explanation {
  readonly quantity: QuantityStep
  /** What the printed rate alone gives, where the amount was counted with more places of it than were delivered. */
  readonly withPrintedRateGrosze: Grosze | undefined
}

/** The way from the delivered figures to the delivered amount, or undefined when they do not lead there. */
export function explainLine(
  line: SettlementLine,
  settlement: Pick<Settlement, 'heatedAreaM2' | 'periodFrom' | 'periodTo'>,
): Explanation | undefined {
  const quantity = quantityStep(line, settlement)
  if (quantity === undefined) return undefined
  const product = multiplyToGrosze(line.quantity, line.rate)
  if (product === line.shouldBeGrosze) return { quantity, withPrintedRateGrosze: undefined }
  return withinRate(line) ? { quantity, withPrintedRateGrosze: product } : undefined
}

function quantityStep(
  line: SettlementLine,
  settlement: Pick<Settlement, 'heatedAreaM2' | 'periodFrom' | 'periodTo'>,
): QuantityStep | undefined {
  const { previousReading: previous, currentReading: current, quantity } = line
  if (previous !== null && current !== null) {
    const counted = subtractDecimal(current, previous)
    const factors = [line.radiatorFactor, line.locationFactor].filter((factor) => factor !== null)
    if (factors.length === 0)
      return compareDecimal(counted, quantity) === 0 ? { kind: 'readings', previous, current, counted } : undefined
    const product = factors.reduce(multiplyDecimal, counted)
    if (!isRoundingOf(quantity, product)) return undefined
    const rounded = compareDecimal(product, quantity) !== 0
    return { kind: 'factors', previous, current, counted, factors, product, rounded }
  }
  return (line.unit === 'm2' && areaStep(quantity, settlement)) || { kind: 'delivered' }
}

/** The heated area, or its part for the months settled: costs by area are told for a year. */
function areaStep(
  quantity: string,
  { heatedAreaM2: area, periodFrom, periodTo }: Pick<Settlement, 'heatedAreaM2' | 'periodFrom' | 'periodTo'>,
): QuantityStep | undefined {
  if (area === null) return undefined
  if (compareDecimal(area, quantity) === 0) return { kind: 'area', area }
  const months = wholeMonths(periodFrom, periodTo)
  if (months === undefined || months >= 12) return undefined
  const twelfths = multiplyDecimal(area, String(months))
  const off = magnitude(subtractDecimal(multiplyDecimal(quantity, '12'), twelfths))
  if (compareDecimal(off, multiplyDecimal(halfUnit(placesOf(quantity)), '12')) > 0) return undefined
  return { kind: 'areaPart', area, months, rounded: off !== '0' }
}

function wholeMonths(from: IsoDate, to: IsoDate): number | undefined {
  if (from !== firstOfMonth(from) || to !== lastOfMonth(to)) return undefined
  for (let months = 1; months <= 24; months++) if (lastOfMonth(addMonths(from, months - 1)) === to) return months
  return undefined
}

/** Unit costs (cost ÷ units of the building) hardly ever end; from four places on a delivered rate may be a rounded one. */
const fewestRatePlaces = 4

/** Whether some rate that rounds to the delivered one gives the delivered amount. */
function withinRate({ quantity, rate, shouldBeGrosze }: SettlementLine): boolean {
  const places = placesOf(rate)
  if (places < fewestRatePlaces) return false
  const half = halfUnit(places)
  const ends = [subtractDecimal(rate, half), addDecimal(rate, half)].map((one) => multiplyToGrosze(quantity, one))
  return Math.min(...ends) <= shouldBeGrosze && shouldBeGrosze <= Math.max(...ends)
}

function isRoundingOf(rounded: string, exact: string): boolean {
  return compareDecimal(magnitude(subtractDecimal(rounded, exact)), halfUnit(placesOf(rounded))) <= 0
}

const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0
/** Half of the last place: 0.00005 for four places. */
const halfUnit = (places: number): string => `0.${'0'.repeat(places)}5`
const magnitude = (text: string): string => text.replace(/^-/, '')

/** The heat of one flat in the period, as far as the delivered lines tell it. */
export interface HeatFigures {
  readonly area: string | undefined
  /** Sum of the converted units or of GJ; undefined when nothing was measured, or by both. */
  readonly measured: { readonly quantity: string; readonly unit: string } | undefined
  readonly fixedGrosze: Grosze
  readonly variableGrosze: Grosze
  /** What the whole settlement comes to for one square metre of heated area, rounded once. */
  readonly perSquareMetreGrosze: Grosze | undefined
}

export function heatFigures(settlement: Settlement, lines: readonly SettlementLine[]): HeatFigures {
  const sum = (kind: SettlementLine['lineKind']) =>
    sumGrosze(lines.filter((line) => line.lineKind === kind).map((line) => line.shouldBeGrosze))
  const variable = lines.filter((line) => line.lineKind === 'variableCost' && line.meterId !== null)
  const [unit, ...others] = new Set(variable.map((line) => line.unit))
  const area = settlement.heatedAreaM2
  return {
    area: area ?? undefined,
    measured:
      unit === undefined || others.length > 0
        ? undefined
        : { quantity: variable.map((line) => line.quantity).reduce(addDecimal, '0'), unit },
    fixedGrosze: sum('fixedCost'),
    variableGrosze: sum('variableCost'),
    perSquareMetreGrosze:
      area === null || compareDecimal(area, '0') <= 0 ? undefined : shareOfGrosze(settlement.shouldBeGrosze, '1', area),
  }
}
