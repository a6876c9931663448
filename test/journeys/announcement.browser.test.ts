import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { desktop, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
// One building, two staircases: the editor writes to the first of them.
const place = await portal.asRoot(async (client) => {
  await client.query(
    `update premises_versions set building_id = 'B1', staircase = case when id = any ($1) then 'B' else 'A' end`,
    [cast.arrears.premisesIds],
  )
  const { rows } = await client.query<{ street: string; house_number: string; people: number }>(
    `select b.street, b.house_number, (select count(distinct h.party_id)::int from holdings h join premises p on p.id = h.premises_id
        where p.building_id = b.id and p.staircase = 'A' and h.valid_from <= $1 and coalesce(h.valid_to, 'infinity') >= $1) as people
       from buildings b where b.id = 'B1'`,
    ['2026-11-23'],
  )
  return rows[0]!
})
const editor = { kind: 'staff', staffRole: 'editor' } as const
const neighbour = { kind: 'resident', partyId: cast.arrears.partyId } as const
const inStaircase = { kind: 'resident', partyId: cast.overpaid.partyId } as const

for (const javaScriptEnabled of [true, false]) {
  test(`an editor writes to one staircase${javaScriptEnabled ? '' : ', without script'}`, async () => {
    const title = `Mycie klatki ${javaScriptEnabled ? 'w piątek' : 'w sobotę'}`
    await visit({ as: editor, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro/ogloszenia')
      await page.getByRole('link', { name: 'Nowe ogłoszenie' }).click()
      await page.getByLabel('Tytuł').fill(title)
      await page.getByLabel('Treść').fill('Prosimy odsunąć wycieraczki.')
      await page.getByRole('button', { name: 'Wybierz odbiorców' }).click()
      await page.getByLabel('Szukaj miejsca').fill(`${place.street} ${place.house_number}`)
      await page.getByRole('button', { name: 'Szukaj' }).click()
      await page.getByRole('button', { name: `${place.street} ${place.house_number}, klatka A`, exact: true }).click()
      await page.getByText('Szkic jest zapisany').waitFor()
      assert.equal(await page.getByLabel('Tytuł').inputValue(), title, 'what was typed is there after the choice')
      await page.getByRole('button', { name: 'Podgląd i publikacja' }).click()
      await page.getByRole('heading', { name: 'Tak zobaczy to mieszkaniec' }).waitFor()
      const reach = (await page.getByText(/^Trafi do/).textContent())!
      assert.equal(Number(/\d+/.exec(reach)?.[0]), place.people, reach)
      await page.getByText('Prosimy odsunąć wycieraczki.').waitFor()
      await page.getByRole('button', { name: 'Opublikuj', exact: true }).click()
      await page.getByText('Ogłoszenie jest opublikowane.').waitFor()
    })
    await visit({ as: inStaircase, javaScriptEnabled }, async (page) => {
      await page.goto('/wiadomosci')
      await page.getByRole('link', { name: title }).click()
      await page.getByText('Prosimy odsunąć wycieraczki.').waitFor()
    })
    await visit({ as: neighbour, javaScriptEnabled }, async (page) => {
      await page.goto('/wiadomosci')
      assert.equal(await page.getByText(title).count(), 0)
    })
  })
}
