import Link from 'next/link'
import type { ReactNode } from 'react'
import { currentSession } from '@/lib/session'

const tabs = [
  ['/rachunki', 'Rachunki i płatności'],
  ['/moje-dane', 'Moje dane'],
  ['/media', 'Media'],
  ['/dokumenty', 'Dokumenty'],
  ['/wiadomosci', 'Wiadomości'],
  ['/napisz', 'Napisz do nas'],
  ['/kontakt', 'Kontakt'],
] as const

const subTabs = [
  ['/rachunki', 'Ogólnie'],
  ['/rachunki/dokumenty', 'Rachunki i płatności'],
  ['/rachunki/kalendarz', 'Kalendarz'],
] as const

export default async function ResidentLayout({ children }: { readonly children: ReactNode }) {
  const { displayName } = await currentSession()
  return (
    <>
      <header>
        <div className="who">
          <Link href="/">Spółdzielnia Mieszkaniowa · e-BOK</Link>
          <span>{displayName}</span>
          <Link href="/haslo">Zmień hasło</Link>
          <form action="/api/wyjscie" method="post">
            <button type="submit">WYJŚCIE</button>
          </form>
        </div>
        <nav aria-label="Zakładki">
          <ul>
            {tabs.map(([href, label]) => (
              <li key={href}>
                <Link href={href} aria-current={href === '/rachunki' ? 'page' : undefined}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main>
        <nav aria-label="Strony w tej zakładce">
          <ul>
            {subTabs.map(([href, label]) => (
              <li key={href}>
                <Link href={href}>{label}</Link>
              </li>
            ))}
          </ul>
        </nav>
        {children}
      </main>
      <footer>
        <p>Spółdzielnia Mieszkaniowa</p>
      </footer>
    </>
  )
}
