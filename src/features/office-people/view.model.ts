import { formatDateTime } from '#kernel/dates.ts'

/** "14:05" in Warsaw. */
export const warsawTime = (at: number): string => formatDateTime(at).split(', ').at(-1) ?? ''
