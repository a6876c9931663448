/** How long the link at the console waits. */
export const linkHours = 24

export interface SetupDraft {
  readonly spoldzielnia: string
  readonly nazwa: string
  readonly login: string
}

export type SetupProblem = 'missing' | 'long' | 'characters'

/** One line a person typed, or what is wrong with it. */
export function readOneLine(
  typed: string,
  longest: number,
): { readonly value: string } | { readonly problem: SetupProblem } {
  const value = typed.trim()
  if (value === '') return { problem: 'missing' }
  if (/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(value) || !value.isWellFormed()) return { problem: 'characters' }
  return [...value].length > longest ? { problem: 'long' } : { value }
}
