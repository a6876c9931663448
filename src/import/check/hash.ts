/**
 * A 64-bit hash of a text in two 32-bit halves, seeded anew in every run so that no delivery can be made to collide.
 *
 * Not cryptographic: two different keys with the same hash are told apart afterwards by reading both again.
 */
import { randomInt } from 'node:crypto'

const seedLow = randomInt(2 ** 32) | 0
const seedHigh = randomInt(2 ** 32) | 0

/** The result of the last `hashText`: two numbers without an object for each of millions of keys. */
export const hashed = { low: 0, high: 0 }

export function hashText(text: string): void {
  let low = seedLow ^ text.length
  let high = seedHigh
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x5bd1e995)
    low ^= low >>> 15
    high = Math.imul(high ^ code, 0x1b873593)
    high = (high << 13) | (high >>> 19)
    high = (high + low) | 0
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b)
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35)
  hashed.low = (low ^ (low >>> 13)) >>> 0
  hashed.high = (high ^ (high >>> 16)) >>> 0
}
