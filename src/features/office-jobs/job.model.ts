export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'refused' | 'expired'
  readonly createdAt: number
  readonly finishedAt: number | null
  readonly stepsDone: number
  readonly stepsTotal: number | null
  readonly cancellable: boolean
  readonly cancelAskedAt: number | null
  /** It waits for this moment. */
  readonly notBefore: number | null
  readonly requestedBy: string
  readonly params: unknown
  readonly result: Readonly<Record<string, unknown>>
  /** Asked for by whoever is looking. */
  readonly mine: boolean
  /** What a second person decides about; null when nobody needs to. */
  readonly summary: string | null
  /** Waits for a second person, and until when. */
  readonly undecided: boolean
  readonly decideUntil: number
  /** Whoever is looking may decide. */
  readonly decidable: boolean
  readonly approvedAt: number | null
  /** Null beside a moment: an operator on the server. */
  readonly approvedBy: string | null
  readonly refusedAt: number | null
  readonly refusedBy: string | null
  readonly refusalReason: string | null
}

export const isOpen = ({ state }: Job): boolean => state === 'waiting' || state === 'running'

export const refusalLimit = 500
