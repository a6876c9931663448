import { nothing } from '#platform/http/params.ts'
import { type Route, redirect, route } from '#platform/http/route.ts'

/** The front door: everybody goes on to where they came to be; who is not signed in is sent to sign in. */
const home = route({
  path: '/',
  area: 'public',
  title: 'Strona główna',
  params: nothing,
  queries: 1,
  handle: async ({ read, frame }) => {
    await read(async () => {})
    return redirect(frame().kind === 'staff' ? '/biuro' : '/rachunki')
  },
})

export const homeRoutes: readonly Route[] = [home]
