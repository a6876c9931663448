import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cycle, demoFiles, forbidden, importsOf, orphans, sourceFiles, undeclaredPackages } from './imports.ts'

const paths = sourceFiles()
const imports = paths.flatMap((path) => importsOf(path))

test('imports keep to the rules of the house', () => {
  assert.ok(paths.length > 50, 'the check must see the sources')
  assert.deepEqual(forbidden(imports), [])
})

test('no file imports itself in a circle', () => {
  assert.deepEqual(cycle(imports), [])
})

test('no file is left that nothing uses', () => {
  const demo = demoFiles().flatMap((path) => importsOf(path))
  assert.deepEqual(orphans(paths, [...imports, ...demo]), [])
})

test('production uses only packages installed for production', () => {
  assert.deepEqual(undeclaredPackages(imports), [])
})

test('the check can fail: planted imports are found', () => {
  const planted = [
    ['src/kernel/money.ts', "import { readFileSync } from 'node:fs'", 'kernel is pure: kernel only'],
    ['src/platform/log.ts', "import { Notice } from '#ui/components.ts'", 'platform: kernel and packages'],
    ['src/features/accounts/accounts.model.ts', "import pg from 'pg'", 'models are pure'],
    ['src/features/accounts/accounts.view.tsx', "import { statement } from '#platform/db/database.ts'", 'views draw'],
    [
      'src/features/accounts/accounts.queries.ts',
      "import { x } from '#features/charges/charges.model.ts'",
      'slices meet only in public.ts',
    ],
    [
      'src/import/publish.ts',
      "import { x } from '#features/login/public.ts'",
      'import: kernel and platform, never features',
    ],
    ['src/serve.ts', "import { x } from '#test/harness/database.ts'", 'no test code in production'],
  ] as const
  for (const [path, text, rule] of planted) {
    const found = forbidden(importsOf(path, text)).map((finding) => finding.rule)
    assert.ok(found.includes(rule), `${path}: ${text} should break "${rule}", broke ${JSON.stringify(found)}`)
  }
  assert.equal(cycle([...imports, { from: 'src/kernel/digits.ts', to: 'src/app.ts' }]).length > 1, true)
  assert.deepEqual(orphans(['src/kernel/alone.ts'], []), ['src/kernel/alone.ts'])
  assert.deepEqual(undeclaredPackages([{ from: 'src/x.ts', to: 'npm:left-pad' }]), ['left-pad'])
})
