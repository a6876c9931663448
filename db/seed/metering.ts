import {
  dayIn,
  daysIn,
  firstDay,
  halfOf,
  halfStart,
  lastDay,
  monthNumber,
  monthOf,
  seasonOf,
  seasonStart,
} from './calendar.ts'
import type { PremisesPlan } from './household.ts'
import { share } from './numbers.ts'
import { Random } from './random.ts'
import type { World } from './sizes.ts'

export type MeterKind = 'coldWater' | 'hotWater' | 'heat' | 'heatCostAllocator'
export type ReadingKind = 'manual' | 'remote' | 'estimated' | 'resident' | 'initial' | 'final' | 'missing'

export interface Reading {
  readonly id: string
  readonly meter: Meter
  readonly readOn: number
  /** Thousandths of the meter's unit; −1 = none (missing). */
  readonly value: number
  readonly kind: ReadingKind
  readonly touched: number
  /** Night the reading was withdrawn in, 0 = stands. */
  deletedIn: number
}

export interface Meter {
  readonly id: string
  readonly kind: MeterKind
  readonly number: string
  readonly location: string
  readonly installedOn: number
  /** 0 = none (heat cost allocators are not verified). */
  readonly validUntil: number
  /** Hundredths; 0 = not an allocator. */
  readonly radiatorFactor: number
  readonly locationFactor: number
  removedOn: number
  replacedBy: Meter | null
  /** Register at the end of every day that matters to a settlement, in thousandths. */
  readonly register: Map<number, number>
}

export interface Metering {
  readonly meters: readonly Meter[]
  readonly readings: Reading[]
  /** `heat` for buildings with heat meters and remote reading, `heatCostAllocator` for the others. */
  readonly heatBy: 'heat' | 'heatCostAllocator'
}

/** Even buildings are read remotely each month and have heat meters; odd ones are read by hand and have allocators. */
export const isRemote = (building: number): boolean => building % 2 === 0

const METER_LIFE_MONTHS = 60
/** Part of a year's heat used in each month, January to December, in thousandths. */
const heatCurve = [190, 160, 120, 70, 30, 0, 0, 0, 20, 90, 140, 180] as const
const rooms = ['Pokój', 'Sypialnia', 'Kuchnia', 'Łazienka'] as const

/** Everything measured in one dwelling from `world`'s first month (or `from`) to the last finished month. */
export function measure(world: World, premises: PremisesPlan, building: number, story: MeterStory): Metering {
  return new Measuring(world, premises, building, story).run()
}

export interface MeterStory {
  /** First month measured. */
  readonly from: number
  /** Months the present water meters are old, or `undefined` to draw it. */
  readonly coldAge?: number
  /** Month in which 18 m³ of cold water ran away. */
  readonly leakIn?: number
  /** Extra days that need a reading, e.g. the day of sale. */
  readonly extraDays: readonly number[]
}

class Measuring {
  private readonly meters: Meter[] = []
  private readonly readings: Reading[] = []
  private readonly random: Random
  private readonly remote: boolean
  private readonly world: World
  private readonly premises: PremisesPlan
  private readonly story: MeterStory

  constructor(world: World, premises: PremisesPlan, building: number, story: MeterStory) {
    this.world = world
    this.premises = premises
    this.story = story
    this.random = new Random(world.seed, premises.index, 7)
    this.remote = isRemote(building)
  }

  run(): Metering {
    const age = this.random.between(2, METER_LIFE_MONTHS - 3)
    const coldAge = this.story.coldAge ?? age
    const cold = this.chain('coldWater', 'Łazienka', coldAge)
    const hot = this.chain('hotWater', 'Łazienka', age)
    this.runWater(cold, 2800, this.story.leakIn ?? 0)
    this.runWater(hot, 1600, 0)
    if (this.remote) this.runHeat(this.add('heat', 'Przedpokój', this.world.startMonth - this.random.between(3, 20)))
    else for (const room of rooms) this.runHeat(this.add('heatCostAllocator', room, this.world.startMonth - 14))
    return { meters: this.meters, readings: this.readings, heatBy: this.remote ? 'heat' : 'heatCostAllocator' }
  }

  /** The meters that followed one another in one place, the oldest first. */
  private chain(kind: MeterKind, location: string, age: number): readonly Meter[] {
    let installed = this.world.month - age
    const months = [installed]
    while (installed > this.story.from) {
      installed -= METER_LIFE_MONTHS
      months.unshift(installed)
    }
    const meters = months.map((month) => this.add(kind, location, month))
    meters.forEach((meter, i) => {
      const next = meters[i + 1]
      if (!next) return
      meter.replacedBy = next
      meter.removedOn = next.installedOn
    })
    return meters
  }

  private add(kind: MeterKind, location: string, installedMonth: number): Meter {
    const n = this.meters.length + 1
    const allocator = kind === 'heatCostAllocator'
    const meter: Meter = {
      id: `M${this.premises.id.slice(1)}-${n}`,
      kind,
      number: String(10_000_000 + ((this.premises.index * 16 + n) % 89_999_999)),
      location,
      installedOn: dayIn(installedMonth, 12),
      validUntil: allocator ? 0 : lastDay(Math.floor(installedMonth / 12) * 12 + 11 + METER_LIFE_MONTHS),
      radiatorFactor: allocator ? this.random.between(72, 185) : 0,
      locationFactor: allocator ? this.random.between(70, 100) : 0,
      removedOn: 0,
      replacedBy: null,
      register: new Map(),
    }
    this.meters.push(meter)
    return meter
  }

  /** Walks the months of one place; `litres` is the ordinary monthly use of a person. */
  private runWater(chain: readonly Meter[], litres: number, leakIn: number): void {
    let at = 0
    let meter = chain[0] as Meter
    const firstRead = firstDay(this.story.from) - 1
    let value = meter.installedOn > firstRead ? 0 : this.random.between(20, 90) * 1000 + this.random.between(0, 999)
    this.note(meter, Math.max(firstRead, meter.installedOn), value, 'initial')
    for (let month = this.story.from; month < this.world.month; month++) {
      const persons =
        this.premises.persons + (this.premises.oneMoreFrom !== 0 && month >= this.premises.oneMoreFrom ? 1 : 0)
      const use = share(persons * litres, this.random.between(70, 130), 100) + (month === leakIn ? 18_000 : 0)
      const start = firstDay(month)
      let used = 0
      for (const day of this.daysOfInterest(month, meter.removedOn)) {
        const until = share(use, day - start + 1, daysIn(month))
        value += until - used
        used = until
        if (day === meter.removedOn) {
          this.note(meter, day, value, 'final')
          at++
          meter = chain[at] as Meter
          value = 0
          this.note(meter, day, 0, 'initial')
        } else this.note(meter, day, value, this.ordinaryKind(month, day))
      }
    }
  }

  private runHeat(meter: Meter): void {
    const allocator = meter.kind === 'heatCostAllocator'
    // Allocators start every season at zero; a heat meter counts on.
    let value = allocator ? 0 : this.random.between(10_000, 90_000)
    let year = 0
    this.note(meter, firstDay(this.story.from) - 1, value, 'initial')
    for (let month = this.story.from; month < this.world.month; month++) {
      if (year === 0 || monthNumber(month) === 6) {
        year = allocator
          ? this.random.between(90, 560) * 1000
          : share(this.premises.heatedArea, this.random.between(210, 400), 100)
        if (allocator) value = 0
      }
      const use = share(year, heatCurve[month % 12] as number, 1000)
      const start = firstDay(month)
      const before = value
      for (const day of this.daysOfInterest(month, 0)) {
        value = before + this.whole(share(use, day - start + 1, daysIn(month)), allocator)
        this.note(meter, day, value, this.heatReadingKind(month, day))
      }
    }
  }

  /** Allocators show whole units. */
  private whole(value: number, allocator: boolean): number {
    return allocator ? value - (value % 1000) : value
  }

  /** Days of a month the register is looked at: sale, replacement, and the last day. */
  private daysOfInterest(month: number, removedOn: number): readonly number[] {
    const last = lastDay(month)
    const days = [...this.story.extraDays, removedOn].filter((day) => day >= firstDay(month) && day < last)
    return days.length === 0 ? [last] : [...days.sort((a, b) => a - b), last]
  }

  /** Which reading the books hold for a day, or none. */
  private ordinaryKind(month: number, day: number): ReadingKind | null {
    if (day !== lastDay(month)) return 'manual'
    const settled = monthNumber(month) % 6 === 0
    if (this.remote) return !settled && this.random.chance(1) ? 'missing' : 'remote'
    if (!settled) return null
    const draw = this.random.between(0, 99)
    return draw < 85 ? 'manual' : draw < 95 ? 'resident' : 'estimated'
  }

  private heatReadingKind(month: number, day: number): ReadingKind | null {
    if (day !== lastDay(month)) return 'manual'
    if (this.remote) return 'remote'
    return monthNumber(month) === 5 ? 'manual' : null
  }

  private note(meter: Meter, day: number, value: number, kind: ReadingKind | null): void {
    meter.register.set(day, value)
    if (kind === null) return
    this.readings.push({
      id: `O${this.premises.id.slice(1)}-${this.readings.length + 1}`,
      meter,
      readOn: day,
      value: kind === 'missing' ? -1 : value,
      kind,
      touched: 0,
      deletedIn: 0,
    })
  }
}

/** A stretch of one meter inside a settlement period. */
export interface Stretch {
  readonly meter: Meter
  readonly from: number
  readonly to: number
  readonly previous: number
  readonly current: number
}

/** What the meters of a kind counted between two days; a replaced meter gives two stretches. */
export function stretches(metering: Metering, kind: MeterKind, from: number, to: number): readonly Stretch[] {
  const found: Stretch[] = []
  for (const meter of metering.meters) {
    if (meter.kind !== kind || (meter.removedOn !== 0 && meter.removedOn < from) || meter.installedOn > to) continue
    const start = Math.max(from - 1, meter.installedOn)
    const end = meter.removedOn === 0 ? to : Math.min(to, meter.removedOn)
    const current = meter.register.get(end)
    let previous = meter.register.get(start)
    if (kind === 'heatCostAllocator' && from === firstDay(seasonStart(seasonOf(monthOf(from))))) previous = 0
    if (previous === undefined || current === undefined) continue
    found.push({ meter, from: start, to: end, previous, current })
  }
  return found
}

/** First and last day of the half-year or heating season that a month closes, or `null` when it closes none. */
export function closedPeriod(
  kind: 'water' | 'heat',
  month: number,
): { readonly from: number; readonly to: number } | null {
  if (kind === 'water') {
    if (monthNumber(month) % 6 !== 0) return null
    return { from: firstDay(halfStart(halfOf(month))), to: lastDay(month) }
  }
  if (monthNumber(month) !== 5) return null
  return { from: firstDay(seasonStart(seasonOf(month))), to: lastDay(month) }
}
