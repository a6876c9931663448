import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withImport } from './import.testkit.ts'
import { reportProgress } from './progress.ts'
import { asOnlyImport, inTransaction } from './session.ts'

const night = await withImport()
after(night.cleanUp)
const read = () =>
  night.asRoot(
    async (client) =>
      (await client.query('select stage, rows_done as done, rows_total as total from deliveries')).rows[0],
  )
const soon = async (stage: string) => {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const row = await read()
    if (row.stage === stage) return row
    await sleep(10)
  }
  throw new Error(`never ${stage}`)
}

test('the office sees how far an import is, and it never waits for that', async () => {
  const id = await night.asRoot(
    async (client) =>
      (
        await client.query(
          `insert into deliveries (sha256, state) values ('${'a'.repeat(64)}', 'checking') returning id`,
        )
      ).rows[0].id,
  )
  const stop = new AbortController()
  let moment = { stage: 'check', rowsDone: 10 as number | null, rowsTotal: 40 as number | null }
  const watching = reportProgress(night.parts.db, id, () => moment, stop.signal, 10)
  const row = await soon('check')
  assert.deepEqual([Number(row.done), Number(row.total)], [10, 40])
  // The import's own transaction holds the row: the moment is skipped, nobody waits.
  await asOnlyImport(night.parts.db, 'test', 5_000, (client) =>
    inTransaction(client, async () => {
      await client.query('update deliveries set sequence = 7 where id = $1', [id])
      moment = { stage: 'write', rowsDone: null, rowsTotal: null }
      await sleep(100)
      assert.equal((await read()).stage, 'check')
    }),
  )
  moment = { stage: 'letters', rowsDone: null, rowsTotal: null }
  await soon('letters')
  stop.abort()
  await watching
})
