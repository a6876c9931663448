import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { file, pdf, rows, writeMessage } from '#features/messages/messages.testdata.ts'
import { withPortal } from '#test/harness/portal.ts'
import { officeMessagesRoutes } from './office.routes.ts'
import { answer, answerForm, fieldsIn, press } from './office-messages.testkit.ts'

const portal = await withPortal()
const resident = await portal.browser({
  kind: 'resident',
  partyId: cast.arrears.partyId,
  name: 'zbigniew@poczta.example',
})
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk', name: 'anna.biuro' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'administrator', name: 'jan.biuro' })
await rows(portal, `update logins set display_name = 'Jan Kolega' where name = 'jan.biuro'`)
await rows(portal, `update logins set display_name = 'Zbigniew Łącki' where name = 'zbigniew@poczta.example'`)

const newThread = async (text: string) => {
  // The hour's limit is the resident's; these tests write more.
  await rows(portal, `update messages set created_at = created_at - interval '2 hours'`)
  return writeMessage(portal, resident, text)
}
const one = async <T extends object>(sql: string, ...values: unknown[]): Promise<T> =>
  (await rows<T>(portal, sql, values))[0]!
const seenByResident = async (id: string) => (await resident.get(`/napisz/historia/${id}`)).body

describe('walls', () => {
  test('accountants and editors get no page and no row; residents no office page', async () => {
    const id = await newThread('Tajna treść sprawy')
    await press(clerk, id, 'notatka', { notatka: 'Tajna notatka' })
    for (const staffRole of ['accountant', 'editor'] as const) {
      const browser = await portal.browser({ kind: 'staff', staffRole })
      const hash = await portal.signIn({ kind: 'staff', staffRole })
      for (const route of officeMessagesRoutes.filter(({ method }) => method === 'GET')) {
        const url = route.path.replace(/:\w+/, route.path.includes('nowa') ? 'K00001' : id)
        assert.equal((await browser.get(url)).status, 403, `${staffRole} ${url}`)
      }
      for (const table of [
        'message_threads',
        'messages',
        'thread_notes',
        'thread_labels',
        'answer_templates',
        'answer_drafts',
        'message_settings',
        'quarantined_mails',
        'message_attachments',
      ])
        assert.deepEqual(
          await portal.database.asStaff(hash, (tx) =>
            tx.query({ name: `test.${table}`, text: `select 1 from ${table}` }, []),
          ),
          [],
          `${staffRole} ${table}`,
        )
      const search = { name: 'test.search', text: `select * from office_threads_with('tajna', 10)` }
      assert.deepEqual(await portal.database.asStaff(hash, (tx) => tx.query(search, [])), [])
      const name = { name: 'test.writer', text: 'select writer_name_of(login_id) from logins l(login_id) limit 1' }
      await assert.rejects(
        portal.database.asStaff(hash, (tx) => tx.query(name, [])),
        /permission denied/,
      )
      const isFile = { name: 'test.isFile', text: 'select is_message_file(gen_random_uuid()) as known' }
      assert.deepEqual(await portal.database.asStaff(hash, (tx) => tx.query(isFile, [])), [{ known: false }])
      assert.equal((await browser.get('/haslo')).status, 200, 'still signed in')
    }
    assert.equal((await resident.get('/biuro/sprawy')).status, 403)
  })

  test('no resident’s role can name a note, a draft or a label, and a note stands on no page of theirs', async () => {
    const id = await newThread('Pytanie z notatką')
    await press(clerk, id, 'notatka', { notatka: 'Uwaga, trudna rozmowa' })
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Uwaga, trudna rozmowa/)
    for (const url of [`/napisz/historia/${id}`, '/napisz/historia', '/napisz/historia.csv', '/rachunki'])
      assert.doesNotMatch((await resident.get(url)).body, /trudna rozmowa/)
    const hash = await portal.signIn({ kind: 'resident', partyId: cast.arrears.partyId })
    for (const table of [
      'thread_notes',
      'answer_drafts',
      'thread_labels',
      'thread_label_links',
      'answer_templates',
      'message_settings',
    ])
      await assert.rejects(
        portal.database.asResident(hash, (tx) =>
          tx.query({ name: `test.r.${table}`, text: `select 1 from ${table}` }, []),
        ),
        /permission denied/,
        table,
      )
  })

  test('neither side writes in the name of the other, and a clerk attaches no foreign file', async () => {
    const id = await newThread('Czyje to słowa')
    const { login } = await one<{ login: string }>('select login_id as login from message_threads where id = $1', id)
    const asClerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    const forged = `insert into messages (thread_id, author, author_login_id, channel, body) values ('${id}', 'resident', `
    const write = (hash: string, as: 'asStaff' | 'asResident', name: string, text: string) =>
      portal.database[as](hash, (tx) => tx.query({ name, text }, []), { write: true })
    await assert.rejects(
      write(asClerk, 'asStaff', 'test.f1', `${forged}current_login_id(), 'portal', 'x')`),
      /row-level security/,
    )
    await assert.rejects(
      write(asClerk, 'asStaff', 'test.f2', `${forged}'${login}', 'phone', 'x')`),
      /row-level security/,
    )
    const note = `insert into thread_notes (thread_id, author_login_id, kind, body) values ('${id}', '${login}', 'note', 'x')`
    await assert.rejects(write(asClerk, 'asStaff', 'test.f3', note), /row-level security/)
    const hash = [...resident.cookies.values()][0]!
    const { createHash } = await import('node:crypto')
    const asResident = createHash('sha256').update(hash).digest('hex')
    await assert.rejects(
      write(asResident, 'asResident', 'test.f4', `${forged}current_login_id(), 'phone', 'x')`),
      /row-level security/,
    )
    const { file: stored } = await one<{ file: string }>('select id as file from stored_files limit 1')
    const attach = `insert into message_attachments (id, draft_by, draft_id, file_id) values (gen_random_uuid(), current_login_id(), '${id}', '${stored}')`
    await assert.rejects(write(asClerk, 'asStaff', 'test.f5', attach), /row-level security/)
  })
})

describe('answering', () => {
  test('a template fills what is known, what is left in braces blocks, a draft keeps everything, a file goes along', async () => {
    const id = await newThread('Ile wynosi czynsz?')
    const template = await clerk.send(
      '/biuro/sprawy/szablony/nowy',
      { nazwa: 'Kwota', tresc: 'Dzień dobry, {imię i nazwisko}, czynsz to {kwota}.' },
      { from: '/biuro/sprawy/szablony/nowy' },
    )
    assert.equal(template.status, 303, template.body)
    const { id: templateId } = await one<{ id: string }>('select id from answer_templates')
    const form = await answerForm(clerk, id)
    const inserted = await answer(
      portal,
      clerk,
      id,
      { ...form, tresc: 'Witam', szablon: templateId, czynnosc: 'szablon' },
      [file('cennik.pdf', pdf)],
    )
    assert.equal(inserted.status, 303)
    const page = (await clerk.get(`/biuro/sprawy/${id}`)).body
    assert.match(page, /Witam\s+Dzień dobry, Zbigniew Łącki, czynsz to {kwota}\./)
    assert.match(page, /Nie wysyłaj: cennik\.pdf/)
    assert.doesNotMatch((await colleague.get(`/biuro/sprawy/${id}`)).body, /Witam|cennik/, 'a draft is its writer’s')
    assert.doesNotMatch(await seenByResident(id), /Witam|cennik/)
    const blocked = await answer(portal, clerk, id, { ...fieldsIn(page), tresc: 'Czynsz to {kwota}.' })
    assert.equal(blocked.status, 422)
    assert.match(blocked.body, /W tekście zostało puste miejsce: {kwota}/)
    const sent = await answer(portal, clerk, id, { ...fieldsIn(page), tresc: 'Czynsz to 500 zł.' })
    assert.equal(sent.status, 303, sent.body.slice(0, 2000))
    const told = await seenByResident(id)
    assert.match(told, /Odpowiedziano.*Czynsz to 500 zł\..*cennik\.pdf/s)
    const link = /\/napisz\/zalaczniki\/[0-9a-f-]{36}/.exec(told)![0]
    assert.equal((await resident.get(link)).status, 200)
    assert.deepEqual(await rows(portal, 'select 1 from answer_drafts where thread_id = $1', [id]), [])
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Mieszkaniec otworzył/)
    assert.equal(
      (
        await one<{ n: number }>(
          `select count(*)::int n from outgoing_mails o join messages m on m.id = o.message_id where m.thread_id = $1 and o.kind = 'answerNotice'`,
          id,
        )
      ).n,
      1,
    )
  })

  test('the same form fifty times at once is one answer, one notice, one line of the audit trail', async () => {
    const id = await newThread('Pięćdziesiąt razy')
    const form = { ...(await answerForm(clerk, id)), tresc: 'Jedna odpowiedź' }
    const sent = await Promise.all(
      Array.from({ length: 50 }, () => answer(portal, clerk, id, form, [file('a.pdf', pdf)])),
    )
    assert.deepEqual([...new Set(sent.map(({ status }) => status))], [303])
    const counted = await one<object>(
      `select (select count(*)::int from messages where thread_id = $1 and author = 'office') as answers,
              (select count(*)::int from message_attachments a join messages m on m.id = a.message_id where m.thread_id = $1) as files,
              (select count(*)::int from outgoing_mails o join messages m on m.id = o.message_id where m.thread_id = $1 and o.kind = 'answerNotice') as notices,
              (select count(*)::int from audit_events where action = 'messages.answered' and details->>'thread' = $1::text) as lines`,
      id,
    )
    assert.deepEqual(counted, { answers: 1, files: 1, notices: 1, lines: 1 })
  })

  test('something new since the page was loaded: not sent, the new part above, the text kept; then it goes', async () => {
    const id = await newThread('Pierwsze pytanie')
    const form = { ...(await answerForm(clerk, id)), tresc: 'Odpowiedź na pierwsze' }
    const page = await resident.get(`/napisz/historia/${id}`)
    const { formIn, sendForm } = await import('#features/messages/messages.testdata.ts')
    assert.equal(
      (
        await sendForm(portal, resident, `/napisz/historia/${id}`, {
          ...formIn(page.body),
          tresc: 'Jednak chodzi o coś innego',
        })
      ).status,
      303,
    )
    const stale = await answer(portal, clerk, id, form)
    assert.equal(stale.status, 409)
    assert.match(stale.body, /W tej sprawie pojawiło się coś nowego/)
    assert.ok(stale.body.indexOf('Jednak chodzi o coś innego') < stale.body.indexOf('Odpowiedź na pierwsze</textarea>'))
    assert.doesNotMatch(await seenByResident(id), /Odpowiedź na pierwsze/)
    const again = await answer(portal, clerk, id, { ...fieldsIn(stale.body), tresc: 'Odpowiedź na oba' })
    assert.equal(again.status, 303)
    assert.match(await seenByResident(id), /Odpowiedź na oba/)
  })

  test('two different answers of two clerks at once: one goes, the other clerk reads it first', async () => {
    const id = await newThread('Kto pierwszy')
    const forms = await Promise.all([answerForm(clerk, id), answerForm(colleague, id)])
    const sent = await Promise.all([
      answer(portal, clerk, id, { ...forms[0]!, tresc: 'Od Anny' }),
      answer(portal, colleague, id, { ...forms[1]!, tresc: 'Od Jana' }),
    ])
    assert.deepEqual(sent.map(({ status }) => status).sort(), [303, 409])
  })

  test('a thread somebody else holds needs a choice', async () => {
    const id = await newThread('Zajęta sprawa')
    assert.equal((await press(colleague, id, 'prowadzi', { czynnosc: 'wez', trzyma: '' })).status, 303)
    const form = { ...(await answerForm(clerk, id)), tresc: 'Wtrącam się' }
    const refused = await answer(portal, clerk, id, form)
    assert.equal(refused.status, 409)
    assert.match(refused.body, /Tę sprawę prowadzi Jan Kolega\..*Wtrącam się<\/textarea>/s)
    const sent = await answer(portal, clerk, id, { ...fieldsIn(refused.body), tresc: 'Wtrącam się', mimo: '1' })
    assert.equal(sent.status, 303)
    assert.equal(
      (
        await one<{ name: string }>(
          'select l.name from message_threads t join logins l on l.id = t.assigned_login_id where t.id = $1',
          id,
        )
      ).name,
      'jan.biuro',
    )
  })

  test('what is typed is kept while it is typed, and by nobody else’s hand', async () => {
    const id = await newThread('Długi list')
    assert.equal((await press(clerk, id, 'szkic', { tresc: 'Zaczynam pisać', wersja: '1' })).status, 303)
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Zaczynam pisać<\/textarea>/)
    assert.doesNotMatch((await colleague.get(`/biuro/sprawy/${id}`)).body, /Zaczynam pisać/)
    const sent = await answer(portal, clerk, id, { ...(await answerForm(clerk, id)), tresc: 'Skończyłam' })
    assert.equal(sent.status, 303)
    await press(clerk, id, 'szkic', { tresc: 'Spóźnione słowa', wersja: '1' })
    assert.doesNotMatch((await clerk.get(`/biuro/sprawy/${id}`)).body, /Spóźnione słowa/)
  })

  test('bad input: nothing breaks, nothing is lost', async () => {
    const id = await newThread('Zły formularz')
    const form = await answerForm(clerk, id)
    const long = await answer(portal, clerk, id, { ...form, tresc: 'ż'.repeat(5_001) })
    assert.equal(long.status, 422)
    assert.ok(long.body.includes('ż'.repeat(5_001)))
    const empty = await answer(portal, clerk, id, {
      ...form,
      tresc: '\u0000 \u0007',
      wersja: 'x',
      sposob: 'mail',
      szablon: "'",
    })
    assert.equal(empty.status, 422)
    const script = await answer(portal, clerk, id, { ...form, tresc: '<script>alert(1)</script>{x}' }, [
      file('a.exe', 'MZ\0\0'),
    ])
    assert.equal(script.status, 422)
    assert.match(script.body, /&lt;script>|&lt;script&gt;/)
    assert.match(script.body, /a\.exe: /)
    for (const url of [
      '/biuro/sprawy/x',
      '/biuro/sprawy/00000000-0000-4000-8000-000000000000',
      '/biuro/sprawy/poczta/x',
      '/biuro/sprawy/zalaczniki/x',
      '/biuro/sprawy/nowa/NIE-MA',
    ])
      assert.equal((await clerk.get(url)).status, 404, url)
    for (const url of [
      '/biuro/sprawy?szukaj=%27%7C%21%26&stan=wszystkie',
      '/biuro/sprawy?etykieta=x&temat=%27',
      '/biuro/sprawy?osoba=%27--',
    ])
      assert.equal((await clerk.get(url)).status, 200, url)
    for (const url of ['/biuro/sprawy?stan=x', '/biuro/sprawy?strona=0', `/biuro/sprawy?szukaj=${'a'.repeat(101)}`])
      assert.equal((await clerk.get(url)).status, 400, url)
  })
})

describe('who holds a thread', () => {
  test('fifty claims of two clerks at once: one holds it, the other is told', async () => {
    const id = await newThread('Wyścig')
    const from = `/biuro/sprawy/${id}`
    const pages = await Promise.all([clerk.get(from), colleague.get(from)])
    const token = (body: string) => /name="_csrf" value="([^"]+)"/.exec(body)![1]!
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const who = index % 2
        return [clerk, colleague][who]!.post(`${from}/prowadzi`, {
          _csrf: token(pages[who]!.body),
          czynnosc: 'wez',
          trzyma: '',
        })
      }),
    )
    const statuses = (who: number) =>
      new Set(claims.filter((_, index) => index % 2 === who).map(({ status }) => status))
    assert.deepEqual([[...statuses(0)], [...statuses(1)]].sort(), [[303], [409]])
    assert.equal(
      (
        await one<{ n: number }>(
          `select count(*)::int n from audit_events where action = 'messages.taken' and details->>'thread' = $1::text`,
          id,
        )
      ).n,
      1,
    )
    assert.match(await seenByResident(id), /W trakcie/)
  })

  test('handing over with a word, taking over, releasing; whoever looks at something old changes nothing', async () => {
    const id = await newThread('Do przekazania')
    const { id: janId } = await one<{ id: string }>(`select id from logins where name = 'jan.biuro'`)
    const over = { czynnosc: 'przekaz', trzyma: '', komu: janId, slowo: 'Zna tę panią' }
    assert.equal((await press(clerk, id, 'prowadzi', over)).status, 303)
    assert.match((await colleague.get(`/biuro/sprawy/${id}`)).body, /dla: Jan Kolega.*Zna tę panią/s)
    assert.equal((await press(clerk, id, 'prowadzi', { czynnosc: 'przejmij', trzyma: '' })).status, 409)
    assert.equal((await press(clerk, id, 'prowadzi', { czynnosc: 'przejmij', trzyma: janId })).status, 303)
    assert.equal((await press(colleague, id, 'prowadzi', { czynnosc: 'oddaj' })).status, 409)
    assert.equal((await press(clerk, id, 'prowadzi', { czynnosc: 'oddaj' })).status, 303)
    const { id: residentId } = await one<{ id: string }>(`select login_id as id from message_threads where id = $1`, id)
    const toResident = await press(clerk, id, 'prowadzi', {
      czynnosc: 'przekaz',
      trzyma: '',
      komu: residentId,
      slowo: 'Zostaje',
    })
    assert.equal(toResident.status, 409)
    assert.match(toResident.body, /Zostaje<\/textarea>/)
    assert.equal(
      (
        await one<{ holder: string | null }>(
          'select assigned_login_id as holder from message_threads where id = $1',
          id,
        )
      ).holder,
      null,
    )
  })

  test('closed, opened by hand, opened by the resident; nobody closes what they have not read', async () => {
    const id = await newThread('Do zamknięcia')
    assert.equal((await press(clerk, id, 'stan', { czynnosc: 'zamknij', wersja: '0' })).status, 409)
    assert.equal((await press(clerk, id, 'stan', { czynnosc: 'zamknij', wersja: '1' })).status, 303)
    assert.match(await seenByResident(id), /Biuro zamknęło tę sprawę/)
    assert.equal((await press(clerk, id, 'stan', { czynnosc: 'otworz', wersja: '1' })).status, 303)
    assert.equal(
      (
        await one<{ waits: boolean }>(
          'select waiting_since is not null as waits from message_threads where id = $1',
          id,
        )
      ).waits,
      true,
    )
    await press(clerk, id, 'stan', { czynnosc: 'zamknij', wersja: '1' })
    const { formIn, sendForm } = await import('#features/messages/messages.testdata.ts')
    await sendForm(portal, resident, `/napisz/historia/${id}`, {
      ...formIn(await seenByResident(id)),
      tresc: 'Jeszcze jedno',
    })
    const now = await one<object>(
      'select office_state as state, waiting_since is not null as waits from message_threads where id = $1',
      id,
    )
    assert.deepEqual(now, { state: 'new', waits: true })
  })
})

describe('the list', () => {
  test('filters, search by word forms and by name, labels, overdue first, counts; every page keeps to its queries', async () => {
    const late = await newThread('Przecieka rura w łazience')
    await rows(portal, `update message_threads set waiting_since = clock_now() - interval '10 days' where id = $1`, [
      late,
    ])
    const from = '/biuro/sprawy/etykiety'
    assert.equal((await clerk.send(from, { nazwa: '  Pilne ' }, { from })).status, 303)
    assert.equal((await clerk.send(from, { nazwa: 'pilne' }, { from })).status, 422)
    const { id: labelId } = await one<{ id: string }>('select id from thread_labels')
    assert.equal((await press(clerk, late, 'etykiety', { etykieta1: labelId })).status, 303)
    const shown = async (query: string) => {
      portal.queries.reset()
      const { status, body } = await clerk.get(`/biuro/sprawy${query}`)
      assert.equal(status, 200)
      assert.ok(portal.queries.sent <= 5)
      return body
    }
    const list = await shown('')
    assert.equal(/href="\/biuro\/sprawy\/([0-9a-f-]{36})"/.exec(list)?.[1], late, 'who waits longest stands first')
    assert.match(list, /po terminie/)
    assert.match(list, /od 10\u00a0dni/)
    for (const query of [
      '?szukaj=rury+lazience',
      '?szukaj=LACKI',
      `?etykieta=${labelId}`,
      '?termin=minal',
      '?kto=niczyje',
      `?osoba=${cast.arrears.partyId}`,
    ])
      assert.ok((await shown(query)).includes(late), query)
    for (const query of ['?szukaj=winda', '?kto=moje', '?stan=zamkniete', '?temat=faults', '?osoba=K00001'])
      assert.ok(!(await shown(query)).includes(late), query)
    assert.match(await shown('?szukaj=%21%21'), /Wpisz słowo albo liczbę/)
    await rows(portal, 'update message_settings set answer_working_days = 30')
    assert.ok(!(await shown('?termin=minal')).includes(late))
    await rows(portal, 'update message_settings set answer_working_days = 3')
    portal.queries.reset()
    await clerk.get(`/biuro/sprawy/${late}`)
    assert.ok(portal.queries.sent <= 16, `thread sent ${portal.queries.sent}`)
    const rename = await clerk.send(
      `${from}/${labelId}`,
      { byla: 'Inna', nazwa: 'Awaria' },
      { from: `${from}/${labelId}` },
    )
    assert.equal(rename.status, 409)
    assert.equal(
      (await clerk.send(`${from}/${labelId}`, { byla: 'Pilne', nazwa: 'Awaria' }, { from: `${from}/${labelId}` }))
        .status,
      303,
    )
    assert.equal(
      (await clerk.send('/biuro/sprawy/termin', { dni: '5' }, { from })).status,
      403,
      'administrators set it',
    )
    assert.equal((await colleague.send('/biuro/sprawy/termin', { dni: '0' }, { from })).status, 422)
    assert.equal((await colleague.send('/biuro/sprawy/termin', { dni: '5' }, { from })).status, 303)
    await rows(portal, 'update message_settings set answer_working_days = 3')
  })

  test('two clerks at one template: the second is shown what the first saved', async () => {
    const { id, version } = await one<{ id: string; version: number }>('select id, version from answer_templates')
    const url = `/biuro/sprawy/szablony/${id}`
    const fields = (tresc: string) => ({ wersja: String(version), nazwa: 'Kwota', tresc, czynnosc: 'zapisz' })
    assert.equal((await clerk.send(url, fields('Od Anny'), { from: url })).status, 303)
    const second = await colleague.send(url, fields('Od Jana'), { from: url })
    assert.equal(second.status, 409)
    assert.match(second.body, /Od Anny.*Od Jana<\/textarea>/s)
  })
})

describe('a matter begun by the office', () => {
  const start = async (partyId: string, fields: Record<string, string>) => {
    const url = `/biuro/sprawy/nowa/${partyId}`
    const { formIn, sendForm } = await import('#features/messages/messages.testdata.ts')
    return sendForm(portal, clerk, url, { ...formIn((await clerk.get(url)).body), temat: 'other', ...fields })
  }
  const idIn = (location: string) => /sprawy\/([0-9a-f-]{36})/.exec(location)![1]!

  test('a telephone call is written down and says so on both sides', async () => {
    const found = (await clerk.get('/biuro/sprawy/nowa?szukaj=zalegly')).body
    assert.match(found, new RegExp(`/biuro/sprawy/nowa/${cast.arrears.partyId}`))
    const logins = await rows<{ id: string }>(portal, `select id from logins where name = 'zbigniew@poczta.example'`)
    const sent = await start(cast.arrears.partyId, {
      rodzaj: 'phone',
      tresc: 'Dzwonił w sprawie windy',
      login: logins[0]!.id,
      biore: '1',
    })
    assert.equal(sent.status, 303, sent.body.slice(0, 3000))
    const id = idIn(sent.location)
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Zapisane przez biuro z rozmowy telefonicznej/)
    assert.match(await seenByResident(id), /Zapisane przez biuro z rozmowy telefonicznej.*Dzwonił w sprawie windy/s)
  })

  test('a message of the office reaches the resident and can be answered', async () => {
    const logins = await rows<{ id: string }>(portal, `select id from logins where name = 'zbigniew@poczta.example'`)
    const sent = await start(cast.arrears.partyId, {
      rodzaj: 'office',
      tresc: 'Zapraszamy po odbiór kluczy',
      login: logins[0]!.id,
    })
    const id = idIn(sent.location)
    assert.match(await seenByResident(id), /Biuro napisało do Ciebie.*Zapraszamy po odbiór kluczy/s)
    const { formIn, sendForm } = await import('#features/messages/messages.testdata.ts')
    await sendForm(portal, resident, `/napisz/historia/${id}`, {
      ...formIn(await seenByResident(id)),
      tresc: 'Przyjdę',
    })
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Przyjdę/)
  })

  test('somebody without a login: nobody sees it until the office gives it to a login of the same person', async () => {
    const partyId = cast.company.partyId
    const refused = await start(partyId, { rodzaj: 'office', tresc: 'Nie dojdzie' })
    assert.equal(refused.status, 422)
    assert.match(refused.body, /Do osoby bez loginu nie da się napisać.*Nie dojdzie<\/textarea>/s)
    const sent = await start(partyId, { rodzaj: 'desk', tresc: 'Firma pyta o fakturę' })
    const id = idIn(sent.location)
    assert.match((await clerk.get('/biuro/sprawy?szukaj=dzwonek')).body, new RegExp(id))
    const form = await answerForm(clerk, id)
    assert.equal((await answer(portal, clerk, id, { ...form, tresc: 'W portalu' })).status, 422)
    assert.equal(
      (
        await answer(portal, clerk, id, { ...form, tresc: 'Powiedziano przez telefon', sposob: 'phone' }, [
          file('f.pdf', pdf),
        ])
      ).status,
      303,
    )
    const company = await portal.browser({ kind: 'resident', partyId, name: 'firma.rower' })
    assert.equal((await company.get(`/napisz/historia/${id}`)).status, 404, 'nothing appears by itself')
    const foreign = await one<{ id: string }>(`select id from logins where name = 'zbigniew@poczta.example'`)
    assert.equal((await press(clerk, id, 'login', { login: foreign.id })).status, 409)
    const own = await one<{ id: string }>(`select id from logins where name = 'firma.rower'`)
    assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /Ta osoba ma już login/)
    assert.equal((await press(clerk, id, 'login', { login: own.id })).status, 303)
    const page = (await company.get(`/napisz/historia/${id}`)).body
    // The clock of the tests stands still: both were said at once.
    for (const words of [/Firma pyta o fakturę/, /Powiedziano przez telefon/, /f\.pdf/]) assert.match(page, words)
    assert.equal((await company.get(/\/napisz\/zalaczniki\/[0-9a-f-]{36}/.exec(page)![0])).status, 200)
    assert.equal((await resident.get(`/napisz/historia/${id}`)).status, 404)
  })
})

test('mail that was not surely the office’s: read, attached as a note or as an answer, once; its text is only text', async () => {
  const id = await newThread('Pytanie do poczty')
  const mail = async (body: string) => {
    const made = await one<{ id: string }>(
      `insert into incoming_mails (mailbox, uid_validity, uid, rfc_message_id, outcome)
       values ('test', 1, (random() * 1e9)::int, gen_random_uuid()::text, 'quarantined') returning id`,
    )
    await rows(
      portal,
      `insert into quarantined_mails (id, thread_id, reason, sender, subject, body) values ($1, $2, 'foreignSender', '<b>zly@x</b>', 'Re: <i>', $3)`,
      [made.id, id, body],
    )
    return `/biuro/sprawy/poczta/${made.id}`
  }
  const noted = await mail('<script>alert(1)</script> do notatki')
  const page = (await clerk.get(noted)).body
  assert.ok(page.includes('&lt;script') && !page.includes('<script>alert'))
  assert.equal((await clerk.send(noted, { czynnosc: 'notatka' }, { from: noted })).status, 303)
  assert.equal(
    (await colleague.send(noted, { czynnosc: 'sprawdzone' }, { from: '/biuro/sprawy/etykiety' })).status,
    409,
  )
  assert.match((await clerk.get(`/biuro/sprawy/${id}`)).body, /do notatki/)
  assert.doesNotMatch(await seenByResident(id), /do notatki/)
  const answered = await mail('Prawdziwa odpowiedź kolegi')
  assert.equal((await clerk.send(answered, { czynnosc: 'odpowiedz' }, { from: answered })).status, 422)
  const token = /name="_csrf" value="([^"]+)"/.exec((await clerk.get(answered)).body)![1]!
  const many = await Promise.all(
    Array.from({ length: 10 }, () => clerk.post(answered, { _csrf: token, czynnosc: 'odpowiedz', pewne: '1' })),
  )
  assert.equal(many.filter(({ status }) => status === 303).length, 1)
  assert.match(await seenByResident(id), /Prawdziwa odpowiedź kolegi/)
  assert.equal(
    (await one<{ n: number }>(`select count(*)::int n from messages where thread_id = $1 and author = 'office'`, id)).n,
    1,
  )
})

test('answers not read yet stand as a number at “Napisz do nas”, in the frame’s own query', async () => {
  const reader = await portal.browser({ kind: 'resident', partyId: cast.overpaid.partyId })
  const badge = async () =>
    /href="\/napisz"[^>]*>Napisz do nas<span class="count"><span aria-hidden="true">(\d+)/.exec(
      (await reader.get('/kontakt')).body,
    )?.[1]
  const id = await writeMessage(portal, reader, 'Licznik')
  assert.equal(await badge(), undefined)
  await answer(portal, clerk, id, { ...(await answerForm(clerk, id)), tresc: 'Jest' })
  assert.equal(await badge(), '1')
  await reader.get(`/napisz/historia/${id}`)
  assert.equal(await badge(), undefined)
})
