import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { confirmDelivery, readStatus, refuseDelivery, rollBackPublication } from './decisions.ts'
import { bookCharge, copyOf, smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'

const night = await withImport({ EBOK_IMPORT_KEEP_PUBLICATIONS: '3' })
after(night.cleanUp)

const evening = (day: number) => `2026-11-${String(day).padStart(2, '0')}T20:00:00+01:00`
const whole = smallBooks(100)
/** The last three households are missing: 3 % of everything. */
const shrunken = smallBooks(97)
const fingerprints = new Map<number, string>()

async function publish(sequence: number, books = whole): Promise<void> {
  const outcome = await night.deliver({ sequence, asOf: evening(sequence), books })
  assert.equal(outcome.state, 'published', JSON.stringify(outcome.report))
  fingerprints.set(outcome.publicationId!, await night.fingerprint())
}

const leftovers = () =>
  night.asRoot(async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as rows from premises_versions v, published_state s
        where v.from_publication > s.publication_id or v.to_publication between s.publication_id + 1 and 2147483646`,
    )
    return rows[0].rows
  })

test('a delivery that drops 3 % waits, unseen, until somebody confirms it', async () => {
  await publish(1)
  const outcome = await night.deliver({ sequence: 2, asOf: evening(2), books: shrunken })
  assert.equal(outcome.state, 'waiting')
  assert.deepEqual(
    outcome.report.brake?.map(({ measure }) => measure),
    ['premises', 'bookings', 'money'],
  )
  assert.equal(await night.fingerprint(), fingerprints.get(1))
  assert.deepEqual(night.told.at(-1), { kind: 'waiting', delivery: outcome.deliveryId })
  const confirmed = await confirmDelivery(night.parts, outcome.deliveryId!, 'Księgowa Próbna')
  assert.ok(
    'done' in confirmed && confirmed.done.state === 'published' && confirmed.done.report.by === 'Księgowa Próbna',
  )
  assert.equal((await night.seen('premises')).length, 97)
  fingerprints.set(2, await night.fingerprint())
  assert.deepEqual(await confirmDelivery(night.parts, outcome.deliveryId!, 'x'), { refused: 'notWaiting' })
})

test('refused, it leaves no trace in the tables, and the next delivery is compared with the published state', async () => {
  await publish(3)
  const outcome = await night.deliver({ sequence: 4, asOf: evening(4), books: shrunken })
  assert.equal(outcome.state, 'waiting')
  assert.notEqual(await leftovers(), 0)
  const refused = await refuseDelivery(night.parts, outcome.deliveryId!.slice(0, 8), 'Księgowa Próbna')
  assert.ok('done' in refused && refused.done.state === 'refused')
  assert.equal(await leftovers(), 0)
  assert.equal(await night.fingerprint(), fingerprints.get(3))
  assert.deepEqual(await refuseDelivery(night.parts, 'ffffffff', 'x'), { refused: 'unknownDelivery' })
})

test('a newer good delivery takes the place of one that waits', async () => {
  const waiting = await night.deliver({ sequence: 5, asOf: evening(5), books: shrunken })
  assert.equal(waiting.state, 'waiting')
  const books = copyOf(whole)
  bookCharge(books, 'A0001', 'E-5', 1_00)
  await publish(6, books)
  assert.equal((await night.seen('premises')).length, 100)
  assert.deepEqual(await confirmDelivery(night.parts, waiting.deliveryId!, 'x'), { refused: 'notWaiting' })
})

test('rows of a run that died between writing and publishing never appear with a later publication', async () => {
  const { publicationId } = await readStatus(night.parts)
  const before = await night.fingerprint()
  const books = copyOf(shrunken)
  bookCharge(books, 'A0003', 'E-lost', 3_00)
  const written = await night.deliver({ sequence: 6, asOf: evening(6), books })
  assert.equal(written.state, 'waiting')
  // What waits has written everything and shown nothing; a killed run leaves the same, in the state it had then.
  await night.asRoot((client) =>
    client.query(`update deliveries set state = 'checking' where id = $1`, [written.deliveryId]),
  )
  assert.equal(await night.fingerprint(), before)
  assert.notEqual(await leftovers(), 0)
  const next = copyOf(whole)
  bookCharge(next, 'A0004', 'E-next', 4_00)
  const outcome = await night.deliver({ sequence: 6, asOf: evening(6), books: next })
  assert.equal(outcome.publicationId, publicationId + 1)
  fingerprints.set(publicationId + 1, await night.fingerprint())
  const entries = (await night.seen('entries')).map((entry) => entry.id)
  assert.ok(entries.includes('E-next') && !entries.includes('E-lost'))
  assert.equal((await night.seen('premises')).length, 100)
  const dead = (await readStatus(night.parts)).deliveries.find(({ id }) => id === written.deliveryId)
  assert.deepEqual([dead?.state, dead?.report.reason], ['failed', 'interrupted'])
})

test('rolling back shows the publication before, exactly, and the next import works', async () => {
  const { publicationId } = await readStatus(night.parts)
  const back = await rollBackPublication(night.parts, 'Administrator')
  assert.deepEqual({ ...back, asOf: 0 }, { from: publicationId, to: publicationId - 1, asOf: 0 })
  assert.equal(await night.fingerprint(), fingerprints.get(publicationId - 1))
  const books = copyOf(whole)
  bookCharge(books, 'A0002', 'E-6', 2_00)
  await publish(7, books)
  const { publicationId: next } = await readStatus(night.parts)
  assert.equal(next, publicationId + 1, 'a number that was rolled back is not used again')
  const entries = (await night.seen('entries')).map((entry) => entry.id)
  assert.ok(entries.includes('E-6') && !entries.includes('E-5'))
  assert.equal(await leftovers(), 0)
})

test('only the kept publications can be shown again, and what nobody can see is dropped', async () => {
  for (const sequence of [8, 9, 10]) await publish(sequence, sequence % 2 === 0 ? shrunkenByOne() : whole)
  const { publicationId } = await readStatus(night.parts)
  const oldest = await night.asRoot((client) =>
    client.query('select min(to_publication) as closed from premises_versions'),
  )
  assert.ok(oldest.rows[0].closed > publicationId - 2)
  assert.ok('to' in (await rollBackPublication(night.parts, '')))
  assert.equal(await night.fingerprint(), fingerprints.get(publicationId - 1))
  assert.ok('to' in (await rollBackPublication(night.parts, '')))
  assert.equal(await night.fingerprint(), fingerprints.get(publicationId - 2))
  assert.deepEqual(await rollBackPublication(night.parts, ''), { refused: 'pruned' })
})

test('every decision is in the audit chain', async () => {
  const { rows } = await night.asRoot((client) => client.query('select action, details from audit_events order by id'))
  const actions = rows.map(({ action }) => action)
  assert.deepEqual(actions, [
    'import.confirmed',
    'import.refused',
    'import.rolledBack',
    'import.rolledBack',
    'import.rolledBack',
  ])
  assert.equal(rows[0].details.by, 'Księgowa Próbna')
})

const shrunkenByOne = () => smallBooks(99)
