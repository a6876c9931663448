import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigurationError, readSettings, timeOfDay, whole } from '#platform/settings.ts'

/** The sentences stand in docs/configuration.md, which is made from them. */
export const backupSettings = z.object({
  EBOK_BACKUP_TO: z
    .string()
    .optional()
    .describe(
      'Folder for the daily encrypted copy of the whole installation; another disk or a mounted network folder. Empty = copies are made only by `ebok backup FOLDER`.',
    ),
  EBOK_BACKUP_KEY_FILE: z
    .string()
    .optional()
    .describe(
      'File with the key of the copies, readable only by its owner (0600); `ebok backup --new-key FILE` makes one. Keep the key outside of this machine as well.',
    ),
  EBOK_BACKUP_AT: timeOfDay.default('04:30').describe('Warsaw time of the daily copy.'),
  EBOK_BACKUP_KEEP: whole.min(1).max(1000).default(14).describe('So many copies stay in the folder.'),
})

export interface BackupSettings {
  /** Folder of the copies; none = only the command makes them. */
  readonly folder: string | undefined
  readonly keyFile: string | undefined
  /** Warsaw's wall clock. */
  readonly at: string
  readonly keep: number
}

/** @throws ConfigurationError */
export function readBackupSettings(env: Record<string, string | undefined>): BackupSettings {
  const set = readSettings(backupSettings, env)
  if (set.EBOK_BACKUP_TO !== undefined && set.EBOK_BACKUP_KEY_FILE === undefined)
    throw new ConfigurationError('EBOK_BACKUP_TO potrzebuje EBOK_BACKUP_KEY_FILE: kopia jest zawsze zaszyfrowana.')
  return {
    folder: set.EBOK_BACKUP_TO === undefined ? undefined : resolve(set.EBOK_BACKUP_TO),
    keyFile: set.EBOK_BACKUP_KEY_FILE === undefined ? undefined : resolve(set.EBOK_BACKUP_KEY_FILE),
    at: set.EBOK_BACKUP_AT,
    keep: set.EBOK_BACKUP_KEEP,
  }
}
