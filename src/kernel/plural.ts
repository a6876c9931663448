/** Polish has three forms after a number: 1 rachunek, 2 rachunki, 5 rachunków, 12 rachunków, 22 rachunki. */
import { groupThousands, MINUS, NBSP } from '#kernel/digits.ts'

/** The form that goes with the whole number `n`; the rule is the `pl` one of Unicode CLDR. */
export function plural(n: number, one: string, few: string, many: string): string {
  const size = Math.abs(n)
  if (size === 1) return one
  const tens = size % 100
  const units = size % 10
  return units >= 2 && units <= 4 && (tens < 12 || tens > 14) ? few : many
}

/** Number and noun, kept on one line by U+00A0: `5 rachunków`, `1 234 rachunki`. */
export function countOf(n: number, one: string, few: string, many: string): string {
  return (n < 0 ? MINUS : '') + groupThousands(String(Math.abs(n))) + NBSP + plural(n, one, few, many)
}
