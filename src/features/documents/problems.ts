import { parseIsoDate } from '#kernel/dates.ts'
import type { ParameterProblem } from '#platform/http/errors.ts'

const text = {
  badCharacters: 'Tekst zawiera niedozwolone znaki. Usuń je i wpisz jeszcze raz.',
  badDate: 'Podaj datę, na przykład 30.11.2026.',
  datesReversed: 'Ostatni dzień jest wcześniejszy niż pierwszy. Popraw daty.',
} as const

interface TextRule {
  /** Characters. */
  readonly limit: number
  readonly tooLong: string
  /** What is said of an empty text; without it the text may be empty. */
  readonly missing?: string
}

/** What is wrong with a text that residents will read. Used by everything the office publishes. */
export function textProblems(field: string, value: string, { limit, missing, tooLong }: TextRule): ParameterProblem[] {
  const problems: ParameterProblem[] = []
  if (value === '' && missing !== undefined) problems.push({ field, message: missing })
  // Counted as the database counts: characters, not UTF-16 units.
  if ([...value].length > limit) problems.push({ field, message: tooLong })
  // No control characters, and no marks that turn the direction of what follows.
  if (/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(value) || !value.isWellFormed())
    problems.push({ field, message: text.badCharacters })
  return problems
}

export interface TypedDay {
  readonly field: string
  readonly day: string | undefined
}

/** What is wrong with a first and a last day, each of which may be left out; a first day left out is `otherwise`. */
export function dayProblems(first: TypedDay, last: TypedDay, otherwise: string): ParameterProblem[] {
  const bad = [first, last].filter(({ day }) => day !== undefined && parseIsoDate(day) === undefined)
  if (bad.length > 0) return bad.map(({ field }) => ({ field, message: text.badDate }))
  return last.day !== undefined && last.day < (first.day ?? otherwise)
    ? [{ field: last.field, message: text.datesReversed }]
    : []
}
