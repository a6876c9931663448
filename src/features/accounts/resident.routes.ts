import { z } from 'zod'
import type { IsoDate } from '#kernel/dates.ts'
import { optionalId } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { chosenAccounts, filterChoices, overview } from './accounts.model.ts'
import { lastSettlements, myAccounts, openDocuments, payments } from './accounts.queries.ts'
import { accountsText } from './accounts.text.ts'
import { OverviewView } from './accounts.view.tsx'
import { rachunkiTabs } from './tabs.text.ts'

const overviewRoute = route({
  path: '/rachunki',
  area: 'resident',
  title: 'Ogólnie: ile mam zapłacić',
  params: z.object({ punkt: optionalId, typ: optionalId }),
  queries: 6,
  booksOnly: true,
  handle: async ({ params, read, frame }) => {
    const [accounts, open, paid, settlements] = await read((tx) =>
      Promise.all([myAccounts(tx), openDocuments(tx), payments(tx), lastSettlements(tx)]),
    )
    const chosen = chosenAccounts(accounts, params)
    const premises = new Set(chosen.map((account) => account.premisesId))
    const shown = settlements.filter((settlement) => premises.has(settlement.premisesId))
    const today = frame().today as IsoDate
    return page({
      title: accountsText.title,
      tab: 'rachunki',
      subTabs: rachunkiTabs('/rachunki'),
      showsBooks: true,
      body: OverviewView({
        overview: overview(chosen, open, paid, shown, today),
        today,
        choices: filterChoices(accounts),
        filter: params,
      }),
    })
  },
})

export const accountsRoutes: readonly Route[] = [overviewRoute]
