import { z } from 'zod'
import { parseTypedDate } from '#kernel/dates.ts'

/** Text a person typed: trimmed, without control characters, not longer than `max` characters. */
export function text(max: number): z.ZodType<string> {
  return z
    .string('Podaj jedną wartość.')
    .max(max, `Najwyżej ${max} znaków.`)
    .refine(
      (value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value),
      'Tekst zawiera niedozwolone znaki.',
    )
    .transform((value) => value.trim())
}

/** An id of the accounting system, in an address. Whatever cannot be one is a page that does not exist. */
export const id: z.ZodType<string> = z.string().regex(/^[^\u0000-\u001f\u007f]{1,64}$/)

/** A date in an address or a date field, `2026-11-30` or as people type it, `30.11.2026`; an empty field is no date. */
export const optionalDate: z.ZodType<string | undefined> = z
  .string('Podaj jedną datę.')
  .optional()
  .transform((value, context) => {
    if (value === undefined || value === '') return undefined
    const day = parseTypedDate(value)
    if (day !== undefined) return day
    context.addIssue({ code: 'custom', message: 'Podaj datę, na przykład 30.11.2026.' })
    return z.NEVER
  })

/** A month in an address, `2026-11`. */
export const optionalMonth: z.ZodType<string | undefined> = z
  .string('Podaj jeden miesiąc.')
  .optional()
  .transform((value, context) => {
    if (value === undefined || value === '') return undefined
    if (/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(value)) return value
    context.addIssue({ code: 'custom', message: 'Podaj miesiąc, na przykład 2026-11.' })
    return z.NEVER
  })

/** A choice from a list; an empty field is no choice. */
export function optionalChoice<const T extends string>(values: readonly T[]): z.ZodType<T | undefined> {
  return z
    .string('Wybierz jedną wartość.')
    .optional()
    .transform((value, context) => {
      if (value === undefined || value === '') return undefined
      const found = values.find((candidate) => candidate === value)
      if (found !== undefined) return found
      context.addIssue({ code: 'custom', message: 'Wybierz wartość z listy.' })
      return z.NEVER
    })
}

/** An id as a filter: an empty field is no filter. */
export const optionalId: z.ZodType<string | undefined> = z
  .string('Wybierz jedną wartość.')
  .max(64, 'Wybierz wartość z listy.')
  .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), 'Wybierz wartość z listy.')
  .optional()
  .transform((value) => (value === '' ? undefined : value))

/** Page number of a long list, from 1; none = the page decides which end it shows first. */
export const optionalPage: z.ZodType<number | undefined> = z
  .string('Podaj jedną stronę.')
  .regex(/^[1-9]\d{0,4}$/, 'Podaj numer strony.')
  .transform(Number)
  .optional()

/** The same for a list that starts with its first page. */
export const pageNumber: z.ZodType<number> = optionalPage.transform((page) => page ?? 1)

export const nothing = z.object({})
