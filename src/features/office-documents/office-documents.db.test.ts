import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { cast } from '#db/seed/cast.ts'
import { pdf, resident, withAnnouncements } from '#features/announcements/announcements.testkit.ts'
import { formIn, rows, sendForm } from '#features/messages/messages.testdata.ts'
import { deskOf, idIn, versionIn } from '#features/publishing/desk.testkit.ts'
import type { TestBrowser } from '#test/harness/portal.ts'

const portal = await withAnnouncements()
const editor = await portal.browser({ kind: 'staff', staffRole: 'editor', name: 'redaktor' })
const second = await portal.browser({ kind: 'staff', staffRole: 'editor' })
const administrator = await portal.browser({ kind: 'staff', staffRole: 'administrator' })
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
// K00001 lives in staircase A, K00004 in staircase B of the same building; both are members.
const inA = await portal.browser(resident(cast.overpaid))
const inB = await portal.browser(resident(cast.arrears))
const base = '/biuro/dokumenty'
const today = '2026-11-23'
const morning = Date.parse('2026-11-23T08:00:00+01:00')

const main = (name: string, content: Buffer) => ({ field: 'plik', name, content })
const attachment = (name: string, content: Buffer) => ({ field: 'zalaczniki', name, content })
const words = { tytul: 'Regulamin', rodzaj: 'regulaminy', opis: '', dnia: '2026-11-01' }
const aFile = () => main('dokument.pdf', pdf(crypto.randomUUID()))

const desk = deskOf(portal, base, 'nowy', words)
const newDraft = (fields: Record<string, string>, sent: Parameters<typeof sendForm>[4] = [aFile()], who = editor) =>
  desk.newDraft(who, fields, sent)
const choose = (id: string, wybor: string, who: TestBrowser = editor) => desk.choose(who, id, wybor)
const publish = (id: string, who: TestBrowser = editor) => desk.publish(who, id)
async function published(fields: Record<string, string>, wybor = 'signedIn', who: TestBrowser = editor) {
  const id = await newDraft(fields, [aFile()], who)
  assert.equal((await choose(id, wybor, who)).status, 303)
  return publishedId(id, who)
}
async function publishedId(draft: string, who: TestBrowser) {
  const answer = await publish(draft, who)
  assert.equal(answer.status, 303, portal.logged.slice(-2).join(' '))
  return idIn(answer.location)
}
/** A new edition of a document as far as the draft. */
async function edition(id: string, fields: Record<string, string> = {}, sent = [aFile()], who = editor) {
  const draft = idIn((await who.send(`${base}/${id}/nowa-wersja`, {}, { from: `${base}/${id}` })).location)
  const { body } = await who.get(`${base}/szkice/${draft}`)
  const given = { ...formIn(body), wersja: versionIn(body), dalej: 'podglad', dnia: today, zmiana: '', ...fields }
  const answer = await sendForm(portal, who, `${base}/szkice/${draft}`, given, sent)
  return { draft, answer }
}

describe('from the draft to the resident', () => {
  test('to one staircase: counted, previewed as a resident reads it, seen there and not next door', async () => {
    const id = await newDraft({ tytul: 'Regulamin suszarni <A>', opis: 'Kto i kiedy suszy.', do: '2026-12-31' }, [
      main('suszarnia_2026.pdf', pdf('suszarnia')),
      attachment('plan_suszarni.pdf', pdf('plan')),
    ])
    assert.equal((await choose(id, 'staircase/B1/A')).location, `${base}/szkice/${id}?zapisano=1`)
    const { body } = await editor.get(`${base}/szkice/${id}/podglad`)
    assert.match(body, /Trafi do \d+\sosób/)
    assert.match(body, /Regulamin suszarni &lt;A&gt;/)
    assert.match(body, /od 1 listopada 2026 do 31 grudnia 2026/)
    assert.match(body, /plan suszarni/)
    const answer = await publish(id)
    assert.match(answer.location ?? '', /zapisano=opublikowany/)
    const one = idIn(answer.location)
    assert.match((await inA.get('/dokumenty')).body, /Regulamin suszarni/)
    assert.doesNotMatch((await inB.get('/dokumenty')).body, /Regulamin suszarni/)
    assert.equal((await inB.get(`/dokumenty/${one}`)).status, 404)
    const read = await inA.get(`/dokumenty/${one}`)
    const hrefs = [...read.body.matchAll(/href="(\/dokumenty\/pliki\/[0-9a-f-]{36})"/g)].map(([, href]) => href!)
    assert.equal(new Set(hrefs).size, 2, 'the document and its attachment')
    for (const href of hrefs) {
      assert.equal((await inA.get(href)).headers['content-type'], 'application/pdf')
      assert.equal((await inB.get(href)).status, 404)
    }
    // Named after the title, whatever it was called on the editor's computer.
    assert.match(String((await inA.get(`${hrefs[0]}/pobierz`)).headers['content-disposition']), /Regulamin/)
    assert.equal((await editor.get(`${base}/szkice/${id}`)).location, `${base}/${one}`)
    const found = await clerk.get(`${base}?szukaj=suszarnie`)
    assert.match(found.body, new RegExp(`${base}/${one}`))
    assert.doesNotMatch((await clerk.get(`${base}?szukaj=garaż`)).body, new RegExp(`${base}/${one}`))
    assert.doesNotMatch((await clerk.get(`${base}/${one}`)).body, /Wycofaj dokument|Dodaj nową wersję/)
  })

  test('the same publication sent twenty times at once is one document', async () => {
    const id = await newDraft({ tytul: 'Raz' })
    await choose(id, 'members')
    const preview = await editor.get(`${base}/szkice/${id}/podglad`)
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(preview.body)![1]!
    const { _once } = formIn(preview.body)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        editor.post(`${base}/szkice/${id}/opublikuj`, { _csrf, _once, wersja: versionIn(preview.body) }),
      ),
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
    assert.equal((await rows(portal, `select from archive_documents where title = 'Raz'`)).length, 1)
  })

  test('scheduled: neither its title nor its files are there before its day, then everybody it is for sees them', async () => {
    const draft = await newDraft({ tytul: 'Uchwała o funduszu', rodzaj: 'uchwaly', widoczny: '2026-12-01' })
    await choose(draft, 'signedIn')
    assert.match((await editor.get(`${base}/szkice/${draft}/podglad`)).body, /zobaczą ten dokument 1 grudnia 2026/)
    const answer = await publish(draft)
    assert.match(answer.location ?? '', /zapisano=zaplanowany/)
    const id = idIn(answer.location)
    const [file] = await rows<{ id: string }>(
      portal,
      'select file_id as id from archive_editions where document_id = $1',
      [id],
    )
    const seen = async (who: TestBrowser) => ({
      list: /Uchwała o funduszu/.test((await who.get('/dokumenty?szukaj=fundusz')).body),
      page: (await who.get(`/dokumenty/${id}`)).status,
      file: (await who.get(`/dokumenty/pliki/${file!.id}`)).status,
    })
    assert.deepEqual(await seen(inA), { list: false, page: 404, file: 404 })
    assert.match((await editor.get(`${base}?pokaz=zaplanowane`)).body, /Uchwała o funduszu/)
    await portal.setClock(Date.parse('2026-12-01T00:01:00+01:00'))
    try {
      assert.deepEqual(await seen(await portal.browser(resident(cast.overpaid))), { list: true, page: 200, file: 200 })
    } finally {
      await portal.setClock(morning)
    }
  })

  test('before its day the policies alone hide a document, and so do the queries alone', async () => {
    const id = await published({ tytul: 'Ukryty do grudnia', widoczny: '2026-12-01' }, 'signedIn')
    const session = await portal.signIn(resident(cast.overpaid))
    const text = `select d.title from archive_documents d where d.id = $1 union all
      select change_note from archive_editions where document_id = $1`
    const asked = { name: 'test.scheduled', text }
    assert.deepEqual(await portal.database.asResident(session, (tx) => tx.query(asked, [id])), [])
    // The other wall alone: every policy open, and the function they share with the queries knows no day.
    const tables = ['archive_documents', 'archive_editions', 'archive_attachments', 'stored_files']
    const security = (words: string) =>
      tables.map((table) => `alter table ${table} ${words} row level security`).join(';')
    await portal.asRoot(async (client) => {
      const { rows: found } = await client.query<{ source: string }>(
        `select pg_get_functiondef('my_archive_editions()'::regprocedure) as source`,
      )
      const kept = found[0]!.source
      const withoutDay = kept.replace(/and coalesce\(e\.visible_from[^;]*/, '')
      assert.notEqual(withoutDay, kept)
      await client.query(`${withoutDay}; ${security('disable')}`)
      try {
        assert.equal((await inA.get(`/dokumenty/${id}`)).status, 404)
        assert.doesNotMatch((await inA.get('/dokumenty?szukaj=ukryty')).body, /Ukryty do grudnia/)
        assert.doesNotMatch((await inA.get('/dokumenty.csv')).body, /Ukryty do grudnia/)
      } finally {
        await client.query(`${kept}; ${security('enable')}`)
      }
    })
  })

  test('withdrawn with a reason: gone for residents, kept for the office', async () => {
    const id = await published({ tytul: 'Do wycofania' })
    assert.equal((await inA.get(`/dokumenty/${id}`)).status, 200)
    const from = `${base}/${id}`
    const empty = await editor.send(`${from}/wycofaj`, { powod: '  ' }, { from })
    assert.equal(empty.status, 422)
    assert.match(empty.body, /Wpisz powód/)
    assert.equal((await editor.send(`${from}/wycofaj`, { powod: 'Zły załącznik.' }, { from })).status, 303)
    assert.equal((await inA.get(`/dokumenty/${id}`)).status, 404)
    assert.match((await clerk.get(`${base}?pokaz=wycofane`)).body, /Do wycofania/)
    const { body } = await clerk.get(from)
    assert.match(body, /Zły załącznik\./)
    const file = /href="(\/biuro\/dokumenty\/pliki\/[0-9a-f-]{36})"/.exec(body)![1]!
    assert.equal((await clerk.get(file)).headers['content-type'], 'application/pdf', 'the office still reads it')
    const audited = await rows<{ action: string }>(
      portal,
      `select action from audit_events where details ->> 'document' = $1 order by id`,
      [id],
    )
    assert.deepEqual(
      audited.map(({ action }) => action),
      ['document.published', 'document.withdrawn'],
    )
  })
})

describe('new editions', () => {
  test('under the same address; the old one stays; residents are asked to accept again', async () => {
    const id = await published({ tytul: 'Regulamin domowy', akceptacja: '1' }, 'members')
    const accept = async (who: TestBrowser) => {
      const { body } = await who.get(`/dokumenty/${id}`)
      const wersja = /name="wersja" value="([0-9a-f-]{36})"/.exec(body)?.[1]
      return wersja && who.send(`/dokumenty/${id}/akceptacja`, { wersja }, { from: `/dokumenty/${id}` })
    }
    assert.ok(await accept(inA))
    assert.equal(await accept(inA), undefined, 'accepted once, asked no more')
    const { draft, answer } = await edition(id, { zmiana: 'Dodano rowery.' }, [
      aFile(),
      attachment('rowery.pdf', pdf('r')),
    ])
    assert.match(answer.location, /podglad/)
    const again = idIn((await second.send(`${base}/${id}/nowa-wersja`, {}, { from: `${base}/${id}` })).location)
    assert.equal(again, draft, 'a second editor comes to the same draft')
    const preview = (await editor.get(`${base}/szkice/${draft}/podglad`)).body
    assert.match(preview, /Nowa wersja do akceptacji: wersja 2/)
    assert.match(preview, /Dodano rowery\./)
    assert.doesNotMatch(preview, /\/akceptacja"/, 'the preview accepts nothing')
    assert.match((await publish(draft)).location ?? '', /zapisano=wersja/)
    const read = (await inA.get(`/dokumenty/${id}`)).body
    assert.match(read, /Nowa wersja do akceptacji: wersja 2/)
    assert.match(read, /Wersja 1/)
    assert.ok(await accept(inA))
    assert.ok(await accept(inB))
    const office = (await editor.get(`${base}/${id}`)).body
    assert.match(office, /Zaakceptowało 2 z \d+\sloginów/)
    const old = await clerk.get(`${base}/${id}/wersje/1`)
    assert.match(old.body, /Zaakceptowało 1 z \d+\sloginów/)
    const listed = await clerk.get(`${base}/${id}/wersje/2/akceptacje`)
    assert.equal(listed.status, 200)
    assert.equal((listed.body.match(/\/biuro\/osoby\//g) ?? []).length, 2)
    const csv = await clerk.send(
      `${base}/${id}/wersje/2/akceptacje/csv`,
      {},
      { from: `${base}/${id}/wersje/2/akceptacje` },
    )
    assert.equal(csv.status, 200)
    assert.equal(csv.body.trim().split('\r\n').length, 3, csv.body)
    assert.equal(
      (
        await rows(
          portal,
          `select from audit_events where action = 'document.acceptancesExported' and details ->> 'document' = $1`,
          [id],
        )
      ).length,
      1,
    )
  })

  test('every page of it is valid HTML, within its queries and weight', async () => {
    const id = await published({ tytul: 'Strony', opis: 'Opis.', akceptacja: '1' }, 'signedIn', administrator)
    const { body } = await inA.get(`/dokumenty/${id}`)
    const wersja = /name="wersja" value="([0-9a-f-]{36})"/.exec(body)![1]!
    await inA.send(`/dokumenty/${id}/akceptacja`, { wersja }, { from: `/dokumenty/${id}` })
    const { draft } = await edition(
      id,
      { widoczny: '2026-12-05' },
      [aFile(), attachment('z.pdf', pdf('z'))],
      administrator,
    )
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended', 'html-validate:a11y'],
      rules: {
        'void-style': 'off',
        'attribute-boolean-style': 'off',
        'no-trailing-whitespace': 'off',
        'long-title': 'off',
      },
    })
    for (const [url, queries] of [
      [`${base}/${id}`, 7],
      [`${base}/${id}/wersje/1`, 5],
      [`${base}/${id}/wersje/1/akceptacje`, 6],
      [`${base}/szkice/${draft}`, 4],
      [`${base}/szkice/${draft}/podglad`, 12],
    ] as const) {
      portal.queries.reset()
      const answer = await administrator.get(url)
      assert.equal(answer.status, 200, url)
      assert.ok(portal.queries.sent <= queries, `${url}: ${portal.queries.sent} > ${queries}`)
      assert.ok(answer.body.length <= 30_000, url)
      const report = await validator.validateString(answer.body)
      assert.deepEqual(
        report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${url}: ${ruleId} ${message}`)),
        [],
      )
    }
  })

  test('who accepted is not for an editor: neither by the page nor by the database', async () => {
    const id = await published({ tytul: 'Z akceptacją', akceptacja: '1' }, 'signedIn')
    assert.equal((await editor.get(`${base}/${id}/wersje/1/akceptacje`)).status, 403)
    assert.match((await editor.get(`${base}/${id}/wersje/1`)).body, /dostęp do rejestru osób/)
    const session = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    const asked = { name: 'test.acceptances', text: 'select * from archive_acceptances' }
    assert.deepEqual(await portal.database.asStaff(session, (tx) => tx.query(asked, [])), [])
  })

  test('one that waits for its day is the office’s until then; withdrawn, it gives way to the one before', async () => {
    const id = await published({ tytul: 'Statut', rodzaj: 'statut' })
    const { draft } = await edition(id, { widoczny: '2026-12-05', od: '2026-12-10' })
    assert.match((await publish(draft)).location ?? '', /zapisano=zaplanowany/)
    assert.doesNotMatch((await inA.get(`/dokumenty/${id}`)).body, /Wersja 2/)
    assert.match((await editor.get(`${base}/${id}`)).body, /zaplanowana na 5 grudnia 2026/)
    assert.match((await editor.get(`${base}?szukaj=statut`)).body, /nowa wersja 5 grudnia 2026/)
    const third = await edition(id)
    assert.match((await publish(third.draft)).location ?? '', /zapisano=wersja/)
    assert.match((await inA.get(`/dokumenty/${id}`)).body, /Wersja 3</)
    const from = `${base}/${id}/wersje/3`
    assert.equal((await editor.send(`${from}/wycofaj`, { powod: '' }, { from })).status, 422)
    const answer = await editor.send(`${from}/wycofaj`, { powod: 'Zły plik.' }, { from })
    assert.match(answer.location ?? '', /wersja-wycofana/)
    assert.doesNotMatch((await inA.get(`/dokumenty/${id}`)).body, /Wersja 3/)
    assert.match((await clerk.get(from)).body, /Zły plik\./)
    await editor.send(`${base}/${id}/wersje/2/wycofaj`, { powod: 'Pomyłka.' }, { from: `${base}/${id}/wersje/2` })
    const last = await editor.get(`${base}/${id}/wersje/1`)
    assert.match(last.body, /To jedyna wersja dokumentu/)
    const refused = await editor.send(
      `${base}/${id}/wersje/1/wycofaj`,
      { powod: 'x' },
      { from: `${base}/${id}/wersje/1` },
    )
    assert.equal(refused.location, `${base}/${id}/wersje/1`)
    assert.equal((await inA.get(`/dokumenty/${id}`)).status, 200)
  })

  test('an edition whose last day is over is in force no more, and nobody is asked to accept it', async () => {
    const id = await published({ tytul: 'Cennik', akceptacja: '1', dnia: '2026-01-01', do: '2026-11-22' }, 'members')
    const { body } = await inA.get(`/dokumenty/${id}`)
    assert.match(body, /nie obowiązuje/)
    assert.doesNotMatch(body, /Akceptuję/)
    assert.doesNotMatch(
      (await inA.get('/dokumenty')).body.split('Dokumenty do akceptacji')[1]?.split('</ul>')[0] ?? '',
      /Cennik/,
    )
  })

  test('an edition of what was withdrawn meanwhile is not published, and its words stay', async () => {
    const id = await published({ tytul: 'Wycofany w trakcie' })
    const { draft } = await edition(id, { zmiana: 'Ważna zmiana.' })
    const preview = await editor.get(`${base}/szkice/${draft}/podglad`)
    await editor.send(`${base}/${id}/wycofaj`, { powod: 'Pomyłka.' }, { from: `${base}/${id}` })
    const answer = await editor.send(
      `${base}/szkice/${draft}/opublikuj`,
      { wersja: versionIn(preview.body), ...formIn(preview.body) },
      { from: `${base}/szkice/${draft}` },
    )
    assert.match(answer.location ?? '', /nieaktualny=1/)
    const kept = await editor.get(answer.location!)
    assert.match(kept.body, /Ważna zmiana\./)
    assert.match(kept.body, /został w tym czasie wycofany/)
  })
})

describe('what goes wrong', () => {
  test('nothing typed is lost: no title, no kind, days the wrong way round, acceptance of one building', async () => {
    const id = await newDraft({ tytul: '' }, [])
    await choose(id, 'building/B1')
    const { body } = await editor.get(`${base}/szkice/${id}`)
    const bad = {
      tytul: '',
      rodzaj: 'xyz',
      opis: 'Opis \u202e',
      dnia: '2026-11-01',
      od: '2026-12-31',
      do: '2026-12-01',
      widoczny: '31 grudnia',
      akceptacja: '1',
    }
    const send = (fields: object) =>
      sendForm(portal, editor, `${base}/szkice/${id}`, {
        ...formIn(body),
        wersja: versionIn(body),
        dalej: 'podglad',
        ...fields,
      })
    const answer = await send(bad)
    assert.equal(answer.status, 422)
    for (const sentence of [
      'Wpisz tytuł',
      'Wybierz rodzaj',
      'niedozwolone znaki',
      'Dodaj plik dokumentu',
      'Ostatni dzień jest wcześniejszy',
      'Podaj datę',
      'O akceptację można prosić tylko',
    ])
      assert.match(answer.body, new RegExp(sentence))
    for (const kept of ['Opis', '2026-12-31', '31 grudnia']) assert.ok(answer.body.includes(kept), kept)
    const future = await sendForm(portal, editor, `${base}/szkice/${id}`, {
      ...formIn(answer.body),
      wersja: versionIn(answer.body),
      dalej: 'podglad',
      ...words,
      dnia: '2027-01-01',
    })
    assert.match(future.body, /późniejsza niż dzień, od którego widać/)
  })

  test('files: a picture, a page that calls itself a PDF, one cut off, one with something behind its end, empty, too large', async () => {
    const form = formIn((await editor.get(`${base}/nowy`)).body)
    const send = (file: ReturnType<typeof main>) =>
      sendForm(
        portal,
        editor,
        `${base}/nowy`,
        { ...form, _once: crypto.randomUUID(), wersja: '1', dalej: 'zapisz', ...words },
        [file],
      )
    for (const [content, sentence] of [
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]), 'Tego rodzaju pliku nie przyjmujemy'],
      [Buffer.from('<html><script>alert(1)</script>%PDF-1.4 %%EOF'), 'Tego rodzaju pliku nie przyjmujemy'],
      [Buffer.from('%PDF-1.4\nobcięty'), 'Tego rodzaju pliku nie przyjmujemy'],
      [Buffer.concat([pdf('x'), Buffer.from('PK\u0003\u0004<script>')]), 'Tego rodzaju pliku nie przyjmujemy'],
      [Buffer.alloc(0), 'Plik jest pusty'],
      [pdf('duży', 20 * 1024 * 1024), 'Plik jest za duży. Najwyżej 20 MB'],
    ] as const) {
      const answer = await send(main('regulamin.pdf', content))
      assert.equal(answer.status, 422, sentence)
      assert.match(answer.body, new RegExp(`regulamin\\.pdf: ${sentence}`))
      assert.match(answer.body, /href="#pole-plik"/, 'the summary leads to the field')
      assert.match(answer.body, /value="Regulamin"/, 'what was typed stays')
    }
    assert.equal(
      (
        await rows(
          portal,
          `select from publishing_draft_files f join stored_files s on s.id = f.file_id where s.size_bytes > 20000000`,
        )
      ).length,
      0,
    )
  })

  test('a file chosen again as the document is the document, also when it was an attachment', async () => {
    const same = pdf('ten sam')
    const id = await newDraft({}, [attachment('plik.pdf', same)])
    const { body } = await editor.get(`${base}/szkice/${id}`)
    await sendForm(
      portal,
      editor,
      `${base}/szkice/${id}`,
      { ...formIn(body), wersja: versionIn(body), dalej: 'zapisz', ...words },
      [main('plik.pdf', same)],
    )
    assert.match((await editor.get(`${base}/szkice/${id}`)).body, /Zmień plik dokumentu/)
  })

  test('two editors: the second is told, keeps the words and may save them knowingly', async () => {
    const id = await newDraft({ tytul: 'Wspólny' })
    const mine = (await editor.get(`${base}/szkice/${id}`)).body
    const theirs = (await second.get(`${base}/szkice/${id}`)).body
    const send = (who: TestBrowser, body: string, opis: string) =>
      sendForm(portal, who, `${base}/szkice/${id}`, {
        ...formIn(body),
        wersja: versionIn(body),
        dalej: 'zapisz',
        ...words,
        tytul: 'Wspólny',
        opis,
      })
    assert.equal((await send(second, theirs, 'Ich opis.')).status, 303)
    const refused = await send(editor, mine, 'Mój opis.')
    assert.equal(refused.status, 409)
    assert.match(refused.body, /Mój opis\./)
    assert.match(refused.body, /Ich opis\./)
    assert.equal((await send(editor, refused.body, 'Mój opis.')).status, 303)
    assert.match((await second.get(`${base}/szkice/${id}`)).body, /Mój opis\./)
  })

  test('published is what was previewed: a file sent with words that were too late is looked at first', async () => {
    const id = await newDraft({ tytul: 'Plik po podglądzie' })
    const early = (await second.get(`${base}/szkice/${id}`)).body
    await choose(id, 'signedIn')
    const from = `${base}/szkice/${id}/podglad`
    const preview = await editor.get(from)
    const late = { ...formIn(early), wersja: versionIn(early), dalej: 'zapisz', ...words, tytul: 'Za późno' }
    assert.equal((await sendForm(portal, second, `${base}/szkice/${id}`, late, [aFile()])).status, 409)
    const form = { wersja: versionIn(preview.body), ...formIn(preview.body) }
    const answer = await editor.send(`${base}/szkice/${id}/opublikuj`, form, { from })
    assert.match(answer.location ?? '', /podglad\?zmieniono=1/)
    const again = await publish(id)
    assert.match(again.location ?? '', /zapisano=opublikowany/)
    // What is closed takes no more files, and whoever sends one is shown where it went.
    const after = await sendForm(portal, second, `${base}/szkice/${id}`, late, [aFile()])
    assert.equal(after.location, `${base}/${idIn(again.location)}`)
  })

  test('published is what was previewed: a draft changed since is shown again', async () => {
    const id = await newDraft({ tytul: 'Zmieniony po podglądzie' })
    await choose(id, 'signedIn')
    const preview = await editor.get(`${base}/szkice/${id}/podglad`)
    await choose(id, 'members', second)
    const answer = await editor.send(
      `${base}/szkice/${id}/opublikuj`,
      { wersja: versionIn(preview.body), ...formIn(preview.body) },
      { from: `${base}/szkice/${id}/podglad` },
    )
    assert.match(answer.location ?? '', /podglad\?zmieniono=1/)
    assert.equal(
      (await rows(portal, `select from archive_documents where title = 'Zmieniony po podglądzie'`)).length,
      0,
    )
  })

  test('for one person: the administrator’s alone, from the choice to the new edition, by the pages and by the database', async () => {
    const value = `party/${cast.arrears.partyId}`
    const draft = await newDraft({ tytul: 'Zaświadczenie', rodzaj: 'inne' }, [aFile()], administrator)
    assert.equal((await choose(draft, value, editor)).status, 400)
    await choose(draft, value, administrator)
    const seen = await editor.get(`${base}/szkice/${draft}`)
    assert.doesNotMatch(seen.body, /Zapisz szkic/, 'an editor reads it and does not write')
    const byEditor = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    const drop = {
      name: 'test.partyDraftFile',
      text: `update publishing_draft_files set dropped_at = clock_now() where draft_id = $1 returning id`,
    }
    const dropped = portal.database.asStaff(byEditor, (tx) => tx.query(drop, [draft]), { write: true })
    assert.deepEqual(await dropped, [], 'nor changes its files past the page')
    const id = await publishedId(draft, administrator)
    assert.equal((await inB.get(`/dokumenty/${id}`)).status, 200)
    assert.equal((await inA.get(`/dokumenty/${id}`)).status, 404)
    assert.equal((await editor.send(`${base}/${id}/nowa-wersja`, {}, { from: base })).status, 404)
    assert.equal((await editor.send(`${base}/${id}/wycofaj`, { powod: 'x' }, { from: base })).status, 404)
    const session = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    const [one] = await rows<{ id: string; file_id: string }>(
      portal,
      'select id, file_id from archive_editions where document_id = $1',
      [id],
    )
    const add = {
      name: 'test.partyEdition',
      text: `insert into archive_editions (document_id, number, dated_on, in_force_from, file_id) values ($1, 9, today(), today(), $2)`,
    }
    const asEditor = (asked: { name: string; text: string }, values: unknown[]) =>
      portal.database.asStaff(session, (tx) => tx.query(asked, values as never), { write: true })
    await assert.rejects(asEditor(add, [id, one!.file_id]), { code: '42501' })
    const attach = {
      name: 'test.partyAttachment',
      text: `insert into archive_attachments (edition_id, position, title, file_id) values ($1, 9, 'x', $2)`,
    }
    await assert.rejects(asEditor(attach, [one!.id, one!.file_id]), { code: '42501' })
    const withdraw = {
      name: 'test.partyWithdraw',
      text: `update archive_editions set withdrawn_at = clock_now() where id = $1 returning id`,
    }
    assert.deepEqual(await asEditor(withdraw, [one!.id]), [])
  })

  test('a clerk reads and writes nothing; an accountant does not even read', async () => {
    const id = await newDraft({ tytul: 'Czytelny szkic' })
    assert.match((await clerk.get(`${base}/szkice/${id}`)).body, /Czytelny szkic/)
    assert.match((await clerk.get(`${base}?pokaz=szkice&szukaj=szkice`)).body, /Czytelny szkic/)
    assert.equal((await clerk.get(`${base}/nowy`)).status, 403)
    const accountant = await portal.browser({ kind: 'staff', staffRole: 'accountant' })
    assert.equal((await accountant.get(base)).status, 403)
    const document = await published({ tytul: 'Nie dla sekretariatu' })
    assert.equal((await clerk.send(`${base}/${document}/wycofaj`, { powod: 'x' }, { from: base })).status, 403)
  })

  test('addresses of nothing: an edition that is no number, a document that is no id', async () => {
    const id = await published({ tytul: 'Adresy' })
    for (const url of [
      `${base}/x`,
      `${base}/${id}/wersje/0`,
      `${base}/${id}/wersje/abc`,
      `${base}/${id}/wersje/7`,
      `${base}/pliki/x`,
    ])
      assert.equal((await editor.get(url)).status, 404, url)
  })
})
