import { addDays, type IsoDate } from '#kernel/dates.ts'
import { multiplyToGrosze } from '#kernel/decimal.ts'
import { addGrosze, type Grosze, negate, sumGrosze, zero } from '#kernel/money.ts'

export type ComponentGroup = 'utilities' | 'maintenance' | 'funds' | 'other'

/** One line of the fee calculation, with the days it holds for. Amounts are a month's, VAT included. */
export interface ComponentRow {
  readonly premisesId: string
  readonly component: string
  readonly componentGroup: ComponentGroup
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly quantity: string
  readonly unit: string
  readonly rate: string
  readonly vatRate: string
  readonly amountGrosze: Grosze
  readonly changeReason: string | null
}

/** A component now and from the announced day; one side is missing when it is new or ends. */
export interface FeeLine {
  readonly component: string
  readonly group: ComponentGroup
  readonly now: ComponentRow | undefined
  readonly next: ComponentRow | undefined
  /** Next minus now; zero without an announced change. */
  readonly differenceGrosze: Grosze
  readonly changed: boolean
}

export interface FeeGroup {
  readonly group: ComponentGroup
  readonly lines: readonly FeeLine[]
  readonly nowGrosze: Grosze
  readonly nextGrosze: Grosze
}

export interface FeeCalculation {
  readonly groups: readonly FeeGroup[]
  readonly nowGrosze: Grosze
  /** The first day on which something of it changes; none = nothing is announced. */
  readonly nextOn: IsoDate | undefined
  /** There are no fees yet today: the announced ones are the first, and nothing changes. */
  readonly starts: boolean
  readonly nextGrosze: Grosze
  readonly differenceGrosze: Grosze
  /** The lines that change, in their order. */
  readonly changes: readonly FeeLine[]
  /** False when a line is not quantity × rate rounded half up to a grosz: then the page does not say that it is. */
  readonly multiplies: boolean
  /** Some line has VAT in it. */
  readonly taxed: boolean
}

const groupOrder: readonly ComponentGroup[] = ['utilities', 'maintenance', 'funds', 'other']

const holdsOn = (row: ComponentRow, day: IsoDate): boolean =>
  row.validFrom <= day && (row.validTo === null || row.validTo >= day)

/** The calculation of today beside the next announced one. Sums are of the rounded lines, as on the bill. */
export function feeCalculation(rows: readonly ComponentRow[], today: IsoDate): FeeCalculation {
  const nextOn = nextChange(rows, today)
  const now = rows.filter((row) => holdsOn(row, today))
  const next = nextOn === undefined ? now : rows.filter((row) => holdsOn(row, nextOn))
  const lines = [...new Set([...now, ...next].map((row) => row.component))].map((component) =>
    feeLine(
      now.find((row) => row.component === component),
      next.find((row) => row.component === component),
    ),
  )
  const nowGrosze = sumOf(now)
  const nextGrosze = sumOf(next)
  return {
    groups: groupOrder.flatMap((group) => {
      const ofGroup = lines.filter((line) => line.group === group)
      const side = (pick: (line: FeeLine) => ComponentRow | undefined) =>
        sumOf(ofGroup.flatMap((line) => pick(line) ?? []))
      return ofGroup.length === 0
        ? []
        : [{ group, lines: ofGroup, nowGrosze: side((line) => line.now), nextGrosze: side((line) => line.next) }]
    }),
    nowGrosze,
    nextOn,
    starts: now.length === 0 && nextOn !== undefined,
    nextGrosze,
    differenceGrosze: addGrosze(nextGrosze, negate(nowGrosze)),
    changes: lines.filter((line) => line.changed),
    multiplies: [...now, ...next].every((row) => multiplyToGrosze(row.quantity, row.rate) === row.amountGrosze),
    taxed: [...now, ...next].some((row) => row.vatRate !== 'zw'),
  }
}

const sumOf = (rows: readonly ComponentRow[]): Grosze => sumGrosze(rows.map((row) => row.amountGrosze))

/** The first day after today on which a line begins, or one no longer holds. */
function nextChange(rows: readonly ComponentRow[], today: IsoDate): IsoDate | undefined {
  return rows
    .flatMap((row) => [row.validFrom, ...(row.validTo === null ? [] : [addDays(row.validTo, 1)])])
    .filter((day) => day > today)
    .sort()[0]
}

function feeLine(now: ComponentRow | undefined, next: ComponentRow | undefined): FeeLine {
  const known = (next ?? now)!
  return {
    component: known.component,
    group: known.componentGroup,
    now,
    next,
    differenceGrosze: addGrosze(next?.amountGrosze ?? zero, negate(now?.amountGrosze ?? zero)),
    changed: now !== next && !sameTerms(now, next),
  }
}

/** A line delivered anew with the same figures is no change. */
function sameTerms(now: ComponentRow | undefined, next: ComponentRow | undefined): boolean {
  if (now === undefined || next === undefined) return false
  return (
    now.quantity === next.quantity &&
    now.unit === next.unit &&
    now.rate === next.rate &&
    now.vatRate === next.vatRate &&
    now.amountGrosze === next.amountGrosze
  )
}

export type ParameterName =
  | 'usableArea'
  | 'heatedArea'
  | 'persons'
  | 'waterMeters'
  | 'heatMeters'
  | 'heatCostAllocators'
  | 'sockets'
  | 'intercoms'
  | 'storageArea'
  | 'garageArea'
  | 'share'

export interface ParameterRow {
  readonly premisesId: string
  readonly parameter: ParameterName
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly value: string
  readonly unit: string
}

export interface Parameter {
  readonly parameter: ParameterName
  /** The value of today; none when only former or announced ones are known. */
  readonly now: ParameterRow | undefined
  /** Values announced for later, the nearest first. */
  readonly later: readonly ParameterRow[]
  /** Former values, the latest first. */
  readonly before: readonly ParameterRow[]
}

const parameterOrder: readonly ParameterName[] = [
  'usableArea',
  'heatedArea',
  'storageArea',
  'garageArea',
  'persons',
  'waterMeters',
  'heatMeters',
  'heatCostAllocators',
  'sockets',
  'intercoms',
  'share',
]

export function parametersOf(rows: readonly ParameterRow[], today: IsoDate): Parameter[] {
  return parameterOrder.flatMap((parameter) => {
    const own = rows.filter((row) => row.parameter === parameter)
    if (own.length === 0) return []
    return [
      {
        parameter,
        now: own.find((row) => row.validFrom <= today && (row.validTo === null || row.validTo >= today)),
        later: own.filter((row) => row.validFrom > today).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1)),
        before: own
          .filter((row) => row.validTo !== null && row.validTo < today)
          .toSorted((a, b) => (a.validFrom > b.validFrom ? -1 : 1)),
      },
    ]
  })
}
