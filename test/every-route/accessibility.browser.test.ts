import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { seedRegistrations } from '#db/seed/content/registrations.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import { desktop, phone, withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { breadth } from './breadth.ts'
import { brokenDelivery, heldDelivery, seedDeliveries } from './deliveries.ts'
import { type Exception, exceptions } from './exceptions.ts'
import { pagesToTry } from './pages.ts'
import { type Principal, principals } from './people.ts'

/** Many bills and arrears, five premises, nothing yet, an office, nobody: those whose pages look different. */
const lookers: readonly Principal[] = ['anonymous', 'resident', 'landlord', 'newcomer', 'administrator']

/**
 * Colours and the way of the keyboard do not hang on how many bills a page lists: these try each page in every way. The others look
 * at the page as it comes and at its layout; `EBOK_BREADTH=full` lets everybody try everything.
 */
const thorough: readonly Principal[] = breadth === 'full' ? lookers : ['anonymous', 'resident', 'administrator']

/** Pages one window of the browser looks at, one after another. */
const pagesOfWindow = 25

interface Look {
  readonly url: string
  /** Sends a form as it is, with nothing in it. */
  readonly press?: string
  /** Follows the first link there: to an object nobody's id leads to. */
  readonly open?: string
}

/** Pages that only come of a mistake, a narrow choice, a wrong address or another page. */
const states: readonly (Look & { as: Principal })[] = [
  { as: 'anonymous', url: '/zaloguj', press: 'Zaloguj' },
  { as: 'anonymous', url: '/nie-ma-takiej' },
  { as: 'resident', url: '/nie-ma-takiej' },
  { as: 'resident', url: '/rachunki/kartoteka?od=2026-13-01' },
  { as: 'resident', url: '/rachunki/dokumenty?od=1991-01-01&do=1991-01-31' },
  { as: 'resident', url: '/rachunki/dokumenty?stan=po-terminie' },
  { as: 'resident', url: '/rachunki/kalendarz?widok=lista' },
  { as: 'resident', url: '/rachunki/kalendarz?miesiac=2026-05' },
  { as: 'resident', url: '/haslo', press: 'Zapisz hasło' },
  { as: 'resident', url: '/napisz', press: 'Wyślij' },
  { as: 'resident', url: '/biuro' },
  { as: 'resident', url: '/dokumenty?szukaj=regulamin' },
  { as: 'resident', url: '/dokumenty', open: 'main li a[href^="/dokumenty/"]' },
  { as: 'anonymous', url: '/dokumenty-publiczne', open: 'main li a[href^="/dokumenty-publiczne/"]' },
  { as: 'administrator', url: `/biuro/import/${heldDelivery}` },
  { as: 'administrator', url: `/biuro/import/${heldDelivery}/potwierdz`, press: 'Opublikuj dostawę' },
  { as: 'administrator', url: `/biuro/import/${heldDelivery}/odrzuc` },
  { as: 'administrator', url: `/biuro/import/${brokenDelivery}?strona=2` },
  { as: 'administrator', url: '/biuro/wplaty?pokaz=czekaja' },
  { as: 'administrator', url: '/biuro/wplaty?pokaz=po-terminie' },
  { as: 'administrator', url: '/biuro/wplaty/wyciagi', press: 'Wczytaj' },
  { as: 'administrator', url: '/biuro/wplaty/wyciagi', open: 'tbody a' },
  { as: 'resident', url: '/drugi-skladnik/aplikacja', press: 'Włącz' },
  { as: 'administrator', url: '/drugi-skladnik/ustawienia' },
  { as: 'administrator', url: '/drugi-skladnik/nowy-klucz' },
  { as: 'administrator', url: '/biuro/pracownicy/nowy', press: 'Załóż konto' },
  { as: 'administrator', url: '/biuro/pracownicy', open: 'tbody a' },
  { as: 'administrator', url: '/biuro/osoby/K00012/login', press: 'Pokaż na ekranie' },
  { as: 'administrator', url: '/biuro/osoby/K00011/login', press: 'Pokaż na ekranie' },
  { as: 'administrator', url: '/biuro/wydawanie?gdzie=wszystko&kto=bez-loginu' },
  { as: 'administrator', url: '/biuro/dokumenty', open: 'tbody a' },
  { as: 'administrator', url: '/biuro/dokumenty/nowy', press: 'Podgląd i publikacja' },
  { as: 'anonymous', url: '/rejestracja', press: 'Wyślij zgłoszenie' },
  { as: 'administrator', url: '/biuro/rejestracje?stan=do-dopasowania', open: 'tbody a' },
]

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const inPageSource = readFileSync(new URL('in-page.js', import.meta.url), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Finding {
  readonly check: string
  readonly path: string
  readonly at: string
  readonly what: string
}

const findings: Finding[] = []
let looked = 0

const portal = await withPortal({ listen: true })
await portal.asRoot((client) => seedDocuments({ client, today: todayInWarsaw(morning) }))
await portal.asRoot((client) => seedRegistrations({ client }))
await portal.asRoot(seedDeliveries)
const { visit } = await withBrowser(portal)
const started = performance.now()
await Promise.all(lookers.map(lookAround))
const seconds = Math.round((performance.now() - started) / 1000)

async function lookAround(principal: Principal): Promise<void> {
  const asked = await portal.browser(principals[principal])
  const tried: { url: string; path: string }[] = []
  for (const { url, path } of (await pagesToTry(portal)).filter((one) => one.principal === principal)) {
    const { status, headers } = await asked.get(url)
    if (status === 200 && String(headers['content-type']).startsWith('text/html')) tried.push({ url, path })
  }
  const more = states.filter((one) => one.as === principal).map((one) => ({ ...one, path: one.url }))
  const all = [...tried, ...more]
  // Several windows for whoever has many pages: the last person's pages would be looked at with one processor idle.
  const windows = Math.ceil(all.length / pagesOfWindow)
  await Promise.all(
    Array.from({ length: windows }, (_, window) =>
      // Still, so that no colour is measured half way to another.
      visit({ as: principals[principal], reducedMotion: 'reduce' }, async (page) => {
        const devtools = await page.context().newCDPSession(page)
        for (const [index, one] of all.entries())
          if (index % windows === window) await look(page, devtools, principal, one, index)
      }),
    ),
  )
}

/** Everything that is asked of one page, loaded once: the screen, the colours and the letters change around it. */
async function look(
  page: Page,
  devtools: CDPSession,
  principal: Principal,
  { url, path, press, open }: Look & { path: string },
  index: number,
): Promise<void> {
  await page.setViewportSize(phone)
  await page.goto(url)
  if (press) await page.getByRole('button', { name: press }).click()
  if (open) await page.locator(open).first().click()
  // Evaluated by the browser's debugger: the page keeps its policy against foreign scripts.
  await page.evaluate(axeSource)
  await page.evaluate(inPageSource)
  looked += 1
  const note = async (check: string, asked: string): Promise<void> => {
    for (const what of (await page.evaluate(asked)) as string[])
      findings.push({
        check,
        path,
        at: `${principal} ${url}${press ? ' (sent empty)' : ''}${open ? ' (opened)' : ''}`,
        what,
      })
  }
  const fits = (check: string): Promise<void> => note(`${check}: layout`, 'inPage.layout()')
  const axe = (only: string) =>
    `axe.run(document, ${only}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
       nodes.slice(0, 3).map((node) => id + ' ' + node.html.slice(0, 140) + ' ' + node.failureSummary)))`
  const everyRule = axe(`{ runOnly: ${JSON.stringify(wcag)}, resultTypes: ['violations'] }`)
  const rules = (...values: string[]) =>
    axe(`{ runOnly: { type: 'rule', values: ${JSON.stringify(values)} }, resultTypes: ['violations'] }`)
  const colours = rules('color-contrast', 'link-in-text-block')
  // On a wide screen the same page has the same words, names and structure; what hangs on its width is asked again. The frame, which does
  // open its menu there, is asked everything on the first page of each window and wherever everybody tries everything.
  const wide = rules('color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable', 'region')
  const everything = breadth === 'full' || index < 3
  // Dark colours hang on the width no more than light ones do: a page is looked at on one of the two, the next page on the other.
  const darkAt = breadth === 'full' ? [phone, desktop] : [index % 2 === 0 ? phone : desktop]

  await note('axe 360 light', everyRule)
  await note('headings', 'inPage.headings()')
  await note('44 px', 'inPage.smallTargets()')
  await fits('360')
  if (thorough.includes(principal)) {
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const screen of darkAt) {
      await page.setViewportSize(screen)
      await note(`axe ${screen.width} dark`, colours)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await page.setViewportSize(desktop)
  await note('axe 1280 light', everything ? everyRule : thorough.includes(principal) ? wide : colours)
  await fits('1280')
  await letters(devtools, 2)
  await fits('1280 at 200 %')
  await page.setViewportSize(phone)
  await fits('360 at 200 %')
  await letters(devtools, 1)
  await page.setViewportSize({ width: 320, height: 640 })
  await fits('320')
  await page.emulateMedia({ forcedColors: 'active' })
  await note('forced colours', 'inPage.withoutEdges()')
  await note('reduced motion', 'inPage.moving()')
  await page.emulateMedia({ forcedColors: 'none' })
  if (!thorough.includes(principal)) return
  await page.setViewportSize(principal === 'resident' ? desktop : phone)
  await byKeyboard(page, devtools, note)
}

/** The size of letters a person sets in the browser, which widths in `em` follow as well. */
async function letters(devtools: CDPSession, times: number): Promise<void> {
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 16 * times, fixed: 13 * times } })
}

async function byKeyboard(
  page: Page,
  devtools: CDPSession,
  note: (check: string, asked: string) => Promise<void>,
): Promise<void> {
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0); getSelection().collapse(document.body, 0)')
  const stops = (await page.evaluate('inPage.followFocus()')) as number
  // The browser takes keys in the order they were sent; waiting for each would be most of the time of this file.
  const keys = Array.from({ length: stops + 2 }, async () => {
    await devtools.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Tab',
      code: 'Tab',
      windowsVirtualKeyCode: 9,
    })
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 })
  })
  await Promise.all(keys)
  await note('keyboard', 'inPage.focusFindings()')
}

const excused = (finding: Finding): Exception | undefined =>
  exceptions.find(({ check, path }) => finding.path === path && `${finding.check} ${finding.what}`.includes(check))

const checks = ['axe', 'headings', '44 px', '320', '360', '1280', 'forced colours', 'reduced motion', 'keyboard']
for (const check of checks) {
  test(`${check}: nothing found`, () => {
    const left = findings.filter((finding) => finding.check.startsWith(check) && !excused(finding))
    assert.deepEqual(
      left.slice(0, 25).map(({ check: where, at, what }) => `${where} | ${at} | ${what}`),
      [],
    )
  })
}

test('every page was looked at, and every finding belongs to a check', (t) => {
  t.diagnostic(`${looked} pages in ${seconds} s`)
  assert.ok(looked >= 45, `only ${looked} pages`)
  assert.deepEqual(
    findings.filter((finding) => !checks.some((check) => finding.check.startsWith(check))),
    [],
  )
})

test('exceptions are still needed and not out of date', () => {
  const today = new Date().toISOString().slice(0, 10)
  for (const exception of exceptions) {
    assert.ok(exception.expires > today, `${exception.check} on ${exception.path} expired: mend the page`)
    assert.ok(
      findings.some((finding) => excused(finding) === exception),
      `${exception.check} on ${exception.path} is mended`,
    )
  }
})

test('the link past the menu comes first, is seen, and leads to the content', async () => {
  await visit({ as: principals.resident }, async (page) => {
    await page.goto('/rachunki/kartoteka')
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Przejdź do treści' })
    assert.equal(await page.evaluate('document.activeElement.className'), 'skip')
    const box = await skip.boundingBox()
    assert.ok(box && box.y >= 0 && box.x >= 0, 'the focused link stands on the screen')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'tresc')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(`document.activeElement.closest('main') !== null`), true)
  })
})
