import { z } from 'zod'
import { LoginRefused, lockLogin, unlockLogin } from '#features/login/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { endSessionsOf } from './access.queries.ts'
import { lockReasonNames, accessText as text, unlockReasonNames } from './access.text.ts'
import { LockView } from './access.view.tsx'
import { keepers, loginId, tab } from './fields.ts'
import type { Login } from './person.model.ts'
import { loginOf } from './person.queries.ts'
import type { Done } from './person.text.ts'
import { loginPath } from './search.model.ts'

interface Mistake {
  readonly field: string
  readonly message: string
}

const longestNote = 200
/** Judged by us: a form with a mistake comes back with everything that was typed. */
const typed = z.string().max(20_000).catch('')
const form = z.object({ id: loginId, powod: typed, uwaga: typed })

async function resident({ params, read }: Context<{ id: string }>): Promise<Login> {
  const login = await read((tx) => loginOf(tx, params.id))
  if (!login) throw new NotFound('no login of a resident with this id')
  return login
}

function lockPage(login: Login, errors: readonly Mistake[] = [], reason = '', note = ''): Reply {
  const title = login.lockedAt === null ? text.lockTitle : text.unlockTitle
  return page(
    { title, tab, body: LockView({ login, reason, note, errors }) },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

/** To the person's page; whoever came second is told that it was done already. */
async function done(login: Login, what: Done, work: () => Promise<void>): Promise<Reply> {
  const to = (said: Done) => redirect(`${loginPath(login.loginId)}?zrobiono=${said}`)
  try {
    await work()
    return to(what)
  } catch (error) {
    if (error instanceof LoginRefused && error.reason === 'state') return to('bezzmian')
    throw error
  }
}

const lockForm = route({
  path: '/biuro/loginy/:id/blokada',
  area: 'office',
  title: 'Blokada loginu: powód',
  roles: keepers,
  params: z.object({ id: loginId }),
  objects: { id: 'login' },
  queries: 2,
  handle: async (context) => lockPage(await resident(context)),
})

const lockSent = route({
  method: 'POST',
  path: '/biuro/loginy/:id/zablokuj',
  area: 'office',
  title: 'Zablokowanie loginu',
  roles: keepers,
  params: form,
  objects: { id: 'login' },
  queries: 6,
  handle: async (context) => {
    const login = await resident(context)
    const { powod, uwaga } = context.params
    const note = uwaga.trim()
    const reason = keyOf(lockReasonNames, powod)
    const mistakes: Mistake[] = [
      ...(reason === undefined ? [{ field: 'powod', message: text.reasonMissing }] : []),
      ...(note.length > longestNote ? [{ field: 'uwaga', message: text.noteLong }] : []),
      ...(/[\u0000-\u001f\u007f]/.test(note) ? [{ field: 'uwaga', message: text.characters }] : []),
    ]
    if (reason === undefined || mistakes.length > 0) {
      return login.lockedAt === null ? lockPage(login, mistakes, powod, uwaga) : done(login, 'bezzmian', async () => {})
    }
    const actor = { kind: 'staff', loginId: context.frame().loginId } as const
    const words = note === '' ? lockReasonNames[reason] : `${lockReasonNames[reason]}: ${note}`
    return done(login, 'zablokowano', () => lockLogin({ asAuth: context.auth }, login.loginId, reason, actor, words))
  },
})

const unlockSent = route({
  method: 'POST',
  path: '/biuro/loginy/:id/odblokuj',
  area: 'office',
  title: 'Odblokowanie loginu',
  roles: keepers,
  params: form,
  objects: { id: 'login' },
  queries: 6,
  handle: async (context) => {
    const login = await resident(context)
    const reason = keyOf(unlockReasonNames, context.params.powod)
    if (login.lockedAt === null) return done(login, 'bezzmian', async () => {})
    if (reason === undefined)
      return lockPage(login, [{ field: 'powod', message: text.reasonMissing }], context.params.powod)
    const actor = { kind: 'staff', loginId: context.frame().loginId } as const
    return done(login, 'odblokowano', () => unlockLogin({ asAuth: context.auth }, login.loginId, reason, actor))
  },
})

const signOutSent = route({
  method: 'POST',
  path: '/biuro/loginy/:id/wyloguj',
  area: 'office',
  title: 'Wylogowanie mieszkańca na wszystkich urządzeniach',
  roles: keepers,
  params: z.object({ id: loginId }),
  objects: { id: 'login' },
  queries: 3,
  handle: async ({ params, write }) => {
    const ended = await write(async (tx) => {
      if (!(await loginOf(tx, params.id))) throw new NotFound('no login of a resident with this id')
      return endSessionsOf(tx, params.id)
    })
    return redirect(`${loginPath(params.id)}?zrobiono=${ended > 0 ? 'wylogowano' : 'bezzmian'}`)
  },
})

const keyOf = <Names extends object>(names: Names, typed: string): (keyof Names & string) | undefined =>
  (Object.keys(names) as (keyof Names & string)[]).find((key) => key === typed)

export const accessRoutes: readonly Route[] = [lockForm, lockSent, unlockSent, signOutSent]
