import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '#test/harness/chromium.ts'
import { browserEntry, cssFiles } from '#ui/assets.ts'
import { iconSvg } from '#ui/icon.ts'
import { DEFAULT_ACCENT, themeCss } from '#ui/theme.ts'
import { samplePages } from './sample-pages.testkit.tsx'

const pages = samplePages({
  cssHref: '/app.css',
  themeHref: '/theme.css',
  iconHref: '/icon.svg',
  scriptHref: '/app.js',
})

const script = await build({
  entryPoints: [fileURLToPath(browserEntry)],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2020',
})
const files: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>> = {
  '/app.css': ['text/css', Buffer.concat(cssFiles.map((url) => readFileSync(url)))],
  '/theme.css': ['text/css', themeCss(DEFAULT_ACCENT)],
  '/icon.svg': ['image/svg+xml', iconSvg(DEFAULT_ACCENT)],
  '/app.js': ['text/javascript', script.outputFiles[0]!.contents],
}

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const [type, body] = files[path] ?? ['text/html; charset=utf-8', pages[path] ?? '']
  response.setHeader('content-type', type)
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'",
  )
  response.end(body)
})
let browser: Browser
let origin = ''

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchChromium()
})

after(async () => {
  await browser?.close()
  server.close()
})

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function axe(tab: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, so that the page keeps its policy against foreign scripts.
  await tab.evaluate(axeSource)
  return tab.evaluate(`axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })
    .then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ' ' + n.html.slice(0, 160) + ' ' + n.failureSummary)))`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing, ${colorScheme}, ${width} px`, async () => {
      const tab = await browser.newPage({ viewport: { width, height: 740 }, colorScheme })
      const complaints: string[] = []
      tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      for (const path of Object.keys(pages)) {
        await tab.goto(origin + path)
        assert.deepEqual(await axe(tab), [], path)
      }
      assert.deepEqual(complaints, [], 'nothing in a page runs against the content security policy')
      await tab.close()
    })
  }
}

test('nothing is wider than the screen, from 320 px on and with letters twice as large', async () => {
  for (const [width, path] of [320, 360, 768, 1280].flatMap((w) => Object.keys(pages).map((p) => [w, p] as const))) {
    const tab = await browser.newPage({ viewport: { width, height: 740 } })
    await tab.goto(origin + path)
    const wider = await tab.evaluate(`[...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest('.unseen'))
      .map((e) => e.outerHTML.slice(0, 80))`)
    assert.deepEqual(wider, [], `${width} ${path}`)
    await tab.close()
  }
  const half = await browser.newPage({ viewport: { width: 180, height: 370 } })
  await half.goto(`${origin}/rachunki`)
  assert.equal(await half.evaluate('document.documentElement.scrollWidth'), 180)
  await half.close()
})

test('the answer, the date and WYJŚCIE are on the first screen of a small phone', async () => {
  const tab = await browser.newPage({ viewport: { width: 360, height: 740 } })
  await tab.goto(`${origin}/rachunki`)
  for (const selector of ['.slip-answer', '.slip-sentence', '.nrb-digits', '.who button', '.as-of']) {
    const box = await tab.locator(selector).first().boundingBox()
    assert.ok(box && box.y >= 0 && box.y + box.height <= 740, `${selector} ${JSON.stringify(box)}`)
  }
  await tab.close()
})

test('without script the menu opens, and buttons only a script can press are not there', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false })
  const tab = await context.newPage()
  await tab.goto(`${origin}/rachunki`)
  assert.equal(await tab.getByRole('link', { name: 'Napisz do nas' }).isVisible(), false)
  await tab.getByText('Menu', { exact: true }).click()
  assert.equal(await tab.getByRole('link', { name: 'Napisz do nas' }).isVisible(), true)
  assert.equal(await tab.locator('[data-copy]').first().isVisible(), false)
  await context.close()
})

test('with script: copy, reveal a password, focus on what is wrong, a warning before the session ends', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const tab = await context.newPage()
  await tab.clock.install()
  await tab.goto(`${origin}/dev/ui`)
  assert.equal(await tab.evaluate('document.activeElement.className'), 'error-summary')
  await tab.locator('[data-copy]').first().click()
  assert.equal(await tab.evaluate('navigator.clipboard.readText()'), '61109010140000071219812874')
  const password = tab.locator('input[name=haslo-nowe]')
  await tab.locator('[data-reveal]:has(input[name=haslo-nowe]) button').click()
  assert.equal(await password.getAttribute('type'), 'text')
  await tab.clock.fastForward('28:10')
  const stay = tab.getByRole('button', { name: 'Zostań na stronie' })
  await stay.click()
  await stay.waitFor({ state: 'detached' })
  await password.fill('coś wpisanego')
  await tab.clock.fastForward('31:00')
  await tab.getByText('Minął czas bez ruchu.').first().waitFor()
  assert.equal(await password.inputValue(), 'coś wpisanego')
  await context.close()
})

test('paper gets the content alone, black on white, also from a dark screen', async () => {
  const tab = await browser.newPage({ viewport: { width: 700, height: 900 }, colorScheme: 'dark' })
  await tab.goto(`${origin}/dev/ui`)
  await tab.emulateMedia({ media: 'print' })
  for (const selector of ['.tabs', '.who', '.subtabs', '.filter', '.downloads', '.nrb .button', '.pages']) {
    assert.equal(await tab.locator(selector).first().isVisible(), false, selector)
  }
  assert.equal(await tab.locator('h1').isVisible(), true)
  const colours = `(() => { const { color, backgroundColor } = getComputedStyle(document.documentElement); return [color, backgroundColor] })()`
  assert.deepEqual(await tab.evaluate(colours), ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
  const heads = `[...document.querySelectorAll('.table thead')].map((head) => getComputedStyle(head).display)`
  assert.deepEqual([...new Set((await tab.evaluate(heads)) as string[])], ['table-header-group'])
  await tab.close()
})
