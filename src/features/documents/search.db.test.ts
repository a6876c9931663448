import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Person, pdf, withDocuments } from './documents.testkit.ts'

const portal = await withDocuments()
const { get, publish } = portal
const person: Person = await portal.signIn('K1')
const edition = (datedOn: string, contentText = '') => ({
  datedOn,
  inForceFrom: datedOn,
  content: pdf(datedOn),
  contentText,
})

await publish({ title: 'Statut Spółdzielni', category: 'statute', edition: edition('2020-03-01') })
await publish({
  title: 'Regulamin rozliczania wody',
  category: 'regulations',
  description: 'Zasady odczytu wodomierzy i zaliczek.',
  edition: edition('2024-04-04', 'Opłata za wodę zależy od wskazań. Różnicę dzieli się na lokale.'),
})
await publish({
  title: 'Uchwała nr 7/2026 w sprawie remontu dachu',
  edition: edition('2026-06-20', 'Remont dachów w budynkach przy Lipowej.'),
})
await publish({
  title: 'Uchwała nr 8/2026 w sprawie planu gospodarczego',
  edition: edition('2026-06-21', 'Planowane przychody i koszty.'),
})
await publish({
  title: 'Protokół walnego zgromadzenia',
  category: 'minutes',
  audience: { kind: 'members' },
  edition: edition('2026-06-22'),
})
await publish({
  title: 'Uchwała tylko dla klatki B',
  audience: { kind: 'staircase', id: 'B1', staircase: 'B' },
  edition: edition('2026-06-23'),
})

const found = async (query: string, who: Person | null = person) => {
  const { body, statusCode } = await get(`${who ? '/dokumenty' : '/dokumenty-publiczne'}?${query}`, who ?? undefined)
  assert.equal(statusCode, 200, query)
  return [...body.matchAll(/<h2 class="document-title"><a[^>]*>(.*?)<\/a>/gs)].map((match) =>
    match[1]!.replaceAll(/<\/?mark>/g, ''),
  )
}
const search = (text: string) => found(`szukaj=${encodeURIComponent(text)}`)
const resolutions = ['Uchwała nr 8/2026 w sprawie planu gospodarczego', 'Uchwała nr 7/2026 w sprawie remontu dachu']

test('any form of a word finds the document, with and without diacritics', async () => {
  for (const typed of ['regulaminu', 'REGULAMINY', 'regulaminem']) {
    // The category is indexed as well: a regulation is found although its title says something else.
    assert.deepEqual(await search(typed), ['Regulamin rozliczania wody'], typed)
  }
  for (const typed of ['uchwały', 'uchwaly', 'uchwałami', 'UCHWAŁA'])
    assert.deepEqual((await search(typed)).sort(), resolutions.toSorted(), typed)
  assert.deepEqual(await search('dachów'), [resolutions[1]])
  assert.deepEqual(await search('wodomierza zaliczkę'), ['Regulamin rozliczania wody'])
  assert.deepEqual(await search('wskazanie'), ['Regulamin rozliczania wody'])
  assert.deepEqual(await search('walne zgromadzenia'), ['Protokół walnego zgromadzenia'])
  assert.deepEqual(await search('uchwała 7/2026'), [resolutions[1]])
  assert.deepEqual(await search('uchwała windy'), [])
})

test('a search finds only what the person may see', async () => {
  const text = 'szukaj=klatka+zgromadzenie'
  assert.deepEqual(await found(text), [])
  assert.deepEqual(await found('szukaj=klatki', await portal.signIn('K2')), ['Uchwała tylko dla klatki B'])
  assert.deepEqual(await found('szukaj=protokoły', await portal.signIn('K2')), [])
  assert.deepEqual(await found('szukaj=protokoły', null), [])
})

test('hits are marked, in the title and in the text of the file', async () => {
  const { body } = await get('/dokumenty?szukaj=dachu', person)
  assert.match(body, /w sprawie remontu <mark>dachu<\/mark>/)
  assert.match(body, /<p class="document-excerpt">Remont <mark>dachów<\/mark> w budynkach przy Lipowej\./)
  assert.match(body, /Znaleziono 1.dokument\./)
})

test('category, days and text narrow together and stay in the form and in the links', async () => {
  assert.deepEqual(await found('kategoria=uchwaly'), resolutions)
  assert.deepEqual(await found('kategoria=uchwaly&od=2026-06-21'), [resolutions[0]])
  assert.deepEqual(await found('kategoria=statut&szukaj=spółdzielnia'), ['Statut Spółdzielni'])
  const { body } = await get('/dokumenty?kategoria=uchwaly&od=2026-06-01&szukaj=%22dach%22', person)
  assert.match(body, /value="&quot;dach&quot;"/)
  assert.match(body, /<option value="uchwaly" selected/)
  assert.match(body, /href="\/dokumenty.csv\?kategoria=uchwaly&amp;szukaj=%22dach%22&amp;od=2026-06-01"/)
  assert.match((await get('/dokumenty?od=2026-06-02&do=2026-06-01', person)).body, /Zamień je/)
})

test('nothing found, no words and a page beyond the last say what to do', async () => {
  assert.match((await get('/dokumenty?szukaj=hipopotam', person)).body, /Nie znaleziono dokumentu/)
  assert.match((await get('/dokumenty?szukaj=%26%7C%21', person)).body, /Samych znaków/)
  const beyond = await get('/dokumenty?strona=99&kategoria=uchwaly', person)
  assert.equal(beyond.statusCode, 303)
  assert.equal(beyond.headers.location, '/dokumenty?kategoria=uchwaly')
  for (const bad of [
    'strona=0',
    'kategoria=wszystko',
    'od=2026-02-30',
    `szukaj=${'x'.repeat(201)}`,
    'szukaj=a&szukaj=b',
    'szukaj=%00',
  ]) {
    assert.equal((await get(`/dokumenty?${bad}`, person)).statusCode, 400, bad)
  }
})

test('a long list comes in pages that together hold everything once', async () => {
  for (let number = 1; number <= 35; number += 1) {
    await publish({
      title: `Sprawozdanie ${number}`,
      category: 'reports',
      edition: edition(`2025-01-${String((number % 28) + 1).padStart(2, '0')}`),
    })
  }
  const pages = await Promise.all([1, 2, 3].map((page) => found(`kategoria=sprawozdania&strona=${page}`)))
  assert.deepEqual(
    pages.map((page) => page.length),
    [15, 15, 5],
  )
  assert.equal(new Set(pages.flat()).size, 35)
  const csv = await get('/dokumenty.csv?kategoria=sprawozdania', person)
  assert.equal(csv.body.trim().split('\r\n').length, 36)
})

test('operators of the search language, quotes and rubbish are never more than words', async () => {
  const hostile = [
    "'",
    "''",
    '"',
    '\\',
    '&',
    '|',
    '!',
    ':*',
    '<->',
    '<2>',
    '()',
    'a & b',
    'a:*',
    "a' | 'b",
    '!uchwała',
    'uchwała:*',
    "uchwała'); drop table archive_documents; --",
    '%',
    '_',
    '\u202e',
    '\ufeff',
    '🏠',
    'Ⅷ',
    '١٢',
    'ﬁ',
    'a\u0300'.repeat(50),
    '-'.repeat(200),
    '1e309',
    '0x1',
    '٪',
    'ſ',
    'İ',
  ]
  for (const typed of hostile) await search(typed)
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme-composite', maxLength: 60 }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text)),
      async (typed) => {
        await search(typed)
      },
    ),
    { numRuns: 150 },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("'", '"', '&', '|', '!', ':*', '(', ')', '<->', '\\', 'uchwała', ' '), {
        maxLength: 15,
      }),
      async (parts) => {
        await search(parts.join(''))
      },
    ),
    { numRuns: 150 },
  )
})

test('three thousand documents are searched at once', async (t) => {
  await portal.asRoot((client) =>
    client.query(`
      with file as (
        insert into stored_files (name, content_type, size_bytes, sha256, content)
        values ('x.pdf', 'application/pdf', 1, repeat('0', 64), 'x') returning id),
      document as (
        insert into archive_documents (category, title, audience)
        select 'minutes', 'Protokół ' || n, 'signedIn' from generate_series(1, 3000) n returning id, title)
      insert into archive_editions (document_id, number, dated_on, in_force_from, file_id, content_text, search)
      select d.id, 1, '2023-01-01', '2023-01-01', file.id, repeat('Posiedzenie w sprawie opłat za wodę. ', 100),
             to_tsvector('simple', 'protokol posiedzen sprav oplat wod ' || substr(d.title, 10)) from document d, file;
      -- As the server does by itself within a minute when a table has grown.
      analyze archive_documents, archive_editions, stored_files`),
  )
  const times: number[] = []
  for (let run = 0; run < 7; run += 1) {
    const started = performance.now()
    await search(`opłaty posiedzeń ${run + 1000}`)
    await search('posiedzenie wody')
    times.push((performance.now() - started) / 2)
  }
  const median = times.toSorted((left, right) => left - right)[3]!
  t.diagnostic(`a page of a search over 3,000 documents: ${median.toFixed(0)} ms`)
  assert.ok(median < 3_000)
})
