import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import { type Child, type Html, renderDocument } from '#ui/jsx/jsx-runtime'
import { CountBadge } from './components/badge.tsx'
import { CSRF_FIELD } from './components/form.tsx'
import { cx } from './components/names.ts'
import { SubTabs, type TabLink } from './components/navigation.tsx'
import { Notice, type NoticeTone } from './components/notice.tsx'
import { whole } from './components/whole.tsx'

export type TabKey = 'rachunki' | 'moje-dane' | 'media' | 'dokumenty' | 'wiadomosci' | 'napisz' | 'kontakt'

export interface MenuItem {
  readonly key: string
  readonly href: string
  readonly label: string
}

/** Where somebody who is not signed in can go from every page: nobody with a flood in the kitchen looks for a login first. */
const publicLinks: readonly MenuItem[] = [
  { key: 'zaloguj', href: '/zaloguj', label: 'Logowanie' },
  { key: 'kontakt', href: '/kontakt', label: 'Kontakt i telefony alarmowe' },
  { key: 'dokumenty', href: '/dokumenty-publiczne', label: 'Dokumenty dla wszystkich' },
]

/** The seven tabs of a resident, in the order and with the names residents know. */
export const residentTabs: readonly (MenuItem & { readonly key: TabKey })[] = [
  { key: 'rachunki', href: '/rachunki', label: 'Rachunki i płatności' },
  { key: 'moje-dane', href: '/moje-dane', label: 'Moje dane' },
  { key: 'media', href: '/media', label: 'Media' },
  { key: 'dokumenty', href: '/dokumenty', label: 'Dokumenty' },
  { key: 'wiadomosci', href: '/wiadomosci', label: 'Wiadomości' },
  { key: 'napisz', href: '/napisz', label: 'Napisz do nas' },
  { key: 'kontakt', href: '/kontakt', label: 'Kontakt' },
]

export interface PageProps {
  /** The h1 and, with "e-BOK" behind it, the name of the browser's tab. */
  readonly title: string
  readonly area: 'public' | 'resident' | 'office'
  readonly cooperative: { readonly name: string; readonly logoUrl?: string | undefined }
  readonly assets: {
    readonly cssHref: string
    readonly themeHref: string
    readonly iconHref: string
    readonly scriptHref: string
  }
  readonly body: Child
  /** Key of the tab the page belongs to. */
  readonly activeTab?: TabKey | (string & {}) | undefined
  /** Instead of the seven tabs: the menu of the office. A public page has none unless given. */
  readonly menu?: readonly MenuItem[]
  readonly subTabs?: readonly TabLink[] | undefined
  /** Who is signed in; `lastSignInAt` in epoch milliseconds is the sign-in before this one. */
  readonly person?: { readonly displayName: string; readonly lastSignInAt?: number | undefined } | undefined
  /** Of which delivery the figures are, epoch milliseconds; `stale` when it is older than 26 hours. */
  readonly asOf?: { readonly at: number; readonly stale: boolean } | undefined
  /** What waits to be read, by the key of its tab. */
  readonly unread?: Readonly<Record<string, number>>
  /** Needed by the WYJŚCIE button whenever there is a `person`. */
  readonly csrfToken?: string | undefined
  readonly flash?: readonly { readonly tone: NoticeTone; readonly text: Child }[]
  /** Stays on top of every page: a clerk looking at a resident's pages, a planned break. */
  readonly banner?: Child
  /** After so many minutes without a request the server signs out; told on the page. */
  readonly idleMinutes?: number | undefined
  /** Instead of `title` where the heading is longer or shorter. */
  readonly heading?: Child
}

/** A whole document of the portal. */
export function page(props: PageProps): string {
  return renderDocument(<Document {...props} />)
}

function Document(props: PageProps): Html {
  const { assets, cooperative, person } = props
  return (
    <html lang="pl">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <meta
          name="description"
          content={`e-BOK, portal mieszkańca: rachunki, płatności, liczniki, dokumenty i kontakt z biurem. ${cooperative.name}`}
        />
        <title>{`${props.title} – e-BOK`}</title>
        <link rel="stylesheet" href={assets.cssHref} />
        <link rel="stylesheet" href={assets.themeHref} />
        <link rel="icon" type="image/svg+xml" href={assets.iconHref} />
        <script src={assets.scriptHref} defer />
      </head>
      <body class={`area-${props.area}`} data-idle-minutes={person === undefined ? undefined : props.idleMinutes}>
        <a class="skip" href="#tresc">
          Przejdź do treści
        </a>
        <Top {...props} />
        {props.banner !== undefined && (
          <aside class="banner" aria-label="Komunikat">
            {props.banner}
          </aside>
        )}
        <main id="tresc" class="main" tabindex="-1">
          <SubTabs tabs={props.subTabs ?? []} label="Strony w tej zakładce" />
          {(props.flash ?? []).map((message) => (
            <Notice tone={message.tone} live>
              <p>{message.text}</p>
            </Notice>
          ))}
          <div class="page-head">
            <h1>{whole(props.heading ?? props.title)}</h1>
            {props.asOf !== undefined && !props.asOf.stale && <AsOf at={props.asOf.at} />}
          </div>
          {props.asOf?.stale === true && <Stale at={props.asOf.at} />}
          {props.body}
        </main>
        <footer class="foot">
          <p class="foot-name">{cooperative.name}</p>
          {person !== undefined && <SessionLine person={person} idleMinutes={props.idleMinutes} />}
          {person === undefined && props.area === 'public' && <PublicLinks />}
        </footer>
      </body>
    </html>
  )
}

function PublicLinks() {
  return (
    <nav class="foot-links" aria-label="Bez logowania">
      <ul>
        {publicLinks.map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Top(props: PageProps) {
  const { cooperative, person, area } = props
  const menu = props.menu ?? (area === 'resident' ? residentTabs : [])
  return (
    <header class="top">
      <div class="top-bar">
        <a class="brand" href="/">
          {cooperative.logoUrl === undefined ? (
            <Mark />
          ) : (
            <img class="brand-logo" src={cooperative.logoUrl} alt="" height={40} />
          )}
          <span class="brand-text">
            <span class="brand-name">{cooperative.name}</span>
            <span class="brand-app">{area === 'office' ? 'e-BOK · biuro' : 'e-BOK'}</span>
          </span>
        </a>
        {person !== undefined && <Who displayName={person.displayName} csrfToken={props.csrfToken} />}
      </div>
      {menu.length > 0 && <Menu menu={menu} activeTab={props.activeTab} unread={props.unread ?? {}} />}
    </header>
  )
}

function Who({ displayName, csrfToken }: { readonly displayName: string; readonly csrfToken: string | undefined }) {
  if (csrfToken === undefined) throw new TypeError('a page of a signed-in person needs csrfToken for WYJŚCIE')
  return (
    <div class="who">
      <p class="who-name">
        <span class="unseen">Zalogowano: </span>
        {displayName}
      </p>
      <a href="/haslo">Zmień hasło</a>
      <form action="/wyjscie" method="post">
        <input type="hidden" name={CSRF_FIELD} value={csrfToken} />
        <button type="submit">WYJŚCIE</button>
      </form>
    </div>
  )
}

interface MenuProps {
  readonly menu: readonly MenuItem[]
  readonly activeTab: string | undefined
  readonly unread: Readonly<Record<string, number>>
}

/**
 * Seven tabs in a row where they fit; on a phone one row that says "Menu" and where one is, and opens to a list. A strip
 * to be pushed sideways would hide half of the tabs from people who do not know that it moves.
 */
function Menu({ menu, activeTab, unread }: MenuProps) {
  const active = menu.find((item) => item.key === activeTab)
  const badge = (count: number) => (
    <CountBadge count={count} words={countOf(count, 'nieprzeczytana', 'nieprzeczytane', 'nieprzeczytanych')} />
  )
  return (
    <nav class="tabs" aria-label="Zakładki">
      <details class="menu">
        <summary>
          <span class="menu-word">Menu</span>
          <span class="menu-here">{active?.label}</span>
          {badge(Object.values(unread).reduce((sum, count) => sum + count, 0))}
        </summary>
        <ul>
          {menu.map((item) => (
            <li>
              <a href={item.href} aria-current={item.key === activeTab ? 'true' : undefined}>
                {item.label}
                {badge(unread[item.key] ?? 0)}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  )
}

function AsOf({ at }: { readonly at: number }) {
  return (
    <p class="as-of">
      Stan na <time datetime={new Date(at).toISOString()}>{formatDateTime(at)}</time>
    </p>
  )
}

function Stale({ at }: { readonly at: number }) {
  return (
    <Notice tone="warning" title="Dane nie są z dzisiaj">
      <p>
        To jest stan na <strong>{formatDateTime(at)}</strong>. Nowszych danych z księgowości jeszcze nie ma. Ostatnie
        wpłaty i rachunki mogą być tu niewidoczne.
      </p>
    </Notice>
  )
}

interface SessionLineProps {
  readonly person: NonNullable<PageProps['person']>
  readonly idleMinutes: number | undefined
}

function SessionLine({ person, idleMinutes }: SessionLineProps) {
  return (
    <p class="foot-session">
      {person.lastSignInAt !== undefined && <>Ostatnie logowanie: {formatDateTime(person.lastSignInAt)}. </>}
      {idleMinutes !== undefined && (
        <>Po {countOf(idleMinutes, 'minucie', 'minutach', 'minutach')} bez ruchu nastąpi wylogowanie.</>
      )}
    </p>
  )
}

/** A block of flats with one window lit: stands where a cooperative has no logo yet. */
function Mark() {
  const windows = [6, 14, 22].flatMap((y) => [9, 17, 25].map((x) => ({ x, y })))
  return (
    <svg class="mark" viewBox="0 0 40 40" width={40} height={40} aria-hidden="true" focusable="false">
      <path d="M4 38V2h32v36" />
      {windows.map(({ x, y }) => (
        <rect x={x} y={y} width={6} height={6} class={cx(x === 17 && y === 14 && 'lit') || undefined} />
      ))}
      <path d="M1 38h38" />
    </svg>
  )
}
