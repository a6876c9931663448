import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { id } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { hashSecret } from '#platform/http/secrets.ts'
import { formField } from '../fields.ts'
import { flawSentence, loginText } from '../login.text.ts'
import { HashingBusy, hashSecretText } from '../passwords/argon.ts'
import { flawsOf, hasFlaws } from '../passwords/flaws.model.ts'
import { proposePhrase } from '../passwords/phrase.ts'
import { normalizePassword } from '../passwords/policy.model.ts'
import { openSession } from '../sessions.ts'
import { readOneLine, type SetupDraft, type SetupProblem } from './setup.model.ts'
import { finishSetup, type SetupLink, setupLink } from './setup.queries.ts'
import { setupText as text } from './setup.text.ts'
import { GoneView, SetupView } from './setup.view.tsx'

interface Mistake {
  readonly field?: string
  readonly message: string
}

const here = {
  path: '/pierwsze-uruchomienie/:secret',
  area: 'public',
  objects: { secret: 'secret' },
} as const

function setupPage(secret: string, draft: SetupDraft, errors: readonly Mistake[] = [], status = 422): Reply {
  const path = `/pierwsze-uruchomienie/${secret}`
  return page(
    { title: text.title, body: SetupView({ path, draft, proposal: proposePhrase(), errors }) },
    { status: errors.length === 0 ? 200 : status },
  )
}

/** Whoever had the right link is told why it does not work; to anybody else there is no such page. */
function gone(link: SetupLink | undefined): Reply {
  if (!link) throw new NotFound('no such setup link')
  return page({ title: text.title, body: GoneView() }, { status: 404 })
}

const form = route({
  ...here,
  title: 'Pierwsze uruchomienie',
  params: z.object({ secret: id }),
  queries: 1,
  handle: async ({ params, auth }) => {
    const link = await auth((tx) => setupLink(tx, hashSecret(params.secret)))
    if (!link?.alive) return gone(link)
    return setupPage(params.secret, { spoldzielnia: '', nazwa: '', login: '' })
  },
})

const lineProblem = (problem: SetupProblem, missing: string, long: string): string =>
  ({ missing, long, characters: text.characters })[problem]

const sent = route({
  ...here,
  method: 'POST',
  title: 'Pierwsze uruchomienie: wysłany formularz',
  params: z.object({
    secret: id,
    spoldzielnia: formField(1_000),
    nazwa: formField(1_000),
    login: formField(300),
    haslo: formField(2_000),
    powtorz: formField(2_000),
  }),
  queries: 4,
  handle: async ({ params, auth, caller }) => {
    const { secret, spoldzielnia, nazwa, login: typedLogin, haslo, powtorz } = params
    const draft = { spoldzielnia, nazwa, login: typedLogin }
    const secretHash = hashSecret(secret)
    const link = await auth((tx) => setupLink(tx, secretHash))
    if (!link?.alive) return gone(link)
    const cooperative = readOneLine(spoldzielnia, 200)
    const displayName = readOneLine(nazwa, 100)
    const login = typedLogin.trim()
    const flaws = flawsOf(
      { password: haslo, repeated: powtorz },
      { loginName: login, displayName: nazwa.slice(0, 200), cooperativeName: spoldzielnia.slice(0, 200) },
    )
    const at = (field: string, message: string | undefined): Mistake[] =>
      message === undefined ? [] : [{ field, message }]
    const mistakes = [
      ...('problem' in cooperative
        ? at('spoldzielnia', lineProblem(cooperative.problem, text.cooperativeMissing, text.cooperativeLong))
        : []),
      ...('problem' in displayName
        ? at('nazwa', lineProblem(displayName.problem, text.nameMissing, text.nameLong))
        : []),
      ...(login === '' ? at('login', text.loginMissing) : []),
      ...(login !== '' && !/^[A-Za-z0-9@._+-]{3,254}$/.test(login) ? at('login', text.loginShape) : []),
      ...at('haslo', flaws.password && flawSentence(flaws.password)),
      ...at('powtorz', flaws.repeated && loginText.different),
    ]
    if (mistakes.length > 0 || hasFlaws(flaws) || 'problem' in cooperative || 'problem' in displayName)
      return setupPage(secret, draft, mistakes)
    let passwordHash: string
    try {
      passwordHash = await hashSecretText(normalizePassword(haslo)!)
    } catch (error) {
      if (error instanceof HashingBusy) return setupPage(secret, draft, [{ message: text.busy }], 429)
      throw error
    }
    const made = await auth(async (tx) => {
      const { outcome, id: loginId } = await finishSetup(tx, secretHash, {
        cooperative: cooperative.value,
        login,
        displayName: displayName.value,
        passwordHash,
      })
      if (outcome !== 'made' || loginId === null) return { outcome, token: undefined }
      // As after a password: what is left is the second factor.
      const session = { loginId, kind: 'staff', purpose: 'secondFactor', browser: caller.browser } as const
      return { outcome, token: await openSession(tx, session) }
    })
    if (made.outcome === 'taken') return setupPage(secret, draft, [{ field: 'login', message: text.loginTaken }])
    if (made.token === undefined) return gone(link)
    return redirect('/drugi-skladnik', { cookies: [{ name: 'session', value: made.token }] })
  },
})

export const setupRoutes: readonly Route[] = [form, sent]
