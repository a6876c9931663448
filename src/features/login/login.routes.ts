import { z } from 'zod'
import { publicAnnouncements } from '#features/announcements/public.ts'
import { nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { signedInCookies } from './cookies.ts'
import { factorRoutes } from './factors/factors.routes.ts'
import { formField } from './fields.ts'
import { setupRoutes } from './first-run/setup.routes.ts'
import { helpRoutes } from './help.routes.ts'
import { type SessionPurpose, sql, writeAudit } from './login.queries.ts'
import { loginText as text, tooManySentence } from './login.text.ts'
import { type SignInProps, SignInView } from './login.view.tsx'
import { homeOf, onwardPath, withOnward } from './onward.model.ts'
import { passwordRoutes } from './password.routes.ts'
import { type SignInOutcome, signIn } from './sign-in.ts'

/** What the address says of how one came here: signed out of this device, or of all. */
const signOutKinds: Readonly<Record<string, SignInProps['signedOut']>> = { 1: 'here', 2: 'everywhere' }

function nextPage(purpose: SessionPurpose, kind: 'resident' | 'staff', onward: string): string {
  if (purpose === 'setPassword') return '/haslo/ustaw'
  return purpose === 'secondFactor' ? withOnward('/drugi-skladnik', onward) : onward || homeOf[kind]
}

const signInForm = route({
  path: '/zaloguj',
  area: 'public',
  title: 'Logowanie',
  params: z.object({ dalej: formField(301), wyjscie: formField(1) }),
  queries: 2,
  handle: async ({ params, auth, anonymous, sessionHash }) => {
    const onward = onwardPath(params.dalej)
    const session =
      sessionHash === undefined ? undefined : await auth((tx) => tx.maybe(sql.livingSession, [sessionHash]))
    if (session?.purpose === 'setPassword') return redirect('/haslo/ustaw')
    if (session?.purpose === 'secondFactor') return redirect(withOnward('/drugi-skladnik', onward))
    if (session) return redirect(onward || homeOf[session.kind])
    const announcements = await anonymous(publicAnnouncements)
    return formPage({ onward, login: '', errors: [], signedOut: signOutKinds[params.wyjscie], announcements })
  },
})

const signInSent = route({
  method: 'POST',
  path: '/zaloguj',
  area: 'public',
  title: 'Logowanie: wysłany formularz',
  params: z.object({ login: formField(300), haslo: formField(2_000), dalej: formField(301) }),
  queries: 14,
  handle: async ({ params, auth, caller, sessionHash }) => {
    const onward = onwardPath(params.dalej)
    const login = params.login.trim()
    const errors = [
      ...(login === '' ? [{ field: 'login', message: text.loginMissing }] : []),
      ...(params.haslo.trim() === '' ? [{ field: 'haslo', message: text.secretMissing }] : []),
    ]
    if (errors.length > 0) return formPage({ onward, login, errors }, 422)
    return replyTo(await signIn({ auth, caller, sessionHash }, login, params.haslo), { onward, login })
  },
})

function replyTo(outcome: SignInOutcome, typed: { onward: string; login: string }): Reply {
  switch (outcome.kind) {
    case 'signedIn':
      return redirect(nextPage(outcome.purpose, outcome.loginKind, typed.onward), {
        cookies: signedInCookies(outcome),
      })
    case 'tooMany':
      return formPage(
        { ...typed, errors: [{ message: tooManySentence(outcome.waitSeconds) }] },
        429,
        outcome.waitSeconds,
      )
    case 'busy':
      return formPage({ ...typed, errors: [{ message: text.busy }] }, 429, 5)
    case 'wrong':
      return formPage({ ...typed, errors: [{ field: 'haslo', message: text.wrong }] }, 422)
    default:
      return formPage({ ...typed, errors: [{ field: 'haslo', message: text[outcome.kind] }] }, 422)
  }
}

function formPage(props: SignInProps, status = 200, retryAfterSeconds?: number): Reply {
  return page(
    { title: text.signInTitle, body: SignInView(props) },
    retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds },
  )
}

const signOut = route({
  method: 'POST',
  path: '/wyjscie',
  area: 'public',
  title: 'Wyjście',
  params: nothing,
  queries: 2,
  handle: async ({ auth, sessionHash }: Context<object>) => {
    if (sessionHash !== undefined) {
      await auth(async (tx) => {
        const ended = await tx.maybe(sql.endSession, [sessionHash])
        if (ended) await writeAudit(tx, ended, 'login.signedOut', ended.loginId)
      })
    }
    return redirect('/zaloguj?wyjscie=1', {
      cookies: [
        { name: 'session', value: '' },
        { name: 'view', value: '' },
      ],
      clearSiteData: true,
    })
  },
})

export const loginRoutes: readonly Route[] = [
  signInForm,
  signInSent,
  ...passwordRoutes,
  ...factorRoutes,
  ...setupRoutes,
  signOut,
  ...helpRoutes,
]
