import { addDays, type IsoDate } from '#kernel/dates.ts'
import { type PremisesKind, premisesLabel } from '#kernel/premises.ts'
import { type MeterKind, type ReadingRow, type ReadingStep, readingSteps } from './readings.model.ts'
import { periodsOfUse, type UnusualUse, unusualUse } from './use.model.ts'

export interface MeterRow {
  readonly id: string
  readonly premisesId: string
  readonly premisesKind: PremisesKind
  readonly premisesNumber: string
  readonly street: string
  readonly houseNumber: string
  readonly kind: MeterKind
  readonly number: string
  readonly location: string
  readonly unit: string
  readonly installedOn: IsoDate
  readonly verificationValidUntil: IsoDate | null
  readonly removedOn: IsoDate | null
  /** The meter that took its place. */
  readonly replacedById: string | null
  readonly replacedByNumber: string | null
  /** The meter whose place it took, when this person may see it. */
  readonly replacesId: string | null
  readonly replacesNumber: string | null
  readonly radiatorFactor: string | null
  readonly locationFactor: string | null
  /** First day of which this person sees readings of the premises. */
  readonly since: IsoDate
}

/** A settlement the meter was counted in. */
export interface MeterSettlement {
  readonly meterId: string
  readonly settlementId: string
  readonly kind: 'water' | 'heat'
  readonly periodFrom: IsoDate
  readonly periodTo: IsoDate
  /** Counted from zero: how an allocator that starts every season anew is settled. */
  readonly fromZero: boolean
}

export type Verification = 'none' | 'valid' | 'soon' | 'expired'

/** A new meter has to be ordered and fitted: three months are enough for both. */
export const verificationWarningDays = 90

/** What to say of the verification of a meter today; nothing of one already taken off or never verified. */
export function verification(
  meter: Pick<MeterRow, 'verificationValidUntil' | 'removedOn'>,
  today: IsoDate,
): Verification {
  const { verificationValidUntil: until, removedOn } = meter
  if (until === null || removedOn !== null) return 'none'
  if (until < today) return 'expired'
  return until <= addDays(today, verificationWarningDays) ? 'soon' : 'valid'
}

export interface ListedMeter extends MeterRow {
  readonly verification: Verification
  /** The newest reading, and the newest with a value; the same one unless the last reading is missing. */
  readonly last: ReadingStep | undefined
  readonly lastCounted: ReadingStep | undefined
  readonly unusual: UnusualUse | undefined
}

export interface PremisesMeters {
  readonly premisesId: string
  readonly label: string
  readonly inUse: readonly ListedMeter[]
  readonly removed: readonly ListedMeter[]
  /** Set when meters hung here before the person's time: readings of then are not shown. */
  readonly since: IsoDate | undefined
}

/** Days on which the allocators of a settlement started to count from zero, by meter. */
export function restartsOf(settlements: readonly MeterSettlement[], meterId: string): readonly IsoDate[] {
  return settlements.filter((one) => one.fromZero && one.meterId === meterId).map((one) => one.periodFrom)
}

/** The register: meters by premises, those in use first by their order in a bill, with what they show now. */
export function register(
  meters: readonly MeterRow[],
  readings: readonly ReadingRow[],
  settlements: readonly MeterSettlement[],
  today: IsoDate,
): readonly PremisesMeters[] {
  const listed = meters.map((meter): ListedMeter => {
    const own = readings.filter((reading) => reading.meterId === meter.id)
    const steps = readingSteps(meter.kind, own, restartsOf(settlements, meter.id))
    const periods = periodsOfUse(steps)
    const unusual = meter.removedOn === null ? unusualUse(meter.kind, periods, today) : undefined
    return {
      ...meter,
      verification: verification(meter, today),
      last: steps.at(-1),
      lastCounted: steps.findLast((step) => step.reading.value !== null),
      unusual: unusual?.period === periods.at(-1) ? unusual : undefined,
    }
  })
  return [...Map.groupBy(listed, (meter) => meter.premisesId)].map(([premisesId, own]) => {
    const [first] = own as [ListedMeter, ...ListedMeter[]]
    return {
      premisesId,
      label: meterPremisesLabel(first),
      inUse: own.filter((meter) => meter.removedOn === null),
      removed: own.filter((meter) => meter.removedOn !== null),
      since: own.some((meter) => meter.installedOn < meter.since) ? first.since : undefined,
    }
  })
}

export function meterPremisesLabel(meter: MeterRow): string {
  return premisesLabel({
    street: meter.street,
    houseNumber: meter.houseNumber,
    number: meter.premisesNumber,
    kind: meter.premisesKind,
  })
}
