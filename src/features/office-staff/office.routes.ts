import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  codeDaysValid,
  drawStartingCode,
  forgetFactorTries,
  forgiveLogin,
  HashingBusy,
  type ProofMistake,
  proofMissing,
  proofProblem,
  recentlyProved,
} from '#features/login/public.ts'
import { Forbidden, NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { residentRoutes } from './resident.routes.ts'
import {
  changesOf,
  isRole,
  limits,
  readLine,
  readLogin,
  type StaffAccount,
  type StaffChange,
  staffChanges,
} from './staff.model.ts'
import { addAccount, type ChangeOutcome, changeAccount, staffAccount, staffAccounts } from './staff.queries.ts'
import { changeWords, doneSentences, nameProblem, reasonProblem, staffText as text } from './staff.text.ts'
import { AccountView, ChangeView, type Draft, NewAccountView, StaffView, StartingCodeView } from './staff.view.tsx'

const roles = ['administrator'] as const
const tab = '/biuro/pracownicy'
const office = { area: 'office', roles } as const
/** Judged by us: a form with a mistake comes back with everything that was typed. */
const typed = z.string().max(20_000).catch('')

const listRoute = route({
  ...office,
  path: tab,
  title: 'Pracownicy',
  menu: { tab: 'administration', label: 'Pracownicy' },
  params: nothing,
  queries: 2,
  handle: async ({ read }) =>
    page({ title: text.title, tab, body: StaffView({ accounts: await read(staffAccounts) }) }),
})

// A new account ---------------------------------------------------------------------------------------------------------

function newPage(
  draft: Draft,
  proved: boolean,
  errors: readonly ProofMistake[] = [],
  status = errors.length === 0 ? 200 : 422,
): Reply {
  return page(
    {
      title: text.addTitle,
      tab,
      body: NewAccountView({ once: randomUUID(), draft, asksPassword: !proved, errors }),
    },
    { status },
  )
}

const newForm = route({
  ...office,
  path: '/biuro/pracownicy/nowy',
  title: 'Nowe konto pracownika',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => newPage({ nazwa: '', login: '', rola: '' }, await read(recentlyProved)),
})

const newSent = route({
  ...office,
  method: 'POST',
  path: '/biuro/pracownicy/nowy',
  title: 'Nowe konto pracownika: wysłany formularz',
  params: z.object({ _once: onceField, nazwa: typed, login: typed, rola: typed, haslo: typed }),
  queries: 14,
  handle: async (context) => {
    const { _once, haslo, ...draft } = context.params
    const proved = await context.read(recentlyProved)
    const displayName = readLine(draft.nazwa, limits.displayName)
    const login = readLogin(draft.login)
    const role = draft.rola
    const mistakes: ProofMistake[] = [
      ...('problem' in displayName ? [{ field: 'nazwa', message: nameProblem(displayName.problem) }] : []),
      ...('problem' in login
        ? [{ field: 'login', message: login.problem === 'missing' ? text.loginMissing : text.loginShape }]
        : []),
      ...(isRole(role) ? [] : [{ field: 'rola', message: text.roleMissing }]),
    ]
    if ('problem' in displayName || 'problem' in login || !isRole(role)) return newPage(draft, proved, mistakes)
    const unproved = await proofProblem(context, proved, haslo)
    if (unproved) return newPage(draft, false, [unproved])
    const drawn = await draw()
    if (drawn === 'busy') return newPage(draft, true, [{ message: text.busy }], 429)
    const made = await context.write((tx) =>
      addAccount(tx, {
        name: login.value,
        displayName: displayName.value,
        role,
        codeHash: drawn.hash,
        codeDays: codeDaysValid,
        once: onceOf(_once, displayName.value, login.value, role),
      }),
    )
    switch (made.outcome) {
      case 'made':
        return codePage(
          { id: made.id!, displayName: displayName.value, name: login.value },
          drawn.code,
          made.expiresAt!,
        )
      case 'repeated':
        return redirect(`/biuro/pracownicy/${made.id}?zrobiono=byl`)
      case 'taken':
        return newPage(draft, true, [{ field: 'login', message: text.loginTaken }])
      case 'proofNeeded':
        return newPage(draft, false, [proofMissing])
      case 'forbidden':
        throw new Forbidden('no administrator any more')
    }
  },
})

/** A new code, unless so many passwords are being checked that everybody would only wait. */
async function draw(): Promise<Awaited<ReturnType<typeof drawStartingCode>> | 'busy'> {
  try {
    return await drawStartingCode()
  } catch (error) {
    if (error instanceof HashingBusy) return 'busy'
    throw error
  }
}

function codePage(account: Pick<StaffAccount, 'id' | 'displayName' | 'name'>, code: string, expiresAt: number): Reply {
  const { id: accountId, displayName, name } = account
  return page({
    title: text.codeTitle,
    tab,
    body: StartingCodeView({ id: accountId, displayName, login: name, code, expiresAt }),
  })
}

// One account -----------------------------------------------------------------------------------------------------------

const accountRoute = route({
  ...office,
  path: '/biuro/pracownicy/:id',
  title: 'Konto pracownika',
  params: z.object({ id, zrobiono: z.string().max(20).optional().catch(undefined) }),
  objects: { id: 'staffAccount' },
  queries: 2,
  handle: async ({ params, read }) => {
    const account = await read((tx) => staffAccount(tx, params.id))
    if (!account) throw new NotFound('no such account')
    const known = params.zrobiono === 'byl' || Object.hasOwn(doneSentences, params.zrobiono ?? '')
    return page({
      title: 'Konto pracownika',
      tab,
      body: AccountView({ account, done: known ? params.zrobiono : undefined }),
    })
  },
})

interface Asked {
  readonly account: StaffAccount
  readonly proved: boolean
}

async function asked({ params, read }: Context<{ id: string }>): Promise<Asked> {
  const [account, proved] = await read((tx) => Promise.all([staffAccount(tx, params.id), recentlyProved(tx)]))
  if (!account) throw new NotFound('no such account')
  return { account, proved }
}

interface Typed {
  readonly role: string
  readonly reason: string
}

function changePage(
  { account, proved }: Asked,
  change: StaffChange,
  form: Typed,
  errors: readonly ProofMistake[] = [],
): Reply {
  return page(
    {
      title: changeWords[change].title,
      tab,
      body: ChangeView({ once: randomUUID(), account, change, ...form, asksPassword: !proved, errors }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const refusals: Readonly<
  Record<Exclude<ChangeOutcome, 'done' | 'repeated' | 'unknown' | 'forbidden' | 'proofNeeded'>, string>
> = {
  changed: text.changedMeanwhile,
  state: text.state,
  self: text.self,
  lastAdministrator: text.lastAdministrator,
}

/** What goes into the database with the change, or what is wrong with what was typed. */
function givenValue(change: StaffChange, form: Typed, account: StaffAccount): { value: string } | ProofMistake {
  if (change === 'code') return { value: '' }
  if (change === 'role') {
    if (!isRole(form.role)) return { field: 'rola', message: text.roleMissing }
    return form.role === account.role ? { field: 'rola', message: text.sameRole } : { value: form.role }
  }
  const reason = readLine(form.reason, limits.reason)
  return 'problem' in reason ? { field: 'powod', message: reasonProblem(reason.problem) } : reason
}

function changeRoutes(change: StaffChange): Route[] {
  const { slug, title } = changeWords[change]
  const here = { ...office, path: `/biuro/pracownicy/:id/${slug}`, objects: { id: 'staffAccount' } } as const
  return [
    route({
      ...here,
      title: `Konto pracownika: ${title.toLowerCase()}`,
      params: z.object({ id }),
      queries: 3,
      handle: async (context) => {
        const found = await asked(context)
        // Nothing of the kind can be done (any more): the account's page says what can.
        if (!changesOf(found.account).includes(change)) return redirect(`/biuro/pracownicy/${found.account.id}`)
        return changePage(found, change, { role: found.account.role, reason: '' })
      },
    }),
    route({
      ...here,
      method: 'POST',
      title: `Konto pracownika: ${title.toLowerCase()}, wysłany formularz`,
      params: z.object({ id, _once: onceField, wersja: typed, rola: typed, powod: typed, haslo: typed }),
      queries: 16,
      handle: (context) => changeSent(context, change),
    }),
  ]
}

async function changeSent(
  context: Context<{ id: string; _once: string; wersja: string; rola: string; powod: string; haslo: string }>,
  change: StaffChange,
): Promise<Reply> {
  const { params } = context
  const found = await asked(context)
  const { account } = found
  const form = { role: params.rola, reason: params.powod }
  const given = givenValue(change, form, account)
  const once = onceOf(params._once, change, account.id, params.rola, params.powod)
  // The same form again finds the role changed already; the database knows the form.
  if ('message' in given && given.message !== text.sameRole) return changePage(found, change, form, [given])
  const unproved = await proofProblem(context, found.proved, params.haslo)
  if (unproved) return changePage({ account, proved: false }, change, form, [unproved])
  const proved = { account, proved: true }
  const drawn = change === 'code' ? await draw() : undefined
  if (drawn === 'busy') return changePage(proved, change, form, [{ message: text.busy }])
  const made = await context.write((tx) =>
    changeAccount(tx, {
      id: account.id,
      version: /^\d{1,9}$/.test(params.wersja) ? Number(params.wersja) : 0,
      change,
      value: drawn?.hash ?? ('value' in given ? given.value : account.role),
      codeDays: codeDaysValid,
      once,
    }),
  )
  switch (made.outcome) {
    case 'done':
      await forgive(context, change, account)
      return drawn ? codePage(account, drawn.code, made.expiresAt!) : redirect(doneAt(account, change))
    case 'repeated':
      return redirect(drawn ? `/biuro/pracownicy/${account.id}?zrobiono=byl` : doneAt(account, change))
    case 'unknown':
      throw new NotFound('no such account')
    case 'forbidden':
      throw new Forbidden('no administrator any more')
    case 'proofNeeded':
      return changePage({ account, proved: false }, change, form, [proofMissing])
    case 'state':
      return changePage(proved, change, form, ['message' in given ? given : { message: refusals.state }])
    default: {
      // The form comes back with the account as it is now, so that sending it again is a decision about that.
      const now = await context.read((tx) => staffAccount(tx, account.id))
      return changePage({ account: now ?? account, proved: true }, change, form, [{ message: refusals[made.outcome] }])
    }
  }
}

const doneAt = (account: StaffAccount, change: StaffChange): string =>
  `/biuro/pracownicy/${account.id}?zrobiono=${changeWords[change].slug}`

/** Whoever got a code, or was let in again, must not wait for the end of somebody's guessing. */
async function forgive({ auth }: Context<unknown>, change: StaffChange, account: StaffAccount): Promise<void> {
  if (change === 'code' || change === 'unlock') await auth((tx) => forgiveLogin(tx, account.name))
  if (change === 'factors') await auth((tx) => forgetFactorTries(tx, account.id))
}

export const officeStaffRoutes: readonly Route[] = [
  listRoute,
  newForm,
  newSent,
  accountRoute,
  ...staffChanges.flatMap(changeRoutes),
  ...residentRoutes,
]
