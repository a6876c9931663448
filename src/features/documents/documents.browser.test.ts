import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { launchChromium } from '#test/harness/chromium.ts'
import { morning, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
const browser = await launchChromium()
after(() => browser.close())
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function signedIn(options: { javaScriptEnabled?: boolean; width?: number } = {}): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    viewport: { width: options.width ?? 360, height: 740 },
    bypassCSP: true,
    acceptDownloads: true,
  })
  const { secret } = await portal.openSession({ kind: 'resident', partyId: cast.overpaid.partyId })
  await context.addCookies([{ name: 'ebok-session', value: secret, url: portal.baseUrl }])
  return context.newPage()
}

test('finds a resolution by an inflected word and opens its PDF, without script too', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await signedIn({ javaScriptEnabled })
    await page.goto(`${portal.baseUrl}/dokumenty`)
    await page.getByLabel('Szukaj').fill('uchwały o remontach dachów')
    await page.getByRole('button', { name: 'Szukaj' }).click()
    await page.waitForURL(/szukaj=/)
    const hit = page.getByRole('heading', { level: 2, name: /Uchwała nr 3\/2026 w sprawie remontu dachu/ })
    await hit.waitFor()
    assert.equal(
      await page
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { level: 2 }) })
        .count(),
      1,
    )
    assert.deepEqual(await hit.locator('mark').allTextContents(), ['Uchwała', 'remontu', 'dachu'])
    await hit.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: /remontu dachu/ }).waitFor()
    const href = await page.getByRole('link', { name: 'Otwórz PDF' }).getAttribute('href')
    const file = await page.request.get(`${portal.baseUrl}${href}`)
    assert.equal(file.headers()['content-type'], 'application/pdf')
    assert.equal((await file.body()).subarray(0, 5).toString(), '%PDF-')
    const download = page.waitForEvent('download')
    await page
      .getByRole('link', { name: /Pobierz/ })
      .first()
      .click()
    assert.equal((await download).suggestedFilename(), 'Uchwała nr 3 2026 w sprawie remontu dachu.pdf')
    await page.context().close()
  }
})

test('a letter opens and its page then says when', async () => {
  const page = await signedIn()
  await page.goto(`${portal.baseUrl}/dokumenty/pisma`)
  await page.getByRole('link', { name: 'Zawiadomienie o zmianie opłat' }).click()
  await page.getByText('jeszcze nie otwarto').waitFor()
  const href = await page.getByRole('link', { name: 'Otwórz PDF' }).getAttribute('href')
  assert.equal((await page.request.get(`${portal.baseUrl}${href}`)).status(), 200)
  await page.reload()
  assert.equal(await page.getByText('jeszcze nie otwarto').count(), 0)
  await page.context().close()
})

test('a new version is read and accepted from the keyboard', async () => {
  const page = await signedIn()
  await page.goto(`${portal.baseUrl}/dokumenty`)
  await page.getByRole('link', { name: 'Regulamin portalu e-BOK', exact: true }).first().focus()
  await page.keyboard.press('Enter')
  const button = page.getByRole('button', { name: 'Akceptuję tę wersję' })
  await button.focus()
  await page.keyboard.press('Enter')
  await page.getByText('Zapisano akceptację.').waitFor()
  await page.getByText('Zaakceptowano').first().waitFor()
  await page.context().close()
})

test('the pages are accessible, valid, and no wider than a small phone', async () => {
  const page = await signedIn({ width: 320 })
  const { rows } = await portal.asRoot((client) =>
    client.query(`select id from archive_documents where asks_acceptance`),
  )
  const letters = await portal.asRoot((client) =>
    client.query(`select id from notices where party_id = $1`, [cast.overpaid.partyId]),
  )
  const validator = new HtmlValidate({ extends: ['html-validate:a11y'] })
  for (const path of [
    '/dokumenty',
    '/dokumenty?szukaj=remontu',
    '/dokumenty?szukaj=hipopotam',
    '/dokumenty?od=2026-05-05&do=2026-01-01',
    `/dokumenty/${rows[0].id}`,
    '/dokumenty/pisma',
    `/dokumenty/pisma/${letters.rows[0].id}`,
    '/dokumenty-publiczne',
    `/dokumenty-publiczne/${rows[0].id}`,
  ]) {
    const answer = await page.goto(`${portal.baseUrl}${path}`)
    const body = (await answer?.body()) ?? Buffer.alloc(0)
    assert.ok(body.length <= 30_000, `${path}: ${body.length} bytes`)
    const report = await validator.validateString(body.toString())
    assert.deepEqual(
      report.results.flatMap((result) => result.messages.map((message) => message.message)),
      [],
      path,
    )
    await page.addScriptTag({ content: axe })
    const found = await page.evaluate(
      'axe.run().then((result) => result.violations.map((one) => one.id + ": " + one.nodes[0].html))',
    )
    assert.deepEqual(found, [], path)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    assert.ok(Number(overflow) <= 0, `${path} is ${overflow} px too wide`)
  }
  await page.context().close()
})
