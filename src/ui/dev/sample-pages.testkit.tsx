import { page } from '#ui/frame.tsx'
import { AccountSample } from './account-sample.testkit.tsx'
import { Gallery } from './gallery.tsx'
import { LONG_NAME } from './samples.ts'

/** Whole documents in which every component and every state of the frame is met; by address. */
export function samplePages(assets: {
  cssHref: string
  themeHref: string
  iconHref: string
  scriptHref: string
}): Readonly<Record<string, string>> {
  const frame = {
    cooperative: { name: 'Spółdzielnia Mieszkaniowa „Pod Lipami” w Zgierzu' },
    assets,
  }
  const signedIn = {
    ...frame,
    person: { displayName: `Anna ${LONG_NAME}`, lastSignInAt: Date.UTC(2026, 10, 20, 7) },
    csrfToken: 'x',
    idleMinutes: 30,
  }
  const subTabs = [
    { href: '/rachunki', label: 'Ogólnie', current: true },
    { href: '/rachunki/lista', label: 'Rachunki i płatności', current: false },
    { href: '/kalendarz', label: 'Kalendarz', current: false },
  ]
  const at = Date.UTC(2026, 10, 22, 21, 41)

  return {
    '/dev/ui': page({
      ...signedIn,
      area: 'resident',
      title: 'Elementy stron',
      activeTab: 'kontakt',
      subTabs,
      asOf: { at, stale: true },
      unread: { wiadomosci: 120 },
      flash: [{ tone: 'success', text: 'Hasło jest zmienione.' }],
      body: <Gallery />,
    }),
    '/rachunki': page({
      ...signedIn,
      area: 'resident',
      title: 'Rachunki i płatności',
      heading: 'Ogólnie',
      activeTab: 'rachunki',
      subTabs,
      asOf: { at, stale: false },
      body: <AccountSample />,
    }),
    '/zaloguj': page({ ...frame, area: 'public', title: 'Zaloguj się', body: <p>Wpisz login i hasło.</p> }),
    '/biuro': page({
      ...signedIn,
      area: 'office',
      title: 'Dostawy',
      menu: [{ key: 'import', href: '/biuro/import', label: 'Dostawy' }],
      activeTab: 'import',
      banner: <p>Podgląd konta mieszkańca.</p>,
      body: <p>Ostatnia dostawa jest kompletna.</p>,
    }),
  }
}
