import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret of 256 random bits, as it goes into a cookie or an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What of a secret is stored and compared: its SHA-256, in hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

const secretShape = /^[A-Za-z0-9_-]{43}$/

/** The secret if it looks like one of ours; anything else is treated as absent. */
export function secretOrNothing(value: string | undefined): string | undefined {
  return value !== undefined && secretShape.test(value) ? value : undefined
}

function formKey(secret: string): Buffer {
  return createHash('sha256').update(`form:${secret}`).digest()
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ right[index]!))
}

/**
 * Token for the forms of one page, bound to the browser's secret. Masked anew each time, so that a compressed page does not
 * repeat a secret an attacker could measure.
 */
export function formToken(secret: string): string {
  const mask = randomBytes(32)
  return Buffer.concat([mask, xor(formKey(secret), mask)]).toString('base64url')
}

/** Whether the token was made by {@link formToken} for this secret. */
export function isFormToken(secret: string, token: unknown): boolean {
  if (typeof token !== 'string' || token.length !== 86) return false
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 64) return false
  return timingSafeEqual(xor(bytes.subarray(32), bytes.subarray(0, 32)), formKey(secret))
}
