import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type PremisesChoice, premisesChoices } from '#features/premises/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
import { csv } from '#platform/http/csv.ts'
import { BadParameters } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { nothing } from '#platform/http/params.ts'
import { file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { consentDecisions, consentTexts, giveConsent, prefer, topics, withdrawConsent } from './consents.queries.ts'
import { ConsentsView } from './consents.view.tsx'
import { portalContact } from './contact.queries.ts'
import { around, contactRoutes, doneField, field } from './contact.routes.ts'
import { RequestFormView } from './contact.view.tsx'
import { endSessions, mySessions, signIns } from './devices.queries.ts'
import { DevicesView } from './devices.view.tsx'
import { consentsOf, isRequestKind, type RequestDraft, requestProblems } from './profile.model.ts'
import { consentText, devicesText, outcomeNames, problemSentence, requestText, viewersText } from './profile.text.ts'
import { addRequest } from './requests.queries.ts'
import { viewers } from './viewers.queries.ts'
import { ViewersView } from './viewers.view.tsx'

function requestPage(
  premises: readonly PremisesChoice[],
  draft: RequestDraft,
  errors: readonly { readonly field?: string; readonly message: string }[] = [],
): Reply {
  return page(
    {
      title: requestText.title,
      ...around,
      body: RequestFormView({
        once: randomUUID(),
        draft,
        premises: premises.map((one) => ({ value: one.premisesId, label: premisesLabel(one) })),
        errors,
      }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const requestForm = route({
  path: '/moje-dane/prosba',
  area: 'resident',
  title: 'Prośba o zmianę danych',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => {
    const premises = await read(premisesChoices)
    const only = premises.length === 1 ? premises[0]!.premisesId : ''
    return requestPage(premises, { rodzaj: '', lokal: only, tresc: '' })
  },
})

const requestSent = route({
  method: 'POST',
  path: '/moje-dane/prosba',
  area: 'resident',
  title: 'Prośba o zmianę danych: wysłany formularz',
  params: z.object({ _once: onceField, rodzaj: field, lokal: field, tresc: field }),
  queries: 6,
  handle: async ({ params, read, write }) => {
    const { _once, ...draft } = params
    const premises = await read(premisesChoices)
    const problems = requestProblems(
      draft,
      premises.map(({ premisesId }) => premisesId),
    )
    if (problems.length > 0 || !isRequestKind(draft.rodzaj)) {
      return requestPage(
        premises,
        draft,
        problems.map(({ field: name, problem }) => ({ field: name, message: problemSentence(problem) })),
      )
    }
    const chosen = premises.find(({ premisesId }) => premisesId === draft.lokal)
    const kind = draft.rodzaj
    const body = draft.tresc.trim()
    const outcome = await write((tx) =>
      addRequest(tx, {
        kind,
        premisesId: chosen?.premisesId ?? null,
        premisesLabel: chosen ? premisesLabel(chosen) : '',
        body,
        once: onceOf(_once, kind, draft.lokal, body),
      }),
    )
    if (outcome === 'tooMany') return requestPage(premises, draft, [{ message: requestText.tooMany }])
    return redirect('/moje-dane?zapisano=prosba')
  },
})

const consentsRoute = route({
  path: '/moje-dane/zgody',
  area: 'resident',
  title: 'Zgody i powiadomienia',
  // `nowa`: the text changed while it was being read.
  params: z.object({ zapisano: doneField, nowa: z.literal('1').optional().catch(undefined) }),
  queries: 5,
  handle: async ({ params, read }) => {
    const [texts, decisions, wanted, contact] = await read((tx) =>
      Promise.all([consentTexts(tx), consentDecisions(tx), topics(tx), portalContact(tx)]),
    )
    return page({
      title: consentText.title,
      ...around,
      body: ConsentsView({
        consents: consentsOf(texts, decisions),
        topics: wanted,
        verifiedEmail: contact.verifiedEmail,
        done: params.zapisano,
        errors: params.nowa === undefined ? [] : [{ message: consentText.changed }],
      }),
    })
  },
})

const consentSent = route({
  method: 'POST',
  path: '/moje-dane/zgody',
  area: 'resident',
  title: 'Zgoda: decyzja',
  params: z.object({
    rodzaj: z.enum(['electronicDelivery', 'emailContact', 'phoneContact']),
    wersja: z
      .string()
      .regex(/^[1-9]\d{0,5}$/)
      .transform(Number),
    decyzja: z.enum(['daje', 'cofam']),
  }),
  queries: 3,
  handle: async ({ params, write }) => {
    if (params.decyzja === 'cofam') {
      await write((tx) => withdrawConsent(tx, params.rodzaj))
      return redirect('/moje-dane/zgody?zapisano=cofnieto')
    }
    const current = await write((tx) => giveConsent(tx, params.rodzaj, params.wersja))
    return redirect(current ? '/moje-dane/zgody?zapisano=zgoda' : '/moje-dane/zgody?nowa=1')
  },
})

const wants = z.literal('1').optional().catch(undefined)

const noticesSent = route({
  method: 'POST',
  path: '/moje-dane/powiadomienia',
  area: 'resident',
  title: 'Powiadomienia: zapis wyboru',
  params: z.object({ newDocument: wants, paymentBooked: wants, officeAnswer: wants, announcement: wants }),
  queries: 2,
  handle: async ({ params, write }) => {
    const wanted = Object.entries(params).flatMap(([topic, value]) => (value === '1' ? [topic] : []))
    await write((tx) => prefer(tx, wanted))
    return redirect('/moje-dane/zgody?zapisano=powiadomienia')
  },
})

const signInsShown = 60
const signInsInFile = 5_000

const devicesRoute = route({
  path: '/moje-dane/urzadzenia',
  area: 'resident',
  hiddenInView: true,
  title: 'Urządzenia i logowania',
  params: z.object({ zapisano: doneField }),
  queries: 3,
  handle: async ({ params, read }) => {
    const [sessions, attempts] = await read((tx) => Promise.all([mySessions(tx), signIns(tx, signInsShown)]))
    return page({
      title: devicesText.title,
      ...around,
      body: DevicesView({ sessions, signIns: attempts, done: params.zapisano }),
    })
  },
})

const signInsCsv = route({
  path: '/moje-dane/urzadzenia/logowania.csv',
  area: 'resident',
  hiddenInView: true,
  title: 'Logowania jako plik CSV',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => {
    const rows = await read((tx) => signIns(tx, signInsInFile))
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Kiedy', 'Przeglądarka', 'Wynik'],
        rows.map((row) => [formatDateTime(row.at), row.browser, outcomeNames[row.outcome]]),
      ),
      { filename: 'logowania.csv' },
    )
  },
})

const viewersRoute = route({
  path: '/moje-dane/kto-ogladal',
  area: 'resident',
  title: 'Kto z biura oglądał konto',
  params: nothing,
  queries: 2,
  handle: async ({ read }) =>
    page({ title: viewersText.title, ...around, body: ViewersView({ viewers: await read(viewers) }) }),
})

/** To the sign-in page, with nothing of the session left in the browser. */
const signedOut = (how: 1 | 2): Reply =>
  redirect(`/zaloguj?wyjscie=${how}`, { cookies: [{ name: 'session', value: '' }], clearSiteData: true })

const endOne = route({
  method: 'POST',
  path: '/moje-dane/urzadzenia/wyloguj',
  area: 'resident',
  title: 'Wylogowanie jednego urządzenia',
  params: z.object({ sesja: z.uuid().optional().catch(undefined) }),
  queries: 2,
  handle: async ({ params, write, frame }) => {
    const { sesja } = params
    if (sesja === undefined) throw new BadParameters([{ field: 'sesja', message: devicesText.notThere }])
    await write((tx) => endSessions(tx, sesja))
    return sesja.toLowerCase() === frame().sessionId
      ? signedOut(1)
      : redirect('/moje-dane/urzadzenia?zapisano=wylogowano')
  },
})

const endAll = route({
  method: 'POST',
  path: '/moje-dane/urzadzenia/wyloguj-wszedzie',
  area: 'resident',
  title: 'Wylogowanie wszędzie',
  params: nothing,
  queries: 2,
  handle: async ({ write }) => {
    await write((tx) => endSessions(tx, null))
    return signedOut(2)
  },
})

export const profileRoutes: readonly Route[] = [
  ...contactRoutes,
  requestForm,
  requestSent,
  consentsRoute,
  consentSent,
  noticesSent,
  devicesRoute,
  signInsCsv,
  viewersRoute,
  endOne,
  endAll,
]
