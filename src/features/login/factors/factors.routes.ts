import { z } from 'zod'
import { SignInNeeded } from '#platform/http/errors.ts'
import { nothing } from '#platform/http/params.ts'
import { type Context, type Cookie, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { signedInCookies } from '../cookies.ts'
import { formField } from '../fields.ts'
import { type LivingSession, sql } from '../login.queries.ts'
import { tooManySentence } from '../login.text.ts'
import { homeOf, onwardPath, withOnward } from '../onward.model.ts'
import { proveAgain } from '../prove.ts'
import { AskView, CodesView } from './ask.view.tsx'
import { readKeyName } from './code.model.ts'
import { addPasskey, challengeFor, confirmApp, type EnrolOutcome, removeFactor, renewCodes, startApp } from './enrol.ts'
import { AppView, NewKeyView } from './enrol.view.tsx'
import { hasFactor } from './factors.model.ts'
import { factorSql, factorsOf } from './factors.queries.ts'
import { doneSentences, type FactorsDone, factorText as text } from './factors.text.ts'
import { creationOptions, requestOptions, siteOf } from './passkey.ts'
import { SettingsView } from './settings.view.tsx'
import { qrOf } from './totp.ts'
import { type FactorOutcome, type FactorParts, giveCode, givePasskey } from './verify.ts'

interface Mistake {
  readonly field?: string
  readonly message: string
}

/** These pages are reached by residents and staff alike, and before a sign-in is complete, so they ask for the session themselves. */
async function partsFor(
  context: Context<unknown>,
  ...purposes: readonly LivingSession['purpose'][]
): Promise<FactorParts> {
  const { auth, caller, sessionHash } = context
  const session = sessionHash && (await auth((tx) => tx.maybe(sql.livingSession, [sessionHash])))
  if (!session || !purposes.includes(session.purpose)) throw new SignInNeeded('no session for a second factor')
  // Draws the page in the person's own frame, which only a full session has.
  if (session.purpose === 'full') await context.read(async () => {})
  return { auth, caller, session, sessionHash }
}

/** The tab these pages belong to: a resident finds them in "Moje dane". */
const around = ({ session }: FactorParts) => (session.kind === 'resident' ? { tab: 'moje-dane' } : {})

// Signing in ------------------------------------------------------------------------------------------------------------

async function askPage(
  parts: FactorParts,
  baseUrl: string,
  onward: string,
  errors: readonly Mistake[] = [],
  status = errors.length === 0 ? 200 : 422,
  retryAfterSeconds?: number,
): Promise<Reply> {
  const { auth, session, sessionHash } = parts
  const site = siteOf(baseUrl)
  const { factors, keys, challenge } = await auth(async (tx) => {
    const factors = await factorsOf(tx, session.loginId)
    if (!site || factors.passkeys.length === 0) return { factors, keys: [], challenge: undefined }
    const [keys, challenge] = await Promise.all([
      tx.query(factorSql.passkeys, [session.loginId]),
      challengeFor(tx, sessionHash),
    ])
    return { factors, keys, challenge }
  })
  if (!hasFactor(factors)) return redirect('/drugi-skladnik/aplikacja')
  const keyOptions = site && challenge && JSON.stringify(await requestOptions(site, challenge, keys))
  return page(
    {
      title: text.askTitle,
      body: AskView({ onward, factors, staff: session.kind === 'staff', keyOptions, errors }),
    },
    retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds },
  )
}

const askForm = route({
  path: '/drugi-skladnik',
  area: 'public',
  title: 'Drugi składnik logowania',
  params: z.object({ dalej: formField(301) }),
  queries: 6,
  handle: async (context) => {
    const onward = onwardPath(context.params.dalej)
    const parts = await partsFor(context, 'secondFactor', 'full')
    if (parts.session.purpose === 'full') return redirect(onward || homeOf[parts.session.kind])
    return askPage(parts, context.baseUrl, onward)
  },
})

function answer(
  outcome: FactorOutcome,
  parts: FactorParts,
  baseUrl: string,
  onward: string,
  wrong: Mistake,
): Reply | Promise<Reply> {
  switch (outcome.kind) {
    case 'signedIn':
      return redirect(onward || homeOf[parts.session.kind], { cookies: signedInCookies(outcome) })
    case 'tooMany':
      return askPage(
        parts,
        baseUrl,
        onward,
        [{ message: tooManySentence(outcome.waitSeconds) }],
        429,
        outcome.waitSeconds,
      )
    case 'wrong':
      return askPage(parts, baseUrl, onward, [wrong])
  }
}

const codeSent = route({
  method: 'POST',
  path: '/drugi-skladnik',
  area: 'public',
  title: 'Drugi składnik logowania: wysłany kod',
  params: z.object({ kod: formField(60), zapasowy: formField(60), dalej: formField(301) }),
  queries: 18,
  handle: async (context) => {
    const { params, baseUrl } = context
    const onward = onwardPath(params.dalej)
    const parts = await partsFor(context, 'secondFactor')
    const spare = params.zapasowy.trim() !== ''
    const typed = spare ? params.zapasowy : params.kod
    if (typed.trim() === '') return askPage(parts, baseUrl, onward, [{ field: 'kod', message: text.codeMissing }])
    const wrong = spare ? { field: 'zapasowy', message: text.spareWrong } : { field: 'kod', message: text.codeWrong }
    return answer(await giveCode(parts, typed), parts, baseUrl, onward, wrong)
  },
})

const keySent = route({
  method: 'POST',
  path: '/drugi-skladnik/klucz',
  area: 'public',
  title: 'Drugi składnik logowania: użyty klucz',
  params: z.object({ odpowiedz: formField(20_000), dalej: formField(301) }),
  queries: 20,
  handle: async (context) => {
    const { params, baseUrl } = context
    const onward = onwardPath(params.dalej)
    const parts = await partsFor(context, 'secondFactor')
    const site = siteOf(baseUrl)
    if (!site || params.odpowiedz === '') return redirect(withOnward('/drugi-skladnik', onward))
    return answer(await givePasskey(parts, site, params.odpowiedz), parts, baseUrl, onward, { message: text.keyWrong })
  },
})

// Enrolling -------------------------------------------------------------------------------------------------------------

/** Whether a change may go on, with the password of the last five minutes; otherwise what to tell. */
async function unproved(context: Context<unknown>, parts: FactorParts, password: string): Promise<Mistake | undefined> {
  if (parts.session.proved) return undefined
  if (password.trim() === '') return { field: 'haslo', message: text.passwordMissing }
  const outcome = await proveAgain(context.auth, parts.sessionHash, password)
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

async function appPage(parts: FactorParts, errors: readonly Mistake[] = []): Promise<Reply> {
  const { session } = parts
  const signingIn = session.purpose === 'secondFactor'
  const factors = await parts.auth((tx) => factorsOf(tx, session.loginId))
  if (signingIn && hasFactor(factors)) return redirect('/drugi-skladnik')
  const enrolment = await startApp(parts)
  if (!enrolment) throw new SignInNeeded('the session ended meanwhile')
  const again = factors.appAddedAt !== null
  return page(
    {
      title: again ? text.appAgainTitle : text.appTitle,
      ...around(parts),
      body: AppView({
        ...enrolment,
        qr: qrOf(enrolment.uri),
        why: signingIn ? 'must' : again ? 'again' : 'first',
        errors,
      }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const appForm = route({
  path: '/drugi-skladnik/aplikacja',
  area: 'public',
  title: 'Włączenie aplikacji z kodami',
  params: nothing,
  queries: 5,
  handle: async (context: Context<object>) => {
    const parts = await partsFor(context, 'secondFactor', 'full')
    // A browser left open must not show anybody the key the owner is going to use.
    if (parts.session.purpose === 'full' && !parts.session.proved)
      return settingsPage(context, parts, { next: 'aplikacja' })
    return appPage(parts)
  },
})

function codesPage(
  parts: FactorParts,
  codes: readonly string[],
  first: boolean,
  cookies: readonly Cookie[] = [],
): Reply {
  const { kind, loginName, purpose } = parts.session
  const onward = purpose === 'full' ? '/drugi-skladnik/ustawienia' : homeOf[kind]
  return page(
    { title: text.codesTitle, ...around(parts), body: CodesView({ codes, first, onward, loginName }) },
    { cookies },
  )
}

/** What was added is told on the settings' page, spare codes on a page of their own. */
function added(parts: FactorParts, outcome: Extract<EnrolOutcome, { kind: 'added' }>, done: FactorsDone): Reply {
  const cookies = outcome.opened ? signedInCookies(outcome.opened) : []
  if (outcome.codes.length > 0) return codesPage(parts, outcome.codes, true, cookies)
  const onward = outcome.opened ? homeOf[parts.session.kind] : `/drugi-skladnik/ustawienia?zapisano=${done}`
  return redirect(onward, { cookies })
}

const appSent = route({
  method: 'POST',
  path: '/drugi-skladnik/aplikacja',
  area: 'public',
  title: 'Włączenie aplikacji z kodami: wysłany kod',
  params: z.object({ kod: formField(60) }),
  queries: 24,
  handle: async (context) => {
    const parts = await partsFor(context, 'secondFactor', 'full')
    // Finding and installing an app takes longer than five minutes. The key stays the same; a code is a new one by then anyway.
    if (parts.session.purpose === 'full' && !parts.session.proved)
      return settingsPage(context, parts, { next: 'aplikacja' })
    const outcome = await confirmApp(parts, context.params.kod)
    switch (outcome.kind) {
      case 'added':
        return added(parts, outcome, 'aplikacja')
      case 'wrong':
        return appPage(parts, [
          { field: 'kod', message: context.params.kod.trim() === '' ? text.codeMissing : text.codeNotYet },
        ])
      case 'exists':
        return redirect('/drugi-skladnik')
      case 'gone':
        // Sent twice, or to another window's session: where the person stands now tells what happened.
        return redirect(parts.session.purpose === 'full' ? '/drugi-skladnik/ustawienia' : '/drugi-skladnik')
    }
  },
})

async function keyPage(context: Context<unknown>, parts: FactorParts, name: string, errors: readonly Mistake[] = []) {
  const { session, sessionHash, auth } = parts
  const site = siteOf(context.baseUrl)
  const [known, challenge] = await auth((tx) =>
    Promise.all([tx.query(factorSql.passkeys, [session.loginId]), site && challengeFor(tx, sessionHash)]),
  )
  const options = site && challenge && JSON.stringify(await creationOptions(site, session, challenge, known))
  return page(
    {
      title: text.keyTitle,
      ...around(parts),
      body: NewKeyView({
        name,
        options,
        asksPassword: !session.proved || errors.some((error) => error.field === 'haslo'),
        errors,
      }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const keyForm = route({
  path: '/drugi-skladnik/nowy-klucz',
  area: 'public',
  title: 'Nowy klucz dostępu',
  params: nothing,
  queries: 4,
  handle: async (context: Context<object>) => keyPage(context, await partsFor(context, 'full'), ''),
})

const newKeySent = route({
  method: 'POST',
  path: '/drugi-skladnik/nowy-klucz',
  area: 'public',
  title: 'Nowy klucz dostępu: wysłany formularz',
  params: z.object({ nazwa: formField(300), odpowiedz: formField(20_000), haslo: formField(2_000) }),
  queries: 24,
  handle: async (context) => {
    const { params } = context
    const parts = await partsFor(context, 'full')
    const name = readKeyName(params.nazwa)
    if ('problem' in name) {
      const message = name.problem === 'empty' ? text.keyNameMissing : text.keyNameLong
      return keyPage(context, parts, params.nazwa, [{ field: 'nazwa', message }])
    }
    const refusal = await unproved(context, parts, params.haslo)
    if (refusal) return keyPage(context, parts, params.nazwa, [refusal])
    const site = siteOf(context.baseUrl)
    const outcome = site ? await addPasskey(parts, site, params.odpowiedz, name.value) : { kind: 'wrong' as const }
    if (outcome.kind === 'added') return added(parts, outcome, 'klucz')
    const proved = { ...parts, session: { ...parts.session, proved: true } }
    const message = outcome.kind === 'exists' ? text.keyKnown : text.keyNotMade
    return keyPage(context, proved, params.nazwa, [{ message }])
  },
})

// Settings --------------------------------------------------------------------------------------------------------------

async function settingsPage(
  context: Context<unknown>,
  parts: FactorParts,
  {
    errors = [],
    done,
    next,
  }: { errors?: readonly Mistake[]; done?: FactorsDone | undefined; next?: 'aplikacja' | undefined } = {},
): Promise<Reply> {
  const { session } = parts
  const factors = await parts.auth((tx) => factorsOf(tx, session.loginId))
  return page(
    {
      title: text.title,
      ...around(parts),
      body: SettingsView({
        factors,
        staff: session.kind === 'staff',
        proved: session.proved,
        keys: siteOf(context.baseUrl) !== undefined,
        done,
        next,
        errors,
      }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const settings = route({
  path: '/drugi-skladnik/ustawienia',
  area: 'public',
  title: 'Drugi składnik logowania: ustawienia',
  params: z.object({ zapisano: formField(20) }),
  queries: 4,
  handle: async (context) => {
    const { zapisano } = context.params
    const done = Object.hasOwn(doneSentences, zapisano) ? (zapisano as FactorsDone) : undefined
    return settingsPage(context, await partsFor(context, 'full'), { done })
  },
})

const proofSent = route({
  method: 'POST',
  path: '/drugi-skladnik/potwierdz',
  area: 'public',
  title: 'Drugi składnik logowania: podanie hasła',
  params: z.object({ haslo: formField(2_000), co: formField(20) }),
  queries: 12,
  handle: async (context) => {
    const parts = await partsFor(context, 'full')
    const refusal = await unproved(context, parts, context.params.haslo)
    const next = context.params.co === 'aplikacja' ? 'aplikacja' : undefined
    return refusal
      ? settingsPage(context, parts, { errors: [refusal], next })
      : redirect(`/drugi-skladnik/${next ?? 'ustawienia'}`)
  },
})

const newCodesSent = route({
  method: 'POST',
  path: '/drugi-skladnik/kody',
  area: 'public',
  title: 'Nowe kody zapasowe',
  params: nothing,
  queries: 10,
  handle: async (context: Context<object>) => {
    const parts = await partsFor(context, 'full')
    // Without a fresh password the page comes back asking for it; nothing was typed that could be lost.
    const codes = parts.session.proved ? await renewCodes(parts) : undefined
    return codes ? codesPage(parts, codes, false) : settingsPage(context, parts)
  },
})

const removalSent = route({
  method: 'POST',
  path: '/drugi-skladnik/usun',
  area: 'public',
  title: 'Usunięcie drugiego składnika',
  params: z.object({ co: z.union([z.literal('aplikacja'), z.uuid()]) }),
  queries: 12,
  handle: async (context) => {
    const parts = await partsFor(context, 'full')
    if (!parts.session.proved) return settingsPage(context, parts)
    const { co } = context.params
    const outcome = await removeFactor(parts, co === 'aplikacja' ? 'app' : co)
    if (outcome === 'needed') return settingsPage(context, parts, { errors: [{ message: text.lastOne }] })
    // Removed a moment ago by the same form is removed all the same.
    return redirect('/drugi-skladnik/ustawienia?zapisano=usunieto')
  },
})

export const factorRoutes: readonly Route[] = [
  askForm,
  codeSent,
  keySent,
  appForm,
  appSent,
  keyForm,
  newKeySent,
  settings,
  proofSent,
  newCodesSent,
  removalSent,
]
