import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { codeEnds, HashingBusy, shortestPassword } from '#features/login/public.ts'
import { noteLoginIssued, registrationOfParty } from '#features/office-registrations/public.ts'
import { premisesLabel } from '#kernel/premises.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, optionalChoice, pageNumber, text as plainText } from '#platform/http/params.ts'
import { type Context, file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { issueSingle, mailSingle, type SingleOutcome } from './issue-single.ts'
import {
  type HeldPremises,
  type LoginOwner,
  livingLogin,
  ownerPath,
  type Person,
  type PersonLogin,
  reasons,
  unusedStates,
} from './issuing.model.ts'
import {
  type CooperativeOnSheet,
  cooperativeOnSheet,
  heldPremises,
  isHandoverOf,
  noteHandedOver,
  outsider,
  person,
  personLogins,
  unusedCodes,
  versionNow,
} from './issuing.queries.ts'
import { issuingText as text } from './issuing.text.ts'
import { type Chosen, PersonLoginView, SheetView, UnusedCodesView } from './issuing.view.tsx'
import type { Sheet, SheetFrame } from './sheet.model.ts'
import { sheetsPdf } from './sheet-pdf.ts'

const roles = ['clerk', 'administrator'] as const
/** The page of a person lies under the people's own. */
const tab = '/biuro/osoby'
const perPage = 50
const longestName = 100

interface Known {
  readonly owner: LoginOwner
  readonly person: Person
  readonly premises: readonly HeldPremises[]
  readonly logins: readonly PersonLogin[]
  readonly version: string
}

async function known(tx: Tx, owner: LoginOwner): Promise<Known> {
  const [found, premises, logins, version] = await Promise.all([
    owner.partyId === null ? outsider(tx, owner.loginId) : person(tx, owner.partyId),
    heldPremises(tx, owner.partyId ?? ''),
    personLogins(tx, owner),
    versionNow(tx, owner),
  ])
  if (!found) throw new NotFound('no such person')
  return { owner, person: found, premises, logins, version }
}

interface Shown {
  readonly registration?: string | undefined
  readonly chosen?: Chosen
  readonly errors?: readonly { readonly field?: string; readonly message: string }[]
  readonly done?: 'link' | 'wydano' | undefined
}

function personPage(found: Known, shown: Shown, options: { status?: number; retryAfterSeconds?: number } = {}): Reply {
  const { registration, chosen = { reason: '', login: '', name: '' }, errors = [], done } = shown
  const once = { present: randomUUID(), further: randomUUID() }
  return page(
    { title: text.title, tab, body: PersonLoginView({ ...found, once, registration, chosen, errors, done }) },
    options,
  )
}

const typed = z
  .string()
  .max(200)
  .optional()
  .transform((value) => value ?? '')
// Only for the way back; the request is found by the person it was matched to.
const registrationId = z.uuid().optional().catch(undefined)

/** The same pages for somebody in the register and for a login that stands for nobody in it. */
interface Owners {
  readonly base: '/biuro/osoby/:id/login' | '/biuro/loginy/:id/login'
  readonly id: typeof id
  readonly object: 'party' | 'login'
  readonly whose: string
  ownerOf(id: string): LoginOwner
}

const inRegister: Owners = {
  base: '/biuro/osoby/:id/login',
  id,
  object: 'party',
  whose: 'jednej osoby',
  ownerOf: (partyId) => ({ partyId, loginId: null }),
}
const outside: Owners = {
  base: '/biuro/loginy/:id/login',
  id: z.uuid(),
  object: 'login',
  whose: 'osoby spoza rejestru',
  ownerOf: (loginId) => ({ partyId: null, loginId }),
}

const pathOf = (owner: LoginOwner): string => `${ownerPath(owner)}/login`

const personRoute = ({ base, id, object, whose, ownerOf }: Owners) =>
  route({
    path: base,
    area: 'office',
    title: `Login i kod startowy ${whose}`,
    roles,
    params: z.object({
      id,
      login: typed,
      zgloszenie: registrationId,
      powod: optionalChoice(['reset']),
      zapisano: optionalChoice(['link', 'wydano']),
    }),
    objects: { id: object },
    queries: 5,
    handle: async ({ params, read }) => {
      const found = await read((tx) => known(tx, ownerOf(params.id)))
      const chosen = { reason: params.powod === 'reset' ? 'forgotten' : '', login: params.login, name: '' }
      return personPage(found, { registration: params.zgloszenie, chosen, done: params.zapisano })
    },
  })

const issueRoute = ({ base, id, object, whose, ownerOf }: Owners) =>
  route({
    method: 'POST',
    path: base,
    area: 'office',
    title: `Wydanie loginu albo kodu ${whose}`,
    roles,
    params: z.object({
      id,
      _once: onceField,
      wersja: typed,
      login: typed,
      powod: typed,
      nastepny: optionalChoice(['1']),
      nazwa: plainText(longestName).default(''),
      zgloszenie: registrationId,
      jak: z.enum(['ekran', 'pdf', 'email']).catch('ekran'),
    }),
    objects: { id: object },
    queries: 27,
    handle: async (context) => {
      const { params, read, auth, frame, write } = context
      const owner = ownerOf(params.id)
      const [found, cooperative] = await read((tx) => Promise.all([known(tx, owner), cooperativeOnSheet(tx)]))
      const registration = params.zgloszenie
      const chosen = { reason: params.powod, login: params.login, name: params.nazwa }
      const refuse = (errors: NonNullable<Shown['errors']>, status = 422): Reply =>
        personPage(
          found,
          { registration, chosen, errors },
          { status, ...(status === 429 ? { retryAfterSeconds: 5 } : {}) },
        )

      const further = params.nastepny === '1' && owner.partyId !== null
      const asked = further ? '' : params.login
      const living = livingLogin(found.logins)
      const login = found.logins.find((one) => one.id === asked && !one.locked)
      const reason = reasons.find((one) => one === params.powod)
      // As long as things are as the page showed them; otherwise the transaction tells what has changed.
      if (living && !further && params.wersja === found.version) {
        const errors = [
          ...(login ? [] : [{ field: 'login', message: text.loginMissing }]),
          ...(reason ? [] : [{ field: 'powod', message: text.reasonMissing }]),
        ]
        if (errors.length > 0) return refuse(errors)
      }
      const order = {
        owner,
        person: found.person,
        premisesId: found.premises[0]?.id,
        loginId: asked === '' ? undefined : asked,
        further,
        displayName: further && params.nazwa !== '' ? params.nazwa : found.person.name,
        reason: asked === '' ? 'new' : (reason ?? 'other'),
        version: params.wersja,
        clerkId: frame().loginId,
        once: onceOf(params._once, params.id, frame().loginId),
      } as const
      const outcome = await (params.jak === 'email' && login?.verifiedEmail
        ? mailSingle(auth, { ...order, loginId: login.id })
        : issueSingle(auth, order))
      switch (outcome.kind) {
        case 'issued':
          await noteRegistration(write, owner, outcome.loginId)
          return issuedReply(context, found, cooperative, outcome, params.jak)
        case 'linkSent':
          return redirect(`${pathOf(owner)}?zapisano=link`)
        case 'busy':
          return refuse([{ message: text.busy }], 429)
        case 'changed':
        case 'shownBefore': {
          // What the other clerk, or this form before, has done is shown as it is now.
          const now = await read((tx) => known(tx, owner))
          const made = livingLogin(now.logins)
          // The form before may have been cut off between the code and the note.
          if (outcome.kind === 'shownBefore' && made) await noteRegistration(write, owner, made.id)
          return personPage(now, { registration, chosen, errors: [{ message: text[outcome.kind] }] }, { status: 409 })
        }
        default:
          return refuse([{ message: text[outcome.kind] }])
      }
    },
  })

/** The request the person sent from home, if there is one, goes on: its login is issued. */
async function noteRegistration(
  write: Context<unknown>['write'],
  { partyId }: LoginOwner,
  loginId: string,
): Promise<void> {
  if (partyId === null) return
  await write(async (tx) => {
    const request = await registrationOfParty(tx, partyId)
    if (request?.state === 'matched') await noteLoginIssued(tx, request.id, loginId)
  })
}

type Issued = Extract<SingleOutcome, { kind: 'issued' }>

function sheetOf(found: Known, issued: Pick<Issued, 'login' | 'code' | 'expiresAt'>, now: number): Sheet {
  const first = found.premises[0]
  return {
    personName: found.person.name,
    premisesLabel: first ? premisesLabel(first) : '',
    login: issued.login,
    code: issued.code,
    expiresAt: issued.expiresAt,
    issuedAt: now,
  }
}

function frameOf(context: Context<unknown>, cooperative: CooperativeOnSheet): SheetFrame {
  return { cooperative, address: context.baseUrl, shortestPassword, issuedBy: context.frame().displayName }
}

const pdfReply = (sheet: Sheet, around: SheetFrame): Reply =>
  file('application/pdf', sheetsPdf([{ sheet }], around, true), { filename: 'kod-startowy.pdf' })

function issuedReply(
  context: Context<unknown>,
  found: Known,
  cooperative: CooperativeOnSheet,
  issued: Issued,
  how: 'ekran' | 'pdf' | 'email',
): Reply {
  const sheet = sheetOf(found, issued, context.now)
  const around = frameOf(context, cooperative)
  if (how === 'pdf') return pdfReply(sheet, around)
  const { loginId, handoverId } = issued
  const body = SheetView({ path: pathOf(found.owner), loginId, handoverId, sheet, frame: around })
  return page({ title: text.sheetTitle, tab, body })
}

/** The code comes back from the page that showed it; only the login's present code is printed, and nothing of it is kept. */
const sheetRoute = ({ base, id, object, whose, ownerOf }: Owners) =>
  route({
    method: 'POST',
    path: `${base}/arkusz`,
    area: 'office',
    title: `Kartka PDF z kodem ${whose}, który jest na ekranie`,
    roles,
    params: z.object({ id, login: typed, kod: typed }),
    objects: { id: object },
    queries: 7,
    handle: async (context) => {
      const { params, read, auth, now } = context
      const owner = ownerOf(params.id)
      const [found, cooperative] = await read((tx) => Promise.all([known(tx, owner), cooperativeOnSheet(tx)]))
      const login = found.logins.find((one) => one.id === params.login)
      try {
        const expiresAt = login && (await codeEnds(auth, login.id, params.kod))
        if (!login || expiresAt === undefined)
          return personPage(found, { errors: [{ message: text.wrongCode }] }, { status: 422 })
        const sheet = sheetOf(found, { login: login.name, code: params.kod, expiresAt }, login.issuedAt ?? now)
        return pdfReply(sheet, frameOf(context, cooperative))
      } catch (error) {
        if (!(error instanceof HashingBusy)) throw error
        return personPage(found, { errors: [{ message: text.busy }] }, { status: 429, retryAfterSeconds: 5 })
      }
    },
  })

const handedOverRoute = ({ base, id, object, whose, ownerOf }: Owners) =>
  route({
    method: 'POST',
    path: `${base}/wydano`,
    area: 'office',
    title: `Odnotowanie wydania kodu ${whose} do ręki`,
    roles,
    params: z.object({ id, wydanie: typed }),
    objects: { id: object },
    queries: 3,
    handle: async ({ params, write }) => {
      const owner = ownerOf(params.id)
      await write(async (tx) => {
        const noted = await noteHandedOver(tx, params.wydanie, owner)
        if (noted) await auditStaff(tx, 'login.handedOver', { subjectLoginId: noted.loginId })
        // Noted before, by this form sent twice or by a colleague: it is as it should be.
        else if (!(await isHandoverOf(tx, params.wydanie, owner))) throw new NotFound('no such handover')
      })
      return redirect(`${pathOf(owner)}?zapisano=wydano`)
    },
  })

const unusedRoute = route({
  path: '/biuro/kody',
  area: 'office',
  title: 'Kody startowe, których nikt nie użył',
  menu: { tab: 'people', label: 'Niewykorzystane kody' },
  roles,
  params: z.object({ stan: optionalChoice(unusedStates), strona: pageNumber }),
  queries: 2,
  handle: async ({ params, read }) => {
    const { rows, total } = await read((tx) => unusedCodes(tx, params.stan, params.strona, perPage))
    if (params.strona > 1 && rows.length === 0) throw new NotFound('no such page')
    const pages = Math.ceil(total / perPage)
    const body = UnusedCodesView({ rows, total, state: params.stan, page: params.strona, pages })
    return page({ title: text.unusedTitle, tab: '/biuro/kody', body })
  },
})

const everyRoute = [personRoute, issueRoute, sheetRoute, handedOverRoute]

export const personLoginRoutes: readonly Route[] = [
  ...everyRoute.map((make) => make(inRegister)),
  ...everyRoute.map((make) => make(outside)),
  unusedRoute,
]
