const pages = [
  { href: '/media', label: 'Ewidencja liczników' },
  { href: '/media/rozliczenia', label: 'Rozliczenia liczników' },
] as const

/** The two pages of the tab "Media". */
export function mediaTabs(current: (typeof pages)[number]['href']) {
  return pages.map((page) => ({ ...page, current: page.href === current }))
}
