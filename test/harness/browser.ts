import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import type { TestPerson } from './database.ts'
import { appCode } from './factor.ts'
import type { TestPortal } from './portal.ts'

export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 900 }

export interface VisitOptions
  extends Pick<
    BrowserContextOptions,
    | 'bypassCSP'
    | 'deviceScaleFactor'
    | 'viewport'
    | 'colorScheme'
    | 'forcedColors'
    | 'reducedMotion'
    | 'javaScriptEnabled'
    | 'permissions'
  > {
  /** Who is signed in already; nobody when left out. */
  readonly as?: TestPerson | undefined
  /** Under this machine's name instead of its figures: browsers have passkeys for names only. */
  readonly byName?: boolean
}

export interface Visitors {
  /**
   * A browser window of its own, on a phone in Poland unless told otherwise. After the work it is closed, and the test fails when
   * anything went wrong behind the page: an error of a script, something the security policy refused, a request to another
   * host, an answer of 500 and above.
   */
  visit<T>(options: VisitOptions, work: (page: Page) => Promise<T>): Promise<T>
}

/** One Chromium for the test file, against the portal that listens. */
export async function withBrowser(portal: TestPortal): Promise<Visitors> {
  const browser = await launchChromium()
  after(() => browser.close())
  return {
    async visit({ as: person, byName = false, ...look }, work) {
      const baseURL = byName ? portal.baseUrl.replace('127.0.0.1', 'localhost') : portal.baseUrl
      const context = await browser.newContext({
        baseURL,
        viewport: phone,
        locale: 'pl-PL',
        timezoneId: 'Europe/Warsaw',
        ...look,
      })
      if (person) {
        const { secret } = await portal.openSession(person)
        await context.addCookies([{ name: 'ebok-session', value: secret, url: baseURL, httpOnly: true }])
      }
      context.setDefaultTimeout(10_000)
      const page = await context.newPage()
      const complaints = watch(page, baseURL)
      try {
        const result = await work(page)
        assert.deepEqual(complaints, [])
        return result
      } finally {
        await context.close()
      }
    },
  }
}

function watch(page: Page, baseUrl: string): string[] {
  const complaints: string[] = []
  const documents = new Set<string>()
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.add(request.url())
    if (!request.url().startsWith(`${baseUrl}/`)) complaints.push(`asked another host: ${request.url()}`)
  })
  page.on('response', (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.url()}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // A page that answers 404 or 422 on purpose is noted there as well; tests look at the status themselves.
    const refusedPage = message.text().startsWith('Failed to load resource') && documents.has(message.location().url)
    if (message.type() === 'error' && !refusedPage)
      complaints.push(`console: ${message.text()} ${message.location().url}`)
  })
  return complaints
}

/** Types into the sign-in form as a person does. */
export async function signIn(page: Page, login: string, secret: string): Promise<void> {
  await page.getByLabel('Login', { exact: true }).fill(login)
  await page.getByLabel('Hasło albo kod startowy').fill(secret)
  await page.getByRole('button', { name: 'Zaloguj' }).click()
}

/** Reads the app's key off the page and types its code, as a person with a phone does. Returns the key and the spare codes. */
export async function enrolApp(page: Page, now: number): Promise<{ key: string; codes: string[] }> {
  const key = ((await page.locator('code.typed-key').textContent()) ?? '').replaceAll(' ', '')
  await page.getByRole('textbox', { name: 'Kod z aplikacji' }).fill(appCode(key, now))
  await page.getByRole('button', { name: 'Włącz' }).click()
  await page.getByRole('heading', { level: 1, name: 'Kody zapasowe' }).waitFor()
  return { key, codes: await page.locator('.spare-codes code').allTextContents() }
}

/** The second step of signing in. */
export async function giveAppCode(page: Page, key: string, now: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Kod z aplikacji' }).fill(appCode(key, now))
  await page.getByRole('button', { name: 'Dalej' }).click()
}
