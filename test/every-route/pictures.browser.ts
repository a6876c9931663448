// Run by tools/snapshots.ts: a picture of every page at every width, into the folder EBOK_PICTURES; with EBOK_PICTURES_OF of some pages.
import { test } from 'node:test'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { seedDeliveries } from './deliveries.ts'
import { known, looks, showsPage, widths } from './looks.ts'

test('pictures of every page', async () => {
  const into = process.env.EBOK_PICTURES ?? 'shots'
  const only = process.env.EBOK_PICTURES_OF ?? ''
  const portal = await withPortal({ listen: true })
  await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
  await portal.asRoot(seedDeliveries)
  const { visit } = await withBrowser(portal)
  const wanted = (await looks(portal)).filter(({ name }) => name.includes(only))
  for (const [as, pages] of Map.groupBy(wanted, (one) => one.as))
    await visit({ as: known(as), reducedMotion: 'reduce' }, async (page) => {
      for (const { name: look, url } of pages) {
        if (!(await showsPage(page, url))) continue
        await page.goto(url)
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          const name = `${as}${look.replaceAll(/[^\p{L}\d]+/gu, '-')}-${width}.png`
          await page.screenshot({ path: `${into}/${name}`, fullPage: true, animations: 'disabled', caret: 'hide' })
        }
      }
    })
})
