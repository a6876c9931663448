export type DeliveryState =
  | 'received'
  | 'checking'
  | 'rejected'
  | 'waiting'
  | 'published'
  | 'unchanged'
  | 'refused'
  | 'failed'

/** A place in a delivery that is wrong, without the value: with columns shifted it could be somebody's name. */
export interface ReportedProblem {
  readonly file?: string
  readonly line?: number
  readonly column?: string
  readonly message: string
}

export interface DeliveryReport {
  readonly label?: string
  readonly delivered?: Readonly<Record<string, number>>
  readonly problems?: { readonly count: number; readonly listed: readonly ReportedProblem[] }
}

export interface DeliveryRow {
  readonly id: string
  readonly state: DeliveryState
  readonly kind: 'full' | 'changes' | null
  readonly sequence: number | null
  readonly asOf: number | null
  readonly receivedAt: number
  readonly publicationId: number | null
  readonly report: DeliveryReport
}

export interface Published {
  readonly publicationId: number
  readonly asOf: number | null
  readonly publishedAt: number | null
}

/** For the office's start page. */
export interface LastNight {
  /** Of when the published books are; none before the first delivery. */
  readonly asOf: number | null
  readonly id: string | null
  readonly state: DeliveryState | null
  readonly receivedAt: number | null
}

/** Rows of all resources of a delivery together. */
export function deliveredRows(report: DeliveryReport): number {
  return Object.values(report.delivered ?? {}).reduce((sum, rows) => sum + rows, 0)
}
