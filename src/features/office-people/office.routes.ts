import { z } from 'zod'
import type { IsoDate } from '#kernel/dates.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, optionalChoice } from '#platform/http/params.ts'
import { page, type Route, redirect, route } from '#platform/http/route.ts'
import { accessRoutes } from './access.routes.ts'
import { keepers, loginId, lookers, seesLogins, tab } from './fields.ts'
import { party, portalOf, registerOf } from './person.queries.ts'
import { doneKeys } from './person.text.ts'
import { LoginView, PersonView } from './person.view.tsx'
import { rightRoutes } from './rights.routes.ts'
import { peopleFound, personPath, readSearch, withoutLogins } from './search.model.ts'
import { search } from './search.queries.ts'
import { searchText } from './search.text.ts'
import { SearchView } from './search.view.tsx'
import { viewRoutes } from './view.routes.ts'

const longestSearch = 200
const doneField = optionalChoice(doneKeys).catch(undefined)

const searchRoute = route({
  path: tab,
  area: 'office',
  title: searchText.title,
  menu: { tab: 'people', label: searchText.title },
  roles: lookers,
  params: z.object({
    q: z
      .string()
      .catch('')
      .transform((value) => value.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, longestSearch)),
  }),
  example: { q: 'lipowa 1/3' },
  queries: 5,
  handle: async ({ params, read, frame }) => {
    const asked = readSearch(params.q)
    const result = await read((tx) => (asked ? search(tx, asked) : Promise.resolve(undefined)))
    const withLogins = seesLogins(frame().staffRole)
    const found = result && peopleFound(withLogins ? result : withoutLogins(result))
    return page({
      title: searchText.title,
      tab,
      body: SearchView({
        typed: params.q,
        found: found ?? (params.q.trim() === '' ? 'start' : 'short'),
        withLogins,
      }),
    })
  },
})

const personRoute = route({
  path: '/biuro/osoby/:id',
  area: 'office',
  title: 'Osoba: dane z rejestru, lokale, konta, loginy',
  roles: lookers,
  params: z.object({ id, zrobiono: doneField }),
  objects: { id: 'party' },
  queries: 11,
  handle: async ({ params, read, frame }) => {
    const [register, portal] = await read((tx) =>
      Promise.all([registerOf(tx, params.id), portalOf(tx, { partyId: params.id, loginId: null })]),
    )
    if (!register) throw new NotFound('nobody of this id in the register')
    const { staffRole, today } = frame()
    return page({
      title: register.party.name,
      tab,
      showsBooks: true,
      body: PersonView({
        register,
        portal: seesLogins(staffRole) ? portal : undefined,
        today: today as IsoDate,
        done: params.zrobiono,
      }),
    })
  },
})

const loginRoute = route({
  path: '/biuro/loginy/:id',
  area: 'office',
  title: 'Login osoby spoza rejestru',
  roles: keepers,
  params: z.object({ id: loginId, zrobiono: doneField }),
  objects: { id: 'login' },
  queries: 8,
  handle: async ({ params, read, frame }) => {
    const { portal, register } = await read(async (tx) => {
      const portal = await portalOf(tx, { partyId: null, loginId: params.id })
      const partyId = portal.logins[0]?.partyId
      return { portal, register: partyId == null ? undefined : await party(tx, partyId) }
    })
    const login = portal.logins[0]
    if (!login) throw new NotFound('no login of a resident with this id')
    if (register) {
      const done = params.zrobiono === undefined ? '' : `?zrobiono=${params.zrobiono}`
      return redirect(`${personPath(register.partyId)}${done}#loginy`)
    }
    return page({
      title: login.displayName,
      tab,
      body: LoginView({ login, portal, today: frame().today as IsoDate, done: params.zrobiono }),
    })
  },
})

export const officePeopleRoutes: readonly Route[] = [
  searchRoute,
  personRoute,
  loginRoute,
  ...accessRoutes,
  ...rightRoutes,
  ...viewRoutes,
]
