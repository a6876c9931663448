import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { createLog } from '#platform/log.ts'
import { readHeaders } from '#platform/mail/headers.ts'
import { parseMail } from '#platform/mail/parse.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { clusterOfTest } from '#test/harness/cluster.ts'
import type { DrainOrder } from '#test/harness/drain-outbox.ts'
import { morning, type TestBrowser, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { closedPort, startSilence, startSmtp, type TestSmtp } from '#test/harness/smtp.ts'
import { answerThread, file, noLetters, pdf, rows, textFile, writeMessage } from './messages.testdata.ts'
import { drainOutbox } from './outbox.ts'

const minute = 60_000
const smtpLimits = { connectMs: 700, silenceMs: 700, wholeMs: 3_000 }
const resident = { kind: 'resident', partyId: cast.arrears.partyId, name: 'jan.nowak@poczta.example' } as const

interface Stage {
  readonly portal: TestPortal
  readonly smtp: TestSmtp
  readonly browser: TestBrowser
  readonly logged: string[]
  drain(port?: number): Promise<void>
  mails(): Promise<
    { kind: string; state: string; fault: string | null; attempts: number; rfc_message_id: string | null }[]
  >
  at(minutes: number): Promise<void>
  /** What the history says of the newest thread. */
  shown(): Promise<string>
}

const settingsFor = (port: number) =>
  readMailSettings({
    EBOK_SMTP_URL: `smtp://127.0.0.1:${port}`,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_MAIL_FROM: 'ebok@sm.example',
  }).outgoing!

async function stage(): Promise<Stage> {
  const portal = await withPortal()
  const smtp = await startSmtp()
  const browser = await portal.browser(resident)
  const logged: string[] = []
  const log = createLog({ clock: portal.clock, write: (line) => void logged.push(line) })
  return {
    portal,
    smtp,
    browser,
    logged,
    drain: (port = smtp.port) =>
      drainOutbox({
        ...noLetters,
        database: portal.database,
        log,
        settings: settingsFor(port),
        baseUrl: 'https://ebok.sm.example',
        smtpLimits,
      }),
    mails: () =>
      rows(portal, 'select kind, state, fault, attempts, rfc_message_id from outgoing_mails order by created_at, kind'),
    at: (minutes) => portal.setClock(morning + minutes * minute),
    shown: async () => (await browser.get('/napisz/historia')).body,
  }
}

describe('mail to the office', () => {
  test('carries the message, its files, and an address to answer to; the state says delivered', async () => {
    const { portal, smtp, browser, drain, mails, shown } = await stage()
    await writeMessage(portal, browser, 'Dzień dobry,\nwodomierz stoi.', [
      file('umowa.pdf', pdf),
      file('odczyt.txt', textFile),
    ])
    await drain()
    const [mail] = smtp.received
    assert.deepEqual([mail!.from, mail!.to], ['ebok@sm.example', ['biuro@sm.example']])
    const raw = Buffer.from(mail!.raw, 'latin1')
    const headers = new Map(readHeaders(raw))
    assert.match(headers.get('reply-to')!, /^ebok\+t\.[0-9a-f]{32}@sm\.example$/)
    assert.equal(headers.get('auto-submitted'), 'auto-generated')
    const read = await parseMail(raw)
    assert.match(read.subject, /^e-BOK: Liczniki i odczyty \(.+\)$/)
    assert.match(read.text, /Dzień dobry,\nwodomierz stoi\./)
    assert.deepEqual(
      read.files.map(({ name, content }) => [name, content.length]),
      [
        ['umowa.pdf', pdf.length],
        ['odczyt.txt', textFile.length],
      ],
    )
    assert.deepEqual(
      (await mails()).map(({ state }) => state),
      ['sent'],
    )
    assert.match(await shown(), /Doręczono do serwera poczty/)
    await drain()
    assert.equal(smtp.received.length, 1)
  })

  test('files too large for a mail are named in it and stay in the portal', async () => {
    const { portal, smtp, browser, drain } = await stage()
    const large = Array.from({ length: 2 }, (_, index) =>
      file(`duzy${index}.txt`, Buffer.alloc(9 * 1024 * 1024, String(index))),
    )
    await writeMessage(portal, browser, 'Dużo', large)
    await drain()
    const read = await parseMail(Buffer.from(smtp.received[0]!.raw, 'latin1'))
    assert.equal(read.files.length, 0)
    assert.match(read.text, /za duże na e-mail.*\n- duzy0\.txt\n- duzy1\.txt/)
  })

  test('later mails of a thread follow the first one', async () => {
    const { portal, smtp, browser, drain, at } = await stage()
    const id = await writeMessage(portal, browser, 'Pierwsza')
    await drain()
    await at(1)
    const { sendForm, formOn } = await import('./messages.testdata.ts')
    const url = `/napisz/historia/${id}`
    await sendForm(portal, browser, url, { ...(await formOn(browser, url)), tresc: 'Druga' })
    await drain()
    const [first, second] = smtp.received.map(({ raw }) => new Map(readHeaders(Buffer.from(raw, 'latin1'))))
    assert.equal(second!.get('in-reply-to'), first!.get('message-id'))
    assert.equal(second!.get('reply-to'), first!.get('reply-to'))
  })

  test('names and topics with line breaks start no header', async () => {
    const { portal, smtp, browser, drain } = await stage()
    await rows(portal, `update logins set display_name = E'Jan\\r\\nBcc: zly@example.com' where name = $1`, [
      resident.name,
    ])
    await rows(portal, `update message_topics set name = E'Liczniki\\r\\nBcc: zly@example.com' where id = 'meters'`)
    await writeMessage(portal, browser, 'Wstrzyknięcie')
    await drain()
    assert.ok(!readHeaders(Buffer.from(smtp.received[0]!.raw, 'latin1')).some(([name]) => name === 'bcc'))
    assert.deepEqual(smtp.received[0]!.to, ['biuro@sm.example'])
  })
})

describe('mail to the resident', () => {
  test('a copy has what they wrote and nothing the portal knows; a notice has nothing at all', async () => {
    const { portal, smtp, browser, drain, at } = await stage()
    const id = await writeMessage(portal, browser, 'Moja treść', [file('umowa.pdf', pdf)], { kopia: '1' })
    await at(1)
    await answerThread(
      portal,
      await portal.browser({ kind: 'staff', staffRole: 'clerk' }),
      id,
      'Tajna odpowiedź 123,45 zł',
    )
    await drain()
    const toResident = smtp.received.filter(({ to }) => to[0] === resident.name)
    assert.equal(toResident.length, 2)
    const [copy, notice] = await Promise.all(toResident.map(({ raw }) => parseMail(Buffer.from(raw, 'latin1'))))
    assert.match(copy!.text, /Moja treść/)
    assert.equal(copy!.files.length, 0)
    assert.match(notice!.text, /Zaloguj się, żeby ją przeczytać\.\nhttps:\/\/ebok\.sm\.example\/napisz\/historia/)
    for (const { raw } of toResident) {
      assert.ok(!/Tajna|123,45|Lipowa|L0003|reply-to/i.test(raw))
      assert.ok(!/\+t\.[0-9a-f]/.test(raw), 'the token is the office’s alone')
    }
  })

  test('without a verified address there is no notice, and no fault', async () => {
    const { portal, drain, mails } = await stage()
    const browser = await portal.browser({ kind: 'resident', partyId: cast.overpaid.partyId })
    const id = await writeMessage(portal, browser, 'Bez adresu')
    await answerThread(portal, await portal.browser({ kind: 'staff', staffRole: 'clerk' }), id, 'Odpowiedź')
    await drain()
    assert.deepEqual((await mails()).map(({ kind, state }) => [kind, state]).sort(), [
      ['answerNotice', 'skipped'],
      ['officeMessage', 'sent'],
    ])
  })
})

describe('a server in trouble', () => {
  test('451: tried again later under the same Message-ID, with growing pauses, then delivered once', async () => {
    const { portal, smtp, browser, drain, mails, at, shown } = await stage()
    await writeMessage(portal, browser, 'Później')
    smtp.mood = 'laterAfterText'
    await drain()
    const [first] = await mails()
    assert.deepEqual([first!.state, first!.fault, first!.attempts], ['waiting', '451', 1])
    assert.match(await shown(), /Wysłano/)
    smtp.mood = 'normal'
    await at(0.5)
    await drain()
    assert.equal(smtp.received.length, 1, 'tried before its time')
    await at(2)
    await drain()
    assert.deepEqual(
      (await mails()).map(({ state, attempts }) => [state, attempts]),
      [['sent', 2]],
    )
    const ids = smtp.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    assert.deepEqual(ids, [first!.rfc_message_id, first!.rfc_message_id])
  })

  test('550: given up and reported; the message is in the office all the same', async () => {
    const { portal, smtp, browser, drain, mails, shown, logged } = await stage()
    await writeMessage(portal, browser, 'Odmowa')
    smtp.mood = 'refuse'
    await drain()
    assert.deepEqual(
      (await mails()).map(({ state, fault }) => [state, fault]),
      [['failed', '550']],
    )
    assert.match(await shown(), /Jest w biurze, e-maila nie udało się wysłać/)
    assert.ok(logged.some((line) => line.includes('"level":"error"') && line.includes('refused')))
    const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
    smtp.mood = 'normal'
    const [{ id, thread }] = (await rows<{ id: string; thread: string }>(
      portal,
      'select o.id, m.thread_id as thread from outgoing_mails o join messages m on m.id = o.message_id',
    )) as [{ id: string; thread: string }]
    const url = `/biuro/sprawy/${thread}`
    assert.match((await clerk.get(url)).body, /nie udało się wysłać.*Wyślij jeszcze raz/s)
    assert.equal((await clerk.send(`${url}/poczta`, { mail: id }, { from: url })).status, 303)
    await drain()
    assert.deepEqual(
      (await mails()).map(({ state }) => state),
      ['sent'],
    )
  })

  test('the line drops after the text: nobody knows, so it is reported and never sent again by itself', async () => {
    const { portal, smtp, browser, drain, mails, at, shown } = await stage()
    await writeMessage(portal, browser, 'Zerwane')
    smtp.mood = 'drop'
    await drain()
    assert.deepEqual(
      (await mails()).map(({ state }) => state),
      ['unknown'],
    )
    assert.match(await shown(), /nie wiemy, czy e-mail dotarł/)
    smtp.mood = 'normal'
    for (const later of [5, 600, 6_000]) {
      await at(later)
      await drain()
    }
    assert.equal(smtp.received.length, 1)
  })

  test('a server that takes the text and says nothing: the same', async () => {
    const { portal, smtp, browser, drain, mails } = await stage()
    await writeMessage(portal, browser, 'Cisza')
    smtp.mood = 'silent'
    await drain()
    assert.deepEqual(
      (await mails()).map(({ state }) => state),
      ['unknown'],
    )
    assert.equal(smtp.received.length, 1)
  })

  test('down or mute: everything waits, one try is enough for all; after three days it is told that it failed', async () => {
    const { portal, smtp, browser, drain, mails, at } = await stage()
    await writeMessage(portal, browser, 'Pierwsza')
    await writeMessage(portal, browser, 'Druga')
    await drain(await closedPort())
    assert.deepEqual((await mails()).map(({ state, attempts }) => [state, attempts]).sort(), [
      ['waiting', 0],
      ['waiting', 1],
    ])
    await at(10)
    await drain(await startSilence())
    assert.ok((await mails()).every(({ state }) => state === 'waiting'))
    await at(3 * 24 * 60 + 1)
    await drain()
    assert.ok((await mails()).every(({ state }) => state === 'failed'))
    assert.equal(smtp.received.length, 0)
  })

  test('two workers at once send each mail once', async () => {
    const { portal, smtp, browser, drain, mails } = await stage()
    for (let index = 0; index < 8; index += 1) await writeMessage(portal, browser, `Wiadomość ${index}`)
    await Promise.all([drain(), drain(), drain()])
    assert.equal(smtp.received.length, 8)
    assert.equal(new Set(smtp.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])).size, 8)
    assert.ok((await mails()).every(({ state }) => state === 'sent'))
  })
})

describe('the worker is killed', () => {
  /** Starts a worker of its own and kills it (-9) at a moment; settles when it is gone. */
  async function killedAt({ portal, smtp }: Stage, moment: 'onRecipient' | 'onText'): Promise<void> {
    const cluster = await clusterOfTest()
    const { admin, names } = portal
    const order: DrainOrder = { admin, names, secretsDir: cluster.secretsDir, settings: settingsFor(smtp.port) }
    let worker: ChildProcess | undefined
    smtp[moment] = async () => {
      if (worker?.exitCode !== null || worker.signalCode !== null) return
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    }
    worker = spawn(process.execPath, ['--import', './tools/register.mjs', 'test/harness/drain-outbox.ts'], {
      env: { ...process.env, EBOK_TEST_DRAIN: JSON.stringify(order) },
      stdio: 'inherit',
    })
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
    assert.equal(worker.signalCode, 'SIGKILL', 'the worker was not killed')
    smtp[moment] = () => {}
  }

  test('before the text left: the next one sends it, once', { timeout: 60_000 }, async () => {
    const here = await stage()
    await writeMessage(here.portal, here.browser, 'Zabity wcześnie')
    await killedAt(here, 'onRecipient')
    assert.equal(here.smtp.received.length, 0)
    await here.drain()
    assert.equal(here.smtp.received.length, 0, 'the lease of the dead one must end first')
    await here.at(6)
    await here.drain()
    assert.equal(here.smtp.received.length, 1)
    assert.deepEqual(
      (await here.mails()).map(({ state }) => state),
      ['sent'],
    )
  })

  test('between the text and its mark: reported as unknown, not sent twice', { timeout: 60_000 }, async () => {
    const here = await stage()
    await writeMessage(here.portal, here.browser, 'Zabity późno')
    await killedAt(here, 'onText')
    assert.equal(here.smtp.received.length, 1)
    await here.at(6)
    await here.drain()
    assert.match(await here.shown(), /nie wiemy, czy e-mail dotarł/)
    await here.at(600)
    await here.drain()
    assert.equal(here.smtp.received.length, 1)
    assert.deepEqual(
      (await here.mails()).map(({ state, fault }) => [state, fault]),
      [['unknown', 'interrupted']],
    )
    assert.ok(here.logged.some((line) => line.includes('mail not sure')))
  })
})

test('mail that waits when the clock is put back does not wait a day longer', async () => {
  const here = await stage()
  await writeMessage(here.portal, here.browser, 'Przed cofnięciem zegara')
  await here.at(24 * 60)
  await here.drain(await closedPort())
  await here.at(0)
  await here.drain()
  assert.equal(here.smtp.received.length, 1)
})

test('log lines say what happened and to nobody in particular', async () => {
  const { portal, smtp, browser, drain, logged } = await stage()
  await writeMessage(portal, browser, 'Sekretna treść', [], { kopia: '1' })
  smtp.mood = 'refuse'
  await drain()
  const text = [...logged, ...portal.logged].join('\n')
  assert.ok(logged.length > 0)
  assert.ok(!/Sekretna|poczta\.example|sm\.example|\+t\./.test(text))
})
