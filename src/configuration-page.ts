import { nightSettings } from '#import/settings.ts'
import { databaseSettings, programSettings } from '#platform/config.ts'
import { mailSettings } from '#platform/mail/settings.ts'
import { type Setting, settingsOf } from '#platform/settings.ts'
import { fileSettings } from '#platform/settings-file.ts'
import { backupSettings } from './backup/settings.ts'

const sections: readonly (readonly [title: string, settings: readonly Setting[]])[] = [
  ['The program', settingsOf(programSettings)],
  ['The database', settingsOf(databaseSettings)],
  ['The night', settingsOf(nightSettings)],
  ['Mail', settingsOf(mailSettings)],
  ['The backup', settingsOf(backupSettings)],
  ['Files', fileSettings],
]

/** Every variable the program reads. */
export const allSettings: readonly Setting[] = sections.flatMap(([, settings]) => settings)

const intro = `# Configuration

Generated from the code that reads the settings by \`bin/ebok schema --write\`; never edited by hand.

Nothing is needed to begin: the defaults run one cooperative on one machine with the embedded PostgreSQL. Settings are variables of the
environment, or lines \`NAME=value\` of the file named by \`EBOK_SETTINGS_FILE\`; the environment counts more, and an empty value is none. A
wrong value, and a name the program does not know in that file, stop the program at once with a sentence that names the variable (never its
value, which may hold a password).

**Secrets come from files only.** An address with a password is refused in the environment, where \`systemctl show\` and \`docker inspect\` show it.
It stands in the settings file or in a file of its own (\`…_FILE\`), and the program refuses such a file when others may read it.`

const outro = `## Where things lie

\`<data>/secrets.json\` (random passwords and keys, readable only by the program's user) and \`<data>/database\`. When the program runs as root,
PostgreSQL, which refuses root, runs as a user of its own (id 60918). If others cannot enter the data folder, for example under \`/root\`, the
database lies in \`/var/lib/ebok/instances/…\` with a link from \`<data>/database\`; if they cannot enter the program's folder, the server's
binaries are copied to \`/var/lib/ebok/engine/…\` once per version. Passwords of the roles are set anew from \`secrets.json\` at every start.`

/** docs/configuration.md: one table of every setting, from the code that reads it. */
export function configurationPage(): string {
  const tables = sections.map(([title, settings]) => `## ${title}\n\n${table(settings)}`)
  return `${[intro, ...tables, outro].join('\n\n')}\n`
}

const table = (settings: readonly Setting[]): string =>
  [
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...settings.map(
      ({ name, standard, says }) => `| \`${name}\` | ${standard === '' ? '' : `\`${standard}\` `}| ${says} |`,
    ),
  ].join('\n')
