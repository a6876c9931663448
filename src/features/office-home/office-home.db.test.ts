import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedRegistrations } from '#db/seed/content/registrations.ts'
import { rows, writeMessage } from '#features/messages/messages.testdata.ts'
import type { StaffRole } from '#platform/http/frame.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const start = async (staffRole: StaffRole) =>
  (await (await portal.browser({ kind: 'staff', staffRole })).get('/biuro')).body.replaceAll('\u00a0', ' ')
/** The queues a role sees, by their headings. */
const queues = (body: string) => [...body.matchAll(/<h2[^>]*>([^<]+)</g)].map(([, title]) => title)

test('each role finds its own queues, and a kind sentence where there is nothing to do', async () => {
  const clerk = await start('clerk')
  assert.deepEqual(queues(clerk), [
    'Sprawy mieszkańców',
    'Zgłoszenia z rejestracji',
    'Prośby o zmianę danych',
    'Do zatwierdzenia',
    'Zadania w tle',
  ])
  for (const calm of ['Nikt nie czeka na odpowiedź', 'Nikt nie czeka na login', 'Wszystkie prośby są załatwione'])
    assert.match(clerk, new RegExp(calm))
  assert.deepEqual(queues(await start('accountant')), [
    'Ostatnia noc',
    'Wpłaty z wyciągów',
    'Do zatwierdzenia',
    'Zadania w tle',
  ])
  assert.deepEqual(queues(await start('editor')), ['Ogłoszenia', 'Dokumenty', 'Do zatwierdzenia', 'Zadania w tle'])
  assert.equal(queues(await start('administrator')).length, 9)
})

test('each number leads to what it counts', async () => {
  const resident = await portal.browser({ kind: 'resident', partyId: cast.arrears.partyId })
  const late = await writeMessage(portal, resident, 'Dawne pytanie')
  await writeMessage(portal, resident, 'Nowe pytanie')
  await rows(
    portal,
    `update message_threads set waiting_since = waiting_since - interval '9 days' where id = '${late}'`,
  )
  await portal.asRoot((client) => seedRegistrations({ client }))
  await rows(portal, 'update announcements set visible_to = null')
  await rows(
    portal,
    `insert into announcements (title, body, audience, visible_from, visible_to)
     select 'Woda', 'W piątek nie będzie wody.', 'public', today(), today() + d from unnest(array[0, 2, 3]) d`,
  )
  const administrator = await start('administrator')
  const lines: readonly (readonly [href: string, words: string])[] = [
    ['/biuro/sprawy?termin=minal', '1 sprawa po terminie'],
    ['/biuro/sprawy', '2 sprawy czekają na odpowiedź'],
    ['/biuro/sprawy?kto=niczyje', '2 spraw nikt nie prowadzi'],
    ['/biuro/ogloszenia', '2 ogłoszenia kończą się dziś albo w ciągu dwóch dni'],
  ]
  for (const [href, words] of lines) assert.ok(administrator.includes(`href="${href}">${words}<`), words)
  assert.match(administrator, /href="\/biuro\/rejestracje\?stan=nowe">\d+ nowych zgłoszeń|\d+ nowe zgłoszeni/)
  assert.match(administrator, /href="\/biuro\/rejestracje\?stan=czeka-na-wniosek">\d+ zgłosze/)
  const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
  for (const [, href = ''] of administrator.matchAll(/href="(\/biuro\/(?:sprawy|rejestracje|prosby)[^"]*)"/g))
    assert.equal((await clerk.get(href.replaceAll('&amp;', '&'))).status, 200, href)
})

test('everybody is told for a week that the bank accounts changed', async () => {
  const notice = /Rachunki bankowe|rachunk/i
  const before = await start('editor')
  const [staff] = await rows<{ id: string }>(portal, `select id from logins where staff_role = 'administrator' limit 1`)
  await rows(
    portal,
    `insert into bank_account_changes (asked_by, before, after, once_sha256, applied_at)
     values ('${staff!.id}', '[]', '[]', sha256('a'), clock_now() - interval '6 days')`,
  )
  assert.doesNotMatch(before.slice(before.indexOf('<main')), notice)
  assert.match((await start('editor')).slice(before.indexOf('<main')), notice)
  await rows(portal, `update bank_account_changes set applied_at = clock_now() - interval '8 days'`)
  assert.doesNotMatch((await start('editor')).slice(before.indexOf('<main')), notice)
})
