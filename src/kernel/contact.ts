/** E-mail addresses and phones as people type them, in every form that asks for one. */

export type ContactProblem = 'emailMissing' | 'emailShape' | 'phoneMissing' | 'phoneShape'

const emailShape = /^[^\s@<>"(),:;[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i

/** The address as it is stored, or what is wrong with it. A mail program must take it as one address and nothing else. */
export function readEmail(typed: string): { readonly value: string } | { readonly problem: ContactProblem } {
  const value = typed.trim()
  if (value === '') return { problem: 'emailMissing' }
  if (value.length > 254 || !emailShape.test(value) || /[^\u0021-\u007e]/.test(value) || /^\.|\.\.|\.@/.test(value))
    return { problem: 'emailShape' }
  return { value }
}

/** Digits as people group them: `600 700 800`, `+44 2079460958`. A Polish number may be typed with or without +48. */
export function readPhone(typed: string): { readonly value: string } | { readonly problem: ContactProblem } {
  const compact = typed.replace(/[\s().-]/g, '').replace(/^00/, '+')
  if (compact === '') return { problem: 'phoneMissing' }
  const national = compact.replace(/^\+48/, '')
  if (/^\d{9}$/.test(national)) return { value: national.replace(/(\d{3})(?=\d)/g, '$1 ') }
  if (/^\+[1-9]\d{8,14}$/.test(compact) && !compact.startsWith('+48')) return { value: compact }
  return { problem: 'phoneShape' }
}

/** What no text of a person holds: control characters, marks that turn the direction of reading or are not seen, halves of a letter. */
export const hostileCharacters =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
