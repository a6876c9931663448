import { z } from 'zod'
import { settlementName, settlementResult } from '#features/accounts/public.ts'
import { mediaTabs } from '#features/meters/public.ts'
import { formatMoneyCsv, type Grosze } from '#kernel/money.ts'
import { unitName } from '#kernel/units.ts'
import { csv } from '#platform/http/csv.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { id, optionalChoice, optionalDate, optionalId } from '#platform/http/params.ts'
import { type Context, file, page, type Route, route } from '#platform/http/route.ts'
import { type Explanation, explainLine, heatFigures } from './explanation.model.ts'
import { SettlementView } from './settlement.view.tsx'
import {
  addsUp,
  byPremises,
  chosenSettlements,
  groupSettlementLines,
  replacements,
  type Settlement,
  type SettlementLine,
  settledMeters,
  settlementPremisesLabel,
} from './settlements.model.ts'
import { mySettlements, settlement, settlementLines } from './settlements.queries.ts'
import { lineKindNames, settlementHref, settlementKindNames, settlementsText as text } from './settlements.text.ts'
import { SettlementsView } from './settlements.view.tsx'

const tabs = { tab: 'media', subTabs: mediaTabs('/media/rozliczenia'), showsBooks: true } as const

const listParams = z.object({
  punkt: optionalId,
  rodzaj: optionalChoice(['woda', 'cieplo']),
  od: optionalDate,
  do: optionalDate,
})
type ListParams = z.output<typeof listParams>

async function loadList({ params, read }: Context<ListParams>) {
  if (params.od !== undefined && params.do !== undefined && params.od > params.do)
    throw new BadParameters([{ field: 'od', message: text.periodReversed }])
  const all = await read(mySettlements)
  return { all, chosen: chosenSettlements(all, params) }
}

const listRoute = route({
  path: '/media/rozliczenia',
  area: 'resident',
  title: 'Rozliczenia liczników',
  params: listParams,
  queries: 3,
  booksOnly: true,
  handle: async (context) => {
    const { all, chosen } = await loadList(context)
    const asked = Object.entries(context.params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    return page({
      title: text.list,
      ...tabs,
      body: SettlementsView({
        premises: byPremises(chosen),
        choices: byPremises(all).map((one) => ({ value: one.premisesId, label: one.label })),
        filter: context.params,
        filtered: asked.length > 0,
        any: all.length > 0,
        csvHref: `/media/rozliczenia.csv${asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`}`,
      }),
    })
  },
})

const amount = (grosze: Grosze) => ({ figure: formatMoneyCsv(grosze) })
const figure = (value: string | null) => (value === null ? null : { figure: value.replace('.', ',') })

const listCsvRoute = route({
  path: '/media/rozliczenia.csv',
  area: 'resident',
  title: 'Rozliczenia liczników jako plik CSV',
  params: listParams,
  queries: 2,
  handle: async (context) => {
    const { chosen } = await loadList(context)
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Lokal', 'Rodzaj', 'Od', 'Do', text.charged, text.shouldBe, 'Różnica', 'Wynik'],
        chosen.map((row) => [
          settlementPremisesLabel(row),
          settlementKindNames[row.kind],
          row.periodFrom,
          row.periodTo,
          amount(row.chargedGrosze),
          amount(row.shouldBeGrosze),
          amount(row.differenceGrosze),
          settlementResult(row),
        ]),
      ),
      { filename: 'rozliczenia.csv' },
    )
  },
})

async function loadOne({ params, read }: Context<{ id: string }>) {
  const [found, lines] = await read((tx) => Promise.all([settlement(tx, params.id), settlementLines(tx, params.id)]))
  if (!found) throw new NotFound('no such settlement for this person')
  return { found, lines }
}

function explanationsOf(found: Settlement, lines: readonly SettlementLine[]): Map<number, Explanation> | undefined {
  if (!addsUp(found, lines)) return undefined
  return new Map(
    lines.flatMap((line) => {
      const explanation = explainLine(line, found)
      return explanation === undefined ? [] : [[line.lineNo, explanation] as const]
    }),
  )
}

const settlementRoute = route({
  path: '/media/rozliczenia/:id',
  area: 'resident',
  title: 'Rozliczenie z pozycjami i wyjaśnieniem kwoty',
  params: z.object({ id }),
  objects: { id: 'settlement' },
  queries: 4,
  booksOnly: true,
  handle: async (context) => {
    const { found, lines } = await loadOne(context)
    const meters = settledMeters(lines)
    return page({
      title: settlementName(found),
      ...tabs,
      body: SettlementView({
        settlement: found,
        groups: groupSettlementLines(lines),
        meters,
        replaced: replacements(meters),
        heat: found.kind === 'heat' ? heatFigures(found, lines) : undefined,
        explanations: explanationsOf(found, lines),
        csvHref: `${settlementHref(found.id)}/pozycje.csv`,
      }),
    })
  },
})

const linesCsvRoute = route({
  path: '/media/rozliczenia/:id/pozycje.csv',
  area: 'resident',
  title: 'Pozycje rozliczenia jako plik CSV',
  params: z.object({ id }),
  objects: { id: 'settlement' },
  queries: 3,
  handle: async (context) => {
    const { found, lines } = await loadOne(context)
    const factors = ['Współczynnik grzejnika', 'Współczynnik położenia']
    const header = ['Część', 'Pozycja', 'Licznik', 'Miejsce', 'Odczyt poprzedni', 'Odczyt obecny', ...factors]
    return file(
      'text/csv; charset=utf-8',
      csv(
        [...header, text.charged, 'Ilość', 'JM', 'Stawka', text.shouldBe, 'Różnica'],
        [
          ...lines.map((line) => [
            lineKindNames[line.lineKind],
            line.description,
            line.meterNumber,
            line.meterLocation,
            figure(line.previousReading),
            figure(line.currentReading),
            figure(line.radiatorFactor),
            figure(line.locationFactor),
            amount(line.chargedGrosze),
            figure(line.quantity),
            unitName(line.unit),
            figure(line.rate),
            amount(line.shouldBeGrosze),
            amount(line.differenceGrosze),
          ]),
          [
            text.total,
            ...Array.from({ length: 7 }, () => null),
            amount(found.chargedGrosze),
            ...[null, null, null],
            amount(found.shouldBeGrosze),
            amount(found.differenceGrosze),
          ],
        ],
      ),
      { filename: 'rozliczenie.csv' },
    )
  },
})

export const settlementsRoutes: readonly Route[] = [listRoute, listCsvRoute, settlementRoute, linesCsvRoute]
