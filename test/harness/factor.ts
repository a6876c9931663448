import { createHmac } from 'node:crypto'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows for this key at this moment (RFC 6238), computed apart from the code under test. */
export function appCode(key: string, epochMs: number): string {
  let bits = ''
  for (const letter of key.replace(/\s/g, '')) bits += base32.indexOf(letter).toString(2).padStart(5, '0')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(epochMs / 30_000)))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** The key as the page shows it to be typed into an app. */
export function shownKey(body: string): string {
  const key = /<code class="typed-key"[^>]*>([A-Z2-7 ]+)<\/code>/.exec(body)?.[1]
  if (key === undefined) throw new Error('no key of an app on this page')
  return key.replaceAll(' ', '')
}

/** The spare codes of the page that shows them once. */
export function shownSpareCodes(body: string): string[] {
  return [...body.matchAll(/<li><code>([0-9A-Z-]{19})<\/code><\/li>/g)].map(([, code]) => code!)
}
