import { resolve } from 'node:path'
import { z } from 'zod'

const empty = (value: unknown) => (value === '' ? undefined : value)

/** Variables of the backup; docs/configuration.md has the sentences. */
const schema = z.object({
  EBOK_BACKUP_TO: z.preprocess(empty, z.string().optional()),
  EBOK_BACKUP_KEY_FILE: z.preprocess(empty, z.string().optional()),
  EBOK_BACKUP_AT: z.preprocess(
    empty,
    z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'godzina w postaci HH:MM')
      .default('04:30'),
  ),
  EBOK_BACKUP_KEEP: z.preprocess(empty, z.coerce.number({ error: 'liczba' }).int().min(1).max(1000).default(14)),
})

export interface BackupSettings {
  /** Folder of the copies; none = only the command makes them. */
  readonly folder: string | undefined
  readonly keyFile: string | undefined
  /** Warsaw's wall clock. */
  readonly at: string
  readonly keep: number
}

/** @throws Error naming the variables that are wrong or missing. */
export function readBackupSettings(env: Record<string, string | undefined>): BackupSettings {
  const parsed = schema.safeParse(env)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`Złe ustawienie kopii zapasowej, opis w docs/configuration.md:\n${lines.join('\n')}`)
  }
  const set = parsed.data
  if (set.EBOK_BACKUP_TO !== undefined && set.EBOK_BACKUP_KEY_FILE === undefined)
    throw new Error('EBOK_BACKUP_TO potrzebuje EBOK_BACKUP_KEY_FILE: kopia jest zawsze zaszyfrowana.')
  return {
    folder: set.EBOK_BACKUP_TO === undefined ? undefined : resolve(set.EBOK_BACKUP_TO),
    keyFile: set.EBOK_BACKUP_KEY_FILE === undefined ? undefined : resolve(set.EBOK_BACKUP_KEY_FILE),
    at: set.EBOK_BACKUP_AT,
    keep: set.EBOK_BACKUP_KEEP,
  }
}

export const backupVariables = Object.keys(schema.shape)
