/** How slow the machine is just now: others may be using it, and a limit in seconds is meant for a quiet one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { context, type Figure } from './proof.ts'

/** What an empty program takes to start on a quiet machine of two cores (bench/README.md: 27). */
const quietStartMs = 30

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
    const started = performance.now()
    await once(spawn(process.execPath, ['-e', '']), 'exit')
    const yardstick = performance.now() - started
    this.#yardsticks.push(yardstick)
    const limitMs = this.#limitMs * Math.max(1, yardstick / quietStartMs)
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
