const pages = [
  { href: '/napisz', label: 'Napisz do nas e-mail' },
  { href: '/napisz/historia', label: 'Historia wysłanych e-mail' },
] as const

/** The two pages of the tab "Napisz do nas". */
export function napiszTabs(current: (typeof pages)[number]['href']) {
  return pages.map((page) => ({ ...page, current: page.href === current }))
}
