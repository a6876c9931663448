import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { cast } from '#db/seed/cast.ts'
import { countAudience } from '#features/documents/public.ts'
import { addDays, type IsoDate, warsawInstant } from '#kernel/dates.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { morning, type TestBrowser } from '#test/harness/portal.ts'
import { pdf, resident, withAnnouncements } from './announcements.testkit.ts'
import { publishAnnouncement, withdrawAnnouncement } from './publish.ts'

const portal = await withAnnouncements()
const { publish } = portal
const today = '2026-11-23' as IsoDate
const home = resident(cast.overpaid)

/** What the tab says, 0 when it says nothing; the page of a closed menu says it twice. */
function counted(body: string): number {
  const found = [...body.matchAll(/<span class="count"><span aria-hidden="true">(\d+)/g)].map(([, count]) =>
    Number(count),
  )
  assert.ok(found.length === 0 || (found.length === 2 && found[0] === found[1]), 'the menu and its tab agree')
  return found[0] ?? 0
}
const titlesOf = (body: string) =>
  [...body.matchAll(/<h2 id="wiadomosc-[^>]*><a [^>]*>([^<]*)</g)].map(([, title]) => title)
const clear = () =>
  portal.asRoot((client) =>
    client.query('delete from announcement_reads; delete from announcement_attachments; delete from announcements'),
  )
const markAll = async (browser: TestBrowser, list: string) => {
  const seen = /name="widziane" value="(\d+)"/.exec(list)?.[1] ?? ''
  return browser.send('/wiadomosci/przeczytane', { widziane: seen }, { from: '/wiadomosci' })
}

test('important ones stand first, then the newest; what is unread or important is said in words', async () => {
  await clear()
  await publish({ title: 'Stara', visibleFrom: addDays(today, -9) })
  await publish({ title: 'Nowa', visibleFrom: addDays(today, -1) })
  await publish({ title: 'Stara ważna', important: true, visibleFrom: addDays(today, -30) })
  await publish({ title: 'Nowa ważna', important: true, visibleFrom: addDays(today, -2), visibleTo: today })
  await publish({
    title: 'Ważna z archiwum',
    important: true,
    visibleFrom: addDays(today, -9),
    visibleTo: addDays(today, -1),
  })
  await publish({ title: 'Z przyszłości', important: true, visibleFrom: addDays(today, 1) })
  const browser = await portal.browser(home)
  const { body } = await browser.get('/wiadomosci')
  assert.deepEqual(titlesOf(body), ['Nowa ważna', 'Stara ważna', 'Nowa', 'Stara'])
  assert.equal(body.split('>Ważne<').length - 1, 2)
  assert.equal(body.split('>Nieprzeczytana<').length - 1, 4)
  const archive = (await browser.get('/wiadomosci?pokaz=archiwum')).body
  assert.deepEqual(titlesOf(archive), ['Ważna z archiwum'])
  assert.doesNotMatch(archive, /Nieprzeczytana</)
})

test('opening reads it once, and the tab of that very page counts one less', async () => {
  await clear()
  const id = await publish({ title: 'Do otwarcia' })
  await publish({ title: 'Inna' })
  const browser = await portal.browser(home)
  const other = await portal.browser(home)
  assert.equal(counted((await browser.get('/rachunki')).body), 2)
  assert.equal(counted((await browser.get(`/wiadomosci/${id}`)).body), 1)
  assert.equal((await browser.get('/wiadomosci')).body.split('>Nieprzeczytana<').length - 1, 1)
  assert.equal(counted((await other.get('/rachunki')).body), 2, 'read by one login, not by another of the same person')
  await portal.setClock(morning + 60_000)
  await browser.get(`/wiadomosci/${id}`)
  await portal.setClock(morning)
  const { rows } = await portal.asRoot((client) =>
    client.query<{ read_at: number }>('select read_at from announcement_reads'),
  )
  assert.deepEqual(
    rows.map(({ read_at }) => Number(new Date(read_at))),
    [morning],
    'the first time stays',
  )
})

test('opened fifty times at once it is read exactly once', async () => {
  await clear()
  const id = await publish({ title: 'Pięćdziesiąt razy' })
  const browser = await portal.browser(home)
  const answers = await Promise.all(Array.from({ length: 50 }, () => browser.get(`/wiadomosci/${id}`)))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
  assert.equal((await portal.asRoot((client) => client.query('select from announcement_reads'))).rowCount, 1)
})

test('all are marked as read at once, also fifty times; what came after the list was shown stays unread', async () => {
  await clear()
  for (let number = 1; number <= 20; number++) await publish({ title: `Wiadomość ${number}` })
  await publish({ title: 'Ze starego archiwum', visibleFrom: addDays(today, -9), visibleTo: addDays(today, -1) })
  const browser = await portal.browser(home)
  const list = (await browser.get('/wiadomosci')).body
  assert.match(list, /Masz 20\s+nieprzeczytanych wiadomości/)
  assert.match(list, /Strona 1 z 2/)
  await portal.setClock(morning + 5_000)
  await publish({ title: 'Spóźniona' })
  const answers = await Promise.all(Array.from({ length: 50 }, () => markAll(browser, list)))
  assert.deepEqual(
    [...new Set(answers.map(({ status, location }) => `${status} ${location}`))],
    ['303 /wiadomosci?zapisano=1'],
  )
  const after = (await browser.get('/wiadomosci')).body
  assert.equal(counted(after), 1)
  assert.equal(titlesOf(after)[0], 'Spóźniona')
  assert.equal((await portal.asRoot((client) => client.query('select from announcement_reads'))).rowCount, 20)
  await markAll(browser, after)
  assert.equal(counted((await browser.get('/wiadomosci')).body), 0)
  await portal.setClock(morning)
})

test('a form with a moment that is none changes nothing', async () => {
  await clear()
  await publish({ title: 'Zostaje' })
  const browser = await portal.browser(home)
  for (const widziane of ['', 'wczoraj', '-1', '9'.repeat(30), '1e9', '0'])
    assert.ok([303, 400].includes((await browser.send('/wiadomosci/przeczytane', { widziane })).status), widziane)
  assert.equal(counted((await browser.get('/rachunki')).body), 1)
})

test('asking for the headers alone reads nothing', async () => {
  await clear()
  const id = await publish({ title: 'Tylko nagłówki' })
  const browser = await portal.browser(home)
  const session = browser.cookies.get('ebok-session')!
  const answer = await portal.app.inject({
    method: 'HEAD',
    url: `/wiadomosci/${id}`,
    headers: { host: new URL(portal.baseUrl).host },
    cookies: { 'ebok-session': session },
  })
  assert.equal(answer.statusCode, 200)
  assert.equal((await portal.asRoot((client) => client.query('select from announcement_reads'))).rowCount, 0)
})

for (const [season, first, last] of [
  ['winter', '2026-12-05', '2026-12-06'],
  ['summer', '2027-07-10', '2027-07-11'],
  ['the spring night of 23 hours', '2027-03-28', '2027-03-28'],
  ['the autumn night of 25 hours', '2027-10-31', '2027-10-31'],
] as const) {
  test(`days begin and end at Warsaw's midnight: ${season}`, async () => {
    await clear()
    const from = warsawInstant(first as IsoDate, '00:00')
    const over = warsawInstant(addDays(last as IsoDate, 1), '00:00')
    const id = await publish({
      title: 'Na te dni',
      audience: { kind: 'public' },
      visibleFrom: first as IsoDate,
      visibleTo: last as IsoDate,
    })
    const at = async (moment: number) => {
      await portal.setClock(moment)
      const browser = await portal.browser(home)
      const visitor = await portal.browser()
      const page = async (url: string) => titlesOf((await browser.get(url)).body).length
      const counter = counted((await browser.get('/rachunki')).body)
      return {
        counter,
        list: await page('/wiadomosci'),
        archive: await page('/wiadomosci?pokaz=archiwum'),
        own: (await browser.get(`/wiadomosci/${id}`)).status,
        visitor: (await visitor.get(`/wiadomosci-publiczne/${id}`)).status,
        signInPage: (await visitor.get('/zaloguj')).body.includes('Na te dni'),
      }
    }
    const before = { counter: 0, list: 0, archive: 0, own: 404, visitor: 404, signInPage: false }
    const during = { counter: 1, list: 1, archive: 0, own: 200, visitor: 200, signInPage: true }
    const after = { counter: 0, list: 0, archive: 1, own: 200, visitor: 404, signInPage: false }
    try {
      assert.deepEqual(await at(from - 1), before)
      assert.deepEqual(await at(from), during)
      assert.deepEqual(await at(over - 1), during)
      assert.deepEqual(await at(over), after)
    } finally {
      await portal.setClock(morning)
    }
  })
}

test('a withdrawn one is gone from every page, its files too', async () => {
  await clear()
  const id = await publish({
    title: 'Odwołana',
    audience: { kind: 'public' },
    attachments: [{ title: 'Plan', content: pdf('plan') }],
  })
  const fileId = await portal.fileOf(id)
  const browser = await portal.browser(home)
  await browser.get(`/wiadomosci/${id}`)
  await assert.rejects(portal.asStaff('clerk', (tx) => withdrawAnnouncement(tx, id)))
  await portal.asStaff('editor', (tx) => withdrawAnnouncement(tx, id))
  for (const base of ['/wiadomosci', '/wiadomosci-publiczne'])
    for (const url of [`${base}/${id}`, `${base}/pliki/${fileId}`, `${base}/pliki/${fileId}/pobierz`])
      assert.equal((await browser.get(url)).status, 404, url)
  for (const url of ['/wiadomosci', '/wiadomosci?pokaz=archiwum'])
    assert.doesNotMatch((await browser.get(url)).body, /Odwołana/)
  assert.doesNotMatch((await (await portal.browser()).get('/zaloguj')).body, /Odwołana/)
  await assert.rejects(
    portal.asStaff('editor', (tx) => withdrawAnnouncement(tx, id)),
    NotFound,
  )
})

test('the sign-in page shows at most five public ones, important first, and opens them', async () => {
  await clear()
  const nobody = await portal.browser()
  assert.doesNotMatch((await nobody.get('/zaloguj')).body, /Wiadomości ze spółdzielni/)
  await publish({ title: 'Tylko po zalogowaniu' })
  for (let number = 1; number <= 6; number++)
    await publish({ title: `Publiczna ${number}`, audience: { kind: 'public' }, visibleFrom: addDays(today, -number) })
  const important = await publish({
    title: 'Publiczna ważna',
    audience: { kind: 'public' },
    important: true,
    visibleFrom: addDays(today, -20),
    attachments: [{ title: 'Ulotka', content: pdf('ulotka') }],
  })
  const page = await nobody.get('/zaloguj')
  const shown = [...page.body.matchAll(/\/wiadomosci-publiczne\/[^"]*">([^<]*)</g)].map(([, title]) => title)
  assert.deepEqual(shown, ['Publiczna ważna', 'Publiczna 1', 'Publiczna 2', 'Publiczna 3', 'Publiczna 4'])
  const opened = await nobody.get(`/wiadomosci-publiczne/${important}`)
  assert.equal(opened.status, 200)
  assert.match(opened.body, /href="\/zaloguj"/)
  const fileId = await portal.fileOf(important)
  assert.equal((await nobody.get(`/wiadomosci-publiczne/pliki/${fileId}`)).body, pdf('ulotka').toString())
  assert.equal((await portal.asRoot((client) => client.query('select from announcement_reads'))).rowCount, 0)
})

test('attachments: shown, saved, in ranges, in pieces, under a harmless name', async () => {
  await clear()
  const content = pdf('duży', 1_300_000)
  const id = await publish({ title: 'Z plikiem', attachments: [{ title: '../Plan\u202e wejść', content }] })
  const url = `/wiadomosci/pliki/${await portal.fileOf(id)}`
  const session = (await portal.browser(home)).cookies.get('ebok-session')!
  const get = (path: string, headers: Record<string, string> = {}) =>
    portal.app.inject({
      url: path,
      headers: { host: new URL(portal.baseUrl).host, ...headers },
      cookies: { 'ebok-session': session },
    })
  const whole = await get(url)
  assert.ok(whole.rawPayload.equals(content))
  assert.match(String(whole.headers['content-disposition']), /^inline; .*Plan%20wej%C5%9B%C4%87\.pdf$/)
  assert.match(String((await get(`${url}/pobierz`)).headers['content-disposition']), /^attachment; /)
  const part = await get(url, { range: 'bytes=524280-1048600' })
  assert.equal(part.statusCode, 206)
  assert.ok(part.rawPayload.equals(content.subarray(524_280, 1_048_601)))
  assert.equal((await get(url, { range: `bytes=${content.length}-` })).statusCode, 416)
})

test('the text is text: markup is shown as typed, lists and paragraphs are made', async () => {
  await clear()
  const id = await publish({
    title: '<b>Tytuł</b> & "cudzysłów"',
    body: 'Raz <script>alert(1)</script>\r\nwiersz\r\n\r\n- <img src=x onerror=y>\n- dwa\n\n1. pierwszy\n2. drugi',
  })
  const browser = await portal.browser(home)
  const { body } = await browser.get(`/wiadomosci/${id}`)
  assert.match(body, /<h1>&lt;b>Tytuł&lt;\/b> &amp; "cudzysłów"<\/h1>|<h1>&lt;b&gt;Tytuł&lt;\/b&gt; &amp; .*<\/h1>/)
  assert.doesNotMatch(body, /<script>alert|<img/)
  assert.match(body, /<br>wiersz/)
  assert.match(body, /<ul><li>&lt;img/)
  assert.match(body, /<ol><li>pierwszy<\/li><li>drugi<\/li><\/ol>/)
})

test('the office is told in Polish what is wrong, and nothing is published', async () => {
  await clear()
  const fieldsOf = async (announcement: object) => {
    try {
      await publish({ title: 'Dobra', ...announcement })
      return []
    } catch (error) {
      assert.ok(error instanceof BadParameters, String(error))
      return error.problems.map(({ field }) => field)
    }
  }
  assert.deepEqual(await fieldsOf({ title: '  ', body: '\n' }), ['tytul', 'tresc'])
  assert.deepEqual(await fieldsOf({ title: 'x'.repeat(201), body: 'y'.repeat(20_001) }), ['tytul', 'tresc'])
  assert.deepEqual(await fieldsOf({ title: 'a\u0000b', body: 'a\u202eb' }), ['tytul', 'tresc'])
  assert.deepEqual(await fieldsOf({ title: 'a\ud800' }), ['tytul'])
  assert.deepEqual(await fieldsOf({ visibleFrom: '2026-02-30' }), ['od'])
  assert.deepEqual(
    await fieldsOf({ visibleTo: '2026-11-22' }),
    ['do'],
    'over before today, from when it would be shown',
  )
  assert.deepEqual(await fieldsOf({ visibleFrom: '2026-12-02', visibleTo: '2026-12-01' }), ['do'])
  const file = { title: 'Plik', content: pdf('x') }
  assert.deepEqual(await fieldsOf({ attachments: Array.from({ length: 11 }, () => file) }), ['plik'])
  assert.deepEqual(await fieldsOf({ attachments: [file, { title: 'Zły', content: Buffer.from('MZ') }] }), ['plik'])
  assert.equal((await portal.asRoot((client) => client.query('select from announcements'))).rowCount, 0)
  assert.deepEqual(
    await fieldsOf({ title: '😀'.repeat(200) }),
    [],
    'characters are counted as the database counts them',
  )
})

test('only editors and administrators publish, and clerks count; an accountant does neither', async () => {
  const announcement = { title: 'Próba', body: 'Treść.', audience: { kind: 'signedIn' } } as const
  for (const role of ['clerk', 'accountant'] as const) {
    await assert.rejects(
      portal.asStaff(role, (tx) => publishAnnouncement(tx, announcement, null)),
      { code: '42501' },
      role,
    )
  }
  await portal.asStaff('clerk', (tx) => countAudience(tx, { kind: 'signedIn' }))
  await assert.rejects(
    portal.asStaff('accountant', (tx) => countAudience(tx, { kind: 'signedIn' })),
    { code: '42501' },
  )
  for (const role of ['editor', 'administrator'] as const)
    await portal.asStaff(role, (tx) => publishAnnouncement(tx, announcement, null))
  const toOne = { ...announcement, audience: { kind: 'party', id: cast.arrears.partyId } } as const
  await assert.rejects(
    portal.asStaff('editor', (tx) => publishAnnouncement(tx, toOne, null)),
    { code: '42501' },
    'an editor writes to nobody whom they may not see',
  )
  await portal.asStaff('administrator', (tx) => publishAnnouncement(tx, toOne, null))
})

test('pages are valid, within their weight and their declared queries, full and empty', async () => {
  await clear()
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      'void-style': 'off',
      'attribute-boolean-style': 'off',
      'no-trailing-whitespace': 'off',
      'long-title': 'off',
      'tel-non-breaking': 'off',
    },
  })
  const browser = await portal.browser(home)
  const nobody = await portal.browser()
  const check = async (who: TestBrowser, url: string, queries: number) => {
    portal.queries.reset()
    const answer = await who.get(url)
    assert.equal(answer.status, 200, url)
    assert.equal(portal.queries.sent, queries, url)
    assert.ok(Buffer.byteLength(answer.body) <= 30_000, `${url}: ${Buffer.byteLength(answer.body)} B`)
    const report = await validator.validateString(answer.body)
    assert.deepEqual(
      report.results.flatMap(({ messages }) => messages.map(({ message }) => message)),
      [],
      url,
    )
  }
  await check(browser, '/wiadomosci', 2)
  await check(browser, '/wiadomosci?pokaz=archiwum', 2)
  const body = `${'Długie słowo mieszkańca spółdzielni. '.repeat(30)}\n\n- raz\n- dwa`
  let id = ''
  for (let number = 1; number <= 18; number++) {
    const attachments = [{ title: `Załącznik ${number}`, content: pdf(String(number)) }]
    const title = `${'Bardzo długi tytuł wiadomości '.repeat(6)}${number}`
    id = await publish({ title, body, important: true, audience: { kind: 'public' }, attachments })
    await publish({ title, body, visibleFrom: addDays(today, -9), visibleTo: addDays(today, -5) })
  }
  await check(browser, '/wiadomosci', 2)
  await check(browser, '/wiadomosci?strona=2', 2)
  await check(browser, '/wiadomosci?pokaz=archiwum', 2)
  await check(browser, `/wiadomosci/${id}`, 5)
  await check(nobody, `/wiadomosci-publiczne/${id}`, 2)
  await check(nobody, '/zaloguj', 1)
  assert.equal((await browser.get('/wiadomosci?strona=99')).location, '/wiadomosci')
  assert.equal((await browser.get('/wiadomosci?pokaz=archiwum&strona=99')).location, '/wiadomosci?pokaz=archiwum')
})
