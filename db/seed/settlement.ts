import { iso, monthOf, seasonOf, yearOf } from './calendar.ts'
import type { Account, AdvanceKind, Document, UnitName } from './ledger.ts'
import { lumpLine } from './ledger.ts'
import type { Meter, Metering, Stretch } from './metering.ts'
import { stretches } from './metering.ts'
import { lineAmount, share } from './numbers.ts'
import { rate } from './tariff.ts'

export interface SettlementLine {
  readonly lineKind: 'consumption' | 'fixedCost' | 'variableCost' | 'service' | 'indicationDifference'
  readonly description: string
  readonly meter: Meter | null
  /** Thousandths; −1 = not shown. */
  readonly previous: number
  readonly current: number
  readonly charged: number
  /** Ten-thousandths. */
  readonly quantity: number
  readonly unit: UnitName
  /** Millionths of a złoty. */
  readonly rate: number
  readonly shouldBe: number
}

export interface Settlement {
  readonly id: string
  readonly account: Account
  readonly kind: 'water' | 'heat'
  readonly from: number
  readonly to: number
  readonly method: string
  readonly lines: readonly SettlementLine[]
  readonly document: Document | null
  readonly touched: number
}

/** Advances are remembered under their kind and the first day of the settlement period they belong to. */
export const advanceKey = (kind: AdvanceKind, month: number): string =>
  kind === 'heat' ? `heat${seasonOf(month)}` : `${kind}${Math.floor(month / 6)}`

export interface SettlementOrder {
  readonly id: string
  readonly account: Account
  readonly metering: Metering
  readonly building: number
  readonly heatedArea: number
  readonly kind: 'water' | 'heat'
  /** The part of the period that falls to this account. */
  readonly from: number
  readonly to: number
  readonly bookedOn: number
  readonly dueOn: number
}

/** Sets the advances of a period against the meters and books the difference; `null` when nothing was measured. */
export function settle(order: SettlementOrder): Settlement | null {
  const lines = order.kind === 'water' ? waterLines(order) : heatLines(order)
  if (lines.length === 0) return null
  const charged = lines.reduce((sum, line) => sum + line.charged, 0)
  const shouldBe = lines.reduce((sum, line) => sum + line.shouldBe, 0)
  const method =
    order.kind === 'water'
      ? 'Zużycie według liczników razy stawka. Różnica wskazań licznika głównego: 3 % zużycia lokalu.'
      : order.metering.heatBy === 'heat'
        ? 'Koszt stały według powierzchni, koszt zmienny według ciepłomierza w lokalu.'
        : 'Koszt stały według powierzchni, koszt zmienny według podzielników: jednostki × współczynnik grzejnika × współczynnik położenia.'
  const document = book(order, charged, shouldBe)
  const { id, account, kind, from, to } = order
  return { id, account, kind, from, to, method, lines, document, touched: 0 }
}

/** 01.06.2025: as an accounting system prints it; the description reaches residents as it is. */
const polishDay = (day: number): string => iso(day).split('-').reverse().join('.')

function book(order: SettlementOrder, charged: number, shouldBe: number): Document | null {
  const difference = shouldBe - charged
  if (difference === 0) return null
  const { account, kind, from, to, bookedOn, dueOn } = order
  const subject = kind === 'water' ? 'wody' : 'ciepła'
  const posting = {
    kind: 'settlement',
    entryKind: 'settlement',
    number: `${kind === 'water' ? 'RW' : 'RC'}/${iso(to).slice(0, 7).replace('-', '/')}/${account.id}`,
    description: `Rozliczenie ${subject} ${polishDay(from)} – ${polishDay(to)}`,
    issuedOn: bookedOn,
    periodFrom: from,
    periodTo: to,
    lines: [
      lumpLine(`Koszt ${subject} według rozliczenia`, 'utilities', shouldBe),
      lumpLine('Naliczone zaliczki', 'utilities', charged, -1),
    ],
  } as const
  if (difference > 0) return account.charge({ ...posting, dueOn }).document
  return account.credit(posting, -difference).document
}

function waterLines(order: SettlementOrder): readonly SettlementLine[] {
  const year = yearOf(monthOf(order.from))
  const water = rate('water', year, order.building)
  const heating = rate('waterHeating', year, order.building)
  const cold = stretches(order.metering, 'coldWater', order.from, order.to)
  const hot = stretches(order.metering, 'hotWater', order.from, order.to)
  if (cold.length === 0 && hot.length === 0) return []
  const lines = [
    ...consumption(order, cold, 'Zimna woda i ścieki', 'coldWater', water),
    ...consumption(order, hot, 'Ciepła woda: woda i ścieki', 'hotWater', water),
    ...consumption(order, hot, 'Ciepła woda: podgrzanie', 'waterHeating', heating),
  ]
  const litres = [...cold, ...hot].reduce((sum, stretch) => sum + stretch.current - stretch.previous, 0)
  const lost = share(litres * 10, 3, 100)
  lines.push({
    ...bare('indicationDifference', 'Różnica wskazań licznika głównego (3 %)', lost, 'm3', water),
    charged: 0,
  })
  return lines
}

/** One line for each stretch; the advance of the component is spread over them by days, the rest on the last. */
function consumption(
  order: SettlementOrder,
  parts: readonly Stretch[],
  description: string,
  advance: AdvanceKind,
  unitRate: number,
): readonly SettlementLine[] {
  const total = order.account.advances.get(advanceKey(advance, monthOf(order.from))) ?? 0
  const charged = spread(
    total,
    parts.map((part) => part.to - part.from),
  )
  return parts.map((part, i) => ({
    ...bare('consumption', description, (part.current - part.previous) * 10, 'm3', unitRate),
    meter: part.meter,
    previous: part.previous,
    current: part.current,
    charged: charged[i] as number,
  }))
}

function heatLines(order: SettlementOrder): readonly SettlementLine[] {
  const { metering, building } = order
  const year = yearOf(monthOf(order.to))
  const parts = stretches(metering, metering.heatBy, order.from, order.to)
  if (parts.length === 0) return []
  const months = monthOf(order.to + 1) - monthOf(order.from)
  const advance = order.account.advances.get(advanceKey('heat', monthOf(order.from))) ?? 0
  const fixedAdvance = share(advance, 40, 100)
  const charged = spread(
    advance - fixedAdvance,
    parts.map(() => 1),
  )
  const fixed = share(order.heatedArea * 100, Math.max(months, 1), 12)
  const perUnit = rate(metering.heatBy === 'heat' ? 'heatEnergy' : 'heatUnit', year, building)
  const lines: SettlementLine[] = [
    {
      ...bare('fixedCost', 'Koszt stały ogrzewania', fixed, 'm2', rate('heatFixed', year, building)),
      charged: fixedAdvance,
    },
  ]
  parts.forEach((part, i) => {
    const counted = part.current - part.previous
    const { radiatorFactor, locationFactor } = part.meter
    // Allocators count whole units, their factors have two places: the product has exactly four.
    const quantity = metering.heatBy === 'heat' ? counted * 10 : (counted / 1000) * radiatorFactor * locationFactor
    const unit = metering.heatBy === 'heat' ? 'GJ' : 'unit'
    lines.push({
      ...bare('variableCost', `Koszt zmienny: ${part.meter.location.toLowerCase()}`, quantity, unit, perUnit),
      meter: part.meter,
      previous: part.previous,
      current: part.current,
      charged: charged[i] as number,
    })
  })
  lines.push({
    ...bare(
      'service',
      'Odczyt i rozliczenie urządzeń',
      parts.length * 10_000,
      'device',
      rate('heatService', year, building),
    ),
    charged: 0,
  })
  return lines
}

function bare(
  lineKind: SettlementLine['lineKind'],
  description: string,
  quantity: number,
  unit: UnitName,
  unitRate: number,
): Omit<SettlementLine, 'charged'> {
  const shouldBe = lineAmount(quantity, unitRate)
  return { lineKind, description, meter: null, previous: -1, current: -1, quantity, unit, rate: unitRate, shouldBe }
}

/** Splits grosze by weights; what rounding leaves goes to the last part. Negative sums mirror positive ones. */
function spread(total: number, weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let left = total
  return weights.map((weight, i) => {
    if (i === weights.length - 1) return left
    const part = whole === 0 ? 0 : share(Math.abs(total), weight, whole) * Math.sign(total)
    left -= part
    return part
  })
}
