import { readEmail } from '#kernel/contact.ts'
import { isValidKrs, isValidNip, isValidRegon, registerDigits } from '#kernel/registers.ts'

/** The pages of settings that are one form over the cooperative's row. */
export type FormKey = 'spoldzielnia' | 'teksty' | 'loginy' | 'limity'

/** Columns of the cooperative an administrator may set, as they are called in the program. */
export type FieldName =
  | 'name'
  | 'street'
  | 'postalCode'
  | 'city'
  | 'phone'
  | 'email'
  | 'officeHours'
  | 'nip'
  | 'regon'
  | 'krs'
  | 'mapUrl'
  | 'dataProtectionClause'
  | 'messageLegalNote'
  | 'loginPattern'
  | 'startingCodeDays'
  | 'residentIdleMinutes'
  | 'staffIdleMinutes'
  | 'signInMonths'

export type Flaw = 'missing' | 'long' | 'characters' | 'shape' | 'checkDigit' | 'range'

export interface FieldRule {
  readonly name: FieldName
  readonly max: number
  readonly required?: boolean
  readonly rows?: number
  /** Whole number within bounds. */
  readonly range?: readonly [least: number, most: number]
  readonly shape?: { test(text: string): boolean }
  readonly tidy?: (text: string) => string
  readonly check?: (text: string) => boolean
}

/** One rule for every form; a shape is what the rules of a field know. */
export const emailShape = { test: (text: string): boolean => 'value' in readEmail(text) }

export const forms: Readonly<Record<FormKey, readonly FieldRule[]>> = {
  spoldzielnia: [
    { name: 'name', max: 200, required: true },
    { name: 'street', max: 120 },
    { name: 'postalCode', max: 6, shape: /^\d{2}-\d{3}$/, tidy: (text) => text.replace(/^(\d{2})(\d{3})$/, '$1-$2') },
    { name: 'city', max: 80 },
    { name: 'phone', max: 60, shape: /^[+\d][\d\s()./-]{2,}( ?wew\.? ?\d+)?$/i },
    { name: 'email', max: 254, shape: emailShape },
    { name: 'officeHours', max: 300 },
    { name: 'mapUrl', max: 300, shape: /^https:\/\/[^\s"<>]+$/ },
    { name: 'nip', max: 20, tidy: registerDigits, check: isValidNip },
    { name: 'regon', max: 20, tidy: registerDigits, check: isValidRegon },
    { name: 'krs', max: 20, tidy: registerDigits, check: isValidKrs },
  ],
  teksty: [
    { name: 'dataProtectionClause', max: 10_000, rows: 14 },
    { name: 'messageLegalNote', max: 2_000, rows: 5 },
  ],
  loginy: [
    { name: 'loginPattern', max: 60 },
    { name: 'startingCodeDays', max: 2, required: true, range: [1, 60] },
  ],
  limity: [
    { name: 'residentIdleMinutes', max: 2, required: true, range: [5, 60] },
    { name: 'staffIdleMinutes', max: 2, required: true, range: [5, 30] },
    { name: 'signInMonths', max: 2, required: true, range: [6, 24] },
  ],
}

export type Values = Readonly<Record<string, string>>

/** Control characters; an end of line is fine where several lines are. */
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const controlAndLines = /[\u0000-\u001f\u007f]/

/** The value as it is stored, or what is wrong with what was typed. */
export function readField(rule: FieldRule, typed: string): { readonly value: string } | { readonly flaw: Flaw } {
  const plain = typed.replaceAll('\r\n', '\n').trim()
  const value = plain === '' ? '' : (rule.tidy?.(plain) ?? plain)
  if ((rule.rows === undefined ? controlAndLines : control).test(plain)) return { flaw: 'characters' }
  if (value === '') return rule.required ? { flaw: 'missing' } : { value }
  if ([...value].length > rule.max) return { flaw: rule.range ? 'range' : 'long' }
  if (rule.range) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    return number >= rule.range[0] && number <= rule.range[1] ? { value: String(number) } : { flaw: 'range' }
  }
  if (rule.shape && !rule.shape.test(value)) return { flaw: 'shape' }
  if (rule.check && !rule.check(value)) return { flaw: 'checkDigit' }
  return { value }
}

export interface Read<Name extends string = string> {
  readonly values: Readonly<Record<Name, string>>
  readonly flaws: readonly { readonly field: Name; readonly flaw: Flaw }[]
}

/** A whole form read by its rules. */
export function readForm(rules: readonly FieldRule[], typed: Values): Read<FieldName> {
  const values = {} as Record<FieldName, string>
  const flaws: { field: FieldName; flaw: Flaw }[] = []
  for (const rule of rules) {
    const read = readField(rule, typed[rule.name] ?? '')
    if ('flaw' in read) flaws.push({ field: rule.name, flaw: read.flaw })
    else values[rule.name] = read.value
  }
  return { values, flaws }
}

/** Which fields a save changes. */
export const changedFields = (before: Values, after: Values): string[] =>
  Object.keys(after).filter((name) => before[name] !== after[name])

export interface Settings {
  readonly version: number
  readonly values: Values
  readonly accentColor: string
  readonly hasLogo: boolean
}

export interface Change {
  readonly at: number
  readonly by: string | null
  readonly action: string
  readonly details: { readonly page?: string; readonly fields?: readonly string[] }
}

/** `#0b5a6f`, however it was typed; undefined when it is no colour. */
export function readColour(typed: string): string | undefined {
  const digits = typed.trim().toLowerCase().replace(/^#/, '')
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join('')}`
  return undefined
}

export const logoLimits = { bytes: 200 * 1024, pixels: 2000 } as const
