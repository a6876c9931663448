import { nothing } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { Gallery } from '#ui/dev/gallery.tsx'

/** Only in development: every component of the pages in every state, for whoever changes how they look. */
export const devRoutes: readonly Route[] = [
  route({
    path: '/dev/ui',
    area: 'public',
    title: 'Komponenty stron',
    params: nothing,
    queries: 0,
    handle: async () => page({ title: 'Komponenty', body: Gallery() }),
  }),
]
