import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { StillWritten } from './receive/source.ts'
import type { Reason } from './report.ts'

const diskFull = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** What to tell a person about an error no delivery causes. */
export function failureReason(error: unknown): Reason {
  const { code, path, message } = error as { code?: string; path?: string; message?: string }
  if (code !== undefined && diskFull.has(code)) return 'diskFull'
  if (error instanceof DatabaseUnavailable) return 'databaseGone'
  if (error instanceof StillWritten) return 'stillWritten'
  // Node's file errors name a path; errors of the connection share their codes but have none.
  const broken = /^(08|57P)|^E(PIPE|CONN)/.test(code ?? '') || /Connection terminated|not queryable/.test(message ?? '')
  return broken && path === undefined ? 'databaseGone' : 'programError'
}
