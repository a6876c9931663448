import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { encode } from 'uqr'
import { codeDigits, stepMs } from './code.model.ts'
import { seal, unseal } from './seal.ts'

/** RFC 4226 asks for at least 128 bits and recommends the length of the hash. */
const secretBytes = 20
/** A phone's clock may be half a minute off, either way. */
const window = 1

export interface Enrolment {
  /** As typed by hand: letters and digits of Base32. */
  readonly secret: string
  /** What the QR code says. */
  readonly uri: string
}

export function newSealedSecret(loginId: string): Buffer {
  return seal(randomBytes(secretBytes), loginId)
}

function totpOf(sealed: Uint8Array, loginId: string, names?: { issuer: string; label: string }): TOTP {
  const bytes = Uint8Array.from(unseal(sealed, loginId))
  return new TOTP({ secret: new Secret({ buffer: bytes.buffer }), digits: codeDigits, period: stepMs / 1000, ...names })
}

/** What the person's app needs: the key, and an address with the names the app shows. */
export function enrolmentOf(
  sealed: Uint8Array,
  { loginId, loginName, cooperativeName }: { loginId: string; loginName: string; cooperativeName: string },
): Enrolment {
  // A colon parts the two names in the address.
  const issuer = `e-BOK ${cooperativeName}`.replaceAll(':', ' ').slice(0, 36)
  const totp = totpOf(sealed, loginId, { issuer, label: loginName })
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The half minute this code belongs to, if it is one of the three around `now`. */
export function stepOfCode(sealed: Uint8Array, loginId: string, code: string, now: number): number | undefined {
  const delta = totpOf(sealed, loginId).validate({ token: code, timestamp: now, window })
  return delta === null ? undefined : Math.floor(now / stepMs) + delta
}

/** The code of this moment, as an app would show it: for the demo, which stands in for a phone. */
export function codeNow(sealed: Uint8Array, loginId: string, now: number): string {
  return totpOf(sealed, loginId).generate({ timestamp: now })
}

export interface Qr {
  readonly size: number
  /** Dark squares as the path of an SVG, one unit a square. */
  readonly path: string
}

export function qrOf(text: string): Qr {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  let path = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      const from = x
      while (x + 1 < size && row[x + 1]) x++
      path += `M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`
    }
  })
  return { size, path }
}
