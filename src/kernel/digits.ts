/** Digits as Polish readers expect them: groups of three parted by a space that never breaks a line. */

/** U+00A0. Between digit groups, before `zł`, between a number and its noun. */
export const NBSP = '\u00a0'

/** U+2212, as wide as a digit and read aloud as "minus"; a hyphen is neither. */
export const MINUS = '\u2212'

/** `1234567` → `1 234 567`. Takes bare digits without a sign. */
export function groupThousands(digits: string): string {
  if (digits.length <= 3) return digits
  let at = digits.length % 3 || 3
  let grouped = digits.slice(0, at)
  for (; at < digits.length; at += 3) grouped += NBSP + digits.slice(at, at + 3)
  return grouped
}
