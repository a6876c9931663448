/** Who may see deliveries, and decide about them. */
import { isBlank } from '#kernel/visible.ts'

export const keepers = ['accountant', 'administrator'] as const

export type DeliveryState =
  | 'received'
  | 'checking'
  | 'rejected'
  | 'waiting'
  | 'published'
  | 'unchanged'
  | 'refused'
  | 'failed'

/** What residents see at this moment. Every page of this slice tells states from it, so that no two can differ. */
export interface Published {
  readonly publicationId: number
  /** The moment of the books that stands on residents' pages as "stan na"; none before the first publication. */
  readonly asOf: number | null
  readonly publishedAt: number | null
  readonly deliveryId: string | null
  /** There is a publication before it whose rows are still there. */
  readonly canGoBack: boolean
}

/**
 * A delivery's state as people mean it: published means that residents see it (`shown`), saw it until a newer one came (`earlier`), or
 * saw it until somebody went back (`rolledBack`).
 */
export type ShownState = Exclude<DeliveryState, 'published'> | 'shown' | 'earlier' | 'rolledBack'

export interface Place {
  readonly state: DeliveryState
  readonly publicationId: number | null
  readonly rolledBackAt: number | null
}

export function shownState({ state, publicationId, rolledBackAt }: Place, now: Published['publicationId']): ShownState {
  if (state !== 'published') return state
  if (publicationId === now) return 'shown'
  return rolledBackAt === null ? 'earlier' : 'rolledBack'
}

export const isRunning = ({ state }: Pick<Place, 'state'>): boolean => state === 'received' || state === 'checking'

/** What a list of deliveries shows of one. */
export interface DeliveryLine extends Place {
  readonly id: string
  readonly kind: 'full' | 'changes' | null
  readonly sequence: number | null
  readonly asOf: number | null
  readonly receivedAt: number
  /** Null: it came before this was noted. */
  readonly cameBy: 'inbox' | 'network' | 'command' | null
  /** Name of the token of a delivery that came over the network. */
  readonly tokenName: string | null
  readonly stage: string | null
  readonly rowsDone: number | null
  readonly rowsTotal: number | null
  readonly rows: number
  readonly problemCount: number
}

export interface Told<Value> {
  readonly told: Value
  readonly counted: Value
}

/** What the delivery says of one resource beside what was counted in it; sums as decimal text. */
export interface ResourceControl {
  readonly rows: Told<number>
  readonly totals: Readonly<Record<string, Told<string>>>
  /** The file could be read to its end. */
  readonly complete: boolean
}

export interface Changes {
  readonly inserted: number
  readonly changed: number
  readonly deleted: number
}

export interface Totals {
  readonly rows: Readonly<Record<string, number>>
  readonly absoluteBalances_grosze: number
  readonly balances_grosze?: number
}

export type Measure = 'premises' | 'bookings' | 'money'
export interface Measured {
  readonly measure: Measure
  readonly before: number
  readonly after: number
}

/** As the import stored it (import/report.ts); deliveries of older programs lack some of it. */
export interface DeliveryReport {
  readonly label?: string
  readonly reason?: string
  readonly forced?: boolean
  readonly by?: string
  readonly delivered?: Readonly<Record<string, number>>
  readonly control?: Readonly<Record<string, ResourceControl>>
  readonly changes?: Readonly<Record<string, Changes>>
  readonly totals?: Totals
  readonly before?: { readonly publication: number; readonly totals: Totals }
  readonly measured?: { readonly limitPercent: number; readonly measures: readonly Measured[] }
  readonly unverifiedAccounts?: number
}

/** A place in a delivery that is wrong. The value is there for as long as deliveries are kept. */
export interface ReportedProblem {
  readonly file: string
  readonly line: number | null
  readonly column: string | null
  readonly value?: string | null
  readonly message: string
}

export interface Delivery extends DeliveryLine {
  readonly finishedAt: number | null
  readonly report: DeliveryReport
  /** How many problems are listed with their place; the rest is only counted. */
  readonly listed: number
  /** One page of those listed. */
  readonly problems: readonly ReportedProblem[]
}

export const deliveriesPerPage = 25
export const problemsPerPage = 25
export const pagesOf = (count: number, perPage: number): number => Math.max(1, Math.ceil(count / perPage))

/** Resources in the order in which people think of them; the database keeps none. */
export const resourceOrder = [
  'properties',
  'buildings',
  'premises',
  'parties',
  'holdings',
  'accounts',
  'documents',
  'document_lines',
  'entries',
  'allocations',
  'balances',
  'charge_parameters',
  'fee_components',
  'meters',
  'readings',
  'meter_settlements',
  'meter_settlement_lines',
  'notices',
] as const
const inOrder = <Value>(of: Readonly<Record<string, Value>>): readonly (readonly [name: string, Value])[] => {
  const place = (name: string) => (resourceOrder as readonly string[]).indexOf(name)
  return Object.entries(of).sort(([a], [b]) => place(a) - place(b))
}

/** Resources whose rows differ from the publication before. */
export function changedResources({
  changes = {},
}: Pick<DeliveryReport, 'changes'>): readonly (readonly [name: string, Changes])[] {
  return inOrder(changes).filter(([, { inserted, changed, deleted }]) => inserted + changed + deleted > 0)
}

export interface ControlLine {
  readonly name: string
  /** Null of a delivery whose descriptor's numbers were not kept. */
  readonly told: number | null
  readonly counted: number
  readonly totals: readonly ({ readonly column: string; readonly agrees: boolean } & Told<string>)[]
  readonly complete: boolean
  readonly agrees: boolean
}

const sameSum = ({ told, counted }: Told<string>): boolean => exact(told) === exact(counted)
const exact = (amount: string): string => amount.replace(/^(-?)0+(?=\d)/, '$1').replace(/^-(?=0(?:\.0*)?$)/, '')

/** Each resource of a delivery: what it says beside what was counted. */
export function controlLines({ control, delivered = {} }: DeliveryReport): readonly ControlLine[] {
  if (!control) {
    return inOrder(delivered).map(([name, counted]) => ({
      name,
      told: null,
      counted,
      totals: [],
      complete: true,
      agrees: true,
    }))
  }
  return inOrder(control).map(([name, { rows, totals, complete }]) => {
    const sums = Object.entries(totals).map(([column, sum]) => ({ column, ...sum, agrees: sameSum(sum) }))
    return {
      name,
      told: rows.told,
      counted: rows.counted,
      totals: sums,
      complete,
      agrees: complete && rows.told === rows.counted && sums.every((sum) => sum.agrees),
    }
  })
}

export interface Fall extends Measured {
  readonly difference: number
  /** In per cent with one place, as text; null where nothing fell. */
  readonly percent: string | null
  /** Beyond the limit, so that the brake held. */
  readonly tooMuch: boolean
}

/** What the brake watched. A fall is rounded up, so that one beyond the limit never reads as the limit itself. */
export function falls({ measured }: DeliveryReport): readonly Fall[] {
  if (!measured) return []
  return measured.measures.map((one) => {
    const fallen = one.before - one.after
    return {
      ...one,
      difference: one.after - one.before,
      percent: fallen <= 0 ? null : percentText(Math.ceil((fallen * 1000) / one.before) / 10),
      tooMuch: fallen * 100 > one.before * measured.limitPercent,
    }
  })
}

/** `3,1 %`, `2 %`. */
export const percentText = (percent: number): string => `${String(percent).replace('.', ',')}\u00a0%`

export const decisionActions = ['confirm', 'refuse', 'rollback'] as const
export type DecisionAction = (typeof decisionActions)[number]

export interface Decision {
  readonly action: DecisionAction
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: number
  /** Null while the worker has not carried it out. */
  readonly outcome: string | null
  readonly finishedAt: number | null
}

/** The publication before the one residents see. */
export interface Before {
  readonly publicationId: number
  readonly asOf: number
  readonly publishedAt: number
  readonly deliveryId: string
  /** Its rows are gone: nobody can go back to it. */
  readonly pruned: boolean
}

export interface WayBack {
  readonly before: Before | null
  /** What the publication that would be taken back changed. */
  readonly changes: Readonly<Record<string, Changes>>
  readonly sequenceBefore: number | null
}

export const reasonLimit = 500
export type ReasonProblem = 'missing' | 'long' | 'bad'

/** What is wrong with the words of a reason. */
export function reasonProblem(reason: string): ReasonProblem | undefined {
  if (isBlank(reason)) return 'missing'
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(reason)) return 'bad'
  return [...reason].length > reasonLimit ? 'long' : undefined
}

/** For the office's start page. */
export interface LastNight {
  /** Of when the published books are; none before the first delivery. */
  readonly asOf: number | null
  readonly id: string | null
  readonly state: ShownState | null
  readonly receivedAt: number | null
}
