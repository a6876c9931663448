import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { cast } from '#db/seed/cast.ts'
import { routes } from '#src/app.ts'
import type { TestPerson } from '#test/harness/database.ts'
import type { TestPortal } from '#test/harness/portal.ts'
import { heldDelivery } from './deliveries.ts'
import { objectOf } from './objects.ts'
import { type Principal, principals } from './people.ts'

/** One page as somebody sees it; what it looks like is kept and compared. */
export interface Look {
  readonly as: Principal
  /** The address; where it holds an id, as the list of routes has it, because some ids are new in every run. */
  readonly name: string
  readonly url: string
}

/** Somebody under the same login in every run. */
export const known = (as: Principal): TestPerson | undefined =>
  principals[as] && { ...principals[as], name: `zawsze-${as.toLowerCase()}` }

/**
 * The office's pages somebody opens every day, and one of each shape. Not the lists whose rows of one moment stand in the order of ids that are
 * new in every run: payments, documents.
 */
const office: readonly string[] = [
  '/biuro',
  '/biuro/sprawy',
  '/biuro/rejestracje',
  '/biuro/ogloszenia',
  '/biuro/ogloszenia/nowe',
  '/biuro/osoby?szukaj=lipowa',
  `/biuro/osoby/${cast.arrears.partyId}`,
  `/biuro/osoby/${cast.arrears.partyId}/login`,
  '/biuro/wydawanie?gdzie=wszystko&kto=bez-loginu',
  '/biuro/import',
  `/biuro/import/${heldDelivery}`,
  '/biuro/statystyki',
  '/biuro/dziennik',
  '/biuro/pracownicy',
  '/biuro/ustawienia',
  '/biuro/ustawienia/wyglad',
]

/** Which browser somebody signed in with is not ours to keep still. */
const moving: ReadonlySet<string> = new Set(['/moje-dane/urzadzenia'])

/** Every page of a resident, those before signing in, and the office's main pages. */
export async function looks(portal: TestPortal): Promise<Look[]> {
  const found: Look[] = []
  for (const { method, area, path, objects, example } of routes) {
    if (method !== 'GET' || area === 'office' || moving.has(path)) continue
    const as = area === 'resident' ? 'resident' : 'anonymous'
    let url: string | undefined = path
    for (const [param, kind] of Object.entries(objects)) {
      const id: string | undefined = await objectOf(portal, kind, as)
      url = id === undefined ? undefined : url?.replace(`:${param}`, encodeURIComponent(id))
    }
    if (url === undefined) continue
    const asked = new URLSearchParams(example).toString()
    url = asked === '' ? url : `${url}?${asked}`
    found.push({ as, name: path, url })
  }
  return [
    ...found,
    ...[
      { as: 'landlord' as const, url: '/rachunki' },
      { as: 'newcomer' as const, url: '/rachunki' },
      { as: 'resident' as const, url: '/nie-ma-takiej' },
      ...office.map((url) => ({ as: 'administrator' as const, url })),
    ].map((one) => ({ ...one, name: one.url })),
  ]
}

/** Whether the address shows a page: no file to save, nothing that leads elsewhere. */
export async function showsPage(page: Page, url: string): Promise<boolean> {
  const answer = await page.request.get(url, { maxRedirects: 0 })
  return answer.headers()['content-type']?.startsWith('text/html') === true && answer.status() !== 303
}

export const widths = [360, 768, 1280] as const

const font = (weight: '400Regular' | '700Bold') =>
  readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/lato/${weight}/Lato_${weight}.ttf`)).toString(
    'base64',
  )
const face = (weight: 400 | 700, data: string) =>
  `@font-face { font-family: Kept; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}) }`

/**
 * The same letters on every machine, whatever fonts it has: those of the letters and sheets the portal prints, as wide as their font says and
 * not as this machine would round them to be sharp.
 */
export async function keepLetters(page: Page): Promise<void> {
  const style = `${face(400, font('400Regular'))} ${face(700, font('700Bold'))} :root { --sans: Kept !important }
    * { text-rendering: geometricPrecision !important }`
  await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style'); style.textContent = ${JSON.stringify(style)}; document.head.append(style) })`)
}
