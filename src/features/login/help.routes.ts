import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { hashSecret } from '#platform/http/secrets.ts'
import { signedInCookies } from './cookies.ts'
import { formField } from './fields.ts'
import { sql } from './login.queries.ts'
import { loginText as text, tooManyLinksSentence } from './login.text.ts'
import { DeadLinkView, PasswordHelpView, StartingLinkView } from './login.view.tsx'
import { isUsableLink } from './starting-link.queries.ts'
import { openByLink, requestLink } from './starting-link.ts'

type Mistake = { readonly field?: string; readonly message: string }

async function helpPage(
  { auth }: Pick<Context<unknown>, 'auth'>,
  { login = '', errors = [], sent = false }: { login?: string; errors?: readonly Mistake[]; sent?: boolean },
  options: { status?: number; retryAfterSeconds?: number } = {},
): Promise<Reply> {
  const office = await auth((tx) => tx.one(sql.officeContact, []))
  return page(
    { title: text.helpTitle, body: PasswordHelpView({ office, once: randomUUID(), login, errors, sent }) },
    options,
  )
}

const passwordHelp = route({
  path: '/pomoc-z-haslem',
  area: 'public',
  title: 'Nie pamiętam hasła',
  params: z.object({ wyslano: formField(1) }),
  queries: 1,
  handle: (context: Context<{ wyslano: string }>) => helpPage(context, { sent: context.params.wyslano === '1' }),
})

const linkAsked = route({
  method: 'POST',
  path: '/pomoc-z-haslem',
  area: 'public',
  title: 'Nie pamiętam hasła: prośba o link na e-mail',
  params: z.object({ _once: onceField, login: formField(300) }),
  queries: 6,
  handle: async (context: Context<{ _once: string; login: string }>) => {
    const { params, auth, caller } = context
    const login = params.login.trim()
    if (login === '')
      return helpPage(context, { errors: [{ field: 'login', message: text.helpMailLogin }] }, { status: 422 })
    const tooMany = await requestLink(auth, caller, login, onceOf(params._once, login))
    if (!tooMany) return redirect('/pomoc-z-haslem?wyslano=1')
    const { waitSeconds } = tooMany
    const errors = [{ message: tooManyLinksSentence(waitSeconds) }]
    return helpPage(context, { login, errors }, { status: 429, retryAfterSeconds: waitSeconds })
  },
})

// Whatever cannot be a secret of ours has no row with its hash.
const secret = z.object({ secret: id })
const deadLink = (): Reply => page({ title: text.linkDeadTitle, body: DeadLinkView() }, { status: 404 })

const linkForm = route({
  path: '/haslo/link/:secret',
  area: 'public',
  title: 'Link do ustawienia hasła',
  params: secret,
  objects: { secret: 'secret' },
  queries: 1,
  handle: async ({ params, auth }) =>
    (await auth((tx) => isUsableLink(tx, hashSecret(params.secret))))
      ? page({ title: text.linkTitle, body: StartingLinkView({ path: `/haslo/link/${params.secret}` }) })
      : deadLink(),
})

const linkPressed = route({
  method: 'POST',
  path: '/haslo/link/:secret',
  area: 'public',
  title: 'Link do ustawienia hasła: naciśnięty przycisk',
  params: secret,
  objects: { secret: 'secret' },
  queries: 8,
  handle: async ({ params, auth, caller, sessionHash }) => {
    const opened = await openByLink(auth, caller, params.secret, sessionHash)
    return opened ? redirect('/haslo/ustaw', { cookies: signedInCookies(opened) }) : deadLink()
  },
})

export const helpRoutes: readonly Route[] = [passwordHelp, linkAsked, linkForm, linkPressed]
