import assert from 'node:assert/strict'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { temporaryFolder } from '#test/harness/folders.ts'
import { ConfigurationError } from './settings.ts'
import { withSettingsFiles } from './settings-file.ts'

const folder = temporaryFolder('ustawienia')
after(() => rmSync(folder, { recursive: true, force: true }))
const known = new Set([
  'EBOK_PORT',
  'EBOK_SCHEMA',
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'EBOK_SMTP_URL',
  'EBOK_SMTP_URL_FILE',
])
const secret = 'postgres://ebok:bardzo-tajne@127.0.0.1/ebok'

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

function refused(env: Record<string, string>, says: RegExp): void {
  assert.throws(
    () => withSettingsFiles(env, known),
    (error: Error) =>
      error instanceof ConfigurationError && says.test(error.message) && !error.message.includes('tajne'),
  )
}

test('a file gives settings, the environment counts more, comments and quotes are understood', () => {
  const path = file('a', `# uwaga\nEBOK_PORT=9000\nEBOK_SCHEMA="druga"\n\nDATABASE_URL=${secret}\n`)
  const env = withSettingsFiles({ EBOK_SETTINGS_FILE: path, EBOK_PORT: '9001' }, known)
  assert.deepEqual([env.EBOK_PORT, env.EBOK_SCHEMA, env.DATABASE_URL], ['9001', 'druga', secret])
  assert.deepEqual(withSettingsFiles({ EBOK_PORT: '1' }, known), { EBOK_PORT: '1' })
})

test('a secret stands in a file of its own, named in the environment or in the settings file', () => {
  const own = file('url', `${secret}\n`, 0o400)
  assert.equal(withSettingsFiles({ DATABASE_URL_FILE: own }, known).DATABASE_URL, secret)
  const path = file('b', `DATABASE_URL_FILE=${own}\n`)
  assert.equal(withSettingsFiles({ EBOK_SETTINGS_FILE: path }, known).DATABASE_URL, secret)
})

test('a file others can read is refused with what to type, whatever is in it', () => {
  for (const mode of [0o644, 0o640, 0o604, 0o660]) {
    const path = file('c', 'EBOK_PORT=9000\n', mode)
    refused({ EBOK_SETTINGS_FILE: path }, /EBOK_SETTINGS_FILE: .*chmod 600/)
    refused({ DATABASE_URL_FILE: file('d', secret, mode) }, /DATABASE_URL_FILE: .*chmod 600/)
  }
  refused({ EBOK_SETTINGS_FILE: join(folder, 'brak') }, /nie ma pliku/)
})

test('a password in the environment is refused, an address without one is not', () => {
  refused({ DATABASE_URL: secret }, /DATABASE_URL: .*DATABASE_URL_FILE/)
  refused({ EBOK_SMTP_URL: 'smtp://a:tajne@poczta.example' }, /EBOK_SMTP_URL: /)
  assert.doesNotThrow(() => withSettingsFiles({ DATABASE_URL: 'postgres://ebok@localhost/ebok' }, known))
})

test('a name nobody knows in the file is a typing error, two places for one secret are one too many', () => {
  refused({ EBOK_SETTINGS_FILE: file('e', 'EBOK_PROT=9000\n') }, /EBOK_PROT/)
  refused({ EBOK_SETTINGS_FILE: file('f', `PATH=/x\n`) }, /PATH/)
  const own = file('g', secret)
  refused({ DATABASE_URL: 'postgres://ebok@localhost/ebok', DATABASE_URL_FILE: own }, /nie oba/)
})
