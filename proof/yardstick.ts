/** How slow the machine is just now: others may be using it, and a limit in seconds is meant for a quiet one. */
import { quietStartMs, slowdown } from '#test/harness/slowdown.ts'
import { context, type Figure } from './proof.ts'

export class Stretched {
  readonly #limitMs: number
  readonly #what: string
  readonly #yardsticks: number[] = []
  #worst: { tookMs: number; limitMs: number }

  constructor(what: string, limitMs: number) {
    this.#what = what
    this.#limitMs = limitMs
    this.#worst = { tookMs: 0, limitMs }
  }

  /** Takes a time, and right after it the start of an empty program: slower than usual stretches the limit as much. */
  async take(tookMs: number): Promise<void> {
    const slower = await slowdown()
    this.#yardsticks.push(slower * quietStartMs)
    const limitMs = this.#limitMs * slower
    if (tookMs / limitMs > this.#worst.tookMs / this.#worst.limitMs) this.#worst = { tookMs, limitMs }
  }

  figures(): readonly Figure[] {
    const { tookMs, limitMs } = this.#worst
    const median = this.#yardsticks.toSorted((a, b) => a - b)[Math.floor(this.#yardsticks.length / 2)] ?? 0
    const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
    return [
      { what: this.#what, found: seconds(tookMs), limit: `≤ ${seconds(limitMs)}`, holds: tookMs <= limitMs },
      context(
        `the limit is ${seconds(this.#limitMs)}, stretched as an empty program took longer than ${quietStartMs} ms to start; it took (median)`,
        `${median.toFixed(0)} ms`,
      ),
    ]
  }
}
