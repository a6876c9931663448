import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { id, nothing } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { deliveries, delivery, published } from './office-import.queries.ts'
import { importText } from './office-import.text.ts'
import { DeliveryView, ImportsView } from './office-import.view.tsx'

const keepers = ['accountant', 'administrator'] as const

const importsRoute = route({
  path: '/biuro/import',
  area: 'office',
  title: 'Dostawy z systemu księgowego',
  menu: { tab: 'books', label: 'Dostawy' },
  roles: keepers,
  params: nothing,
  queries: 3,
  handle: async ({ read }) => {
    const [state, rows] = await read((tx) => Promise.all([published(tx), deliveries(tx)]))
    return page({
      title: importText.title,
      tab: '/biuro/import',
      body: ImportsView({ published: state, deliveries: rows }),
    })
  },
})

const deliveryRoute = route({
  path: '/biuro/import/:id',
  area: 'office',
  title: 'Jedna dostawa',
  roles: keepers,
  params: z.object({ id }),
  objects: { id: 'delivery' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => delivery(tx, params.id))
    if (!found) throw new NotFound('no such delivery')
    return page({ title: 'Dostawa', tab: '/biuro/import', body: DeliveryView({ delivery: found }) })
  },
})

export const officeImportRoutes: readonly Route[] = [importsRoute, deliveryRoute]
