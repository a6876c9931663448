import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type ProofMistake, proofMissing, proofProblem, recentlyProved } from '#features/login/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { askJob } from '#platform/jobs/jobs.ts'
import { decide, openDecision, wayBack } from './decision.queries.ts'
import { DecideView, type FormProps, GoBackView } from './decision.view.tsx'
import { type Decision, type DecisionAction, keepers, reasonProblem } from './office-import.model.ts'
import { delivery, published } from './office-import.queries.ts'
import { actionWords, openSentence, reasonSentences, importText as text } from './office-import.text.ts'

const here = { area: 'office', roles: keepers } as const
const tab = '/biuro/import'
const typed = z.string().max(20_000).catch('')
const formFields = {
  powod: typed,
  haslo: typed,
  publikacja: z.coerce.number().int().min(0).max(2_147_483_647).catch(-1),
  _once: onceField,
}
type Sent = z.output<z.ZodObject<typeof formFields>>

/** A form as it comes back: what was typed, and what is wrong with it. */
interface Back {
  readonly reason?: string
  readonly errors?: readonly ProofMistake[]
  readonly status?: number
}

/** What a decision is about, as its page shows it; throws NotFound when that is nothing. */
interface Subject {
  /** Of a delivery that waits, or of the publication residents see. */
  readonly deliveryId: string | null
  readonly publicationId: number
  /** One that is being carried out, whoever made it. */
  readonly open: Decision | undefined
  /** The password of the last five minutes stands. */
  readonly proved: boolean
  view(form: FormProps): { toString(): string }
}

async function waitingDelivery(tx: Tx, action: 'confirm' | 'refuse', deliveryId: string): Promise<Subject> {
  const [now, found, open, proved] = await Promise.all([
    published(tx),
    delivery(tx, deliveryId),
    openDecision(tx),
    recentlyProved(tx),
  ])
  if (!found) throw new NotFound('no such delivery')
  return {
    deliveryId: found.id,
    publicationId: now.publicationId,
    open,
    proved,
    view: (form) => DecideView({ ...form, action, published: now, delivery: found, open }),
  }
}

async function shownPublication(tx: Tx): Promise<Subject> {
  const [now, way, open, proved] = await Promise.all([published(tx), wayBack(tx), openDecision(tx), recentlyProved(tx)])
  return {
    deliveryId: now.deliveryId,
    publicationId: now.publicationId,
    open,
    proved,
    view: (form) => GoBackView({ ...form, published: now, way, open }),
  }
}

const formPage = (
  action: DecisionAction,
  subject: Subject,
  { reason = '', errors = [], status = errors.length === 0 ? 200 : 422 }: Back = {},
): Reply => {
  const form = { once: randomUUID(), reason, asksPassword: !subject.proved, errors }
  return page({ title: actionWords[action].title, tab, body: subject.view(form) }, { status })
}

async function sent(
  context: Context<unknown>,
  action: DecisionAction,
  params: Sent,
  about: (tx: Tx) => Promise<Subject>,
): Promise<Reply> {
  const subject = await context.read(about)
  const reason = params.powod.trim()
  const back = async (errors: readonly ProofMistake[]): Promise<Reply> =>
    formPage(action, await context.read(about), { reason: params.powod, errors })
  const wrong = reasonProblem(reason)
  if (wrong) return back([{ field: 'powod', message: reasonSentences[wrong] }])
  const unproved = await proofProblem(context, subject.proved, params.haslo)
  if (unproved) return back([unproved])
  const { deliveryId } = subject
  const once = onceOf(params._once, action, String(params.publikacja), reason)
  const outcome = await context.write(async (tx) => {
    if (deliveryId === null) return 'overtaken'
    const publicationId = params.publikacja
    if (!(await recentlyProved(tx))) return 'unproved'
    const made = await decide(tx, { id: randomUUID(), action, deliveryId, publicationId, reason, once })
    if (typeof made === 'string') return made
    const kind = { confirm: 'deliveryConfirm', refuse: 'deliveryRefuse', rollback: 'deliveryRollback' }[action]
    return { job: await askJob(tx, { kind, params: { decision: made.id }, once, stepsTotal: 1, cancellable: false }) }
  })
  if (outcome === 'unproved') return back([proofMissing])
  if (outcome === 'overtaken') {
    const now = await context.read(about)
    const message = overtakenSentence(action, now.open)
    return formPage(action, now, { reason: params.powod, errors: [{ message }], status: 409 })
  }
  return redirect(`/biuro/zadania/${outcome.job}`)
}

function overtakenSentence(action: DecisionAction, open: Decision | undefined): string {
  if (open) return openSentence(open.requestedBy, open.action, open.requestedAt)
  return action === 'rollback' ? text.movedOn : text.overtaken
}

const deciding = (action: 'confirm' | 'refuse'): readonly Route[] => {
  const address = {
    ...here,
    path: `/biuro/import/:id/${actionWords[action].slug}`,
    objects: { id: 'delivery' },
  } as const
  return [
    route({
      ...address,
      title: actionWords[action].title,
      params: z.object({ id }),
      queries: 5,
      handle: async (context) => {
        const subject = await context.read((tx) => waitingDelivery(tx, action, context.params.id))
        return formPage(action, subject)
      },
    }),
    route({
      ...address,
      method: 'POST',
      title: `${actionWords[action].title}: wysłany formularz`,
      params: z.object({ id, ...formFields }),
      queries: 20,
      handle: (context) =>
        sent(context, action, context.params, (tx) => waitingDelivery(tx, action, context.params.id)),
    }),
  ]
}

const goBack = {
  ...here,
  path: '/biuro/import/cofnij',
} as const

const goBackRoute = route({
  ...goBack,
  title: actionWords.rollback.title,
  params: nothing,
  queries: 5,
  handle: async (context) => formPage('rollback', await context.read(shownPublication)),
})

const goBackSent = route({
  ...goBack,
  method: 'POST',
  title: `${actionWords.rollback.title}: wysłany formularz`,
  params: z.object(formFields),
  queries: 20,
  handle: (context) => sent(context, 'rollback', context.params, shownPublication),
})

export const decisionRoutes: readonly Route[] = [...deciding('confirm'), ...deciding('refuse'), goBackRoute, goBackSent]
