import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/**
 * The same engine in both packages; the one without windows, menus and a profile does the same pages with half of the processor
 * time, so it is asked first.
 */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Where this machine has Chromium; undefined where it has none. `EBOK_CHROMIUM` names another. */
export const chromiumPath = (): string | undefined => process.env.EBOK_CHROMIUM ?? places.find(existsSync)

/** Asks nobody outside this machine and needs no screen. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @throws when there is no Chromium, saying what to install. */
export function requireChromium(): string {
  const path = chromiumPath()
  if (path && existsSync(path)) return path
  throw new Error(
    `This needs Chromium, and ${path ?? places.join(', ')} is not there. Install it (apt-get install chromium-headless-shell) or name it in EBOK_CHROMIUM.`,
  )
}

/** @throws when there is no Chromium, saying what to install. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireChromium(),
    args: [
      ...chromiumFlags,
      // Nothing but this machine has a name.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  })
}
