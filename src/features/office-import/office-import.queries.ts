import { statement, type Tx } from '#platform/db/database.ts'
import type { DeliveryRow, Published } from './office-import.model.ts'

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

export const published = (tx: Tx): Promise<Published> => tx.one(publishedStatement, [])
export const deliveries = (tx: Tx): Promise<DeliveryRow[]> => tx.query(deliveriesStatement, [])
export const delivery = (tx: Tx, id: string): Promise<DeliveryRow | undefined> => tx.maybe(deliveryStatement, [id])
