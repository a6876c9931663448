import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'
import { pagesToTry } from './pages.ts'
import { type Principal, principals } from './people.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

/** What only a script could use or show: buttons that send nothing, and hidden things other than those buttons and robots' traps. */
const needsScript = `[
  ...[...document.querySelectorAll('button[type=button]')].filter((button) => button.checkVisibility()),
  ...[...document.querySelectorAll('[hidden]')].filter((element) => !element.matches('button, input, [data-print], .trap')),
  ...[...document.forms].filter((form) => !form.querySelector('button[type=submit]')),
].map((element) => element.outerHTML.slice(0, 100))`

/** Opens everything that is folded, by clicking on it. */
async function unfold(page: Page): Promise<number> {
  const folded = page.locator('details:not([open]) > summary:visible')
  let opened = 0
  while ((await folded.count()) > 0 && opened < 30) {
    await folded.first().click()
    opened += 1
  }
  return opened
}

for (const principal of ['anonymous', 'resident', 'landlord', 'administrator'] satisfies Principal[]) {
  test(`without script every page works: ${principal}`, async (t) => {
    const asked = await portal.browser(principals[principal])
    let [seen, opened, sent] = [0, 0, 0]
    await visit({ as: principals[principal], javaScriptEnabled: false }, async (page) => {
      for (const { url } of (await pagesToTry(portal)).filter((one) => one.principal === principal)) {
        const { status, headers } = await asked.get(url)
        if (status !== 200 || !String(headers['content-type']).startsWith('text/html')) continue
        await page.goto(url)
        seen += 1
        assert.equal(await page.locator('h1:visible').count(), 1, url)
        assert.deepEqual(await page.evaluate(needsScript), [], url)
        opened += await unfold(page)
        assert.equal(await page.locator('details:not([open]) > summary:visible').count(), 0, url)
        if (await page.locator('nav.tabs').count())
          assert.equal(
            await page.locator('nav.tabs li a:visible').count(),
            await page.locator('nav.tabs li a').count(),
            `${url}: the menu opens`,
          )
        const forms = await page.locator('form[method=get]').count()
        for (let form = 0; form < forms; form++) {
          await page.goto(url)
          await unfold(page)
          const answer = page.waitForResponse((response) => response.request().isNavigationRequest())
          await page.locator('form[method=get]').nth(form).locator('button[type=submit]').first().click()
          assert.equal((await answer).status(), 200, `${url}: form ${form} as it stands`)
          sent += 1
        }
      }
    })
    t.diagnostic(`${seen} pages, ${opened} folds opened, ${sent} forms sent`)
    assert.ok(seen >= 1)
  })
}
