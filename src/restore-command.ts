import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import type { Ended } from './backup/after-restore.ts'
import { readKeyFile } from './backup/key.ts'
import { type Restored, restore } from './backup/restore.ts'
import { readBackupSettings } from './backup/settings.ts'
import { Told } from './backup/told.ts'
import { keyFileOf } from './backup-command.ts'
import { asText, examine } from './doctor-command.ts'
import type { Io } from './io.ts'

const usage = `Użycie: ebok restore PLIK_KOPII [--key-file PLIK]

Robi z kopii działającą instalację w pustym miejscu: w katalogu EBOK_DATA_DIR, a przy zewnętrznej bazie także w pustym schemacie.
Sprawdza całą kopię, wczytuje ją, porównuje każdy wiersz z kopią, aktualizuje schemat do tego programu i uruchamia ebok doctor.

Kod wyjścia: 0 przywrócone, 1 nie udało się albo coś wymaga działania, 2 złe polecenie.`

/** What the doctor says of a copy of an earlier day is news of that day, not of the restore. */
const ofThatDay = new Set(['ostatnia dostawa', 'stan ostatniej dostawy', 'kopia zapasowa'])

/** `ebok restore`: a working installation of one file. */
export async function restoreCommand(args: string[], io: Io): Promise<number> {
  const options = { 'key-file': { type: 'string' }, help: { type: 'boolean', default: false } } as const
  let asked: ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: typeof options }>>
  try {
    asked = parseArgs({ args, allowPositionals: true, options })
  } catch {
    io.err(usage)
    return 2
  }
  if (asked.values.help) {
    io.out(usage)
    return 0
  }
  const [given] = asked.positionals
  if (given === undefined || asked.positionals.length > 1) {
    io.err(usage)
    return 2
  }
  const path = resolve(given)
  if (!existsSync(path)) throw new Told(`Nie ma pliku ${path}.`)
  const config = readConfig(process.env)
  const words = readKeyFile(keyFileOf(asked.values['key-file'], readBackupSettings(process.env).keyFile))
  const log = createLog({ clock: systemClock, level: config.logLevel })
  io.out(restoredText(await restore(config, log, { path, words })))
  const findings = await examine(process.env)
  io.out(`\n${asText(findings)}`)
  return findings.some(({ name, state }) => state === 'failure' && !ofThatDay.has(name)) ? 1 : 0
}

function restoredText({ manifest, tables, rows, ended }: Restored): string {
  return [
    `Przywrócono stan z ${formatDateTime(Date.parse(manifest.createdAt))} (e-BOK ${manifest.version}).`,
    `Porównano z kopią: ${countOf(tables, 'tabela', 'tabele', 'tabel')}, ${countOf(rows, 'wiersz', 'wiersze', 'wierszy')}, bez różnic.`,
    '',
    ...endedText(ended),
    '',
    'Czego kopia nie wie, bo stało się później: nowe hasła, blokady loginów, wyłączone tokeny i kalendarze, wiadomości, dostawy.',
    'Co z tym zrobić, jest w docs/operate.md, „Po przywróceniu kopii”.',
  ].join('\n')
}

function endedText({ sessions, codes, mails, jobs }: Ended): string[] {
  return [
    `Wylogowani: ${sessions}. Każdy loguje się jeszcze raz.`,
    `Nieużyte kody startowe i linki, które przestały działać: ${codes}. Nowe wydaje biuro.`,
    `E-maile, o których nie wiadomo, czy już wyszły: ${mails}. Żaden nie pójdzie sam drugi raz. Biuro widzi je w portalu i może wysłać.`,
    `Przerwane zadania: ${jobs}. Biuro zleca je jeszcze raz, jeśli są potrzebne.`,
  ]
}
