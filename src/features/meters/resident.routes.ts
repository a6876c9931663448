import { z } from 'zod'
import type { IsoDate } from '#kernel/dates.ts'
import { unitName } from '#kernel/units.ts'
import { csv } from '#platform/http/csv.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, optionalId, pageNumber } from '#platform/http/params.ts'
import { type Context, file, page, type Route, route } from '#platform/http/route.ts'
import { MeterView } from './meter.view.tsx'
import { register, restartsOf, verification } from './meters.model.ts'
import {
  allReadings,
  chartReadingsOf,
  heatSettlements,
  latestReadings,
  meter,
  myMeters,
  readingsOfPage,
  readingsPerPage,
  settlementsOfMeter,
} from './meters.queries.ts'
import { meterHref, meterKindNames, noteOf, readingKindNames, metersText as text } from './meters.text.ts'
import { RegisterView } from './meters.view.tsx'
import { readingSteps } from './readings.model.ts'
import { mediaTabs } from './tabs.text.ts'
import { compareWithYearBefore, periodsOfUse, unusualUse } from './use.model.ts'

const tabs = { tab: 'media', subTabs: mediaTabs('/media'), showsBooks: true } as const
/** A year of months. */
const barsShown = 12

const registerParams = z.object({ punkt: optionalId })

async function loadRegister({ params, read, frame }: Context<z.output<typeof registerParams>>) {
  const [meters, readings, settlements] = await read((tx) =>
    Promise.all([myMeters(tx), latestReadings(tx), heatSettlements(tx)]),
  )
  const all = register(meters, readings, settlements, frame().today as IsoDate)
  return { all, chosen: all.filter((one) => params.punkt === undefined || one.premisesId === params.punkt) }
}

const registerRoute = route({
  path: '/media',
  area: 'resident',
  title: 'Ewidencja liczników',
  params: registerParams,
  queries: 5,
  booksOnly: true,
  handle: async (context) => {
    const { punkt } = context.params
    const { all, chosen } = await loadRegister(context)
    return page({
      title: text.register,
      ...tabs,
      body: RegisterView({
        premises: chosen,
        choices: all.map((one) => ({ value: one.premisesId, label: one.label })),
        punkt,
        csvHref: `/media/liczniki.csv${punkt === undefined ? '' : `?${new URLSearchParams({ punkt })}`}`,
      }),
    })
  },
})

const figure = (value: string | null | undefined) => (value == null ? null : { figure: value.replace('.', ',') })

const registerCsvRoute = route({
  path: '/media/liczniki.csv',
  area: 'resident',
  title: 'Ewidencja liczników jako plik CSV',
  params: registerParams,
  queries: 4,
  handle: async (context) => {
    const { chosen } = await loadRegister(context)
    const header = ['Lokal', 'Rodzaj', 'Numer', 'Miejsce', 'Jednostka', 'Założony', 'Legalizacja do', 'Zdjęty']
    return file(
      'text/csv; charset=utf-8',
      csv(
        [...header, 'Zastąpiony przez', 'Data odczytu', 'Stan', 'Rodzaj odczytu', 'Zużycie od poprzedniego odczytu'],
        chosen.flatMap((premises) =>
          [...premises.inUse, ...premises.removed].map((one) => [
            premises.label,
            meterKindNames[one.kind],
            one.number,
            one.location,
            unitName(one.unit),
            one.installedOn,
            one.verificationValidUntil,
            one.removedOn,
            one.replacedByNumber,
            one.lastCounted?.reading.readOn ?? null,
            figure(one.lastCounted?.reading.value),
            one.lastCounted ? readingKindNames[one.lastCounted.reading.kind] : null,
            figure(one.lastCounted?.consumption),
          ]),
        ),
      ),
      { filename: 'liczniki.csv' },
    )
  },
})

const meterRoute = route({
  path: '/media/liczniki/:id',
  area: 'resident',
  title: 'Licznik z odczytami',
  params: z.object({ id, strona: pageNumber }),
  objects: { id: 'meter' },
  queries: 6,
  booksOnly: true,
  handle: async ({ params, read, frame }) => {
    const [found, readings, chartReadings, settlements] = await read((tx) =>
      Promise.all([
        meter(tx, params.id),
        readingsOfPage(tx, params.id, params.strona),
        chartReadingsOf(tx, params.id),
        settlementsOfMeter(tx, params.id),
      ]),
    )
    if (!found) throw new NotFound('no such meter for this person')
    const today = frame().today as IsoDate
    const restarts = restartsOf(settlements, found.id)
    const periods = periodsOfUse(
      [...Map.groupBy(chartReadings, (one) => one.meterId).values()].flatMap((own) =>
        readingSteps(found.kind, own, restarts),
      ),
    )
    const address = meterHref(found.id)
    return page({
      title: `${meterKindNames[found.kind]}, licznik ${found.number}`,
      ...tabs,
      body: MeterView({
        meter: { ...found, verification: verification(found, today) },
        unusual: unusualUse(found.kind, periods, today),
        periods: compareWithYearBefore(periods, barsShown),
        steps: readingSteps(found.kind, readings, restarts).slice(-readingsPerPage).toReversed(),
        page: params.strona,
        more: readings.length > readingsPerPage,
        href: (number) => (number === 1 ? address : `${address}?strona=${number}`),
        settlements,
        csvHref: `${address}/odczyty.csv`,
      }),
    })
  },
})

const readingsCsvRoute = route({
  path: '/media/liczniki/:id/odczyty.csv',
  area: 'resident',
  title: 'Odczyty licznika jako plik CSV',
  params: z.object({ id }),
  objects: { id: 'meter' },
  queries: 4,
  handle: async ({ params, read }) => {
    const [found, readings, settlements] = await read((tx) =>
      Promise.all([meter(tx, params.id), allReadings(tx, params.id), settlementsOfMeter(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such meter for this person')
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Data', 'Stan', 'Jednostka', 'Rodzaj odczytu', 'Zużycie od poprzedniego odczytu', 'Uwagi'],
        readingSteps(found.kind, readings, restartsOf(settlements, found.id)).map((step) => [
          step.reading.readOn,
          figure(step.reading.value),
          unitName(found.unit),
          readingKindNames[step.reading.kind],
          figure(step.consumption),
          noteOf(step) ?? null,
        ]),
      ),
      { filename: 'odczyty.csv' },
    )
  },
})

export const metersRoutes: readonly Route[] = [registerRoute, registerCsvRoute, meterRoute, readingsCsvRoute]
