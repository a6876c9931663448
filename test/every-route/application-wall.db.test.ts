import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPortal } from '#test/harness/portal.ts'
import { runMatrix } from './matrix.ts'
import { withoutApplicationWall, withoutRowSecurity } from './walls.ts'

test('the application alone holds', async () => {
  const portal = await withPortal()
  await withoutRowSecurity(portal)
  assert.deepEqual((await runMatrix(portal, { onlyAllowed: true })).leaks, [])
})

test('with both walls gone the matrix sees it: it can fail', async () => {
  const portal = await withPortal()
  await withoutApplicationWall(portal)
  await withoutRowSecurity(portal)
  const { leaks } = await runMatrix(portal, { onlyAllowed: true })
  for (const path of [
    '/rachunki',
    '/rachunki/dokumenty',
    '/rachunki/kartoteka',
    '/rachunki/dokumenty/:id',
    '/rachunki/wplaty/:id',
  ]) {
    assert.ok(
      leaks.some((leak) => leak.includes(` ${path} `)),
      `no leak was seen on ${path}`,
    )
  }
})
