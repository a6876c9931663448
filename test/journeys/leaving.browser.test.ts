import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { principals } from '#test/every-route/people.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const { rows } = await portal.asRoot((client) =>
  client.query<{ nrb: string }>('select nrb from accounts where id = any ($1)', [cast.arrears.accountIds]),
)
const secrets = rows.map(({ nrb }) => nrb)

for (const javaScriptEnabled of [true, false]) {
  test(`after WYJŚCIE the Back button shows nothing of the account, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    await visit({ as: principals.resident, javaScriptEnabled }, async (page) => {
      const digits = async () => ((await page.textContent('body')) ?? '').replaceAll(/\s/g, '')
      await page.goto('/rachunki')
      assert.ok(secrets.some((nrb) => secrets.length > 0 && nrb.length === 26))
      const before = await digits()
      assert.ok(secrets.every((nrb) => before.includes(nrb)))
      await page.goto('/rachunki/kartoteka')
      await page.getByRole('button', { name: 'WYJŚCIE' }).click()
      await page.getByText('Możesz zamknąć tę stronę').waitFor()
      for (let step = 0; step < 2; step++) {
        await page.goBack()
        const after = await digits()
        assert.ok(!secrets.some((nrb) => after.includes(nrb)))
        assert.ok(!after.includes('Kartoteka') && !after.includes('Saldo'), after.slice(0, 200))
        assert.equal(new URL(page.url()).pathname, '/zaloguj')
      }
      assert.deepEqual(
        (await page.context().cookies()).filter(({ name }) => name.endsWith('session')),
        [],
      )
    })
  })
}
