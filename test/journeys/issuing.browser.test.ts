import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { issueLoginsJob } from '#features/office-logins/public.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { desktop, phone, signIn, withBrowser } from '#test/harness/browser.ts'
import { pdfPages } from '#test/harness/pdf.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const clerk = { kind: 'staff', staffRole: 'clerk' } as const
const password = 'zielona lampa pod schodami'

const workAsTheWorker = () =>
  runNextJob(
    { database: portal.database, log: silentLog, kinds: [issueLoginsJob(portal.database)] },
    new AbortController().signal,
  )

/** With the paper in hand: code, own password, the first page. */
async function firstSignIn(page: Page, login: string, code: string): Promise<void> {
  await page.goto('/zaloguj')
  await signIn(page, login, code)
  await page.getByRole('heading', { name: 'Ustaw hasło', level: 1 }).waitFor()
  await page.getByLabel('Nowe hasło', { exact: true }).fill(password)
  await page.getByLabel('Nowe hasło jeszcze raz').fill(password)
  await page.getByRole('button', { name: 'Zapisz hasło' }).click()
  await page.waitForURL('**/rachunki')
}

for (const javaScriptEnabled of [true, false])
  test(`codes for a building, ${javaScriptEnabled ? 'with' : 'without'} script: chosen, agreed to, printed, signed in with`, {
    timeout: 90_000,
  }, async () => {
    await visit({ as: clerk, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro/wydawanie')
      const places = await page.getByLabel('Gdzie').locator('option').allTextContents()
      // Each run takes a building of its own.
      const building = places.filter((label) => /^\S+ \d+$/.test(label))[javaScriptEnabled ? 0 : 1]!
      await page.getByLabel('Gdzie').selectOption({ label: building })
      await page.getByLabel('Komu').selectOption({ label: 'osoby bez loginu' })
      await page.getByRole('button', { name: 'Pokaż, kto to będzie' }).click()
      await page.getByRole('heading', { name: 'Podgląd' }).waitFor()
      assert.match((await page.locator('main').textContent()) ?? '', new RegExp(building))
      await page.getByRole('button', { name: /^Zleć wydanie/ }).click()
      await page.waitForURL('**/biuro/zadania/*')
      const job = new URL(page.url()).pathname
      await visit({ as: { kind: 'staff', staffRole: 'administrator' }, viewport: desktop }, async (second) => {
        await second.goto(job)
        assert.match((await second.locator('main').textContent()) ?? '', /Loginy i kody startowe/)
        await second.getByRole('button', { name: /Zatwierd|Zgadzam/ }).click()
        await second
          .getByText(/czeka|trwa/)
          .first()
          .waitFor()
      })
      assert.ok(await workAsTheWorker())
      await page.goto(job)
      await page.getByRole('link', { name: 'Kartki do wydruku' }).click()
      const waiting = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Pobierz PDF' }).click()
      const download = await waiting
      assert.equal(download.suggestedFilename(), 'kody-startowe.pdf')
      const sheets = pdfPages(readFileSync(await download.path()))
      assert.ok(sheets.length >= 2)
      const [, login, code] = /\nLogin\n(.+)\nKod startowy\n(.+)\n/.exec(sheets.at(-1)!) ?? []
      await visit({ viewport: phone, javaScriptEnabled }, (owner) => firstSignIn(owner, login!, code!))
      await page.getByRole('button', { name: 'Wydrukowane, usuń kartki z portalu' }).click()
      await page.getByText('Kartek już nie ma').waitFor()
    })
  })

test('a caller who forgot the password: found, reset with a reason, the code read out, the hand-over noted', {
  timeout: 90_000,
}, async () => {
  const { partyId } = cast.newHolder
  await portal.openSession({ kind: 'resident', partyId, name: 'ewa.nowalipska' })
  await visit({ as: clerk, viewport: desktop }, async (page) => {
    await page.goto('/biuro/osoby')
    await page.locator('input[name=q]').fill('Nowalipska')
    await page.keyboard.press('Enter')
    await page
      .getByRole('link', { name: /Nowalipska/ })
      .first()
      .click()
    // Whoever was in the building of the journey before may have another login beside this one.
    await page
      .getByRole('region', { name: 'Login ewa.nowalipska' })
      .getByRole('link', { name: /Nowe hasło/ })
      .click()
    assert.equal(await page.getByLabel('Powód').inputValue(), 'forgotten')
    await page.getByRole('button', { name: 'Pokaż na ekranie' }).click()
    const code = (await page.locator('.sheet-code').textContent()) ?? ''
    await visit({ viewport: phone }, (owner) =>
      firstSignIn(owner, 'ewa.nowalipska', code.toLowerCase().replaceAll('-', ' ')),
    )
    // Reloading the answer sends the form again: neither another code nor the same one.
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('Kod został już pokazany').first().waitFor()
    assert.equal(await page.locator('.sheet-code').count(), 0)
    assert.doesNotMatch(await page.content(), new RegExp(code))
  })
  await visit({ as: clerk, viewport: desktop }, async (page) => {
    await page.goto(`/biuro/osoby/${cast.company.partyId}/login`)
    await page.getByRole('button', { name: 'Pokaż na ekranie' }).click()
    await page.getByRole('button', { name: 'Wydano do ręki, odbiór podpisany' }).click()
    await page.getByRole('status').getByText('Odnotowano wydanie do ręki.').waitFor()
    await page.goto('/biuro/kody')
    await page.getByText('wydano do ręki', { exact: true }).waitFor()
  })
})
