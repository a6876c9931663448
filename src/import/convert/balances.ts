/** What the entries of each account come to, for systems that export no balances or no counts. */

import { NumberColumn } from '../check/columns.ts'
import { IdIndex } from '../check/id-index.ts'
import { writeGrosze } from '../contract/rows.ts'

export class Balances {
  readonly #accounts = new IdIndex()
  readonly #sums = new NumberColumn(Float64Array)
  readonly #counts = new NumberColumn(Float64Array)
  readonly #listed = new NumberColumn(Float64Array)

  account(id: string): void {
    this.#accounts.add(id, 0)
  }

  /** @throws RangeError when a balance outgrows what can be counted exactly, which no real books do. */
  entry(account: string, grosze: number): void {
    const ordinal = this.#accounts.find(account)
    // An entry of an unknown account is found by the check, with its line.
    if (ordinal === -1) return
    if (!this.#sums.add(ordinal, grosze)) throw new RangeError(`the balance of account ${account} is too large`)
    this.#counts.add(ordinal, 1)
  }

  closing(account: string): string {
    return writeGrosze(this.#sums.get(this.#accounts.find(account)))
  }

  count(account: string): string {
    return String(this.#counts.get(this.#accounts.find(account)))
  }

  list(account: string): void {
    const ordinal = this.#accounts.find(account)
    if (ordinal !== -1) this.#listed.add(ordinal, 1)
  }

  /** Accounts no row was delivered for, in the order of their file. */
  *unlisted(): Generator<string> {
    for (let ordinal = 0; ordinal < this.#accounts.size; ordinal += 1) {
      if (this.#listed.get(ordinal) === 0) yield this.#accounts.id(ordinal)
    }
  }
}
