import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'

/** Addresses that take fields nobody named: whatever a form brings besides would reach the page, or be refused and tell what exists. */
const openOnes = (asked: readonly Pick<Route, 'method' | 'path' | 'params'>[]): string[] =>
  asked
    .filter(({ params }) => !(params instanceof z.ZodObject && params.def.catchall === undefined))
    .map(({ method, path }) => `${method} ${path}`)

test('each address takes the fields it names, and drops whatever else is sent', () => {
  assert.ok(routes.length > 200)
  assert.deepEqual(openOnes(routes), [])
})

test('an address that takes everything is seen: the check can fail', () => {
  const loose = [
    z.looseObject({}),
    z.looseObject({}).transform((all) => all),
    z.object({}).catchall(z.string()),
    z.any(),
  ]
  for (const params of loose) assert.equal(openOnes([{ method: 'POST', path: '/x', params }]).length, 1)
})
