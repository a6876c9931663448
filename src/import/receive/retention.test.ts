import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fixedClock } from '#platform/clock.ts'
import { rollBackPublication } from '../decisions.ts'
import { bookCharge, copyOf, rowOf, smallBooks } from '../import.testdata.ts'
import { holdLock, withImport } from '../import.testkit.ts'
import { importDelivery } from '../import.ts'
import { ImportBusy } from '../session.ts'
import { readImportSettings } from '../settings.ts'
import { removeOldDeliveries } from './retention.ts'

const night = await withImport()
after(night.cleanUp)
const day = 24 * 3_600_000
const inbox = join(night.folder, 'inbox')
const settings = readImportSettings(
  { EBOK_INBOX_DIR: inbox, EBOK_IMPORT_KEEP_DELIVERIES: '10', EBOK_IMPORT_KEEP_PUBLICATIONS: '2' },
  night.folder,
)
const importing = { ...night.parts, settings }
const { rawDir } = settings
const inDays = (days: number) => removeOldDeliveries({ ...importing, clock: fixedClock(Date.now() + days * day) })

const books = smallBooks(20)
let sequence = 0
const moment = () => new Date(Date.parse('2026-01-01T20:00:00Z') + sequence * day).toISOString()

test('what a publication that can be shown again was built on stays; what is older goes after its days', async () => {
  const hashes: string[] = []
  const deliver = async (kind: 'full' | 'changes') => {
    sequence += 1
    const before = new Set(existsSync(rawDir) ? readdirSync(rawDir) : [])
    const next = copyOf(books)
    bookCharge(next, 'A0001', `X${sequence}`, 100)
    const part = {
      entries: next.entries.filter((row) => row.id === `X${sequence}`).map((row) => ({ _op: 'upsert', ...row })),
      balances: [{ _op: 'upsert', ...rowOf(next, 'balances', 'A0001') }],
    }
    Object.assign(books, next)
    const outcome = await importDelivery(
      importing,
      night.write({ kind, sequence, asOf: moment(), books: kind === 'full' ? next : part }),
    )
    assert.equal(outcome.state, 'published', JSON.stringify(outcome))
    hashes.push(readdirSync(rawDir).find((name) => !before.has(name))!)
  }
  await deliver('full')
  await deliver('full')
  for (let n = 0; n < 3; n += 1) await deliver('changes')
  const there = () => hashes.map((name) => existsSync(join(rawDir, name)))
  await inDays(5)
  assert.deepEqual(there(), [true, true, true, true, true])
  await inDays(20)
  // Two publications are kept, both of changes on the second full delivery.
  assert.deepEqual(there(), [false, true, true, true, true])
  const { rows } = await night.asRoot((client) =>
    client.query('select raw_removed_at is not null as gone from deliveries order by sequence'),
  )
  assert.deepEqual(
    rows.map(({ gone }) => gone),
    [true, false, false, false, false],
  )
  await deliver('full')
  await deliver('full')
  await inDays(20)
  assert.deepEqual(there(), [false, false, false, false, false, true, true])
  // And back to the one before, which is still whole.
  assert.ok(!('refused' in (await rollBackPublication(importing, 'test'))))
  await inDays(20)
  assert.equal(there()[5], true)
})

test('copies that were killed, unfinished uploads and what was moved aside have their time too', async () => {
  const old = new Date(Date.now() - 3 * day)
  const made = (path: string, when = old) => {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, 'x')
    utimesSync(path, when, when)
    return path
  }
  mkdirSync(join(rawDir, '.incoming-0011'))
  utimesSync(join(rawDir, '.incoming-0011'), old, old)
  const notes = made(join(rawDir, 'notes.txt'), new Date(0))
  const part = made(join(inbox, '.odbierane', 'noc.zip.part'), new Date(Date.now() - 8 * day))
  const fresh = made(join(inbox, '.odbierane', 'nowa.zip.part'))
  const stamp = (days: number) =>
    new Date(Date.now() - days * day).toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z')
  const done = [made(join(inbox, 'done', `${stamp(11)}-noc.zip`)), made(join(inbox, 'done', `${stamp(9)}-noc.zip`))]
  const foreign = made(join(inbox, 'failed', 'ktos-wlozyl.zip'), new Date(0))
  await inDays(0)
  assert.ok(!existsSync(join(rawDir, '.incoming-0011')))
  assert.deepEqual(
    [notes, part, fresh, ...done, foreign].map((path) => existsSync(path)),
    [true, false, true, false, true, true],
  )
})

test('what was found in a wrong place goes with its time; where it was stays', async () => {
  const broken = structuredClone(books)
  broken.premises[0]!.kind = 'Kowalska'
  await importDelivery(importing, night.write({ kind: 'full', sequence: ++sequence, asOf: moment(), books: broken }))
  const listed = async () => {
    const { rows } = await night.asRoot((client) =>
      client.query(`select report #> '{problems,listed,0}' as first from deliveries where state = 'rejected'`),
    )
    return rows.map(({ first: { file, line, value } }) => [file, line, value])
  }
  await inDays(5)
  assert.deepEqual(await listed(), [['premises.csv', 2, 'Kowalska']])
  await inDays(20)
  assert.deepEqual(await listed(), [['premises.csv', 2, undefined]])
})

test('nothing is removed while an import runs', async () => {
  const free = await holdLock(night.parts.db, 'import')
  await assert.rejects(inDays(100), ImportBusy)
  await free()
})
