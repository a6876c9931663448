import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { statement } from '#platform/db/database.ts'
import { hashSecret } from '#platform/http/secrets.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { limits } from './messages.model.ts'
import { file, formIn, formOn, pdf, rows, sendForm, textFile, writeMessage } from './messages.testdata.ts'

/** What the program would never send: somebody's stored file named as one's own attachment. */
const claimFile = statement<[fileId: string], never>(
  'test.claimFile',
  `insert into message_attachments (id, login_id, draft_id, file_id, position)
   values (gen_random_uuid(), current_login_id(), gen_random_uuid(), $1, 0)`,
)

const portal = await withPortal()
const writer = { kind: 'resident', partyId: cast.arrears.partyId } as const
const neighbour = { kind: 'resident', partyId: cast.overpaid.partyId } as const
const landlord = { kind: 'resident', partyId: cast.fivePremises.partyId } as const

const counts = async () =>
  (
    await rows<{ threads: number; messages: number; mails: number; files: number }>(
      portal,
      `select (select count(*)::int from message_threads) threads, (select count(*)::int from messages) messages,
              (select count(*)::int from outgoing_mails) mails, (select count(*)::int from message_attachments) files`,
    )
  )[0]!

describe('writing', () => {
  test('a message is a thread, with its file, and a mail that waits; the history shows it', async () => {
    const browser = await portal.browser(writer)
    const before = await counts()
    const id = await writeMessage(portal, browser, 'Dzień dobry.\r\nWodomierz stoi. <b>Ważne</b>', [
      file('odczyt.pdf', pdf),
    ])
    const after = await counts()
    assert.deepEqual(
      [
        after.threads - before.threads,
        after.messages - before.messages,
        after.mails - before.mails,
        after.files - before.files,
      ],
      [1, 1, 1, 1],
    )
    const page = await browser.get(`/napisz/historia/${id}?wyslano=1`)
    assert.equal(page.status, 200)
    assert.match(page.body, /Wiadomość wysłana/)
    assert.match(page.body, /Dzień dobry\.<br>Wodomierz stoi\. &lt;b&gt;Ważne&lt;\/b&gt;/)
    assert.match(page.body, /odczyt\.pdf/)
    const list = await browser.get('/napisz/historia')
    assert.match(list.body, /Liczniki i odczyty/)
    assert.match(list.body, /Wysłano/)
    const csv = await browser.get('/napisz/historia.csv')
    assert.match(csv.body, /Liczniki i odczyty;/)
    const [mail] = await rows<{ state: string; kind: string }>(
      portal,
      'select state, kind from outgoing_mails o join messages m on m.id = o.message_id where m.thread_id = $1',
      [id],
    )
    assert.deepEqual(mail, { state: 'waiting', kind: 'officeMessage' })
  })

  test('only a file stored with the very same form can be attached, so a known id opens nobody else’s file', async () => {
    await writeMessage(portal, await portal.browser(writer), 'Z plikiem.', [file('tajne.pdf', pdf)])
    const [stored] = await rows<{ id: string }>(portal, `select id from stored_files where name = 'tajne.pdf'`)
    const session = hashSecret((await portal.browser(neighbour)).cookies.get('ebok-session')!)
    await assert.rejects(
      portal.database.asResident(session, (tx) => tx.query(claimFile, [stored!.id]), { write: true }),
      { code: '42501' },
    )
  })

  test('fifty identical forms at once are one message', async () => {
    const browser = await portal.browser(neighbour)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', tresc: 'Raz.' }
    const before = await counts()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => sendForm(portal, browser, '/napisz', form, [file('a.txt', textFile)])),
    )
    const after = await counts()
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]))
    assert.equal(new Set(answers.map(({ location }) => location)).size, 1)
    assert.deepEqual(
      [
        after.threads - before.threads,
        after.messages - before.messages,
        after.mails - before.mails,
        after.files - before.files,
      ],
      [1, 1, 1, 1],
    )
  })

  test('the same form with another text is another message: nothing typed after "Back" is lost', async () => {
    const browser = await portal.browser(landlord)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', lokal: '-' }
    const first = await sendForm(portal, browser, '/napisz', { ...form, tresc: 'Pierwsza' })
    const second = await sendForm(portal, browser, '/napisz', { ...form, tresc: 'Druga' })
    assert.notEqual(first.location, second.location)
  })

  test('adding to a thread puts it back in the queue', async () => {
    const browser = await portal.browser(writer)
    const id = await writeMessage(portal, browser, 'Pytanie')
    await rows(portal, `update message_threads set office_state = 'answered' where id = $1`, [id])
    const url = `/napisz/historia/${id}`
    const answer = await sendForm(portal, browser, url, { ...(await formOn(browser, url)), tresc: 'Dopisek' })
    assert.equal(answer.status, 303)
    const page = await browser.get(url)
    assert.match(page.body, /Dopisek/)
    assert.match(page.body, /Wysłano/)
  })

  test('several premises: one must be chosen, and stands in the thread', async () => {
    const browser = await portal.browser(landlord)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'faults', tresc: 'Cieknie' }
    const without = await sendForm(portal, browser, '/napisz', form)
    assert.equal(without.status, 422)
    assert.match(without.body, /Wybierz lokal z listy/)
    const foreign = await sendForm(portal, browser, '/napisz', { ...form, lokal: 'L0001' })
    assert.equal(foreign.status, 422)
    const id = await writeMessage(portal, browser, 'Cieknie', [], { lokal: 'L0007' })
    assert.match((await browser.get(`/napisz/historia/${id}`)).body, /Lokal: [^<]+garaż/)
  })

  test('a copy goes only to a verified address, and its owner decides', async () => {
    const plain = await portal.browser(neighbour)
    assert.match((await plain.get('/napisz')).body, /tylko na sprawdzony adres/)
    const kindsOf = async (id: string) =>
      (
        await rows<{ kind: string }>(
          portal,
          'select kind from outgoing_mails o join messages m on m.id = o.message_id where m.thread_id = $1 order by kind',
          [id],
        )
      ).map(({ kind }) => kind)
    assert.deepEqual(await kindsOf(await writeMessage(portal, plain, 'Bez adresu', [], { kopia: '1' })), [
      'officeMessage',
    ])
    const browser = await portal.browser({ ...neighbour, name: 'jan.nowak@poczta.example' })
    assert.match((await browser.get('/napisz')).body, /jan\.nowak@poczta\.example/)
    assert.deepEqual(await kindsOf(await writeMessage(portal, browser, 'Z kopią', [], { kopia: '1' })), [
      'copy',
      'officeMessage',
    ])
    assert.deepEqual(await kindsOf(await writeMessage(portal, browser, 'Bez kopii')), ['officeMessage'])
  })
})

describe('mistakes', () => {
  test('everything typed comes back, each mistake is named, accepted files are kept and sent later', async () => {
    const browser = await portal.browser(writer)
    const form = await formOn(browser, '/napisz')
    const first = await sendForm(portal, browser, '/napisz', { ...form, temat: '', tresc: 'Tekst <do> zachowania' }, [
      file('umowa.pdf', pdf),
      file('program.exe', Buffer.from('MZ\0\0binarny')),
    ])
    assert.equal(first.status, 422)
    assert.match(first.body, /Wybierz temat z listy/)
    assert.match(first.body, /program\.exe: Tego rodzaju pliku nie przyjmujemy/)
    assert.match(first.body, /Tekst &lt;do> zachowania|Tekst &lt;do&gt; zachowania/)
    assert.match(first.body, /Te pliki już mamy/)
    assert.match(first.body, /Nie wysyłaj: umowa\.pdf/)
    const again = formIn(first.body)
    assert.equal(again._once, form._once)
    const sent = await sendForm(portal, browser, '/napisz', { ...again, temat: 'other', tresc: 'Tekst' }, [
      file('drugi.txt', textFile),
    ])
    assert.equal(sent.status, 303)
    const page = await browser.get(sent.location)
    assert.match(page.body, /umowa\.pdf/)
    assert.match(page.body, /drugi\.txt/)
    assert.ok(!page.body.includes('program.exe'))
  })

  test('a kept file can be dropped, and one chosen twice is kept once', async () => {
    const browser = await portal.browser(writer)
    const form = await formOn(browser, '/napisz')
    const files = [file('a.pdf', pdf), file('b.txt', textFile)]
    const first = await sendForm(portal, browser, '/napisz', { ...form, tresc: 'x' }, files)
    const second = await sendForm(portal, browser, '/napisz', { ...form, tresc: 'x' }, files)
    assert.equal(second.body.match(/Nie wysyłaj:/g)?.length, 2)
    const idOfA = /value="([0-9a-f-]{36})"[^>]*>\s*<label[^>]*>Nie wysyłaj: a\.pdf/.exec(second.body)?.[1]
    assert.ok(idOfA, 'the kept file has no checkbox')
    assert.ok(first.body.includes(idOfA))
    const sent = await sendForm(portal, browser, '/napisz', { ...form, temat: 'other', tresc: 'x', usun1: idOfA })
    const page = (await browser.get(sent.location)).body
    assert.ok(page.includes('b.txt') && !page.includes('a.pdf'))
  })

  test('files are what their content is: viruses, pages, archives in disguise, nothing at all are refused by name', async () => {
    const browser = await portal.browser(writer)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', tresc: 'Zostaje' }
    const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-'}${'ANTIVIRUS-TEST-FILE'}!$H+H*`
    const bad = [
      file('wirus.txt', eicar),
      file('strona.txt', '<!doctype html><script>alert(1)</script>'),
      file('archiwum.pdf', Buffer.concat([pdf, Buffer.from('PK\u0003\u0004zip')])),
      file('zdjecie.jpg', Buffer.from('GIF89a')),
      file('kasuj.bat', 'del *.*'),
      file('pusty.txt', ''),
    ]
    const answer = await sendForm(portal, browser, '/napisz', form, bad)
    assert.equal(answer.status, 422)
    for (const { name } of bad) assert.ok(answer.body.includes(`${name}: `), name)
    assert.match(answer.body, /Zostaje/)
    assert.ok(!answer.body.includes('Te pliki już mamy'))
  })

  test('names lose paths, direction marks and control characters', async () => {
    const browser = await portal.browser(writer)
    const id = await writeMessage(portal, browser, 'Nazwy', [
      file('../../etc/passwd.txt', textFile),
      file('rachunek\u202efdp.txt', Buffer.from('inny tekst')),
    ])
    const page = (await browser.get(`/napisz/historia/${id}`)).body
    assert.ok(page.includes('>passwd.txt<') && !page.includes('../'))
    assert.ok(page.includes('>rachunekfdp.txt<') && !page.includes('\u202e'))
  })

  test('a photo is stored without the place it was taken at', async () => {
    const segment = (marker: number, body: Buffer) =>
      Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body])
    const photo = Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
      segment(0xfe, Buffer.from('GPS 50.06 19.94')),
      segment(0xdb, Buffer.alloc(65, 1)),
      segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
      Buffer.from([0x11, 0x22, 0x33, 0xff, 0xd9]),
    ])
    const id = await writeMessage(portal, await portal.browser(writer), 'Zdjęcie', [file('balkon.jpg', photo)])
    const stored = await rows<{ content: Buffer; sha256: string }>(
      portal,
      `select f.content, f.sha256 from stored_files f join message_attachments a on a.file_id = f.id join messages m on m.id = a.message_id
        where m.thread_id = $1`,
      [id],
    )
    assert.equal(stored.length, 1)
    assert.ok(!stored[0]!.content.includes('GPS') && stored[0]!.content.includes(Buffer.from([0x11, 0x22, 0x33])))
    assert.equal(stored[0]!.sha256, hashSecret(stored[0]!.content as unknown as string))
  })

  test('too many and too large files are told by name; the rest is kept', async () => {
    const browser = await portal.browser(writer)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', tresc: 'Dużo' }
    const six = Array.from({ length: 6 }, (_, index) => file(`plik${index + 1}.txt`, `tekst ${index}`))
    const large = file('film.pdf', Buffer.alloc(limits.bytesPerFile + 1, 32))
    const answer = await sendForm(portal, browser, '/napisz', form, [large, ...six])
    assert.equal(answer.status, 422)
    assert.match(answer.body, /film\.pdf: Plik jest za duży\. Najwyżej 10 MB/)
    assert.match(answer.body, /plik6\.txt: Za dużo plików/)
    assert.equal(answer.body.match(/Nie wysyłaj:/g)?.length, 5)
    const oneMore = await sendForm(portal, browser, '/napisz', { ...form, ...formIn(answer.body) }, [
      file('siódmy.txt', 'jeszcze'),
    ])
    assert.equal(oneMore.status, 422)
    assert.match(oneMore.body, /siódmy\.txt: Za dużo plików/)
  })

  test('200 MB in one file: told by name, the text stays, the memory too', { timeout: 60_000 }, async () => {
    const browser = await portal.browser(writer)
    const form = await formOn(browser, '/napisz')
    const before = process.memoryUsage().rss
    const large = file('ogromny.pdf', Buffer.alloc(200 * 1024 * 1024, 32))
    const answer = await sendForm(portal, browser, '/napisz', { ...form, temat: 'other', tresc: 'Nie zginie' }, [large])
    assert.equal(answer.status, 422)
    assert.match(answer.body, /ogromny\.pdf: Plik jest za duży/)
    assert.match(answer.body, /Nie zginie/)
    // 200 MB are the test's own payload, twice while it is put together.
    assert.ok(process.memoryUsage().rss - before < 600 * 1024 * 1024)
  })

  test('an empty or too long text is told', async () => {
    const browser = await portal.browser(writer)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other' }
    assert.match((await sendForm(portal, browser, '/napisz', { ...form, tresc: ' \r\n ' })).body, /Wpisz treść/)
    const long = await sendForm(portal, browser, '/napisz', { ...form, tresc: 'ż'.repeat(5_001) })
    assert.match(long.body, /Skróć ją do 5000 znaków/)
    assert.ok(long.body.includes('ż'.repeat(5_001)))
  })

  test('the eleventh message within an hour waits, kindly; an hour later it goes', async () => {
    const browser = await portal.browser({ kind: 'resident', partyId: cast.tenant.partyId })
    for (let index = 0; index < limits.messagesPerHour; index += 1)
      await writeMessage(portal, browser, `Wiadomość ${index}`)
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', tresc: 'Jedenasta' }
    const eleventh = await sendForm(portal, browser, '/napisz', form, [file('a.pdf', pdf)])
    assert.equal(eleventh.status, 429)
    assert.ok(Number(eleventh.headers['retry-after']) > 3_000)
    assert.match(eleventh.body, /Jedenasta/)
    assert.match(eleventh.body, /Następną wyślesz za 60\u00a0minut/)
    assert.match(eleventh.body, /Nie wysyłaj: a\.pdf/)
    await rows(portal, `update messages set created_at = created_at - interval '61 minutes'`)
    assert.equal((await sendForm(portal, browser, '/napisz', form)).status, 303)
  })
})

describe('reading', () => {
  test('a thread and its files are their writer’s alone: a neighbour, a co-owner and an unknown id get the same 404', async () => {
    const mine = await portal.browser({ kind: 'resident', partyId: cast.longSurname.partyId })
    const id = await writeMessage(portal, mine, 'Tylko moje', [file('moje.pdf', pdf)])
    const attachment = /\/napisz\/zalaczniki\/([0-9a-f-]{36})/.exec(
      (await mine.get(`/napisz/historia/${id}`)).body,
    )![1]!
    assert.equal((await mine.get(`/napisz/zalaczniki/${attachment}`)).status, 200)
    const unknown = '00000000-0000-4000-8000-000000000000'
    const urls = [`/napisz/historia/${id}`, `/napisz/zalaczniki/${attachment}`]
    const missing = [
      `/napisz/historia/${unknown}`,
      `/napisz/zalaczniki/${unknown}`,
      '/napisz/historia/x',
      '/napisz/zalaczniki/1',
    ]
    const coOwner = { kind: 'resident', partyId: cast.coOwner.partyId } as const
    for (const person of [neighbour, coOwner]) {
      const browser = await portal.browser(person)
      for (const url of [...urls, ...missing]) assert.equal((await browser.get(url)).status, 404, url)
      const form = { ...(await formOn(browser, '/napisz')), tresc: 'Cudze' }
      assert.equal((await sendForm(portal, browser, urls[0]!, form, [file('a.pdf', pdf)])).status, 404)
    }
    const stranger = await portal.browser()
    for (const url of urls) assert.equal((await stranger.get(url)).status, 303)
  })

  test('each wall holds alone', async () => {
    const walls = await withPortal()
    const mine = await walls.browser(writer)
    const id = await writeMessage(walls, mine, 'Zza muru', [file('mur.pdf', pdf)])
    const attachment = /\/napisz\/zalaczniki\/([0-9a-f-]{36})/.exec(
      (await mine.get(`/napisz/historia/${id}`)).body,
    )![1]!
    const other = await walls.browser(neighbour)
    const statuses = async () => [
      (await other.get(`/napisz/historia/${id}`)).status,
      (await other.get(`/napisz/zalaczniki/${attachment}`)).status,
      (await other.get('/napisz/historia')).body.includes('Zza muru'),
    ]
    await walls.asRoot((client) =>
      client.query(
        'create or replace function shown_threads() returns setof uuid language sql stable security definer as $$ select id from message_threads $$',
      ),
    )
    assert.deepEqual(await statuses(), [404, 404, false], 'row-level security alone')
    const tables = ['message_threads', 'messages', 'message_attachments', 'stored_files']
    const rowSecurity = (what: string) =>
      walls.asRoot(async (client) => {
        for (const table of tables) await client.query(`alter table ${table} ${what} row level security`)
      })
    await rowSecurity('disable')
    assert.deepEqual(await statuses(), [200, 200, true], 'with both walls gone the test sees it')
    await walls.asRoot((client) =>
      client.query(
        'create or replace function shown_threads() returns setof uuid language sql stable begin atomic select my_threads(); end',
      ),
    )
    assert.deepEqual(await statuses(), [404, 404, false], 'the application alone')
  })

  test('a file is saved, not shown, in whole or in part', async () => {
    const browser = await portal.browser(writer)
    const id = await writeMessage(portal, browser, 'Plik', [file('Zażółć "gęślą".txt'.replaceAll('"', "'"), textFile)])
    const attachment = /\/napisz\/zalaczniki\/([0-9a-f-]{36})/.exec(
      (await browser.get(`/napisz/historia/${id}`)).body,
    )![1]!
    const url = `/napisz/zalaczniki/${attachment}`
    const whole = await browser.get(url)
    assert.equal(whole.body, textFile.toString())
    assert.match(
      String(whole.headers['content-disposition']),
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''Za%C5%BC/,
    )
    assert.match(String(whole.headers['content-security-policy']), /sandbox/)
    assert.equal(whole.headers['x-content-type-options'], 'nosniff')
    assert.equal(whole.headers['cache-control'], 'no-store')
    const part = await browser.get(url, { range: 'bytes=0-5' })
    assert.deepEqual(
      [part.status, part.body, part.headers['content-range']],
      [206, 'Odczyt', `bytes 0-5/${textFile.length}`],
    )
    const beyond = await browser.get(url, { range: 'bytes=9999-' })
    assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, `bytes */${textFile.length}`])
  })

  test('an answer counts as unread until its thread is opened; asking for the headers opens nothing', async () => {
    const browser = await portal.browser(writer)
    const id = await writeMessage(portal, browser, 'Pytanie o odczyt')
    await rows(
      portal,
      `insert into messages (thread_id, author, channel, body) values ($1, 'office', 'mail', 'Odpowiedź biura')`,
      [id],
    )
    assert.match((await browser.get('/napisz/historia')).body, /1\u00a0nowa odpowiedź/)
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    await portal.app.inject({
      method: 'HEAD',
      url: `/napisz/historia/${id}`,
      headers: { host: '127.0.0.1:8080', cookie },
    })
    assert.match((await browser.get('/napisz/historia')).body, /1\u00a0nowa odpowiedź/)
    assert.match((await browser.get(`/napisz/historia/${id}`)).body, /Nowa odpowiedź/)
    assert.ok(!(await browser.get('/napisz/historia')).body.includes('nowa odpowiedź'))
    assert.ok(!(await browser.get(`/napisz/historia/${id}`)).body.includes('Nowa odpowiedź'))
  })

  test('every page keeps to the queries it declares', async () => {
    const { messagesRoutes } = await import('./resident.routes.ts')
    const browser = await portal.browser(writer)
    const id = await writeMessage(portal, browser, 'Ile zapytań', [file('a.pdf', pdf)])
    const attachment = /\/napisz\/zalaczniki\/([0-9a-f-]{36})/.exec(
      (await browser.get(`/napisz/historia/${id}`)).body,
    )![1]!
    for (const route of messagesRoutes.filter(({ method }) => method === 'GET')) {
      const url = route.path.replace(':id', route.path.includes('zalaczniki') ? attachment : id)
      portal.queries.reset()
      assert.equal((await browser.get(url)).status, 200)
      assert.ok(portal.queries.sent <= route.queries, `${url} sent ${portal.queries.sent}`)
    }
    const five = Array.from({ length: 5 }, (_, index) => file(`${index}.txt`, `tekst ${index}`))
    const form = { ...(await formOn(browser, '/napisz')), temat: 'other', tresc: 'Wszystko naraz' }
    portal.queries.reset()
    assert.equal((await sendForm(portal, browser, '/napisz', form, five)).status, 303)
    assert.ok(portal.queries.sent <= messagesRoutes[1]!.queries, `POST sent ${portal.queries.sent}`)
  })
})

test('files of forms nobody sent are gone after two days, sent ones stay', async () => {
  const { removeOldDrafts } = await import('./public.ts')
  const browser = await portal.browser(neighbour)
  const form = await formOn(browser, '/napisz')
  await sendForm(portal, browser, '/napisz', { ...form, tresc: 'x' }, [file('porzucony.pdf', pdf)])
  const before = await counts()
  const drafts = (
    await rows<{ n: number }>(portal, 'select count(*)::int n from message_attachments where message_id is null')
  )[0]!.n
  assert.ok(drafts > 0)
  await portal.setClock(morning + 49 * 3600_000)
  const removed = await portal.database.asWorker(removeOldDrafts, { write: true })
  await portal.setClock(morning)
  assert.equal(removed, drafts)
  assert.equal((await counts()).files, before.files - drafts)
})
