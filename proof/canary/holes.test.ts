import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageRoot } from '#platform/files.ts'
import { everyHole, watchers } from './holes.ts'

/** The titles of the lint's tests stand here. */
const lints = 'test/architecture/catalogue-lint.ts'

test('each hole can still be planted: its text stands in its file once', () => {
  assert.ok(everyHole.length >= 30)
  assert.equal(new Set(everyHole.map(({ name }) => name)).size, everyHole.length)
  for (const { name, watchedBy, plants = [], sql } of everyHole) {
    assert.ok(plants.length > 0 || sql, name)
    const [file, ...titles] = watchedBy
    const texts = [file, lints].map((path) => readFileSync(join(packageRoot(), path), 'utf8'))
    assert.ok(watchers.includes(file), name)
    assert.ok(titles.length > 0, name)
    for (const title of titles)
      assert.ok(
        texts.some((text) => text.includes(`'${title}'`)),
        `${name}: ${title}`,
      )
    for (const { file, from, to } of plants) {
      assert.equal(readFileSync(join(packageRoot(), file), 'utf8').split(from).length - 1, 1, `${name}: ${from}`)
      assert.notEqual(from, to)
    }
  }
})

test('the tests that look for them are there', () => {
  for (const file of watchers) assert.ok(existsSync(join(packageRoot(), file)), file)
})
