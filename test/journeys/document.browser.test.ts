import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { pdf } from '#features/messages/messages.testdata.ts'
import { desktop, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const editor = { kind: 'staff', staffRole: 'editor' } as const
const clerk = { kind: 'staff', staffRole: 'clerk' } as const
const resident = { kind: 'resident', partyId: cast.overpaid.partyId } as const

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const file = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.concat([pdf, Buffer.from('\n')]) })

/** The resident is asked, reads, accepts, and is asked no more. */
async function accepts(title: string, version: number, javaScriptEnabled: boolean): Promise<void> {
  await visit({ as: resident, javaScriptEnabled }, async (page) => {
    await page.goto('/dokumenty')
    await page.getByRole('link', { name: title }).first().click()
    const name = version === 1 ? 'Dokument do akceptacji' : `Nowa wersja do akceptacji: wersja ${version}`
    await page.getByRole('heading', { name }).waitFor()
    const pdfHref = await page.getByRole('link', { name: 'Otwórz PDF' }).first().getAttribute('href')
    assert.equal((await page.request.get(pdfHref!)).headers()['content-type'], 'application/pdf')
    await button(page, 'Akceptuję tę wersję').click()
    await page.getByText('Zapisano akceptację.').waitFor()
    assert.equal(await button(page, 'Akceptuję tę wersję').count(), 0)
  })
}

for (const javaScriptEnabled of [true, false]) {
  test(`a regulation is published, accepted, changed and accepted again${javaScriptEnabled ? '' : ', without script'}`, async () => {
    const title = `Regulamin rowerowni ${javaScriptEnabled ? 'A' : 'B'}`
    await visit({ as: editor, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro/dokumenty')
      await page.getByRole('link', { name: 'Nowy dokument' }).click()
      await page.getByLabel('Tytuł').fill(title)
      await page.getByLabel('Rodzaj').selectOption('Regulaminy')
      await page.getByLabel('Data dokumentu').fill('2026-11-20')
      await page.getByLabel('Plik dokumentu').setInputFiles(file('regulamin_v1.pdf'))
      await page.getByLabel('Proś mieszkańców o akceptację').check()
      await button(page, 'Wybierz odbiorców').click()
      await button(page, 'Wszyscy mieszkańcy, po zalogowaniu').click()
      await page.getByText('Szkic jest zapisany').waitFor()
      assert.equal(await page.getByLabel('Tytuł').inputValue(), title, 'what was typed is there after the choice')
      await button(page, 'Podgląd i publikacja').click()
      await page.getByText(/^Trafi do \d+/).waitFor()
      await page.getByRole('heading', { name: 'Dokument do akceptacji' }).waitFor()
      await button(page, 'Opublikuj').click()
      await page.getByText('Dokument jest opublikowany.').waitFor()
    })
    await accepts(title, 1, javaScriptEnabled)
    await visit({ as: editor, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro/dokumenty?szukaj=rowerownia')
      await page.getByRole('link', { name: title }).click()
      await page.getByText(/^Zaakceptowało 1 z \d+/).waitFor()
      await button(page, 'Dodaj nową wersję').click()
      await page.getByLabel('Co się zmieniło').fill('Dodano zasady dla hulajnóg.')
      await page.getByLabel('Plik dokumentu').setInputFiles(file('regulamin_v2.pdf'))
      await page.getByLabel('Data dokumentu').fill('2026-11-23')
      await button(page, 'Podgląd i publikacja').click()
      await page.getByRole('heading', { name: 'Nowa wersja do akceptacji: wersja 2' }).waitFor()
      await button(page, 'Opublikuj nową wersję').click()
      await page.getByText('Nowa wersja jest opublikowana.').waitFor()
    })
    await accepts(title, 2, javaScriptEnabled)
    await visit({ as: clerk, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro/dokumenty?szukaj=rowerownia')
      await page.getByRole('link', { name: title }).click()
      await page.getByRole('link', { name: 'Wersja 2', exact: true }).click()
      await page.getByRole('link', { name: 'Kto zaakceptował' }).click()
      assert.equal(await page.locator('tbody tr').count(), 1)
    })
  })
}
