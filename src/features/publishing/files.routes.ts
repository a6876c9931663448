import { z } from 'zod'
import { safeFileName, sendPdf } from '#features/documents/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id } from '#platform/http/params.ts'
import { type Route, route, type StaffRole } from '#platform/http/route.ts'
import { officeFile, officeFileBytes } from './drafts.queries.ts'

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const nobodysId = '00000000-0000-0000-0000-000000000000'
/** In an address, what cannot be an id is one that nobody has: first it is asked who is signed in, then comes the same 404. */
export const pathUuid = id.transform((value) => (uuidPattern.test(value) ? value : nobodysId))

/** Files of drafts and of what is published, for the office: to look at and to save. */
export function officeFileRoutes(base: string, roles: readonly StaffRole[]): readonly Route[] {
  return [false, true].map((save) =>
    route({
      path: `${base}/pliki/:id${save ? '/pobierz' : ''}`,
      area: 'office',
      roles,
      title: save ? 'Plik szkicu albo publikacji do zapisania' : 'Plik szkicu albo publikacji',
      params: z.object({ id: pathUuid }),
      objects: { id: 'officeFile' },
      queries: 4,
      handle: async ({ params, read, range, headOnly }) => {
        const found = await read((tx) => officeFile(tx, params.id))
        if (!found) throw new NotFound('no such file of the office')
        return sendPdf({
          name: safeFileName(found.name),
          sizeBytes: found.sizeBytes,
          range,
          headOnly,
          save,
          read: (offset, length) => read((tx) => officeFileBytes(tx, params.id, offset, length)),
        })
      },
    }),
  )
}
