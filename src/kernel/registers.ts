/** Numbers of Polish public registers: tax (NIP), statistics (REGON), courts (KRS). Spaces and dashes are how people write them. */

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11

const compact = (text: string): string => text.replaceAll(/[\s-]/g, '')

/** Ten digits; the last is what the nine before it weigh, modulo 11. A remainder of 10 is given to nobody. */
export function isValidNip(text: string): boolean {
  return /^[1-9]\d{9}$/.test(text) && weighted(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) === Number(text[9])
}

/** Nine digits, or fourteen for a local unit; the last of each is a check digit, where 10 counts as 0. */
export function isValidRegon(text: string): boolean {
  if (!/^(\d{9}|\d{14})$/.test(text)) return false
  const nine = weighted(text, [8, 9, 2, 3, 4, 5, 6, 7]) % 10 === Number(text[8])
  if (text.length === 9) return nine
  return nine && weighted(text, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 10 === Number(text[13])
}

/** Ten digits; the register of courts has no check digit. */
export const isValidKrs = (text: string): boolean => /^\d{10}$/.test(text) && !/^0+$/.test(text)

/** The digits alone, however they were typed. */
export const registerDigits = (text: string): string => compact(text).replace(/^PL(?=\d)/i, '')
