import type { Child } from '#ui/jsx/jsx-runtime'

export interface TabLink {
  readonly href: string
  readonly label: string
  readonly current: boolean
}

/** The pages inside one tab of the portal. */
export function SubTabs({ tabs, label }: { readonly tabs: readonly TabLink[]; readonly label: string }) {
  if (tabs.length === 0) return null
  return (
    <nav class="subtabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The way back, named by where it leads: "Wszystkie rachunki". */
export function BackLink({ href, children }: { readonly href: string; readonly children: Child }) {
  return (
    <p class="back">
      <a href={href}>{children}</a>
    </p>
  )
}

export interface Crumb {
  readonly label: string
  /** Left out for the page itself, the last one. */
  readonly href?: string
}

export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav class="crumbs" aria-label="Gdzie jestem">
      <ol>
        {crumbs.map((crumb) => (
          <li>
            {crumb.href === undefined ? (
              <span aria-current="page">{crumb.label}</span>
            ) : (
              <a href={crumb.href}>{crumb.label}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

interface PaginationProps {
  /** From 1. */
  readonly page: number
  readonly pages: number
  /** What is paged: "Strony kartoteki". */
  readonly label: string
  readonly href: (page: number) => string
}

/** Previous and next with the place between them. Nothing when everything fits on one page. */
export function Pagination({ page, pages, label, href }: PaginationProps) {
  if (pages <= 1) return null
  return (
    <nav class="pages" aria-label={label}>
      {page > 1 ? (
        <a class="button" href={href(page - 1)} rel="prev">
          Poprzednia<span class="unseen"> strona</span>
        </a>
      ) : (
        <span />
      )}
      <p>
        Strona {page} z {pages}
      </p>
      {page < pages ? (
        <a class="button" href={href(page + 1)} rel="next">
          Następna<span class="unseen"> strona</span>
        </a>
      ) : (
        <span />
      )}
    </nav>
  )
}

export interface DownloadLink {
  readonly href: string
  /** "Pobierz CSV", "Pobierz PDF". */
  readonly label: string
  /** What the file is for: "do Excela". */
  readonly hint?: string
}

/** Files of this page, and its print. The print button appears only where the script can press it. */
export function DownloadBar({
  links,
  print = true,
}: {
  readonly links: readonly DownloadLink[]
  readonly print?: boolean
}) {
  return (
    <ul class="downloads">
      {links.map((link) => (
        <li>
          <a class="button button-quiet" href={link.href} download>
            {link.label}
            {link.hint !== undefined && <span class="hint"> {link.hint}</span>}
          </a>
        </li>
      ))}
      {print && (
        <li hidden data-print>
          <button type="button" class="button button-quiet">
            Drukuj
          </button>
        </li>
      )}
    </ul>
  )
}
