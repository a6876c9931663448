import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { drain, issue, loginPath, readMails, rows, shown } from '#features/office-logins/issuing.testkit.ts'
import { withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { loginText as text } from './login.text.ts'
import { linkRule } from './throttle.model.ts'

const portal = await withPortal()
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const hour = 3_600_000
const start = portal.clock.now()

/** A login with a verified address. */
async function login(partyId: string): Promise<{ id: string; name: string; email: string }> {
  const name = `osoba.${partyId.toLowerCase()}.${Math.random().toString(36).slice(2, 8)}`
  const email = `${name}@poczta.example`
  const { loginId: id } = await portal.openSession({ kind: 'resident', partyId, name })
  await rows(portal, 'insert into login_contacts (login_id, email, email_verified_at) values ($1, $2, clock_now())', [
    id,
    email,
  ])
  return { id, name, email }
}

// Everybody here comes from one address, which is limited too.
beforeEach(() => rows(portal, 'delete from throttle_buckets'))

const browser = () => portal.browser()
async function ask(name: string, once?: string) {
  const visitor = await browser()
  return visitor.send('/pomoc-z-haslem', { login: name, ...(once ? { _once: once } : {}) }, { from: '/pomoc-z-haslem' })
}

test('forgot the password: a link to the address proved before opens "set your password", once', async () => {
  const smtp = await startSmtp()
  const one = await login(cast.overpaid.partyId)
  const answer = await ask(` ${one.name.toUpperCase()} `)
  assert.deepEqual([answer.status, answer.location], [303, '/pomoc-z-haslem?wyslano=1'])
  await drain(portal, smtp)
  const [mail, ...more] = await readMails(smtp)
  assert.deepEqual([mail!.to, more.length], [one.email, 0])
  assert.ok(!mail!.text.includes(one.name), 'the mail names no login')

  // A mail scanner opens it, three times.
  for (let look = 0; look < 3; look++) assert.equal((await (await browser()).get(mail!.link)).status, 200)
  const owner = await browser()
  assert.doesNotMatch((await owner.get(mail!.link)).body, new RegExp(one.name))
  assert.equal((await owner.send(mail!.link, {}, { from: mail!.link })).location, '/haslo/ustaw')
  const set = await owner.get('/haslo/ustaw')
  assert.ok(set.body.includes(one.name), 'whoever sets a password is told the login it goes with')
  assert.equal((await owner.get('/rachunki')).status, 303, 'nothing else is open yet')
  const password = 'zielona lampa pod schodami'
  assert.equal(
    (await owner.send('/haslo/ustaw', { haslo: password, powtorz: password }, { from: '/haslo/ustaw' })).status,
    303,
  )
  assert.equal((await owner.get('/rachunki')).status, 200)
  const late = await browser()
  const dead = await late.get(mail!.link)
  assert.equal(dead.status, 404)
  assert.ok(dead.body.includes(text.linkDead))
  assert.equal((await late.send(mail!.link, {}, { from: '/zaloguj' })).status, 404)
  const actions = await rows<{ action: string }>(
    portal,
    'select action from audit_events where subject_login_id = $1 order by id',
    [one.id],
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['login.linkMailed', 'login.signedIn', 'login.passwordSet'],
  )
})

test('fifty press one link at the same time: one gets in', async () => {
  const smtp = await startSmtp()
  const one = await login(cast.zero.partyId)
  await ask(one.name)
  await drain(portal, smtp)
  const [mail] = await readMails(smtp)
  const visitor = await browser()
  const token = /name="_csrf" value="([^"]+)"/.exec((await visitor.get(mail!.link)).body)![1]!
  const answers = await Promise.all(Array.from({ length: 50 }, () => visitor.post(mail!.link, { _csrf: token })))
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.ok(answers.every(({ status }) => [303, 404, 503].includes(status)))
})

test('the same answer and the same rows for no login, no address, a locked one and a member of staff; nobody of them gets a mail', async () => {
  const smtp = await startSmtp()
  const bare = await portal.openSession({ kind: 'resident', partyId: cast.tenant.partyId, name: 'bez.adresu' })
  const locked = await login(cast.company.partyId)
  await rows(portal, `update logins set locked_at = clock_now(), lock_reason = 'x' where id = $1`, [locked.id])
  await portal.openSession({ kind: 'staff', staffRole: 'clerk', name: 'pracownik@poczta.example' })
  const names = ['nie.ma.takiego', 'bez.adresu', locked.name, 'pracownik@poczta.example', "x' or 1=1 --", 'ż']
  const before = await rows<{ n: number }>(portal, 'select count(*)::int as n from starting_links')
  for (const name of names) {
    const answer = await ask(name)
    assert.deepEqual([answer.status, answer.location], [303, '/pomoc-z-haslem?wyslano=1'], name)
  }
  const after = await rows<{ n: number }>(portal, 'select count(*)::int as n from starting_links')
  assert.equal(after[0]!.n - before[0]!.n, names.length)
  await drain(portal, smtp)
  assert.deepEqual(smtp.received, [])
  const waiting = await rows(
    portal,
    `select from outgoing_mails where kind = 'startingLink' and state <> 'skipped' and state <> 'sent'`,
  )
  assert.equal(waiting.length, 0)
  assert.ok(bare.loginId)
})

test('one form sent fifty times is one mail, and a mailbox cannot be filled', async () => {
  const smtp = await startSmtp()
  const one = await login(cast.newHolder.partyId)
  const visitor = await browser()
  const page = await visitor.get('/pomoc-z-haslem')
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!
  const once = /name="_once" value="([^"]+)"/.exec(page.body)![1]!
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => visitor.post('/pomoc-z-haslem', { _csrf: token, _once: once, login: one.name })),
  )
  assert.ok(
    answers.some(({ status }) => status === 303),
    answers.map(({ status }) => status).join(),
  )
  assert.ok(answers.every(({ status }) => [303, 429, 503].includes(status)))
  await drain(portal, smtp)
  assert.equal(smtp.received.length, 1)
  await rows(portal, 'delete from throttle_buckets')
  let taken = 0
  for (let time = 0; time < 10; time++) if ((await ask(one.name)).status === 303) taken += 1
  assert.equal(taken, linkRule.freeTries)
  const refused = await ask(one.name)
  assert.equal(refused.status, 429)
  assert.match(refused.body, /Następny możesz zamówić za 15 minut/)
})

test('24 hours, a newer link, a newer code and a password set meanwhile end a link', async () => {
  const cases: [string, (one: { id: string; name: string }) => Promise<unknown>][] = [
    ['24 hours', () => portal.setClock(start + 24 * hour + 60_000)],
    ['a newer code', () => issue(clerk, cast.longSurname.partyId, { powod: 'lost' })],
    [
      'a newer link',
      async ({ name }) => {
        await ask(name)
        await drain(portal, await startSmtp())
      },
    ],
    [
      'locked',
      ({ id }) => rows(portal, `update logins set locked_at = clock_now(), lock_reason = 'x' where id = $1`, [id]),
    ],
  ]
  for (const [what, happens] of cases) {
    await rows(
      portal,
      `update logins set locked_at = clock_now(), lock_reason = 'x' where party_id = $1 and locked_at is null`,
      [cast.longSurname.partyId],
    )
    await rows(portal, 'delete from throttle_buckets')
    const smtp = await startSmtp()
    const one = await login(cast.longSurname.partyId)
    await ask(one.name)
    await drain(portal, smtp)
    const [mail] = await readMails(smtp)
    const visitor = await browser()
    assert.equal((await visitor.get(mail!.link)).status, 200, what)
    await happens(one)
    try {
      assert.equal((await visitor.send(mail!.link, {}, { from: '/zaloguj' })).status, 404, what)
    } finally {
      await portal.setClock(start)
    }
  }
})

test('the office mails a link: to the proved address only, the code on paper dies, nothing of it is on the page', async () => {
  const smtp = await startSmtp()
  const { partyId } = cast.coOwner
  const one = await login(partyId)
  const page = await issue(clerk, partyId, { powod: 'lost' })
  const { code } = shown(page)
  const answer = await issue(clerk, partyId, { powod: 'forgotten', jak: 'email' })
  assert.equal(answer.location, `${loginPath(partyId)}?zapisano=link`)
  assert.doesNotMatch((await clerk.get(answer.location!)).body, new RegExp(one.email), 'the address is masked')
  const visitor = await browser()
  assert.equal((await visitor.send('/zaloguj', { login: one.name, haslo: code }, { from: '/zaloguj' })).status, 422)
  await drain(portal, smtp)
  const [mail] = await readMails(smtp)
  assert.equal(mail!.to, one.email)
  assert.equal((await visitor.send(mail!.link, {}, { from: mail!.link })).location, '/haslo/ustaw')
  const actions = await rows<{ action: string }>(
    portal,
    `select action from audit_events where subject_login_id = $1 and action like 'login.link%' order by id`,
    [one.id],
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['login.linkIssued', 'login.linkMailed'],
  )
  // Without a proved address the button does nothing of the kind: a code on the screen is what there is.
  await rows(portal, 'delete from login_contacts where login_id = $1', [one.id])
  assert.ok(shown(await issue(clerk, partyId, { powod: 'lost', jak: 'email' })).code)
})

test('links nobody can use any more are removed at night, with the rows of their mails', async () => {
  await portal.setClock(start + 31 * 24 * hour)
  try {
    await portal.database.asWorker(
      (tx) => tx.query({ name: 'test.cleanLinks', text: 'select clean_up_starting_links()' }, []),
      { write: true },
    )
    assert.deepEqual(await rows(portal, 'select from starting_links'), [])
    assert.deepEqual(await rows(portal, `select from outgoing_mails where kind = 'startingLink'`), [])
  } finally {
    await portal.setClock(start)
  }
})
