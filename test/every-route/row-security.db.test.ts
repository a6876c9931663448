import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPortal } from '#test/harness/portal.ts'
import { runMatrix } from './matrix.ts'
import { withoutApplicationWall } from './walls.ts'

test('row-level security alone holds', async () => {
  const portal = await withPortal()
  await withoutApplicationWall(portal)
  assert.deepEqual((await runMatrix(portal, { onlyAllowed: true })).leaks, [])
})
