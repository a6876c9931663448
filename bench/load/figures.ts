/** What is made of times and samples: percentiles, slopes, the knee. Pure. */

export interface Summary {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly longest: number
}

/** The value that so large a share of the sorted values does not exceed; 0 of none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

export function summary(times: Iterable<number>): Summary {
  const sorted = [...times].sort((a, b) => a - b)
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    longest: sorted.at(-1) ?? 0,
  }
}

export interface Sample {
  /** Milliseconds of any clock. */
  readonly at: number
  readonly value: number
}

const hourMs = 3_600_000

/** How fast a value grows an hour, by least squares over its samples; 0 of fewer than two moments. */
export function slopePerHour(samples: readonly Sample[]): number {
  const count = samples.length
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / count
  const meanValue = samples.reduce((sum, { value }) => sum + value, 0) / count
  let [together, spread] = [0, 0]
  for (const { at, value } of samples) {
    together += (at - meanAt) * (value - meanValue)
    spread += (at - meanAt) ** 2
  }
  return spread > 0 ? (together / spread) * hourMs : 0
}

export interface Step {
  /** Requests a second that were asked for, and that were answered. */
  readonly offered: number
  readonly answered: number
  readonly p99: number
  readonly errors: number
}

/** A machine that answers less than this share of what is asked falls behind, whatever its answers' times say. */
const keepsUpFrom = 0.95

export const holds = (step: Step, limitMs: number): boolean =>
  step.errors === 0 && step.p99 <= limitMs && step.answered >= step.offered * keepsUpFrom

/** The last rate that was answered in time before the first that was not; the first that was not is missing when all were. */
export function kneeOf(
  steps: readonly Step[],
  limitMs: number,
): { readonly last: Step | undefined; readonly broken: Step | undefined } {
  const at = steps.findIndex((step) => !holds(step, limitMs))
  return at === -1 ? { last: steps.at(-1), broken: undefined } : { last: steps[at - 1], broken: steps[at] }
}
