import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Statement, statement, type Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import type { StaffRole } from '#platform/http/route.ts'
import { hashSecret } from '#platform/http/secrets.ts'
import { attachments, document, editions, listDocuments } from './documents.queries.ts'
import { bare, type Person, pdf, withDocuments } from './documents.testkit.ts'
import { fileBytes, storedFile } from './files.queries.ts'
import { type Audience, publishDocument, publishEdition, withdrawDocument, withdrawEdition } from './publish.ts'

const portal = await withDocuments()
const { get, publish } = portal

const audiences: readonly (readonly [name: string, audience: Audience])[] = [
  ['public', { kind: 'public' }],
  ['signedIn', { kind: 'signedIn' }],
  ['members', { kind: 'members' }],
  ['propertyN1', { kind: 'property', id: 'N1' }],
  ['propertyN2', { kind: 'property', id: 'N2' }],
  ['buildingB1', { kind: 'building', id: 'B1' }],
  ['buildingB2', { kind: 'building', id: 'B2' }],
  ['staircaseB1A', { kind: 'staircase', id: 'B1', staircase: 'A' }],
  ['staircaseB1B', { kind: 'staircase', id: 'B1', staircase: 'B' }],
  ['premisesP1', { kind: 'premises', id: 'P1' }],
  ['premisesP3', { kind: 'premises', id: 'P3' }],
  ['partyK1', { kind: 'party', id: 'K1' }],
  ['partyK2', { kind: 'party', id: 'K2' }],
]
/** The whole matrix: who sees what, and nothing else. */
const sees: Readonly<Record<string, string>> = {
  anonymous: 'public',
  K1: 'public signedIn members propertyN1 buildingB1 staircaseB1A premisesP1 partyK1',
  K2: 'public signedIn propertyN1 buildingB1 staircaseB1B partyK2',
  K3: 'public signedIn members propertyN1 buildingB2 premisesP3',
  formerHolderK4: 'public signedIn',
  // Acts for K1, and is no member by that.
  proxyK5: 'public signedIn propertyN1 buildingB1 staircaseB1A premisesP1 partyK1',
  memberK6: 'public signedIn members',
  loginWithoutParty: 'public signedIn',
}
const people: Readonly<Record<string, Person | undefined>> = {
  anonymous: undefined,
  K1: await portal.signIn('K1'),
  K2: await portal.signIn('K2'),
  K3: await portal.signIn('K3'),
  formerHolderK4: await portal.signIn('K4'),
  proxyK5: await portal.signInProxy(),
  memberK6: await portal.signIn('K6'),
  loginWithoutParty: await portal.signIn(null),
}
const published = new Map<string, { id: string; fileId: string; attachmentId: string }>()
for (const [name, audience] of audiences) {
  const { id, editionId } = await publish({
    title: `Dokument ${name}`,
    audience,
    edition: {
      datedOn: '2026-05-05',
      inForceFrom: '2026-05-05',
      content: pdf(name),
      contentText: `Treść ${name}.`,
      attachments: [{ title: `Załącznik ${name}`, content: pdf(`z ${name}`) }],
    },
  })
  const files = await portal.asRoot((client) =>
    client.query(
      `select e.file_id, a.file_id as attachment_id from archive_editions e join archive_attachments a on a.edition_id = e.id where e.id = $1`,
      [editionId],
    ),
  )
  published.set(name, { id, fileId: files.rows[0].file_id, attachmentId: files.rows[0].attachment_id })
}
const allNames = audiences.map(([name]) => name)
const withoutToken = (body: string) => body.replaceAll(/name="_csrf" value="[^"]*"/g, '')

test('each audience is seen by those in it and by nobody else: list, page, file, attachment', async () => {
  const absent = '00000000-0000-4000-8000-00000000dead'
  for (const [who, expected] of Object.entries(sees)) {
    const person = people[who]
    const base = person ? '/dokumenty' : '/dokumenty-publiczne'
    const list = await get(base, person)
    const names = allNames.filter((name) => list.body.includes(`>Dokument ${name}<`))
    assert.equal(names.join(' '), expected, who)
    const missing = withoutToken((await get(`${base}/${absent}`, person)).body)
    for (const [name, { id, fileId, attachmentId }] of published) {
      const seen = expected.split(' ').includes(name)
      const status = seen ? 200 : 404
      for (const url of [
        `${base}/${id}`,
        `${base}/pliki/${fileId}`,
        `${base}/pliki/${attachmentId}`,
        `${base}/pliki/${fileId}/pobierz`,
      ]) {
        const answer = await get(url, person)
        assert.equal(answer.statusCode, status, `${who} ${url} ${name}`)
        if (!seen)
          assert.equal(withoutToken(answer.body), missing, `${who} ${name}: the same page as for what does not exist`)
      }
    }
  }
})

test('signed in or not, the public pages show public documents only; the other pages ask to sign in', async () => {
  const { id, fileId } = published.get('members')!
  for (const url of [`/dokumenty-publiczne/${id}`, `/dokumenty-publiczne/pliki/${fileId}`]) {
    assert.equal((await get(url, people.K1)).statusCode, 404)
  }
  for (const url of [
    '/dokumenty',
    '/dokumenty.csv',
    '/dokumenty/pisma',
    `/dokumenty/${id}`,
    `/dokumenty/pliki/${fileId}`,
  ]) {
    assert.equal((await get(url)).statusCode, 303, url)
  }
})

test('membership lost in the register is lost here', async () => {
  const { id } = published.get('members')!
  const change = (member: boolean) =>
    portal.asRoot((client) => client.query(`update parties_versions set is_member = $1 where id = 'K6'`, [member]))
  assert.equal((await get(`/dokumenty/${id}`, people.memberK6)).statusCode, 200)
  await change(false)
  assert.equal((await get(`/dokumenty/${id}`, people.memberK6)).statusCode, 404)
  await change(true)
})

/** What each query gives of a document: its head, editions, attachments. */
const counted = async (tx: Tx, id: string): Promise<number[]> => [
  (await document(tx, id)) === undefined ? 0 : 1,
  (await editions(tx, id)).length,
  (await attachments(tx, id)).length,
]

const everything = { rows: 100, skip: 0 }
const titles = (rows: readonly { title: string }[]) => rows.map((row) => row.title.replace('Dokument ', '')).sort()

test('the queries alone keep to the audience, with every policy open', async () => {
  for (const who of ['K1', 'K2', 'formerHolderK4'] as const) {
    await portal.asRoot(async (client) => {
      await client.query(`select set_config('ebok.session', $1, false)`, [hashSecret(people[who]!.secret)])
      assert.ok((await client.query('select from archive_documents')).rowCount! >= audiences.length)
      const tx = bare(client)
      assert.deepEqual(titles(await listDocuments(tx, {}, everything)), sees[who]!.split(' ').sort())
      for (const [name, { id, fileId }] of published) {
        const seen = sees[who]!.split(' ').includes(name)
        assert.deepEqual(await counted(tx, id), seen ? [1, 1, 1] : [0, 0, 0], `${who} ${name}`)
        assert.equal((await storedFile(tx, 'archive', fileId)) !== undefined, seen)
        assert.equal((await fileBytes(tx, 'archive', fileId, 0, 4)) !== undefined, seen)
      }
    })
  }
})

test('the policies alone keep to the audience, with the queries asking for everything', async () => {
  const replace = (name: string, type: string, body: string) =>
    portal.asRoot((client) =>
      client.query(
        `create or replace function ${name}() returns setof ${type} language sql stable begin atomic ${body}; end`,
      ),
    )
  // As security definer the open functions see everything: what remains are the policies.
  await portal.asRoot((client) =>
    client.query(`create function all_of(t text) returns setof uuid language plpgsql stable security definer as
      $$ begin return query execute format('select id from %I', t); end $$; grant execute on function all_of(text) to public;
      create function all_keys() returns setof text language sql stable security definer as
      $$ select audience_key from archive_documents $$; grant execute on function all_keys() to public`),
  )
  await replace('shown_audiences', 'text', 'select all_keys()')
  await replace('shown_archive_editions', 'uuid', `select all_of('archive_editions')`)
  await replace('shown_archive_files', 'uuid', `select all_of('stored_files')`)
  try {
    for (const who of ['K1', 'K2', 'formerHolderK4'] as const) {
      await portal.database.asResident(hashSecret(people[who]!.secret), async (tx) => {
        assert.deepEqual(titles(await listDocuments(tx, {}, everything)), sees[who]!.split(' ').sort())
        for (const [name, { id, fileId }] of published) {
          const seen = sees[who]!.split(' ').includes(name)
          assert.deepEqual(await counted(tx, id), seen ? [1, 1, 1] : [0, 0, 0], `${who} ${name}`)
          assert.equal((await fileBytes(tx, 'archive', fileId, 0, 4)) !== undefined, seen)
        }
      })
    }
    assert.deepEqual(titles(await portal.database.asAnonymous((tx) => listDocuments(tx, {}, everything))), ['public'])
  } finally {
    await replace('shown_audiences', 'text', 'select my_audiences()')
    await replace('shown_archive_editions', 'uuid', 'select my_archive_editions()')
    await replace('shown_archive_files', 'uuid', 'select my_archive_files()')
    await portal.asRoot((client) => client.query('drop function all_of(text); drop function all_keys()'))
  }
})

const edition = { datedOn: '2026-06-01', inForceFrom: '2026-06-15', content: pdf('druga') }

test('asked without any query of ours, each table gives the rows of the audience only', async () => {
  const seenIn = async (tx: Tx, table: string, text: string) =>
    (await tx.query({ name: `test.rows.${table}`, text } as Statement<[], { id: string }>, []))
      .map((row) => row.id)
      .sort()
  for (const who of ['K1', 'K2', 'formerHolderK4'] as const) {
    const own = sees[who]!.split(' ').map((name) => published.get(name)!)
    const sorted = (pick: (one: { id: string; attachmentId: string }) => string) => own.map(pick).sort()
    await portal.database.asResident(hashSecret(people[who]!.secret), async (tx) => {
      assert.deepEqual(
        await seenIn(tx, 'documents', 'select id from archive_documents'),
        sorted((one) => one.id),
      )
      assert.deepEqual(
        await seenIn(tx, 'editions', 'select document_id as id from archive_editions'),
        sorted((one) => one.id),
      )
      assert.deepEqual(
        await seenIn(tx, 'attachments', 'select file_id as id from archive_attachments'),
        sorted((one) => one.attachmentId),
      )
    })
  }
})

test('only an editor or administrator publishes and withdraws; a clerk reads, an accountant does not', async () => {
  const publishing = (role: StaffRole) =>
    portal.signInStaff(role).then((hash) =>
      portal.database.asStaff(
        hash,
        (tx) =>
          publishDocument(
            tx,
            {
              category: 'other',
              title: `Od ${role}`,
              description: '',
              audience: { kind: 'party', id: 'K9' },
              edition,
            },
            null,
          ),
        { write: true },
      ),
    )
  for (const role of ['clerk', 'accountant'] as const) await assert.rejects(publishing(role), { code: '42501' }, role)
  await assert.rejects(publishing('editor'), { code: '42501' }, 'an editor writes to nobody whom they may not see')
  await publishing('administrator')
  const { id } = await publish({ title: 'Do wycofania', audience: { kind: 'party', id: 'K9' } })
  const clerk = await portal.signInStaff('clerk')
  await assert.rejects(portal.database.asStaff(clerk, (tx) => withdrawDocument(tx, id), { write: true }))
  const readable = async (role: StaffRole) =>
    portal.database.asStaff(await portal.signInStaff(role), async (tx) => (await describeDocuments(tx)).length)
  assert.ok((await readable('clerk')) > audiences.length)
  assert.equal(await readable('accountant'), 0)
})

const describeDocuments = (tx: Tx) =>
  tx.query(statement<[], { id: string }>('test.documents', 'select id from archive_documents'), [])

test('a withdrawn document is gone, a withdrawn edition gives way to the one before', async () => {
  const { id } = await publish({ title: 'Regulamin placu zabaw' })
  const editor = await portal.signInStaff('editor')
  const asEditor = <T>(work: (tx: Tx) => Promise<T>) => portal.database.asStaff(editor, work, { write: true })
  const second = await asEditor((tx) => publishEdition(tx, id, edition, null))
  assert.match((await get(`/dokumenty-publiczne/${id}`)).body, /Wersja 2</)
  await asEditor((tx) => withdrawEdition(tx, second))
  const first = await get(`/dokumenty-publiczne/${id}`)
  assert.match(first.body, /5 maja 2026/)
  assert.doesNotMatch(first.body, /Wersja 2</)
  await asEditor((tx) => withdrawDocument(tx, id))
  assert.equal((await get(`/dokumenty-publiczne/${id}`)).statusCode, 404)
  assert.doesNotMatch((await get('/dokumenty-publiczne')).body, /placu zabaw/)
  await assert.rejects(
    asEditor((tx) => withdrawDocument(tx, id)),
    NotFound,
  )
  await assert.rejects(
    asEditor((tx) => publishEdition(tx, id, edition, null)),
    NotFound,
  )
})

test('what is no whole PDF is not published', async () => {
  for (const content of [
    Buffer.from('<html>'),
    Buffer.from('%PDF-1.4 cut off'),
    Buffer.concat([pdf('x'), Buffer.from('PK')]),
  ]) {
    await assert.rejects(publish({ title: 'Zły plik', edition: { ...edition, content } }), BadParameters)
    const attachments = [{ title: 'Zły załącznik', content }]
    await assert.rejects(publish({ title: 'Zły plik', edition: { ...edition, attachments } }), BadParameters)
  }
  await assert.rejects(
    publish({ title: 'Za duży', edition: { ...edition, content: pdf('x', 21 * 1024 * 1024) } }),
    BadParameters,
  )
})

test('a document in an edition to come shows the one in force, and the days of each', async () => {
  const { id } = await publish({
    title: 'Regulamin parkingu',
    edition: { ...edition, datedOn: '2026-01-02', inForceFrom: '2026-02-01' },
  })
  const editor = await portal.signInStaff('editor')
  await portal.database.asStaff(
    editor,
    (tx) =>
      publishEdition(tx, id, { ...edition, inForceFrom: '2027-01-01', changeNote: 'Nowe opłaty za postój.' }, null),
    { write: true },
  )
  const { body } = await get(`/dokumenty-publiczne/${id}`)
  assert.match(body, /Wersja 1<\/h2>/)
  assert.match(body, /od 1 lutego 2026 do 31 grudnia 2026/)
  assert.match(body, /od 1 stycznia 2027/)
  assert.match(body, /Nowe opłaty za postój/)
})

test('pages stay within their declared queries and weight', async () => {
  const { id, fileId } = published.get('public')!
  for (const [url, queries] of [
    ['/dokumenty', 3],
    ['/dokumenty.csv', 2],
    [`/dokumenty/${id}`, 4],
    ['/dokumenty/pisma', 2],
    ['/dokumenty/pisma/Z1', 2],
    [`/dokumenty/pliki/${fileId}`, 4],
  ] as const) {
    portal.counted.queries = 0
    const answer = await get(url, people.K1)
    assert.equal(answer.statusCode, 200, url)
    assert.equal(portal.counted.queries, queries, url)
    assert.ok(Buffer.byteLength(answer.body) <= 30_000, url)
  }
})
