import { dayIn } from './calendar.ts'
import type { Household } from './household.ts'
import { lumpLine } from './ledger.ts'
import { phoneOf } from './people.ts'
import { mix } from './random.ts'
import type { AccountRun, PremisesHistory } from './simulate.ts'
import type { World } from './sizes.ts'

/** Of the cast, these two have something new every second night, so that the smallest cooperative changes as well. */
const liveliest = [3, 4] as const

/** Whether something happens in a household in the night of a delivery: in its share of the households, and in one of the cast. */
export function isTouched(world: World, household: Household, sequence: number): boolean {
  if (household.index < 8) return household.index === liveliest[sequence % 2]
  return mix(world.seed, household.index, sequence, 99) % 100 < world.nightPercent
}

/**
 * What one night brings to a household: a payment, the next month's bill, a back-dated correction, a reading that
 * replaces the last one, and a new telephone number.
 */
export function playNight(
  world: World,
  household: Household,
  histories: readonly PremisesHistory[],
  sequence: number,
): void {
  const today = world.today + sequence - 1
  const history = histories[0] as PremisesHistory
  const run = history.runs.find((candidate) => candidate.tenure.to === 0 && candidate.type !== 'FR')
  if (!run) return
  run.account.night = sequence
  run.account.credit(
    {
      kind: 'payment',
      entryKind: 'payment',
      number: `WB nocny ${sequence}`,
      description: 'Wpłata – przelew',
      issuedOn: today,
    },
    Math.max(run.account.balance, 10_000),
  )
  run.billNext(today)
  correctLastBill(run, today)
  read(history, today, sequence)
  const party = run.tenure.payer
  party.phone = phoneOf(9_000_000 + household.index * 16 + (sequence % 16))
  party.touched = sequence
}

function correctLastBill(run: AccountRun, today: number): void {
  const bill = run.lastBill()
  if (!bill) return
  run.account.charge({
    kind: 'correction',
    entryKind: 'correction',
    number: `KOR/N${run.account.night}/${run.account.id}`,
    description: 'Korekta opłat: uznana reklamacja',
    issuedOn: today,
    valueOn: dayIn(run.world.month - 1, 28),
    lines: [lumpLine('Uznana reklamacja', 'maintenance', 1_000, -1)],
    corrects: bill,
  })
}

/** Reads the water meter in use and withdraws the reading before, unless it is the first of its meter. */
function read(history: PremisesHistory, today: number, sequence: number): void {
  const readings = history.metering?.readings
  if (!readings) return
  const last = readings.findLast(
    (reading) => reading.meter.kind === 'coldWater' && reading.deletedIn === 0 && reading.value >= 0,
  )
  if (!last) return
  if (last.kind !== 'initial') last.deletedIn = sequence
  readings.push({
    id: `O${history.plan.id.slice(1)}-${readings.length + 1}`,
    meter: last.meter,
    readOn: today,
    value: last.value + 350,
    kind: 'manual',
    touched: sequence,
    deletedIn: 0,
  })
}
