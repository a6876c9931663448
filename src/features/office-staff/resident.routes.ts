import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  forgetFactorTries,
  type ProofMistake,
  proofMissing,
  proofProblem,
  recentlyProved,
} from '#features/login/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { limits, type ResidentFactors, readLine } from './staff.model.ts'
import { removeResidentFactors, residentFactors } from './staff.queries.ts'
import { reasonProblem, staffText as text } from './staff.text.ts'
import { ResidentFactorsView } from './staff.view.tsx'

const here = {
  path: '/biuro/loginy/:id/drugi-skladnik',
  area: 'office',
  roles: ['clerk', 'administrator'],
  objects: { id: 'login' },
} as const
const typed = z.string().max(20_000).catch('')

async function asked({ params, read }: Context<{ id: string }>): Promise<{ login: ResidentFactors; proved: boolean }> {
  const [login, proved] = await read((tx) => Promise.all([residentFactors(tx, params.id), recentlyProved(tx)]))
  if (!login) throw new NotFound('no login of a resident with this id')
  return { login, proved }
}

function factorsPage(
  login: ResidentFactors,
  proved: boolean,
  {
    reason = '',
    done = false,
    errors = [],
  }: { reason?: string; done?: boolean; errors?: readonly ProofMistake[] } = {},
): Reply {
  return page(
    {
      title: text.residentTitle,
      tab: '/biuro/osoby',
      body: ResidentFactorsView({ login, reason, done, once: randomUUID(), asksPassword: !proved, errors }),
    },
    { status: errors.length === 0 ? 200 : 422 },
  )
}

const form = route({
  ...here,
  title: 'Drugi składnik logowania mieszkańca',
  params: z.object({ id, zrobiono: z.literal('1').optional().catch(undefined) }),
  queries: 3,
  handle: async (context) => {
    const { login, proved } = await asked(context)
    return factorsPage(login, proved, { done: context.params.zrobiono !== undefined })
  },
})

const sent = route({
  ...here,
  method: 'POST',
  title: 'Usunięcie drugiego składnika mieszkańca',
  params: z.object({ id, powod: typed, haslo: typed }),
  queries: 14,
  handle: async (context) => {
    const { powod, haslo } = context.params
    const { login, proved } = await asked(context)
    const reason = readLine(powod, limits.reason)
    if ('problem' in reason) {
      const errors = [{ field: 'powod', message: reasonProblem(reason.problem) }]
      return factorsPage(login, proved, { reason: powod, errors })
    }
    const unproved = await proofProblem(context, proved, haslo)
    if (unproved) return factorsPage(login, false, { reason: powod, errors: [unproved] })
    const outcome = await context.write((tx) => removeResidentFactors(tx, login.id, reason.value))
    if (outcome === 'proofNeeded') return factorsPage(login, false, { reason: powod, errors: [proofMissing] })
    if (outcome === 'done') await context.auth((tx) => forgetFactorTries(tx, login.id))
    // Sent twice, or by two clerks: it is off either way.
    return redirect(`/biuro/loginy/${login.id}/drugi-skladnik?zrobiono=1`)
  },
})

export const residentRoutes: readonly Route[] = [form, sent]
