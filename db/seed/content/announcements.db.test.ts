import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { withDatabase } from '#test/harness/database.ts'
import { withPortal } from '#test/harness/portal.ts'
import { seedAnnouncements } from './announcements.ts'

const today = '2026-11-23' as IsoDate

test('without books there is nobody to publish for, and nothing is published', async () => {
  const store = await withDatabase()
  await assert.rejects(
    store.asRoot((client) => seedAnnouncements({ client, today })),
    /books/,
  )
})

test('twelve announcements, current and archived, for all kinds of audience; a second start adds none', async () => {
  // The tests' portal starts with them.
  const portal = await withPortal()
  await portal.asRoot(async (client) => {
    assert.equal(await seedAnnouncements({ client, today }), 0)
    const { rows } = await client.query(
      `select count(*)::int as announcements, count(distinct audience)::int as audiences,
              count(*) filter (where visible_to < '${today}')::int as archived, count(*) filter (where important)::int as important,
              count(*) filter (where title || body ~ '[{}<>]')::int as unfilled from announcements`,
    )
    assert.deepEqual(rows[0], { announcements: 12, audiences: 8, archived: 1, important: 4, unfilled: 0 })
    assert.ok((await client.query('select from announcement_attachments')).rowCount! >= 5)
  })
})
