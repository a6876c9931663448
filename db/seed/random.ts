/** Small, fast, seedable randomness: every household draws from its own stream, so one never shifts another. */

/** Mixes integers into one 32-bit number; equal inputs give equal outputs on every machine. */
export function mix(...parts: readonly number[]): number {
  let h = 0x9e3779b9
  for (const part of parts) {
    h = Math.imul(h ^ (part | 0), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h ^= h >>> 16
  }
  return h >>> 0
}

/** splitmix32: one addition and two multiplications per number. */
export class Random {
  private state: number

  constructor(...seed: readonly number[]) {
    this.state = mix(...seed)
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    this.state = (this.state + 0x9e3779b9) | 0
    let z = this.state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return low + (((z ^ (z >>> 15)) >>> 0) % (high - low + 1))
  }

  /** True in `percent` of a hundred draws. */
  chance(percent: number): boolean {
    return this.between(0, 99) < percent
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T
  }
}
