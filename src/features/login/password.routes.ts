import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { SignInNeeded } from '#platform/http/errors.ts'
import { nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { formField } from './fields.ts'
import { type LivingSession, sql } from './login.queries.ts'
import { loginText as text, tooManySentence } from './login.text.ts'
import { ChangePasswordView, SetPasswordView } from './password.view.tsx'
import { type ChangeOutcome, changePassword, storePassword } from './password-change.ts'
import { flawsOf, hasFlaws, type PasswordFlaws } from './passwords/flaws.model.ts'
import { proposePhrase } from './passwords/phrase.ts'

type PageOfForm = (flaws: PasswordFlaws, problem?: string, status?: number, retryAfterSeconds?: number) => Reply

/** These two pages are reached by residents and staff alike, so they ask for the session themselves. */
async function sessionFor(
  purpose: LivingSession['purpose'],
  { auth, sessionHash }: Context<unknown>,
): Promise<{ session: LivingSession; sessionHash: string }> {
  const session = sessionHash && (await auth((tx) => tx.maybe(sql.livingSession, [sessionHash])))
  if (!session || session.purpose !== purpose) throw new SignInNeeded(`no session for ${purpose}`)
  return { session, sessionHash }
}

const setForm = route({
  path: '/haslo/ustaw',
  area: 'public',
  title: 'Ustaw hasło',
  params: nothing,
  queries: 1,
  handle: async (context: Context<object>) => setPage(await sessionFor('setPassword', context))({}),
})

const setSent = route({
  method: 'POST',
  path: '/haslo/ustaw',
  area: 'public',
  title: 'Ustaw hasło: wysłany formularz',
  params: z.object({ haslo: formField(2_000), powtorz: formField(2_000) }),
  queries: 9,
  handle: async (context: Context<{ haslo: string; powtorz: string }>) => {
    const { params, auth, caller } = context
    const asked = await sessionFor('setPassword', context)
    const form = setPage(asked)
    const flaws = flawsOf({ password: params.haslo, repeated: params.powtorz }, asked.session)
    if (hasFlaws(flaws)) return form(flaws, undefined, 422)
    const outcome = await storePassword(auth, asked.session, asked.sessionHash, params.haslo, caller.browser)
    return replyTo(outcome, form, '/')
  },
})

const changeForm = route({
  path: '/haslo',
  area: 'public',
  title: 'Zmień hasło',
  params: z.object({ gotowe: formField(1) }),
  queries: 2,
  handle: async (context: Context<{ gotowe: string }>) => {
    const [asked] = await Promise.all([sessionFor('full', context), context.read(async () => {})])
    return changePage(asked, context.params.gotowe === '1')({})
  },
})

const changeSent = route({
  method: 'POST',
  path: '/haslo',
  area: 'public',
  title: 'Zmień hasło: wysłany formularz',
  params: z.object({ obecne: formField(2_000), haslo: formField(2_000), powtorz: formField(2_000) }),
  queries: 13,
  handle: async (context: Context<{ obecne: string; haslo: string; powtorz: string }>) => {
    const { params, auth, caller } = context
    const [asked] = await Promise.all([sessionFor('full', context), context.read(async () => {})])
    const form = changePage(asked)
    const flaws = flawsOf({ present: params.obecne, password: params.haslo, repeated: params.powtorz }, asked.session)
    if (hasFlaws(flaws)) return form(flaws, undefined, 422)
    const { session, sessionHash } = asked
    const outcome = await changePassword(auth, session, sessionHash, params.obecne, params.haslo, caller.browser)
    return replyTo(outcome, form, '/haslo?gotowe=1')
  },
})

function setPage({ session: { loginName } }: { session: LivingSession }): PageOfForm {
  return (flaws, problem, status = 200, retryAfterSeconds) =>
    page(
      {
        title: text.setTitle,
        body: SetPasswordView({
          flaws,
          problem,
          loginName,
          proposal: proposePhrase(),
          otherProposalHref: otherProposal(),
        }),
      },
      retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds },
    )
}

function otherProposal(): string {
  return `/haslo/ustaw?propozycja=${randomInt(1_000_000)}#propozycja`
}

function changePage({ session: { loginName } }: { session: LivingSession }, changed = false): PageOfForm {
  return (flaws, problem, status = 200, retryAfterSeconds) =>
    page(
      { title: text.changeTitle, body: ChangePasswordView({ flaws, problem, loginName, changed }) },
      retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds },
    )
}

function replyTo(outcome: ChangeOutcome, form: PageOfForm, onward: string): Reply {
  switch (outcome.kind) {
    case 'changed':
      return redirect(outcome.purpose === 'secondFactor' ? '/drugi-skladnik' : onward, {
        cookies: [{ name: 'session', value: outcome.token }],
      })
    case 'wrong':
      return form({ present: 'wrong' }, undefined, 422)
    case 'tooMany':
      return form({}, tooManySentence(outcome.waitSeconds), 429, outcome.waitSeconds)
    case 'busy':
      return form({}, text.busy, 429, 5)
    case 'ended':
      throw new SignInNeeded('the session ended while the password was being set')
  }
}

export const passwordRoutes: readonly Route[] = [setForm, setSent, changeForm, changeSent]
