/**
 * Money is a whole number of grosze and nothing else: no fractions, no floats on the way in or out.
 * Sign in every balance: positive = the resident owes.
 */
import { groupThousands, MINUS, NBSP } from '#kernel/digits.ts'

declare const brand: unique symbol

/** Integer grosze between ±(2^53 − 1), never −0. */
export type Grosze = number & { readonly [brand]: 'grosze' }

/** @throws RangeError when `n` is not a safe integer: beyond it sums would silently lose a grosz. */
export function grosze(n: number): Grosze {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole, safe number of grosze: ${n}`)
  // −0 is a safe integer too, but would print and compare as a second zero.
  return (n + 0) as Grosze
}

export const zero: Grosze = grosze(0)

/** @throws RangeError on overflow. */
export function addGrosze(...amounts: readonly Grosze[]): Grosze {
  return sumGrosze(amounts)
}

/** @throws RangeError as soon as a partial sum leaves the safe integers. */
export function sumGrosze(amounts: Iterable<Grosze>): Grosze {
  let sum = 0
  for (const amount of amounts) sum = grosze(sum + amount)
  return sum as Grosze
}

export function negate(amount: Grosze): Grosze {
  return (0 - amount) as Grosze
}

const CODE_0 = 48
const CODE_9 = 57
const CODE_MINUS = 45
const CODE_POINT = 46
/** 13 digits before the point: with the grosze 15, the most that always fits a safe integer. */
const MAX_INTEGER_DIGITS = 13

/**
 * Money as the import contract writes it: `-?digits.dd`, e.g. `-12.50`; `undefined` for anything else.
 * One pass over the characters, because a full delivery holds tens of millions of amounts.
 */
export function parseMoney(text: string): Grosze | undefined {
  const start = text.charCodeAt(0) === CODE_MINUS ? 1 : 0
  const point = text.length - 3
  if (point <= start || point - start > MAX_INTEGER_DIGITS || text.charCodeAt(point) !== CODE_POINT) return undefined
  let amount = 0
  for (let i = start; i < text.length; i++) {
    if (i === point) continue
    const code = text.charCodeAt(i)
    if (code < CODE_0 || code > CODE_9) return undefined
    amount = amount * 10 + (code - CODE_0)
  }
  return (start === 1 ? 0 - amount : amount) as Grosze
}

/** The contract's form: `1234.56`, `-0.05`. The reverse of `parseMoney`. */
export function moneyToDecimal(amount: Grosze): string {
  return (amount < 0 ? '-' : '') + zlote(amount) + '.' + restOfGrosze(amount)
}

/** `1 234,56 zł`, `−12,50 zł`: for pages and documents; no break can fall inside. */
export function formatMoney(amount: Grosze): string {
  return formatAmount(amount) + NBSP + 'zł'
}

/** `1 234,56`: for table columns whose heading names the currency. */
export function formatAmount(amount: Grosze): string {
  return (amount < 0 ? MINUS : '') + groupThousands(zlote(amount)) + ',' + restOfGrosze(amount)
}

/** `1234,56`, `-12,50`: a Polish Excel reads this as a number; groups or U+2212 would make it text. */
export function formatMoneyCsv(amount: Grosze): string {
  return (amount < 0 ? '-' : '') + zlote(amount) + ',' + restOfGrosze(amount)
}

function zlote(amount: Grosze): string {
  const size = Math.abs(amount)
  // Taking the rest off first keeps the division exact.
  return String((size - (size % 100)) / 100)
}

function restOfGrosze(amount: Grosze): string {
  const rest = Math.abs(amount) % 100
  return rest < 10 ? '0' + rest : String(rest)
}
