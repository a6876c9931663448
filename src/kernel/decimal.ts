/**
 * Exact decimals for quantities, rates and meter readings, kept as text the way PostgreSQL `numeric` and the import
 * contract write them (`-?digits[.digits]`). Rates have four and more places, so neither floats nor grosze will do.
 *
 * Results come back canonical: no trailing zeros, no `-0`. Functions taking text throw RangeError for text that is no
 * decimal; text from outside goes through `parseDecimal` first.
 */
import { groupThousands, MINUS } from '#kernel/digits.ts'
import { type Grosze, grosze } from '#kernel/money.ts'

/** The value is `digits` / 10^`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** More than any quantity times any rate of the contract needs; keeps hostile text from becoming a huge bigint. */
const MAX_LENGTH = 64
const DECIMAL = /^-?\d+(?:\.(\d+))?$/

/** `undefined` when the text is no plain decimal, has more than `maxScale` places or more than 64 characters. */
export function parseDecimal(text: string, maxScale: number): Decimal | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const match = DECIMAL.exec(text)
  if (!match) return undefined
  const scale = match[1]?.length ?? 0
  if (scale > maxScale) return undefined
  return { digits: BigInt(scale === 0 ? text : text.replace('.', '')), scale }
}

/** Quantity × rate in złote, rounded once to the grosz, half up (half away from zero below zero). */
export function multiplyToGrosze(quantity: string, rate: string): Grosze {
  const product = times(decimal(quantity), decimal(rate))
  return grosze(Number(divideHalfUp(product.digits * 100n, power10(product.scale))))
}

/**
 * The part of a cost that falls to `part` of `whole`, e.g. heating cost × own units / all units of the building,
 * rounded once, half up.
 * @throws RangeError when `whole` is zero.
 */
export function shareOfGrosze(cost: Grosze, part: string, whole: string): Grosze {
  const p = decimal(part)
  const w = decimal(whole)
  if (w.digits === 0n) throw new RangeError('a share of a whole that is zero')
  return grosze(Number(divideHalfUp(BigInt(cost) * p.digits * power10(w.scale), w.digits * power10(p.scale))))
}

export function addDecimal(a: string, b: string): string {
  const [x, y, scale] = aligned(a, b)
  return toText({ digits: x + y, scale })
}

export function subtractDecimal(a: string, b: string): string {
  const [x, y, scale] = aligned(a, b)
  return toText({ digits: x - y, scale })
}

export function multiplyDecimal(a: string, b: string): string {
  return toText(times(decimal(a), decimal(b)))
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; `1.50` equals `1.5`. */
export function compareDecimal(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

/**
 * `1234.5000` → `1 234,5`; with `minScale: 2` → `1 234,50`. Never rounds: a rate is shown as precise as it is.
 * Works on the text alone, because a page shows many of them.
 */
export function formatDecimal(text: string, options: { readonly minScale?: number } = {}): string {
  if (text.length > MAX_LENGTH || !DECIMAL.test(text)) throw notDecimal(text)
  const { negative, whole, fraction } = split(text)
  const shown = fraction.padEnd(options.minScale ?? 0, '0')
  return (negative ? MINUS : '') + groupThousands(whole) + (shown === '' ? '' : ',' + shown)
}

/** Sign, whole part without leading zeros, fraction without trailing zeros. */
function split(text: string): { negative: boolean; whole: string; fraction: string } {
  const signed = text.charCodeAt(0) === 45
  const point = text.indexOf('.')
  const whole = text.slice(signed ? 1 : 0, point < 0 ? undefined : point).replace(/^0+(?=\d)/, '')
  const fraction = point < 0 ? '' : text.slice(point + 1).replace(/0+$/, '')
  return { negative: signed && (whole !== '0' || fraction !== ''), whole, fraction }
}

function toText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const fraction = all.slice(all.length - scale).replace(/0+$/, '')
  const whole = all.slice(0, all.length - scale)
  return scale === 0 || fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text, MAX_LENGTH)
  if (!parsed) throw notDecimal(text)
  return parsed
}

function notDecimal(text: string): RangeError {
  return new RangeError(`not a decimal: ${JSON.stringify(text.slice(0, MAX_LENGTH))}`)
}

function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale }
}

function aligned(a: string, b: string): [bigint, bigint, number] {
  const x = decimal(a)
  const y = decimal(b)
  const scale = Math.max(x.scale, y.scale)
  return [x.digits * power10(scale - x.scale), y.digits * power10(scale - y.scale), scale]
}

function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const quotient = (2n * n + d) / (2n * d)
  return negative ? -quotient : quotient
}
