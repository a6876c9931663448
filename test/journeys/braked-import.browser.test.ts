import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountant, evening, household, withDeliveries } from '#features/office-import/deliveries.testkit.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { desktop, withBrowser } from '#test/harness/browser.ts'

const portal = await withDeliveries({ listen: true })
const { visit } = await withBrowser(portal)
const resident = await portal.browser(household)
const residentSees = async () =>
  /Stan na <time[^>]*>[^<]*/.exec((await resident.get('/rachunki')).body)?.[0].replace(/<[^>]*>/, '')
const standsAt = (night: number) => `Stan na ${formatDateTime(Date.parse(evening(night)))}`

for (const [javaScriptEnabled, night] of [
  [true, 3],
  [false, 4],
] as const) {
  test(`a delivery held by the brake is looked at, confirmed and taken back${javaScriptEnabled ? '' : ', without script'}`, async () => {
    await portal.deliverBraked(night)
    assert.equal(await residentSees(), standsAt(2), 'nothing changes while it waits')
    await visit({ as: accountant, viewport: desktop, javaScriptEnabled }, async (page) => {
      // From the start page to the delivery, as in the morning.
      await page.goto('/biuro')
      await page.getByRole('link', { name: /Dostawa z .*czeka na decyzję/ }).click()
      await page.getByText('znika w niej podejrzanie dużo danych').waitFor()
      assert.match((await page.getByRole('row', { name: /^Lokale/ }).textContent())!, /60.*57.*za dużo/)
      await page.getByRole('link', { name: 'Opublikuj dostawę' }).click()
      await page.getByRole('button', { name: 'Opublikuj dostawę' }).click()
      await page.getByRole('alert').getByText('Napisz powód').waitFor()
      await page.getByLabel('Powód').fill('Trzy lokale przeszły do innej spółdzielni.')
      await page.getByRole('button', { name: 'Opublikuj dostawę' }).click()
      await page.getByText('Praca trwa dalej').waitFor()
      await portal.work()
      if (javaScriptEnabled) {
        // The page follows the work by itself.
        await page.locator('#zadanie').getByText('gotowe').waitFor()
      } else await page.getByRole('link', { name: 'Odśwież' }).click()
      await page.getByRole('link', { name: 'Zobacz dostawę' }).click()
      await page.getByText('Dane z tej dostawy widzą teraz mieszkańcy').waitFor()
      assert.equal(await residentSees(), standsAt(night))

      await page.getByRole('link', { name: 'Wróć do poprzedniej publikacji' }).click()
      const again = await page.locator('dl.pairs').first().textContent()
      assert.ok(again!.includes(formatDateTime(Date.parse(evening(2)))), again!)
      await page.getByLabel('Powód').fill('To jednak był zły eksport.')
      await page.getByRole('button', { name: 'Wróć do poprzedniej publikacji' }).click()
      await portal.work()
      await page.goto('/biuro/import')
      assert.match(
        (await page.locator('#widza-mieszkancy').textContent())!,
        new RegExp(formatDateTime(Date.parse(evening(2)))),
      )
      await page
        .getByRole('row', { name: /cofnięta/ })
        .first()
        .waitFor()
    })
    assert.equal(await residentSees(), standsAt(2))
  })
}
