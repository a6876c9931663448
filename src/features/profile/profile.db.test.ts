import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { confirmPhone, decideRequest, phonesToConfirm, requests } from '#features/office-requests/public.ts'
import { type Answer, baseUrl, morning, type TestBrowser, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { closedPort, startSmtp } from '#test/harness/smtp.ts'
import { drain, givePassword, password, readMails, rows } from './profile.testkit.ts'

const portal = await withPortal()
const minute = 60_000
const tab = '/moje-dane'
const text = (answer: Answer) => answer.body.replaceAll('\u00a0', ' ').replaceAll('<wbr>', '')
const as = (partyId: string, name?: string) =>
  portal.browser({ kind: 'resident', partyId, ...(name === undefined ? {} : { name }) })
const events = (action: string) =>
  rows<{ id: string }>(portal, 'select id from audit_events where action = $1', [action])

async function formOn(browser: TestBrowser, url: string): Promise<{ _csrf: string; _once: string }> {
  const { body } = await browser.get(url)
  const value = (name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(body.slice(body.indexOf('<main')))?.[1]
  return { _csrf: value('_csrf') ?? '', _once: value('_once') ?? '' }
}
const send = async (browser: TestBrowser, url: string, fields: Record<string, string>) =>
  browser.post(url, { ...(await formOn(browser, url)), ...fields })

describe('contact data', () => {
  test('shows what the cooperative has, of nobody else', async () => {
    const body = text(await (await as(cast.coOwner.partyId)).get('/moje-dane'))
    assert.match(body, /Kazimierz Chrząszczyżewski/)
    assert.match(body, /CZ-00006/)
    assert.doesNotMatch(body, /Brzęczyszczykiewiczówna|CZ-00005/)
    const proxy = text(await (await as(cast.proxy.partyId)).get('/moje-dane'))
    assert.doesNotMatch(proxy, /Stanisław|mieszkaniec2@|100000002/)
  })
})

describe('changing the e-mail', () => {
  test('link to the new address, notice to the old one; the link works once, for its owner, in 24 hours', async () => {
    const smtp = await startSmtp()
    const browser = await as(cast.arrears.partyId, 'stary.adres@poczta.example')
    const sent = await send(browser, '/moje-dane/email', { email: ' nowy@poczta.example ' })
    assert.equal(sent.location, '/moje-dane?zapisano=email')
    assert.match(
      text(await browser.get(sent.location!)),
      /Wysyłamy e-mail z linkiem.*Czeka na potwierdzenie: nowy@poczta\.example/s,
    )
    await drain(portal, smtp, 'https://ebok.sm.example')
    const [mail] = await readMails(smtp)
    assert.equal(mail!.to, 'nowy@poczta.example')
    assert.ok(mail!.text.includes(`https://ebok.sm.example${mail!.link}`))
    assert.doesNotMatch(mail!.text, /Zaległy|Zbigniew|stary\.adres|zł/)

    const stored = await rows<{ all: string }>(
      portal,
      `select string_agg(c::text || m::text, '') as all from email_changes c, outgoing_mails m`,
    )
    assert.ok(!stored[0]!.all.includes(mail!.link.split('/').at(-1)!), 'the secret is stored nowhere')

    const stranger = await as(cast.overpaid.partyId)
    assert.equal((await stranger.get(mail!.link)).status, 404)
    assert.equal((await stranger.send(mail!.link)).status, 404)
    assert.equal((await (await portal.browser()).get(mail!.link)).status, 303)

    assert.match(text(await browser.get(mail!.link)), /Czy to Twój adres e-mail\?.*nowy@poczta\.example/s)
    assert.match(
      text(await browser.get('/moje-dane')),
      /stary\.adres@poczta\.example/,
      'opening the link changes nothing',
    )
    const token = await formOn(browser, mail!.link)
    const both = await Promise.all([1, 2, 3].map(() => browser.post(mail!.link, { _csrf: token._csrf })))
    assert.deepEqual(new Set(both.map(({ location }) => location)), new Set(['/moje-dane?zapisano=potwierdzono']))
    const after = text(await browser.get('/moje-dane'))
    assert.match(after, /nowy@poczta\.example/)
    assert.doesNotMatch(after, /stary\.adres|Czeka na potwierdzenie/)

    await drain(portal, smtp, 'https://ebok.sm.example')
    const mails = await readMails(smtp)
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['nowy@poczta.example', 'stary.adres@poczta.example'],
    )
    assert.match(mails[1]!.text, /od razu zadzwoń do biura/)
    assert.doesNotMatch(mails[1]!.text, /nowy@|Zaległy|https?:/)
    assert.equal((await events('profile.emailChanged')).length, 1)
    assert.match(text(await browser.get(mail!.link)), /już potwierdzony/)
  })

  test('after 24 hours the link is dead; a newer change kills an older link', async () => {
    const smtp = await startSmtp()
    const browser = await as(cast.zero.partyId)
    await send(browser, '/moje-dane/email', { email: 'pierwszy@poczta.example' })
    await drain(portal, smtp, baseUrl)
    await send(browser, '/moje-dane/email', { email: 'drugi@poczta.example' })
    await drain(portal, smtp, baseUrl)
    const [first, second] = await readMails(smtp)
    assert.equal((await browser.get(first!.link)).status, 404)
    assert.equal((await browser.send(first!.link)).status, 404)
    assert.equal((await browser.get(second!.link)).status, 200)
    await rows(
      portal,
      `update email_changes set expires_at = clock_now() - interval '1 second' where new_email = 'drugi@poczta.example'`,
    )
    assert.equal((await browser.send(second!.link)).status, 404)
    assert.match(text(await browser.get('/moje-dane')), /nie podano/)
  })

  test('the same form sent fifty times is one change and one mail', async () => {
    const browser = await as(cast.overpaid.partyId)
    const form = { ...(await formOn(browser, '/moje-dane/email')), email: 'raz@poczta.example' }
    const answers = await Promise.all(Array.from({ length: 50 }, () => browser.post('/moje-dane/email', form)))
    assert.ok(answers.every(({ location }) => location === '/moje-dane?zapisano=email'))
    const made = await rows(
      portal,
      `select m.id from email_changes c join outgoing_mails m on m.email_change_id = c.id where new_email = 'raz@poczta.example'`,
    )
    assert.equal(made.length, 1)
  })

  test('five a day, from one person and to one address', async () => {
    const browser = await as(cast.empty.partyId)
    for (let n = 0; n < 5; n++)
      assert.equal((await send(browser, '/moje-dane/email', { email: `n${n}@poczta.example` })).status, 303)
    const sixth = await send(browser, '/moje-dane/email', { email: 'n6@poczta.example' })
    assert.equal(sixth.status, 422)
    assert.match(sixth.body, /za dużo linków.*n6@poczta\.example/s)
    const others = [cast.tenant, cast.company, cast.fivePremises, cast.longSurname, cast.newHolder]
    for (const { partyId } of others)
      assert.equal((await send(await as(partyId), '/moje-dane/email', { email: 'cel@poczta.example' })).status, 303)
    assert.equal(
      (await send(await as(cast.coOwner.partyId), '/moje-dane/email', { email: 'CEL@poczta.example' })).status,
      422,
    )
  })

  test('mistakes are told next to the field and nothing typed is lost', async () => {
    const browser = await as(cast.zero.partyId)
    for (const bad of ['', 'zły adres', 'a@b.pl\r\nBcc: c@d.pl', '\u0000', '\u202ea@b.pl', 'x'.repeat(19_000)]) {
      const answer = await send(browser, '/moje-dane/email', { email: bad })
      assert.equal(answer.status, 422, JSON.stringify(bad.slice(0, 20)))
      assert.match(answer.body, /aria-invalid="true"/)
    }
    const twice = await browser.post(
      '/moje-dane/email',
      `_csrf=${(await formOn(browser, '/moje-dane/email'))._csrf}&email=a&email=b`,
    )
    assert.equal(twice.status, 400)
  })

  test('with the mail server down the change waits and is sent later, once', async () => {
    const browser = await as(cast.company.partyId)
    await rows(portal, `update outgoing_mails set state = 'skipped' where state = 'waiting'`)
    await send(browser, '/moje-dane/email', { email: 'pozniej@poczta.example' })
    await drain(portal, { port: await closedPort() }, baseUrl)
    assert.match(text(await browser.get('/moje-dane')), /Czeka na potwierdzenie: pozniej@/)
    const smtp = await startSmtp()
    await portal.setClock(morning + 2 * minute)
    assert.match(text(await browser.get('/moje-dane')), /zaraz zostanie wysłany/)
    await portal.setClock(morning + 16 * minute)
    assert.match(text(await browser.get('/moje-dane')), /jeszcze nie wyszedł/)
    await drain(portal, smtp, baseUrl)
    await drain(portal, smtp, baseUrl)
    await portal.setClock(morning)
    assert.equal(smtp.received.length, 1)
    assert.match(text(await browser.get('/moje-dane')), /Otwórz link z e-maila do 24 listopada 2026/)
    assert.equal((await browser.get((await readMails(smtp))[0]!.link)).status, 200)
  })
})

test('an address the mail server refuses is told, and may be typed anew', async () => {
  const smtp = await startSmtp()
  smtp.mood = 'refuse'
  const browser = await as(cast.longSurname.partyId)
  await send(browser, '/moje-dane/email', { email: 'nie.ma.takiego@poczta.example' })
  await drain(portal, smtp, baseUrl)
  assert.match(text(await browser.get('/moje-dane')), /nie przyjął e-maila na adres nie\.ma\.takiego@/)
})

describe('the password again', () => {
  async function stale(test: TestPortal): Promise<TestBrowser> {
    const browser = await as(cast.leak.partyId)
    await givePassword(test, cast.leak.partyId)
    await rows(
      test,
      `update sessions set proved_at = clock_now() - interval '301 seconds' where login_id in (select id from logins where party_id = $1)`,
      [cast.leak.partyId],
    )
    return browser
  }

  test('is asked for after five minutes, slows guesses, and then stands for five more', async () => {
    const browser = await stale(portal)
    const url = '/moje-dane/telefon'
    assert.match((await browser.get(url)).body, /ponad 5 minut/)
    const phone = { telefon: '600 700 800' }
    const missing = await send(browser, url, phone)
    assert.equal(missing.status, 422)
    assert.match(missing.body, /Wpisz hasło.*600 700 800/s)
    const wrong = await send(browser, url, { ...phone, haslo: 'nie to hasło wcale' })
    assert.match(wrong.body, /To nie jest właściwe hasło/)
    assert.ok(!wrong.body.includes('nie to hasło wcale'))
    assert.equal((await send(browser, url, { ...phone, haslo: password })).status, 303)
    assert.doesNotMatch((await browser.get(url)).body, /ponad 5 minut/)
  })

  test('is a rule of the database too: without it the functions change nothing', async () => {
    const hash = await portal.signIn({ kind: 'resident', partyId: cast.leak.partyId })
    await rows(
      portal,
      `update sessions set proved_at = clock_now() - interval '301 seconds' where token_sha256 = decode($1, 'hex')`,
      [hash],
    )
    const { askEmailChange, enterPhone } = await import('./contact.queries.ts')
    const ask = (work: Parameters<typeof portal.database.asResident>[1]) =>
      portal.database.asResident(hash, work, { write: true })
    assert.equal(await ask((tx) => askEmailChange(tx, 'x@y.pl', Buffer.alloc(32))), 'proofNeeded')
    assert.equal(await ask((tx) => enterPhone(tx, '600 700 801')), 'proofNeeded')
  })

  test('after too many guesses one waits', async () => {
    const browser = await stale(portal)
    let last: Answer | undefined
    for (let n = 0; n < 7; n++)
      last = await send(browser, '/moje-dane/email', { email: 'a@b.pl', haslo: `zgadywanie numer ${n}` })
    assert.match(last!.body, /Za dużo nieudanych prób/)
  })
})

describe('phone', () => {
  test('waits for the office, says so, and the office confirms exactly what was entered', async () => {
    const browser = await as(cast.tenant.partyId)
    assert.equal(
      (await send(browser, '/moje-dane/telefon', { telefon: '+48 600-111-222' })).location,
      '/moje-dane?zapisano=telefon',
    )
    assert.match(text(await browser.get('/moje-dane')), /600 111 222.*czeka na potwierdzenie przez biuro/s)
    const clerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    const asClerk = <T>(work: Parameters<typeof portal.database.asStaff<T>>[1]) =>
      portal.database.asStaff(clerk, work, { write: true })
    const waiting = (await asClerk(phonesToConfirm)).find(({ phone }) => phone === '600 111 222')!
    assert.equal(await asClerk((tx) => confirmPhone(tx, waiting.loginId, '600 111 223')), false)
    assert.equal(await asClerk((tx) => confirmPhone(tx, waiting.loginId, '600 111 222')), true)
    assert.match(text(await browser.get('/moje-dane')), /potwierdzony przez biuro/)
    const editor = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    assert.deepEqual(await portal.database.asStaff(editor, phonesToConfirm), [])
  })
})

describe('requests', () => {
  test('reach the office once, and come back with a state and an answer', async () => {
    const browser = await as(cast.tenant.partyId)
    const form = {
      ...(await formOn(browser, '/moje-dane/prosba')),
      rodzaj: 'persons',
      lokal: 'L0010',
      tresc: 'Od grudnia 4 osoby.',
    }
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.post('/moje-dane/prosba', form)))
    assert.ok(answers.every(({ location }) => location === '/moje-dane?zapisano=prosba'))
    const clerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    const asClerk = <T>(work: Parameters<typeof portal.database.asStaff<T>>[1]) =>
      portal.database.asStaff(clerk, work, { write: true })
    const list = await asClerk((tx) => requests(tx, 'accepted', false, 1))
    assert.equal(list.length, 1)
    assert.match(text(await browser.get('/moje-dane')), /Liczba osób w lokalu.*przyjęta/s)
    await assert.rejects(asClerk((tx) => decideRequest(tx, list[0]!.id, list[0]!.version, 'refused', null)))
    const decide = (state: 'refused' | 'done', answer: string | null) =>
      asClerk((tx) => decideRequest(tx, list[0]!.id, list[0]!.version, state, answer))
    assert.ok(await decide('refused', 'Potrzebna jest zgoda właściciela.'))
    assert.equal(await decide('done', null), undefined)
    assert.match(text(await browser.get('/moje-dane')), /odmowa.*Potrzebna jest zgoda właściciela/s)
    assert.doesNotMatch(text(await (await as(cast.fivePremises.partyId)).get('/moje-dane')), /Potrzebna jest zgoda/)
    const accountant = await portal.signIn({ kind: 'staff', staffRole: 'accountant' })
    assert.deepEqual(await portal.database.asStaff(accountant, (tx) => requests(tx, null, false, 1)), [])
  })

  test('about foreign premises are refused, by the form and by the policy', async () => {
    const browser = await as(cast.tenant.partyId)
    const answer = await send(browser, '/moje-dane/prosba', {
      rodzaj: 'persons',
      lokal: 'L0001',
      tresc: 'Tekst zostaje',
    })
    assert.equal(answer.status, 422)
    assert.match(answer.body, /Wybierz lokal z listy.*Tekst zostaje/s)
    const hash = await portal.signIn({ kind: 'resident', partyId: cast.tenant.partyId })
    const { addRequest } = await import('./requests.queries.ts')
    const request = {
      kind: 'other',
      premisesId: 'L0001',
      premisesLabel: '',
      body: 'x',
      once: Buffer.alloc(32),
    } as const
    await assert.rejects(
      portal.database.asResident(hash, (tx) => addRequest(tx, request), { write: true }),
      /row-level security/,
    )
  })

  test('ten a day', async () => {
    const browser = await as(cast.coOwner.partyId)
    for (let n = 0; n < 10; n++)
      assert.equal(
        (await send(browser, '/moje-dane/prosba', { rodzaj: 'other', lokal: '', tresc: `Sprawa ${n}` })).status,
        303,
      )
    assert.match(
      (await send(browser, '/moje-dane/prosba', { rodzaj: 'other', lokal: '', tresc: 'Sprawa 11' })).body,
      /najwyżej 10/,
    )
  })
})

describe('consents', () => {
  const give = { rodzaj: 'emailContact', wersja: '1', decyzja: 'daje' }

  test('are given and withdrawn with date and version; the same said twice is said once', async () => {
    const browser = await as(cast.member.partyId)
    const url = '/moje-dane/zgody'
    await Promise.all([send(browser, url, give), send(browser, url, give)])
    assert.match(text(await browser.get(url)), /zgoda od 23 listopada 2026, wersja 1/)
    await send(browser, url, { ...give, decyzja: 'cofam' })
    await send(browser, url, { ...give, decyzja: 'cofam' })
    assert.match(text(await browser.get(url)), /nie ma zgody.*cofnięcie zgody, wersja 1/s)
    const found = await rows<{ decision: string }>(portal, `select decision from consents order by id`)
    assert.deepEqual(
      found.map(({ decision }) => decision),
      ['given', 'withdrawn'],
    )
    assert.equal((await rows(portal, 'select id from consents')).length, 2)
  })

  test('to a text that changed meanwhile are not recorded', async () => {
    const browser = await as(cast.zero.partyId)
    await rows(
      portal,
      `insert into consent_texts (kind, version, title, body) values ('phoneContact', 2, 'Nowa', 'Nowa treść')`,
    )
    const answer = await send(browser, '/moje-dane/zgody', { rodzaj: 'phoneContact', wersja: '1', decyzja: 'daje' })
    assert.match((await browser.get(answer.location!)).body, /właśnie się zmieniła/)
    assert.equal(
      (
        await rows(
          portal,
          `select c.id from consents c join consent_texts t on t.id = c.text_id where t.kind = 'phoneContact'`,
        )
      ).length,
      0,
    )
  })

  test('history cannot be changed by anybody who uses the portal', async () => {
    const hash = await portal.signIn({ kind: 'resident', partyId: cast.member.partyId })
    const { statement } = await import('#platform/db/database.ts')
    for (const sql of [`update consents set decision = 'given' returning id`, 'delete from consents returning id']) {
      const planted = statement<[], never>(`test.${sql.slice(0, 6)}`, sql)
      await assert.rejects(
        portal.database.asResident(hash, (tx) => tx.query(planted, []), { write: true }),
        /permission denied/,
      )
    }
  })
})

describe('notices by mail', () => {
  test('need a confirmed address; the choice is kept and obeyed', async () => {
    const without = await as(cast.company.partyId)
    assert.match((await without.get('/moje-dane/zgody')).body, /podaj i potwierdź adres e-mail/)
    const browser = await as(cast.member.partyId, 'czlonek@poczta.example')
    assert.match((await browser.get('/moje-dane/zgody')).body, /name="officeAnswer"[^>]*checked/)
    await send(browser, '/moje-dane/powiadomienia', {
      ...(await formOn(browser, '/moje-dane/zgody')),
      newDocument: '1',
    })
    const after = (await browser.get('/moje-dane/zgody')).body
    assert.match(after, /name="newDocument"[^>]*checked/)
    assert.doesNotMatch(after, /name="officeAnswer"[^>]*checked/)
    const [wants] = await rows<{ wants: boolean }>(
      portal,
      `select wants_mail(id, 'officeAnswer') as wants from logins where name = 'czlonek@poczta.example'`,
    )
    assert.equal(wants!.wants, false)
  })
})

describe('sessions', () => {
  test('one is ended, the others live; a stranger’s id ends nothing', async () => {
    const first = await as(cast.newHolder.partyId)
    const [login] = await rows<{ id: string }>(
      portal,
      `select id from logins where party_id = $1 order by created_at desc limit 1`,
      [cast.newHolder.partyId],
    )
    const second = await as(cast.newHolder.partyId)
    await rows(
      portal,
      `update sessions set login_id = $1 where login_id in (select id from logins where party_id = $2)`,
      [login!.id, cast.newHolder.partyId],
    )
    const stranger = await as(cast.arrears.partyId)
    const list = (await first.get('/moje-dane/urzadzenia')).body
    const ids = [...list.matchAll(/name="sesja" value="([^"]+)"/g)].map(([, id]) => id!)
    assert.ok(ids.length >= 2)
    assert.equal(list.match(/to urządzenie<\/span>/g)?.length, 1)
    for (const sesja of ids) await stranger.send(`${tab}/urzadzenia/wyloguj`, { sesja })
    assert.equal((await second.get('/moje-dane')).status, 200)
    for (const sesja of ids.slice(1))
      assert.equal(
        (await first.send(`${tab}/urzadzenia/wyloguj`, { sesja })).location,
        '/moje-dane/urzadzenia?zapisano=wylogowano',
      )
    assert.equal((await second.get('/moje-dane')).status, 303)
    assert.equal((await first.get('/moje-dane')).status, 200)
    assert.equal((await first.send(`${tab}/urzadzenia/wyloguj`, { sesja: 'x' })).status, 400)
    const own = await first.send(`${tab}/urzadzenia/wyloguj`, { sesja: ids[0]! })
    assert.equal(own.location, '/zaloguj?wyjscie=1')
    assert.equal((await first.get('/moje-dane')).status, 303)
  })

  test('all at once: signs out everywhere, here too, and says so', async () => {
    const browser = await as(cast.backDated.partyId)
    const other = await as(cast.backDated.partyId)
    await rows(
      portal,
      `update sessions set login_id = (select id from logins where party_id = $1 order by id limit 1) where login_id in (select id from logins where party_id = $1)`,
      [cast.backDated.partyId],
    )
    const calendars = () =>
      rows<{ n: number }>(
        portal,
        `select count(*)::int as n from calendar_subscriptions c join logins l on l.id = c.login_id where l.party_id = $1 and c.revoked_at is null`,
        [cast.backDated.partyId],
      )
    await rows(
      portal,
      `insert into calendar_subscriptions (secret_sha256, login_id) select sha256(convert_to(id::text, 'UTF8')), id from logins where party_id = $1`,
      [cast.backDated.partyId],
    )
    assert.ok((await calendars())[0]!.n > 0)
    const answer = await browser.send(`${tab}/urzadzenia/wyloguj-wszedzie`)
    assert.equal(answer.location, '/zaloguj?wyjscie=2')
    const signedOut = `select count(*)::int as n from calendar_subscriptions c where c.revoked_at is not null`
    assert.equal(
      (await rows<{ n: number }>(portal, signedOut))[0]!.n,
      1,
      'the address of the one who signed out is dead',
    )
    assert.ok(answer.headers['clear-site-data'])
    assert.match((await browser.get('/zaloguj?wyjscie=2')).body, /na wszystkich urządzeniach/)
    assert.equal((await other.get('/moje-dane')).status, 303)
    assert.equal((await events('login.sessionsEnded')).length > 0, true)
  })

  test('sign-ins of 90 days, with their outcome, of nobody else', async () => {
    const browser = await as(cast.writeOff.partyId)
    await rows(
      portal,
      `insert into sign_ins (login_id, at, outcome, browser)
      select l.id, clock_now() - make_interval(days => d), case when d = 5 then 'wrongPassword' else 'success' end, 'Dni ' || d
        from logins l, unnest(array[5, 89, 91]) d where party_id = $1`,
      [cast.writeOff.partyId],
    )
    const body = (await browser.get('/moje-dane/urzadzenia')).body
    assert.match(body, /Dni 5.*złe hasło/s)
    assert.match(body, /Dni 89/)
    assert.doesNotMatch(body, /Dni 91/)
    assert.doesNotMatch((await (await as(cast.zero.partyId)).get('/moje-dane/urzadzenia')).body, /Dni 5/)
    assert.match((await browser.get('/moje-dane/urzadzenia/logowania.csv')).body, /Dni 89;zalogowano/)
  })
})

test('no field of any form brings the server down or says how it works', async () => {
  const browser = await as(cast.fivePremises.partyId)
  const { routes } = await import('#src/app.ts')
  const hostile = [
    '',
    '\u0000',
    '\ud800',
    '\u202eabc',
    '<script>alert(1)</script>',
    "' or 1=1 --",
    '-1',
    '1e999',
    '2026-02-30',
    '__proto__',
    'x'.repeat(21_000),
  ]
  let asked = 0
  for (const route of routes.filter((one) => one.method === 'POST' && one.path.startsWith('/moje-dane'))) {
    // Ending the sessions would end the test; their fields are tried above.
    if (route.path.endsWith('wyloguj-wszedzie')) continue
    const url = route.path.replace(':secret', 'x'.repeat(43))
    const { _csrf } = await formOn(browser, '/moje-dane/email')
    for (const value of hostile)
      for (const name of [
        'email',
        'telefon',
        'haslo',
        'rodzaj',
        'lokal',
        'tresc',
        'wersja',
        'decyzja',
        'sesja',
        '_once',
        'email[]',
        '__proto__',
      ]) {
        const { status, body } = await browser.post(url, { _csrf, [name]: value })
        assert.ok(status < 500, `${url} ${name}=${JSON.stringify(value.slice(0, 20))}: ${status}`)
        assert.doesNotMatch(body, /<script>alert|at file:|node_modules|syntax error/)
        asked += 1
      }
  }
  assert.ok(asked > 900)
})
