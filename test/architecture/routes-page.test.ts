import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { routesPage } from '#src/routes-page.ts'

test('docs/routes.md is the list of routes the program has', () => {
  const written = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8')
  assert.equal(written, routesPage(), 'stale; type: bin/ebok schema --write')
})
