import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, pdf, withDocuments } from './documents.testkit.ts'

const portal = await withDocuments()
const { get, head, publish } = portal
const person: Person = await portal.signIn('K1')

async function publishFile(title: string, content: Buffer): Promise<string> {
  const { editionId } = await publish({
    title,
    audience: { kind: 'signedIn' },
    edition: { datedOn: '2026-05-05', inForceFrom: '2026-05-05', content },
  })
  return portal.asRoot(async (client) => {
    const { rows } = await client.query('select file_id from archive_editions where id = $1', [editionId])
    return `/dokumenty/pliki/${rows[0].file_id}`
  })
}
const small = pdf('mały')
const large = pdf('duży', 1_700_000)
const smallUrl = await publishFile('Uchwała nr 1/2026 – „święta”', small)
const largeUrl = await publishFile('Statut', large)

test('a file is shown or saved, walled in, under a name that keeps its letters', async () => {
  const shown = await get(smallUrl, person)
  assert.equal(shown.statusCode, 200)
  assert.deepEqual(shown.rawPayload, small)
  assert.equal(shown.headers['content-type'], 'application/pdf')
  assert.equal(shown.headers['x-content-type-options'], 'nosniff')
  assert.equal(shown.headers['cache-control'], 'no-store')
  assert.equal(shown.headers['accept-ranges'], 'bytes')
  assert.equal(shown.headers['content-length'], String(small.length))
  assert.match(String(shown.headers['content-security-policy']), /default-src 'none'.*sandbox$/)
  const name = encodeURIComponent('Uchwała nr 1 2026 – „święta”.pdf')
  assert.equal(
    shown.headers['content-disposition'],
    `inline; filename="Uchwa_a_nr_1_2026_____wi_ta_.pdf"; filename*=UTF-8''${name}`,
  )
  const saved = await get(`${smallUrl}/pobierz`, person)
  assert.match(String(saved.headers['content-disposition']), new RegExp(`^attachment; .*${name.replace('(', '\\(')}$`))
  assert.match(String(saved.headers['content-security-policy']), /sandbox$/)
})

test('a large file comes whole, in pieces', async () => {
  const answer = await get(largeUrl, person)
  assert.equal(answer.rawPayload.length, large.length)
  assert.ok(answer.rawPayload.equals(large))
  assert.equal(answer.headers['content-length'], String(large.length))
})

test('ranges: a part, an end, beyond the end, rubbish', async () => {
  const size = large.length
  for (const [range, status, from, to] of [
    ['bytes=0-0', 206, 0, 0],
    ['bytes=5-99', 206, 5, 99],
    ['bytes=524280-524300', 206, 524_280, 524_300],
    ['bytes=1000-1600000', 206, 1000, 1_600_000],
    [`bytes=${size - 10}-`, 206, size - 10, size - 1],
    ['bytes=-7', 206, size - 7, size - 1],
    [`bytes=0-${size * 9}`, 206, 0, size - 1],
    ['bytes=9-3', 200, 0, size - 1],
    ['bytes=0-1,5-6', 200, 0, size - 1],
    ['rows=1-2', 200, 0, size - 1],
    ['bytes=a-b', 200, 0, size - 1],
  ] as const) {
    const answer = await get(largeUrl, person, { range })
    assert.equal(answer.statusCode, status, range)
    assert.ok(answer.rawPayload.equals(large.subarray(from, to + 1)), range)
    assert.equal(answer.headers['content-length'], String(to - from + 1), range)
    assert.equal(answer.headers['content-range'], status === 206 ? `bytes ${from}-${to}/${size}` : undefined, range)
  }
  for (const range of [`bytes=${size}-`, 'bytes=-0', 'bytes=99999999999-']) {
    const answer = await get(largeUrl, person, { range })
    assert.equal(answer.statusCode, 416, range)
    assert.equal(answer.headers['content-range'], `bytes */${size}`)
    assert.equal(answer.rawPayload.length, 0)
  }
})

test('HEAD tells the size and gives nothing', async () => {
  const answer = await head(largeUrl, person)
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-length'], String(large.length))
  assert.equal(answer.headers['accept-ranges'], 'bytes')
  assert.equal(answer.rawPayload.length, 0)
  assert.equal((await head('/dokumenty/pliki/00000000-0000-4000-8000-00000000dead', person)).statusCode, 404)
})

test('an id that is none is the page that does not exist', async () => {
  for (const id of ['1', '%2e%2e%2f', `${'0'.repeat(36)}`, 'null', '00000000-0000-4000-8000-00000000DEAD']) {
    for (const url of [`/dokumenty/pliki/${id}`, `/dokumenty-publiczne/pliki/${id}`, `/dokumenty/${id}`]) {
      assert.ok([404, 303].includes((await get(url, person)).statusCode), url)
      assert.notEqual((await get(url, person)).headers['content-type'], 'application/pdf')
    }
  }
})

test('a title with a path names a harmless file, one with direction marks is not published', async () => {
  await assert.rejects(publishFile('\u202efdp.exe', pdf('x')), { status: 400 })
  const url = await publishFile('../fdp.exe', pdf('x'))
  const header = String((await get(`${url}/pobierz`, person)).headers['content-disposition'])
  assert.equal(header, `attachment; filename="fdp.exe.pdf"; filename*=UTF-8''fdp.exe.pdf`)
})
