/** Figures of the running program in Prometheus' text form (version 0.0.4). Names, labels and values only: no person, address or secret. */

type Labels = Readonly<Record<string, string>>

/** One figure of a moment. */
export interface Sample {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'counter'
  readonly values: readonly { readonly labels?: Labels; readonly value: number }[]
}

/** More different labels than this are counted together: a label must never follow what strangers send. */
const mostSeries = 3_000

interface Kept {
  readonly name: string
  text(): string
}

const kept = new Map<string, Kept>()

function keep<T extends Kept>(metric: T): T {
  if (kept.has(metric.name)) throw new Error(`two metrics are called ${metric.name}`)
  kept.set(metric.name, metric)
  return metric
}

/** Something that only grows while the program runs. */
export class Counter implements Kept {
  readonly name: string
  readonly #help: string
  readonly #counts = new Map<string, number>()

  private constructor(name: string, help: string) {
    this.name = name
    this.#help = help
  }

  static of(name: string, help: string): Counter {
    return keep(new Counter(name, help))
  }

  add(labels: Labels = {}, by = 1): void {
    const key = bounded(this.#counts, labelText(labels))
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by)
  }

  text(): string {
    return [
      ...head(this.name, this.#help, 'counter'),
      ...[...this.#counts].map(([key, value]) => `${this.name}${key} ${value}`),
    ].join('\n')
  }
}

/** How often something took up to so long. */
export class Histogram implements Kept {
  readonly name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number }>()

  private constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name
    this.#help = help
    this.#bounds = bounds
  }

  /** @param bounds upper ends in seconds, ascending. */
  static of(name: string, help: string, bounds: readonly number[]): Histogram {
    return keep(new Histogram(name, help, bounds))
  }

  observe(labels: Labels, seconds: number): void {
    const key = bounded(this.#series, labelText(labels))
    let found = this.#series.get(key)
    if (!found) {
      found = {
        labels: key === otherSeries ? otherLabels : labels,
        counts: new Array(this.#bounds.length + 1).fill(0),
        sum: 0,
      }
      this.#series.set(key, found)
    }
    const at = this.#bounds.findIndex((bound) => seconds <= bound)
    found.counts[at < 0 ? this.#bounds.length : at]! += 1
    found.sum += seconds
  }

  text(): string {
    const lines = head(this.name, this.#help, 'histogram')
    for (const { labels, counts, sum } of this.#series.values()) {
      let total = 0
      counts.forEach((count, i) => {
        total += count
        lines.push(`${this.name}_bucket${labelText({ ...labels, le: String(this.#bounds[i] ?? '+Inf') })} ${total}`)
      })
      lines.push(`${this.name}_sum${labelText(labels)} ${sum}`, `${this.name}_count${labelText(labels)} ${total}`)
    }
    return lines.join('\n')
  }
}

const otherLabels: Labels = { series: 'other' }
const otherSeries = labelText(otherLabels)

const bounded = (known: ReadonlyMap<string, unknown>, key: string): string =>
  known.has(key) || known.size < mostSeries ? key : otherSeries

/** Everything counted in this process and the figures of this moment. */
export function metricsText(samples: readonly Sample[]): string {
  const now = samples.map(({ name, help, type, values }) =>
    [...head(name, help, type), ...values.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}`)].join(
      '\n',
    ),
  )
  return `${[...[...kept.values()].map((metric) => metric.text()), ...now].join('\n')}\n`
}

const head = (name: string, help: string, type: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
]

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  )
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}
