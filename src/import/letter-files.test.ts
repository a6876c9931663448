import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { copyOf, rowOf, smallBooks } from './import.testdata.ts'
import { withImport } from './import.testkit.ts'
import { importDelivery } from './import.ts'
import { removeUnusedLetters, storeLetterFiles } from './letter-files.ts'
import { rollBack } from './publish.ts'
import { openDelivery } from './receive/open.ts'
import { asOnlyImport } from './session.ts'

const night = await withImport({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '60' })
after(night.cleanUp)

let sequence = 0
const books = smallBooks(12)
for (const n of ['1', '2', '3'])
  books.notices.push({
    id: `Z${n}`,
    party_id: `K000${n}`,
    kind: 'feeChange',
    title: `Pismo ${n}`,
    issued_on: '2026-10-20',
    file: `pisma/Z${n}.pdf`,
  })
const pdf = (words: string) => Buffer.from(`%PDF-1.4\n% ${words}\n%%EOF\n`)
const own = { 'pisma/Z1.pdf': pdf('jeden'), 'pisma/Z2.pdf': pdf('dwa'), 'pisma/Z3.pdf': pdf('dwa') }

/** A full delivery of these books with these files. */
function write(files: Readonly<Record<string, Buffer>>, changed = books): string {
  sequence += 1
  const asOf = new Date(Date.UTC(2026, 10, 1, 20) + sequence * 3_600_000).toISOString()
  const folder = night.write({ sequence, asOf, books: changed })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
const deliver = async (files: Readonly<Record<string, Buffer>>, changed = books) => {
  const outcome = await importDelivery(night.parts, write(files, changed))
  assert.equal(outcome.state, 'published', JSON.stringify(outcome.problems))
}
const ask = async (sql: string) => (await night.asRoot((client) => client.query(sql))).rows
const count = async (table: string) => Number((await ask(`select count(*) as n from ${table}`))[0].n)
/** What each letter shows in the published state. */
const shown = async () =>
  Object.fromEntries(
    (
      await ask(`select n.id, convert_from(f.content, 'UTF8') as text from notices n
        left join lateral (select file_id from notice_files l where l.notice_id = n.id
          and l.from_publication <= (select publication_id from published_state) order by from_publication desc limit 1) l on true
        left join stored_files f on f.id = l.file_id order by n.id`)
    ).map(({ id, text }) => [id, /% (.*)\n/.exec(text ?? '')?.[1]]),
  )
const available = async () =>
  Object.fromEntries(
    (await ask('select * from letter_availability order by notice_id')).map((row) => [
      row.notice_id,
      row.made_available_at.getTime(),
    ]),
  )

test('each content is stored once, linked to its letters, and available from the moment of publication', async () => {
  await night.setClock(Date.UTC(2026, 10, 1, 22))
  await deliver(own)
  assert.deepEqual(await shown(), { Z1: 'jeden', Z2: 'dwa', Z3: 'dwa' })
  assert.equal(await count('stored_files'), 2)
  assert.deepEqual(await available(), {
    Z1: Date.UTC(2026, 10, 1, 22),
    Z2: Date.UTC(2026, 10, 1, 22),
    Z3: Date.UTC(2026, 10, 1, 22),
  })
  // The name of a delivered file may be one addressee's.
  assert.deepEqual(await ask('select distinct name from stored_files'), [{ name: 'pismo.pdf' }])
})

test('the same letters the next night, under other names, store and link nothing', async () => {
  await night.setClock(Date.UTC(2026, 10, 2, 22))
  const renamed = copyOf(books)
  rowOf(renamed, 'notices', 'Z1').file = 'inne/nazwa.pdf'
  await deliver({ ...own, 'inne/nazwa.pdf': pdf('jeden') }, renamed)
  assert.equal(await count('stored_files'), 2)
  assert.equal(await count('notice_files'), 3)
  assert.equal((await available()).Z1, Date.UTC(2026, 10, 1, 22))
})

test('a changed file counts from its publication on; rolled back, the former is shown; delivered again, the stored one is used', async () => {
  await night.setClock(Date.UTC(2026, 10, 3, 22))
  const more = copyOf(books)
  more.notices.push({ ...rowOf(more, 'notices', 'Z3'), id: 'Z4', file: 'pisma/Z4.pdf' })
  const changed = { ...own, 'pisma/Z2.pdf': pdf('poprawka'), 'pisma/Z4.pdf': pdf('nowe') }
  await deliver(changed, more)
  const after = { Z1: 'jeden', Z2: 'poprawka', Z3: 'dwa', Z4: 'nowe' }
  assert.deepEqual(await shown(), after)
  const files = await count('stored_files')
  await asOnlyImport(night.parts.db, 'rollback', 0, (client) => rollBack(client, night.parts.log))
  assert.deepEqual(await shown(), { Z1: 'jeden', Z2: 'dwa', Z3: 'dwa' })
  await night.setClock(Date.UTC(2026, 10, 4, 22))
  await deliver(changed, more)
  assert.deepEqual(await shown(), after)
  assert.equal(await count('stored_files'), files)
  // Made available when it first could be read, although that publication was taken back.
  assert.equal((await available()).Z4, Date.UTC(2026, 10, 3, 22))
})

test('a delivery that waits or fails leaves no link that another would show', async () => {
  const before = await shown()
  const links = await count('notice_files')
  // Half of the letters gone trips nothing; half of the rows does: the delivery waits with its links beside the published ones.
  const fewer = smallBooks(3)
  fewer.notices.push({ ...rowOf(books, 'notices', 'Z1') })
  const outcome = await importDelivery(night.parts, write({ 'pisma/Z1.pdf': pdf('czeka') }, fewer))
  assert.equal(outcome.state, 'waiting')
  assert.deepEqual(await shown(), before)
  assert.equal(await count('notice_files'), links + 1)
  const same = copyOf(books)
  same.notices.push({ ...rowOf(same, 'notices', 'Z3'), id: 'Z4', file: 'pisma/Z4.pdf' })
  await deliver({ ...own, 'pisma/Z2.pdf': pdf('poprawka'), 'pisma/Z4.pdf': pdf('nowe') }, same)
  assert.deepEqual(await shown(), before)
  assert.equal(await count('notice_files'), links)
})

test('killed after any file, the next run finishes without storing a content twice', async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`pisma/W${n}.pdf`, pdf(`wysyłka ${n}`)]))
  const many = copyOf(books)
  for (let n = 0; n < 40; n += 1)
    many.notices.push({
      ...rowOf(books, 'notices', 'Z1'),
      id: `W${String(n).padStart(2, '0')}`,
      file: `pisma/W${n}.pdf`,
    })
  const folder = write({ ...own, ...files }, many)
  const stored = await count('stored_files')
  const published = Number((await ask('select publication_id from published_state'))[0].publication_id)
  const step = { kind: 'full', published, next: published + 50 } as const
  for (const dieAfter of [0, 1, 7, 39]) {
    await asOnlyImport(night.parts.db, 'killed', 0, async (client) => {
      await client.query('create temporary table staged_notices (id text, file text, deleted boolean)')
      for (const notice of many.notices)
        await client.query('insert into staged_notices values ($1, $2, false)', [notice.id, notice.file])
      const source = await openDelivery(folder)
      let opened = 0
      const dying = {
        ...source,
        list: source.list,
        close: source.close,
        open: (path: string) => {
          opened += 1
          if (opened > dieAfter + 1) throw new Error('killed')
          return source.open(path)
        },
      }
      await assert.rejects(storeLetterFiles(client, dying, step), /killed/)
    })
  }
  await importDelivery(night.parts, folder)
  assert.equal(await count('stored_files'), stored + 40)
  assert.equal((await shown()).W39, 'wysyłka 39')
  assert.deepEqual(readdirSync(join(folder, 'pisma')).length, 43)
  assert.ok(readFileSync(join(folder, 'pisma/W0.pdf')).length > 0)
})

test('memory stays flat: letters are held one at a time', async (t) => {
  const letters = 60
  const letterBytes = 2 * 1024 * 1024
  const many = copyOf(books)
  for (let n = 0; n < letters; n += 1)
    many.notices.push({ ...rowOf(books, 'notices', 'Z1'), id: `D${n}`, file: `pisma/D${n}.pdf` })
  const folder = write(own, many)
  for (let n = 0; n < letters; n += 1)
    writeFileSync(join(folder, `pisma/D${n}.pdf`), Buffer.concat([pdf(`duże ${n}`), Buffer.alloc(letterBytes, n)]))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const base = process.memoryUsage().arrayBuffers
  let peak = 0
  const source = await openDelivery(folder)
  const held = await night.asRoot(async () =>
    asOnlyImport(night.parts.db, 'letters', 0, async (client) => {
      await client.query('create temporary table staged_notices (id text, file text, deleted boolean)')
      for (const { id, file } of many.notices)
        await client.query('insert into staged_notices values ($1, $2, false)', [id, file])
      const watched = {
        ...source,
        open: (path: string) => {
          // What is still held when the next file is asked for; garbage does not count.
          collect()
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - base)
          return source.open(path)
        },
      }
      const published = Number((await ask('select publication_id from published_state'))[0].publication_id)
      return storeLetterFiles(client, watched, { kind: 'full', published, next: published + 60 })
    }),
  )
  await source.close()
  assert.equal(held.stored, letters)
  t.diagnostic(`${letters} letters of 2 MiB: ${(peak / 1024 / 1024).toFixed(1)} MiB held at the most`)
  assert.ok(peak < 6 * letterBytes)
})

test('in the night files go that nobody can be shown any more, and no others', async () => {
  await deliver(own)
  const silent = { ...night.parts, settings: { ...night.parts.settings, keepPublications: 2 } }
  const publishWith = async (files: Readonly<Record<string, Buffer>>, changed = books) =>
    assert.equal((await importDelivery(silent, write(files, changed))).state, 'published')
  const texts = async () =>
    (await ask(`select convert_from(content, 'UTF8') as text from stored_files`))
      .map(({ text }) => /% (.*)\n/.exec(text)?.[1])
      .sort()
  const removed = async () => {
    await removeUnusedLetters(night.parts)
    return texts()
  }
  await removed()
  const opened = await count('letter_availability')
  // Stored by a delivery whose second letter is gone by then, so that nobody was shown the first.
  const nobodys = pdf('niczyje')
  await night.asRoot((client) =>
    client.query(
      `with stored as (insert into stored_files (name, content_type, size_bytes, sha256, content)
         values ('pismo.pdf', 'application/pdf', $1, repeat('a', 64), $2) returning id)
       insert into letter_files select repeat('a', 64), id from stored`,
      [nobodys.length, nobodys],
    ),
  )
  const before = await texts()
  assert.deepEqual(
    await removed(),
    before.filter((text) => text !== 'niczyje'),
  )
  // The letter of yesterday may be shown again; that of the day before may not.
  await publishWith({ ...own, 'pisma/Z1.pdf': pdf('dzień drugi') })
  assert.ok((await removed()).includes('jeden'))
  const without = copyOf(books)
  without.notices = without.notices.filter(({ id }) => id !== 'Z2' && id !== 'Z3')
  await publishWith({ 'pisma/Z1.pdf': pdf('dzień drugi') }, without)
  assert.deepEqual(await removed(), ['dwa', 'dzień drugi'])
  const other = copyOf(without)
  rowOf(other, 'parties', 'K0002').phone = '+48 100 000 777'
  await publishWith({ 'pisma/Z1.pdf': pdf('dzień drugi') }, other)
  assert.deepEqual(await removed(), ['dzień drugi'])
  assert.deepEqual(await shown(), { Z1: 'dzień drugi' })
  // That a letter was there, and since when, stays.
  assert.equal(await count('letter_availability'), opened)
})
