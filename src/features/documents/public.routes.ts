import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { page, type Route, redirect, route } from '#platform/http/route.ts'
import { attachments, document, editions } from './documents.queries.ts'
import { fileBytes, storedFile } from './files.queries.ts'
import { safeFileName, sendPdf } from './send-file.ts'
import {
  documentBody,
  documentParams,
  documentsCsv,
  firstPage,
  isBeyond,
  listBody,
  listParams,
  loadList,
  pathUuid,
  place,
  statedEditions,
} from './shared.ts'

// Read without identity, whoever asks: what is not for everybody does not exist here.

const listRoute = route({
  path: '/dokumenty-publiczne',
  area: 'public',
  title: 'Dokumenty dla wszystkich',
  params: listParams,
  queries: 1,
  handle: async ({ params, anonymous }) => {
    const list = await anonymous((tx) => loadList(tx, params))
    if (isBeyond(params, list)) return redirect(firstPage(place.public, params))
    return page({ title: place.public.title, body: listBody(place.public, params, list, []) })
  },
})

const listCsvRoute = route({
  path: '/dokumenty-publiczne.csv',
  area: 'public',
  title: 'Lista dokumentów dla wszystkich jako plik CSV',
  params: listParams,
  queries: 1,
  handle: async ({ params, anonymous }) => documentsCsv(await anonymous((tx) => loadList(tx, params, 'all'))),
})

const documentRoute = route({
  path: '/dokumenty-publiczne/:id',
  area: 'public',
  title: 'Dokument dla wszystkich',
  params: documentParams,
  objects: { id: 'archiveDocument' },
  queries: 3,
  handle: async ({ params, anonymous }) => {
    const [found, all, attached] = await anonymous((tx) =>
      Promise.all([document(tx, params.id), editions(tx, params.id), attachments(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such public document')
    return page({
      title: found.title,
      body: documentBody(place.public, found, statedEditions(all, attached, found.today), {
        toAccept: undefined,
        saved: false,
        superseded: false,
      }),
    })
  },
})

function fileRoute(save: boolean): Route {
  return route({
    path: `/dokumenty-publiczne/pliki/:id${save ? '/pobierz' : ''}`,
    area: 'public',
    title: save ? 'Plik dokumentu dla wszystkich do zapisania' : 'Plik dokumentu dla wszystkich',
    params: z.object({ id: pathUuid }),
    objects: { id: 'archiveFile' },
    queries: 2,
    handle: async ({ params, anonymous, range, headOnly }) => {
      const found = await anonymous((tx) => storedFile(tx, 'archive', params.id))
      if (!found) throw new NotFound('no such public file')
      return sendPdf({
        name: safeFileName(found.fileName),
        sizeBytes: found.sizeBytes,
        range,
        headOnly,
        save,
        read: (offset, length) => anonymous((tx) => fileBytes(tx, 'archive', params.id, offset, length)),
      })
    },
  })
}

export const publicDocumentsRoutes: readonly Route[] = [
  listRoute,
  listCsvRoute,
  documentRoute,
  fileRoute(false),
  fileRoute(true),
]
