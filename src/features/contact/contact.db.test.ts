import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedContact } from '#db/seed/content/contact.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()

test('an empty installation says where to turn instead of showing blanks', async () => {
  const { status, body } = await (await portal.browser()).get('/kontakt')
  assert.equal(status, 200)
  assert.match(body, /Awarie zgłaszaj w biurze/)
  assert.match(body, /Informację o przetwarzaniu danych osobowych otrzymasz w biurze/)
  assert.doesNotMatch(body, /<dt>(NIP|Telefon|E-mail)<\/dt>/)
})

test('everybody reads it; who is signed in finds the number of their own building first', async () => {
  await portal.asRoot((client) => seedContact(client))
  await portal.asRoot((client) =>
    client.query(
      `update emergency_numbers set building_ids = array['B-elsewhere'], area = 'Daleka 9' where label = 'Dźwigi'`,
    ),
  )
  const visitor = await (await portal.browser()).get('/kontakt')
  assert.match(visitor.body, /Pogotowie techniczne/)
  assert.match(visitor.body, /href="tel:\+4810/)
  assert.doesNotMatch(visitor.body, /Twój budynek/)
  assert.doesNotMatch(visitor.body, /WYJŚCIE/)
  const holder = await portal.browser({ kind: 'resident', partyId: cast.arrears.partyId })
  const { body } = await holder.get('/kontakt')
  assert.match(body, /WYJŚCIE/)
  assert.match(body, /Twój budynek/)
  assert.ok(body.indexOf('Węzeł cieplny') < body.indexOf('Dźwigi'), 'the own building stands before the others')
})

test('a session that ended still reads the page, as a visitor', async () => {
  const browser = await portal.browser({ kind: 'resident', partyId: cast.arrears.partyId })
  await portal.asRoot((client) => client.query('update sessions set ended_at = clock_now()'))
  const { status, body } = await browser.get('/kontakt')
  assert.equal(status, 200)
  assert.doesNotMatch(body, /WYJŚCIE/)
})

test('the office writes these tables, never a resident', async () => {
  const hash = await portal.signIn({ kind: 'resident', partyId: cast.arrears.partyId })
  const write = portal.database.asResident(
    hash,
    (tx) => tx.query({ name: 'test.write', text: `update departments set phone = '1'` }, []),
    { write: true },
  )
  await assert.rejects(write, /permission denied/)
})

test('whoever is not signed in finds the emergency numbers from the sign-in page, and the way back', async () => {
  const stranger = await portal.browser()
  assert.match((await stranger.get('/zaloguj')).body, /<footer.*href="\/kontakt"/s)
  assert.match((await stranger.get('/kontakt')).body, /<footer.*href="\/zaloguj"/s)
})
