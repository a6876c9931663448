import { codeAlphabet, withoutLookAlikes } from '../starting-code.model.ts'

/** Codes of an authenticator app: six digits, a new one every half minute (RFC 6238). */
export const codeDigits = 6
export const stepMs = 30_000

/** Spare codes: ten, each 16 of 25 characters (74 bits), so none looks like a starting code. */
export const recoveryCodes = 10
export const recoveryLength = 16

export type TypedCode =
  | { readonly kind: 'app'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string }

/** What was typed, without the spaces and dashes of its print; nothing when it can be neither kind of code. */
export function readCode(typed: string): TypedCode | undefined {
  if (typed.length > recoveryLength * 3) return undefined
  const compact = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s‐-―−.-]/g, '')
  if (/^\d+$/.test(compact) && compact.length === codeDigits) return { kind: 'app', code: compact }
  const canonical = withoutLookAlikes(compact)
  return canonical.length === recoveryLength && [...canonical].every((letter) => codeAlphabet.includes(letter))
    ? { kind: 'recovery', code: canonical }
    : undefined
}

/** In fours, as printed: `K7M4-FXHE-…` and `JBSW Y3DP …`. */
export const inFours = (text: string, separator: string): string => text.match(/.{1,4}/g)!.join(separator)

/** What somebody calls a passkey: one line, not empty, not too long for a list. */
export function readKeyName(typed: string): { readonly value: string } | { readonly problem: 'empty' | 'long' } {
  const value = typed.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  if (value === '') return { problem: 'empty' }
  return [...value].length > 60 || !value.isWellFormed() ? { problem: 'long' } : { value }
}
