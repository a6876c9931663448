import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { withBrowser } from '#test/harness/browser.ts'
import { pdfPages } from '#test/harness/pdf.ts'
import { withPortal } from '#test/harness/portal.ts'
import { principals } from './people.ts'

const inPageSource = readFileSync(new URL('in-page.js', import.meta.url), 'utf8')
/** The printable part of A4 within the margins of print.css, at 96 dots an inch. */
const paper = { width: Math.floor(((210 - 28) / 25.4) * 96), height: Math.floor(((297 - 32) / 25.4) * 96) }
const a4 = /\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12]/g

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)

/** Nothing to press or to go to stands on paper. */
const pressed = `[...document.querySelectorAll('nav, button, .button, select, input:not([type=hidden]), .downloads, .who')]
  .filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 80))`

const printed = [
  { url: '/rachunki', sheets: 2, words: [], numbered: true },
  { url: '/rachunki/dokumenty/D0003-104', sheets: 2, words: ['NAL/2026/12/L0003-FR'], numbered: true },
  { url: '/rachunki/kartoteka', sheets: 4, words: [], numbered: false },
] as const

for (const { url, sheets, words, numbered } of printed) {
  test(`printed, ${url} is A4, whole, without what is to be pressed, with its amounts${numbered ? ' and the account number' : ''} as text`, async () => {
    const nrbs = await portal.asRoot(
      async (client) =>
        (await client.query<{ nrb: string }>('select nrb from accounts where id = any ($1)', [cast.arrears.accountIds]))
          .rows,
    )
    await visit({ as: principals.resident, viewport: paper }, async (page) => {
      await page.goto(url)
      const amounts = (await page.locator('main .amount').allTextContents()).map(bare)
      await page.emulateMedia({ media: 'print' })
      await page.evaluate(inPageSource)
      assert.deepEqual(await page.evaluate('inPage.layout()'), [])
      assert.deepEqual(await page.evaluate(pressed), [])
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      const texts = pdfPages(pdf)
      assert.ok(texts.length >= 1 && texts.length <= sheets, `${texts.length} sheets`)
      assert.equal(pdf.toString('latin1').match(a4)?.length, texts.length, 'every sheet is A4')
      const text = bare(texts.join(''))
      if (numbered)
        assert.ok(
          nrbs.some(({ nrb }) => text.includes(nrb)),
          `no account number in ${text.slice(0, 400)}`,
        )
      for (const word of words) assert.ok(text.includes(bare(word)), word)
      assert.ok(amounts.length > 3, 'there are amounts to print')
      for (const amount of amounts) assert.ok(text.includes(amount), amount)
      assert.doesNotMatch(text, /Zmieńhasło|WYJŚCIE|PobierzCSV/)
    })
  })
}

/** Programs put words on paper piece by piece, so spaces say nothing. */
function bare(text: string): string {
  return text.replaceAll(/\s/g, '')
}
