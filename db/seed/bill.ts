import { monthLabel, yearOf } from './calendar.ts'
import type { PremisesPlan, Tenure } from './household.ts'
import { type LedgerType, type Line, makeLine } from './ledger.ts'
import { share } from './numbers.ts'
import type { World } from './sizes.ts'
import { fundLines, garageLines, maintenanceLines } from './tariff.ts'

/** The monthly bills of one premises; equal months share their lines. */
export class Bills {
  private readonly known = new Map<string, readonly Line[]>()
  private readonly world: World
  private readonly premises: PremisesPlan
  private readonly building: number

  constructor(world: World, premises: PremisesPlan, building: number) {
    this.world = world
    this.premises = premises
    this.building = building
  }

  persons(month: number): number {
    const { persons, oneMoreFrom } = this.premises
    return persons + (oneMoreFrom !== 0 && month >= oneMoreFrom ? 1 : 0)
  }

  /** Components of one month. */
  monthly(type: LedgerType, tenure: Tenure, month: number): readonly Line[] {
    const { isMember } = tenure.payer
    const persons = this.persons(month)
    const key = `${type}${yearOf(month)}${month > this.world.month}${persons}${isMember}`
    let lines = this.known.get(key)
    if (!lines) {
      const { kind, area, heatedArea } = this.premises
      const basis = { kind, building: this.building, area, heatedArea, persons, isMember }
      if (type === 'EKSPL') lines = maintenanceLines(this.world, basis, month)
      else lines = type === 'FR' ? fundLines(basis, month) : garageLines(basis, month)
      this.known.set(key, lines)
    }
    return lines
  }

  /** Components of several months on one bill, each named after its month. */
  forMonths(type: LedgerType, tenure: Tenure, from: number, to: number): readonly Line[] {
    if (from === to) return this.monthly(type, tenure, from)
    const lines: Line[] = []
    for (let month = from; month <= to; month++) {
      for (const line of this.monthly(type, tenure, month)) {
        lines.push(makeLine({ ...line, component: `${line.component} – ${monthLabel(month)}` }))
      }
    }
    return lines
  }
}

/** The share of lines that falls to `days` of `whole` days; with `sign` −1, what is taken back. */
export function partOf(lines: readonly Line[], days: number, whole: number, sign: 1 | -1): readonly Line[] {
  return lines
    .map((line) => makeLine({ ...line, quantity: sign * share(line.quantity, days, whole) }))
    .filter((line) => line.quantity !== 0)
}
