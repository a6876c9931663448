/**
 * How a cooperative names its logins. An empty pattern is the portal's own way: eight random digits, the last of them a check digit.
 * Where a cooperative insists, a pattern is letters, digits, dots and dashes around exactly one variable part:
 *
 * - `###…` (3 to 9) a counter with leading zeros: `L####` gives L0001, L0002…
 * - `??????…` (6 to 12) random digits: `SM-????????`
 * - `{lokal}` the id of the person's premises; a second person there gets `-2`: `{lokal}`, `mieszkaniec.{lokal}`
 *
 * A counter or a premises number can be guessed by a stranger, so they are the cooperative's wish and not the default.
 */
export interface LoginPattern {
  readonly before: string
  readonly after: string
  readonly kind: 'counter' | 'random' | 'premises'
  /** Of a counter or of random digits. */
  readonly digits: number
}

const shape = /^([A-Za-z0-9._-]{0,20})(#{3,9}|\?{6,12}|\{lokal\})([A-Za-z0-9._-]{0,20})$/

/** The pattern in its parts; undefined for the portal's own way. @throws RangeError for text that is no pattern. */
export function readLoginPattern(text: string): LoginPattern | undefined {
  if (text === '') return undefined
  const [, before, part, after] = shape.exec(text) ?? []
  if (before === undefined || part === undefined || after === undefined) throw new RangeError('no login pattern')
  const kind = part.startsWith('#') ? 'counter' : part.startsWith('?') ? 'random' : 'premises'
  return { before, after, kind, digits: kind === 'premises' ? 0 : part.length }
}

/** Whether the text may be saved as a pattern. */
export const isLoginPattern = (text: string): boolean => text === '' || shape.test(text)

/** A login with this number; undefined when the pattern has no room for it. */
export function numberedLogin(pattern: LoginPattern, number: number): string | undefined {
  const digits = String(number).padStart(pattern.digits, '0')
  return digits.length > pattern.digits ? undefined : pattern.before + digits + pattern.after
}

/** The login of the n-th person of premises. What a login cannot be made of becomes a dash. */
export function premisesLogin(pattern: LoginPattern, premisesId: string, nth: number): string {
  const readable = premisesId
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łŁ]/g, (letter) => (letter === 'ł' ? 'l' : 'L'))
    .replace(/[^A-Za-z0-9._-]+/g, '-')
  return `${pattern.before}${readable}${pattern.after}${nth === 1 ? '' : `-${nth}`}`
}

/** What logins will look like, for the page of settings. */
export function exampleLogin(text: string): string {
  const pattern = readLoginPattern(text)
  if (!pattern) return '12345674'
  if (pattern.kind === 'premises') return premisesLogin(pattern, 'L0001', 1)
  if (pattern.kind === 'counter') return numberedLogin(pattern, 1)!
  return pattern.before + '4710385926174'.slice(0, pattern.digits) + pattern.after
}

/** As printed and read out: eight digits in two groups; a name with letters as it is. */
export const groupedLogin = (name: string): string =>
  /^\d{8}$/.test(name) ? `${name.slice(0, 4)} ${name.slice(4)}` : name
