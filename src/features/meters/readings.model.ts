import { daysBetween, type IsoDate } from '#kernel/dates.ts'
import { compareDecimal, subtractDecimal } from '#kernel/decimal.ts'

export type MeterKind = 'coldWater' | 'hotWater' | 'heat' | 'heatCostAllocator' | 'electricity'
export type ReadingKind = 'manual' | 'remote' | 'estimated' | 'resident' | 'initial' | 'final' | 'missing'

export interface ReadingRow {
  readonly id: string
  readonly meterId: string
  readonly readOn: IsoDate
  /** As delivered, up to three places; null when nobody could read. */
  readonly value: string | null
  readonly kind: ReadingKind
}

/** Why there is no consumption beside a reading, or what has to be known about the one that is there. */
export type StepNote = 'first' | 'missing' | 'afterMissing' | 'restarted' | 'fell' | 'unknownSeason' | 'plain'

export interface ReadingStep {
  readonly reading: ReadingRow
  /** The reading the consumption is counted from. */
  readonly previous: ReadingRow | undefined
  /** In the meter's unit, exact; undefined when the two readings do not tell. */
  readonly consumption: string | undefined
  readonly note: StepNote
  /** One of the two readings was estimated: so is the consumption. */
  readonly estimated: boolean
}

/**
 * An allocator starts every heating season at zero, and readings alone do not say when. Two of the same season lie closer
 * together than this; further apart, only a settlement tells whether the later one was counted from zero.
 */
const sameSeasonDays = 200

/** Readings of one meter in order of time, each with the consumption since the one before. */
export function readingSteps(
  kind: MeterKind,
  readings: readonly ReadingRow[],
  restarts: readonly IsoDate[] = [],
): readonly ReadingStep[] {
  let previous: ReadingRow | undefined
  let missed = false
  return readings.toSorted(compareReadings).map((reading) => {
    if (reading.value === null) {
      missed = true
      return { reading, previous: undefined, consumption: undefined, note: 'missing', estimated: false }
    }
    const step = countFrom(kind, previous, reading, restarts)
    const afterMissing = missed && step.note === 'plain'
    previous = reading
    missed = false
    return afterMissing ? { ...step, note: 'afterMissing' } : step
  })
}

function countFrom(
  kind: MeterKind,
  previous: ReadingRow | undefined,
  reading: ReadingRow,
  restarts: readonly IsoDate[],
): ReadingStep {
  const value = reading.value as string
  const since = previous?.value
  if (previous === undefined || since === undefined || since === null || reading.kind === 'initial')
    return { reading, previous: undefined, consumption: undefined, note: 'first', estimated: false }
  const estimated = reading.kind === 'estimated' || previous.kind === 'estimated'
  const fell = compareDecimal(value, since) < 0
  if (kind === 'heatCostAllocator') {
    const known = restarts.some((day) => day > previous.readOn && day <= reading.readOn)
    if (known || fell) return { reading, previous, consumption: value, note: 'restarted', estimated }
    if (daysBetween(previous.readOn, reading.readOn) > sameSeasonDays)
      return { reading, previous, consumption: undefined, note: 'unknownSeason', estimated }
  }
  if (fell) return { reading, previous, consumption: undefined, note: 'fell', estimated }
  return { reading, previous, consumption: subtractDecimal(value, since), note: 'plain', estimated }
}

/** By day; on one day what begins a count stands before what goes on with it. */
function compareReadings(left: ReadingRow, right: ReadingRow): number {
  if (left.readOn !== right.readOn) return left.readOn < right.readOn ? -1 : 1
  const begins = Number(right.kind === 'initial') - Number(left.kind === 'initial')
  return begins || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
}
