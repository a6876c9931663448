import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IsoDate } from '#kernel/dates.ts'
import { sniff } from '#platform/http/sniff.ts'
import { withDatabase } from '#test/harness/database.ts'
import { seedDocuments } from './documents.ts'

const store = await withDatabase()
const seed = () => store.asRoot((client) => seedDocuments({ client, today: '2026-11-23' as IsoDate }))

test('without books there is nobody to publish for, and nothing is published', async () => {
  await assert.rejects(seed(), /books/)
})

test('thirty documents of every category and audience, with whole PDF files; a second start adds none', async (t) => {
  await store.asRoot((client) =>
    client.query(`
      insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
        values ('B1', 'N1', 'Lipowa', '4', '00-001', 'Miasto', 1);
      insert into premises_versions (id, building_id, staircase, number, kind, usable_area_m2, from_publication)
        values ('L0001', 'B1', 'A', '1', 'dwelling', 48.5, 1);
      update published_state set publication_id = 1, as_of = now(), published_at = now()`),
  )
  const started = performance.now()
  assert.equal(await seed(), 30)
  const elapsed = performance.now() - started
  assert.equal(await seed(), 0)
  await store.asRoot(async (client) => {
    const counts = await client.query(
      `select count(*)::int as documents, count(distinct category)::int as categories, count(distinct audience)::int as audiences,
              count(*) filter (where asks_acceptance)::int as asking from archive_documents`,
    )
    assert.deepEqual(counts.rows[0], { documents: 30, categories: 6, audiences: 7, asking: 1 })
    const files = await client.query<{ content: Buffer }>('select content from stored_files')
    for (const { content } of files.rows) assert.equal(sniff(content), 'pdf')
    const largest = Math.max(...files.rows.map(({ content }) => content.length))
    t.diagnostic(`${files.rowCount} files, the largest ${Math.round(largest / 1000)} kB, in ${Math.round(elapsed)} ms`)
    assert.equal((await client.query(`select from archive_documents where title ~ '[{}]'`)).rowCount, 0)
  })
})
