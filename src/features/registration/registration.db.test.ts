import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { addressKey, digitsKey, fold, phoneKey } from '#kernel/fold.ts'
import { type Answer, baseUrl, morning, withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { fieldId } from '#ui/components.ts'
import { cleanUpRegistrations } from './public.ts'
import { drain, openForm, pageOf, person, readForm, readMails, rows, send } from './registration.testkit.ts'

const portal = await withPortal()
await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))

// Each test is another place and another day's limits.
beforeEach(async () => {
  portal.clock.set(morning)
  await rows(portal, 'delete from throttle_buckets')
  await rows(portal, 'delete from registration_challenges')
  await rows(portal, 'delete from outgoing_mails where letter_id is not null')
  await rows(portal, 'delete from registrations')
})

const requests = () => rows<Record<string, string>>(portal, 'select * from registrations order by created_at, id')
const letters = () => rows<{ id: string }>(portal, `select id from outgoing_mails where kind = 'registrationReceived'`)
const count = async () => (await requests()).length

describe('the form', () => {
  test('is reached from signing in, offers the Regulamin with its attachments, and gives no code away', async () => {
    const browser = await portal.browser()
    assert.match((await browser.get('/zaloguj')).body, /href="\/rejestracja"[^>]*>REJESTRACJA/)
    const answer = await browser.get('/rejestracja')
    const { code, token } = readForm(portal, answer)
    const body = pageOf(answer)
    assert.match(body, /Regulamin portalu e-BOK.*wersja 2.*Załącznik nr 1.*Załącznik nr 2/s)
    const files = [...body.matchAll(/href="(\/dokumenty-publiczne\/pliki\/[^"]+)"/g)].map(([, href]) => href!)
    assert.equal(files.length, 6)
    for (const href of files) {
      const file = await browser.get(href)
      assert.equal(file.headers['content-type'], 'application/pdf')
      if (href.endsWith('/pobierz')) assert.match(String(file.headers['content-disposition']), /attachment/)
    }
    assert.ok(!body.includes(code))
    assert.ok(!JSON.stringify([...browser.cookies]).includes(code))
    const [first, second] = [1, 2].map(() => browser.get(`/rejestracja/kod/${token}/obrazek`))
    const [one, other] = [(await first)!, (await second)!]
    assert.equal(one.headers['content-type'], 'image/svg+xml; charset=utf-8')
    assert.notEqual(one.body, other.body)
    for (const svg of [one.body, other.body])
      assert.doesNotMatch(svg, /<text|<tspan|<title|<desc|\sid=|\sclass=|data-|aria-/)
  })

  test('the sound is one playable file, whole or in pieces that fit', async () => {
    const browser = await portal.browser()
    const { token, code } = await openForm(portal, browser)
    const url = `/rejestracja/kod/${token}/nagranie`
    const whole = await portal.app.inject({ url, headers: { host: '127.0.0.1:8080' } })
    const wav = whole.rawPayload
    assert.equal(whole.headers['content-type'], 'audio/wav')
    assert.equal(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 12), 'RIFFWAVE')
    assert.equal(wav.readUInt32LE(40), wav.length - 44)
    const seconds = (wav.length - 44) / wav.readUInt32LE(28)
    assert.ok(seconds > code.length * 0.7 && seconds < code.length * 2.5, `${seconds} s for ${code.length} digits`)
    const pieces = []
    for (let from = 0; from < wav.length; from += 20_000) {
      const range = `bytes=${from}-${from + 19_999}`
      const piece = await portal.app.inject({ url, headers: { host: '127.0.0.1:8080', range } })
      assert.equal(piece.statusCode, 206)
      pieces.push(piece.rawPayload)
    }
    assert.ok(Buffer.concat(pieces).equals(wav))
    assert.match(String(whole.headers['content-security-policy']), /media-src 'self'/)
    for (const wrong of ['x', token.slice(0, -1), `${token}x`, token.replace(/^./, 'z')])
      assert.equal((await browser.get(`/rejestracja/kod/${wrong}/nagranie`)).status, 404, wrong)
  })

  test('what was sent is in the office, with what was accepted, and the e-mail leaves', async () => {
    const smtp = await startSmtp()
    const browser = await portal.browser()
    const answer = await send(portal, browser, { numer: 'CZ-00006' })
    assert.equal(answer.location, '/rejestracja/wyslane')
    assert.match(pageOf(await browser.get(answer.location!)), /Dziękujemy.*24 godzin.*Wniosek do wydruku/s)
    const [row] = await requests()
    assert.deepEqual(
      [row!.first_name, row!.name, row!.street, row!.flat, row!.party_number, row!.state],
      ['Żaneta', 'Łękawska-Źrebiec', 'ul. Lipowa 4', '7', 'CZ-00006', 'new'],
    )
    const accepted = await rows<{ title: string; number: number; at: Date }>(
      portal,
      `select d.title, e.number, a.accepted_at as at from registration_acceptances a
         join archive_editions e on e.id = a.edition_id join archive_documents d on d.id = e.document_id`,
    )
    assert.deepEqual(
      accepted.map(({ title, number }) => `${title} ${number}`),
      ['Regulamin portalu e-BOK 2'],
    )
    await drain(portal, smtp)
    const mails = await readMails(smtp)
    assert.equal(mails.length, 1)
    assert.equal(mails[0]!.to, person.email)
    assert.match(mails[0]!.text, /Co teraz zrobić.*\/rejestracja\/wniosek.*dowód osobisty/s)
    assert.ok(mails[0]!.text.includes(`${baseUrl}/rejestracja/wniosek`))
    for (const own of ['Żaneta', 'Łękawska', 'Lipowa 4', 'CZ-00006', '600 700 800'])
      assert.ok(!mails[0]!.text.includes(own) && !mails[0]!.subject.includes(own), own)
    assert.match(pageOf(await browser.get('/rejestracja/wniosek')), /Wnioskodawca/)
    assert.ok(!portal.logged.join('\n').includes('zaneta'))
  })

  test('a company, a code heard, a question answered: each way through', async () => {
    const company = {
      kto: 'firma',
      imie: '',
      nazwisko: '',
      firma: 'Zakład „Kowal” sp. z o.o.',
      email: 'firma@poczta.example',
    }
    assert.equal((await send(portal, await portal.browser(), { ...company, sposob: 'nagranie' })).status, 303)
    const browser = await portal.browser()
    const form = await openForm(portal, browser)
    const fields = { ...form.hidden, ...person, sposob: 'pytanie', odpowiedz: ` ${form.answers[0]!.toUpperCase()}. ` }
    assert.equal((await browser.post('/rejestracja', fields)).location, '/rejestracja/wyslane')
    assert.deepEqual(new Set((await requests()).map(({ kind }) => kind)), new Set(['company', 'person']))
  })
})

describe('the code', () => {
  test('is good for one answer, right or wrong', async () => {
    const browser = await portal.browser()
    const form = await openForm(portal, browser)
    const fields = { ...form.hidden, ...person, sposob: 'obrazek', kod: form.code }
    assert.equal((await browser.post('/rejestracja', fields)).status, 303)
    const other = { ...fields, email: 'inny@poczta.example', _once: crypto.randomUUID() }
    const again = await browser.post('/rejestracja', other)
    assert.equal(again.status, 422)
    assert.match(pageOf(again), /Ten kod był już raz wpisany/)
    assert.equal(await count(), 1)

    const fresh = await openForm(portal, browser)
    const guess = { ...fresh.hidden, ...person, sposob: 'obrazek', email: 'inny@poczta.example' }
    const wrong = await browser.post('/rejestracja', { ...guess, kod: fresh.code === '00000' ? '11111' : '00000' })
    assert.match(pageOf(wrong), /Cyfry się nie zgadzają/)
    assert.notEqual(readForm(portal, wrong).token, fresh.token)
    const late = await browser.post('/rejestracja', { ...guess, kod: fresh.code })
    assert.match(pageOf(late), /już raz wpisany/)
    assert.equal(await count(), 1)
  })

  test('missing, foreign, old or too early: nothing is taken', async () => {
    const browser = await portal.browser()
    const none = await send(portal, browser, { kod: '' })
    assert.match(pageOf(none), /Wpisz cyfry z obrazka albo z nagrania/)
    const token = readForm(portal, none).token
    assert.match(pageOf(await send(portal, browser, { wyzwanie: '' })), /kod stracił ważność/)
    assert.match(pageOf(await send(portal, browser, { wyzwanie: `${token.slice(0, -3)}xyz` })), /kod stracił ważność/)
    const harderToEasier = token.replace(/^(\w+)-0-/, '$1-1-')
    assert.match(pageOf(await send(portal, browser, { wyzwanie: harderToEasier })), /kod stracił ważność/)
    const slow = await openForm(portal, browser)
    portal.clock.set(portal.clock.now() + 16 * 60_000)
    const fields = { ...slow.hidden, ...person, sposob: 'obrazek', kod: slow.code }
    assert.match(pageOf(await browser.post('/rejestracja', fields)), /kod stracił ważność/)
    const quick = readForm(portal, await browser.get('/rejestracja'))
    const robot = { ...quick.hidden, ...person, sposob: 'obrazek', kod: quick.code }
    assert.match(pageOf(await browser.post('/rejestracja', robot)), /bardzo szybko/)
    assert.match(pageOf(await send(portal, browser, { dopisek: 'http://spam.example' })), /Cyfry się nie zgadzają/)
    assert.equal(await count(), 0)
    assert.equal((await letters()).length, 0)
  })
})

describe('mistakes', () => {
  test('each stands next to its field and in the summary; nothing typed is lost; the code waits unasked', async () => {
    const browser = await portal.browser()
    const bad = { imie: '', adres: 'Lipowa', kod_pocztowy: '9999', email: 'zły adres', telefon: '12', regulamin: '' }
    const form = await openForm(portal, browser)
    const fields = { ...form.hidden, ...person, ...bad, sposob: 'nagranie', kod: form.code }
    const answer = await browser.post('/rejestracja', fields)
    assert.equal(answer.status, 422)
    const body = pageOf(answer)
    for (const [name, sentence] of Object.entries({
      imie: 'Wpisz imię.',
      adres: 'Dopisz numer domu',
      kod_pocztowy: 'pięć cyfr',
      email: 'jeden adres e-mail',
      telefon: '9 cyfr',
      regulamin: 'zaznacz, że je akceptujesz',
    })) {
      assert.match(body, new RegExp(`class="error-summary".*href="#${fieldId(name)}">[^<]*${sentence}`, 's'), name)
      assert.match(body, new RegExp(`id="${fieldId(name)}-error"[^§]*?${sentence}`), name)
    }
    for (const value of ['Łękawska-Źrebiec', 'value="Lipowa"', 'value="9999"', 'zły adres', 'value="12"', 'Lipogród'])
      assert.ok(body.includes(value), value)
    assert.match(body, /value="nagranie" checked/)
    assert.equal(readForm(portal, answer).token, form.token)
    assert.ok(body.includes(`value="${form.code}"`))
    assert.equal((await browser.post('/rejestracja', { ...fields, ...person })).status, 303)
    assert.equal(await count(), 1)
  })

  test('a new edition of the Regulamin between opening and sending has to be read', async () => {
    const browser = await portal.browser()
    const form = await openForm(portal, browser)
    const fields = { ...form.hidden, ...person, wydania: crypto.randomUUID(), sposob: 'obrazek', kod: form.code }
    assert.match(pageOf(await browser.post('/rejestracja', fields)), /Dokumenty właśnie się zmieniły/)
    assert.equal(await count(), 0)
  })

  test('hostile values in every field: a clear refusal, nothing stored, nothing logged', async () => {
    const browser = await portal.browser()
    const evil = [
      '<script>alert(1)</script>',
      'a@b.pl\r\nBcc: c@d.pl',
      'x\u0000y',
      'a\u202eb',
      '{{form-token}}',
      'x'.repeat(19_000),
    ]
    const names = ['imie', 'nazwisko', 'adres', 'lokal', 'kod_pocztowy', 'miejscowosc', 'numer', 'email', 'telefon']
    const form = await openForm(portal, browser)
    const good = { ...form.hidden, ...person, sposob: 'obrazek', kod: form.code }
    for (const name of names) {
      for (const value of evil) {
        const answer = await browser.post('/rejestracja', { ...good, [name]: value })
        assert.equal(answer.status, 422, `${name} ${value.slice(0, 20)}`)
        assert.match(answer.body, new RegExp(`id="${fieldId(name)}-error"`))
        assert.doesNotMatch(answer.body, /<script>alert|\u202e|\u0000/)
      }
    }
    for (const name of [
      ...names,
      'kto',
      'firma',
      'sposob',
      'wyzwanie',
      'kod',
      'odpowiedz',
      'wydania',
      'regulamin',
      '_once',
      'dopisek',
    ]) {
      const twice = `${new URLSearchParams(good)}&${name}=a&${name}=b`
      assert.ok((await browser.post('/rejestracja', twice)).status < 500, name)
      const nested = `${new URLSearchParams(good)}&${name}[__proto__][x]=1&__proto__=1&constructor=2`
      assert.ok((await browser.post('/rejestracja', nested)).status < 500, name)
    }
    assert.equal((await browser.post('/rejestracja', { ...good, imie: 'x'.repeat(1_000_000) })).status, 413)
    await rows(portal, 'delete from registrations')
    assert.equal(({} as Record<string, unknown>).x, undefined)
    const log = portal.logged.join('\n')
    for (const text of ['alert(1)', 'Bcc', 'Łękawska', 'zaneta@']) assert.ok(!log.includes(text), text)
    assert.doesNotMatch(log, /"status":5/)
  })
})

describe('sent again', () => {
  test('the same form fifty times is one request and one mail', async () => {
    const browser = await portal.browser()
    const form = await openForm(portal, browser)
    const fields = { ...form.hidden, ...person, sposob: 'obrazek', kod: form.code }
    // A machine that starves says 503 to some of fifty at once; people send the form again then.
    const patiently = async () => {
      for (let again = 0; ; again += 1) {
        const answer = await browser.post('/rejestracja', fields)
        if (answer.status !== 503 || again === 20) return answer
      }
    }
    const answers = await Promise.all(Array.from({ length: 50 }, patiently))
    assert.deepEqual(new Set(answers.map(({ location }) => location)), new Set(['/rejestracja/wyslane']))
    assert.equal(await count(), 1)
    assert.equal((await letters()).length, 1)
  })

  test('the same wish in a new form within a day: answered alike, one request, one mail; what changed is kept for the clerk', async () => {
    const first = await send(portal, await portal.browser())
    const spelt = { imie: 'ŻANETA', adres: 'Lipowa 4', email: 'Zaneta@Poczta.example', telefon: '601 701 801' }
    const second = await send(portal, await portal.browser(), spelt)
    const bare = ({ status, body, location }: Answer) => ({ status, body, location })
    assert.deepEqual(bare(second), bare(first))
    assert.equal(await count(), 1)
    assert.equal((await letters()).length, 1)
    const again = await rows<{ note: string }>(portal, `select note from registration_events where kind = 'sentAgain'`)
    assert.deepEqual(again, [{ note: '601 701 801' }])
    await portal.setClock(morning + 25 * 3_600_000)
    try {
      portal.clock.set(morning + 25 * 3_600_000)
      await send(portal, await portal.browser())
      assert.equal(await count(), 2)
    } finally {
      await portal.setClock(morning)
    }
  })

  test('a mailbox is not filled: three letters a day, and every request is kept', async () => {
    for (let flat = 1; flat <= 8; flat++) {
      await rows(portal, 'delete from throttle_buckets')
      assert.equal((await send(portal, await portal.browser(), { lokal: String(flat) })).status, 303)
    }
    assert.equal(await count(), 8)
    assert.equal((await letters()).length, 3)
  })
})

describe('floods', () => {
  test('one address is slowed and told how long; what was typed stays and goes through later', async () => {
    const browser = await portal.browser()
    let slowed: Answer | undefined
    let sent = 0
    for (; sent < 30 && !slowed; sent++) {
      const answer = await send(portal, browser, { lokal: String(sent), email: `p${sent}@poczta.example` })
      if (answer.status === 429) slowed = answer
    }
    assert.ok(slowed && sent > 10 && sent < 20, `slowed after ${sent}`)
    assert.ok(Number(slowed.headers['retry-after']) >= 1)
    assert.match(pageOf(slowed), /wyślij formularz za.*Łękawska-Źrebiec/s)
    const { hidden, code } = readForm(portal, slowed)
    await portal.setClock(morning + 3 * 60_000)
    portal.clock.set(portal.clock.now() + 3 * 60_000)
    try {
      const fields = { ...hidden, ...person, email: 'potem@poczta.example', sposob: 'obrazek', kod: code }
      assert.equal((await browser.post('/rejestracja', fields)).status, 303)
    } finally {
      await portal.setClock(morning)
    }
  })

  test('many answers from everywhere make codes longer for a while, and refuse nobody', async () => {
    const calm = await openForm(portal, await portal.browser())
    assert.equal(calm.code.length, 5)
    await rows(
      portal,
      `insert into registration_challenges (token_sha256) select sha256(n::text::bytea) from generate_series(1, 40) n`,
    )
    const browser = await portal.browser()
    const busy = await openForm(portal, browser)
    assert.equal(busy.code.length, 7)
    const fields = { ...busy.hidden, ...person, sposob: 'obrazek', kod: busy.code }
    assert.equal((await browser.post('/rejestracja', fields)).status, 303)
    await portal.setClock(morning + 11 * 60_000)
    try {
      assert.equal((await openForm(portal, await portal.browser())).code.length, 5)
    } finally {
      await portal.setClock(morning)
    }
  })
})

/** Whoever is in the register and whoever is not, premises that exist and that do not, an address a login has and a fresh one. */
test('nothing tells who or what the cooperative knows: the same bytes for all', async () => {
  await portal.openSession({ kind: 'resident', partyId: cast.arrears.partyId, name: 'jest.login@poczta.example' })
  const [known] = await rows<{
    first: string
    name: string
    number: string
    street: string
    flat: string
    email: string | null
  }>(
    portal,
    `select p.first_name as first, p.name, p.member_number as number, b.street || ' ' || b.house_number as street, l.number as flat, p.email
       from parties p join holdings h on h.party_id = p.id join premises l on l.id = h.premises_id join buildings b on b.id = l.building_id
      where p.id = $1`,
    [cast.overpaid.partyId],
  )
  const asked = [
    {},
    {
      imie: known!.first,
      nazwisko: known!.name,
      adres: known!.street,
      lokal: known!.flat,
      numer: known!.number,
      email: 'a@poczta.example',
    },
    { imie: known!.first, nazwisko: known!.name, adres: 'Zmyślona 99', lokal: '999', email: 'b@poczta.example' },
    { email: 'jest.login@poczta.example' },
    ...(known!.email ? [{ email: known!.email }] : []),
  ]
  const smtp = await startSmtp()
  const answers: string[] = []
  const wrong: string[] = []
  for (const fields of asked) {
    const browser = await portal.browser()
    const answer = await send(portal, browser, fields)
    const page = await browser.get(answer.location!)
    answers.push(JSON.stringify([answer.status, answer.location, answer.body, page.status, page.body]))
    const failed = await send(portal, browser, { ...fields, kod: '1' })
    const values = { ...person, ...fields }
    const bare = Object.values(values)
      .filter((value) => value.length > 2)
      .reduce((text, value) => text.replaceAll(`value="${value}"`, ''), failed.body)
    wrong.push(
      bare.replaceAll(
        /name="(_csrf|_once|wyzwanie|lokal)" value="[^"]*"|value="[^"]{0,2}"|kod\/[\w-]+\/|<div class="way way-question">.*?<\/strong>/gs,
        '',
      ),
    )
  }
  assert.equal(new Set(answers).size, 1)
  assert.equal(new Set(wrong.map((page) => page.replaceAll(/<input[^>]*name="numer"[^>]*>/g, ''))).size, 1)
  await drain(portal, smtp)
  const mails = await readMails(smtp)
  assert.equal(mails.length, asked.length)
  assert.equal(new Set(mails.map(({ subject, text }) => subject + text)).size, 1)
})

test('who reads requests: clerks and administrators, nobody else; the public form may only hand one in', async () => {
  await send(portal, await portal.browser())
  const [request] = await requests()
  const tables = ['registrations', 'registration_events', 'registration_acceptances', 'registration_letters']
  const read = (table: string) => ({ name: `test.${table}`, text: `select * from ${table}` })
  const seen = async (run: (statement: ReturnType<typeof read>) => Promise<unknown[]>) =>
    Promise.all(
      tables.map((table) =>
        run(read(table)).then(
          (found) => found.length,
          () => 'refused',
        ),
      ),
    )
  for (const staffRole of ['clerk', 'accountant', 'editor', 'administrator'] as const) {
    const hash = await portal.signIn({ kind: 'staff', staffRole })
    const found = await seen((one) => portal.database.asStaff(hash, (tx) => tx.query(one, [])))
    const may = staffRole === 'clerk' || staffRole === 'administrator'
    assert.deepEqual(found, may ? [1, 1, 1, 1] : [0, 0, 0, 0], staffRole)
  }
  const resident = await portal.signIn({ kind: 'resident', partyId: cast.arrears.partyId })
  assert.ok(
    (await seen((one) => portal.database.asResident(resident, (tx) => tx.query(one, [])))).every(
      (one) => one === 'refused',
    ),
  )
  assert.ok((await seen((one) => portal.database.asAuth((tx) => tx.query(one, [])))).every((one) => one === 'refused'))
  const register = { name: 'test.register', text: 'select * from parties' }
  await assert.rejects(
    portal.database.asAuth((tx) => tx.query(register, [])),
    /permission denied/,
  )
  assert.ok(request)
})

test('kept as long as needed: emptied after a year without a login, three years after one; a matched one is left alone', async () => {
  for (const [n, state] of ['new', 'rejected', 'waitingForPaper', 'matched'].entries())
    await rows(
      portal,
      `insert into registrations (kind, first_name, name, street, flat, postal_code, city, email, phone, state, reject_reason, party_id, matched_at,
         changed_at, created_at, once_sha256, same_sha256)
       values ('person', 'Jan', 'Stary', 'Lipowa 1', '1', '00-001', 'Miasto', 'jan@poczta.example', '600 700 800', $2::text,
         case when $2 = 'rejected' then 'noPaper' end, case when $2 = 'matched' then 'K1' end, case when $2 = 'matched' then clock_now() end,
         clock_now() - interval '13 months', clock_now() - interval '14 months', sha256($1::text::bytea), sha256($1::text::bytea))`,
      [n, state],
    )
  await rows(
    portal,
    `insert into registration_events (registration_id, kind, note) select id, 'noted', 'Dzwonił Jan Stary' from registrations`,
  )
  await send(portal, await portal.browser())
  assert.equal(await portal.database.asWorker(cleanUpRegistrations, { write: true }), 3)
  const left = await requests()
  assert.deepEqual(
    left
      .filter(({ anonymised_at: at }) => at === null)
      .map(({ state }) => state)
      .sort(),
    ['matched', 'new'],
  )
  for (const row of left.filter(({ anonymised_at: at }) => at !== null))
    assert.doesNotMatch(JSON.stringify(row), /Jan|Stary|Lipowa|poczta|600 ?700 ?800/)
  const notes = await rows<{ note: string }>(portal, `select note from registration_events where note <> ''`)
  assert.equal(notes.length, 1)
  assert.equal(await portal.database.asWorker(cleanUpRegistrations, { write: true }), 0)
})

test('the program folds text as the database does', async () => {
  const samples = [
    'Żółć ŁÓDŹ ąęśćń',
    'Müller-Čapek Ž',
    'ul. Lipowa 4 a',
    'Aleja Róż 12/3',
    'os. Młodych 7',
    'Osowa 1',
    'plac Wolności 2',
    '0012',
    'CZ-00006',
    '+48 600-700 800',
    '北京',
  ]
  const found = await rows<{ f: string; a: string; d: string; p: string }>(
    portal,
    'select fold_text(s) as f, address_key(s) as a, digits_key(s) as d, phone_term(s) as p from unnest($1::text[]) with ordinality u(s, n) order by n',
    [samples],
  )
  assert.deepEqual(
    found,
    samples.map((s) => ({ f: fold(s), a: addressKey(s), d: digitsKey(s), p: phoneKey(s) })),
  )
})
