import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { onceField } from '#platform/http/once.ts'
import { nothing } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { viewHash, viewSecret } from '#platform/http/views.ts'
import { keepers, loginId, tab } from './fields.ts'
import { type Login, type ViewReason, viewReasons } from './person.model.ts'
import { loginOf } from './person.queries.ts'
import { loginPath } from './search.model.ts'
import { endViews, startView } from './view.queries.ts'
import { viewText as text } from './view.text.ts'
import { StartViewForm } from './view.view.tsx'

function formPage(login: Login, reason: string, missing = false): Reply {
  const errors = missing ? [{ field: 'powod', message: text.reasonMissing }] : []
  return page(
    { title: text.title, tab, body: StartViewForm({ login, once: randomUUID(), reason, errors }) },
    { status: missing ? 422 : 200 },
  )
}

const startForm = route({
  path: '/biuro/loginy/:id/podglad',
  area: 'office',
  title: 'Podgląd konta: powód',
  roles: keepers,
  params: z.object({ id: loginId }),
  objects: { id: 'login' },
  queries: 2,
  handle: async ({ params, read }) => {
    const login = await read((tx) => loginOf(tx, params.id))
    if (!login) throw new NotFound('no login of a resident with this id')
    return formPage(login, '')
  },
})

const started = route({
  method: 'POST',
  path: '/biuro/loginy/:id/podglad',
  area: 'office',
  title: 'Podgląd konta: początek',
  roles: keepers,
  params: z.object({ id: loginId, _once: onceField, powod: z.enum(viewReasons).optional().catch(undefined) }),
  objects: { id: 'login' },
  queries: 5,
  handle: async ({ params, write, sessionHash }) => {
    const reason: ViewReason | undefined = params.powod
    const secret = viewSecret(sessionHash!, params._once)
    const token = viewHash(sessionHash!, secret)
    const outcome = await write(async (tx) => {
      const login = await loginOf(tx, params.id)
      if (!login) throw new NotFound('no login of a resident with this id')
      if (login.lockedAt !== null || reason === undefined) return login
      // One at a time: what was looked at before is over. The same form sent again must not end what it started.
      const fresh = await startView(tx, token, sessionHash!, login.loginId, reason)
      if (fresh !== undefined) await endViews(tx, fresh)
      return undefined
    })
    if (outcome) return formPage(outcome, '', outcome.lockedAt === null)
    return redirect('/rachunki', { cookies: [{ name: 'view', value: secret }] })
  },
})

const ended = route({
  method: 'POST',
  path: '/biuro/podglad/zakoncz',
  area: 'office',
  title: 'Podgląd konta: koniec',
  roles: keepers,
  params: nothing,
  queries: 2,
  handle: async ({ write }) => {
    const subject = await write((tx) => endViews(tx, null))
    const to = subject === undefined ? tab : `${loginPath(subject)}?zrobiono=podglad`
    return redirect(to, { cookies: [{ name: 'view', value: '' }] })
  },
})

export const viewRoutes: readonly Route[] = [startForm, started, ended]
