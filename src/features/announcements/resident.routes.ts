import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { optionalChoice, pageNumber } from '#platform/http/params.ts'
import { page, type Route, redirect, route } from '#platform/http/route.ts'
import {
  announcement,
  archivedAnnouncements,
  attachments,
  currentAnnouncements,
  recordAllRead,
  recordReading,
} from './announcements.queries.ts'
import { announcementsText as text } from './announcements.text.ts'
import { AnnouncementView, ListView } from './announcements.view.tsx'
import { announcementId, fileRoutes } from './files.ts'

const base = '/wiadomosci'
const tab = 'wiadomosci'
const perPage = 15

const subTabs = (archive: boolean) => [
  { href: base, label: text.current, current: !archive },
  { href: `${base}?pokaz=archiwum`, label: text.archive, current: archive },
]

const listParams = z.object({
  pokaz: optionalChoice(['archiwum']),
  strona: pageNumber,
  zapisano: z.literal('1').optional().catch(undefined),
})
const listHref = (archive: boolean, number: number): string => {
  const chosen = new URLSearchParams({
    ...(archive ? { pokaz: 'archiwum' } : {}),
    ...(number > 1 ? { strona: String(number) } : {}),
  })
  return chosen.size === 0 ? base : `${base}?${chosen}`
}

const listRoute = route({
  path: base,
  area: 'resident',
  title: 'Wiadomości',
  params: listParams,
  queries: 2,
  handle: async ({ params, read, frame }) => {
    const archive = params.pokaz === 'archiwum'
    const extent = { rows: perPage, skip: (params.strona - 1) * perPage }
    const rows = await read((tx) => (archive ? archivedAnnouncements(tx, extent) : currentAnnouncements(tx, extent)))
    if (rows.length === 0 && params.strona > 1) return redirect(listHref(archive, 1))
    return page({
      title: text.title,
      tab,
      subTabs: subTabs(archive),
      body: ListView({
        announcements: rows,
        archive,
        unreadCount: frame().unreadCount,
        markedAll: params.zapisano === '1' && frame().unreadCount === 0,
        page: params.strona,
        pages: Math.max(1, Math.ceil((rows[0]?.total ?? 0) / perPage)),
        href: (number) => listHref(archive, number),
      }),
    })
  },
})

const readAllRoute = route({
  method: 'POST',
  path: `${base}/przeczytane`,
  area: 'resident',
  title: 'Oznacz wszystkie wiadomości jako przeczytane',
  params: z.object({
    widziane: z
      .string('Wróć do listy wiadomości i naciśnij przycisk jeszcze raz.')
      .regex(/^\d{1,14}$/, 'Wróć do listy wiadomości i naciśnij przycisk jeszcze raz.')
      .transform(Number),
  }),
  queries: 2,
  handle: async ({ params, write }) => {
    await write((tx) => recordAllRead(tx, params.widziane))
    return redirect(`${base}?zapisano=1`)
  },
})

const announcementRoute = route({
  path: `${base}/:id`,
  area: 'resident',
  title: 'Wiadomość',
  params: announcementId,
  objects: { id: 'announcement' },
  queries: 5,
  handle: async ({ params, read, write, countsAsRead }) => {
    // Recorded before the page is read, so that the counter on the page no longer counts it.
    if (countsAsRead) await write((tx) => recordReading(tx, params.id))
    const [found, attached] = await read((tx) => Promise.all([announcement(tx, params.id), attachments(tx, params.id)]))
    if (!found) throw new NotFound('no such announcement for this person')
    return page({
      title: found.title,
      tab,
      subTabs: subTabs(found.expired),
      body: AnnouncementView({ base, announcement: found, attachments: attached }),
    })
  },
})

export const announcementsRoutes: readonly Route[] = [
  listRoute,
  readAllRoute,
  ...fileRoutes({
    base,
    area: 'resident',
    object: 'announcementFile',
    // Describing and the first piece; a file beyond half a megabyte is read on in pieces.
    queries: 4,
    reader: (context) => context.read,
  }),
  announcementRoute,
]
