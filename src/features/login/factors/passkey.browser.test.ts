import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { hashSecretText } from '#features/login/passwords/argon.ts'
import { enrolApp, signIn, withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const password = 'cztery zwykłe słowa i kot'

async function made(name: string): Promise<void> {
  await portal.asRoot(async (client) =>
    client.query(
      `insert into logins (name, kind, staff_role, display_name, password_hash, password_set_at) values ($1, 'staff', 'clerk', 'Barbara Nowak', $2, clock_now())`,
      [name, await hashSecretText(password)],
    ),
  )
}

/** A key as it sits in a phone: the browser's own, without anybody to touch it. */
async function withKey(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    forget: () => devtools.send('WebAuthn.clearCredentials', { authenticatorId }),
  }
}

async function passwordOf(page: Page, name: string): Promise<void> {
  await page.goto('/zaloguj')
  await signIn(page, name, password)
}

test('a passkey is added beside the app, and opens the portal; its counter and its challenge are good once', async () => {
  await made('b.nowak')
  await visit({ byName: true }, async (page) => {
    const key = await withKey(page)
    await passwordOf(page, 'b.nowak')
    await enrolApp(page, morning)
    await page.goto('/drugi-skladnik/ustawienia')
    await page.getByRole('link', { name: 'Dodaj klucz dostępu' }).click()
    await page.getByLabel('Nazwa klucza').fill('telefon')
    await page.getByRole('button', { name: 'Dodaj klucz dostępu' }).click()
    await page.getByText('Klucz dostępu jest dodany.').waitFor()
    assert.equal((await key.credentials()).length, 1)
    await page.getByRole('cell', { name: 'jeszcze nie' }).waitFor()

    await page.getByRole('button', { name: 'WYJŚCIE' }).click()
    await page.getByText('Wylogowano').first().waitFor()
    await passwordOf(page, 'b.nowak')
    // What the browser sends is kept, to be sent again.
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/klucz'))
    await page.getByRole('button', { name: 'Użyj klucza dostępu' }).click()
    await page.waitForURL('**/biuro**')
    const body = (await sent).postData()!

    const [stored] = await portal.asRoot(
      async (client) => (await client.query<{ n: string }>('select sign_count as n from passkeys')).rows,
    )
    assert.equal(Number(stored!.n), (await key.credentials())[0]!.signCount)

    await page.getByRole('button', { name: 'WYJŚCIE' }).click()
    await page.getByText('Wylogowano').first().waitFor()
    await passwordOf(page, 'b.nowak')
    const answer = new URLSearchParams(body).get('odpowiedz')!
    const form = page.locator('form[action="/drugi-skladnik/klucz"]')
    await form.evaluate((element, value) => {
      const html = element as unknown as { elements: Record<string, { value: string }>; submit(): void }
      html.elements.odpowiedz!.value = value
      html.submit()
    }, answer)
    await page.getByText('Klucz dostępu nie pasuje').first().waitFor()
    assert.equal((await page.goto('/biuro/zadania'))?.url().includes('/drugi-skladnik'), true)

    // The key is gone from the phone: the browser says no, the page says what else there is.
    await key.forget()
    await page.goto('/drugi-skladnik')
    await page.getByRole('button', { name: 'Użyj klucza dostępu' }).click()
    await page.locator('.passkey .field-error').getByText('Spróbuj jeszcze raz albo użyj kodu').waitFor()
  })
})

test('a key of somebody else opens nothing, and without script or under figures the app does', async () => {
  await made('c.lis')
  for (const how of [{ byName: true, javaScriptEnabled: false }, {}] as const) {
    await visit(how, async (page) => {
      await portal.asRoot((client) =>
        client.query(
          `insert into passkeys (login_id, credential_id, public_key, sign_count, name)
           select id, $1, '\\x00', 0, 'obcy' from logins where name = 'c.lis' on conflict do nothing`,
          [Buffer.from('obcy')],
        ),
      )
      await passwordOf(page, 'c.lis')
      await page.getByText('Klucz dostępu nie działa w tej przeglądarce').waitFor()
      assert.equal(await page.getByRole('button', { name: 'Użyj klucza dostępu' }).count(), 0)
    })
  }
  await visit({ byName: true }, async (page) => {
    await withKey(page)
    await passwordOf(page, 'c.lis')
    await page.getByRole('button', { name: 'Użyj klucza dostępu' }).click()
    await page.locator('.passkey .field-error').getByText('Spróbuj jeszcze raz').waitFor()
  })
})
