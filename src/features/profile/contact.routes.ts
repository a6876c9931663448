import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { proveAgain, tooManySentence } from '#features/login/public.ts'
import { readEmail, readPhone } from '#kernel/contact.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, nothing, optionalChoice } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { hashSecret } from '#platform/http/secrets.ts'
import { askEmailChange, confirmEmail, emailChangeBy, enterPhone, portalContact, register } from './contact.queries.ts'
import { ConfirmEmailView, ContactView, EmailFormView, PhoneFormView } from './contact.view.tsx'
import type { PortalContact } from './profile.model.ts'
import { doneKeys, emailText, phoneText, problemSentence, profileText as text } from './profile.text.ts'
import { myRequests } from './requests.queries.ts'
import { mojeDaneTabs } from './tabs.text.ts'

export const around = { tab: 'moje-dane', subTabs: mojeDaneTabs('/moje-dane') } as const
export const doneField = optionalChoice(doneKeys)
/** Fields are taken as they come and judged by us: a form with a mistake comes back with everything that was typed. */
export const field = z
  .string()
  .max(20_000)
  .optional()
  .transform((value) => value ?? '')

interface Mistake {
  readonly field?: string
  readonly message: string
}

const contactRoute = route({
  path: '/moje-dane',
  area: 'resident',
  title: 'Moje dane kontaktowe',
  params: z.object({ zapisano: doneField }),
  queries: 4,
  handle: async ({ params, read }) => {
    const [entry, contact, requests] = await read((tx) =>
      Promise.all([register(tx), portalContact(tx), myRequests(tx)]),
    )
    return page({
      title: text.title,
      ...around,
      showsBooks: true,
      body: ContactView({ register: entry, contact, requests, done: params.zapisano }),
    })
  },
})

/** Whether the password still stands, or was given again just now; otherwise what to tell. */
async function proof(
  context: Context<unknown>,
  contact: PortalContact,
  password: string,
): Promise<Mistake | undefined> {
  if (contact.proved) return undefined
  if (password.trim() === '') return { field: 'haslo', message: text.passwordMissing }
  const outcome = await proveAgain(context.auth, context.sessionHash!, password)
  switch (outcome.kind) {
    case 'proved':
      return undefined
    case 'wrong':
      return { field: 'haslo', message: text.passwordWrong }
    case 'tooMany':
      return { field: 'haslo', message: tooManySentence(outcome.waitSeconds) }
    case 'busy':
      return { message: text.busy }
  }
}

function emailPage(contact: PortalContact, typed: string, errors: readonly Mistake[] = []): Reply {
  return page(
    {
      title: emailText.title,
      ...around,
      body: EmailFormView({ once: randomUUID(), asksPassword: !contact.proved, errors, typed, contact }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const emailForm = route({
  path: '/moje-dane/email',
  area: 'resident',
  hiddenInView: true,
  title: 'Zmiana adresu e-mail',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => emailPage(await read(portalContact), ''),
})

const emailSent = route({
  method: 'POST',
  path: '/moje-dane/email',
  area: 'resident',
  title: 'Zmiana adresu e-mail: wysłany formularz',
  params: z.object({ _once: onceField, email: field, haslo: field }),
  queries: 12,
  handle: async (context) => {
    const { params, read, write } = context
    const contact = await read(portalContact)
    const email = readEmail(params.email)
    if ('problem' in email) {
      return emailPage(contact, params.email, [{ field: 'email', message: problemSentence(email.problem) }])
    }
    const unproved = await proof(context, contact, params.haslo)
    if (unproved) return emailPage(contact, params.email, [unproved])
    const once = onceOf(params._once, email.value)
    const outcome = await write((tx) => askEmailChange(tx, email.value, once))
    if (outcome === 'sent') return redirect('/moje-dane?zapisano=email')
    const sentence = { same: emailText.same, tooMany: emailText.tooMany, proofNeeded: text.passwordMissing }[outcome]
    const told =
      outcome === 'proofNeeded' ? { field: 'haslo', message: sentence } : { field: 'email', message: sentence }
    return emailPage({ ...contact, proved: outcome !== 'proofNeeded' }, params.email, [told])
  },
})

// Whatever cannot be a secret of ours has no row with its hash.
const secret = z.object({ secret: id })

/** Programs that look into mails open every link, so opening it changes nothing yet. */
const confirmForm = route({
  path: '/moje-dane/email/potwierdz/:secret',
  area: 'resident',
  hiddenInView: true,
  title: 'Potwierdzenie adresu e-mail',
  params: secret,
  objects: { secret: 'secret' },
  queries: 2,
  handle: async ({ params, read }) => {
    const change = await read((tx) => emailChangeBy(tx, hashSecret(params.secret)))
    if (!change) throw new NotFound('no such change of an address')
    const path = change.confirmed ? undefined : `/moje-dane/email/potwierdz/${params.secret}`
    return page({ title: emailText.confirmTitle, ...around, body: ConfirmEmailView({ email: change.newEmail, path }) })
  },
})

const confirmSent = route({
  method: 'POST',
  path: '/moje-dane/email/potwierdz/:secret',
  area: 'resident',
  title: 'Potwierdzenie adresu e-mail: wysłany formularz',
  params: secret,
  objects: { secret: 'secret' },
  queries: 2,
  handle: async ({ params, write }) => {
    const outcome = await write((tx) => confirmEmail(tx, hashSecret(params.secret)))
    if (outcome === 'unknown') throw new NotFound('no such change of an address')
    return redirect('/moje-dane?zapisano=potwierdzono')
  },
})

function phonePage(contact: PortalContact, typed: string, errors: readonly Mistake[] = []): Reply {
  return page(
    {
      title: phoneText.title,
      ...around,
      body: PhoneFormView({ once: randomUUID(), asksPassword: !contact.proved, errors, typed }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const phoneForm = route({
  path: '/moje-dane/telefon',
  area: 'resident',
  hiddenInView: true,
  title: 'Zmiana telefonu',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => phonePage(await read(portalContact), ''),
})

const phoneSent = route({
  method: 'POST',
  path: '/moje-dane/telefon',
  area: 'resident',
  title: 'Zmiana telefonu: wysłany formularz',
  params: z.object({ telefon: field, haslo: field }),
  queries: 12,
  handle: async (context) => {
    const { params, read, write } = context
    const contact = await read(portalContact)
    const phone = readPhone(params.telefon)
    if ('problem' in phone) {
      return phonePage(contact, params.telefon, [{ field: 'telefon', message: problemSentence(phone.problem) }])
    }
    const unproved = await proof(context, contact, params.haslo)
    if (unproved) return phonePage(contact, params.telefon, [unproved])
    const outcome = await write((tx) => enterPhone(tx, phone.value))
    if (outcome === 'entered') return redirect('/moje-dane?zapisano=telefon')
    return phonePage({ ...contact, proved: false }, params.telefon, [{ field: 'haslo', message: text.passwordMissing }])
  },
})

export const contactRoutes: readonly Route[] = [
  contactRoute,
  emailForm,
  emailSent,
  confirmForm,
  confirmSent,
  phoneForm,
  phoneSent,
]
