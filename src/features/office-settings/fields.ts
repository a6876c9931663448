import { z } from 'zod'

/** Where everything here stands and who may use it. */
export const here = { area: 'office', roles: ['administrator'] } as const

/** Fields are taken as they come and judged by us: a form with a mistake comes back with everything that was typed. */
export const field = z
  .string()
  .max(20_000)
  .optional()
  .transform((value) => value ?? '')

/** The version a form was filled from; whatever cannot be one is older than all. */
export const versionField = z.coerce.number().int().min(0).max(2_000_000_000).catch(0)
