import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { issueLogin, issueStartingCode } from '#features/login/issue.ts'
import { signIn, withBrowser } from '#test/harness/browser.ts'
import { morning, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal({ listen: true })
const { visit } = await withBrowser(portal)
const password = 'cztery zwykłe słowa i kot'

/** What the office hands over: a login and a starting code on paper. */
async function paper(): Promise<{ login: string; code: string }> {
  const operator = { kind: 'operator' } as const
  const { id, name } = await issueLogin(
    portal.database,
    { kind: 'resident', partyId: cast.overpaid.partyId, displayName: 'Anna Nowak' },
    operator,
  )
  return { login: name, code: (await issueStartingCode(portal.database, id, operator)).code }
}

// Every test is another household; to the portal they would all be one address with too many wrong tries.
beforeEach(() => portal.asRoot((client) => client.query('delete from throttle_buckets')))

async function setPassword(page: Page): Promise<void> {
  await page.getByLabel('Nowe hasło', { exact: true }).fill(password)
  await page.getByLabel('Nowe hasło jeszcze raz').fill(password)
  await page.getByRole('button', { name: 'Zapisz hasło' }).click()
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script'

  test(`from the code on paper to the first page, ${how}`, async () => {
    const { login, code } = await paper()
    await visit({ javaScriptEnabled }, async (page) => {
      await page.goto('/')
      assert.equal(new URL(page.url()).pathname, '/zaloguj')
      // People type codes as they read them: small letters, no hyphens.
      await signIn(page, login, code.toLowerCase().replaceAll('-', ' '))
      await page.getByRole('heading', { level: 1, name: 'Ustaw hasło' }).waitFor()
      // Before the password is set, nothing of the account opens.
      await page.goto('/rachunki')
      assert.equal(await page.getByText('Ile mam zapłacić?').count(), 0)
      await page.goto('/haslo/ustaw')
      await setPassword(page)
      await page.getByText('Ile mam zapłacić?').waitFor()
      assert.equal(new URL(page.url()).pathname, '/rachunki')

      await page.getByRole('button', { name: 'WYJŚCIE' }).click()
      await page.getByText('Wylogowano').first().waitFor()
      await signIn(page, login, code)
      assert.equal(await page.getByText('Ile mam zapłacić?').count(), 0, 'the code works once')
      await signIn(page, login, password)
      await page.getByText('Ile mam zapłacić?').waitFor()
    })
  })

  test(`three wrong passwords: the login stays typed and the page says what to do, ${how}`, async () => {
    const { login, code } = await paper()
    await visit({ javaScriptEnabled }, async (page) => {
      await page.goto('/zaloguj')
      for (const wrong of ['pierwsze', 'drugie', 'trzecie']) {
        await signIn(page, login, wrong)
        await page.getByRole('alert').getByText('Login i hasło nie pasują do siebie').waitFor()
        assert.equal(await page.getByLabel('Login', { exact: true }).inputValue(), login)
        assert.equal(await page.getByLabel('Hasło albo kod startowy').inputValue(), '')
      }
      assert.ok(await page.getByRole('link', { name: 'Nie pamiętam hasła' }).isVisible())
      await signIn(page, login, code)
      await page.getByRole('heading', { level: 1, name: 'Ustaw hasło' }).waitFor()
    })
  })

  test(`half an hour without a move: signing in again leads to the page wanted, ${how}`, async () => {
    const { login, code } = await paper()
    const setClock = async (at: number) => {
      portal.clock.set(at)
      await portal.setClock(at)
    }
    try {
      await visit({ javaScriptEnabled }, async (page) => {
        await page.goto('/zaloguj')
        await signIn(page, login, code)
        await setPassword(page)
        await page.getByText('Ile mam zapłacić?').waitFor()
        await setClock(morning + 31 * 60_000)
        await page.goto('/rachunki/kartoteka?od=2026-01-01&do=2026-06-30')
        assert.equal(new URL(page.url()).pathname, '/zaloguj')
        assert.ok(await page.getByRole('button', { name: 'Zaloguj' }).isVisible())
        await signIn(page, login, password)
        await page.waitForURL('**/rachunki/kartoteka?od=2026-01-01&do=2026-06-30')
        assert.equal(await page.getByLabel('Od dnia').inputValue(), '2026-01-01')
      })
    } finally {
      await setClock(morning)
    }
  })
}
