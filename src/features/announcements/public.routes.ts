import { NotFound } from '#platform/http/errors.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { announcement, attachments } from './announcements.queries.ts'
import { AnnouncementView } from './announcements.view.tsx'
import { announcementId, fileRoutes } from './files.ts'

// Read without identity, whoever asks: what is not for everybody, or is over, does not exist here.

const base = '/wiadomosci-publiczne'

const announcementRoute = route({
  path: `${base}/:id`,
  area: 'public',
  title: 'Wiadomość dla wszystkich',
  params: announcementId,
  objects: { id: 'publicAnnouncement' },
  queries: 2,
  handle: async ({ params, anonymous }) => {
    const [found, attached] = await anonymous((tx) =>
      Promise.all([announcement(tx, params.id), attachments(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such public announcement')
    return page({
      title: found.title,
      body: AnnouncementView({ base, announcement: found, attachments: attached }),
    })
  },
})

export const publicAnnouncementsRoutes: readonly Route[] = [
  announcementRoute,
  ...fileRoutes({
    base,
    area: 'public',
    object: 'publicAnnouncementFile',
    queries: 2,
    reader: (context) => context.anonymous,
  }),
]
