import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asAdministrator } from '#platform/db/open.ts'
import { withWorld } from '../every-route/world.ts'
import { prepareAsking } from './ask.ts'
import { differences, reachedOf, tablesOf } from './check.ts'
import { reach, residentsSee } from './rules.ts'

const world = await withWorld()
const { admin, names } = world.portal

test('everybody sees of each table the rows that are theirs, asked past the application', async (t) => {
  await asAdministrator(admin, async (client) => {
    await client.query(`set search_path to ${names.schema}, pg_temp`)
    await prepareAsking(client, names)
    const tables = await tablesOf(client, world, { writing: false })
    const known = new Set(tables.map(({ name }) => name))
    assert.deepEqual(
      [...Object.keys(reach), ...Object.keys(residentsSee)].filter((name) => !known.has(name)),
      [],
    )
    assert.deepEqual(
      tables.filter(({ rows }) => rows === 0).map(({ name }) => name),
      [],
      'an empty table proves nothing',
    )
    const reached = await reachedOf(client, world, tables)
    assert.deepEqual(
      tables.flatMap((table) => differences(table, reached.get(table.name)!)),
      [],
    )

    const messages = tables.find(({ name }) => name === 'messages')!
    const opened = await reachedOf(client, world, [messages], (root) =>
      root.query('alter policy own_rows on messages using (true)'),
    )
    assert.ok(differences(messages, opened.get('messages')!).length > 5, 'an open policy is seen')
    t.diagnostic(`${tables.length} tables`)
  })
})
