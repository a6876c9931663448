import { z } from 'zod'
import { csvLine, csvStart } from '#kernel/csv.ts'
import { firstOfMonth } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { nothing, pageNumber } from '#platform/http/params.ts'
import { file, page, type Route, route } from '#platform/http/route.ts'
import { announcementFigures, byBuilding, figures, today } from './statistics.queries.ts'
import { durationText, statisticsText as text } from './statistics.text.ts'
import { type Gathered, newest, type TableKey, tables } from './statistics.ts'
import { OverviewView, TablesView } from './statistics.view.tsx'

const path = '/biuro/statystyki'
const here = { area: 'office', roles: ['clerk', 'accountant', 'editor', 'administrator'] } as const
const buildingsPerPage = 50

/** What a table is made of beside the figures of days and of today. */
type Need = 'buildings' | 'announcements'

async function gather(tx: Tx, needs: readonly Need[]): Promise<Gathered> {
  const [all, now, buildings, announcements] = await Promise.all([
    figures(tx),
    today(tx),
    needs.includes('buildings') ? byBuilding(tx) : [],
    needs.includes('announcements') ? announcementFigures(tx) : [],
  ])
  return { figures: all, today: now, buildings, announcements }
}
const queriesFor = (needs: readonly Need[]): number => 3 + needs.length

const overview = route({
  ...here,
  path,
  title: 'Statystyki',
  menu: { tab: 'statistics', label: text.overview },
  params: nothing,
  queries: queriesFor([]),
  handle: async ({ read }) => {
    const all = await read((tx) => gather(tx, []))
    const month = firstOfMonth(all.today.today)
    const body = OverviewView({
      people: newest(all, 'people'),
      withLogin: newest(all, 'withLogin'),
      activated: newest(all, 'activated'),
      monthPeople: all.figures.monthPeople?.find(({ day }) => day === month)?.value,
      today: all.today,
    })
    return page({ title: text.title, tab: path, body })
  },
})

interface Section {
  readonly path: string
  readonly label: string
  readonly tables: readonly TableKey[]
  readonly needs: readonly Need[]
}

const sections: readonly Section[] = [
  { path: 'logowania', label: text.tabSignIns, tables: ['logowania-dzienne', 'logowania-miesieczne'], needs: [] },
  { path: 'budynki', label: text.tabBuildings, tables: ['budynki'], needs: ['buildings'] },
  { path: 'sprawy', label: text.tabMatters, tables: ['wiadomosci', 'zgloszenia'], needs: [] },
  { path: 'czytanie', label: text.tabReading, tables: ['ogloszenia', 'pisma'], needs: ['announcements'] },
  { path: 'dane', label: text.tabNights, tables: ['publikacje'], needs: [] },
]

/** How long people waited, under the table it belongs to. */
function sentencesOf(all: Gathered): Readonly<Record<string, string>> {
  const answers = newest(all, 'answerMinutes')
  const registrations = newest(all, 'registrationMinutes')
  return {
    wiadomosci: answers === undefined ? text.noAnswers : `${text.answerTime} ${durationText(answers)}.`,
    ...(registrations === undefined ? {} : { zgloszenia: `${text.registrationTime} ${durationText(registrations)}.` }),
  }
}

const sectionRoutes = sections.map((section) =>
  route({
    ...here,
    path: `${path}/${section.path}`,
    title: `Statystyki: ${section.label}`,
    menu: { tab: 'statistics', label: section.label },
    params: z.object({ strona: pageNumber }),
    queries: queriesFor(section.needs),
    handle: async ({ params, read }) => {
      const all = await read((tx) => gather(tx, section.needs))
      const shown = section.tables.map((key) => ({ key, ...tables[key](all) }))
      const address = `${path}/${section.path}`
      const pages = section.path === 'budynki' ? Math.max(Math.ceil(all.buildings.length / buildingsPerPage), 1) : 1
      if (params.strona > pages) throw new NotFound('beyond the last page')
      const from = (params.strona - 1) * buildingsPerPage
      const body = TablesView({
        tables:
          section.path === 'budynki'
            ? shown.map((table) => ({ ...table, rows: table.rows.slice(from, from + buildingsPerPage) }))
            : shown,
        sentences: sentencesOf(all),
        paging: { page: params.strona, pages, address },
      })
      return page({ title: section.label, tab: address, body })
    },
  }),
)

const files = sections.flatMap((section) =>
  section.tables.map((key) =>
    route({
      ...here,
      path: `${path}/${key}.csv`,
      title: `Statystyki jako CSV: ${key}`,
      params: nothing,
      queries: queriesFor(section.needs),
      handle: async ({ read }) => {
        const { headers, rows } = tables[key](await read((tx) => gather(tx, section.needs)))
        return file('text/csv; charset=utf-8', csvStart + [headers, ...rows].map(csvLine).join(''), {
          filename: `statystyki-${key}.csv`,
        })
      },
    }),
  ),
)

export const officeStatisticsRoutes: readonly Route[] = [overview, ...sectionRoutes, ...files]
