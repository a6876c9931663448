import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { pdf, resident, withAnnouncements } from '#features/announcements/announcements.testkit.ts'
import { formIn, rows, sendForm } from '#features/messages/messages.testdata.ts'
import { deskOf, idIn, versionIn } from '#features/publishing/desk.testkit.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import type { TestBrowser } from '#test/harness/portal.ts'
import { noticeJob, noticeLetters } from './notice.ts'

const portal = await withAnnouncements()
const editor = await portal.browser({ kind: 'staff', staffRole: 'editor', name: 'redaktor' })
const second = await portal.browser({ kind: 'staff', staffRole: 'editor' })
const administrator = await portal.browser({ kind: 'staff', staffRole: 'administrator' })
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
// K00001 lives in staircase A, K00004 in staircase B of the same building.
const inA = await portal.browser(resident(cast.overpaid))
const inB = await portal.browser(resident(cast.arrears))
const base = '/biuro/ogloszenia'
const never = new AbortController().signal

const file = (name: string, content: Buffer) => ({ field: 'zalaczniki', name, content })
const desk = deskOf(portal, base, 'nowe', {})
const newDraft = (fields: Record<string, string>, files: Parameters<typeof sendForm>[4] = [], who = editor) =>
  desk.newDraft(who, fields, files)
const choose = (id: string, wybor: string, who: TestBrowser = editor) => desk.choose(who, id, wybor)
const publish = (id: string, more: Record<string, string> = {}, who: TestBrowser = editor) =>
  desk.publish(who, id, more)
async function published(title: string, wybor: string, more: Record<string, string> = {}, who: TestBrowser = editor) {
  const id = await newDraft({ tytul: title, tresc: 'Treść.' }, [], who)
  assert.equal((await choose(id, wybor, who)).status, 303)
  const answer = await publish(id, more, who)
  assert.equal(answer.status, 303, answer.body)
  return idIn(answer.location)
}

describe('from the draft to the resident', () => {
  test('to one staircase: counted, previewed as a resident reads it, seen there and not next door', async () => {
    const id = await newDraft(
      { tytul: 'Mycie klatki <A>', tresc: 'W piątek.\n\n- parter\n- piętro', wazne: '1', do: '2026-12-01' },
      [file('plan_mycia.pdf', pdf('plan'))],
    )
    const places = await editor.get(`${base}/szkice/${id}/odbiorcy`)
    assert.equal(places.status, 200)
    const button = /value="(staircase\/B1\/A)">([^<]+)</.exec(places.body)
    assert.match(button?.[2] ?? '', /klatka A/)
    assert.equal((await choose(id, button![1]!)).location, `${base}/szkice/${id}?zapisano=1`)
    const { body } = await editor.get(`${base}/szkice/${id}/podglad`)
    assert.match(body, /Trafi do \d+\sosób/)
    assert.match(body, /Mycie klatki &lt;A&gt;/)
    assert.match(body, /<ul><li>parter<\/li><li>piętro<\/li><\/ul>/)
    assert.match(body, /plan mycia/)
    const answer = await publish(id)
    const published = idIn(answer.location)
    assert.match(answer.location ?? '', /zapisano=opublikowane/)
    assert.match((await inA.get('/wiadomosci')).body, /Mycie klatki/)
    assert.doesNotMatch((await inB.get('/wiadomosci')).body, /Mycie klatki/)
    assert.equal((await inB.get(`/wiadomosci/${published}`)).status, 404)
    const read = await inA.get(`/wiadomosci/${published}`)
    const href = /href="(\/wiadomosci\/pliki\/[0-9a-f-]{36})"/.exec(read.body)?.[1]
    assert.equal((await inA.get(href!)).headers['content-type'], 'application/pdf')
    const one = await clerk.get(`${base}/${published}`)
    assert.match(one.body, /Przeczytało 1 z/)
    assert.doesNotMatch(one.body, /Wycofaj ogłoszenie/)
    assert.equal((await editor.get(`${base}/szkice/${id}`)).location, `${base}/${published}`)
  })

  test('the same publication sent twenty times at once is one announcement', async () => {
    const id = await newDraft({ tytul: 'Raz', tresc: 'Treść.' })
    await choose(id, 'members')
    const preview = await editor.get(`${base}/szkice/${id}/podglad`)
    const { _once } = formIn(preview.body)
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(preview.body)![1]!
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        editor.post(`${base}/szkice/${id}/opublikuj`, { _csrf, _once, wersja: versionIn(preview.body) }),
      ),
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
    const [{ count }] = (await rows<{ count: number }>(
      portal,
      `select count(*)::int from announcements where title = 'Raz'`,
    )) as [{ count: number }]
    assert.equal(count, 1)
  })

  test('scheduled: nobody sees it before its first day, then everybody it is for does', async () => {
    const id = await newDraft({ tytul: 'Odczyty w grudniu', tresc: 'Treść.', od: '2026-12-01' })
    await choose(id, 'signedIn')
    assert.match((await editor.get(`${base}/szkice/${id}/podglad`)).body, /zobaczą to ogłoszenie 1 grudnia 2026/)
    const answer = await publish(id)
    assert.match(answer.location ?? '', /zapisano=zaplanowane/)
    const one = idIn(answer.location)
    assert.doesNotMatch((await inA.get('/wiadomosci')).body, /Odczyty w grudniu/)
    assert.equal((await inA.get(`/wiadomosci/${one}`)).status, 404)
    assert.match((await editor.get(`${base}?pokaz=zaplanowane`)).body, /Odczyty w grudniu/)
    await portal.setClock(Date.parse('2026-12-01T00:01:00+01:00'))
    try {
      const later = await portal.browser(resident(cast.overpaid))
      assert.match((await later.get('/wiadomosci')).body, /Odczyty w grudniu/)
    } finally {
      await portal.setClock(Date.parse('2026-11-23T08:00:00+01:00'))
    }
  })

  test('withdrawn with a reason: gone for residents, kept for the office', async () => {
    const id = await published('Do wycofania', 'signedIn')
    assert.match((await inA.get('/wiadomosci')).body, /Do wycofania/)
    const empty = await editor.send(`${base}/${id}/wycofaj`, { powod: '  ' }, { from: `${base}/${id}` })
    assert.equal(empty.status, 422)
    assert.match(empty.body, /Wpisz powód/)
    const answer = await editor.send(`${base}/${id}/wycofaj`, { powod: 'Zła data.' }, { from: `${base}/${id}` })
    assert.equal(answer.status, 303)
    assert.equal((await inA.get(`/wiadomosci/${id}`)).status, 404)
    const list = await clerk.get(`${base}?pokaz=wycofane`)
    assert.match(list.body, /Do wycofania/)
    assert.match((await clerk.get(`${base}/${id}`)).body, /Zła data\./)
  })
})

describe('corrections', () => {
  test('a new version under the same address; the old one is kept, and readers see when it changed', async () => {
    const id = await published('Remont dachu', 'signedIn')
    await inA.get(`/wiadomosci/${id}`)
    const draft = idIn((await editor.send(`${base}/${id}/popraw`, {}, { from: `${base}/${id}` })).location)
    assert.equal(idIn((await second.send(`${base}/${id}/popraw`, {}, { from: `${base}/${id}` })).location), draft)
    const form = formIn((await editor.get(`${base}/szkice/${draft}`)).body)
    const saved = await sendForm(portal, editor, `${base}/szkice/${draft}`, {
      ...form,
      wersja: '1',
      dalej: 'podglad',
      tytul: 'Remont dachu w maju',
      tresc: 'Nowa treść.',
      od: '2026-11-23',
      do: '',
      ponownie: '1',
    })
    assert.match(saved.location, /podglad/)
    assert.match((await publish(draft)).location ?? '', /zapisano=poprawione/)
    const list = await inA.get('/wiadomosci')
    assert.match(list.body, /Remont dachu w maju/)
    assert.match(list.body, /zmieniona/)
    const [{ unread }] = (await rows<{ unread: number }>(
      portal,
      `select count(*)::int as unread from announcements a where a.id = $1 and a.notable_version = 2`,
      [id],
    )) as [{ unread: number }]
    assert.equal(unread, 1)
    assert.match((await inA.get(`/wiadomosci/${id}`)).body, /Nowa treść\./)
    const office = await clerk.get(`${base}/${id}`)
    assert.match(office.body, /Wersja 1: Remont dachu/)
    const versions = await rows(
      portal,
      'select version from announcement_reads where announcement_id = $1 order by version',
      [id],
    )
    assert.deepEqual(
      versions.map((row) => (row as { version: number }).version),
      [1, 2],
    )
  })

  test('a correction of what was withdrawn meanwhile is not published, and its words stay', async () => {
    const id = await published('Wycofane w trakcie', 'signedIn')
    const draft = idIn((await editor.send(`${base}/${id}/popraw`, {}, { from: `${base}/${id}` })).location)
    await editor.send(`${base}/${id}/wycofaj`, { powod: 'Pomyłka.' }, { from: `${base}/${id}` })
    const answer = await publish(draft)
    assert.match(answer.location ?? '', /nieaktualny=1/)
    assert.match((await editor.get(answer.location!)).body, /Wycofane w trakcie/)
  })
})

describe('what goes wrong', () => {
  test('nothing typed is lost: bad days, no title, a file of a wrong kind', async () => {
    const form = formIn((await editor.get(`${base}/nowe`)).body)
    const answer = await sendForm(
      portal,
      editor,
      `${base}/nowe`,
      {
        ...form,
        wersja: '1',
        dalej: 'podglad',
        tytul: '',
        tresc: 'Ważny tekst \u202e',
        od: '32.12.2026',
        do: '2026-01-01',
      },
      [file('obraz.png', Buffer.from('nie obraz')), file('dobry.pdf', pdf('dobry'))],
    )
    assert.equal(answer.status, 422)
    assert.match(answer.body, /obraz\.png: Tego rodzaju pliku nie przyjmujemy/)
    assert.match(answer.body, /Ważny tekst/)
    assert.match(answer.body, /value="dobry"/, 'the good file is kept')
    const id = /action="\/biuro\/ogloszenia\/szkice\/([0-9a-f-]{36})"/.exec(answer.body)![1]!
    const again = await sendForm(portal, editor, `${base}/szkice/${id}`, {
      ...formIn(answer.body),
      wersja: versionIn(answer.body),
      dalej: 'podglad',
      tytul: '',
      tresc: 'Ważny tekst',
      od: '32.12.2026',
      do: '2026-01-01',
    })
    assert.equal(again.status, 422)
    for (const sentence of ['Wpisz tytuł', 'Podaj datę', 'Wybierz odbiorców'])
      assert.match(again.body, new RegExp(sentence))
    assert.match(again.body, /value="32\.12\.2026"/)
  })

  test('two editors: the second is told, keeps the words and may save them knowingly', async () => {
    const id = await newDraft({ tytul: 'Wspólny szkic', tresc: 'Początek.' })
    const mine = (await editor.get(`${base}/szkice/${id}`)).body
    const theirs = (await second.get(`${base}/szkice/${id}`)).body
    const send = (who: TestBrowser, body: string, tresc: string, wersja = versionIn(body)) =>
      sendForm(portal, who, `${base}/szkice/${id}`, {
        ...formIn(body),
        wersja,
        dalej: 'zapisz',
        tytul: 'Wspólny szkic',
        tresc,
      })
    assert.equal((await send(second, theirs, 'Ich tekst.')).status, 303)
    const refused = await send(editor, mine, 'Mój tekst.')
    assert.equal(refused.status, 409)
    assert.match(refused.body, /Mój tekst\./)
    assert.match(refused.body, /Ich tekst\./)
    assert.equal((await send(editor, refused.body, 'Mój tekst.')).status, 303)
    assert.match((await second.get(`${base}/szkice/${id}`)).body, /Mój tekst\./)
  })

  test('one person: the administrator chooses by name; an editor finds nobody and chooses nobody', async () => {
    const id = await newDraft({ tytul: 'Do jednej osoby', tresc: 'Treść.' })
    const [{ name }] = (await rows<{ name: string }>(portal, 'select name from parties where id = $1', [
      cast.arrears.partyId,
    ])) as [{ name: string }]
    const searched = encodeURIComponent(name)
    assert.doesNotMatch((await editor.get(`${base}/szkice/${id}/odbiorcy?szukaj=${searched}`)).body, /party\//)
    const own = await newDraft({ tytul: 'Od administratora', tresc: 'Treść.' }, [], administrator)
    const found = await administrator.get(`${base}/szkice/${own}/odbiorcy?szukaj=${searched}`)
    const value = /value="(party\/[^"]+)"/.exec(found.body)?.[1]
    assert.equal(value, `party/${cast.arrears.partyId}`)
    assert.equal((await choose(id, value!)).status, 400, 'the application refuses an editor')
    await choose(own, value!, administrator)
    const preview = await administrator.get(`${base}/szkice/${own}/podglad`)
    assert.match(preview.body, new RegExp(name))
    await publish(own, {}, administrator)
    assert.match((await inB.get('/wiadomosci')).body, /Od administratora/)
    assert.doesNotMatch((await inA.get('/wiadomosci')).body, /Od administratora/)
    const session = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    await assert.rejects(
      portal.database.asStaff(
        session,
        (tx) =>
          tx.query(
            {
              name: 'test.party',
              text: `update publishing_drafts set audience = 'party', subject_id = 'K00004', updated_by = current_login_id() where id = $1`,
            },
            [id],
          ),
        { write: true },
      ),
      { code: '42501' },
      'and so does the database',
    )
  })

  test('an audience that is no place of the register, or no audience, is refused', async () => {
    const id = await newDraft({ tytul: 'Bez miejsca', tresc: 'Treść.' })
    for (const wybor of ['building/NIEMA', 'staircase/B1/Ż', 'nobody', 'building', '%', 'party/%00', 'x'.repeat(5000)])
      assert.equal((await choose(id, wybor)).status, 400, wybor)
  })

  test('a clerk reads and writes nothing; an accountant does not even read', async () => {
    const id = await newDraft({ tytul: 'Czytelny szkic', tresc: 'Treść.' })
    assert.match((await clerk.get(`${base}/szkice/${id}`)).body, /Czytelny szkic/)
    assert.equal((await clerk.get(`${base}/nowe`)).status, 403)
    const accountant = await portal.browser({ kind: 'staff', staffRole: 'accountant' })
    assert.equal((await accountant.get(base)).status, 403)
    const session = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
    const asked = { name: 'test.clerk', text: `update announcements set title = 'x' returning id` }
    assert.deepEqual(await portal.database.asStaff(session, (tx) => tx.query(asked, []), { write: true }), [])
  })

  test('only files of the office can be attached: a resident’s stored file is refused by the database', async () => {
    const [stored] = await rows<{ id: string }>(
      portal,
      `insert into stored_files (name, content_type, size_bytes, sha256, content) values ('list.pdf', 'application/pdf', 1, repeat('0', 64), 'x') returning id`,
    )
    const id = await newDraft({ tytul: 'Cudzy plik', tresc: 'Treść.' })
    const session = await portal.signIn({ kind: 'staff', staffRole: 'editor' })
    const attach = {
      name: 'test.attach',
      text: `insert into publishing_draft_files (draft_id, role, position, title, file_id) values ($1, 'attachment', 1, 'x', $2)`,
    }
    await assert.rejects(
      portal.database.asStaff(session, (tx) => tx.query(attach, [id, stored!.id]), { write: true }),
      { code: '42501' },
    )
  })
})

describe('notice by e-mail', () => {
  const job = () =>
    runNextJob({ database: portal.database, log: silentLog, kinds: [noticeJob(portal.database)] }, never)
  const wish = (partyId: string) =>
    rows(
      portal,
      `with l as (select id from logins where party_id = $1 and kind = 'resident' limit 1), c as (
         insert into login_contacts (login_id, email, email_verified_at) select id, id || '@dom.example', clock_now() from l
         on conflict (login_id) do nothing)
       insert into notification_preferences (login_id, topic_id, by_email) select id, 'announcement', true from l
       on conflict (login_id, topic_id) do update set by_email = true returning login_id`,
      [partyId],
    )
  const letters = (id: string) =>
    rows<{ id: string; login_id: string }>(
      portal,
      `select n.id, n.login_id from announcement_notices n join outgoing_mails m on m.letter_id = n.id and m.kind = 'announcementNotice' where n.announcement_id = $1`,
      [id],
    )

  test('to those of the audience who want it, each once, however often it is asked for', async () => {
    await wish(cast.overpaid.partyId)
    await wish(cast.arrears.partyId)
    const id = await published('Z powiadomieniem', 'staircase/B1/A', { powiadom: '1' })
    while (await job());
    assert.equal((await letters(id)).length, 1)
    await editor.send(`${base}/${id}/powiadom`, { _once: crypto.randomUUID() }, { from: `${base}/${id}` })
    while (await job());
    assert.equal((await letters(id)).length, 1, 'nobody is told twice')
    const [letter] = await letters(id)
    const written = await portal.database.asWorker((tx) =>
      noticeLetters.announcementNotice!(tx, letter!.id, 'https://ebok.example'),
    )
    assert.match(written?.to ?? '', /@dom\.example$/)
    assert.doesNotMatch(`${written?.subject}${written?.text}`, /Z powiadomieniem|Treść/)
    assert.match(written?.text ?? '', /https:\/\/ebok\.example\/wiadomosci/)
    assert.match((await editor.get(`${base}/${id}`)).body, /Przygotowano 1\se-mail/)
    await editor.send(`${base}/${id}/wycofaj`, { powod: 'Pomyłka.' }, { from: `${base}/${id}` })
    assert.equal(
      await portal.database.asWorker((tx) => noticeLetters.announcementNotice!(tx, letter!.id, undefined)),
      undefined,
      'withdrawn meanwhile',
    )
  })

  test('to everybody only with a second person, also when a correction widened the audience', async () => {
    await wish(cast.overpaid.partyId)
    const id = await published('Do wszystkich', 'signedIn', { powiadom: '1' })
    while (await job());
    assert.equal((await letters(id)).length, 0, 'nobody has agreed yet')
    const [asked] = await rows<{ id: string }>(
      portal,
      `select j.id from jobs j join announcements a on a.notice_job_id = j.id where a.id = $1`,
      [id],
    )
    const agreed = await second.send(
      `/biuro/zadania/${asked!.id}/zatwierdz`,
      {},
      { from: `/biuro/zadania/${asked!.id}` },
    )
    assert.equal(agreed.status, 303, agreed.body.slice(0, 500))
    while (await job());
    assert.ok((await letters(id)).length >= 1)

    const draft = await newDraft({ tytul: 'Wąskie', tresc: 'Treść.', od: '2026-12-03' })
    await choose(draft, 'staircase/B1/B')
    const narrow = idIn((await publish(draft, { powiadom: '1' })).location)
    await rows(
      portal,
      `update announcements set audience = 'signedIn', subject_id = null, staircase = null where id = $1`,
      [narrow],
    )
    await portal.setClock(Date.parse('2026-12-03T09:00:00+01:00'))
    try {
      while (await job());
      assert.equal((await letters(narrow)).length, 0)
    } finally {
      await portal.setClock(Date.parse('2026-11-23T08:00:00+01:00'))
    }
  })

  test('of what is scheduled, on its day and not before', async () => {
    const draft = await newDraft({ tytul: 'Na grudzień', tresc: 'Treść.', od: '2026-12-02' })
    await choose(draft, 'building/B1')
    const id = idIn((await publish(draft, { powiadom: '1' })).location)
    while (await job());
    assert.equal((await letters(id)).length, 0)
    await portal.setClock(Date.parse('2026-12-02T08:00:01+01:00'))
    try {
      while (await job());
      assert.equal((await letters(id)).length, 2)
    } finally {
      await portal.setClock(Date.parse('2026-11-23T08:00:00+01:00'))
    }
  })

  test('the resident’s page no longer says that this notice is not sent', async () => {
    const { body } = await inA.get('/moje-dane/zgody')
    const hint = /id="pole-announcement-hint"/.test(body)
    assert.equal(hint, false)
  })
})
