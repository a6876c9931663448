import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { cast } from '#db/seed/cast.ts'
import { seedMessages } from '#db/seed/content/messages.ts'
import { silentLog } from '#platform/log.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { dovecotMissing, startDovecot } from '#test/harness/dovecot.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { pollInbox } from './inbox.ts'
import { noLetters, pdf, rows } from './messages.testdata.ts'
import { drainOutbox } from './outbox.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe('write with an attachment and read the answer that came by e-mail', { skip: dovecotMissing ?? false }, () => {
  for (const javaScriptEnabled of [true, false])
    test(javaScriptEnabled ? 'with script' : 'without script', { timeout: 60_000 }, async () => {
      const [server, smtp] = await Promise.all([startDovecot(), startSmtp()])
      const settings = readMailSettings({
        EBOK_SMTP_URL: smtp.url,
        EBOK_IMAP_URL: server.url,
        EBOK_OFFICE_EMAIL: 'biuro@sm.example',
        EBOK_MAIL_FROM: 'ebok@sm.example',
      })
      const { database } = portal
      await visit({ as: { kind: 'resident', partyId: cast.overpaid.partyId }, javaScriptEnabled }, async (page) => {
        await page.goto(`${portal.baseUrl}/napisz`)
        await page.getByLabel('Temat').selectOption('Liczniki i odczyty')
        await page.getByLabel('Treść wiadomości').fill('Wodomierz w kuchni stoi.\nCo mam zrobić?')
        const wrong = {
          name: 'umowa.docx',
          mimeType: 'application/octet-stream',
          buffer: Buffer.from('PK\u0003\u0004'),
        }
        const good = { name: 'odczyt.pdf', mimeType: 'application/pdf', buffer: pdf }
        await page.getByLabel('Załączniki').setInputFiles([wrong, good])
        await page.getByRole('button', { name: 'Wyślij' }).click()
        await page.getByRole('alert').getByText('umowa.docx: Tego rodzaju pliku nie przyjmujemy.').waitFor()
        assert.equal(await page.getByLabel('Treść wiadomości').inputValue(), 'Wodomierz w kuchni stoi.\nCo mam zrobić?')
        await page.getByText('Nie wysyłaj: odczyt.pdf').waitFor()
        await page.getByRole('button', { name: 'Wyślij' }).click()
        await page.getByRole('status').getByText('Wiadomość wysłana').waitFor()
        await page.getByRole('link', { name: 'odczyt.pdf' }).waitFor()

        await drainOutbox({
          ...noLetters,
          database,
          log: silentLog,
          settings: settings.outgoing!,
          baseUrl: portal.baseUrl,
        })
        const sent = smtp.received.at(-1)!.raw
        assert.match(sent, /odczyt\.pdf/)
        await page.reload()
        await page.getByText('Doręczono do serwera poczty').waitFor()

        const reply = [
          'From: Anna, biuro <biuro@sm.example>',
          `To: ${/^Reply-To: (.*)$/im.exec(sent)![1]}`,
          `Message-ID: <odpowiedz-${javaScriptEnabled}@sm.example>`,
          'Subject: Re: e-BOK',
          'Content-Type: text/plain; charset=utf-8',
          '',
          'Przyjdziemy w piątek o dziesiątej.',
          '',
          'W dniu 23.11.2026 o 08:00, e-BOK pisze:',
          '> Wodomierz w kuchni stoi.',
        ]
        await server.deliver(reply.join('\r\n'))
        await pollInbox({ database, log: silentLog, settings: settings.incoming! })

        await page.goto(`${portal.baseUrl}/napisz/historia`)
        await page.getByText('1 nowa odpowiedź').waitFor()
        await page.getByRole('link', { name: 'Liczniki i odczyty' }).first().click()
        await page.getByText('Przyjdziemy w piątek o dziesiątej.').waitFor()
        await page.getByText('Odpowiedziano').waitFor()
        assert.equal(await page.getByText('e-BOK pisze').count(), 0)
        const download = page.waitForEvent('download')
        await page.getByRole('link', { name: 'odczyt.pdf' }).click()
        assert.equal((await download).suggestedFilename(), 'odczyt.pdf')
      })
    })
})

test('pages of every state: axe and html-validate find nothing, nothing is wider than a small phone', async () => {
  await rows(portal, 'delete from incoming_mails')
  for (const table of ['message_attachments', 'outgoing_mails', 'messages', 'message_threads'])
    await rows(portal, `delete from ${table}`)
  const people = [cast.arrears, cast.overpaid, cast.zero, cast.fivePremises, cast.coOwner, cast.tenant, cast.company]
  for (const { partyId } of people) await portal.openSession({ kind: 'resident', partyId })
  await portal.asRoot((client) => seedMessages({ client, today: new Date(morning) }))
  const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'long-title': 'off' } })
  const found: string[] = []
  for (const { partyId } of [...people, cast.newHolder]) {
    const owners = await rows<{ id: string }>(
      portal,
      'select id from logins where id in (select login_id from message_threads) and party_id = $1',
      [partyId],
    )
    await visit({ as: { kind: 'resident', partyId }, viewport: { width: 320, height: 740 } }, async (page) => {
      if (owners[0])
        // The demo gave the threads to the person's first login; this session is moved there.
        await rows(
          portal,
          `update sessions set login_id = $1 where login_id in (select id from logins where party_id = $2)`,
          [owners[0].id, partyId],
        )
      await page.goto(`${portal.baseUrl}/napisz/historia`)
      const links = await page
        .locator('a[href^="/napisz/historia/"]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
      assert.equal(links.length > 0, owners.length > 0)
      for (const url of ['/napisz', '/napisz/historia', ...links]) {
        const html = await (await page.goto(`${portal.baseUrl}${url}`))!.text()
        assert.ok(html.length < 30_000, `${url} is heavy`)
        const report = await validator.validateString(html)
        found.push(...report.results.flatMap(({ messages }) => messages.map(({ ruleId }) => `${url}: ${ruleId}`)))
        await page.evaluate(axe)
        const seen = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))')
        found.push(...(seen as string[]).map((id) => `${url}: ${id}`))
        const width = await page.evaluate('document.documentElement.scrollWidth')
        if (Number(width) > 320) found.push(`${url}: ${width} px wide`)
      }
    })
  }
  assert.deepEqual(found, [])
})
