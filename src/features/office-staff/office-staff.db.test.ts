import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { hashSecretText } from '#features/login/passwords/argon.ts'
import { proofText } from '#features/login/proof.text.ts'
import { LoginRefused, lockLogin } from '#features/login/public.ts'
import { statement } from '#platform/db/database.ts'
import { type Answer, morning, type TestBrowser, withPortal } from '#test/harness/portal.ts'
import { staffText as text } from './staff.text.ts'

const portal = await withPortal()
const password = 'cztery polskie słowa razem'
const hash = await hashSecretText(password)

async function rows<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

let names = 0
/** An account that signed in before: it has a password and an app. */
async function colleague(role = 'clerk'): Promise<{ id: string; name: string; browser: TestBrowser }> {
  const name = `kolega.${++names}`
  const browser = await portal.browser({ kind: 'staff', staffRole: role as 'clerk', name })
  const [{ id }] = (await rows<{ id: string }>(
    'update logins set password_hash = $2, password_set_at = clock_now() where name = $1 returning id',
    [name, hash],
  )) as [{ id: string }]
  await rows(`insert into totp_factors (login_id, sealed_secret, last_step) values ($1, $2, 0)`, [id, Buffer.alloc(48)])
  return { id, name, browser }
}

const clock = async (at: number) => {
  portal.clock.set(at)
  await portal.setClock(at)
}
const page = (id: string, slug = '') => `/biuro/pracownicy/${id}${slug === '' ? '' : `/${slug}`}`
/** Opens the form and sends it as it stands there, with what is typed. */
async function change(
  browser: TestBrowser,
  id: string,
  slug: string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const form = (await browser.get(page(id, slug))).body
  const hidden = Object.fromEntries(
    ['_csrf', '_once', 'wersja'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '',
    ]),
  )
  return browser.post(page(id, slug), { ...hidden, ...fields })
}
const events = (id: string) =>
  rows<{ action: string; actor_kind: string; details: Record<string, string> }>(
    `select action, actor_kind, details from audit_events where subject_login_id = $1 order by id`,
    [id],
  )
const signedIn = async (browser: TestBrowser): Promise<boolean> => (await browser.get('/biuro/zadania')).status === 200

let admin: Awaited<ReturnType<typeof colleague>>
beforeEach(async () => {
  await clock(morning)
  admin = await colleague('administrator')
})

describe('the list', () => {
  test('tells role, state, factors and last sign-in, to administrators alone', async () => {
    const one = await colleague('accountant')
    await rows(`insert into sign_ins (login_id, outcome) values ($1, 'success')`, [one.id])
    const list = await admin.browser.get('/biuro/pracownicy')
    assert.equal(list.status, 200)
    for (const words of [one.name, 'księgowość', 'aktywne', 'aplikacja', '23 listopada 2026', text.you])
      assert.ok(list.body.includes(words), words)
    for (const role of ['clerk', 'accountant', 'editor'])
      for (const path of ['/biuro/pracownicy', '/biuro/pracownicy/nowy', page(one.id), page(one.id, 'rola')]) {
        const answer = await (await colleague(role)).browser.get(path)
        assert.equal(answer.status, 403, `${role} ${path}`)
      }
  })
})

describe('a new account', () => {
  const draft = { nazwa: 'Żaneta Ćwik', login: 'z.cwik', rola: 'editor' }

  test('fifty times the same form is one account and one code, shown once', async () => {
    const form = (await admin.browser.get('/biuro/pracownicy/nowy')).body
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)![1]!
    const fields = { _csrf: hidden('_csrf'), _once: hidden('_once'), ...draft }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => admin.browser.post('/biuro/pracownicy/nowy', fields)),
    )
    const shown = answers.flatMap(({ body }) => [...body.matchAll(/one-code">([0-9A-Z]{3}(?:-[0-9A-Z]{3}){5})</g)])
    assert.equal(shown.length, 1)
    const others = answers.filter(({ status }) => status !== 200)
    assert.ok(others.every(({ status }) => [303, 429, 503].includes(status)))
    const [made] = await rows<{ id: string; n: string }>(
      `select min(id::text) as id, count(*) as n from logins where name = 'z.cwik'`,
    )
    assert.equal(Number(made!.n), 1)
    const again = await admin.browser.get(others.find(({ status }) => status === 303)!.location!)
    assert.ok(again.body.includes(text.codeRepeated) && !again.body.includes(shown[0]![1]!))
    assert.deepEqual(
      (await events(made!.id)).map(({ action, actor_kind, details }) => [action, actor_kind, JSON.stringify(details)]),
      [
        ['login.created', 'staff', '{"kind":"staff","role":"editor"}'],
        ['login.codeIssued', 'staff', '{}'],
      ],
    )
    // The code works: it opens "set your password".
    const browser = await portal.browser()
    const entered = await browser.send('/zaloguj', { login: 'z.cwik', haslo: shown[0]![1]! }, { from: '/zaloguj' })
    assert.equal(entered.location, '/haslo/ustaw')
  })

  test('mistakes are told at their fields and nothing typed is lost', async () => {
    const sent = await admin.browser.send(
      '/biuro/pracownicy/nowy',
      { nazwa: '', login: 'ą', rola: 'szef' },
      { from: '/biuro/pracownicy/nowy' },
    )
    assert.equal(sent.status, 422)
    for (const words of [text.nameMissing, text.loginShape, text.roleMissing, 'value="ą"'])
      assert.ok(sent.body.includes(words), words)
    const taken = await admin.browser.send(
      '/biuro/pracownicy/nowy',
      { ...draft, login: admin.name.toUpperCase() },
      { from: '/biuro/pracownicy/nowy' },
    )
    assert.ok(taken.body.includes(text.loginTaken) && taken.body.includes('value="Żaneta Ćwik"'))
    for (const bad of ['x'.repeat(10_000), 'a\u0000b', '\u202eabc', '<script>alert(1)</script>']) {
      const answer = await admin.browser.send(
        '/biuro/pracownicy/nowy',
        { ...draft, nazwa: bad, login: bad },
        { from: '/biuro/pracownicy/nowy' },
      )
      assert.equal(answer.status, 422)
      assert.ok(!answer.body.includes('<script>alert'))
    }
  })

  test('asks for the password when it was given more than five minutes ago', async () => {
    await clock(morning + 6 * 60_000)
    const form = await admin.browser.get('/biuro/pracownicy/nowy')
    assert.ok(form.body.includes(proofText.hint))
    const without = await admin.browser.send(
      '/biuro/pracownicy/nowy',
      { ...draft, login: 'bez.hasla' },
      { from: '/biuro/pracownicy/nowy' },
    )
    assert.equal(without.status, 422)
    assert.ok(without.body.includes('value="bez.hasla"'))
    const wrong = await admin.browser.send(
      '/biuro/pracownicy/nowy',
      { ...draft, login: 'bez.hasla', haslo: 'inne' },
      { from: '/biuro/pracownicy/nowy' },
    )
    assert.ok(wrong.body.includes(proofText.wrong))
    const right = await admin.browser.send(
      '/biuro/pracownicy/nowy',
      { ...draft, login: 'bez.hasla', haslo: password },
      { from: '/biuro/pracownicy/nowy' },
    )
    assert.equal(right.status, 200)
    assert.match(right.body, /one-code/)
  })
})

describe('one change', () => {
  test('each is done once, ends the sessions where something is taken away, and is in the trail', async () => {
    const one = await colleague()
    const done = async (slug: string, fields: Record<string, string> = {}) => {
      const answer = await change(admin.browser, one.id, slug, fields)
      assert.equal(answer.location, `/biuro/pracownicy/${one.id}?zrobiono=${slug}`, slug)
      assert.equal((await admin.browser.get(answer.location!)).status, 200)
    }
    assert.ok(await signedIn(one.browser))
    await done('rola', { rola: 'accountant' })
    assert.ok(!(await signedIn(one.browser)))
    await done('zablokuj', { powod: 'urlop bezpłatny' })
    await done('odblokuj', { powod: 'powrót' })
    await done('skladniki', { powod: 'zgubiony telefon' })
    const code = await change(admin.browser, one.id, 'kod')
    assert.equal(code.status, 200)
    assert.match(code.body, /one-code/)
    assert.deepEqual(
      (await events(one.id)).map(({ action, details }) => [action, JSON.stringify(details)]),
      [
        ['staff.roleChanged', '{"to":"accountant","from":"clerk"}'],
        ['login.locked', '{"reason":"urlop bezpłatny"}'],
        ['login.unlocked', '{"reason":"powrót"}'],
        ['login.factorsRemoved', '{"reason":"zgubiony telefon"}'],
        ['login.codeIssued', '{}'],
      ],
    )
  })

  test('two administrators: whoever comes second is told, and the reason stays typed', async () => {
    const [one, other] = [await colleague(), await colleague('administrator')]
    const form = (await admin.browser.get(page(one.id, 'zablokuj'))).body
    assert.equal((await change(other.browser, one.id, 'rola', { rola: 'editor' })).status, 303)
    const hidden = Object.fromEntries(
      ['_csrf', '_once', 'wersja'].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(form)![1]!]),
    )
    const late = await admin.browser.post(page(one.id, 'zablokuj'), { ...hidden, powod: 'urlop' })
    assert.equal(late.status, 422)
    assert.ok(
      late.body.includes(text.changedMeanwhile) &&
        late.body.includes('value="urlop"') &&
        late.body.includes('redaktor'),
    )
  })

  test('fifty times the same form is one change', async () => {
    const one = await colleague()
    const form = (await admin.browser.get(page(one.id, 'rola'))).body
    const hidden = Object.fromEntries(
      ['_csrf', '_once', 'wersja'].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(form)![1]!]),
    )
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => admin.browser.post(page(one.id, 'rola'), { ...hidden, rola: 'editor' })),
    )
    assert.ok(
      answers.every(({ status }) => status === 303 || status === 503),
      [...new Set(answers.map(({ status }) => status))].join(),
    )
    assert.equal((await events(one.id)).length, 1)
  })

  test('bad input is told, never an error of ours', async () => {
    const one = await colleague()
    for (const powod of ['', ' ', 'x'.repeat(15_000), 'a\u0000', '\u202e']) {
      const answer = await change(admin.browser, one.id, 'zablokuj', { powod })
      assert.equal(answer.status, 422)
    }
    for (const wersja of ['', '-1', '999999999999', 'x'])
      assert.equal((await change(admin.browser, one.id, 'rola', { rola: 'editor', wersja })).status, 422)
    assert.equal((await change(admin.browser, one.id, 'rola', { rola: 'clerk' })).status, 422)
    assert.equal((await admin.browser.get(page('nie-ma'))).status, 404)
    const resident = (await portal.openSession({ kind: 'resident', partyId: 'K00012' })).loginId
    assert.equal((await admin.browser.get(page(resident))).status, 404)
    assert.equal((await admin.browser.get(page(one.id, 'odblokuj'))).location, page(one.id))
  })
})

describe('who runs the office', () => {
  const ask = statement<[id: string, what: string, value: string], { outcome: string }>(
    'test.changeStaff',
    `select outcome from change_staff_account($1, (select version from logins where id = $1), $2, $3, 21, sha256(random()::text::bytea))`,
  )
  const asked = (hashOfSession: string, id: string, what: string, value: string) =>
    portal.database.asStaff(hashOfSession, async (tx) => (await tx.one(ask, [id, what, value])).outcome, {
      write: true,
    })

  test('nobody changes their own account, here or past the page', async () => {
    const own = await admin.browser.get(page(admin.id))
    assert.ok(own.body.includes(text.own))
    assert.equal((await admin.browser.get(page(admin.id, 'rola'))).location, page(admin.id))
    const session = await portal.signIn({ kind: 'staff', staffRole: 'administrator', name: `sam.${++names}` })
    const [{ id }] = (await rows<{ id: string }>('select id from logins where name = $1', [`sam.${names}`])) as [
      { id: string },
    ]
    for (const [what, value] of [
      ['role', 'clerk'],
      ['lock', 'x'],
      ['factors', 'x'],
      ['code', 'x'],
    ] as const)
      assert.equal(await asked(session, id, what, value), 'self')
  })

  test('the last administrator who can sign in stays one: not locked, not demoted, not without factor', async () => {
    await rows(`update logins set password_hash = null where staff_role = 'administrator' and id <> $1`, [
      admin.id,
    ]).catch(() => {})
    const [{ n }] = (await rows<{ n: string }>(
      `select count(*) as n from logins where staff_role = 'administrator' and locked_at is null and password_hash is not null`,
    )) as [{ n: string }]
    assert.equal(Number(n), 1)
    // Signed in, but with a starting code nobody used yet: no administrator who could come back.
    const session = await portal.signIn({ kind: 'staff', staffRole: 'administrator' })
    for (const [what, value] of [
      ['role', 'clerk'],
      ['lock', 'x'],
      ['factors', 'x'],
    ] as const)
      assert.equal(await asked(session, admin.id, what, value), 'lastAdministrator', what)
    await assert.rejects(
      lockLogin(portal.database, admin.id, 'x', { kind: 'operator' }),
      (error) => error instanceof LoginRefused && error.reason === 'lastAdministrator',
    )
    for (const sql of [
      `update logins set locked_at = clock_now(), lock_reason = 'x' where id = $1`,
      `update logins set staff_role = 'clerk' where id = $1`,
      'update logins set password_hash = null where id = $1',
    ])
      await assert.rejects(rows(sql, [admin.id]), { code: 'EB001' })
    assert.equal(await asked(session, admin.id, 'code', 'x'), 'done')
  })

  test('two who lock each other at the same moment: one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await colleague('administrator'), await colleague('administrator')]
      await rows(`update logins set password_hash = null where staff_role = 'administrator' and not id = any ($1)`, [
        [one.id, other.id],
      ])
      await Promise.all([
        change(one.browser, other.id, 'zablokuj', { powod: 'x' }),
        change(other.browser, one.id, 'zablokuj', { powod: 'x' }),
      ])
      const [{ n }] = (await rows<{ n: string }>(
        'select count(*) as n from logins where id = any ($1) and locked_at is null',
        [[one.id, other.id]],
      )) as [{ n: string }]
      assert.equal(Number(n), 1)
    }
  })

  test('past the page: a clerk, an old password and a resident change nothing', async () => {
    const one = await colleague()
    const clerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    assert.equal(await asked(clerk, one.id, 'role', 'administrator'), 'forbidden')
    const session = await portal.signIn({ kind: 'staff', staffRole: 'administrator' })
    const resident = (await portal.openSession({ kind: 'resident', partyId: 'K00012' })).loginId
    assert.equal(await asked(session, resident, 'lock', 'x'), 'unknown')
    await clock(morning + 6 * 60_000)
    assert.equal(await asked(session, one.id, 'lock', 'x'), 'proofNeeded')
    await assert.rejects(
      portal.database.asStaff(
        session,
        (tx) => tx.query(statement<[], never>('test.write', `update logins set staff_role = 'administrator'`), []),
        { write: true },
      ),
    )
  })
})

describe('a resident who lost the phone', () => {
  test('clerk and administrator take the factor away, with a reason and a fresh password; others may not', async () => {
    const { loginId } = await portal.openSession({ kind: 'resident', partyId: 'K00012' })
    const path = `/biuro/loginy/${loginId}/drugi-skladnik`
    const clerk = await colleague('clerk')
    assert.ok((await clerk.browser.get(path)).body.includes(text.residentNone))
    await rows(`insert into totp_factors (login_id, sealed_secret, last_step) values ($1, $2, 0)`, [
      loginId,
      Buffer.alloc(48),
    ])
    await rows(
      `insert into login_contacts (login_id, email, email_verified_at) values ($1, 'x@y.example', clock_now())`,
      [loginId],
    )
    for (const role of ['accountant', 'editor'])
      assert.equal((await (await colleague(role)).browser.get(path)).status, 403)
    assert.equal((await clerk.browser.send(path, { powod: '' }, { from: path })).status, 422)
    await clock(morning + 6 * 60_000)
    const unproved = await clerk.browser.send(path, { powod: 'zgubiony telefon' }, { from: path })
    assert.ok(unproved.status === 422 && unproved.body.includes('value="zgubiony telefon"'))
    const done = await clerk.browser.send(path, { powod: 'zgubiony telefon', haslo: password }, { from: path })
    assert.equal(done.location, `${path}?zrobiono=1`)
    assert.ok((await clerk.browser.get(done.location!)).body.includes(text.residentDone))
    assert.deepEqual(
      (await events(loginId)).map(({ action, details }) => [action, JSON.stringify(details)]),
      [['login.factorsRemoved', '{"reason":"zgubiony telefon"}']],
    )
    const mails = await rows(
      `select 1 from outgoing_mails m join factor_changes f on f.id = m.letter_id where f.login_id = $1`,
      [loginId],
    )
    assert.equal(mails.length, 1)
    assert.equal(
      (await clerk.browser.get(`/biuro/loginy/${clerk.id}/drugi-skladnik`)).status,
      404,
      'staff are not residents',
    )
  })
})
