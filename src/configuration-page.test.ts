import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readImportSettings } from '#import/settings.ts'
import { readConfig } from '#platform/config.ts'
import { packageRoot } from '#platform/files.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { readBackupSettings } from './backup/settings.ts'
import { allSettings, configurationPage } from './configuration-page.ts'

test('docs/configuration.md is what the code says of its settings', () => {
  const written = readFileSync(join(packageRoot(), 'docs', 'configuration.md'), 'utf8')
  assert.equal(written, configurationPage(), 'stale; type: bin/ebok schema --write')
})

test('every variable the sources name is on the page, each once and with a sentence', () => {
  const read = new Set<string>()
  for (const path of globSync('src/**/*.ts', { cwd: packageRoot() })) {
    if (/\.(test|testkit|testdata)\.ts$/.test(path)) continue
    const text = readFileSync(join(packageRoot(), path), 'utf8')
    for (const [name] of text.matchAll(/\b(EBOK_[A-Z_]+[A-Z]|DATABASE_URL)\b/g)) read.add(name)
  }
  const documented = allSettings.map(({ name }) => name)
  assert.deepEqual(
    [...read].filter((name) => !documented.includes(name)),
    [],
  )
  assert.equal(new Set(documented).size, documented.length)
  assert.deepEqual(
    allSettings.filter(({ says }) => says.length < 10),
    [],
  )
})

test('the defaults of the page, given explicitly, change nothing', () => {
  const explicit = Object.fromEntries(allSettings.map(({ name, standard }) => [name, standard]))
  assert.deepEqual(readConfig(explicit), readConfig({}))
  assert.deepEqual(readImportSettings(explicit, '/dane'), readImportSettings({}, '/dane'))
  assert.deepEqual(readMailSettings(explicit), readMailSettings({}))
  assert.deepEqual(readBackupSettings(explicit), readBackupSettings({}))
  assert.deepEqual(
    ['EBOK_PORT', 'EBOK_TRUST_PROXY', 'EBOK_IMPORT_EXPECTED_BY', 'EBOK_IMAP_FOLDER', 'EBOK_SMTP_URL'].map(
      (name) => explicit[name],
    ),
    ['8080', '0', '06:00', 'e-BOK', ''],
  )
})
