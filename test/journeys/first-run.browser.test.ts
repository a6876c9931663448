import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { offerFirstRun } from '#features/login/public.ts'
import { desktop, enrolApp, giveAppCode, phone, signIn, withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const password = 'trzy czerwone krzesła w ogrodzie'
const clerksPassword = 'pięć niebieskich parasoli na plaży'

const clock = async (at: number): Promise<void> => {
  portal.clock.set(at)
  await portal.setClock(at)
}

async function typeTwice(page: Page, words: string): Promise<void> {
  await page.getByLabel('Nowe hasło', { exact: true }).fill(words)
  await page.getByLabel('Nowe hasło jeszcze raz').fill(words)
}

for (const javaScriptEnabled of [true, false]) {
  test(`from the link at the console to a clerk at work, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    await clock(morning)
    await portal.asRoot(async (client) => {
      // The journey begins where nobody administrates; the round before left somebody.
      await client.query('alter table logins disable trigger keep_an_administrator')
      await client.query(
        `update logins set staff_role = 'editor', name = name || '.' || gen_random_uuid() where kind = 'staff'`,
      )
      await client.query('alter table logins enable trigger keep_an_administrator')
      await client.query('delete from throttle_buckets')
    })
    const { path } = (await offerFirstRun(portal.database))!
    const paper = { login: 'b.nowak', code: '' }

    await visit({ javaScriptEnabled, viewport: desktop }, async (page) => {
      await page.goto(path)
      await page.getByLabel('Nazwa spółdzielni').fill('SM Pod Lipą')
      await page.getByLabel('Imię i nazwisko').fill('Hanna Wierzba')
      await page.getByLabel('Login', { exact: true }).fill('h.wierzba')
      await typeTwice(page, password)
      await page.getByRole('button', { name: 'Załóż konto i przejdź dalej' }).click()
      await page.getByRole('heading', { level: 1, name: 'Włącz drugi składnik logowania' }).waitFor()
      const { codes } = await enrolApp(page, morning)
      assert.equal(codes.length, 10)
      await page.getByRole('link', { name: 'Mam zapisane kody. Dalej' }).click()

      await page.goto('/biuro')
      await page.getByRole('link', { name: 'Administracja' }).click()
      await page.goto('/biuro/pracownicy')
      await page.getByRole('link', { name: 'Dodaj pracownika' }).click()
      await page.getByLabel('Imię i nazwisko').fill('Barbara Nowak')
      await page.getByLabel('Login', { exact: true }).fill(paper.login)
      await page.getByLabel('pracownik biura').check()
      await page.getByRole('button', { name: 'Załóż konto' }).click()
      await page.getByRole('heading', { level: 1, name: 'Kod startowy' }).waitFor()
      paper.code = (await page.locator('.one-code').nth(1).textContent()) ?? ''
      await page.getByRole('link', { name: 'Wszyscy pracownicy' }).click()
      await page.getByText('czeka na pierwsze logowanie').waitFor()
      await page.getByRole('button', { name: 'WYJŚCIE' }).click()
      await page.getByText('Wylogowano').first().waitFor()
    })

    await visit({ javaScriptEnabled, viewport: phone }, async (page) => {
      await page.goto('/zaloguj')
      await signIn(page, paper.login, paper.code)
      await typeTwice(page, clerksPassword)
      await page.getByRole('button', { name: 'Zapisz hasło' }).click()
      const { key } = await enrolApp(page, morning)
      await page.getByRole('link', { name: 'Mam zapisane kody. Dalej' }).click()
      // An accountant's page: no, and still signed in.
      const refused = await page.goto('/biuro/import')
      assert.equal(refused?.status(), 403)
      await page.getByRole('heading', { level: 1, name: 'Brak dostępu' }).waitFor()
      assert.equal((await page.goto('/biuro/zadania'))?.status(), 200)

      await page.getByRole('button', { name: 'WYJŚCIE' }).click()
      await page.getByText('Wylogowano').first().waitFor()
      await clock(morning + 60_000)
      await signIn(page, paper.login, clerksPassword)
      // The password alone opens nothing.
      await page.goto('/biuro/zadania')
      assert.equal(new URL(page.url()).pathname, '/drugi-skladnik')
      await page.getByRole('textbox', { name: 'Kod z aplikacji' }).fill('000 000')
      await page.getByRole('button', { name: 'Dalej' }).click()
      await page.getByRole('alert').getByText('Ten kod nie pasuje').waitFor()
      await giveAppCode(page, key, morning + 60_000)
      await page.waitForURL('**/biuro/zadania')
    })
  })
}
