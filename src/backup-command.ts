import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { openRoles, reachServer } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { assertNotRestoring } from '#platform/restoring.ts'
import { openSecrets } from '#platform/secrets.ts'
import { type BackupDone, backup } from './backup/backup.ts'
import { verifyBackup } from './backup/contents.ts'
import { readKeyFile, writeNewKey } from './backup/key.ts'
import { readBackupSettings } from './backup/settings.ts'
import { Told } from './backup/told.ts'
import type { Io } from './io.ts'

const usage = `Użycie: ebok backup [KATALOG] [--keep N] [--key-file PLIK]
        ebok backup --check PLIK_KOPII [--key-file PLIK]
        ebok backup --new-key PLIK

Robi zaszyfrowaną kopię całej instalacji, gdy portal działa: bazę danych, klucze, dostawy, do których można wrócić. Po zapisaniu
czyta kopię od początku do końca i sprawdza każdy bajt. Bez KATALOGU i opcji bierze EBOK_BACKUP_TO, EBOK_BACKUP_KEY_FILE
i EBOK_BACKUP_KEEP.

  --keep N         zostaw w katalogu N najnowszych kopii
  --key-file PLIK  plik z kluczem kopii, czytelny tylko dla właściciela (chmod 600)
  --check PLIK     sprawdź kopię, niczego nie przywracaj
  --new-key PLIK   zrób plik z nowym kluczem

Kod wyjścia: 0 kopia jest zrobiona i sprawdzona, 1 nie udało się, 2 złe polecenie.`

/** `ebok backup`: one encrypted file that `ebok restore` makes an installation of. */
export async function backupCommand(args: string[], io: Io): Promise<number> {
  const options = {
    keep: { type: 'string' },
    'key-file': { type: 'string' },
    check: { type: 'string' },
    'new-key': { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const
  let asked: ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: typeof options }>>
  try {
    asked = parseArgs({ args, allowPositionals: true, options })
  } catch {
    io.err(usage)
    return 2
  }
  const { values, positionals } = asked
  if (values.help) {
    io.out(usage)
    return 0
  }
  if (positionals.length > 1 || (values.keep !== undefined && !/^[1-9]\d{0,2}$/.test(values.keep))) {
    io.err(usage)
    return 2
  }
  if (values['new-key'] !== undefined) {
    writeNewKey(resolve(values['new-key']))
    io.out(newKeyText(values['new-key']))
    return 0
  }
  const settings = readBackupSettings(process.env)
  const words = readKeyFile(keyFileOf(values['key-file'], settings.keyFile))
  if (values.check !== undefined) {
    const { manifest, total } = await verifyBackup(resolve(values.check), words)
    io.out(
      `Kopia jest cała: stan z ${formatDateTime(Date.parse(manifest.createdAt))}, e-BOK ${manifest.version}, ${contentsText(total)}.`,
    )
    return 0
  }
  const folder = positionals[0] ?? settings.folder
  if (folder === undefined) {
    io.err(usage)
    return 2
  }
  const keep =
    values.keep === undefined ? (positionals[0] === undefined ? settings.keep : undefined) : Number(values.keep)
  io.out(doneText(await backupNow(process.env, resolve(folder), words, keep)))
  return 0
}

/** Without migrating: a copy is also what one makes just before a newer program changes the database. */
async function backupNow(
  env: NodeJS.ProcessEnv,
  folder: string,
  words: string,
  keep: number | undefined,
): Promise<BackupDone> {
  const config = readConfig(env)
  if (!existsSync(join(config.dataDir, 'secrets.json')))
    throw new Told(`W ${config.dataDir} nie ma instalacji e-BOK. Czy EBOK_DATA_DIR wskazuje właściwy katalog?`)
  assertNotRestoring(config.dataDir)
  const log = createLog({ clock: systemClock, level: config.logLevel })
  const secrets = openSecrets(config.dataDir)
  const { admin, embedded } = await reachServer(config, secrets, log, { server: 'share' })
  const database = openRoles(admin, { schema: config.schema, rolePrefix: config.rolePrefix }, secrets, log)
  try {
    return await backup({ database, config }, { folder, words, ...(keep === undefined ? {} : { keep }) })
  } finally {
    await database.close()
    await embedded?.stop()
  }
}

/** The key's file from the command or the settings. */
export function keyFileOf(asked: string | undefined, set: string | undefined): string {
  const found = asked === undefined ? set : resolve(asked)
  if (found === undefined)
    throw new Told(
      'Kopia jest zawsze zaszyfrowana: podaj --key-file PLIK albo ustaw EBOK_BACKUP_KEY_FILE. Nowy klucz robi: ebok backup --new-key PLIK',
    )
  return found
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`

const contentsText = ({ tables, files, bytes }: Pick<BackupDone, 'tables' | 'files' | 'bytes'>): string =>
  `${countOf(tables, 'tabela', 'tabele', 'tabel')}, ${countOf(files, 'plik', 'pliki', 'plików')}, ${megabytes(bytes)} danych`

function doneText(done: BackupDone): string {
  const removed = done.removed > 0 ? `\nUsunięto starsze kopie: ${done.removed}.` : ''
  return `Kopia zrobiona i sprawdzona: ${done.path} (${megabytes(done.fileBytes)}; ${contentsText(done)}).${removed}`
}

const newKeyText = (path: string): string => `Nowy klucz jest w ${path}.
Bez niego żadnej kopii nie da się otworzyć. Wydrukuj go albo zapisz w menedżerze haseł, poza tym komputerem.`
