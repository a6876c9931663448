import { hostileCharacters, readEmail, readPhone } from '#kernel/contact.ts'
import { addressKey, fold } from '#kernel/fold.ts'

/** The form as it was typed, by the names of its fields. */
export interface Draft {
  readonly kto: string
  readonly imie: string
  readonly nazwisko: string
  readonly firma: string
  readonly adres: string
  readonly lokal: string
  readonly kod_pocztowy: string
  readonly miejscowosc: string
  readonly numer: string
  readonly email: string
  readonly telefon: string
}
export type DraftField = keyof Draft

export const emptyDraft: Draft = {
  kto: 'osoba',
  imie: '',
  nazwisko: '',
  firma: '',
  adres: '',
  lokal: '',
  kod_pocztowy: '',
  miejscowosc: '',
  numer: '',
  email: '',
  telefon: '',
}

/** A request as it goes to the office. */
export interface Registration {
  readonly kind: 'person' | 'company'
  readonly firstName: string
  readonly name: string
  /** Street and house number, as typed. */
  readonly street: string
  readonly flat: string
  readonly postalCode: string
  readonly city: string
  readonly partyNumber: string
  readonly email: string
  readonly phone: string
}

export type Problem =
  | 'missing'
  | 'long'
  | 'characters'
  | 'postalCode'
  | 'houseNumber'
  | 'emailShape'
  | 'phoneShape'
  | 'choice'

export interface FieldProblem {
  readonly field: DraftField
  readonly problem: Problem
}

export const limits = {
  imie: 100,
  nazwisko: 100,
  firma: 200,
  adres: 120,
  lokal: 20,
  kod_pocztowy: 10,
  miejscowosc: 80,
  numer: 30,
  email: 254,
  telefon: 30,
} as const

const personName = /^[\p{L}\p{M}' ’.-]+$/u
const placeName = /^[\p{L}\p{M}\p{N}' ’.,/()-]+$/u
const companyName = /^[\p{L}\p{M}\p{N}' ’.,/()&+"„”«»:-]+$/u
const numberShape = /^[\p{L}\p{N} ./-]+$/u

/** Spaces as a person means them; whatever cannot be typed stays and is refused. */
const tidy = (typed: string): string =>
  typed
    .normalize('NFC')
    .replaceAll(/[ \u00a0\t]+/g, ' ')
    .trim()

/** The request the form stands for, or everything that is wrong with it, field by field. */
export function readDraft(
  draft: Draft,
): { readonly registration: Registration } | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = []
  const read = (field: keyof typeof limits, shape: RegExp, optional = false): string => {
    const value = tidy(draft[field])
    const problem = textProblem(value, shape, limits[field])
    if (problem === 'missing' ? !optional : problem !== undefined) problems.push({ field, problem: problem! })
    return value
  }
  const isPerson = draft.kto === 'osoba'
  if (!isPerson && draft.kto !== 'firma') problems.push({ field: 'kto', problem: 'choice' })
  const firstName = isPerson ? read('imie', personName) : ''
  const name = isPerson ? read('nazwisko', personName) : read('firma', companyName)
  const street = read('adres', placeName)
  if (!problems.some(({ field }) => field === 'adres') && !/\p{N}/u.test(street))
    problems.push({ field: 'adres', problem: 'houseNumber' })
  const flat = read('lokal', numberShape)
  const postalCode = postalCodeOf(draft.kod_pocztowy, problems)
  const city = read('miejscowosc', placeName)
  const partyNumber = read('numer', numberShape, true)
  const email = contactOf('email', draft.email, readEmail, problems)
  const phone = contactOf('telefon', draft.telefon, readPhone, problems)
  if (problems.length > 0) return { problems }
  const kind = isPerson ? 'person' : 'company'
  return { registration: { kind, firstName, name, street, flat, postalCode, city, partyNumber, email, phone } }
}

function textProblem(value: string, shape: RegExp, longest: number): Problem | undefined {
  if (value === '') return 'missing'
  if (value.length > longest) return 'long'
  return hostileCharacters.test(value) || !shape.test(value) ? 'characters' : undefined
}

function postalCodeOf(typed: string, problems: FieldProblem[]): string {
  const value = tidy(typed)
  const digits = /^(\d{2})[- ]?(\d{3})$/.exec(value)
  if (!digits) problems.push({ field: 'kod_pocztowy', problem: value === '' ? 'missing' : 'postalCode' })
  return digits ? `${digits[1]}-${digits[2]}` : ''
}

function contactOf(
  field: 'email' | 'telefon',
  typed: string,
  read: typeof readEmail,
  problems: FieldProblem[],
): string {
  // Only spaces around it are a slip of the hand; a line end in it is an attempt.
  const found = read(typed.replaceAll(/^[ \u00a0\t]+|[ \u00a0\t]+$/g, ''))
  if ('value' in found && !/[\r\n]/.test(typed)) return found.value
  const missing = 'problem' in found && found.problem.endsWith('Missing')
  problems.push({ field, problem: missing ? 'missing' : field === 'email' ? 'emailShape' : 'phoneShape' })
  return ''
}

/** What makes two requests the same wish: e-mail, name and premises, however they were spelt. */
export function sameness({ email, firstName, name, street, flat }: Registration): readonly string[] {
  return [email.toLowerCase(), nameKey(firstName), nameKey(name), addressKey(street), addressKey(flat)]
}

const nameKey = (name: string): string => fold(name).replaceAll(/[^\p{L}\p{N}]/gu, '')

/** What of a typed text may stand in the form again: all of it but what no form can carry. */
export function shownAgain(typed: string): string {
  return typed.replaceAll(/[^\P{C}\n\t]|[\u2028\u2029]/gu, '').slice(0, 300)
}

export const ways = ['obrazek', 'nagranie', 'pytanie'] as const
/** How the applicant shows to be no program: a code seen, a code heard, or a question answered. */
export type Way = (typeof ways)[number]

/** Why the office says no; the mail has a sentence for each. */
export type RejectReason = 'noPaper' | 'dataMismatch' | 'noRight' | 'hasLogin' | 'duplicate' | 'spam'

export interface Office {
  readonly name: string
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly phone: string
  readonly officeHours: string
}
