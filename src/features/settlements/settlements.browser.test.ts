import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { addDecimal, multiplyDecimal, multiplyToGrosze, subtractDecimal } from '#kernel/decimal.ts'
import { parseMoney } from '#kernel/money.ts'
import { desktop, phone, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const resident = { kind: 'resident', partyId: cast.meterReplaced.partyId } as const

/** As a person types into a calculator: no spaces, a point. */
const keyed = (text: string) =>
  text
    .replaceAll(/[\s\u00a0]/g, '')
    .replace('\u2212', '-')
    .replace(',', '.')
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('main *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => one.tagName + ': ' + one.textContent.slice(0, 60))`)
}

async function failings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(`axe.run().then((found) => found.violations.map((one) => one.id + ': ' + one.nodes[0].html))`)
}

/** Does every sum of the explanation again, from the words on the page alone; gives the amounts it ends at. */
function recalculate(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence) => {
    const [, left, right] = /: (.+) = ([\d \u2212-]+(?:,\d+)?)/.exec(sentence) ?? []
    if (left === undefined || right === undefined) return []
    const parts = left.split(/ [×\u2212] /).map((part) => keyed(part.replace(/ ?(m³|m²|jedn\.|szt\.|zł).*$/, '')))
    const [first, ...rest] = parts as [string, ...string[]]
    if (sentence.includes('minus')) {
      assert.equal(rest.reduce(subtractDecimal, first), addDecimal(keyed(right), '0'), sentence)
      return []
    }
    if (!sentence.startsWith('Razy stawka')) {
      assert.equal(rest.reduce(multiplyDecimal, first), addDecimal(keyed(right), '0'), sentence)
      return []
    }
    assert.equal(multiplyToGrosze(first, rest[0]!), parseMoney(keyed(right)), sentence)
    return [right]
  })
}

for (const javaScriptEnabled of [true, false]) {
  test(`understand a heat settlement on a phone${javaScriptEnabled ? '' : ', without script'}`, async () => {
    await visit({ as: resident, viewport: phone, javaScriptEnabled }, async (page) => {
      await page.goto('/media')
      await page.getByRole('link', { name: 'Rozliczenia liczników' }).click()
      await page.getByRole('link', { name: 'Ciepło, 1 czerwca 2025 – 31 maja 2026' }).click()
      assert.match(plain(String(await page.locator('.slip-answer').textContent())), /Do zwrotu\s+485,32 zł/)
      assert.match(String(await page.locator('.slip-sentence').textContent()), /Nie trzeba nic płacić/)
      const why = page.getByRole('region', { name: 'Skąd ta kwota?' })
      const sentences = (await why.locator('li p').allTextContents()).map(plain)
      const amounts = recalculate(sentences)
      assert.equal(amounts.length, 6)
      const sum = amounts.reduce((total, one) => addDecimal(total, keyed(one)), '0')
      assert.equal(sum, '4007.34')
      assert.match(plain(String(await why.textContent())), /4 492,66 − 4 007,34 = 485,32 zł do zwrotu\./)
      await page.getByRole('link', { name: 'RC/2026/05/L0001-EKSPL' }).click()
      assert.match(plain(String(await page.locator('main').textContent())), /485,32 zł/)
    })
  })
}

test('the arithmetic check of this journey can fail', () => {
  assert.throws(() => recalculate(['Razy współczynniki: 142 × 0,88 × 0,75 = 93,73 jedn.']))
  assert.throws(() => recalculate(['Razy stawka: 93,72 jedn. × 1,7226 zł = 161,45 zł.']))
  assert.throws(() => recalculate(['Odczyt obecny minus poprzedni: 142 \u2212 1 = 142 jedn.']))
})

/** The printable part of A4 within the margins of print.css, at 96 dots an inch. */
const paper = { width: Math.floor(((210 - 28) / 25.4) * 96), height: Math.floor(((297 - 32) / 25.4) * 96) }

for (const [id, what] of [
  ['S0001-5', 'water with a replaced meter'],
  ['S0001-6', 'heat with allocators'],
] as const) {
  test(`print a settlement: ${what}`, async () => {
    await visit({ as: resident, viewport: paper }, async (page) => {
      await page.goto(`/media/rozliczenia/${id}`)
      await page.emulateMedia({ media: 'print' })
      assert.deepEqual(await tooWide(page), [], 'nothing stands over the edge of the paper')
      const amounts = await page.locator('main .amount').all()
      assert.ok(amounts.length > 20, 'there are amounts to print')
      for (const amount of amounts) assert.ok(await amount.isVisible(), String(await amount.textContent()))
      for (const name of ['Pozycje rozliczenia', 'Odczyty w tym rozliczeniu', 'Skąd ta kwota?', 'Sposób rozliczenia'])
        assert.ok(await page.getByRole('heading', { name }).isVisible(), name)
      const cut = await page.evaluate(`[...document.querySelectorAll('main td, main th, main .table-frame')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
        .map((one) => one.textContent.slice(0, 60))`)
      assert.deepEqual(cut, [])
      for (const hidden of ['.tabs', '.subtabs', '.downloads', '.back'])
        for (const one of await page.locator(hidden).all()) assert.equal(await one.isVisible(), false, hidden)
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
      assert.ok(sheets >= 1 && sheets <= 3, `${sheets} sheets`)
      assert.match(pdf.toString('latin1'), /\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12]/)
    })
  })
}

test('settlements and meters hold on every width and for every eye', async () => {
  const urls = [
    '/media',
    '/media/liczniki/M0001-2',
    '/media/rozliczenia',
    '/media/rozliczenia/S0001-5',
    '/media/rozliczenia/S0001-6',
  ]
  for (const viewport of [{ width: 320, height: 640 }, desktop]) {
    await visit({ as: resident, viewport, reducedMotion: 'reduce' }, async (page) => {
      for (const url of urls) {
        await page.goto(url)
        assert.deepEqual(await tooWide(page), [], `${url} at ${viewport.width}`)
        assert.deepEqual(await failings(page), [], `${url} at ${viewport.width}`)
      }
    })
  }
})
