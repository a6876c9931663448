import { grown } from './id-index.ts'

/** A growing list of exact whole numbers, one for each ordinal of an index. */
export class NumberColumn {
  #values = new Float64Array(256)

  get(ordinal: number): number {
    return this.#values[ordinal] ?? 0
  }

  /** False when the sum is no longer exact. */
  add(ordinal: number, amount: number): boolean {
    while (ordinal >= this.#values.length) this.#values = grown(this.#values, Float64Array)
    const sum = this.get(ordinal) + amount
    this.#values[ordinal] = sum
    return Number.isSafeInteger(sum)
  }
}

/** The exact sum of any number of amounts: what outgrows a safe integer is carried on in a bigint. */
export class ExactSum {
  #near = 0
  #far = 0n

  add(amount: number): void {
    this.#near += amount
    if (this.#near > 4e15 || this.#near < -4e15) {
      this.#far += BigInt(this.#near)
      this.#near = 0
    }
  }

  get value(): bigint {
    return this.#far + BigInt(this.#near)
  }
}
