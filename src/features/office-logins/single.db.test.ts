import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { withPortal } from '#test/harness/portal.ts'
import { codePattern, fieldsOf, issue, loginPath, rows, shown } from './issuing.testkit.ts'
import { issuingText as text } from './issuing.text.ts'

const portal = await withPortal()
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'administrator' })

const codesOf = (partyId: string) =>
  rows<{ code_hash: string }>(
    portal,
    'select c.code_hash from starting_codes c join logins l on l.id = c.login_id where l.party_id = $1',
    [partyId],
  )
const auditOf = (partyId: string) =>
  rows<{ action: string; details: object; actor_kind: string }>(
    portal,
    'select e.action, e.details, e.actor_kind from audit_events e join logins l on l.id = e.subject_login_id where l.party_id = $1 order by e.id',
    [partyId],
  )

async function signsIn(login: string, secret: string): Promise<string | undefined> {
  const browser = await portal.browser()
  return (await browser.send('/zaloguj', { login, haslo: secret }, { from: '/zaloguj' })).location
}

test('a first login: shown once with its code, never again, and it opens "set your password"', async () => {
  const { partyId } = cast.overpaid
  const answer = await issue(clerk, partyId)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['cache-control'], 'no-store')
  const { login, code } = shown(answer)
  assert.match(login, /^\d{8}$/)
  assert.match(code, codePattern)
  for (const url of [loginPath(partyId), '/biuro/kody'])
    assert.doesNotMatch((await clerk.get(url)).body, new RegExp(code), url)
  assert.equal(await signsIn(login, code), '/haslo/ustaw')
  assert.equal(await signsIn(login, code), undefined)
  assert.deepEqual(
    (await auditOf(partyId)).map(({ action, actor_kind }) => `${actor_kind} ${action}`),
    ['staff login.created', 'staff login.codeIssued', 'resident login.signedIn'],
  )
})

test('the same form sent fifty times at once is one login and one code, shown to one of them', async () => {
  const { partyId } = cast.zero
  const fields = fieldsOf(await clerk.get(loginPath(partyId)), loginPath(partyId))
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => clerk.post(loginPath(partyId), { ...fields, jak: 'ekran' })),
  )
  assert.equal(answers.filter(({ body }) => codePattern.test(body)).length, 1)
  // Fifty at one person's page are more than the pools let in at once; who does not get in is told to try again.
  for (const answer of answers.filter(({ body, status }) => status !== 503 && !codePattern.test(body))) {
    assert.equal(answer.status, 409)
    assert.ok(answer.body.includes(text.shownBefore))
  }
  assert.equal((await codesOf(partyId)).length, 1)
  const again = await clerk.post(loginPath(partyId), { ...fields, jak: 'pdf' })
  assert.ok(again.body.includes(text.shownBefore), 'reloaded, with the other button')
  assert.deepEqual(
    (await auditOf(partyId)).map(({ action }) => action),
    ['login.created', 'login.codeIssued'],
  )
})

test('two clerks on one page: the second is told, and kills no code that is being handed over', async () => {
  const { partyId } = cast.arrears
  const [first, second] = await Promise.all([clerk.get(loginPath(partyId)), colleague.get(loginPath(partyId))])
  const issued = await clerk.post(loginPath(partyId), { ...fieldsOf(first, loginPath(partyId)), jak: 'ekran' })
  const { login, code } = shown(issued)
  const late = await colleague.post(loginPath(partyId), { ...fieldsOf(second, loginPath(partyId)), jak: 'ekran' })
  assert.equal(late.status, 409)
  assert.ok(late.body.includes(text.changed))
  assert.ok(late.body.includes('value="'), 'the form is there, as things are now')
  assert.equal(await signsIn(login, code), '/haslo/ustaw')
})

test('a reset needs its reason, kills the code before, and keeps the password unless somebody else may know it', async () => {
  const { partyId } = cast.fivePremises
  const first = shown(await issue(clerk, partyId))
  const bare = await issue(clerk, partyId)
  assert.equal(bare.status, 422)
  assert.ok(bare.body.includes(text.reasonMissing))
  const second = shown(await issue(clerk, partyId, { powod: 'lost' }))
  assert.equal(second.login, first.login)
  assert.equal(await signsIn(first.login, first.code), undefined)
  const owner = await portal.browser()
  await owner.send('/zaloguj', { login: second.login, haslo: second.code }, { from: '/zaloguj' })
  const password = 'zielona lampa pod schodami'
  await owner.send('/haslo/ustaw', { haslo: password, powtorz: password }, { from: '/haslo/ustaw' })
  assert.equal((await owner.get('/rachunki')).status, 200)
  await issue(clerk, partyId, { powod: 'forgotten' })
  assert.equal(await signsIn(first.login, password), '/rachunki')
  await issue(clerk, partyId, { powod: 'compromised' })
  assert.equal(await signsIn(first.login, password), undefined)
  assert.equal((await owner.get('/rachunki')).status, 303, 'sessions end too')
  assert.deepEqual(
    (await auditOf(partyId)).filter(({ action }) => action === 'login.codeIssued').map(({ details }) => details),
    ['new', 'lost', 'forgotten', 'compromised'].map((reason) => ({ by: 'single', reason })),
  )
})

test('the hand-over is noted once, by whoever is first', async () => {
  const { partyId } = cast.tenant
  await issue(clerk, partyId)
  const fields = fieldsOf(await clerk.get(loginPath(partyId)), `${loginPath(partyId)}/wydano`)
  assert.ok((await clerk.get('/biuro/kody?stan=nie-wydane')).body.includes(partyId))
  const answers = await Promise.all(
    [clerk, colleague, clerk].map((one) => one.post(`${loginPath(partyId)}/wydano`, fields)),
  )
  // The colleague's browser has another form token.
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 403, 303],
  )
  assert.equal((await auditOf(partyId)).filter(({ action }) => action === 'login.handedOver').length, 1)
  assert.ok(!(await clerk.get('/biuro/kody?stan=nie-wydane')).body.includes(partyId))
  const foreign = await clerk.post(`${loginPath(cast.zero.partyId)}/wydano`, fields)
  assert.equal(foreign.status, 404, 'a hand-over of somebody else')
})

test('the PDF is made of the code on the screen, and of no other', async () => {
  const { partyId } = cast.company
  const answer = await issue(clerk, partyId)
  const { code } = shown(answer)
  const action = `${loginPath(partyId)}/arkusz`
  const fields = fieldsOf(answer, action)
  const pdf = await clerk.post(action, fields)
  assert.equal(pdf.headers['content-type'], 'application/pdf')
  assert.ok(pdf.body.startsWith('%PDF-1.7'))
  assert.match(String(pdf.headers['content-disposition']), /^attachment/)
  const wrong = await clerk.post(action, { ...fields, kod: code.replaceAll(/[^-]/g, 'A') })
  assert.equal(wrong.status, 422)
  assert.ok(wrong.body.includes(text.wrongCode))
  await issue(clerk, partyId, { powod: 'lost' })
  assert.equal((await clerk.post(action, fields)).status, 422, 'replaced meanwhile')
  const direct = await issue(clerk, partyId, { powod: 'lost', jak: 'pdf' })
  assert.equal(direct.headers['content-type'], 'application/pdf')
})

test('a pattern of the cooperative names the logins: a counter goes on behind what is there, premises get a second person', async () => {
  const name = async (pattern: string, partyId: string) => {
    await rows(portal, 'update cooperative set login_pattern = $1', [pattern])
    await rows(
      portal,
      `update logins set locked_at = clock_now(), lock_reason = 'x' where party_id = $1 and locked_at is null`,
      [partyId],
    )
    return shown(await issue(clerk, partyId)).login
  }
  try {
    await rows(portal, `insert into logins (name, kind, display_name) values ('M0041', 'resident', 'Ktoś')`)
    assert.equal(await name('M####', cast.longSurname.partyId), 'M0042')
    assert.equal(await name('M####', cast.coOwner.partyId), 'M0043')
    assert.equal(await name('{lokal}', cast.longSurname.partyId), 'L0004')
    assert.equal(await name('{lokal}', cast.coOwner.partyId), 'L0004-2')
    assert.match(await name('sm-????????', cast.proxy.partyId), /^sm-\d{8}$/)
    await rows(portal, `update login_counters set last = 9999`)
    await rows(portal, `update cooperative set login_pattern = 'M####'`)
    await rows(portal, `update logins set locked_at = clock_now(), lock_reason = 'x' where party_id = $1`, [
      cast.proxy.partyId,
    ])
    const full = await issue(clerk, cast.proxy.partyId)
    assert.equal(full.status, 422)
    assert.ok(full.body.includes(text.patternFull))
  } finally {
    await rows(portal, `update cooperative set login_pattern = ''`)
  }
  for (const bad of ['####-####', 'ż###', '##', '{lokal', 'L#### ', '{lokal}#'])
    await assert.rejects(rows(portal, 'update cooperative set login_pattern = $1', [bad]), /login_pattern/, bad)
})

test("days of validity are the cooperative's, between 1 and 60", async () => {
  await rows(portal, 'update cooperative set starting_code_days = 5')
  const answer = await issue(clerk, cast.newHolder.partyId)
  assert.match(answer.body, /ważny do 28 listopada 2026, 08:00/)
  for (const days of [0, 61])
    await assert.rejects(rows(portal, 'update cooperative set starting_code_days = $1', [days]), /starting_code_days/)
})

test('hostile values change nothing and break nothing', async () => {
  const { partyId } = cast.empty
  for (const bad of [
    '\u0000',
    '<script>alert(1)</script>',
    "' or 1=1 --",
    'x'.repeat(199),
    '../../..',
    'a\r\nSet-Cookie: b=c',
  ])
    for (const field of ['login', 'powod', 'wersja', 'jak', 'zgloszenie']) {
      const { status } = await issue(clerk, partyId, { [field]: bad })
      assert.ok([200, 400, 409, 422].includes(status), `${field} ${JSON.stringify(bad)}: ${status}`)
    }
  for (const id of ['nie-ma-takiego', '%00', 'K99999']) assert.equal((await clerk.get(loginPath(id))).status, 404)
})

test('accountants and editors are told no by the page and by the database, and stay signed in', async () => {
  for (const staffRole of ['accountant', 'editor'] as const) {
    const other = await portal.browser({ kind: 'staff', staffRole })
    assert.equal((await other.get(loginPath(cast.zero.partyId))).status, 403)
    assert.equal((await other.send(loginPath(cast.zero.partyId), { jak: 'ekran' })).status, 403)
    assert.equal((await other.get('/biuro')).status < 400, true)
    const session = await portal.signIn({ kind: 'staff', staffRole })
    for (const table of ['login_handovers', 'sealed_sheets'])
      assert.deepEqual(
        await portal.database.asStaff(session, (tx) =>
          tx.query({ name: `test.${table}`, text: `select 1 from ${table}` }, []),
        ),
        [],
      )
  }
  const session = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
  await assert.rejects(
    portal.database.asStaff(session, (tx) =>
      tx.query({ name: 'test.hash', text: 'select code_hash from starting_codes' }, []),
    ),
    /permission denied/,
  )
  await assert.rejects(
    portal.database.asStaff(session, (tx) =>
      tx.query({ name: 'test.token', text: 'select token_sha256 from starting_links' }, []),
    ),
    /permission denied/,
  )
})
