const pages = [
  { href: '/moje-dane', label: 'Moje dane kontaktowe' },
  { href: '/moje-dane/lokale', label: 'Moje lokale' },
  { href: '/moje-dane/parametry', label: 'Parametry naliczeń' },
] as const

/** The three pages of the tab "Moje dane". */
export function mojeDaneTabs(current: (typeof pages)[number]['href']) {
  return pages.map((page) => ({ ...page, current: page.href === current }))
}
