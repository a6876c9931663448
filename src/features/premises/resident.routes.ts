import { z } from 'zod'
import { mojeDaneTabs } from '#features/profile/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { formatMoneyCsv } from '#kernel/money.ts'
import { premisesKindName, premisesLabel } from '#kernel/premises.ts'
import { unitName } from '#kernel/units.ts'
import { csv } from '#platform/http/csv.ts'
import { nothing, optionalId } from '#platform/http/params.ts'
import { type Context, file, page, type Route, route } from '#platform/http/route.ts'
import { feeCalculation, parametersOf } from './fees.model.ts'
import { FeesView } from './fees.view.tsx'
import { premisesCards } from './premises.model.ts'
import {
  coHolders,
  feeComponents,
  holdings,
  parameters,
  premisesAccounts,
  premisesChoices,
} from './premises.queries.ts'
import {
  feesText,
  groupNames,
  legalTitleName,
  parameterNames,
  premisesText,
  roleName,
  vatName,
} from './premises.text.ts'
import { PremisesView } from './premises.view.tsx'

const csvType = 'text/csv; charset=utf-8'

const premisesRoute = route({
  path: '/moje-dane/lokale',
  area: 'resident',
  title: 'Moje lokale',
  params: nothing,
  queries: 5,
  booksOnly: true,
  handle: async ({ read }) => {
    const [rights, accounts, others] = await read((tx) =>
      Promise.all([holdings(tx), premisesAccounts(tx), coHolders(tx)]),
    )
    return page({
      title: premisesText.title,
      tab: 'moje-dane',
      subTabs: mojeDaneTabs('/moje-dane/lokale'),
      showsBooks: true,
      body: PremisesView({ cards: premisesCards(rights, accounts, others) }),
    })
  },
})

const premisesCsvRoute = route({
  path: '/moje-dane/lokale.csv',
  area: 'resident',
  title: 'Moje lokale jako plik CSV',
  params: nothing,
  queries: 3,
  handle: async ({ read }) => {
    const [rights, accounts] = await read((tx) => Promise.all([holdings(tx), premisesAccounts(tx)]))
    const rows = premisesCards(rights, accounts, []).flatMap((card) =>
      card.holdings.map((holding) => [
        card.label,
        `${holding.postalCode} ${holding.city}`,
        premisesKindName(holding.kind),
        { figure: decimalCsv(holding.usableAreaM2) },
        legalTitleName(holding.legalTitle),
        roleName(holding.role, holding.onBehalf),
        holding.share,
        holding.isMember ? 'tak' : 'nie',
        holding.validFrom,
        card.accounts.map(({ ledgerTypeName, nrb }) => `${ledgerTypeName}: ${nrb}`).join(', '),
      ]),
    )
    const head = [
      'Lokal',
      'Miejscowość',
      'Rodzaj',
      'Powierzchnia m²',
      'Tytuł prawny',
      'Rola',
      'Udział',
      'Członek',
      'Od',
      'Konta',
    ]
    return file(csvType, csv(head, rows), { filename: 'lokale.csv' })
  },
})

const decimalCsv = (value: string): string => value.replace('.', ',')
const feesParams = z.object({ punkt: optionalId })

async function loadFees({ params, read, frame }: Context<z.output<typeof feesParams>>) {
  const [choices, values, components, rights] = await read((tx) =>
    Promise.all([premisesChoices(tx), parameters(tx), feeComponents(tx), holdings(tx)]),
  )
  const today = frame().today as IsoDate
  const chosen = params.punkt ?? choices[0]?.premisesId
  const found = choices.find(({ premisesId }) => premisesId === chosen)
  const ofChosen = <R extends { readonly premisesId: string }>(rows: readonly R[]): R[] =>
    rows.filter(({ premisesId }) => premisesId === found?.premisesId)
  return {
    choices: choices.map((choice) => ({ value: choice.premisesId, label: premisesLabel(choice) })),
    chosen: found?.premisesId,
    calculation: feeCalculation(ofChosen(components), today),
    parameters: parametersOf(ofChosen(values), today),
    isMember: ofChosen(rights).find(({ role }) => role !== 'proxy')?.isMember,
  }
}

const feesRoute = route({
  path: '/moje-dane/parametry',
  area: 'resident',
  title: 'Parametry naliczeń',
  params: feesParams,
  queries: 6,
  booksOnly: true,
  handle: async (context) =>
    page({
      title: feesText.title,
      tab: 'moje-dane',
      subTabs: mojeDaneTabs('/moje-dane/parametry'),
      showsBooks: true,
      body: FeesView(await loadFees(context)),
    }),
})

const feesCsvRoute = route({
  path: '/moje-dane/parametry/oplaty.csv',
  area: 'resident',
  title: 'Wymiar opłat jako plik CSV',
  params: feesParams,
  queries: 5,
  handle: async (context) => {
    const { calculation } = await loadFees(context)
    const { nextOn } = calculation
    const lines = calculation.groups.flatMap(({ lines: ofGroup }) => ofGroup)
    const sides = (['now', ...(nextOn === undefined ? [] : ['next' as const])] as const).flatMap((side) =>
      lines.flatMap((line) => (line[side] === undefined ? [] : [{ side, row: line[side] }])),
    )
    const sum = (side: 'now' | 'next') => [
      side === 'now' ? 'dziś' : `od ${nextOn}`,
      'Razem',
      null,
      null,
      null,
      null,
      null,
      { figure: formatMoneyCsv(side === 'now' ? calculation.nowGrosze : calculation.nextGrosze) },
      null,
    ]
    return file(
      csvType,
      csv(
        ['Kiedy', 'Składnik', 'Grupa', 'Ilość', 'Jednostka', 'Stawka', 'VAT', 'Wartość', 'Powód zmiany'],
        [
          ...sides.map(({ side, row }) => [
            side === 'now' ? 'dziś' : `od ${nextOn}`,
            row.component,
            groupNames[row.componentGroup],
            { figure: decimalCsv(row.quantity) },
            unitName(row.unit),
            { figure: decimalCsv(row.rate) },
            vatName(row.vatRate),
            { figure: formatMoneyCsv(row.amountGrosze) },
            side === 'next' ? row.changeReason : null,
          ]),
          sum('now'),
          ...(nextOn === undefined ? [] : [sum('next')]),
        ],
      ),
      { filename: 'wymiar-oplat.csv' },
    )
  },
})

const parametersCsvRoute = route({
  path: '/moje-dane/parametry/parametry.csv',
  area: 'resident',
  title: 'Parametry naliczeń jako plik CSV',
  params: feesParams,
  queries: 5,
  handle: async (context) => {
    const { parameters: found } = await loadFees(context)
    const rows = found.flatMap(({ now, later, before }) => [...later.toReversed(), ...(now ? [now] : []), ...before])
    return file(
      csvType,
      csv(
        ['Parametr', 'Wartość', 'Jednostka', 'Od', 'Do'],
        rows.map((row) => [
          parameterNames[row.parameter],
          { figure: decimalCsv(row.value) },
          unitName(row.unit),
          row.validFrom,
          row.validTo,
        ]),
      ),
      { filename: 'parametry.csv' },
    )
  },
})

export const premisesRoutes: readonly Route[] = [
  premisesRoute,
  premisesCsvRoute,
  feesRoute,
  feesCsvRoute,
  parametersCsvRoute,
]
