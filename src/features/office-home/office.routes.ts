import { bankAccountsChangedAt } from '#features/office-settings/public.ts'
import { nothing } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { cards } from './cards.ts'
import { text } from './office-home.text.ts'
import { OfficeHomeView } from './office-home.view.tsx'

const homeRoute = route({
  path: '/biuro',
  area: 'office',
  title: 'Biuro: co czeka dzisiaj',
  menu: { tab: 'start', label: 'Start' },
  roles: ['clerk', 'accountant', 'editor', 'administrator'],
  params: nothing,
  // The session, the bank accounts, one of each card and a second one of the announcements.
  queries: 3 + cards.length,
  handle: async ({ read, frame, now }) => {
    const [lines, bankAccountsChanged] = await read((tx) =>
      Promise.all([Promise.all(cards.map((card) => card.ask(tx, now))), bankAccountsChangedAt(tx)]),
    )
    const role = frame().staffRole
    const shown = cards.flatMap((card, index) =>
      role !== null && card.roles.includes(role)
        ? [{ ...card, lines: lines[index]!.filter(({ count }) => count > 0) }]
        : [],
    )
    return page({ title: text.hello, tab: '/biuro', body: OfficeHomeView({ cards: shown, bankAccountsChanged }) })
  },
})

export const officeHomeRoutes: readonly Route[] = [homeRoute]
