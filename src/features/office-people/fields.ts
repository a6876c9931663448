import { z } from 'zod'
import { id } from '#platform/http/params.ts'
import type { StaffRole } from '#platform/http/route.ts'

/** Accountants look up whose account it is; logins are the business of those who issue them. */
export const lookers = ['clerk', 'accountant', 'administrator'] as const
export const keepers = ['clerk', 'administrator'] as const
export const seesLogins = (role: StaffRole | null): boolean => role === 'clerk' || role === 'administrator'

export const tab = '/biuro/osoby'
const nobodys = '00000000-0000-0000-0000-000000000000'
/** Whatever cannot be an id of ours is looked for like any other, and is nobody's. */
export const ownId: z.ZodType<string> = id.transform((value) =>
  z.uuid().safeParse(value).success ? value.toLowerCase() : nobodys,
)
export const loginId = ownId
