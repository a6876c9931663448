import { hashed, hashText } from './hash.ts'

/**
 * The identifiers of one resource, each with its ordinal, exact and compact: about 30 bytes for one, where a Map of
 * strings takes over 100. For resources others refer to by the million: premises, accounts, meters.
 */
export class IdIndex {
  #units = new Uint16Array(1 << 12)
  #used = 0
  /** Where the text of each identifier starts; one more than there are identifiers. */
  #starts = new Uint32Array(257)
  #lines = new Uint32Array(256)
  #slots = new Int32Array(512).fill(-1)
  size = 0

  /** Ordinal of a new identifier; −1 when it is already there. */
  add(id: string, line: number): number {
    if ((this.size + 1) * 2 > this.#slots.length) this.#rehash()
    const slot = this.#slot(id)
    if (this.#slots[slot] !== -1) return -1
    const ordinal = this.size
    if (ordinal === this.#lines.length) {
      this.#lines = grown(this.#lines, Uint32Array)
      const starts = new Uint32Array(this.#lines.length + 1)
      starts.set(this.#starts)
      this.#starts = starts
    }
    while (this.#used + id.length > this.#units.length) this.#units = grown(this.#units, Uint16Array)
    for (let at = 0; at < id.length; at += 1) this.#units[this.#used + at] = id.charCodeAt(at)
    this.#used += id.length
    this.#starts[ordinal + 1] = this.#used
    this.#lines[ordinal] = line
    this.#slots[slot] = ordinal
    this.size += 1
    return ordinal
  }

  /** Ordinal of an identifier; −1 when there is none. */
  find(id: string): number {
    return this.#slots[this.#slot(id)] ?? -1
  }

  id(ordinal: number): string {
    return String.fromCharCode(...this.#units.subarray(this.#starts[ordinal], this.#starts[ordinal + 1]))
  }

  line(ordinal: number): number {
    return this.#lines[ordinal] ?? 0
  }

  #slot(id: string): number {
    hashText(id)
    const mask = this.#slots.length - 1
    let slot = hashed.low & mask
    for (;;) {
      const ordinal = this.#slots[slot] ?? -1
      if (ordinal === -1 || this.#is(ordinal, id)) return slot
      slot = (slot + 1) & mask
    }
  }

  #is(ordinal: number, id: string): boolean {
    const from = this.#starts[ordinal] ?? 0
    if ((this.#starts[ordinal + 1] ?? 0) - from !== id.length) return false
    for (let at = 0; at < id.length; at += 1) if (this.#units[from + at] !== id.charCodeAt(at)) return false
    return true
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) this.#slots[this.#slot(this.id(ordinal))] = ordinal
  }
}

interface Growing<List> {
  new (length: number): List
}

/** A typed array twice as long, with the same beginning. */
export function grown<List extends { readonly length: number; set(from: List): void }>(
  list: List,
  make: Growing<List>,
): List {
  const longer = new make(list.length * 2)
  longer.set(list)
  return longer
}
