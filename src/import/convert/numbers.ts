/** Numbers as people and old programs write them. A style is named by an example; digits are moved, never calculated. */

export const numberStyles = ['1234.56', '1234,56', '1 234,56', '1.234,56', '1,234.56'] as const
export type NumberStyle = (typeof numberStyles)[number]

/** No amount or quantity is longer; keeps hostile text from the patterns. */
const lengthLimit = 64

const patterns: Readonly<Record<NumberStyle, RegExp>> = {
  '1234.56': /^(\d*)(?:\.(\d+))?$/,
  '1234,56': /^(\d*)(?:,(\d+))?$/,
  // The space of a keyboard, the one that does not break, and the narrow one.
  '1 234,56': /^(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d*)(?:,(\d+))?$/,
  '1.234,56': /^(\d{1,3}(?:\.\d{3})+|\d*)(?:,(\d+))?$/,
  '1,234.56': /^(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d+))?$/,
}

/**
 * The number as the contract writes it: `-?digits[.digits]`, no needless zeros in front; `undefined` for anything else.
 * Below zero are `-12,50`, `−12,50`, `12,50-` and `(12,50)`, none of which can be mistaken. `zł` and `PLN` may follow.
 */
export function readNumber(text: string, style: NumberStyle): string | undefined {
  if (text.length > lengthLimit) return undefined
  let body = text.trim()
  if (body.endsWith('zł') || body.endsWith('PLN')) body = body.replace(/zł$|PLN$/, '').trimEnd()
  let negative = false
  if (body.startsWith('(') && body.endsWith(')')) {
    negative = true
    body = body.slice(1, -1).trim()
  } else if (/^[-−]/.test(body)) {
    negative = true
    body = body.slice(1).trimStart()
  } else if (/[-−]$/.test(body)) {
    negative = true
    body = body.slice(0, -1).trimEnd()
  } else if (body.startsWith('+')) {
    body = body.slice(1).trimStart()
  }
  const match = patterns[style].exec(body)
  if (!match) return undefined
  const whole = match[1] ?? ''
  const fraction = match[2] ?? ''
  if (whole === '' && fraction === '') return undefined
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0'
  const value = fraction === '' ? digits : `${digits}.${fraction}`
  return negative && /[1-9]/.test(value) ? `-${value}` : value
}

/** The same number with at most `places` after the point; `undefined` when a digit would be lost. */
export function withPlaces(number: string, places: number): string | undefined {
  const point = number.indexOf('.')
  if (point === -1) return number
  const kept = number.slice(0, point + 1 + places)
  if (/[1-9]/.test(number.slice(kept.length))) return undefined
  return places === 0 ? number.slice(0, point) : kept
}

/** With exactly two places, as the contract writes money; `undefined` when the number has more. */
export function asMoney(number: string): string | undefined {
  const kept = withPlaces(number, 2)
  if (kept === undefined) return undefined
  const point = kept.indexOf('.')
  return point === -1 ? `${kept}.00` : kept.padEnd(point + 3, '0')
}
