import { yearOf } from './calendar.ts'
import { type Line, type LineDraft, makeLine } from './ledger.ts'
import { share } from './numbers.ts'
import type { World } from './sizes.ts'

/**
 * Rates in millionths of a złoty for 2026, of the order housing cooperatives publish. Rates grow by 4.5 % a year, differ
 * a little between buildings, and keep the number of places such rates have in life (water: four).
 */
const base = {
  maintenance: { rate: 3_350_000, step: 10_000 },
  tax: { rate: 220_000, step: 10_000 },
  lift: { rate: 370_000, step: 10_000 },
  heat: { rate: 6_000_000, step: 10_000 },
  water: { rate: 11_156_400, step: 100 },
  waterHeating: { rate: 39_080_000, step: 10_000 },
  waste: { rate: 36_000_000, step: 500_000 },
  intercom: { rate: 3_080_000, step: 10_000 },
  meterService: { rate: 3_200_000, step: 10_000 },
  fund: { rate: 2_900_000, step: 10_000 },
  garage: { rate: 1_500_000, step: 10_000 },
  parking: { rate: 60_000_000, step: 500_000 },
  storage: { rate: 900_000, step: 10_000 },
  heatFixed: { rate: 28_800_000, step: 100 },
  heatUnit: { rate: 1_740_000, step: 100 },
  heatEnergy: { rate: 141_630_000, step: 10_000 },
  heatService: { rate: 4_200_000, step: 10_000 },
} as const
export type RateName = keyof typeof base

const BASE_YEAR = 2026
const byYear = new Map<string, number>()

/** The rate of a building in a year. */
export function rate(name: RateName, year: number, building: number): number {
  const variant = building % 5
  const key = `${name}${year}/${variant}`
  let value = byYear.get(key)
  if (value === undefined) {
    value = share(base[name].rate, 98 + variant, 100)
    for (let y = BASE_YEAR; y < year; y++) value = share(value, 1045, 1000)
    for (let y = BASE_YEAR; y > year; y--) value = share(value, 1000, 1045)
    value = Math.round(value / base[name].step) * base[name].step
    byYear.set(key, value)
  }
  return value
}

/** Garages, parking places and business premises bear 23 % VAT; the contract's rate is gross, so net × 1.23. */
const gross = (net: number): number => share(net, 123, 100)

/** The facts a monthly bill follows from. */
export interface BillBasis {
  readonly kind: 'dwelling' | 'commercial' | 'garage' | 'parking' | 'storage'
  readonly building: number
  /** Hundredths of a square metre. */
  readonly area: number
  readonly heatedArea: number
  readonly persons: number
  readonly isMember: boolean
}

/** Components that change in the month after the books' date, and the reason given in the letter. */
export const announced = {
  waste: 'Gmina podniosła stawkę za odbiór odpadów komunalnych.',
  maintenance: 'Wzrosły koszty sprzątania i energii w częściach wspólnych.',
} as const

/** The announced change: in the month after `today` and later, waste costs 2.50 zł more and maintenance 0.12 zł. */
function changed(name: keyof typeof announced, world: World, month: number, building: number): number {
  const value = rate(name, yearOf(month), building)
  if (month <= world.month) return value
  return value + (name === 'waste' ? 2_500_000 : 120_000)
}

/** The monthly components of the account "Eksploatacja i media". */
export function maintenanceLines(world: World, basis: BillBasis, month: number): readonly Line[] {
  const year = yearOf(month)
  const { building, persons } = basis
  const area = basis.area * 100
  const own = changed('maintenance', world, month, building)
  const drafts: LineDraft[] = [
    {
      ...line(
        'Eksploatacja podstawowa',
        'maintenance',
        area,
        'm2',
        basis.isMember ? own : share(own, 115, 1_000_000) * 10_000,
      ),
      dependent: true,
    },
    line('Podatek od nieruchomości', 'other', area, 'm2', rate('tax', year, building)),
  ]
  if (basis.kind === 'commercial') {
    drafts.push(
      line('Centralne ogrzewanie – ryczałt', 'utilities', basis.heatedArea * 100, 'm2', rate('heat', year, building)),
    )
    return drafts.map((draft) => makeLine({ ...draft, rate: gross(draft.rate), vat: '23' }))
  }
  const water = rate('water', year, building)
  const heating = rate('waterHeating', year, building)
  const heat = rate('heat', year, building)
  drafts.push(
    { ...line('Centralne ogrzewanie – zaliczka', 'utilities', basis.heatedArea * 100, 'm2', heat), advance: 'heat' },
    { ...line('Zimna woda i ścieki – zaliczka', 'utilities', persons * 25_000, 'm3', water), advance: 'coldWater' },
    {
      ...line('Ciepła woda: woda i ścieki – zaliczka', 'utilities', persons * 15_000, 'm3', water),
      advance: 'hotWater',
    },
    {
      ...line('Ciepła woda: podgrzanie – zaliczka', 'utilities', persons * 15_000, 'm3', heating),
      advance: 'waterHeating',
    },
    line('Odpady komunalne', 'utilities', persons * 10_000, 'person', changed('waste', world, month, building)),
    { ...line('Domofon', 'maintenance', 10_000, 'premises', rate('intercom', year, building)), dependent: true },
    {
      ...line('Obsługa wodomierzy', 'maintenance', 20_000, 'device', rate('meterService', year, building)),
      dependent: true,
    },
  )
  if (building % 4 === 0) {
    drafts.push({ ...line('Dźwig', 'maintenance', area, 'm2', rate('lift', year, building)), dependent: true })
  }
  return drafts.map(makeLine)
}

/** The monthly component of the repair fund. */
export function fundLines(basis: BillBasis, month: number): readonly Line[] {
  const value = rate('fund', yearOf(month), basis.building)
  return [makeLine({ ...line('Fundusz remontowy', 'funds', basis.area * 100, 'm2', value), dependent: true })]
}

/** The monthly component of a garage, a parking place or a storage room. */
export function garageLines(basis: BillBasis, month: number): readonly Line[] {
  const { kind, area, building } = basis
  const year = yearOf(month)
  if (kind === 'storage') {
    return [
      makeLine({
        ...line('Komórka lokatorska', 'other', area * 100, 'm2', rate('storage', year, building)),
        dependent: true,
      }),
    ]
  }
  const draft =
    kind === 'garage'
      ? line('Opłata za garaż', 'other', area * 100, 'm2', gross(rate('garage', year, building)))
      : line('Opłata za miejsce postojowe', 'other', 10_000, 'premises', gross(rate('parking', year, building)))
  return [makeLine({ ...draft, vat: '23', dependent: true })]
}

function line(
  component: string,
  group: LineDraft['group'],
  quantity: number,
  unit: LineDraft['unit'],
  value: number,
): LineDraft {
  return { component, group, quantity, unit, rate: value, vat: 'zw', dependent: false }
}
