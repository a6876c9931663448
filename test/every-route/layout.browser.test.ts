import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { seedDeliveries } from './deliveries.ts'
import { type Box, boxesOfPage, differences, readLayouts, written } from './layout.ts'
import { keepLetters, known, looks, showsPage, widths } from './looks.ts'

const kept = join(import.meta.dirname, 'layout.txt')

test('every page stands as it stood', async (t) => {
  const portal = await withPortal({ listen: true })
  await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
  await portal.asRoot(seedDeliveries)
  const { visit } = await withBrowser(portal)
  const all = await looks(portal)
  const started = performance.now()
  const layouts = new Map<string, readonly Box[]>()
  for (const [as, pages] of Map.groupBy(all, (look) => look.as))
    await visit({ as: known(as), reducedMotion: 'reduce', bypassCSP: true, deviceScaleFactor: 2 }, async (page) => {
      await keepLetters(page)
      for (const { name, url } of pages) {
        if (!(await showsPage(page, url))) continue
        await page.goto(url)
        await page.evaluate('document.fonts.ready')
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          layouts.set(`${as} ${name} ${width}`, (await page.evaluate(boxesOfPage)) as Box[])
        }
      }
    })
  t.diagnostic(
    `${all.length} pages at ${widths.join(', ')} px in ${Math.round((performance.now() - started) / 1000)} s`,
  )
  if (process.env.EBOK_SNAPSHOTS === 'write') writeFileSync(kept, written(layouts))
  const before = existsSync(kept) ? readLayouts(readFileSync(kept, 'utf8')) : new Map()
  const found = differences(before, layouts)
  assert.deepEqual(found.slice(0, 30), [], `${found.length} differ. Meant? npm run snapshots -- --write`)
})
