import { type IsoDate, parseTypedDate } from '#kernel/dates.ts'

export const longestBasis = 500

/** A form as it was typed. */
export interface RightDraft {
  readonly login: string
  readonly premises: readonly string[]
  readonly od: string
  readonly do: string
  readonly podstawa: string
}

export type RightProblem =
  | 'loginMissing'
  | 'loginUnknown'
  | 'loginOwn'
  | 'premisesMissing'
  | 'fromMissing'
  | 'toShape'
  | 'toBeforeFrom'
  | 'toPast'
  | 'basisMissing'
  | 'basisLong'
  | 'characters'
  | 'overlaps'

export interface NewRight {
  readonly premisesIds: readonly string[]
  readonly validFrom: IsoDate
  readonly validTo: IsoDate | null
  readonly basis: string
}

type Field = 'login' | 'lokal0' | 'od' | 'do' | 'podstawa'
export interface Mistake {
  readonly field: Field
  readonly problem: RightProblem
}

/** What is wrong with a draft, besides the login, which only the database can judge; or the right it asks for. */
export function readRight(
  draft: RightDraft,
  held: readonly string[],
  today: IsoDate,
): { readonly right: NewRight } | { readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = []
  const wrong = (field: Field, problem: RightProblem) => void mistakes.push({ field, problem })
  if (draft.login.trim() === '') wrong('login', 'loginMissing')
  const premisesIds = held.filter((id) => draft.premises.includes(id))
  if (premisesIds.length === 0) wrong('lokal0', 'premisesMissing')
  const validFrom = parseTypedDate(draft.od)
  if (!validFrom) wrong('od', 'fromMissing')
  const validTo = draft.do === '' ? null : parseTypedDate(draft.do)
  if (validTo === undefined) wrong('do', 'toShape')
  else if (validTo !== null && validFrom && validTo < validFrom) wrong('do', 'toBeforeFrom')
  else if (validTo !== null && validTo < today) wrong('do', 'toPast')
  const basis = draft.podstawa.trim()
  if (basis === '') wrong('podstawa', 'basisMissing')
  else if (basis.length > longestBasis) wrong('podstawa', 'basisLong')
  else if (/[\u0000-\u001f\u007f]/.test(basis)) wrong('podstawa', 'characters')
  if (mistakes.length > 0 || !validFrom || validTo === undefined) return { mistakes }
  return { right: { premisesIds, validFrom, validTo, basis } }
}

export type EndProblem = 'howMissing' | 'dayShape' | 'dayPast' | 'dayBefore' | 'dayLater'
export type End = { readonly kind: 'revoke' } | { readonly kind: 'shorten'; readonly validTo: IsoDate }

/** How a right is to end; never later than it would anyway. */
export function readEnd(
  typed: { readonly jak: string; readonly dzien: string },
  right: { readonly validFrom: IsoDate; readonly validTo: IsoDate | null },
  today: IsoDate,
): End | { readonly problem: EndProblem } {
  if (typed.jak === 'odbierz') return { kind: 'revoke' }
  if (typed.jak !== 'skroc') return { problem: 'howMissing' }
  const day = parseTypedDate(typed.dzien)
  if (!day) return { problem: 'dayShape' }
  if (day < today) return { problem: 'dayPast' }
  if (day < right.validFrom) return { problem: 'dayBefore' }
  if (right.validTo !== null && day > right.validTo) return { problem: 'dayLater' }
  return { kind: 'shorten', validTo: day }
}
