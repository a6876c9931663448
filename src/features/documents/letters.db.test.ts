import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashSecret } from '#platform/http/secrets.ts'
import { addLetterFile, bare, now, type Person, pdf, withDocuments } from './documents.testkit.ts'
import { fileBytes } from './files.queries.ts'
import { letter, letters, recordOpening } from './letters.queries.ts'

const portal = await withDocuments()
const { get, head } = portal
const me = await portal.signIn('K1')
const neighbour = await portal.signIn('K2')
const former = await portal.signIn('K4')
const proxy = await portal.signInProxy()

const openings = () =>
  portal.asRoot(async (client) => {
    const { rows } = await client.query<{ notice: string; login: string; at: Date }>(
      'select notice_id as notice, login_id as login, opened_at as at from letter_openings order by notice_id',
    )
    return rows
  })
const forget = () => portal.asRoot((client) => client.query('delete from letter_openings'))
const page = async (url: string, person?: Person) => (await get(url, person)).body

test('a letter is its addressee’s: list, page, file; the neighbour and the former holder get the page that does not exist', async () => {
  assert.match(await page('/dokumenty/pisma', me), /Zawiadomienie o zmianie opłat/)
  assert.doesNotMatch(await page('/dokumenty/pisma', me), /sąsiada/)
  assert.match(await page('/dokumenty/pisma', former), /Nie ma jeszcze żadnego pisma/)
  for (const url of ['/dokumenty/pisma/Z1', '/dokumenty/pisma/Z1/plik', '/dokumenty/pisma/Z1/plik/pobierz']) {
    assert.equal((await get(url)).statusCode, 303, url)
    for (const other of [neighbour, former]) assert.equal((await get(url, other)).statusCode, 404, url)
  }
  assert.equal((await openings()).length, 0)
  // Who was given the right to act for somebody reads their letters.
  assert.equal((await get('/dokumenty/pisma/Z1', proxy)).statusCode, 200)
  assert.equal((await get('/dokumenty/pisma/Z2', proxy)).statusCode, 404)
})

test('a letter cannot be read past its record, under the address of documents', async () => {
  const { rows } = await portal.asRoot((client) =>
    client.query(`select file_id from notice_files where notice_id = 'Z1'`),
  )
  assert.equal((await get(`/dokumenty/pliki/${rows[0].file_id}`, me)).statusCode, 404)
  assert.equal((await get(`/dokumenty-publiczne/pliki/${rows[0].file_id}`, me)).statusCode, 404)
})

test('made available and not yet opened; looking at the page or at the headers opens nothing', async () => {
  for (const url of ['/dokumenty/pisma', '/dokumenty/pisma/Z1']) {
    const body = await page(url, me)
    assert.match(body, /10 listopada 2026, 12:00|10\.11\.2026/)
    assert.match(body, /jeszcze nie otwarto/)
  }
  const headers = await head('/dokumenty/pisma/Z1/plik', me)
  assert.equal(headers.statusCode, 200)
  assert.equal(headers.headers['content-length'], String(pdf('list Z1').length))
  assert.deepEqual(await openings(), [])
})

test('fifty requests at once open a letter once, and later ones change nothing', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      get(`/dokumenty/pisma/Z1/plik${index % 2 ? '/pobierz' : ''}`, index % 3 ? me : proxy),
    ),
  )
  for (const answer of answers) {
    assert.equal(answer.statusCode, 200)
    assert.deepEqual(answer.rawPayload, pdf('list Z1'))
  }
  assert.match(
    decodeURIComponent(String(answers[1]!.headers['content-disposition'])),
    /Zawiadomienie o zmianie opłat 2026-10-20\.pdf$/,
  )
  const first = await openings()
  assert.equal(first.length, 1)
  assert.equal(first[0]!.at.getTime(), now)
  await portal.setClock(now + 86_400_000)
  await get('/dokumenty/pisma/Z1/plik', me, { range: 'bytes=0-3' })
  assert.deepEqual(await openings(), first)
  await portal.setClock(now)
  assert.doesNotMatch(await page('/dokumenty/pisma', me), /jeszcze nie otwarto/)
})

test('the moment of opening cannot be told by the sender, nor for somebody else’s letter', async () => {
  await forget()
  const attempt = (sql: string, person: Person) =>
    portal.database.asResident(
      hashSecret(person.secret),
      (tx) => tx.query({ name: `test.${sql.length}`, text: sql }, []),
      { write: true },
    )
  const login = `(select current_login_id())`
  const insert = (columns: string, values: string) => `insert into letter_openings (${columns}) values (${values})`
  await assert.rejects(attempt(insert('notice_id, login_id, opened_at', `'Z1', ${login}, '2020-01-01'`), me), {
    code: '42501',
  })
  await assert.rejects(attempt(insert('notice_id, login_id', `'Z2',  ${login}`), me), { code: '42501' })
  await assert.rejects(attempt(insert('notice_id, login_id', `'Z1', '${neighbour.loginId}'`), me), { code: '42501' })
  await assert.rejects(attempt(`delete from letter_openings`, me), { code: '42501' })
  await attempt(insert('notice_id, login_id', `'Z1',   ${login}`), me)
})

test('a new file of the same letter counts from its publication on; rolled back, the first is shown again', async () => {
  await portal.asRoot((client) => addLetterFile(client, 'Z1', 2, pdf('poprawione')))
  const file = async () => (await get('/dokumenty/pisma/Z1/plik', me)).rawPayload
  const publish = (id: number) =>
    portal.asRoot((client) => client.query('update published_state set publication_id = $1', [id]))
  assert.deepEqual(await file(), pdf('list Z1'))
  await publish(2)
  assert.deepEqual(await file(), pdf('poprawione'))
  await publish(1)
  assert.deepEqual(await file(), pdf('list Z1'))
  await portal.asRoot((client) => client.query('delete from notice_files where from_publication = 2'))
})

test('a letter whose file is not there says so', async () => {
  await portal.asRoot((client) =>
    client.query(
      `insert into notices_versions (id, party_id, kind, title, issued_on, file, from_publication)
       values ('Z3', 'K1', 'other', 'Bez pliku', '2026-11-01', 'x.pdf', 1)`,
    ),
  )
  assert.match(await page('/dokumenty/pisma/Z3', me), /Pliku tego pisma jeszcze nie ma/)
  assert.equal((await get('/dokumenty/pisma/Z3/plik', me)).statusCode, 404)
  assert.equal((await get('/dokumenty/pisma/Z3/plik', me)).statusCode, 404)
})

test('ids that cannot be are the page that does not exist', async () => {
  for (const id of ['%00', '%E0%A4%A', 'a'.repeat(65), '%2e%2e', `Z1'%20or%201=1`]) {
    const answer = await get(`/dokumenty/pisma/${id}/plik`, me)
    assert.ok([404, 400].includes(answer.statusCode), `${id} ${answer.statusCode}`)
  }
})

/** The letters written to K1, as they stand when a test asks: each test here holds alone too. */
const ownLetters = () =>
  portal.asRoot(async (client) => {
    const { rows } = await client.query<{ id: string }>(`select id from notices where party_id = 'K1' order by id`)
    return rows.map(({ id }) => id)
  })
const read = async (tx: Parameters<typeof letters>[0]) =>
  (await letters(tx, { rows: 50, skip: 0 })).map((row) => row.id).sort()

test('the queries alone keep to the addressee, with every policy open', async () => {
  const [own, before] = [await ownLetters(), await openings()]
  assert.ok(own.includes('Z1') && !own.includes('Z2'))
  await portal.asRoot(async (client) => {
    await client.query(`select set_config('ebok.session', $1, false)`, [hashSecret(me.secret)])
    const tx = bare(client)
    assert.deepEqual(await read(tx), own)
    assert.equal(await letter(tx, 'Z2'), undefined)
    await recordOpening(tx, 'Z2')
    const { rows } = await client.query(`select file_id from notice_files where notice_id = 'Z2'`)
    assert.equal(await fileBytes(tx, 'letter', rows[0].file_id, 0, 4), undefined)
  })
  assert.deepEqual(await openings(), before)
})

test('the policies alone keep to the addressee, with the queries asking for everything', async () => {
  const own = await ownLetters()
  const { rows } = await portal.asRoot((client) =>
    client.query(`select file_id from notice_files where notice_id = 'Z2'`),
  )
  const foreign: string = rows[0].file_id
  const replace = (name: string, type: string, body: string) =>
    portal.asRoot((client) =>
      client.query(
        `create or replace function ${name}() returns setof ${type} language sql stable begin atomic ${body}; end`,
      ),
    )
  await replace('shown_notices', 'text', `select unnest(array['Z1', 'Z2', 'Z3'])`)
  await replace('shown_letter_files', 'uuid', `select '${foreign}'::uuid union all select my_letter_files()`)
  try {
    const identity = hashSecret(me.secret)
    await portal.database.asResident(identity, async (tx) => {
      assert.deepEqual(await read(tx), own)
      assert.equal(await fileBytes(tx, 'letter', foreign, 0, 4), undefined)
    })
    await assert.rejects(
      portal.database.asResident(identity, (tx) => recordOpening(tx, 'Z2'), { write: true }),
      { code: '42501' },
    )
  } finally {
    await replace('shown_notices', 'text', 'select my_notices()')
    await replace('shown_letter_files', 'uuid', 'select my_letter_files()')
  }
})

test('the tables around letters and acceptances show a person their own rows only', async () => {
  const rowsOf = (person: Person, table: string) =>
    portal.database.asResident(hashSecret(person.secret), (tx) =>
      tx.query({ name: `test.rows.${table}`, text: `select * from ${table}` }, []),
    ) as Promise<{ notice_id: string; login_id: string }[]>
  await get('/dokumenty/pisma/Z1/plik', me)
  await get('/dokumenty/pisma/Z2/plik', neighbour)
  const { id, editionId } = await portal.publish({ title: 'Regulamin', asksAcceptance: true })
  for (const person of [me, neighbour]) await portal.post(`/dokumenty/${id}/akceptacja`, person, { wersja: editionId })
  for (const table of ['notice_files', 'letter_availability', 'letter_openings']) {
    const seen = new Set((await rowsOf(neighbour, table)).map((row) => row.notice_id))
    assert.deepEqual([...seen], ['Z2'], table)
    assert.deepEqual(await rowsOf(former, table), [], table)
  }
  assert.deepEqual(
    (await rowsOf(neighbour, 'archive_acceptances')).map((row) => row.login_id),
    [neighbour.loginId],
  )
})
