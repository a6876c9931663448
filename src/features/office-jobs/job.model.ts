export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly createdAt: number
  readonly finishedAt: number | null
  readonly stepsDone: number
  readonly stepsTotal: number | null
  readonly cancellable: boolean
  readonly cancelAskedAt: number | null
  readonly requestedBy: string
  readonly result: Readonly<Record<string, unknown>>
}

export const isOpen = ({ state }: Job): boolean => state === 'waiting' || state === 'running'
