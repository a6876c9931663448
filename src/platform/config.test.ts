import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readConfig } from './config.ts'
import { ConfigurationError } from './settings.ts'

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
    ['EBOK_SECURITY_CONTACT', 'javascript:alert(1)'],
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
