const pages = [
  { href: '/rachunki', label: 'Ogólnie' },
  { href: '/rachunki/dokumenty', label: 'Rachunki i płatności' },
  { href: '/rachunki/kalendarz', label: 'Kalendarz' },
] as const

/** The three pages of the tab "Rachunki i płatności". */
export function rachunkiTabs(current: (typeof pages)[number]['href']) {
  return pages.map((page) => ({ ...page, current: page.href === current }))
}
