import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashSecret } from '#platform/http/secrets.ts'
import { now, type Person, pdf, withDocuments } from './documents.testkit.ts'
import { publishEdition } from './publish.ts'

const portal = await withDocuments()
const { get, post, publish } = portal
const edition = (inForceFrom: string) => ({ datedOn: '2026-01-05', inForceFrom, content: pdf(inForceFrom) })
const terms = await publish({
  title: 'Regulamin portalu',
  category: 'regulations',
  asksAcceptance: true,
  edition: { ...edition('2026-02-01'), attachments: [{ title: 'Załącznik nr 1', content: pdf('z1') }] },
})
const acceptances = () =>
  portal.asRoot(async (client) => {
    const { rows } = await client.query<{ edition: string; login: string; at: Date }>(
      'select edition_id as edition, login_id as login, accepted_at as at from archive_acceptances order by accepted_at, login_id',
    )
    return rows
  })
const url = `/dokumenty/${terms.id}`
const accept = (person: Person, wersja: string, document = url) => post(`${document}/akceptacja`, person, { wersja })

test('the page offers the version to accept, with its attachments; accepted once under fifty forms at once', async () => {
  const me = await portal.signIn('K1')
  assert.match((await get('/dokumenty', me)).body, /Dokumenty do akceptacji/)
  const before = (await get(url, me)).body
  assert.match(before, /Dokument do akceptacji(?!: wersja)/, 'the first version is no new version')
  assert.match(before, /Akceptuję tę wersję/)
  assert.match(before, /Załącznik nr 1/)
  const answers = await Promise.all(Array.from({ length: 50 }, () => accept(me, terms.editionId)))
  for (const answer of answers) {
    assert.equal(answer.statusCode, 303)
    assert.equal(answer.headers.location, `${url}?zapisano=1`)
  }
  assert.deepEqual(await acceptances(), [{ edition: terms.editionId, login: me.loginId, at: new Date(now) }])
  const after = (await get(`${url}?zapisano=1`, me)).body
  assert.match(after, /Zapisano akceptację/)
  assert.match(after, /Zaakceptowano/)
  assert.doesNotMatch(after, /Akceptuję tę wersję/)
  assert.doesNotMatch((await get('/dokumenty', me)).body, /Dokumenty do akceptacji/)
  // Another person's acceptance is theirs.
  const other = await portal.signIn('K2')
  assert.match((await get(url, other)).body, /Akceptuję tę wersję/)
})

test('a new version asks again, before its day; the old one can no longer be accepted', async () => {
  const me = await portal.signIn('K1')
  await accept(me, terms.editionId)
  const editor = await portal.signInStaff('editor')
  const second = await portal.database.asStaff(
    editor,
    (tx) => publishEdition(tx, terms.id, { ...edition('2027-01-01'), changeNote: 'Dodano zasady powiadomień.' }, null),
    { write: true },
  )
  const body = (await get(url, me)).body
  assert.match(body, /Nowa wersja do akceptacji: wersja 2/)
  assert.match(body, /1 stycznia 2027/)
  assert.match(body, /Dodano zasady powiadomień/)
  const late = await portal.signIn('K2')
  assert.equal((await accept(late, terms.editionId)).headers.location, `${url}?nowsza=1`)
  assert.match((await get(`${url}?nowsza=1`, late)).body, /Jest już nowsza wersja/)
  await accept(me, second)
  const own = (await acceptances()).filter((row) => row.login === me.loginId)
  assert.deepEqual(own.map((row) => row.edition).sort(), [terms.editionId, second].sort())
  assert.equal((await acceptances()).filter((row) => row.login === late.loginId).length, 0)
})

test('what asks for nothing, is not theirs or does not exist cannot be accepted', async () => {
  const me = await portal.signIn('K2')
  const plain = await publish({ title: 'Statut', category: 'statute' })
  const members = await publish({ title: 'Dla członków', audience: { kind: 'members' }, asksAcceptance: true })
  const before = (await acceptances()).length
  for (const { id, editionId } of [
    plain,
    members,
    { id: '00000000-0000-4000-8000-00000000dead', editionId: terms.editionId },
  ]) {
    assert.equal((await accept(me, editionId, `/dokumenty/${id}`)).statusCode, 404)
  }
  assert.equal((await accept(me, 'x')).statusCode, 400)
  assert.equal((await post(`${url}/akceptacja`, me, { _csrf: 'x', wersja: terms.editionId })).statusCode, 403)
  assert.equal((await acceptances()).length, before)
})

test('the database takes no acceptance for somebody else, with a moment of the sender’s, of a foreign document, and none back', async () => {
  const me = await portal.signIn('K2')
  const other = await portal.signIn('K3')
  const members = await publish({ title: 'Dla członków', audience: { kind: 'members' }, asksAcceptance: true })
  const attempt = (sql: string) =>
    portal.database.asResident(
      hashSecret(me.secret),
      (tx) => tx.query({ name: `test.a${sql.length}`, text: sql }, []),
      { write: true },
    )
  const insert = (columns: string, values: string) => `insert into archive_acceptances (${columns}) values (${values})`
  const login = '(select current_login_id())'
  await assert.rejects(attempt(insert('edition_id, login_id', `'${terms.editionId}', '${other.loginId}'`)), {
    code: '42501',
  })
  await assert.rejects(
    attempt(insert('edition_id, login_id, accepted_at', `'${terms.editionId}', ${login}, '2020-01-01'`)),
    { code: '42501' },
  )
  await assert.rejects(attempt(insert('edition_id, login_id', `'${members.editionId}', ${login}`)), { code: '42501' })
  await assert.rejects(attempt('delete from archive_acceptances'), { code: '42501' })
  await attempt(insert('edition_id, login_id', `'${terms.editionId}',  ${login}`))
})
