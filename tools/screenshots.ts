// The two pictures of the README: `npm run test:only -- tools/screenshots.ts`. Pictures of every page: `npm run snapshots -- --pictures=shots`.
import assert from 'node:assert/strict'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { desktop, phone, type VisitOptions, withBrowser } from '#test/harness/browser.ts'
import type { TestPerson } from '#test/harness/database.ts'
import { withPortal } from '#test/harness/portal.ts'

const sizeLimitBytes = 150_000

const resident: TestPerson = { kind: 'resident', partyId: cast.arrears.partyId }
const accountant: TestPerson = { kind: 'staff', staffRole: 'accountant' }

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

async function shoot(look: VisitOptions, url: string, path: string): Promise<void> {
  await visit(look, async (page) => {
    await portal.asRoot((client) => client.query(`update logins set display_name = 'Barbara Wiśniewska'`))
    await page.goto(url)
    await page.screenshot({ path })
  })
}

test('the two pictures of the README', async () => {
  const folder = join(import.meta.dirname, '../docs/pictures')
  mkdirSync(folder, { recursive: true })
  await shoot({ as: resident, viewport: phone }, '/rachunki', join(folder, 'telefon.png'))
  await shoot({ as: accountant, viewport: { ...desktop, height: 720 } }, '/biuro/import', join(folder, 'biuro.png'))
  for (const name of ['telefon.png', 'biuro.png']) assert.ok(statSync(join(folder, name)).size <= sizeLimitBytes, name)
})
