import { z } from 'zod'

/**
 * A field of a form that answers its own mistakes: what is missing is empty, what is far too long is cut to a length at which it
 * is still too long. A field sent twice is no form of ours.
 */
export function formField(limit: number): z.ZodType<string> {
  return z
    .string('Podaj jedną wartość.')
    .optional()
    .transform((value) => (value ?? '').slice(0, limit))
}

/** A browser that does not come back for 400 days is forgotten; browsers keep no cookie longer. */
export const browserCookieSeconds = 400 * 24 * 3600
