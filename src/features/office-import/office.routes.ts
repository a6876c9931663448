import { z } from 'zod'
import { csvLine, csvStart } from '#kernel/csv.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, pageNumber } from '#platform/http/params.ts'
import { file, page, type Route, route } from '#platform/http/route.ts'
import { decisionsOf } from './decision.queries.ts'
import { decisionRoutes } from './decision.routes.ts'
import { DeliveriesView } from './deliveries.view.tsx'
import { DeliveryView } from './delivery.view.tsx'
import { deliveriesPerPage, keepers, pagesOf, problemsPerPage } from './office-import.model.ts'
import { allProblems, deliveries, delivery, published } from './office-import.queries.ts'
import { deliveryTitle, importText as text } from './office-import.text.ts'

const here = { area: 'office', roles: keepers } as const
const tab = '/biuro/import'

const deliveriesRoute = route({
  ...here,
  path: tab,
  title: 'Dostawy z systemu księgowego',
  menu: { tab: 'books', label: 'Dostawy' },
  params: z.object({ strona: pageNumber }),
  queries: 3,
  handle: async ({ params: { strona }, read }) => {
    const [now, rows] = await read((tx) => Promise.all([published(tx), deliveries(tx, strona)]))
    // Only the first page may be empty.
    if (rows.length === 0 && strona > 1) throw new NotFound('page beyond the last')
    const pages = pagesOf(rows[0]?.total ?? 0, deliveriesPerPage)
    return page({
      title: text.title,
      tab,
      body: DeliveriesView({ published: now, deliveries: rows, page: strona, pages }),
    })
  },
})

const deliveryRoute = route({
  ...here,
  path: '/biuro/import/:id',
  title: 'Jedna dostawa',
  params: z.object({ id, strona: pageNumber }),
  objects: { id: 'delivery' },
  queries: 4,
  handle: async ({ params, read }) => {
    const [now, found, decisions] = await read((tx) =>
      Promise.all([published(tx), delivery(tx, params.id, params.strona), decisionsOf(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such delivery')
    if (params.strona > pagesOf(found.listed, problemsPerPage)) throw new NotFound('page beyond the last')
    const body = DeliveryView({ published: now, delivery: found, decisions, page: params.strona })
    return page({ title: deliveryTitle(found.receivedAt), tab, body })
  },
})

const problemsRoute = route({
  ...here,
  path: '/biuro/import/:id/bledy',
  title: 'Błędy jednej dostawy jako CSV',
  params: z.object({ id }),
  objects: { id: 'delivery' },
  queries: 2,
  handle: async ({ params, read }) => {
    const problems = await read((tx) => allProblems(tx, params.id))
    if (!problems) throw new NotFound('no such delivery')
    const lines = problems.map(({ file: name, line, column, value, message }) =>
      csvLine([name, line, column, value ?? null, message]),
    )
    const head = csvLine(['Plik', 'Wiersz', 'Kolumna', 'Co tam jest', 'Co jest nie tak'])
    return file('text/csv; charset=utf-8', [csvStart, head, ...lines].join(''), { filename: text.csvName })
  },
})

export const officeImportRoutes: readonly Route[] = [deliveriesRoute, deliveryRoute, problemsRoute, ...decisionRoutes]
