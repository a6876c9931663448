import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resource } from '#import/contract/resources.ts'
import { tableSchema } from '#import/contract/schema.ts'
import { shiftDays } from './calendar.ts'
import { type Household, households, type PremisesKind, type PremisesPlan } from './household.ts'
import { writeLetters } from './letters.ts'
import { isTouched, playNight } from './nights.ts'
import { cooperative, streets, town } from './people.ts'
import { type Place, Rows } from './rows.ts'
import { simulate } from './simulate.ts'
import { makeWorld, type SizeName, type World } from './sizes.ts'
import { cell, type TableSummary } from './table.ts'

export interface DeliveryOrder {
  readonly size: SizeName
  readonly seed: number
  /** State of the books, ISO date-time with offset; the first delivery lies `sequence` − 1 days earlier. */
  readonly asOf: string
  readonly outDir: string
  /** `changes` holds what the night of `sequence` brought after `sequence` − 1; `full` holds everything up to it. */
  readonly kind: 'full' | 'changes'
  readonly sequence: number
  /** Of a hundred households, in how many something happens in one night; 100 is the night of a month's bills. */
  readonly nightPercent?: number
}

/** What was written, without the folder: enough to order the next night. */
export type Delivery = Omit<DeliveryOrder, 'outDir'> & { readonly tables: readonly TableSummary[] }

/** The order of the night after a delivery. */
export function changesAfter(previous: Omit<DeliveryOrder, 'outDir'>, outDir: string): DeliveryOrder {
  const { asOf, sequence } = previous
  return { ...previous, asOf: shiftDays(asOf, 1), outDir, kind: 'changes', sequence: sequence + 1 }
}

/**
 * Writes one delivery into `outDir`, `datapackage.json` last. The same order writes the same bytes. One household is in
 * memory at a time.
 */
export function generateDelivery(order: DeliveryOrder): Delivery {
  const { size, seed, asOf, outDir, kind, sequence } = order
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(asOf))
    throw new RangeError('asOf must be an ISO date-time with offset')
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new RangeError('sequence starts at 1')
  if (kind === 'changes' && sequence < 2) throw new RangeError('changes follow an earlier delivery')
  mkdirSync(outDir, { recursive: true })
  const world = makeWorld(size, seed, shiftDays(asOf, 1 - sequence), order.nightPercent)
  const rows = new Rows(outDir, world, kind, sequence)
  const town = new Town(rows, kind === 'full')
  for (const household of households(world)) {
    const places = household.premises.map((plan) => town.place(plan))
    if (kind === 'changes' && !isTouched(world, household, sequence)) continue
    writeHousehold(world, household, places, order, rows)
  }
  const tables = rows.close()
  writeDescriptor(order, tables)
  const { nightPercent } = order
  return { size, seed, asOf, kind, sequence, tables, ...(nightPercent === undefined ? {} : { nightPercent }) }
}

function writeHousehold(
  world: World,
  household: Household,
  places: readonly Place[],
  order: DeliveryOrder,
  rows: Rows,
): void {
  const histories = household.premises.map((plan, i) => simulate(world, plan, (places[i] as Place).building))
  for (let night = 2; night <= order.sequence; night++) {
    if (isTouched(world, household, night)) playNight(world, household, histories, night)
  }
  rows.household(household, histories, places)
  if (world.size.letters && order.kind === 'full') writeLetters(world, histories, rows, order.outDir)
}

/** The descriptor comes last and under its final name at once: its presence says that the delivery is complete. */
function writeDescriptor(order: DeliveryOrder, tables: readonly TableSummary[]): void {
  const descriptor = {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `${cooperative.id}-${order.sequence}`,
    title: cooperative.name,
    'ebok:contract': '1',
    'ebok:cooperativeId': cooperative.id,
    'ebok:asOf': order.asOf,
    'ebok:generatedAt': order.asOf,
    'ebok:kind': order.kind,
    'ebok:sequence': order.sequence,
    resources: tables.map((table) => ({
      name: table.name,
      path: table.path,
      type: 'table',
      encoding: 'utf-8',
      format: 'csv',
      mediatype: 'text/csv',
      bytes: table.bytes,
      hash: table.hash,
      'ebok:rows': table.rows,
      'ebok:controlTotals': table.controlTotals,
      schema: tableSchema(resource(table.name), order.kind),
    })),
  }
  const path = join(order.outDir, 'datapackage.json')
  writeFileSync(`${path}.part`, `${JSON.stringify(descriptor, null, 2)}\n`)
  renameSync(`${path}.part`, path)
}

const FLATS_PER_BUILDING = 45
const FLATS_PER_STAIRCASE = 15
const doorPrefix: Readonly<Record<PremisesKind, string>> = {
  dwelling: '',
  commercial: 'U',
  garage: 'G',
  parking: 'MP',
  storage: 'K',
}

/** Gives premises their buildings, staircases and door numbers while the households pass by. */
class Town {
  private building = 0
  private property = 0
  private doors = new Map<PremisesKind, number>()
  private readonly rows: Rows
  private readonly write: boolean

  constructor(rows: Rows, write: boolean) {
    this.rows = rows
    this.write = write
  }

  place(plan: PremisesPlan): Place {
    // The cast fills two buildings of its own: one read by hand with allocators, one read remotely with heat meters.
    const flats = this.doors.get('dwelling') ?? 0
    const full = plan.kind === 'dwelling' && flats >= FLATS_PER_BUILDING
    if (plan.index === 1 || plan.index === 6 || plan.index === 13 || full) this.nextBuilding()
    const door = (this.doors.get(plan.kind) ?? 0) + 1
    this.doors.set(plan.kind, door)
    const isFlat = plan.kind === 'dwelling'
    const inStaircase = (door - 1) % FLATS_PER_STAIRCASE
    return {
      building: this.building,
      staircase: isFlat ? ('ABC'[Math.floor((door - 1) / FLATS_PER_STAIRCASE)] ?? '') : '',
      number: doorPrefix[plan.kind] + door,
      floor: isFlat ? (inStaircase < 3 ? 'parter' : String(Math.floor(inStaircase / 3))) : '',
    }
  }

  private nextBuilding(): void {
    this.building++
    this.doors = new Map()
    if (!this.write) return
    if (this.building % 5 === 1) {
      this.property++
      this.rows.table('properties').row(`W${this.property},${cell(`Nieruchomość nr ${this.property}`)}`)
    }
    const street = streets[(this.building - 1) % streets.length] as string
    const house = 1 + Math.floor((this.building - 1) / streets.length) * 2
    this.rows
      .table('buildings')
      .row(`B${this.building},W${this.property},${street},${house},${town.postalCode},${town.name}`)
  }
}
