import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { seedRegistrations } from '#db/seed/content/registrations.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { type Answer, morning, type TestBrowser, withPortal } from '#test/harness/portal.ts'
import { noteLoginIssued, registrationCounts, registrationOfParty } from './public.ts'

const portal = await withPortal()
await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'administrator' })

beforeEach(async () => {
  await rows('delete from outgoing_mails where letter_id is not null')
  await rows('delete from registrations')
})

async function rows<T extends object = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

const typed = {
  first_name: 'Zofia',
  name: 'Nieznana',
  street: 'Zmyślona 1',
  flat: '1',
  party_number: '',
  phone: '699 000 000',
}

/** A request as the public form leaves it. */
async function makeRequest(fields: Partial<typeof typed> = {}, hoursAgo = 1): Promise<string> {
  const { first_name, name, street, flat, party_number, phone } = { ...typed, ...fields }
  const [made] = await rows<{ id: string }>(
    `insert into registrations (kind, first_name, name, street, flat, postal_code, city, party_number, email, phone, created_at, once_sha256, same_sha256)
     values ('person', $1, $2, $3, $4, '99-999', 'Lipogród', $5, 'ktos@poczta.example', $6, clock_now() - make_interval(hours => $7),
       sha256(gen_random_uuid()::text::bytea), sha256(gen_random_uuid()::text::bytea)) returning id`,
    [first_name, name, street, flat, party_number, phone, hoursAgo],
  )
  await rows(`insert into registration_events (registration_id, kind) values ($1, 'sent')`, [made!.id])
  await rows(
    `insert into registration_acceptances (registration_id, edition_id)
     select $1, e.id from archive_documents d join archive_editions e on e.document_id = d.id where d.asks_acceptance order by e.number desc limit 1`,
    [made!.id],
  )
  return made!.id
}

const url = (id: string, action = '') => `/biuro/rejestracje/${id}${action}`
const text = ({ body }: Answer) => body.slice(body.indexOf('<main')).replaceAll('\u00a0', ' ')
const hidden = (answer: Answer, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text(answer))?.[1] ?? ''

/** Presses a button of the page as it stands. */
async function press(
  browser: TestBrowser,
  id: string,
  action: string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const page = await browser.get(url(id))
  const form = { _csrf: hidden(page, '_csrf'), wersja: hidden(page, 'wersja'), _once: hidden(page, '_once') }
  return browser.post(url(id, action), { ...form, ...fields })
}
const stateOf = async (id: string) =>
  (await rows<{ state: string }>('select state from registrations where id = $1', [id]))[0]!.state

describe('from request to login', () => {
  test('paper, person, login: each step in the history, in the audit, and told to the applicant', async () => {
    const id = await makeRequest({ party_number: '00004' })
    assert.equal((await press(clerk, id, '/czekamy')).location, `${url(id)}?zapisano=czekamy`)
    assert.equal((await press(clerk, id, '/wniosek', { dzien: '23.11.2026' })).status, 303)
    const page = await clerk.get(url(id))
    assert.match(text(page), /ten sam numer członkowski/)
    assert.equal((await press(clerk, id, '/osoba', { osoba: cast.arrears.partyId })).status, 303)
    assert.match(
      text(await clerk.get(url(id))),
      new RegExp(`/biuro/osoby/${cast.arrears.partyId}/login\\?zgloszenie=${id}`),
    )

    const hash = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    const { loginId } = await portal.openSession({ kind: 'resident', partyId: cast.arrears.partyId })
    await rows(`update logins set created_at = clock_now() - interval '1 day' where id = $1`, [loginId])
    const issued = await portal.database.asStaff(
      hash,
      async (tx) => [
        (await registrationOfParty(tx, cast.arrears.partyId))?.id,
        await noteLoginIssued(tx, id, loginId),
        await noteLoginIssued(tx, id, loginId),
        (await registrationOfParty(tx, cast.arrears.partyId))?.state,
      ],
      { write: true },
    )
    assert.deepEqual(issued, [id, true, false, 'issued'])
    assert.match(text(await clerk.get(url(id))), /login wydany/)
    const accepted = await rows('select from archive_acceptances where login_id = $1', [loginId])
    assert.equal(accepted.length, 1, 'what the applicant accepted counts for the login')
    await rows(
      `insert into login_handovers (login_id, kind, reason, handed_over_at, handed_over_by)
       select $1, 'single', 'new', clock_now(), id from logins where staff_role = 'clerk' limit 1`,
      [loginId],
    )
    assert.match(text(await clerk.get(url(id))), /login odebrany[\s\S]*Wydano login i kod do ręki/)
    assert.match(text(await clerk.get('/biuro/rejestracje?stan=odebrane')), /Nieznana/)
    await rows('update logins set password_set_at = clock_now() where id = $1', [loginId])
    await rows(
      `insert into sign_ins (login_id, outcome, at, browser) select $1, 'success', clock_now() + interval '1 minute' * n, ''
         from generate_series(1, 2) n`,
      [loginId],
    )
    const history = text(await clerk.get(url(id)))
    assert.match(
      history,
      /pierwsze logowanie[\s\S]*Pierwsze logowanie<[\s\S]*Wydano login i kod do ręki<[\s\S]*Wydano login</,
    )
    assert.equal(history.split('Pierwsze logowanie').length, 2, 'the first sign-in only')
    assert.match(text(await clerk.get('/biuro/rejestracje?stan=zalogowane')), /Nieznana/)
    const kinds = await rows<{ kind: string }>(
      'select kind from registration_events where registration_id = $1 order by id',
      [id],
    )
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['sent', 'waiting', 'paperAccepted', 'matched', 'issued'],
    )
    const audit = await rows<{ action: string; details: object }>(
      `select action, details from audit_events where details ->> 'registration' = $1 order by id`,
      [id],
    )
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['registration.waiting', 'registration.paperAccepted', 'registration.matched', 'registration.issued'],
    )
    assert.doesNotMatch(JSON.stringify(audit), /Nieznana|Zofia|ktos@/)
    const [mail] = await rows<{ late: boolean }>(
      `select due_at > clock_now() + interval '50 minutes' as late from outgoing_mails where kind = 'registrationReady'`,
    )
    assert.equal(mail!.late, true)
    assert.equal(
      (await press(clerk, id, '/odrzuc', { powod: 'noPaper' })).status,
      422,
      'an issued login is not rejected',
    )
  })

  test('a login issued past the queue is seen all the same', async () => {
    const id = await makeRequest()
    await press(clerk, id, '/wniosek', { dzien: '2026-11-20' })
    await press(clerk, id, '/osoba', { osoba: cast.company.partyId })
    assert.equal(await stateOf(id), 'matched')
    await portal.openSession({ kind: 'resident', partyId: cast.company.partyId })
    assert.match(text(await clerk.get('/biuro/rejestracje?stan=wydane')), /Nieznana/)
    assert.match(text(await clerk.get(url(id))), /login wydany.*Login tej osoby/s)
  })

  test('rejected with a reason, told without a word of the note, and taken up again where it was', async () => {
    const id = await makeRequest()
    await press(clerk, id, '/wniosek', { dzien: '2026-11-20' })
    const none = await press(clerk, id, '/odrzuc', { uwagi: 'Brak aktu własności' })
    assert.equal(none.status, 422)
    assert.match(text(none), /Wybierz powód z listy.*Brak aktu własności/s)
    assert.equal((await press(clerk, id, '/odrzuc', { powod: 'noRight', uwagi: 'Brak aktu własności' })).status, 303)
    assert.match(text(await clerk.get(url(id))), /nie potwierdzono prawa do lokalu.*Brak aktu własności/s)
    assert.equal((await rows(`select from outgoing_mails where kind = 'registrationRejected'`)).length, 1)
    assert.equal((await press(clerk, id, '/przywroc')).status, 303)
    assert.equal(await stateOf(id), 'paperAccepted')
    await press(clerk, id, '/odrzuc', { powod: 'dataMismatch' })
    assert.equal((await rows(`select from outgoing_mails where kind = 'registrationRejected'`)).length, 2)
    const robot = await makeRequest({ name: 'Robot' })
    await press(clerk, robot, '/odrzuc', { powod: 'spam' })
    assert.equal(
      (await rows(`select from outgoing_mails where kind = 'registrationRejected'`)).length,
      2,
      'a victim is not written to',
    )
  })

  test('two clerks at once: the second is told, sees what is now, and loses nothing typed', async () => {
    const id = await makeRequest()
    const stale = await colleague.get(url(id))
    await press(clerk, id, '/wniosek', { dzien: '2026-11-20' })
    const form = { _csrf: hidden(stale, '_csrf'), wersja: hidden(stale, 'wersja') }
    const late = await colleague.post(url(id, '/odrzuc'), { ...form, powod: 'noPaper', uwagi: 'Dzwoniłam dwa razy' })
    assert.equal(late.status, 422)
    assert.match(text(late), /Ktoś inny właśnie zmienił to zgłoszenie.*Dzwoniłam dwa razy/s)
    assert.equal(await stateOf(id), 'paperAccepted')

    const other = await makeRequest()
    const [mine, theirs] = await Promise.all([clerk.get(url(other)), colleague.get(url(other))])
    const both = await Promise.all([
      clerk.post(url(other, '/wniosek'), {
        _csrf: hidden(mine, '_csrf'),
        wersja: hidden(mine, 'wersja'),
        dzien: '2026-11-20',
      }),
      colleague.post(url(other, '/odrzuc'), {
        _csrf: hidden(theirs, '_csrf'),
        wersja: hidden(theirs, 'wersja'),
        powod: 'noPaper',
      }),
    ])
    assert.deepEqual(both.map(({ status }) => status).sort(), [303, 422])
  })

  test('the same button fifty times is one step, one line, one mail; a note once', async () => {
    const id = await makeRequest()
    const page = await clerk.get(url(id))
    const form = { _csrf: hidden(page, '_csrf'), wersja: hidden(page, 'wersja'), _once: hidden(page, '_once') }
    const many = (action: string, fields: Record<string, string>) =>
      Promise.all(Array.from({ length: 50 }, () => clerk.post(url(id, action), { ...form, ...fields })))
    for (const answers of [
      await many('/notatka', { notatka: 'Przyjdzie w piątek' }),
      await many('/odrzuc', { powod: 'noPaper' }),
    ])
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
    const kinds = await rows<{ kind: string }>(
      'select kind from registration_events where registration_id = $1 order by id',
      [id],
    )
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['sent', 'noted', 'rejected'],
    )
    assert.equal((await rows(`select from outgoing_mails where kind = 'registrationRejected'`)).length, 1)
  })

  test('what cannot be is refused in words: a day to come, a person who is not there, steps out of order, hostile notes', async () => {
    const id = await makeRequest()
    for (const [dzien, sentence] of [
      ['', 'Podaj dzień'],
      ['2026-02-30', 'Podaj dzień'],
      ['2026-12-24', 'w przyszłości'],
      ['2024-01-01', 'ponad rok temu'],
    ] as const)
      assert.match(text(await press(clerk, id, '/wniosek', { dzien })), new RegExp(sentence))
    assert.match(
      text(await press(clerk, id, '/osoba', { osoba: cast.arrears.partyId })),
      /Tego nie da się teraz zrobić/,
    )
    await press(clerk, id, '/wniosek', { dzien: '2026-11-20' })
    for (const osoba of ['K99999', '', '\u0000', 'x'.repeat(5_000)])
      assert.match(text(await press(clerk, id, '/osoba', { osoba })), /nie ma już w rejestrze/)
    for (const notatka of ['', 'x'.repeat(1_001), 'a\u202eb', 'a\u0000b']) {
      const answer = await press(clerk, id, '/notatka', { notatka })
      assert.equal(answer.status, 422)
      assert.match(answer.body, /pole-notatka-error/)
    }
    assert.equal((await press(clerk, id, '/notatka', { notatka: '<script>alert(1)</script>' })).status, 303)
    assert.doesNotMatch((await clerk.get(url(id))).body, /<script>alert/)
    assert.equal((await clerk.get('/biuro/rejestracje/nie-ma')).status, 404)
    const log = portal.logged.join('\n')
    assert.doesNotMatch(log, /Nieznana|alert\(1\)|"status":5/)
  })
})

describe('the queue', () => {
  test('oldest first, by state with counts, overdue marked, found by name, paged', async () => {
    await makeRequest({ name: 'Najstarsza' }, 30)
    await makeRequest({ name: 'Środkowa' }, 10)
    await makeRequest({ name: 'Żółwińska' }, 1)
    const all = text(await clerk.get('/biuro/rejestracje'))
    assert.match(all, /Najstarsza.*po terminie.*Środkowa.*Żółwińska/s)
    assert.equal(all.match(/po terminie/g)?.length, 1)
    assert.match(all, /nowe \(3\)/)
    const found = text(await clerk.get('/biuro/rejestracje?szukaj=zolwin%20zofia&stan=wszystkie'))
    assert.match(found, /Żółwińska/)
    assert.doesNotMatch(found, /Najstarsza/)
    const hash = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    assert.deepEqual(await portal.database.asStaff(hash, registrationCounts), {
      new: 3,
      overdue: 1,
      waitingForPaper: 0,
    })
    await rows(
      `insert into registrations (kind, first_name, name, street, flat, postal_code, city, email, phone, once_sha256, same_sha256)
       select 'person', 'Ewa', 'Kolejna' || n, 'Lipowa 1', '1', '99-999', 'Lipogród', 'e@poczta.example', '600 000 000', sha256(n::text::bytea), sha256(n::text::bytea)
         from generate_series(1, 30) n`,
    )
    const second = text(await clerk.get('/biuro/rejestracje?strona=2'))
    assert.match(second, /Strona 2 z 2/)
    assert.equal((await clerk.get('/biuro/rejestracje?strona=99')).status, 303)
  })

  test('the demo has every state', async () => {
    await portal.asRoot((client) => seedRegistrations({ client }))
    await portal.asRoot((client) => seedRegistrations({ client }))
    const page = text(await clerk.get('/biuro/rejestracje?stan=wszystkie'))
    for (const [state, count] of Object.entries({
      nowe: 4,
      'czeka na wniosek': 2,
      'do dopasowania': 1,
      'do wydania loginu': 1,
      'login wydany': 1,
      'pierwsze logowanie': 1,
      odrzucone: 2,
    }))
      assert.ok(
        page.includes(`${state} (${count})`),
        `${state}: ${/[^>]*/.exec(page.split(`${state} (`)[1] ?? '')?.[0]}`,
      )
    for (const [, path] of page.matchAll(/href="(\/biuro\/rejestracje\/[0-9a-f-]{36})"/g))
      assert.equal((await clerk.get(path!)).status, 200)
  })

  test('clerks and administrators only', async () => {
    const id = await makeRequest()
    for (const staffRole of ['accountant', 'editor'] as const) {
      const other = await portal.browser({ kind: 'staff', staffRole })
      for (const path of ['/biuro/rejestracje', url(id)]) assert.equal((await other.get(path)).status, 403)
      const hash = await portal.signIn({ kind: 'staff', staffRole })
      for (const name of ['candidates', 'search'] as const) {
        const asked = {
          name: `test.${name}`,
          text:
            name === 'search'
              ? `select registration_search('{nowak,lipowa,4}')`
              : `select registration_candidates('{"names":["nowak"],"firstNames":[],"number":"4"}')`,
        }
        assert.deepEqual(await portal.database.asStaff(hash, (tx) => tx.query(asked, [])), [])
      }
    }
    const resident = await portal.browser({ kind: 'resident', partyId: cast.arrears.partyId })
    assert.equal((await resident.get(url(id))).status, 403)
  })
})

const [known] = await rows<{
  first: string
  name: string
  number: string
  street: string
  flat: string
  phone: string
}>(
  `select p.first_name as first, p.name, p.member_number as number, b.street || ' ' || b.house_number as street, l.number as flat, p.phone
     from parties p join holdings h on h.party_id = p.id join premises l on l.id = h.premises_id join buildings b on b.id = l.building_id
    where p.id = $1`,
  [cast.arrears.partyId],
)

describe('matching', () => {
  const panelOf = (answer: Answer) => /id="osoba".*?<search>/s.exec(text(answer))?.[0] ?? ''

  test('the likeliest person comes first, with the reasons in words, and is never chosen by itself', async () => {
    const slip = known!.name.slice(0, -1) + (known!.name.endsWith('z') ? 'y' : 'z')
    const asked: readonly [Partial<typeof typed>, readonly string[]][] = [
      [{ first_name: known!.first, name: known!.name }, ['to samo nazwisko', 'to samo imię']],
      [
        {
          first_name: known!.first.toUpperCase(),
          name: slip,
          street: `ul. ${known!.street}/${known!.flat}`,
          flat: `${known!.flat}`,
        },
        ['ten sam adres', 'podobne nazwisko (1 litera)', 'to samo imię'],
      ],
      [{ party_number: known!.number }, ['ten sam numer członkowski']],
      [{ party_number: cast.arrears.partyId, name: known!.name }, ['to samo nazwisko']],
      [{ phone: known!.phone, name: known!.name }, ['telefon jak w rejestrze', 'to samo nazwisko']],
    ]
    for (const [fields, reasons] of asked) {
      const id = await makeRequest(fields)
      const panel = panelOf(await clerk.get(url(id)))
      const first = /<li>.*?<\/li>/s.exec(panel)?.[0] ?? ''
      assert.ok(first.includes(known!.name), JSON.stringify(fields))
      for (const reason of reasons)
        assert.ok(first.includes(reason), `${reason} in ${first.replaceAll(/<[^>]+>/g, ' ')}`)
      assert.equal(await stateOf(id), 'new')
      assert.doesNotMatch(panel, /To ta osoba/, 'a person is chosen only with the paper')
    }
    assert.match(panelOf(await clerk.get(url(await makeRequest()))), /Nikt w rejestrze nie jest dość podobny/)
  })

  test('the register is searched by name, address and number', async () => {
    const id = await makeRequest()
    const house = known!.street.toLowerCase()
    for (const words of [
      known!.name.slice(0, 4),
      `${house} ${known!.flat}`,
      `${house}/${known!.flat} ${known!.name}`,
      known!.number,
      cast.arrears.partyId,
    ]) {
      const page = text(await clerk.get(`${url(id)}?osoba=${encodeURIComponent(words)}`))
      assert.ok(page.split('Znalezione osoby')[1]?.includes(known!.name), words)
    }
    assert.match(text(await clerk.get(`${url(id)}?osoba=Xyzzyński`)), /Nie ma nikogo takiego/)
    assert.equal((await clerk.get(`${url(id)}?osoba=%27%3B--%20%25_`)).status, 200)
  })
})
