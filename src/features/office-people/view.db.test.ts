import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { viewHash } from '#platform/http/views.ts'
import { routes } from '#src/app.ts'
import { pagesToTry } from '#test/every-route/pages.ts'
import { morning, type TestBrowser, withPortal } from '#test/harness/portal.ts'
import { everything, once, person, rows } from './people.testkit.ts'

const portal = await withPortal()
await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
const subject = await person(portal, { kind: 'resident', partyId: cast.arrears.partyId })
await rows(portal, `update logins set display_name = 'Barbara Oglądana' where id = $1`, [subject.loginId])
const clerk = await person(portal, { kind: 'staff', staffRole: 'clerk', name: 'bok.anna' })
await rows(portal, `update logins set display_name = 'Anna z Biura' where id = $1`, [clerk.loginId])
let forms = 0

async function start(browser: TestBrowser, loginId = subject.loginId, powod = 'residentAsks', key = once(++forms)) {
  return browser.send(`/biuro/loginy/${loginId}/podglad`, { _once: key, powod })
}

/** A clerk of the test's own, looking at the subject's pages. */
async function viewer() {
  const made = await person(portal, { kind: 'staff', staffRole: 'clerk' })
  const answer = await start(made.browser)
  assert.equal(answer.location, '/rachunki')
  const identity = `view:${viewHash(made.hash, made.browser.cookies.get('ebok-view')!)}`
  return { ...made, identity }
}

const whoReads = async (identity: string): Promise<string | null | undefined> =>
  (
    await portal.database.asResident(identity, (tx) =>
      tx.query<[], { id: string | null }>({ name: 'test.who', text: 'select current_login_id() as id' }, []),
    )
  )[0]?.id

/** What a page says, without what is each request's own and without the frame that names who is signed in. */
const contentOf = (body: string): string =>
  (/<main[\s\S]*<\/main>/.exec(body)?.[0] ?? body)
    .replaceAll(/name="(?:_csrf|_once|widziane)" value="[^"]*"/g, '')
    .replaceAll(/propozycja=\d+/g, '')

test('a view shows exactly what the resident sees, with whose it is and who looks on top of it', async () => {
  const { browser } = await viewer()
  const pages = (await pagesToTry(portal)).filter(({ principal, path }) => {
    const route = routes.find((one) => one.method === 'GET' && one.path === path)
    return principal === 'resident' && route?.area === 'resident' && !route.hiddenInView
  })
  assert.ok(pages.length > 25, `${pages.length} pages`)
  const different: string[] = []
  for (const { url } of pages) {
    const own = await subject.browser.get(url)
    const seen = await browser.get(url)
    if (own.status !== seen.status || contentOf(own.body) !== contentOf(seen.body))
      different.push(`${url} ${own.status} ${seen.status}`)
    if (String(seen.headers['content-type']).startsWith('text/html') && seen.status === 200) {
      assert.match(seen.body, /Podgląd konta: Barbara Oglądana/, url)
      assert.match(seen.body, /Zakończ podgląd/)
      assert.doesNotMatch(own.body, /Podgląd konta/)
    }
  }
  assert.deepEqual(different, [])
})

test("nothing that is not the resident's, and no page of the office as the resident", async () => {
  const { browser } = await viewer()
  const [foreign] = await rows<{ id: string }>(portal, 'select id from documents where account_id = $1 limit 1', [
    cast.overpaid.accountIds[0],
  ])
  assert.equal((await browser.get(`/rachunki/dokumenty/${foreign!.id}`)).status, 404)
  assert.equal((await browser.get('/biuro/osoby?q=lipowa')).status, 200)
  assert.doesNotMatch((await browser.get('/biuro/osoby')).body, /Podgląd konta/)
  // Without the cookie of the view, or with it in somebody else's session, there is none.
  const view = browser.cookies.get('ebok-view')!
  const other = await person(portal, { kind: 'staff', staffRole: 'administrator' })
  other.browser.cookies.set('ebok-view', view)
  assert.equal((await other.browser.get('/rachunki')).status, 403)
  const stranger = await portal.browser()
  stranger.cookies.set('ebok-view', view)
  assert.match(String((await stranger.get('/rachunki')).location), /^\/zaloguj/)
  // A resident with a cookie left behind is on their own pages.
  subject.browser.cookies.set('ebok-view', view)
  assert.equal((await subject.browser.get('/rachunki')).status, 200)
  assert.doesNotMatch((await subject.browser.get('/rachunki')).body, /Podgląd konta/)
  subject.browser.cookies.delete('ebok-view')
})

const posts = routes.filter(({ method, area }) => method === 'POST' && area === 'resident')

async function refusedEverywhere(): Promise<void> {
  const { browser } = await viewer()
  const before = await everything(portal)
  for (const { path } of posts) {
    const { status, body } = await browser.send(path.replaceAll(/:\w+/g, 'x'), {}, { from: '/haslo' })
    assert.equal(status, 403, path)
    assert.match(body, /Podgląd tylko do odczytu/, path)
  }
  assert.equal((await browser.get('/rachunki')).status, 200)
  assert.deepEqual(await everything(portal), before)
}

test('every form of a resident is refused, says why, and signs nobody out', async () => {
  assert.ok(posts.length >= 14, `${posts.length} forms`)
  await refusedEverywhere()
})

/** Everything a resident's role may write, tried under a view in a transaction that could. */
async function writesThrough(identity: string): Promise<string[]> {
  const { rows: tables } = await portal.asRoot((client) =>
    client.query<{ name: string; column: string | null; del: boolean }>(
      `select c.relname as name, (select quote_ident(a.attname) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and has_column_privilege('${portal.names.rolePrefix}_resident', c.oid, a.attnum, 'UPDATE') limit 1) as column,
              has_table_privilege('${portal.names.rolePrefix}_resident', c.oid, 'DELETE') as del
         from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`,
    ),
  )
  const tries = [
    ...tables.flatMap(({ name, column }) => (column ? [`update ${name} set ${column} = ${column}`] : [])),
    ...tables.flatMap(({ name, del }) => (del ? [`delete from ${name}`] : [])),
    `select end_my_sessions(null)`,
    `select enter_my_phone('600700800')`,
    `select ask_email_change('x@poczta.example', sha256('x'))`,
    `select confirm_my_email(repeat('0', 64))`,
    `insert into consents (login_id, text_id, decision) select '${subject.loginId}', id, 'given' from consent_texts limit 1`,
    `insert into notification_preferences (login_id, topic_id, by_email) values ('${subject.loginId}', 'announcement', true)`,
    `insert into change_requests (login_id, kind, body, once_sha256) values ('${subject.loginId}', 'other', 'x', sha256('y'))`,
    `insert into message_threads (id, login_id, topic_id) values (gen_random_uuid(), '${subject.loginId}', 'other')`,
    `insert into calendar_subscriptions (secret_sha256, login_id) values (sha256('z'), '${subject.loginId}')`,
    `insert into stored_files (name, content_type, size_bytes, sha256, content) values ('x', 'text/plain', 0, repeat('0', 64), '')`,
  ]
  const before = await everything(portal)
  const came: string[] = []
  for (const [index, text] of tries.entries()) {
    await portal.database
      .asResident(identity, (tx) => tx.query({ name: `test.write${index}`, text }, []), { write: true })
      .catch(() => {})
    const after = await everything(portal)
    if (JSON.stringify(after) !== JSON.stringify(before)) came.push(text)
    if (came.length > 3) break
  }
  return came
}

const wallAway = (client: { query(sql: string): Promise<unknown> }) =>
  client.query(
    `do $$ begin execute replace(pg_get_functiondef('living_view()'::regprocedure), $q$<> 'on'$q$, $q$= 'never'$q$); end $$`,
  )

test('the database alone refuses every write under a view', async () => {
  const { identity } = await viewer()
  assert.equal(await whoReads(identity), subject.loginId)
  assert.deepEqual(await writesThrough(identity), [])
})

test('the application alone refuses them too; and with its wall away the database lets them through: the check can fail', async () => {
  await portal.asRoot(wallAway)
  await refusedEverywhere()
  const { identity } = await viewer()
  assert.notDeepEqual(await writesThrough(identity), [])
  await portal.asRoot((client) =>
    client.query(
      `do $$ begin execute replace(pg_get_functiondef('living_view()'::regprocedure), $q$= 'never'$q$, $q$<> 'on'$q$); end $$`,
    ),
  )
  await rows(portal, `update sessions set ended_at = null where login_id = $1`, [subject.loginId])
})

test('pages that note what was read show it and note nothing', async () => {
  const [letter] = await rows<{ id: string }>(
    portal,
    `select n.id from notices n join notice_files f on f.notice_id = n.id where n.party_id = $1 limit 1`,
    [cast.arrears.partyId],
  )
  const [thread] = await rows<{ id: string }>(
    portal,
    `with t as (insert into message_threads (login_id, topic_id) values ($1, 'other') returning id),
          m as (insert into messages (thread_id, author, channel, body) select id, 'office', 'mail', 'Odpowiedź' from t)
     select id from t`,
    [subject.loginId],
  )
  const [announcement] = await rows<{ id: string }>(
    portal,
    `select id from announcements where audience = 'signedIn' and visible_from <= today() limit 1`,
  )
  const { browser } = await viewer()
  const before = await everything(portal)
  assert.ok(letter && thread && announcement)
  assert.equal((await browser.get(`/napisz/historia/${thread.id}`)).status, 200)
  assert.equal((await browser.get(`/wiadomosci/${announcement.id}`)).status, 200)
  const opened = await browser.get(`/dokumenty/pisma/${letter.id}/plik`)
  assert.equal(opened.status, 200)
  assert.equal(opened.headers['content-type'], 'application/pdf')
  assert.deepEqual(await everything(portal), before)
})

test('pages about the ways into the account are not shown; password and WYJŚCIE are of whoever looks', async () => {
  const { browser, loginId } = await viewer()
  for (const url of [
    '/moje-dane/urzadzenia',
    '/moje-dane/urzadzenia/logowania.csv',
    '/moje-dane/email',
    '/moje-dane/telefon',
    '/rachunki/kalendarz/subskrypcja',
  ]) {
    const { status, body } = await browser.get(url)
    assert.equal(status, 403, url)
    assert.match(body, /nie pokazujemy w podglądzie/, url)
  }
  const [{ name }] = (await rows<{ name: string }>(portal, 'select name from logins where id = $1', [loginId])) as [
    { name: string },
  ]
  const password = await browser.get('/haslo')
  assert.ok(password.body.includes(name) && !password.body.includes('Podgląd konta'))
  await browser.send('/wyjscie', {}, { from: '/rachunki' })
  assert.match(String((await browser.get('/rachunki')).location), /^\/zaloguj/)
  assert.equal(browser.cookies.has('ebok-view'), false)
  assert.equal((await subject.browser.get('/rachunki')).status, 200)
})

test('it starts with a reason, once however often the form is sent, is written down, and the resident sees it', async () => {
  const form = await clerk.browser.get(`/biuro/loginy/${subject.loginId}/podglad`)
  assert.match(form.body, /kto oglądał konto, kiedy i dlaczego/)
  const without = await start(clerk.browser, subject.loginId, 'ciekawość')
  assert.equal(without.status, 422)
  assert.match(without.body, /Wybierz powód/)
  const count = async () =>
    Number(
      (
        await rows<{ n: string }>(portal, 'select count(*) as n from view_sessions where staff_login_id = $1', [
          clerk.loginId,
        ])
      )[0]!.n,
    )
  assert.equal(await count(), 0)
  const key = once(++forms)
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => start(clerk.browser, subject.loginId, 'complaint', key)),
  )
  assert.ok(answers.every(({ location }) => location === '/rachunki'))
  assert.equal(await count(), 1)
  assert.equal((await clerk.browser.get('/rachunki')).status, 200)

  const seen = await subject.browser.get('/moje-dane/kto-ogladal')
  for (const words of ['Anna z Biura, pracownik biura', 'reklamacja', 'trwa teraz'])
    assert.ok(seen.body.includes(words), words)
  const ended = await clerk.browser.send('/biuro/podglad/zakoncz', {}, { from: '/rachunki' })
  assert.equal(ended.location, `/biuro/loginy/${subject.loginId}?zrobiono=podglad`)
  assert.equal((await clerk.browser.get('/rachunki')).status, 403)
  assert.doesNotMatch((await subject.browser.get('/moje-dane/kto-ogladal')).body, /Anna z Biura[\s\S]{0,400}trwa teraz/)
  const trail = await rows<{ action: string; details: Record<string, string> }>(
    portal,
    `select action, details from audit_events where actor_login_id = $1 and subject_login_id = $2 and action like 'view.%' order by id`,
    [clerk.loginId, subject.loginId],
  )
  assert.deepEqual(
    trail.map(({ action, details }) => `${action} ${details.reason ?? details.how}`),
    ['view.started complaint', 'view.ended ended'],
  )
  assert.match((await clerk.browser.get(`/biuro/osoby/${cast.arrears.partyId}`)).body, /Anna z Biura, pracownik biura/)
})

test('one view at a time; only of residents whose login is open; only by clerks and administrators', async () => {
  const { browser, identity } = await viewer()
  const other = await person(portal, { kind: 'resident', partyId: cast.overpaid.partyId })
  await start(browser, other.loginId)
  assert.equal(await whoReads(identity), null)
  assert.equal((await start(browser, clerk.loginId)).status, 404)
  assert.equal((await start(browser, 'nie-ma')).status, 404)
  await rows(portal, `update logins set locked_at = now(), lock_reason = 'x' where id = $1`, [other.loginId])
  assert.match((await browser.get('/rachunki')).body, /Podgląd konta się skończył/)
  assert.match((await start(browser, other.loginId)).body, /Login jest zablokowany/)
  for (const staffRole of ['accountant', 'editor'] as const) {
    const { browser: theirs, hash, loginId } = await person(portal, { kind: 'staff', staffRole })
    assert.equal((await start(theirs)).status, 403)
    const insert = `insert into view_sessions (token_sha256, session_sha256, staff_login_id, subject_login_id, reason)
      values (sha256('${staffRole}'), decode('${hash}', 'hex'), '${loginId}', '${subject.loginId}', 'complaint')`
    await assert.rejects(
      portal.database.asStaff(hash, (tx) => tx.query({ name: `test.view.${staffRole}`, text: insert }, []), {
        write: true,
      }),
      /row-level security/,
    )
    assert.deepEqual(
      await portal.database.asStaff(hash, (tx) =>
        tx.query({ name: 'test.views', text: 'select id from view_sessions' }, []),
      ),
      [],
    )
  }
})

test('after half an hour it is over and says so; the night writes it down', async () => {
  const { browser, hash, loginId } = await viewer()
  await portal.setClock(morning + 31 * 60_000)
  await rows(portal, `update sessions set last_seen_at = clock_now() where token_sha256 = decode($1, 'hex')`, [hash])
  const over = await browser.get('/rachunki')
  assert.equal(over.status, 403)
  assert.match(over.body, /Podgląd konta się skończył/)
  await portal.database.asWorker((tx) => tx.query({ name: 'test.close', text: 'select close_views()' }, []), {
    write: true,
  })
  const [line] = await rows<{ how: string }>(
    portal,
    `select e.details ->> 'how' as how from audit_events e join view_sessions v on v.id::text = e.details ->> 'view'
      where v.staff_login_id = $1 and e.action = 'view.ended'`,
    [loginId],
  )
  assert.equal(line?.how, 'timeout')
  await portal.setClock(morning)
})
