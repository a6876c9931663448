import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { seedProfile } from '#db/seed/content/profile.ts'
import { withPortal } from '#test/harness/portal.ts'

test('the demo fills the pages of the cast, once', async () => {
  const portal = await withPortal()
  const browser = await portal.browser({ kind: 'resident', partyId: cast.member.partyId })
  await portal.browser({ kind: 'resident', partyId: cast.tenant.partyId })
  for (let time = 0; time < 2; time++) await portal.asRoot((client) => seedProfile({ client }))
  const page = (await browser.get('/moje-dane')).body.replaceAll('<wbr>', '')
  assert.match(page, /halina\.n@poczta\.example/)
  assert.equal(page.match(/Liczba osób w lokalu/g)?.length, 1)
  assert.match(page, /załatwiona/)
  assert.match((await browser.get('/moje-dane/zgody')).body, /cofnięcie zgody, wersja 1/)
})
