import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { formatNrb } from '#kernel/nrb.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const accountant = await portal.browser({ kind: 'staff', staffRole: 'accountant' })

async function found(q: string, browser = clerk): Promise<string[]> {
  const { status, body } = await browser.get(`/biuro/osoby?q=${encodeURIComponent(q)}`)
  assert.equal(status, 200)
  return [...body.matchAll(/href="\/biuro\/(?:osoby|loginy)\/([^"?/]+)"/g)].map(([, key]) => key!)
}

const rows = <Row>(sql: string, values: unknown[] = []) =>
  portal.asRoot(async (client) => (await client.query(sql, values)).rows as Row[])

// Somebody with Polish letters in a name of two words, put into the register as the importer does.
await portal.asRoot((client) =>
  client.query(`insert into parties_versions (id, kind, first_name, name, member_number, is_member, email, phone, from_publication)
                values ('K90001', 'person', 'Żółcisława', 'Ćwierć-Łęcka', 'CZ/77', true, 'Zolcia@Poczta.Example', '+48 601 602 603', 1)`),
)
const { loginId: proxyId } = await portal.openSession({ kind: 'resident', partyId: 'x', name: '71823645' })
await rows(`update logins set party_id = null, display_name = 'Świętopełk Obcy' where id = $1`, [proxyId])
const { loginId } = await portal.openSession({ kind: 'resident', partyId: cast.arrears.partyId, name: '58213079' })
await rows(
  `insert into login_contacts (login_id, email, email_verified_at, new_phone, new_phone_entered_at)
            values ($1, 'zbyszek@inna.example', now(), '511 222 333', now())`,
  [loginId],
)

test('by name: in any order, from the beginning of a word, without Polish letters', async () => {
  for (const q of ['Żółcisława Ćwierć', 'cwierc zolcislawa', 'lecka', 'CWIERC-LECKA', 'zolc lec', '  Ćwi   żół '])
    assert.deepEqual(await found(q), ['K90001'], q)
  assert.deepEqual(await found('cwierc kowalska'), [])
})

test('by what stands in the register: number, e-mail, phone, premises, address', async () => {
  for (const q of ['K90001', 'k90001', 'cz/77', 'zolcia@poczta', '601602603', '+48 601 602 603', '601-602-603'])
    assert.deepEqual(await found(q), ['K90001'], q)
  const [place] = await rows<{ address: string }>(
    `select b.street || ' ' || b.house_number || '/' || p.number as address from premises p join buildings b on b.id = p.building_id where p.id = 'L0003'`,
  )
  for (const q of [
    'L0003',
    'l0003',
    place!.address,
    place!.address.toLowerCase().replace('/', ' m '),
    `ul. ${place!.address.replace('/', ' m. ')}`,
  ])
    assert.ok((await found(q)).includes(cast.arrears.partyId), q)
  // Sold two months ago: both are found, by what the flat is called.
  const sold = await found('L0005')
  assert.ok(sold.includes(cast.formerHolder.partyId) && sold.includes(cast.newHolder.partyId))
})

test('by bank account, whole, grouped or its end; by the number of a bill', async () => {
  const [account] = await rows<{ nrb: string }>('select nrb from accounts where id = $1', [cast.arrears.accountIds[0]])
  const { nrb } = account!
  for (const q of [nrb, formatNrb(nrb), `PL${nrb}`, nrb.slice(-8), nrb.slice(-12)])
    assert.ok((await found(q)).includes(cast.arrears.partyId), q)
  const [bill] = await rows<{ number: string }>(
    `select number from documents where account_id = $1 and kind = 'charge' order by issued_on desc limit 1`,
    [cast.arrears.accountIds[0]],
  )
  assert.ok((await found(bill!.number)).includes(cast.arrears.partyId))
  assert.ok((await found(bill!.number.toLowerCase())).includes(cast.arrears.partyId))
})

test('by login, and by what was given in the portal; who is not in the register has a page of the login', async () => {
  for (const q of ['58213079', '582130', 'zbyszek@inna', '511222333'])
    assert.deepEqual(await found(q), [cast.arrears.partyId], q)
  for (const q of ['swietopelk', 'obcy swie', '71823645']) assert.deepEqual(await found(q), [proxyId], q)
})

test('an accountant finds nobody by a login and sees none', async () => {
  for (const q of ['58213079', 'zbyszek@inna', '511222333', 'swietopelk', '71823645'])
    assert.deepEqual(await found(q, accountant), [], q)
  const { body } = await accountant.get('/biuro/osoby?q=K00004')
  assert.ok(body.includes('/biuro/osoby/K00004') && !body.includes('58213079') && !body.includes('bez loginu'))
})

test('an editor reaches neither the page nor the terms', async () => {
  const editor = await portal.browser({ kind: 'staff', staffRole: 'editor' })
  assert.equal((await editor.get('/biuro/osoby?q=cwierc')).status, 403)
  const ask = (table: string) => ({ name: `test.${table}`, text: `select term from ${table} limit 5` })
  const hash = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
  for (const table of ['register_terms', 'login_terms'])
    assert.deepEqual(await portal.database.asStaff(hash, (tx) => tx.query(ask(table), [])), [])
  const books = await portal.signIn({ kind: 'staff', staffRole: 'accountant' })
  assert.deepEqual(await portal.database.asStaff(books, (tx) => tx.query(ask('login_terms'), [])), [])
  assert.equal((await portal.database.asStaff(books, (tx) => tx.query(ask('register_terms'), []))).length, 5)
})

test('what is found follows the published state, forth and back', async () => {
  // A next publication in which the person is called otherwise.
  await portal.asRoot(async (client) => {
    await client.query(`update parties_versions set to_publication = 2 where id = 'K90001'`)
    await client.query(`insert into parties_versions (id, kind, first_name, name, is_member, from_publication)
                        values ('K90001', 'person', 'Żółcisława', 'Zamężna', true, 2)`)
  })
  assert.deepEqual([await found('lecka'), await found('zamezna')], [['K90001'], []])
  await rows('update published_state set publication_id = 2')
  assert.deepEqual([await found('lecka'), await found('zamezna')], [[], ['K90001']])
  await rows('update published_state set publication_id = 1')
  assert.deepEqual([await found('lecka'), await found('zamezna')], [['K90001'], []])
  // Rows of a publication that never came are dropped, and their terms with them.
  await rows('delete from parties_versions where from_publication = 2')
  assert.deepEqual(await rows(`select term from register_terms where from_publication = 2`), [])
})

test('odd input is a search like any other', async () => {
  for (const q of [
    "'; drop table logins; --",
    '%',
    '__',
    '\\',
    '<script>alert(1)</script>',
    'a'.repeat(5000),
    '٣٤٥٦',
    '🙂🙂',
    '2'.repeat(28),
    '\ufffe\u202e',
    '-- --',
  ])
    await found(q)
  const { body } = await clerk.get(`/biuro/osoby?q=${encodeURIComponent('<script>alert(1)</script>')}`)
  assert.ok(!body.includes('<script>alert'))
  assert.equal((await clerk.get('/biuro/osoby?q[]=1&q=2')).status, 200)
  assert.equal((await clerk.get('/biuro/osoby?q=%00abc')).status, 200)
})
