/** Where settings come from, and that secrets come from files which only their owner reads. */
import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { ConfigurationError, type Setting } from './settings.ts'

/** Addresses that may hold a password; each can also stand alone in a file, named by the variable with `_FILE` behind it. */
const addresses = ['DATABASE_URL', 'EBOK_SMTP_URL', 'EBOK_IMAP_URL'] as const

export const fileSettings: readonly Setting[] = [
  {
    name: 'EBOK_SETTINGS_FILE',
    standard: '',
    says: 'File with the settings of this page, a line `NAME=value` each; readable only by its owner (0600). A variable of the environment counts more.',
  },
  ...addresses.map((name) => ({
    name: `${name}_FILE`,
    standard: '',
    says: `File that holds \`${name}\` alone; readable only by its owner (0600 or 0400).`,
  })),
]

type Env = Record<string, string | undefined>

/**
 * The environment with what its settings file and the files of its secrets hold. `known` are all variables there are.
 * @throws ConfigurationError naming a file that others can read, a variable nobody knows, a password outside of a file.
 */
export function withSettingsFiles(env: Env, known: ReadonlySet<string>): Env {
  for (const name of addresses) assertNoPassword(name, env[name])
  const path = env.EBOK_SETTINGS_FILE
  const settings = path === undefined || path === '' ? {} : readSettingsFile(path, known)
  const all: Env = { ...settings, ...env }
  for (const name of addresses) {
    const file = all[`${name}_FILE`]
    if (file === undefined || file === '') continue
    if (all[name] !== undefined && all[name] !== '')
      throw new ConfigurationError(`${name}: ustaw albo ${name}, albo ${name}_FILE, nie oba`)
    all[name] = readSecretFile(`${name}_FILE`, file).trim()
  }
  return all
}

function readSettingsFile(path: string, known: ReadonlySet<string>): Env {
  const settings = parseEnv(readSecretFile('EBOK_SETTINGS_FILE', path))
  const foreign = Object.keys(settings).filter((name) => !known.has(name) || name === 'EBOK_SETTINGS_FILE')
  if (foreign.length > 0)
    throw new ConfigurationError(
      `${path}: nie ma takich ustawień: ${foreign.join(', ')}. Spis jest w docs/configuration.md.`,
    )
  return settings
}

/** @throws ConfigurationError saying what to type when others may read it. */
function readSecretFile(variable: string, path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new ConfigurationError(`${variable}: nie ma pliku ${path}`)
  if ((found.mode & 0o077) !== 0)
    throw new ConfigurationError(`${variable}: ${path} mogą czytać inne konta. Wpisz: chmod 600 ${path}`)
  return readFileSync(path, 'utf8')
}

function assertNoPassword(name: string, value: string | undefined): void {
  if (value === undefined || !URL.canParse(value) || new URL(value).password === '') return
  throw new ConfigurationError(
    `${name}: hasło w zmiennej środowiska widać z zewnątrz (systemctl show, docker inspect). Wpisz adres do pliku z prawami 600 i ustaw ${name}_FILE=ścieżka.`,
  )
}
