import { statement, type Tx } from '#platform/db/database.ts'
import type { DeliveryRow, LastNight, Published } from './office-import.model.ts'

const publishedStatement = statement<[], Published>(
  'officeImport.published',
  `select publication_id as "publicationId", as_of as "asOf", published_at as "publishedAt" from published_state`,
)

const deliveriesStatement = statement<[], DeliveryRow>(
  'officeImport.deliveries',
  `select id, state, kind, sequence, as_of as "asOf", received_at as "receivedAt", publication_id as "publicationId", report
     from deliveries order by received_at desc limit 30`,
)

const deliveryStatement = statement<[id: string], DeliveryRow>(
  'officeImport.delivery',
  `select id, state, kind, sequence, as_of as "asOf", received_at as "receivedAt", publication_id as "publicationId", report
     from deliveries where id::text = $1`,
)

const lastNightStatement = statement<[], LastNight>(
  'officeImport.lastNight',
  `select p.as_of as "asOf", d.id, d.state, d.received_at as "receivedAt"
     from published_state p
     left join lateral (select id, state, received_at from deliveries order by received_at desc limit 1) d on true`,
)

export const published = (tx: Tx): Promise<Published> => tx.one(publishedStatement, [])
export const deliveries = (tx: Tx): Promise<DeliveryRow[]> => tx.query(deliveriesStatement, [])
export const delivery = (tx: Tx, id: string): Promise<DeliveryRow | undefined> => tx.maybe(deliveryStatement, [id])

/** The newest delivery, and of when the books on the pages are. */
export const lastNight = (tx: Tx): Promise<LastNight> => tx.one(lastNightStatement, [])
