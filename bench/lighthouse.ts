import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lighthouse from 'lighthouse'
import { type BrowserContext, chromium } from 'playwright-core'
import { routes } from '#src/app.ts'
import { signIn } from '#test/harness/browser.ts'
import { chromiumFlags, requireChromium } from '#test/harness/chromium.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { machineLine, table } from './machine.ts'
import { stop } from './portal.ts'

const debuggingPort = 18_090
const portalPort = 18_091
const portalUrl = `http://127.0.0.1:${portalPort}`
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const
const least = 99
const rounds = 4
/** Pages of a signed-in person are not for search engines: `noindex` is meant, and the one audit that wants the contrary is left out. */
const leftOut = ['is-crawlable']
const looked = 'lipa.zaleglosc'
const password = 'cztery zielone parasole'

/** Pages nobody comes to by a link: their secret is mailed, or they belong to the hour of the installation or to the office. */
const withoutLink: readonly string[] = [
  '/haslo/ustaw',
  '/haslo/link/:secret',
  '/moje-dane/email/potwierdz/:secret',
  '/pierwsze-uruchomienie/:secret',
]

interface Asked {
  readonly path: string
  readonly url: string
}

/**
 * Every page of a resident, and those before signing in, as Lighthouse sees them on an emulated phone. The portal is the demo, signed in
 * to with a starting code as a resident does. Fails when a page has less than 99 in one of the four categories.
 */
export async function benchLighthouse(): Promise<void> {
  const only = process.env.EBOK_BENCH_ONLY
  const folder = temporaryFolder('lighthouse')
  const rows: (Scored & { readonly who: string; readonly path: string })[] = []
  let browser: ChildProcess | undefined
  let demo: Demo | undefined
  try {
    demo = await startDemo(join(folder, 'data'))
    browser = await startChromium(join(folder, 'profile'))
    const driven = await chromium.connectOverCDP(`http://127.0.0.1:${debuggingPort}`)
    const context = driven.contexts()[0]!
    const measure = async (who: string, areas: readonly string[]) => {
      const { pages, missing } = await pagesOf(context, areas)
      // Whoever is signed in finds their announcements elsewhere than the public ones, which were looked at before.
      const unseen = missing.filter((path) => !rows.some((row) => row.path === path))
      if (unseen.length > 0) throw new Error(`no link leads ${who} to ${unseen.join(', ')}`)
      const seen = new Set(rows.map(({ path }) => path))
      const asked = pages.filter(({ path }) => !seen.has(path) && (!only || path.includes(only)))
      const best = new Map<Asked, Scored>()
      // Again, after the others: another process on the machine can make a page slower, and nothing makes it faster.
      for (let round = 0; round < rounds; round += 1)
        for (const page of asked.filter((one) => !isGood(best.get(one)))) {
          const one = await scoredOnce(page)
          const before = best.get(page)
          if (!before || sum(one.points) > sum(before.points)) best.set(page, one)
        }
      for (const page of asked) rows.push({ who, path: page.path, ...best.get(page)! })
    }
    await measure('before signing in', ['public'])
    await signInWithCode(context, demo.code)
    // Some pages of the public area are only there for whoever is signed in: the password, the second factor.
    await measure('signed in', ['public', 'resident'])
    await driven.close()
  } finally {
    browser?.kill()
    if (demo) await stop(demo.program)
    await sleep(300)
    rmSync(folder, { recursive: true, force: true })
  }
  const short = rows.filter((row) => !isGood(row))
  process.stdout.write(
    `${machineLine()}; Lighthouse, mobile emulation, ${rows.length} pages, ${short.length} below ${least}, left out: ${leftOut.join(', ')}\n\n`,
  )
  const cells = rows.map(({ who, path, points, machine, missed }) => [who, path, ...points, machine, missed.join(', ')])
  process.stdout.write(`${table(['who', 'page', ...categories, 'machine', 'audits below 90'], cells)}\n`)
  if (short.length > 0) process.exitCode = 1
}

interface Scored {
  readonly points: readonly number[]
  readonly missed: readonly string[]
  /** Lighthouse's own measure of the machine in that minute: the more work beside it, the lower. */
  readonly machine: number
}

const isGood = (scored: Scored | undefined): boolean => scored?.points.every((one) => one >= least) ?? false
const sum = (points: readonly number[]): number => points.reduce((all, one) => all + one, 0)

async function scoredOnce({ path, url }: Asked): Promise<Scored> {
  const result = await lighthouse(
    portalUrl + url,
    { port: debuggingPort, logLevel: 'error', output: 'json', disableStorageReset: true },
    {
      extends: 'lighthouse:default',
      settings: { onlyCategories: [...categories], formFactor: 'mobile', skipAudits: leftOut },
    },
  )
  if (!result?.lhr.finalDisplayedUrl.startsWith(portalUrl + url)) throw new Error(`${path}: led elsewhere`)
  const missed = Object.values(result.lhr.audits)
    .filter((audit) => audit.score !== null && audit.score < 0.9)
    .map((audit) => audit.id)
  const points = categories.map((category) => Math.floor((result.lhr.categories[category]?.score ?? 0) * 100 + 1e-9))
  const machine = Math.round(result.lhr.environment.benchmarkIndex)
  process.stderr.write(`${path} ${points.join(' ')} (${machine}) ${missed.join(', ')}\n`)
  return { points, missed, machine }
}

/** The pages of these areas, each once, by the list of routes; of objects the first one a page links to. */
async function pagesOf(
  context: BrowserContext,
  areas: readonly string[],
): Promise<{ pages: Asked[]; missing: string[] }> {
  const shown = routes.filter(
    ({ method, area, path }) => method === 'GET' && areas.includes(area) && !withoutLink.includes(path),
  )
  const links = new Set<string>()
  const pages: Asked[] = []
  const take = async (path: string, url: string): Promise<void> => {
    const answer = await context.request.get(portalUrl + url, { maxRedirects: 0 })
    // Files are no pages, and a redirect is the page it leads to.
    if (answer.status() !== 200 || !answer.headers()['content-type']?.startsWith('text/html')) return
    pages.push({ path, url })
    for (const [, href] of (await answer.text()).matchAll(/\shref="(\/[^"#?]*)/g)) links.add(href!)
  }
  for (const { path } of shown.filter(({ path }) => !path.includes(':'))) await take(path, path)
  const missing: string[] = []
  for (const { path } of shown.filter(({ path }) => path.includes(':'))) {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '([^/]+)')}$`)
    const url = [...links].find((link) => pattern.test(link) && !shown.some((one) => one.path === link))
    if (url) await take(path, url)
    else if (!fileOrFeed.test(path)) missing.push(path)
  }
  return { pages, missing }
}

const fileOrFeed = /\.(csv|ics)$|\/pliki\/|\/plik|\/zalaczniki\/|^\/logo\/|\/kod\//

interface Demo {
  readonly program: ChildProcess
  readonly code: string
}

/** The invented cooperative with everything a resident can have, and the starting code of the one who is looked at. */
async function startDemo(dataDir: string): Promise<Demo> {
  const program = spawn(process.execPath, ['--import', './tools/register.mjs', 'src/main.ts', 'demo'], {
    env: { ...process.env, EBOK_DATA_DIR: dataDir, EBOK_PORT: String(portalPort) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const ended = once(program, 'exit').then(() => {
    throw new Error(`the demo did not start: ${said}`)
  })
  const welcomed = (async () => {
    for await (const chunk of program.stdout!) {
      said += chunk
      if (said.includes('Ctrl+C')) return
    }
  })()
  await Promise.race([welcomed, ended])
  program.stdout!.resume()
  ended.catch(() => undefined)
  const code = new RegExp(`${looked}\\s+(\\S+)`).exec(said)?.[1]
  if (!code) throw new Error(`no starting code of ${looked}: ${said}`)
  return { program, code }
}

async function startChromium(profile: string): Promise<ChildProcess> {
  const browser = spawn(
    requireChromium(),
    [...chromiumFlags, `--remote-debugging-port=${debuggingPort}`, `--user-data-dir=${profile}`],
    { stdio: 'ignore' },
  )
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answered = await fetch(`http://127.0.0.1:${debuggingPort}/json/version`).then(
      (response) => response.ok,
      () => false,
    )
    if (answered) return browser
    await sleep(100)
  }
  throw new Error('Chromium did not start')
}

/** As a resident does on the first day: the starting code, then a password of their own. */
async function signInWithCode(context: BrowserContext, code: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${portalUrl}/zaloguj`)
  await signIn(page, looked, code)
  await page.getByLabel('Nowe hasło', { exact: true }).fill(password)
  await page.getByLabel('Nowe hasło jeszcze raz').fill(password)
  await page.getByRole('button', { name: 'Zapisz hasło' }).click()
  await page.getByText('Ile mam zapłacić?').waitFor()
  await page.close()
}
