import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { desktop, phone, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { drain, givePassword, password, readMails, rows } from './profile.testkit.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

for (const javaScriptEnabled of [true, false])
  test(`change e-mail, ${javaScriptEnabled ? 'with' : 'without'} script: form, mail, link, sign-in, confirmation`, {
    timeout: 90_000,
  }, async () => {
    const smtp = await startSmtp()
    const { partyId } = javaScriptEnabled ? cast.arrears : cast.overpaid
    const name = `dawny.${javaScriptEnabled}@poczta.example`
    const fresh = `nowy.${javaScriptEnabled}@poczta.example`
    await visit({ as: { kind: 'resident', partyId, name }, viewport: phone, javaScriptEnabled }, async (page) => {
      await givePassword(portal, partyId)
      await rows(
        portal,
        `update sessions set proved_at = clock_now() - interval '10 minutes' where login_id in (select id from logins where name = $1)`,
        [name],
      )
      await page.goto(`${portal.baseUrl}/moje-dane`)
      await page.getByRole('link', { name: 'Zmień adres e-mail' }).click()
      await page.getByLabel('Nowy adres e-mail').fill('nowy@poczta')
      await page.getByLabel('Hasło', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Wyślij link' }).click()
      await page.getByRole('alert').getByText('Wpisz jeden adres e-mail').waitFor()
      assert.equal(await page.getByLabel('Nowy adres e-mail').inputValue(), 'nowy@poczta')
      await page.getByLabel('Nowy adres e-mail').fill(fresh)
      await page.getByLabel('Hasło', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Wyślij link' }).click()
      await page.getByRole('status').getByText('Wysyłamy e-mail z linkiem').waitFor()
      await drain(portal, smtp, portal.baseUrl)
    })
    const [mail] = await readMails(smtp)
    // On another device: the link leads through the sign-in page to the question.
    await visit({ viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto(`${portal.baseUrl}${mail!.link}`)
      await page.getByLabel('Login').fill(name)
      await page.getByLabel(/Hasło/).first().fill(password)
      await page.getByRole('button', { name: 'Zaloguj' }).click()
      await page.getByText('Czy to Twój adres e-mail?').waitFor()
      await page.getByRole('button', { name: 'Potwierdzam' }).click()
      await page.getByRole('status').getByText('Adres e-mail jest potwierdzony.').waitFor()
      await page.getByText(fresh).first().waitFor()
      assert.equal(await page.getByText(name).count(), 0)
    })
    await drain(portal, smtp, portal.baseUrl)
    assert.deepEqual(
      (await readMails(smtp)).map(({ to }) => to),
      [fresh, name],
    )
  })
