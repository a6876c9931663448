import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { createLog } from '#platform/log.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { dovecotMissing, startDovecot, type TestMailServer } from '#test/harness/dovecot.ts'
import { type TestBrowser, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { pollInbox } from './inbox.ts'
import { noLetters, pdf, rows, writeMessage } from './messages.testdata.ts'
import { drainOutbox } from './outbox.ts'

if (dovecotMissing) process.stdout.write(`${dovecotMissing}\n`)
const skip = dovecotMissing ?? false

interface Stage {
  readonly portal: TestPortal
  readonly server: TestMailServer
  readonly browser: TestBrowser
  readonly threadId: string
  /** What the office's mail program knows of the mail it got. */
  readonly sent: { readonly replyTo: string; readonly messageId: string; readonly raw: string }
  poll(settings?: Record<string, string>): Promise<void>
  thread(): Promise<string>
  outcomes(): Promise<string[]>
}

/** A thread whose mail lies in the office's mailbox on a real server. */
async function stage(): Promise<Stage> {
  const portal = await withPortal()
  const [server, smtp] = await Promise.all([startDovecot(), startSmtp()])
  const resident = { kind: 'resident', partyId: cast.arrears.partyId, name: 'jan.nowak@poczta.example' } as const
  const browser = await portal.browser(resident)
  const log = createLog({ clock: portal.clock, write: () => {} })
  const settings = (more: Record<string, string> = {}) =>
    readMailSettings({
      EBOK_SMTP_URL: smtp.url,
      EBOK_IMAP_URL: server.url,
      EBOK_OFFICE_EMAIL: 'biuro@sm.example',
      EBOK_MAIL_FROM: 'ebok@sm.example',
      ...more,
    })
  const threadId = await writeMessage(portal, browser, 'Kiedy odczyt?')
  await drainOutbox({
    ...noLetters,
    database: portal.database,
    log,
    settings: settings().outgoing!,
    baseUrl: undefined,
  })
  const raw = smtp.received[0]!.raw
  return {
    portal,
    server,
    browser,
    threadId,
    sent: {
      raw,
      replyTo: /^Reply-To: (.*)$/im.exec(raw)![1]!,
      messageId: /^Message-ID: (.*)$/im.exec(raw)![1]!,
    },
    poll: (more) => pollInbox({ database: portal.database, log, settings: settings(more).incoming! }),
    thread: async () => (await browser.get(`/napisz/historia/${threadId}`)).body,
    outcomes: async () =>
      (await rows<{ outcome: string }>(portal, 'select outcome from incoming_mails order by uid_validity, uid')).map(
        ({ outcome }) => outcome,
      ),
  }
}

interface Parts {
  readonly from?: string
  readonly to?: string
  readonly id?: string
  readonly subject?: string
  readonly more?: readonly string[]
  readonly type?: string
  readonly body?: string
}

function mail({
  from = 'Anna, biuro <biuro@sm.example>',
  to = 'ktos@sm.example',
  id = '<1@biuro.example>',
  subject = 'Re: e-BOK',
  more = [],
  type = 'text/plain; charset=utf-8',
  body = 'Odczyt będzie w piątek.',
}: Parts): Buffer {
  const head = [
    `From: ${from}`,
    `To: ${to}`,
    `Message-ID: ${id}`,
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0100',
  ]
  return Buffer.from([...head, ...more, `Content-Type: ${type}`, '', body].join('\r\n'))
}

describe('an answer from the office', { skip }, () => {
  test('by the token in the address: shown, counted, told by a notice, filed; the quote is left out', async () => {
    const { portal, server, browser, sent, poll, thread, outcomes } = await stage()
    const body = `Odczyt będzie w piątek.\r\n\r\nAnna\r\n\r\nW dniu 23.11.2026 o 08:00, Jan (e-BOK) pisze:\r\n> Kiedy odczyt?`
    await server.deliver(mail({ to: sent.replyTo, body }))
    await poll()
    assert.match((await browser.get('/napisz/historia')).body, /1\u00a0nowa odpowiedź/)
    const page = await thread()
    assert.match(page, /Odczyt będzie w piątek\./)
    assert.match(page, /Biuro spółdzielni/)
    assert.match(page, /Odpowiedziano/)
    assert.ok(!page.includes('Jan (e-BOK) pisze'))
    const [message] = await rows<{ full_body: string }>(
      portal,
      `select full_body from messages where author = 'office'`,
    )
    assert.match(message!.full_body, /> Kiedy odczyt\?/)
    assert.deepEqual(await rows(portal, `select state from outgoing_mails where kind = 'answerNotice'`), [
      { state: 'waiting' },
    ])
    assert.deepEqual(await outcomes(), ['answer'])
    assert.deepEqual(await server.subjects('INBOX'), [])
    assert.deepEqual(await server.subjects('e-BOK'), ['Re: e-BOK'])
  })

  test('by the mail it answers, from a listed colleague, as HTML with files: good ones shown, others named', async () => {
    const { server, sent, poll, thread, browser } = await stage()
    const part = (type: string, disposition: string, content: string) =>
      `--x\r\nContent-Type: ${type}\r\n${disposition === '' ? '' : `Content-Disposition: ${disposition}\r\n`}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n`
    const html = '<p>Dzień <b>dobry</b></p><script>alert(1)</script><img src="https://zly.example/p.gif">'
    const body = [
      part('text/html; charset=utf-8', '', html),
      part('application/pdf', 'attachment; filename="../plan.pdf"', pdf.toString()),
      part('application/octet-stream', 'attachment; filename="umowa.docx"', 'PK\u0003\u0004'),
      part('text/plain', 'attachment; filename="skrypt.bat"', 'del *.*'),
      '--x--',
    ].join('')
    await server.deliver(
      mail({
        from: 'ewa@sm.example',
        more: [`In-Reply-To: ${sent.messageId}`],
        type: 'multipart/mixed; boundary=x',
        body,
      }),
    )
    await poll({ EBOK_OFFICE_SENDERS: '@sm.example' })
    const page = await thread()
    assert.match(page, /Dzień dobry/)
    assert.ok(!/alert|zly\.example|<img/.test(page.slice(page.indexOf('Dzień dobry'))))
    assert.match(page, />plan\.pdf</)
    assert.match(page, /nie możemy tu pokazać: umowa\.docx, skrypt\.bat/)
    const attachment = /\/napisz\/zalaczniki\/[0-9a-f-]{36}/.exec(page)![0]
    assert.equal((await browser.get(attachment)).body, pdf.toString())
  })

  test('the trusted server must confirm the sender where one is named', async () => {
    const { server, sent, poll, outcomes } = await stage()
    const trusted = { EBOK_MAIL_AUTHENTICATED_BY: 'mx.sm.example' }
    const result = (verdict: string) => [`Authentication-Results: mx.sm.example; dkim=${verdict} header.d=sm.example`]
    await server.deliver(mail({ to: sent.replyTo, id: '<1@x>' }))
    await server.deliver(mail({ to: sent.replyTo, id: '<2@x>', more: result('fail') }))
    await server.deliver(mail({ to: sent.replyTo, id: '<3@x>', more: result('pass') }))
    await poll(trusted)
    assert.deepEqual(await outcomes(), ['quarantined', 'quarantined', 'answer'])
  })
})

describe('each mail once', { skip }, () => {
  test('polled again, delivered twice, renumbered by the server: one answer', async () => {
    const { portal, server, sent, poll, outcomes } = await stage()
    const answers = async () => (await rows(portal, `select from messages where author = 'office'`)).length
    const letter = mail({ to: sent.replyTo })
    await server.deliver(letter)
    await poll()
    await poll()
    await server.deliver(letter)
    await poll()
    assert.equal(await answers(), 1)
    assert.deepEqual(await outcomes(), ['answer', 'duplicate'])
    assert.deepEqual(await server.subjects('INBOX'), [])
    const stranger = mail({ subject: 'Zwykła poczta', id: '<zwykla@x>' })
    await server.deliver(stranger)
    await poll()
    await server.deliver(letter)
    await server.renumber()
    await poll()
    assert.equal(await answers(), 1)
    assert.deepEqual(await server.subjects('INBOX'), ['Zwykła poczta'])
  })

  test('a mail without a Message-ID is known by its content', async () => {
    const { portal, server, sent, poll } = await stage()
    const letter = Buffer.from(
      mail({ to: sent.replyTo })
        .toString()
        .replace(/^Message-ID: .*\r\n/m, ''),
    )
    await server.deliver(letter)
    await server.deliver(letter)
    await poll()
    assert.equal((await rows(portal, `select from messages where author = 'office'`)).length, 1)
  })

  test('stopped between the record and the folder: the next turn only files it', async () => {
    const { portal, server, sent, poll } = await stage()
    await server.deliver(mail({ to: sent.replyTo }))
    await poll({ EBOK_IMAP_FOLDER: 'pierwszy' })
    // As if the program had ended before it could note that the mail was filed.
    await rows(portal, 'update incoming_mails set filed_at = null')
    await poll({ EBOK_IMAP_FOLDER: 'drugi' })
    assert.equal((await rows(portal, `select from messages where author = 'office'`)).length, 1)
    assert.equal((await rows(portal, 'select from incoming_mails where filed_at is null')).length, 0)
  })

  test('two programs reading the same mailbox at once: one answer', async () => {
    const { portal, server, sent, poll } = await stage()
    for (let index = 0; index < 5; index += 1) await server.deliver(mail({ to: sent.replyTo, id: `<${index}@x>` }))
    await Promise.allSettled([poll(), poll(), poll()])
    await poll()
    assert.equal((await rows(portal, `select from messages where author = 'office'`)).length, 5)
    assert.deepEqual(await server.subjects('INBOX'), [])
  })
})

describe('mail that is no answer', { skip }, () => {
  test('a stranger with the token, a forged name, two senders: quarantine; the resident sees nothing', async () => {
    const { portal, server, sent, poll, thread, outcomes } = await stage()
    const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
    const forged = ['zly@example.com', '"biuro@sm.example" <zly@example.com>', 'biuro@sm.example, zly@example.com']
    for (const [index, from] of forged.entries())
      await server.deliver(mail({ from, to: sent.replyTo, id: `<${index}@zly>`, body: 'Podszywam się' }))
    await poll()
    assert.deepEqual(await outcomes(), ['quarantined', 'quarantined', 'quarantined'])
    const page = await thread()
    assert.ok(!/Podszywam się|Odpowiedziano|Biuro spółdzielni/.test(page))
    assert.equal((await server.subjects('e-BOK nieprzyjete')).length, 3)
    const links = async () => [
      ...(await clerk.get('/biuro/sprawy/poczta')).body.matchAll(/href="(\/biuro\/sprawy\/poczta\/[0-9a-f-]{36})"/g),
    ]
    const kept = await links()
    assert.equal(kept.length, 3)
    const url = kept[0]![1]!
    assert.match((await clerk.get(url)).body, /Nadawca nie jest na liście adresów biura.*Podszywam się/s)
    assert.equal((await clerk.send(url, { czynnosc: 'sprawdzone' }, { from: url })).status, 303)
    assert.equal((await links()).length, 2)
  })

  test('absence notes and lists are nobody’s answer, even from the office; nothing goes back to them', async () => {
    const { portal, server, sent, poll, thread, outcomes } = await stage()
    const lines = [
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      'X-Auto-Response-Suppress: All',
      'List-Id: <x.example>',
    ]
    for (const [index, line] of lines.entries())
      await server.deliver(mail({ to: sent.replyTo, id: `<${index}@auto>`, more: [line], body: 'Jestem na urlopie' }))
    const before = (await rows(portal, 'select from outgoing_mails')).length
    await poll()
    assert.deepEqual(await outcomes(), ['automatic', 'automatic', 'automatic', 'automatic'])
    assert.ok(!(await thread()).includes('urlopie'))
    assert.equal((await rows(portal, 'select from outgoing_mails')).length, before)
  })

  test('our own mail in the office’s mailbox stays there and proves that an uncertain one came', async () => {
    const { portal, server, sent, poll, thread, outcomes } = await stage()
    await rows(portal, `update outgoing_mails set state = 'unknown'`)
    assert.match(await thread(), /nie wiemy, czy e-mail dotarł/)
    await server.deliver(sent.raw)
    await poll()
    assert.deepEqual(await outcomes(), ['own'])
    assert.equal((await server.subjects('INBOX')).length, 1)
    assert.match(await thread(), /Doręczono do serwera poczty/)
    assert.equal((await rows(portal, `select from messages where author = 'office'`)).length, 0)
  })

  test('a bounce turns "delivered" into "the mail failed"; one about a foreign mail does nothing', async () => {
    const { server, sent, poll, thread, outcomes } = await stage()
    const bounce = (original: string, id: string) =>
      mail({
        from: 'MAILER-DAEMON@mx.example',
        id,
        type: 'multipart/report; report-type=delivery-status; boundary=x',
        body: `--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${original}\r\n\r\n\r\n--x--`,
      })
    await server.deliver(bounce('<cudzy@x>', '<b1@mx>'))
    await poll()
    assert.match(await thread(), /Doręczono/)
    await server.deliver(bounce(sent.messageId, '<b2@mx>'))
    await poll()
    assert.match(await thread(), /e-maila nie udało się wysłać/)
    assert.deepEqual(await outcomes(), ['bounce'])
    assert.equal((await server.subjects('INBOX')).length, 1, 'a report about foreign mail is left alone')
  })

  test('a reply to the notice, or with an invented token, leads nowhere: it stays in the mailbox for people', async () => {
    const { portal, server, poll, outcomes, sent } = await stage()
    await server.deliver(mail({ to: `ebok+t.${'0'.repeat(32)}@sm.example`, id: '<1@x>' }))
    const [notice] = await rows<{ id: string }>(
      portal,
      `insert into outgoing_mails (message_id, kind, state, rfc_message_id)
       select id, 'answerNotice', 'sent', '<notice@sm.example>' from messages limit 1 returning rfc_message_id as id`,
    )
    await server.deliver(mail({ id: '<2@x>', more: [`In-Reply-To: ${notice!.id}`] }))
    assert.notEqual(notice!.id, sent.messageId)
    await poll()
    assert.deepEqual(await outcomes(), [])
    assert.equal((await server.subjects('INBOX')).length, 2)
  })

  test('too large and unreadable mails wait for the office, which is told from whom', async () => {
    const { portal, server, sent, poll, outcomes } = await stage()
    const parts = Array.from({ length: 200 }, () => '--x\r\n\r\na\r\n').join('')
    await server.deliver(mail({ to: sent.replyTo, id: '<1@x>', type: 'multipart/mixed; boundary=x', body: parts }))
    await server.deliver(mail({ to: sent.replyTo, id: '<2@x>', body: 'x'.repeat(31 * 1024 * 1024) }))
    await poll()
    assert.deepEqual(await outcomes(), ['quarantined', 'quarantined'])
    const kept = await rows<{ reason: string; sender: string; body: string }>(
      portal,
      'select reason, sender, length(body) as body from quarantined_mails order by reason',
    )
    assert.deepEqual(
      kept.map(({ reason, sender }) => [reason, sender]),
      [
        ['tooLarge', 'biuro@sm.example'],
        ['unreadable', 'biuro@sm.example'],
      ],
    )
  })
})
