import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { jobKinds } from '#src/background.ts'
import { desktop, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const kinds = jobKinds(portal.database, { dataDir: '/nonexistent', log: silentLog, tell: async () => {} })
const worker = () => runNextJob({ database: portal.database, log: silentLog, kinds }, new AbortController().signal)

const oldNumber = '80 9990 0009 0001 0000 0003 0010'
const newNumber = '27 1140 2004 0000 3002 0135 5387'
await portal.asRoot((client) =>
  client.query(`insert into cooperative_bank_accounts (label, nrb) values ('Rachunek bieżący', $1)`, [
    oldNumber.replaceAll(' ', ''),
  ]),
)
const administrator = { kind: 'staff', staffRole: 'administrator' } as const
const resident = { kind: 'resident', partyId: cast.arrears.partyId } as const
const numbersShown = () =>
  visit({ as: resident }, async (page) => {
    await page.goto('/kontakt')
    return (await page.locator('.nrb-digits').allTextContents()).join(' ')
  })

for (const javaScriptEnabled of [true, false]) {
  test(`a bank account is changed by two people${javaScriptEnabled ? '' : ', without script'}`, async () => {
    const [from, to] = javaScriptEnabled ? [oldNumber, newNumber] : [newNumber, oldNumber]
    const look = { as: administrator, viewport: desktop, javaScriptEnabled }
    await visit(look, async (page) => {
      await page.goto('/biuro/ustawienia')
      await page.getByRole('link', { name: /Zmień.*Rachunki bankowe/ }).click()
      const first = page.getByRole('group', { name: 'Rachunek 1' })
      await first.getByLabel('Numer rachunku').fill(to.replace(/7$|0$/, '5'))
      await page.getByRole('button', { name: 'Wyślij do zatwierdzenia' }).click()
      await page.getByRole('alert').getByText('cyfra kontrolna').waitFor()
      await first.getByLabel('Numer rachunku').fill(to)
      await page.getByRole('button', { name: 'Wyślij do zatwierdzenia' }).click()
      await page.getByText('czeka na drugą osobę').waitFor()
      assert.equal(await page.getByRole('button', { name: 'Zgadzam się' }).count(), 0, 'nobody approves their own')
    })
    await worker()
    assert.ok((await numbersShown()).includes(from) && !(await numbersShown()).includes(to), 'nothing changes before')

    await visit(look, async (page) => {
      await page.goto('/biuro/zadania')
      await page.getByRole('heading', { name: 'Czeka na drugą osobę' }).waitFor()
      await page.getByRole('link', { name: 'Zobacz i zdecyduj' }).click()
      await page.getByText('nowy numer').waitFor()
      const change = await page.getByRole('table').textContent()
      assert.ok(change!.includes(from) && change!.includes(to), 'old and new stand side by side')
      await page.getByRole('button', { name: 'Zgadzam się, wykonaj' }).click()
      await page.getByText('Zgoda', { exact: true }).waitFor()
    })
    assert.ok(await worker())
    assert.ok(
      (await numbersShown()).includes(to) && !(await numbersShown()).includes(from),
      'the resident sees the new one',
    )
  })
}
