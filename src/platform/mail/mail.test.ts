import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConfigurationError } from '../settings.ts'
import { addressWithToken, isListed, isPlainAddress, oneLine, tokensIn } from './address.ts'
import { composeMail, UnusableAddress } from './compose.ts'
import { headerValues, isAuthenticated, isAutomatic, messageIdsIn, readHeaders } from './headers.ts'
import { parseMail, senderOf, UnreadableMail } from './parse.ts'
import { readMailSettings } from './settings.ts'

const token = '0123456789abcdef0123456789abcdef'
const mail = (head: string, body = 'Tekst') => Buffer.from(`${head.trim().replaceAll('\n', '\r\n')}\r\n\r\n${body}`)
const headers = (head: string) => readHeaders(mail(head))

describe('addresses', () => {
  test('a token goes out in an address and is found again, whatever a server does to the letters', () => {
    const address = addressWithToken('ebok@sm.example', token)
    assert.equal(address, `ebok+t.${token}@sm.example`)
    assert.deepEqual(tokensIn([`"Biuro, e-BOK" <${address.toUpperCase()}>, x@y.pl`, address]), [token])
    assert.deepEqual(tokensIn(['ebok+t.0123@sm.example', `${token}@sm.example`]), [])
  })

  test('only one whole address is an address', () => {
    for (const good of ['a@b.pl', 'jan.kowalski+x@poczta.example']) assert.ok(isPlainAddress(good), good)
    for (const bad of [
      'a@b.pl, c@d.pl',
      'a@b.pl\r\nBcc: c@d.pl',
      '<a@b.pl>',
      'a b@c.pl',
      '@b.pl',
      'a@',
      `${'a'.repeat(65)}@b.pl`,
    ])
      assert.ok(!isPlainAddress(bad), bad)
  })

  test('the office is its addresses and its domains, not domains that end alike', () => {
    assert.ok(isListed('Biuro@SM.example', ['biuro@sm.example']))
    assert.ok(isListed('ktos@sm.example', ['@sm.example']))
    assert.ok(!isListed('ktos@nie-sm.example', ['@sm.example']))
    assert.ok(!isListed('ktos@sm.example.zly.pl', ['@sm.example']))
  })
})

describe('writing a mail', () => {
  const simple = {
    from: { name: 'Spółdzielnia', address: 'ebok@sm.example' },
    to: 'biuro@sm.example',
    subject: 'Temat',
    text: 'Treść',
    messageId: '<1@sm.example>',
    sentAt: 0,
  }

  test('nothing in data can start a header', async () => {
    const evil = 'Jan\r\nBcc: zly@example.com\r\n\r\nX'
    const raw = await composeMail({
      ...simple,
      from: { name: evil, address: 'ebok@sm.example' },
      subject: evil,
      attachments: [{ name: evil, contentType: 'text/plain', content: Buffer.from('a') }],
    })
    const read = readHeaders(raw)
    assert.deepEqual(headerValues(read, 'bcc'), [])
    assert.deepEqual(read.map(([name]) => name).sort(), [
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ])
    assert.ok(!/^bcc:/im.test(raw.toString('latin1')))
  })

  test('an address from data that is more than an address makes no mail', async () => {
    await assert.rejects(composeMail({ ...simple, to: 'a@b.pl\r\nBcc: c@d.pl' }), UnusableAddress)
    await assert.rejects(composeMail({ ...simple, replyTo: 'a@b.pl, c@d.pl' }), UnusableAddress)
  })

  test('marks that turn or hide text are taken out of one line', () => {
    assert.equal(oneLine('a\u202egpj.exe\u200b\n b\u2028c'), 'agpj.exe b c')
  })
})

describe('headers', () => {
  test('folded lines are one, names are small, the rest of the mail is not read', () => {
    const read = readHeaders(mail('Subject: a\n b\nReferences: <1@x>\n\t<2@y>', 'Fake: header\r\n\r\nx'))
    assert.deepEqual(read, [
      ['subject', 'a b'],
      ['references', '<1@x> <2@y>'],
    ])
    assert.deepEqual(messageIdsIn(headerValues(read, 'references')), ['<1@x>', '<2@y>'])
  })

  for (const line of [
    'Auto-Submitted: auto-replied',
    'Precedence: bulk',
    'List-Id: <lista.example>',
    'X-Auto-Response-Suppress: All',
    'X-Autoreply: yes',
    'Return-Path: <>',
    'From: MAILER-DAEMON@sm.example',
    'Content-Type: multipart/report; report-type=delivery-status',
    'X-Loop: ebok',
  ])
    test(`a program wrote it: ${line}`, () => assert.ok(isAutomatic(headers(`Subject: x\n${line}`))))

  test('a person wrote it', () => {
    assert.ok(
      !isAutomatic(
        headers(
          'From: Biuro <biuro@sm.example>\nAuto-Submitted: no\nPrecedence: first-class\nReturn-Path: <biuro@sm.example>',
        ),
      ),
    )
  })

  describe('proof of the sender by the trusted server', () => {
    const says = (...lines: string[]) => isAuthenticated(headers(lines.join('\n')), 'mx.sm.example', 'sm.example')
    const result = 'Authentication-Results: mx.sm.example;'
    test('a signature or a permitted server of that domain', () => {
      assert.ok(says(`${result} dkim=pass header.d=sm.example header.s=a`))
      assert.ok(says(`${result} dkim=fail header.d=sm.example; spf=pass smtp.mailfrom=biuro@sm.example`))
      assert.ok(
        isAuthenticated(headers(`${result} dkim=pass header.d=sm.example`), 'mx.sm.example', 'biuro.sm.example'),
      )
    })
    test('not of another domain, not failed, not by another server, not in a comment', () => {
      assert.ok(!says(`${result} dkim=pass header.d=zly.example; spf=pass smtp.mailfrom=zly.example`))
      assert.ok(!says(`${result} dkim=fail header.d=sm.example; spf=softfail smtp.mailfrom=sm.example`))
      assert.ok(!says('Authentication-Results: zly.example; dkim=pass header.d=sm.example'))
      assert.ok(!says(`${result} dkim=none (dkim=pass header.d=sm.example)`))
      assert.ok(!says('Subject: x'))
      assert.ok(!says(`${result} dkim=pass header.d=example`))
    })
    test('a line that came with the mail stands below the true one and does not count', () => {
      assert.ok(!says(`${result} dkim=fail header.d=sm.example`, `${result} dkim=pass header.d=sm.example`))
    })
  })
})

describe('reading a mail', () => {
  test('two senders, or two From fields, are no sender', async () => {
    assert.equal(await senderOf(headers('From: "Biuro" <Biuro@SM.example>')), 'biuro@sm.example')
    assert.equal(await senderOf(headers('From: biuro@sm.example, zly@example.com')), undefined)
    assert.equal(await senderOf(headers('From: biuro@sm.example\nFrom: zly@example.com')), undefined)
    assert.equal(await senderOf(headers('Subject: x')), undefined)
  })

  test('an address in the name is not the address', async () => {
    assert.equal(await senderOf(headers('From: "biuro@sm.example" <zly@example.com>')), 'zly@example.com')
  })

  test('HTML alone becomes text; script and style do not', async () => {
    const html =
      '<style>p{}</style><script>alert(1)</script><p>Dzień dobry,</p><p>proszę <b>przyjść</b> w <a href="https://x.example">piątek</a>.</p>'
    const { text } = await parseMail(mail('From: a@b.pl\nContent-Type: text/html; charset=utf-8', html))
    assert.match(text, /Dzień dobry,\s+proszę przyjść w piątek/)
    assert.ok(!/alert|p\{\}|<p>/.test(text))
  })

  test('HTML beside files, or beside an empty text, becomes text too', async () => {
    const part = (type: string, body: string) => `--x\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`
    for (const [kind, parts] of [
      ['mixed', part('text/html', '<p>Dzień dobry</p>') + part('application/pdf', 'abc')],
      ['alternative', part('text/plain', '') + part('text/html', '<p>Dzień dobry</p>')],
    ])
      assert.equal(
        (await parseMail(mail(`From: a@b.pl\nContent-Type: multipart/${kind}; boundary=x`, `${parts}--x--`))).text,
        'Dzień dobry',
      )
  })

  test('more parts than anybody sends, endless nesting, HTML nobody can read: unreadable, in good time', async () => {
    const many = Array.from({ length: 200 }, () => '--x\r\nContent-Type: text/plain\r\n\r\na\r\n').join('')
    await assert.rejects(
      parseMail(mail('From: a@b.pl\nContent-Type: multipart/mixed; boundary=x', `${many}--x--`)),
      UnreadableMail,
    )
    let deep = 'Content-Type: text/plain\r\n\r\na\r\n'
    for (let level = 0; level < 200; level += 1)
      deep = `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n${deep}\r\n--b${level}--\r\n`
    await assert.rejects(parseMail(Buffer.from(`From: a@b.pl\r\n${deep}`)), UnreadableMail)
    const started = performance.now()
    await assert.rejects(
      parseMail(mail('From: a@b.pl\nContent-Type: text/html', '<b>'.repeat(200_000))),
      UnreadableMail,
    )
    await parseMail(mail('From: a@b.pl\nContent-Type: text/html', '<img '.repeat(300_000))).catch(() => {})
    assert.ok(performance.now() - started < 3_000)
  })

  test('control and direction characters do not reach a page', async () => {
    const { text } = await parseMail(
      mail('From: a@b.pl\nContent-Type: text/plain; charset=utf-8', 'a\u0000b\u202ec\u0007d'),
    )
    assert.equal(text, 'abcd')
  })

  test('a report about a mail says whether it is final and which mail', async () => {
    const report = (action: string) =>
      mail(
        'From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x',
        `--x\r\nContent-Type: text/plain\r\n\r\nNie udało się\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; biuro@sm.example\r\nAction: ${action}\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@sm.example>\r\nSubject: e-BOK\r\n\r\ntekst\r\n--x--`,
      )
    assert.deepEqual((await parseMail(report('failed'))).report, {
      failed: true,
      status: '5.1.1',
      originalMessageIds: ['<1@sm.example>'],
    })
    assert.equal((await parseMail(report('delayed'))).report?.failed, false)
    assert.equal((await parseMail(mail('From: a@b.pl'))).report, undefined)
  })
})

describe('settings', () => {
  const whole = {
    EBOK_SMTP_URL: 'smtp://ebok%40sm.example:tajne%21@poczta.sm.example',
    EBOK_OFFICE_EMAIL: 'Biuro@sm.example',
    EBOK_IMAP_URL: 'imaps://ebok:tajne@poczta.sm.example',
  }

  test('TLS is required unless the server is this machine or the operator wrote otherwise', () => {
    const { outgoing, incoming } = readMailSettings(whole)
    assert.deepEqual(outgoing?.server, {
      host: 'poczta.sm.example',
      port: 587,
      secure: false,
      plain: false,
      user: 'ebok@sm.example',
      password: 'tajne!',
    })
    assert.deepEqual([incoming?.server.port, incoming?.server.secure, incoming?.server.plain], [993, true, false])
    assert.equal(readMailSettings({ ...whole, EBOK_SMTP_URL: 'smtp://127.0.0.1:2525' }).outgoing?.server.plain, true)
    assert.equal(
      readMailSettings({ ...whole, EBOK_SMTP_URL: 'smtp://localhost.zly.example' }).outgoing?.server.plain,
      false,
    )
    assert.equal(readMailSettings({ ...whole, EBOK_MAIL_WITHOUT_TLS: '1' }).outgoing?.server.plain, true)
  })

  test('the office answers from its own address unless others are listed', () => {
    assert.deepEqual(readMailSettings(whole).incoming?.officeSenders, ['biuro@sm.example'])
    const listed = readMailSettings({ ...whole, EBOK_OFFICE_SENDERS: 'a@sm.example; @BIURO.sm.example' })
    assert.deepEqual(listed.incoming?.officeSenders, ['a@sm.example', '@biuro.sm.example'])
  })

  test('without a server there is no mail, and that is no mistake', () => {
    assert.deepEqual(readMailSettings({}), { outgoing: undefined, incoming: undefined })
  })

  test('a wrong value is named, never shown', () => {
    for (const [name, value] of [
      ['EBOK_SMTP_URL', 'http://tajne@x'],
      ['EBOK_OFFICE_EMAIL', 'tajne'],
      ['EBOK_OFFICE_SENDERS', 'tajne'],
      ['EBOK_REPLY_EMAIL', `${'tajne'.repeat(6)}@sm.example`],
    ] as const) {
      assert.throws(
        () => readMailSettings({ ...whole, [name]: value }),
        (error: unknown) =>
          error instanceof ConfigurationError && error.message.includes(name) && !error.message.includes('tajne'),
        name,
      )
    }
  })
})
