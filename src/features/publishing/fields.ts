import { z } from 'zod'

/** Fields are taken as they come: a draft may be wrong, and what is wrong comes back with everything that was typed. */
export const typed = z
  .string()
  .max(200_000)
  .optional()
  .transform((value) => value ?? '')

const uuid = z.uuid().optional().catch(undefined)
export const versionField = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .catch(0)

/** What every form of a draft carries beside its own words. */
export const draftFields = {
  wersja: versionField,
  dalej: z.enum(['zapisz', 'odbiorcy', 'podglad']).catch('zapisz'),
  usun: uuid,
  zal1: uuid,
  zal2: uuid,
  zal3: uuid,
  zal4: uuid,
  zal5: uuid,
  zal6: uuid,
  zal7: uuid,
  zal8: uuid,
  zal9: uuid,
  zal10: uuid,
  nazwa1: typed,
  nazwa2: typed,
  nazwa3: typed,
  nazwa4: typed,
  nazwa5: typed,
  nazwa6: typed,
  nazwa7: typed,
  nazwa8: typed,
  nazwa9: typed,
  nazwa10: typed,
} as const

const places = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const
type DraftFields = z.output<z.ZodObject<typeof draftFields>>

/** The titles typed for the attachments that were shown. */
export const titlesOf = (params: DraftFields): readonly { readonly id: string; readonly title: string }[] =>
  places.flatMap((place) => {
    const id = params[`zal${place}`]
    return id === undefined ? [] : [{ id, title: params[`nazwa${place}`] }]
  })
