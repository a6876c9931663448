/** Nobody touches a mouse or a screen here: what a person does who cannot, from the first page to WYJŚCIE. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { issueLogin, issueStartingCode } from '#features/login/issue.ts'
import { desktop, phone, withBrowser } from '#test/harness/browser.ts'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const password = 'cztery zwykłe słowa i kot'

/** More keys than this to get anywhere is no way for anybody. */
const patience = 80

/** What stands out where the keyboard is: a person must see it, whole, on the screen. */
const seen = `(() => {
  const element = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const box = element.getBoundingClientRect()
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && onScreen) || element.outerHTML.slice(0, 120)
})()`

/** Tab by Tab until the place is reached; every stop on the way must be seen. */
async function go(page: Page, place: Locator, key = 'Tab'): Promise<void> {
  await place.waitFor()
  for (let pressed = 0; pressed < patience; pressed += 1) {
    if (await place.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press(key)
    const isBody = await page.evaluate('document.activeElement === document.body')
    if (!isBody) assert.equal(await page.evaluate(seen), true)
  }
  assert.fail(`${place} is not reached within ${patience} keys`)
}

async function follow(page: Page, name: string | RegExp): Promise<void> {
  const link = page.getByRole('link', { name, ...(typeof name === 'string' && { exact: true }) }).first()
  await go(page, link)
  await page.keyboard.press('Enter')
}

async function press(page: Page, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await go(page, page.getByRole('button', { name, exact: true }))
  await page.keyboard.press(key)
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await go(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.type(text)
}

/** Letters choose in a list, as they do in every browser. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const list = page.getByLabel(label, { exact: true })
  await go(page, list)
  await page.keyboard.type(option)
  assert.equal(await list.locator('option:checked').textContent(), option)
}

/** On a phone the tabs are behind one row. */
async function openTab(page: Page, name: string): Promise<void> {
  await go(page, page.locator('nav.tabs summary'))
  await page.keyboard.press('Enter')
  await go(page, page.locator('nav.tabs a', { hasText: name }))
  await page.keyboard.press('Enter')
  await page.locator('.menu-here', { hasText: name }).waitFor()
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script'

  test(`a resident by keys alone, ${how}`, { timeout: 120_000 }, async () => {
    const operator = { kind: 'operator' } as const
    const { id, name } = await issueLogin(
      portal.database,
      { kind: 'resident', partyId: cast.arrears.partyId, displayName: 'Anna Nowak' },
      operator,
    )
    const { code } = await issueStartingCode(portal.database, id, operator)
    await visit({ viewport: phone, javaScriptEnabled }, async (page) => {
      await page.goto('/')
      await type(page, 'Login', name)
      await type(page, 'Hasło albo kod startowy', code)
      await page.keyboard.press('Enter')
      await heading(page, 'Ustaw hasło')
      await type(page, 'Nowe hasło', password)
      await type(page, 'Nowe hasło jeszcze raz', password)
      await press(page, 'Zapisz hasło', 'Space')
      await page.getByText('Ile mam zapłacić?').waitFor()

      // What there is to pay, then the bill behind it.
      await go(page, page.locator('a[href="/rachunki/dokumenty"]').first())
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/rachunki\/dokumenty/)
      await follow(page, 'Przejdź do treści')
      await go(page, page.locator('main a[href^="/rachunki/dokumenty/"]').first())
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/rachunki\/dokumenty\/[^?]/)

      for (const tab of ['Moje dane', 'Media', 'Dokumenty', 'Wiadomości', 'Kontakt']) await openTab(page, tab)
      await openTab(page, 'Napisz do nas')
      await follow(page, 'Przejdź do treści')
      await choose(page, 'Temat', 'Liczniki i odczyty')
      await type(page, 'Treść wiadomości', 'Wodomierz w kuchni stoi.')
      await press(page, 'Wyślij')
      await page.getByRole('status').getByText('Wiadomość wysłana').waitFor()

      await press(page, 'WYJŚCIE', 'Space')
      await page.getByText('Wylogowano').first().waitFor()
    })
  })

  test(`a clerk by keys alone, ${how}`, { timeout: 120_000 }, async () => {
    await visit({ as: { kind: 'staff', staffRole: 'clerk' }, viewport: desktop, javaScriptEnabled }, async (page) => {
      await page.goto('/biuro')
      await follow(page, /spraw.* czeka/)
      await follow(page, 'Przejdź do treści')
      await go(page, page.locator('tbody a').first())
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/biuro\/sprawy\/[0-9a-f-]{36}$/)
      await press(page, 'Biorę tę sprawę')
      await page.getByRole('status').getByText('Sprawa jest Twoja.').waitFor()
      await type(page, 'Treść odpowiedzi', 'Przyjdziemy jutro o 9:00.')
      await press(page, 'Wyślij odpowiedź')
      await page.getByRole('status').getByText('Odpowiedź wysłana.').waitFor()
    })
  })
}

test('a place that keys do not reach, and one that is not seen, fail the journey', async () => {
  await visit({ viewport: phone }, async (page) => {
    await page.goto('/zaloguj')
    const button = page.getByRole('button', { name: 'Zaloguj' })
    await button.evaluate((element) => element.setAttribute('tabindex', '-1'))
    await assert.rejects(go(page, button), /is not reached/)
    await page.reload()
    await page.evaluate(`document.styleSheets[0].insertRule('*, *:focus-visible { outline: none !important }')`)
    await assert.rejects(go(page, page.getByRole('button', { name: 'Zaloguj' })))
  })
})
