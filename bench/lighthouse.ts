import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lighthouse from 'lighthouse'
import { machineLine, table } from './machine.ts'
import { benchPortal } from './portal.ts'

const debuggingPort = 18_090
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const
/** Pages of a signed-in person are not for search engines: `noindex` is meant, and the one audit that wants the contrary is left out. */
const leftOut = ['is-crawlable']

/** Every tab as Lighthouse sees it on an emulated phone: four scores of 100. */
export async function benchLighthouse(): Promise<void> {
  const portal = await benchPortal('demo')
  const profile = mkdtempSync(join(tmpdir(), 'ebok-lighthouse-'))
  const chromium = spawn(
    process.env.EBOK_CHROMIUM ?? '/usr/bin/chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--remote-debugging-port=${debuggingPort}`,
      `--user-data-dir=${profile}`,
    ],
    { stdio: 'ignore' },
  )
  const rows: (string | number)[][] = []
  try {
    await untilListening(`http://127.0.0.1:${debuggingPort}/json/version`)
    await signIn(portal.url, portal.long[0]!.cookie)
    for (const { name, path } of portal.pages) {
      const result = await lighthouse(
        portal.url + path(portal.long[0]!),
        { port: debuggingPort, logLevel: 'error', output: 'json', disableStorageReset: true },
        {
          extends: 'lighthouse:default',
          settings: { onlyCategories: [...categories], formFactor: 'mobile', skipAudits: leftOut },
        },
      )
      const scores = categories.map((category) => Math.round((result?.lhr.categories[category]?.score ?? 0) * 100))
      if (result?.lhr.finalDisplayedUrl.includes('/zaloguj')) throw new Error(`${name}: not signed in`)
      const missed = Object.values(result?.lhr.audits ?? {})
        .filter((audit) => audit.score !== null && audit.score < 0.9)
        .map((audit) => audit.id)
      rows.push([name, ...scores, missed.join(', ')])
    }
  } finally {
    chromium.kill()
    await portal.stop()
    await sleep(300)
    rmSync(profile, { recursive: true, force: true })
  }
  process.stdout.write(`${machineLine()}; Lighthouse, mobile emulation, left out: ${leftOut.join(', ')}\n\n`)
  process.stdout.write(`${table(['page', ...categories, 'below 90'], rows)}\n`)
}

async function untilListening(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return
    await sleep(100)
  }
  throw new Error('Chromium did not start')
}

/** Gives the browser that Lighthouse drives the session of a resident. */
async function signIn(url: string, cookie: string): Promise<void> {
  const page = (await (
    await fetch(`http://127.0.0.1:${debuggingPort}/json/new?about:blank`, { method: 'PUT' })
  ).json()) as {
    webSocketDebuggerUrl: string
  }
  const [name, value] = cookie.split('=') as [string, string]
  const socket = new WebSocket(page.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => {
    socket.onerror = reject
    socket.onmessage = resolve
    socket.onopen = () =>
      socket.send(JSON.stringify({ id: 1, method: 'Network.setCookie', params: { name, value, url } }))
  })
  socket.close()
}
