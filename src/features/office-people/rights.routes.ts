import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { IsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { keepers, ownId, tab } from './fields.ts'
import type { Right } from './person.model.ts'
import { holdingsOf, party, right } from './person.queries.ts'
import { type RightDraft, type RightProblem, readEnd, readRight } from './rights.model.ts'
import { endRight, grant, proxyByName } from './rights.queries.ts'
import { endProblem, rightProblem, rightsText as text } from './rights.text.ts'
import { EndRightView, GrantView } from './rights.view.tsx'
import { personPath } from './search.model.ts'

interface Mistake {
  readonly field?: string
  readonly message: string
}

/** Judged by us: a form with a mistake comes back with everything that was typed. */
const typed = z.string().max(20_000).catch('')
const mostPremises = 60
/** The boxes of the form, one for each premises of whoever gives the right: named, as every field a form may bring. */
const boxes = Array.from({ length: mostPremises }, (_, index) => `lokal${index}`)
const box = z.string().max(100).catch('')

async function giver(tx: Tx, partyId: string) {
  const [found, holdings] = await Promise.all([party(tx, partyId), holdingsOf(tx, partyId)])
  if (!found) throw new NotFound('nobody of this id in the register')
  return { ...found, holdings: holdings.filter(({ current }) => current) }
}
type Giver = Awaited<ReturnType<typeof giver>>

function grantPage(
  from: Giver,
  draft: RightDraft,
  errors: readonly Mistake[] = [],
  once: string = randomUUID(),
): Reply {
  const { partyId, name, holdings } = from
  return page(
    { title: text.grantTitle, tab, body: GrantView({ partyId, name, holdings, once, draft, errors }) },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const grantForm = route({
  path: '/biuro/osoby/:id/pelnomocnik',
  area: 'office',
  title: 'Nowe pełnomocnictwo',
  roles: keepers,
  params: z.object({ id, login: z.string().max(254).catch('') }),
  objects: { id: 'party' },
  queries: 3,
  handle: async ({ params, read, frame }) => {
    const from = await read((tx) => giver(tx, params.id))
    const only = from.holdings.length === 1 ? from.holdings.map(({ premisesId }) => premisesId) : []
    return grantPage(from, { login: params.login, premises: only, od: frame().today, do: '', podstawa: '' })
  },
})

const grantSent = route({
  method: 'POST',
  path: '/biuro/osoby/:id/pelnomocnik',
  area: 'office',
  title: 'Nowe pełnomocnictwo: wysłany formularz',
  roles: keepers,
  params: z.object({
    id,
    _once: onceField,
    login: typed,
    od: typed,
    do: typed,
    podstawa: typed,
    ...Object.fromEntries(boxes.map((name) => [name, box])),
  }),
  objects: { id: 'party' },
  queries: 70,
  handle: async ({ params, write, frame }) => {
    const sent: Readonly<Record<string, string>> = params
    const draft: RightDraft = {
      login: params.login,
      premises: boxes.map((name) => sent[name] ?? '').filter(Boolean),
      od: params.od,
      do: params.do,
      podstawa: params.podstawa,
    }
    return write(async (tx) => {
      const from = await giver(tx, params.id)
      const back = (errors: readonly Mistake[]) => grantPage(from, draft, errors, params._once)
      const one = (field: string, problem: RightProblem) => back([{ field, message: rightProblem(problem) }])
      const held = [...new Set(from.holdings.map(({ premisesId }) => premisesId))]
      const asked = readRight(draft, held, frame().today as IsoDate)
      if ('mistakes' in asked)
        return back(asked.mistakes.map(({ field, problem }) => ({ field, message: rightProblem(problem) })))
      const proxy = await proxyByName(tx, draft.login.replaceAll(/\s/g, ''))
      if (!proxy) return one('login', 'loginUnknown')
      if (proxy.partyId === from.partyId) return one('login', 'loginOwn')
      const { validFrom, validTo, basis, premisesIds } = asked.right
      const once = onceOf(params._once, proxy.loginId, from.partyId, validFrom, validTo ?? '', basis, ...premisesIds)
      const given = await grant(tx, { loginId: proxy.loginId, partyId: from.partyId, once }, asked.right)
      return given ? redirect(`${personPath(from.partyId)}?zrobiono=pelnomocnictwo`) : one('lokal0', 'overlaps')
    })
  },
})

const endParams = z.object({ id: ownId })

function endPage(
  found: Right,
  today: string,
  typedEnd = { jak: '', dzien: '' },
  errors: readonly Mistake[] = [],
): Reply {
  const body = EndRightView({ right: found, today: today as IsoDate, typed: typedEnd, errors })
  return page({ title: text.endTitle, tab, body }, { status: errors.length === 0 ? 200 : 422 })
}

const endForm = route({
  path: '/biuro/uprawnienia/:id',
  area: 'office',
  title: 'Pełnomocnictwo: zakończenie lub skrócenie',
  roles: keepers,
  params: endParams,
  objects: { id: 'right' },
  queries: 2,
  handle: async ({ params, read, frame }) => {
    const found = await read((tx) => right(tx, params.id))
    if (!found) throw new NotFound('no such right')
    return endPage(found, frame().today)
  },
})

const endSent = route({
  method: 'POST',
  path: '/biuro/uprawnienia/:id',
  area: 'office',
  title: 'Zakończenie albo skrócenie pełnomocnictwa',
  roles: keepers,
  params: endParams.extend({ wersja: typed, jak: typed, dzien: typed }),
  objects: { id: 'right' },
  queries: 5,
  handle: async ({ params, write, frame }) =>
    write(async (tx) => {
      const found = await right(tx, params.id)
      if (!found) throw new NotFound('no such right')
      const today = frame().today
      const typedEnd = { jak: params.jak, dzien: params.dzien }
      const done = (what: 'odebrano' | 'skrocono') => redirect(`${personPath(found.partyId)}?zrobiono=${what}`)
      const end = readEnd(typedEnd, found, today as IsoDate)
      if ('problem' in end) {
        const field = end.problem === 'howMissing' ? 'jak' : 'dzien'
        return endPage(found, today, typedEnd, [{ field, message: endProblem(end.problem) }])
      }
      // The same form a second time: what it asked for is so.
      if (end.kind === 'revoke' && found.revokedAt !== null) return done('odebrano')
      if (end.kind === 'shorten' && found.revokedAt === null && found.validTo === end.validTo) return done('skrocono')
      if (await endRight(tx, found.rightId, params.wersja, end))
        return done(end.kind === 'revoke' ? 'odebrano' : 'skrocono')
      const now = await right(tx, params.id)
      if (now && end.kind === 'revoke' && now.revokedAt !== null) return done('odebrano')
      if (now && end.kind === 'shorten' && now.revokedAt === null && now.validTo === end.validTo)
        return done('skrocono')
      return endPage(now ?? found, today, typedEnd, [{ message: text.changed }])
    }),
})

export const rightRoutes: readonly Route[] = [grantForm, grantSent, endForm, endSent]
