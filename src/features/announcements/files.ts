import { z } from 'zod'
import { safeFileName, sendPdf } from '#features/documents/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { type Area, type Context, type Reply, type Route, route } from '#platform/http/route.ts'
import { fileBytes, storedFile } from './announcements.queries.ts'
import type { Base } from './announcements.view.tsx'

export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const announcementId = z.object({ id: uuid })
type Asked = Context<z.output<typeof announcementId>>

interface Place {
  readonly base: Base
  readonly area: Area
  /** The kind of object the addresses carry, for the tests generated from routes. */
  readonly object: string
  readonly queries: number
  /** How these addresses read: as the person signed in, or as nobody. */
  readonly reader: (context: Asked) => <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/** An attachment to look at and one to save. */
export function fileRoutes(place: Place): readonly Route[] {
  return [false, true].map((save) =>
    route({
      path: `${place.base}/pliki/:id${save ? '/pobierz' : ''}`,
      area: place.area,
      title: save ? 'Załącznik wiadomości do zapisania' : 'Załącznik wiadomości',
      params: announcementId,
      objects: { id: place.object },
      queries: place.queries,
      handle: (context) => sendAttachment(context, place.reader(context), save),
    }),
  )
}

async function sendAttachment(
  { params, range, headOnly }: Asked,
  read: ReturnType<Place['reader']>,
  save: boolean,
): Promise<Reply> {
  const found = await read((tx) => storedFile(tx, params.id))
  if (!found) throw new NotFound('no such attachment for this person')
  return sendPdf({
    name: safeFileName(found.fileName),
    sizeBytes: found.sizeBytes,
    range,
    headOnly,
    save,
    read: (offset, length) => read((tx) => fileBytes(tx, params.id, offset, length)),
  })
}
