import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { type Config, ConfigurationError, platformVariables, readConfig } from './config.ts'
import { packageRoot } from './files.ts'

const page = readFileSync(`${packageRoot()}/docs/configuration.md`, 'utf8')
const documented = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|/gm)].map((match) => [match[1]!, match[2] ?? '']),
)

describe('docs/configuration.md', () => {
  test('names every variable the program reads, and no other', () => {
    const read = new Set<string>()
    for (const path of globSync('src/**/*.ts', { cwd: packageRoot() })) {
      if (/\.(test|testkit|testdata)\.ts$/.test(path)) continue
      const text = readFileSync(`${packageRoot()}/${path}`, 'utf8')
      for (const [name] of text.matchAll(/\b(EBOK_[A-Z_]+|DATABASE_URL)\b/g)) read.add(name)
    }
    assert.deepEqual([...documented.keys()].sort(), [...read].sort())
  })

  test('gives the defaults the program has', () => {
    const standard = readConfig({})
    // What stands on the page, given explicitly, must change nothing.
    const explicit = readConfig(Object.fromEntries(platformVariables.map((name) => [name, documented.get(name)])))
    assert.deepEqual(explicit, standard)
    assert.deepEqual(standard, {
      ...{
        dataDir: resolve('./var'),
        databaseUrl: undefined,
        schema: 'ebok',
        rolePrefix: 'ebok',
        host: '127.0.0.1',
        port: 8080,
        metricsPort: undefined,
      },
      ...{ baseUrl: undefined, trustProxy: false, keptPagesBytes: 33_554_432, dev: false, logLevel: 'info' },
    } satisfies Config)
  })
})

describe('configuration', () => {
  const refused: [string, string][] = [
    ['EBOK_PORT', '99999'],
    ['EBOK_PORT', 'eighty'],
    ['EBOK_PORT', '-1'],
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/x'],
    ['DATABASE_URL', 'hunter2'],
    ['EBOK_SCHEMA', 'x"; drop schema public; --'],
    ['EBOK_SCHEMA', 'Ebok'],
    ['EBOK_ROLE_PREFIX', 'a'.repeat(42)],
    ['EBOK_BASE_URL', 'portal.example.pl'],
    ['EBOK_BASE_URL', 'https://example.pl/ebok'],
    ['EBOK_TRUST_PROXY', 'maybe'],
    ['EBOK_LOG_LEVEL', 'loud'],
  ]
  for (const [name, value] of refused) {
    test(`${name} is refused by name when wrong, and its value is not repeated (${value.slice(0, 20)})`, () => {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error: Error) =>
          error instanceof ConfigurationError && error.message.includes(`${name}:`) && !error.message.includes(value),
      )
    })
  }

  test('says everything that is wrong at once', () => {
    assert.throws(
      () => readConfig({ EBOK_PORT: 'x', EBOK_SCHEMA: '1' }),
      (error: Error) => error.message.includes('EBOK_PORT:') && error.message.includes('EBOK_SCHEMA:'),
    )
  })

  test('an empty variable is an unset one, and an address loses its trailing slash', () => {
    assert.equal(readConfig({ EBOK_PORT: '', DATABASE_URL: '' }).port, 8080)
    assert.equal(readConfig({ EBOK_BASE_URL: 'https://ebok.example.pl/' }).baseUrl, 'https://ebok.example.pl')
  })
})
