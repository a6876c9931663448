import { hashed, hashText } from './hash.ts'

/**
 * The identifiers of one resource, each with its ordinal, exact and compact: about 30 bytes for one, where a Map of
 * strings takes over 100. For resources others refer to by the million: premises, accounts, meters, settlements.
 */
export class IdIndex {
  /** Their texts: a character of ASCII is a byte, another three, of which the first says so. */
  #bytes = new Uint8Array(1 << 12)
  #used = 0
  /** Where the text of each identifier starts; one more than there are identifiers. */
  #starts = new Uint32Array(257)
  #lines = new Uint32Array(256)
  #slots = new Int32Array(512).fill(-1)
  size = 0

  /** Space for as many at once: lists that grow leave their shorter ones behind. */
  expect(count: number): void {
    if (count > this.#lines.length) this.#makeSpace(count)
    this.#makePlaces(count)
  }

  /** Ordinal of a new identifier; −1 when it is already there. */
  add(id: string, line: number): number {
    this.#makePlaces(this.size + 1)
    const slot = this.#slot(id)
    if (this.#slots[slot] !== -1) return -1
    const ordinal = this.size
    if (ordinal === this.#lines.length) this.#makeSpace(Math.ceil(ordinal * 1.5))
    while (this.#used + 3 * id.length > this.#bytes.length) this.#bytes = grown(this.#bytes, Uint8Array)
    for (let at = 0; at < id.length; at += 1) this.#put(id.charCodeAt(at))
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
    let id = ''
    for (let at = this.#starts[ordinal] ?? 0; at < (this.#starts[ordinal + 1] ?? 0); at += 1) {
      const byte = this.#bytes[at] ?? 0
      id += String.fromCharCode(byte === notAscii ? ((this.#bytes[++at] ?? 0) << 8) | (this.#bytes[++at] ?? 0) : byte)
    }
    return id
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

  #put(unit: number): void {
    if (unit >= 0x80) {
      this.#bytes[this.#used++] = notAscii
      this.#bytes[this.#used++] = unit >> 8
    }
    this.#bytes[this.#used++] = unit & 0xff
  }

  #is(ordinal: number, id: string): boolean {
    const end = this.#starts[ordinal + 1] ?? 0
    let from = this.#starts[ordinal] ?? 0
    for (let at = 0; at < id.length; at += 1) {
      const unit = id.charCodeAt(at)
      if (unit >= 0x80 && (this.#bytes[from++] !== notAscii || this.#bytes[from++] !== unit >> 8)) return false
      if (from >= end || this.#bytes[from++] !== (unit & 0xff)) return false
    }
    return from === end
  }

  #makeSpace(count: number): void {
    this.#lines = copied(this.#lines, Uint32Array, count)
    this.#starts = copied(this.#starts, Uint32Array, count + 1)
  }

  #makePlaces(count: number): void {
    const places = placesFor(count, this.#slots.length)
    if (places === this.#slots.length) return
    this.#slots = new Int32Array(places).fill(-1)
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) this.#slots[this.#slot(this.id(ordinal))] = ordinal
  }
}

/** Stands before the two bytes of a character that is none of ASCII. */
const notAscii = 0xff

/**
 * Places of a table of hashes for so many, at least as many as there are: up to seven of ten are taken, for fewer would find a little
 * sooner and take twice the memory.
 */
export function placesFor(count: number, least: number): number {
  let places = least
  while (places * 7 < count * 10) places *= 2
  return places
}

interface Growing<List> {
  new (length: number): List
}

/** A typed array half as long again, with the same beginning: of a hundred megabytes doubled, up to half would lie idle. */
export function grown<List extends { readonly length: number; set(from: List): void }>(
  list: List,
  make: Growing<List>,
): List {
  return copied(list, make, Math.ceil(list.length * 1.5))
}

/** A longer typed array with the same beginning. */
export function copied<List extends { set(from: List): void }>(list: List, make: Growing<List>, length: number): List {
  const longer = new make(length)
  longer.set(list)
  return longer
}
