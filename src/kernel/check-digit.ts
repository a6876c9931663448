/**
 * The check digit of login names given by the office: seven digits and an eighth that tells a slip of the finger.
 *
 * Damm's method, because the names are copied by hand from a printed sheet: it finds every single wrong digit and every
 * swap of neighbours. Luhn's misses 09 ↔ 90. It is no secret and no protection against guessing.
 * Source: H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004.
 */

/** A totally anti-symmetric quasigroup of order ten with zeros on its diagonal; row = digit so far, column = next. */
const table = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const

/** @throws RangeError unless given seven digits. */
export function withCheckDigit(sevenDigits: string): string {
  if (!/^\d{7}$/.test(sevenDigits)) throw new RangeError('a login name is made from seven digits')
  return sevenDigits + damm(sevenDigits)
}

/** Eight digits, the last of them right. */
export function hasValidCheckDigit(text: string): boolean {
  return /^\d{8}$/.test(text) && damm(text) === '0'
}

function damm(digits: string): string {
  let interim = '0'
  for (const digit of digits) interim = table[Number(interim)]?.[Number(digit)] ?? '0'
  return interim
}
