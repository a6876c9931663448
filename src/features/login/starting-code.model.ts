/**
 * Starting codes: 18 characters of an alphabet of 25, in six groups of three. 18 × log2(25) = 83.6 bits.
 * Characters that look alike in print or handwriting appear once: no 0 O Q, 1 I L, B (8), G (6), S (5), V (U), Z (2).
 */
export const codeAlphabet = '23456789ACDEFHJKMNPRTUWXY'
export const codeLength = 18
/** How long a code of a member of staff may wait; the cooperative sets it for residents. */
export const codeDaysValid = 21

const meant: Readonly<Record<string, string>> = { B: '8', G: '6', S: '5', V: 'U', Z: '2' }

/** Capital letters as codes have them: what looks like another character is read as that one. */
export function withoutLookAlikes(text: string): string {
  return text.replace(/[BGSVZ]/g, (letter) => meant[letter]!)
}

/** The code as it is hashed, or undefined when the text cannot be one. Small letters, spaces, dashes and look-alikes are forgiven. */
export function canonicalCode(text: string): string | undefined {
  // A pasted code brings at most a separator for each character; longer text is no code.
  if (text.length > codeLength * 3) return undefined
  const compact = withoutLookAlikes(
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s‐-―−.-]/g, ''),
  )
  return compact.length === codeLength && [...compact].every((letter) => codeAlphabet.includes(letter))
    ? compact
    : undefined
}

/** As printed and read out: `K7M-4FX-…`. */
export function formatCode(code: string): string {
  return code.match(/.{3}/g)!.join('-')
}
