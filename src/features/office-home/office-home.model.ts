/** One number of a queue, as a sentence that leads there. */
export interface Line {
  readonly count: number
  readonly words: string
  readonly href: string
  /** Somebody has waited too long, or something went wrong. */
  readonly tone?: 'late'
}

export interface ShownCard {
  readonly title: string
  readonly calm: string
  readonly href: string
  readonly lines: readonly Line[]
}
