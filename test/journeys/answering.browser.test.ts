import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { pdf } from '#features/messages/messages.testdata.ts'
import { desktop, phone, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const resident = { kind: 'resident', partyId: cast.arrears.partyId } as const
const clerk = { kind: 'staff', staffRole: 'clerk' } as const

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const status = (page: Page, words: string) => page.getByRole('status').getByText(words).waitFor()

/** From the start page of the office to the thread of whoever waits. */
async function openThread(page: Page): Promise<void> {
  await page.goto('/biuro')
  await page.getByRole('link', { name: /sprawa czeka na odpowiedź/ }).click()
  await page.locator('tbody').getByRole('link').first().click()
  await page.waitForURL(/\/biuro\/sprawy\/[0-9a-f-]{36}$/)
}

for (const javaScriptEnabled of [true, false])
  test(`a resident's question answered by a clerk, ${javaScriptEnabled ? 'with' : 'without'} script`, {
    timeout: 120_000,
  }, async () => {
    const title = `Szafka licznikowa ${javaScriptEnabled}`
    await visit({ as: resident, viewport: phone, javaScriptEnabled }, async (home) => {
      await home.goto('/napisz')
      await home.getByLabel('Temat').selectOption('Liczniki i odczyty')
      await home.getByLabel('Treść wiadomości').fill(`${title}: nie zamyka się.\nCzy ktoś może przyjść?`)
      await home.getByRole('button', { name: 'Wyślij' }).click()
      await status(home, 'Wiadomość wysłana')

      await visit({ as: clerk, viewport: desktop, javaScriptEnabled }, async (page) => {
        await page.goto('/biuro/sprawy/szablony/nowy')
        await page.getByLabel('Nazwa szablonu').fill(title)
        await page
          .getByLabel('Treść', { exact: true })
          .fill('Dzień dobry,\n\nsprawa „{temat}” jest przyjęta. Przyjdziemy {kiedy}.')
        await button(page, 'Zapisz szablon').click()
        await status(page, 'Szablon zapisany.')

        await openThread(page)
        await page.getByText(`${title}: nie zamyka się.`).waitFor()
        await button(page, 'Biorę tę sprawę').click()
        await status(page, 'Sprawa jest Twoja.')
        await page.locator('summary', { hasText: 'Dodaj notatkę' }).click()
        await page.getByLabel('Treść notatki').fill(`Tajemnica biura: ${title}`)
        await button(page, 'Dodaj notatkę').click()
        await status(page, 'Notatka dodana.')

        // A colleague looks at the same thread meanwhile.
        await visit(
          { as: { kind: 'staff', staffRole: 'administrator' }, viewport: desktop, javaScriptEnabled },
          async (second) => {
            await openThread(second)
            await second.getByText('Zapytaj, zanim odpowiesz.').waitFor()

            await page.getByLabel('Szablon').selectOption(title)
            await button(page, 'Wstaw szablon').click()
            const body = page.getByLabel('Treść odpowiedzi')
            assert.equal(
              await body.inputValue(),
              'Dzień dobry,\n\nsprawa „Liczniki i odczyty” jest przyjęta. Przyjdziemy {kiedy}.',
            )
            await button(page, 'Wyślij odpowiedź').click()
            await page.getByRole('alert').getByText('W tekście zostało puste miejsce: {kiedy}.').waitFor()
            await body.fill((await body.inputValue()).replace('{kiedy}', 'w czwartek o 9:00'))
            await page
              .getByLabel('Załączniki')
              .setInputFiles({ name: 'zlecenie.pdf', mimeType: 'application/pdf', buffer: pdf })
            await button(page, 'Wyślij odpowiedź').click()
            await status(page, 'Odpowiedź wysłana.')
            await page.getByText('odpowiedziano').first().waitFor()

            // The colleague's answer was written to an older thread: it stays on the page, and is not sent.
            await second.getByLabel('Treść odpowiedzi').fill('Zajmę się tym jutro.')
            await second.getByLabel(/^Odpowiadam, choć sprawę prowadzi/).check()
            await button(second, 'Wyślij odpowiedź').click()
            await second.getByText('W tej sprawie pojawiło się coś nowego').first().waitFor()
            await second.getByText('Przyjdziemy w czwartek o 9:00.').waitFor()
            assert.equal(await second.getByLabel('Treść odpowiedzi').inputValue(), 'Zajmę się tym jutro.')
            await button(second, 'Usuń szkic').click()
            await status(second, 'Szkic usunięty.')
          },
        )
      })

      await home.goto('/rachunki')
      await home.locator('summary', { hasText: 'Menu' }).click()
      await home
        .getByRole('link', { name: /Napisz do nas.*1/ })
        .first()
        .click()
      await home.goto('/napisz/historia')
      await home.getByRole('link', { name: 'Liczniki i odczyty' }).first().click()
      await home.getByText('Przyjdziemy w czwartek o 9:00.').waitFor()
      const seen = (await home.locator('body').textContent()) ?? ''
      assert.doesNotMatch(seen, /Tajemnica biura|Zajmę się tym jutro/)
      const waiting = home.waitForEvent('download')
      await home.getByRole('link', { name: 'zlecenie.pdf' }).click()
      assert.deepEqual(readFileSync(await (await waiting).path()), pdf)
    })
  })
