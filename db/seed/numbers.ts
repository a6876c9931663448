/**
 * Exact numbers of the generator: money in whole grosze, quantities in ten-thousandths, rates in millionths of a złoty.
 * All are whole numbers below 2^53, so ordinary arithmetic on them is exact.
 */

/** quantity × rate rounded half up to a grosz; a negative quantity mirrors the positive one. */
export function lineAmount(quantity: number, rate: number): number {
  const product = Math.abs(quantity) * rate + 50_000_000
  const grosze = (product - (product % 100_000_000)) / 100_000_000
  return quantity < 0 ? -grosze : grosze
}

/** Whole part of a × b / c, rounded half up, for non-negative numbers. */
export function share(a: number, b: number, c: number): number {
  const doubled = 2 * a * b + c
  return (doubled - (doubled % (2 * c))) / (2 * c)
}

/** `-12.50` of −1250. */
export function money(grosze: number): string {
  const size = grosze < 0 ? -grosze : grosze
  const rest = size % 100
  const text = `${(size - rest) / 100}${rest < 10 ? '.0' : '.'}${rest}`
  return grosze < 0 ? `-${text}` : text
}

/** Decimal text of `value / 10^scale`, cut to at least `shown` places: `decimal(111564, 4, 2)` → `11.1564`. */
export function decimal(value: number, scale: number, shown: number): string {
  const size = Math.abs(value)
  const digits = String(size).padStart(scale + 1, '0')
  let end = digits.length
  while (end > digits.length - scale + shown && digits[end - 1] === '0') end--
  const whole = digits.slice(0, digits.length - scale)
  const places = digits.slice(digits.length - scale, end)
  return `${value < 0 ? '-' : ''}${whole}${places === '' ? '' : `.${places}`}`
}

export const quantityText = (quantity: number): string => decimal(quantity, 4, 2)
export const rateText = (rate: number): string => decimal(rate, 6, 2)
/** Meter readings, kept in thousandths; never negative. */
export function readingText(value: number): string {
  const rest = value % 1000
  return `${(value - rest) / 1000}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`
}
