import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { type CastName, cast } from '#db/seed/cast.ts'
import { describeDelivery } from '#db/seed/describe.ts'
import { generateDelivery } from '#db/seed/generate.ts'
import { phone, withBrowser } from '#test/harness/browser.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { booksAsOf, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const expected = await describeTiny()

/** The same delivery the portal was loaded with, read back by a reader that shares nothing with the portal. */
async function describeTiny() {
  const folder = temporaryFolder('tiny')
  try {
    const outDir = join(folder, 'delivery')
    await generateDelivery({ size: 'tiny', seed: 1, asOf: booksAsOf, outDir, kind: 'full', sequence: 1 })
    return await describeDelivery(outDir)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const plain = (text: string | null): string => (text ?? '').replaceAll(/[\s\u00a0\u202f]+/g, ' ').trim()
const zloty = (grosze: number): string =>
  plain(new Intl.NumberFormat('pl-PL', { style: 'currency', currency: 'PLN', useGrouping: true }).format(grosze / 100))
const day = (isoDate: string): string =>
  new Intl.DateTimeFormat('pl-PL', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(isoDate))

async function onFirstScreen(place: Locator): Promise<string> {
  const box = await place.boundingBox()
  assert.ok(box && box.y >= 0 && box.y + box.height <= phone.height, `${place} is not on the first screen`)
  return plain(await place.textContent())
}

const owing: readonly CastName[] = ['arrears', 'fivePremises', 'company', 'tenant', 'longSurname', 'overpaid']

for (const javaScriptEnabled of [true, false]) {
  for (const name of owing) {
    test(`${name}: how much, until when, to which account, without scrolling${javaScriptEnabled ? '' : ', without script'}`, async () => {
      const accounts = expected[name].accounts.filter(({ balanceGrosze }) => balanceGrosze > 0)
      assert.ok(accounts.length > 0, `${name} owes nothing: the journey would prove nothing`)
      await visit({ as: { kind: 'resident', partyId: cast[name].partyId }, javaScriptEnabled }, async (page) => {
        await page.goto('/')
        const owes = accounts.reduce((sum, { balanceGrosze }) => sum + balanceGrosze, 0)
        assert.equal(await onFirstScreen(page.locator('.slip-answer')), zloty(owes))
        const overdue = accounts.reduce((sum, { overdueGrosze }) => sum + overdueGrosze, 0)
        const sentence = await onFirstScreen(page.locator('.slip-sentence'))
        const next = accounts.flatMap(({ nextDue }) => (nextDue ? [nextDue.dueOn] : [])).sort()[0]
        if (overdue > 0 && overdue < owes) assert.ok(sentence.includes(zloty(overdue)), sentence)
        if (next && overdue < owes) assert.ok(sentence.includes(day(next)), sentence)
        const shown = plain(await page.locator('.slip-boxes').textContent()).replaceAll(' ', '')
        for (const { nrb, balanceGrosze } of accounts) {
          assert.ok(shown.includes(nrb), nrb)
          assert.ok(shown.includes(zloty(balanceGrosze).replaceAll(' ', '')), String(balanceGrosze))
        }
        await onFirstScreen(page.locator('.nrb-digits').first())
      })
    })
  }
}

test('paid exactly, nothing yet: a sentence says so; paid too much: the account says how much', async () => {
  for (const name of ['zero', 'empty'] as const) {
    await visit({ as: { kind: 'resident', partyId: cast[name].partyId } }, async (page) => {
      await page.goto('/')
      assert.match(await onFirstScreen(page.locator('.slip-answer')), /Rozliczone/)
      assert.match(await onFirstScreen(page.locator('.slip-sentence')), /Wszystko zapłacone/)
    })
  }
  const [inCredit] = expected.overpaid.accounts.filter(({ balanceGrosze }) => balanceGrosze < 0)
  assert.ok(inCredit)
  await visit({ as: { kind: 'resident', partyId: cast.overpaid.partyId } }, async (page) => {
    await page.goto('/')
    const balances = plain(await page.getByRole('region', { name: 'Salda kont' }).textContent())
    assert.ok(balances.includes(`Nadpłata ${zloty(-inCredit.balanceGrosze)}`), balances)
  })
})
