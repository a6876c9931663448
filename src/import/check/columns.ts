import { copied, grown } from './id-index.ts'

/** A growing list of exact whole numbers, one for each ordinal of an index. */
export class NumberColumn<List extends Float64Array | Uint32Array = Float64Array> {
  readonly #make: { new (length: number): List }
  #values: List

  /** `Uint32Array` is enough for counts of rows. */
  constructor(make: { new (length: number): List }) {
    this.#make = make
    this.#values = new make(256)
  }

  /** Space for as many at once: a list that grows leaves its shorter ones behind. */
  expect(count: number): void {
    if (count > this.#values.length) this.#values = copied(this.#values, this.#make, count)
  }

  /** Gives the memory back; every value is 0 again. */
  clear(): void {
    this.#values = new this.#make(256)
  }

  get(ordinal: number): number {
    return this.#values[ordinal] ?? 0
  }

  /** False when the sum is no longer exact. */
  add(ordinal: number, amount: number): boolean {
    while (ordinal >= this.#values.length) this.#values = grown<List>(this.#values, this.#make)
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
