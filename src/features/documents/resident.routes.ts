import { z } from 'zod'
import { formatDateTime } from '#kernel/dates.ts'
import { csv } from '#platform/http/csv.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, pageNumber } from '#platform/http/params.ts'
import { type Context, file, page, type Route, redirect, route } from '#platform/http/route.ts'
import { editionToAccept } from './documents.model.ts'
import {
  acceptEdition,
  attachments,
  document,
  editions,
  newestEditionOf,
  pendingAcceptances,
} from './documents.queries.ts'
import { letterKindName, documentsText as text } from './documents.text.ts'
import { fileBytes, storedFile } from './files.queries.ts'
import { letter, letters, recordOpening } from './letters.queries.ts'
import { LettersView, LetterView } from './letters.view.tsx'
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
  uuid,
} from './shared.ts'

const subTabs = (current: string) =>
  [
    { href: '/dokumenty', label: 'Dokumenty spółdzielni' },
    { href: '/dokumenty/pisma', label: text.lettersTitle },
  ].map((tab) => ({ ...tab, current: tab.href === current }))
const tab = 'dokumenty'
const lettersPerPage = 30
const lettersInFile = 1000

const listRoute = route({
  path: '/dokumenty',
  area: 'resident',
  title: 'Dokumenty spółdzielni',
  params: listParams,
  queries: 3,
  handle: async ({ params, read }) => {
    const [list, pending] = await read((tx) => Promise.all([loadList(tx, params), pendingAcceptances(tx)]))
    if (isBeyond(params, list)) return redirect(firstPage(place.resident, params))
    return page({
      title: text.title,
      tab,
      subTabs: subTabs('/dokumenty'),
      body: listBody(place.resident, params, list, pending),
    })
  },
})

const listCsvRoute = route({
  path: '/dokumenty.csv',
  area: 'resident',
  title: 'Lista dokumentów jako plik CSV',
  params: listParams,
  queries: 2,
  handle: async ({ params, read }) => documentsCsv(await read((tx) => loadList(tx, params, 'all'))),
})

const documentRoute = route({
  path: '/dokumenty/:id',
  area: 'resident',
  title: 'Dokument, jego wersje i załączniki',
  params: documentParams,
  objects: { id: 'archiveDocument' },
  queries: 4,
  handle: async ({ params, read }) => {
    const [found, all, attached] = await read((tx) =>
      Promise.all([document(tx, params.id), editions(tx, params.id), attachments(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such document for this person')
    const stated = statedEditions(all, attached, found.today)
    return page({
      title: found.title,
      tab,
      subTabs: subTabs('/dokumenty'),
      body: documentBody(place.resident, found, stated, {
        toAccept: editionToAccept(found, stated),
        saved: params.zapisano === '1',
        superseded: params.nowsza === '1',
      }),
    })
  },
})

const acceptRoute = route({
  method: 'POST',
  path: '/dokumenty/:id/akceptacja',
  area: 'resident',
  title: 'Zapisz akceptację wersji',
  params: z.object({ id: pathUuid, wersja: uuid }),
  objects: { id: 'archiveDocument', wersja: 'archiveEdition' },
  queries: 3,
  handle: async ({ params, write }) => {
    const accepted = await write(async (tx) => {
      const newest = await newestEditionOf(tx, params.id)
      if (!newest?.asksAcceptance) throw new NotFound('nothing to accept for this person')
      if (newest.editionId !== params.wersja) return false
      await acceptEdition(tx, newest.editionId)
      return true
    })
    return redirect(`/dokumenty/${params.id}?${accepted ? 'zapisano' : 'nowsza'}=1`)
  },
})

function archiveFileRoute(save: boolean): Route {
  return route({
    path: `/dokumenty/pliki/:id${save ? '/pobierz' : ''}`,
    area: 'resident',
    title: save ? 'Plik dokumentu do zapisania' : 'Plik dokumentu',
    params: z.object({ id: pathUuid }),
    objects: { id: 'archiveFile' },
    // Describing and the first piece; a file beyond half a megabyte is read on in pieces.
    queries: 4,
    handle: async ({ params, read, range, headOnly }) => {
      const found = await read((tx) => storedFile(tx, 'archive', params.id))
      if (!found) throw new NotFound('no such file for this person')
      return sendPdf({
        name: safeFileName(found.fileName),
        sizeBytes: found.sizeBytes,
        range,
        headOnly,
        save,
        read: (offset, length) => read((tx) => fileBytes(tx, 'archive', params.id, offset, length)),
      })
    },
  })
}

const letterId = z.object({ id })

const lettersRoute = route({
  path: '/dokumenty/pisma',
  area: 'resident',
  title: 'Pisma do mnie',
  params: z.object({ strona: pageNumber }),
  queries: 2,
  handle: async ({ params, read }) => {
    const rows = await read((tx) => letters(tx, { rows: lettersPerPage, skip: (params.strona - 1) * lettersPerPage }))
    const pages = Math.max(1, Math.ceil((rows[0]?.total ?? 0) / lettersPerPage))
    if (rows.length === 0 && params.strona > 1) return redirect('/dokumenty/pisma')
    return page({
      title: text.title,
      tab,
      subTabs: subTabs('/dokumenty/pisma'),
      showsBooks: true,
      body: LettersView({
        letters: rows,
        page: params.strona,
        pages,
        href: (number) => `/dokumenty/pisma?strona=${number}`,
      }),
    })
  },
})

const lettersCsvRoute = route({
  path: '/dokumenty/pisma.csv',
  area: 'resident',
  title: 'Lista pism jako plik CSV',
  params: z.object({}),
  queries: 2,
  handle: async ({ read }) => {
    const rows = await read((tx) => letters(tx, { rows: lettersInFile, skip: 0 }))
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Pismo', 'Rodzaj', 'Z dnia', 'Udostępniono', 'Otwarto'],
        rows.map((row) => [
          row.title,
          letterKindName(row.kind),
          row.issuedOn,
          momentCell(row.madeAvailableAt),
          momentCell(row.openedAt),
        ]),
      ),
      { filename: 'pisma.csv' },
    )
  },
})

const momentCell = (at: number | null): string | null => (at === null ? null : formatDateTime(at))

const letterRoute = route({
  path: '/dokumenty/pisma/:id',
  area: 'resident',
  title: 'Pismo do mnie',
  params: letterId,
  objects: { id: 'notice' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => letter(tx, params.id))
    if (!found) throw new NotFound('no such letter for this person')
    return page({
      title: found.title,
      tab,
      subTabs: subTabs('/dokumenty/pisma'),
      showsBooks: true,
      body: LetterView({ letter: found }),
    })
  },
})

function letterFileRoute(save: boolean): Route {
  return route({
    path: `/dokumenty/pisma/:id/plik${save ? '/pobierz' : ''}`,
    area: 'resident',
    title: save ? 'Plik pisma do zapisania' : 'Plik pisma',
    params: letterId,
    objects: { id: 'notice' },
    queries: 5,
    handle: async (context) => {
      const { read, range, headOnly } = context
      const found = await openLetter(context)
      return sendPdf({
        name: safeFileName(`${found.title} ${found.issuedOn}`),
        sizeBytes: found.sizeBytes,
        range,
        headOnly,
        save,
        read: async (offset, length) => {
          // The letter may have got another file in the night that came between two pieces; then the rest is not this file's.
          return read((tx) => fileBytes(tx, 'letter', found.fileId, offset, length))
        },
      })
    },
  })
}

/** The letter with its file; the first who gets to read it is recorded in the same transaction. */
async function openLetter({ params, read, write, countsAsRead }: Context<z.output<typeof letterId>>) {
  const found = await (!countsAsRead
    ? read((tx) => letter(tx, params.id))
    : write(async (tx) => {
        const asked = await letter(tx, params.id)
        if (asked?.fileId != null && asked.openedAt === null) await recordOpening(tx, asked.id)
        return asked
      }))
  if (found?.fileId == null || found.sizeBytes === null)
    throw new NotFound('no such letter with a file for this person')
  return { ...found, fileId: found.fileId, sizeBytes: found.sizeBytes }
}

export const documentsRoutes: readonly Route[] = [
  listRoute,
  listCsvRoute,
  lettersRoute,
  lettersCsvRoute,
  letterRoute,
  letterFileRoute(false),
  letterFileRoute(true),
  archiveFileRoute(false),
  archiveFileRoute(true),
  documentRoute,
  acceptRoute,
]
