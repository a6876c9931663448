import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { principals } from '#test/every-route/people.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

/** `1 234,56 zł` or `-3,00` → grosze, by its digits. */
function grosze(text: string | null): number {
  const digits = (text ?? '').replaceAll(/[^\d,−-]/g, '')
  assert.match(digits, /^[−-]?\d+,\d\d$/, `no amount: ${text}`)
  return Number(digits.replace('−', '-').replace(',', ''))
}

/** The word carries the sign: `Nadpłata 3,00 zł`, `Rozliczone`, `Do zapłaty 2,00 zł`. */
function balance(text: string | null): number {
  if (/Rozliczone/.test(text ?? '')) return 0
  return /Nadpłata/.test(text ?? '') ? -grosze(text) : grosze(text)
}

const amounts = async (cells: Locator): Promise<number[]> => (await cells.allTextContents()).map(grosze)
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script'

  test(`a bill opened from the list: its components come to its amount, ${how}`, async () => {
    await visit({ as: principals.resident, javaScriptEnabled }, async (page) => {
      await page.goto('/rachunki')
      await page.getByRole('navigation', { name: 'Strony w tej zakładce' }).getByText('Rachunki i płatności').click()
      const row = page.locator('tr', { hasText: 'EKSPL' }).filter({ hasText: 'Naliczenie opłat' }).first()
      const number = (await row.getByRole('link').textContent()) ?? ''
      const listed = grosze(await row.locator('td[data-label="Kwota"]').textContent())
      await row.getByRole('link').click()
      await page.getByRole('heading', { level: 1, name: number }).waitFor()
      const lines = page.getByRole('region', { name: 'Z czego składa się ta kwota' })
      const values = await amounts(lines.locator('tr:not([class]) td[data-label="Wartość"]'))
      assert.ok(values.length >= 3, `${values.length} components`)
      assert.equal(sum(values), listed)
      assert.equal(sum(await amounts(lines.locator('.row-subtotal td[data-label="Wartość"]'))), listed)
      assert.deepEqual(await amounts(lines.locator('.row-total td[data-label="Wartość"]')), [listed])
      await page.getByRole('link', { name: 'Wszystkie rachunki' }).click()
      assert.equal(new URL(page.url()).pathname, '/rachunki/dokumenty')
    })
  })

  test(`one year of the ledger: the address keeps the choice, the file says what the page says, ${how}`, async () => {
    await visit({ as: principals.resident, javaScriptEnabled }, async (page) => {
      await page.goto('/rachunki/kartoteka')
      assert.equal(await page.getByLabel('Od dnia').isVisible(), false, 'on a phone the choices are folded')
      await page.getByText('Wybierz, co pokazać').click()
      await page.getByLabel('Od dnia').fill('2025-01-01')
      await page.getByLabel('Do dnia').fill('2025-12-31')
      await page.getByRole('button', { name: 'Pokaż' }).click()
      await page.waitForURL(/od=2025-01-01&do=2025-12-31/)
      assert.equal(await page.getByLabel('Od dnia').inputValue(), '2025-01-01')
      assert.ok(await page.getByLabel('Od dnia').isVisible(), 'what is chosen stays in sight')

      const total = page.locator('.row-total')
      const closing = balance(await total.locator('td[data-label="Saldo"]').textContent())
      const charged = grosze(await total.locator('td[data-label="Obciążenie"]').textContent())
      const dates = await page.locator('td[data-label="Data"]').allTextContents()
      assert.ok(dates.length > 0 && dates.every((date) => date.trim().endsWith('2025')), dates.join(' '))

      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: /Pobierz CSV/ }).click()
      const file = await download
      assert.equal(file.suggestedFilename(), 'kartoteka.csv')
      const rows = readFileSync(await file.path(), 'utf8')
        .replace('\ufeff', '')
        .trim()
        .split('\r\n')
      assert.ok(rows.length > 40, 'the file holds the whole year, not one page of it')
      const last = (rows.at(-1) ?? '').replaceAll('"', '').split(';')
      assert.equal(last[1], 'Razem')
      assert.equal(grosze(last[3] ?? ''), charged)
      assert.equal(grosze(last[5] ?? ''), closing)

      await page.getByRole('link', { name: 'Rachunki', exact: true }).click()
      assert.match(page.url(), /dokumenty\?.*od=2025-01-01/, 'the other view keeps the year')
    })
  })
}
