import { existsSync } from 'node:fs'
import { formatDateTime } from '#kernel/dates.ts'
import { lastBackup } from '../backup/backup.ts'
import { readKeyFile } from '../backup/key.ts'
import type { BackupSettings } from '../backup/settings.ts'
import { type Finding, failure, ok, warning } from './check.ts'

/** A day, and two hours for a copy that takes long. */
const staleAfterMs = 26 * 3_600_000
const name = 'kopia zapasowa'

/** Whether there is a recent copy, and whether the next one could be made. */
export function backupAge(dataDir: string, settings: BackupSettings, now: number): Finding {
  const last = lastBackup(dataDir)
  const says = last === undefined ? 'nie ma żadnej' : `z ${formatDateTime(Date.parse(last.at))}`
  const old = last === undefined || now - Date.parse(last.at) > staleAfterMs
  if (settings.folder === undefined)
    return old
      ? warning(
          name,
          `${says}; codzienna nie jest włączona`,
          'Ustaw EBOK_BACKUP_TO i EBOK_BACKUP_KEY_FILE, potem: ebok backup',
        )
      : ok(name, says)
  readKeyFile(settings.keyFile!)
  if (!existsSync(settings.folder))
    return failure(
      name,
      `${says}; nie ma folderu ${settings.folder}`,
      `Podłącz dysk albo utwórz folder: mkdir -m 700 ${settings.folder}`,
    )
  return old ? failure(name, says, 'ebok backup powie, dlaczego się nie udaje') : ok(name, says)
}
