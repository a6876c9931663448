import { fold, isBlocked } from './blocklist.model.ts'

/** NIST SP 800-63B-4, 3.1.1: a password that is the only factor has at least 15 characters, each code point counted as one. */
export const shortestPassword = 15
export const longestPassword = 256

export type PasswordFlaw =
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooShort'; readonly length: number }
  | { readonly kind: 'tooLong' }
  | { readonly kind: 'controlCharacters' }
  | { readonly kind: 'personal' }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'sequence' }
  | { readonly kind: 'common' }
  | { readonly kind: 'likeCode' }

/** Words of this person and this cooperative, which anybody who knows them would try. */
export interface PasswordContext {
  readonly loginName: string
  readonly displayName: string
  readonly cooperativeName: string
}

/**
 * The form in which a password is hashed: NFKC, so that "ą" typed on any system and a hard space from a phone mean the same, and
 * without spaces around it, which phones add by themselves. Undefined for what cannot be anybody's password.
 */
export function normalizePassword(typed: string): string | undefined {
  // Compatibility forms can grow a text many times; what is far too long is not even looked at.
  if (typed.length > longestPassword * 4 || !typed.isWellFormed()) return undefined
  const password = typed.normalize('NFKC').trim()
  return lengthOf(password) > longestPassword ? undefined : password
}

/** The first reason why this password must not be chosen, or nothing. */
export function passwordFlaw(
  typed: string,
  context: PasswordContext,
  looksLikeCode: (text: string) => boolean,
): PasswordFlaw | undefined {
  if (typed.trim() === '') return { kind: 'empty' }
  const password = normalizePassword(typed)
  if (password === undefined) return typed.isWellFormed() ? { kind: 'tooLong' } : { kind: 'controlCharacters' }
  if (/\p{Cc}/u.test(password)) return { kind: 'controlCharacters' }
  const length = lengthOf(password)
  if (length < shortestPassword) return { kind: 'tooShort', length }
  if (isPersonal(password, context)) return { kind: 'personal' }
  const folded = fold(password)
  const letters = folded === '' ? password : folded
  if (isRepeated(letters)) return { kind: 'repeated' }
  if (isSequence(letters)) return { kind: 'sequence' }
  if (isBlocked(password)) return { kind: 'common' }
  // The sign-in form tells codes and passwords apart by their shape.
  return looksLikeCode(password) ? { kind: 'likeCode' } : undefined
}

function lengthOf(text: string): number {
  return [...text].length
}

/** What is left without login, name and the cooperative's words would not stand alone even as half a password. */
function isPersonal(password: string, context: PasswordContext): boolean {
  const known = [
    context.loginName,
    ...context.displayName.split(/[\s,.-]+/),
    ...context.cooperativeName.split(/[\s,."„”-]+/),
  ]
    .map(fold)
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)
  const whole = fold(password)
  const rest = known.reduce((left, word) => left.replaceAll(word, ''), whole)
  return rest.length < whole.length && rest.length < 8
}

/** "abcabcabcabcabc", or hardly any different characters at all. */
function isRepeated(letters: string): boolean {
  if (new Set(letters).size < 5) return true
  const period = (letters + letters).indexOf(letters, 1)
  if (period < letters.length) return true
  // The last copy may be cut short: "alaalaalaalaal".
  for (let length = 1; length <= letters.length / 3; length++) {
    if (letters.slice(length) === letters.slice(0, -length)) return true
  }
  return false
}

const lines = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '01234567890', 'abcdefghijklmnopqrstuvwxyz']
const neighbours: ReadonlySet<string> = new Set(
  lines.flatMap((line) =>
    [...line].slice(1).flatMap((letter, i) => [line[i]! + letter, letter + line[i]!, letter + letter]),
  ),
)

/** Made of at most three runs along the alphabet, the digits or a keyboard row. */
function isSequence(letters: string): boolean {
  let breaks = 0
  for (let i = 1; i < letters.length; i++) if (!neighbours.has(letters.slice(i - 1, i + 1))) breaks += 1
  return breaks <= Math.max(2, Math.floor(letters.length / 8))
}
