import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { principals } from '#test/every-route/people.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

for (const javaScriptEnabled of [true, false]) {
  test(`an address for the telephone's calendar, and its end, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    await visit({ as: principals.resident, javaScriptEnabled }, async (page) => {
      await page.goto('/rachunki/kalendarz')
      await page.getByRole('link', { name: 'Ustaw kalendarz w telefonie' }).click()
      await page.getByRole('button', { name: 'Utwórz adres' }).click()
      const address = (await page.locator('code').textContent()) ?? ''
      assert.match(address, /\/kalendarz\/[0-9a-f]{64}\.ics$/)
      assert.ok(address.startsWith(`${portal.baseUrl}/`))

      // A calendar program has no cookies.
      const answer = await fetch(address)
      assert.equal(answer.status, 200)
      const calendar = new ICAL.Component(ICAL.parse(await answer.text()))
      const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
      const { rows } = await portal.asRoot((client) =>
        client.query<{ due: string }>(
          `select distinct to_char(due_on, 'YYYY-MM-DD') as due from documents
            where account_id = any ($1) and remaining_grosze > 0 and due_on = '2026-12-15'`,
          [['L0003-EKSPL', 'L0003-FR']],
        ),
      )
      assert.equal(rows.length, 1)
      assert.ok(
        events.some((event) => event.startDate.toString() === rows[0]!.due),
        'the next due date stands in the calendar',
      )

      await page.goto('/rachunki/kalendarz/subskrypcja')
      assert.equal(await page.getByText(address).count(), 0, 'the address is shown once')
      await page.getByRole('button', { name: 'Wyłącz kalendarz' }).click()
      await page.getByRole('button', { name: 'Utwórz adres' }).waitFor()
      assert.equal((await fetch(address)).status, 404)
    })
  })
}
