// Pictures of the portal: `npm run shots` makes the README's two; with EBOK_SHOTS=all every page in every look, into shots/.
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
const landlord: TestPerson = { kind: 'resident', partyId: cast.fivePremises.partyId }
const accountant: TestPerson = { kind: 'staff', staffRole: 'accountant' }

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

async function shoot(
  { whole = false, print = false, ...look }: VisitOptions & { whole?: boolean; print?: boolean },
  url: string,
  path: string,
): Promise<void> {
  await visit(look, async (page) => {
    await portal.asRoot((client) => client.query(`update logins set display_name = 'Barbara Wiśniewska'`))
    await page.goto(url)
    if (print) await page.emulateMedia({ media: 'print' })
    await page.screenshot({ path, fullPage: whole })
  })
}

test('the two pictures of the README', async () => {
  const folder = join(import.meta.dirname, '../docs/pictures')
  mkdirSync(folder, { recursive: true })
  await shoot({ as: resident, viewport: phone }, '/rachunki', join(folder, 'telefon.png'))
  await shoot({ as: accountant, viewport: { ...desktop, height: 720 } }, '/biuro/import', join(folder, 'biuro.png'))
  for (const name of ['telefon.png', 'biuro.png']) assert.ok(statSync(join(folder, name)).size <= sizeLimitBytes, name)
})

const looks: Readonly<Record<string, VisitOptions & { print?: boolean }>> = {
  '360': { viewport: phone },
  '768': { viewport: { width: 768, height: 1024 } },
  '1280': { viewport: desktop },
  '360-dark': { viewport: phone, colorScheme: 'dark' },
  '1280-forced': { viewport: desktop, forcedColors: 'active' },
  '768-print': { viewport: { width: 700, height: 990 }, print: true },
}
const pages: readonly (readonly [string, string, TestPerson | undefined])[] = [
  ['logowanie', '/zaloguj', undefined],
  ['ogolnie', '/rachunki', resident],
  ['ogolnie-wiele', '/rachunki', landlord],
  ['ogolnie-nadplata', '/rachunki', { kind: 'resident', partyId: cast.overpaid.partyId }],
  ['ogolnie-nowy', '/rachunki', { kind: 'resident', partyId: cast.empty.partyId }],
  ['rachunki', '/rachunki/dokumenty', resident],
  ['rachunki-wiele', '/rachunki/dokumenty', landlord],
  ['rachunek', '/rachunki/dokumenty/D0003-104', resident],
  ['kartoteka', '/rachunki/kartoteka?od=2026-01-01&do=2026-12-31', resident],
  ['kalendarz', '/rachunki/kalendarz', resident],
  ['kalendarz-lista', '/rachunki/kalendarz?widok=lista', landlord],
  ['subskrypcja', '/rachunki/kalendarz/subskrypcja', resident],
  ['dokumenty', '/dokumenty', resident],
  ['napisz', '/napisz', landlord],
  ['media', '/media', resident],
  ['moje-dane', '/moje-dane', resident],
  ['parametry', '/moje-dane/parametry', resident],
  ['wiadomosci', '/wiadomosci', resident],
  ['kontakt', '/kontakt', resident],
  ['haslo', '/haslo', resident],
  ['brak', '/nie-ma', resident],
  ['biuro', '/biuro/import', accountant],
]

test('every page in every look', { skip: process.env.EBOK_SHOTS !== 'all' }, async () => {
  mkdirSync('shots', { recursive: true })
  const only = process.env.EBOK_SHOTS_ONLY?.split(',')
  for (const [look, options] of Object.entries(looks))
    for (const [name, url, person] of pages)
      if (!only || only.some((one) => `${name}-${look}`.includes(one)))
        await shoot({ ...options, as: person, whole: true }, url, `shots/${name}-${look}.png`)
})
