import { z } from 'zod'
import { plainText } from '#features/messages/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { optionalChoice, pageNumber } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { answerMistake, decisions, filters, isOpen, stateAfter, stateOf } from './office-requests.model.ts'
import {
  audit,
  confirmPhone,
  decideRequest,
  phonesToConfirm,
  queueAnsweredLetter,
  refusePhone,
  request,
  requestCounts,
  requests,
} from './office-requests.queries.ts'
import { decisionActions, mistakeSentence, text } from './office-requests.text.ts'
import { PhonesView, RequestsView, RequestView } from './office-requests.view.tsx'

const office = { area: 'office', roles: ['clerk', 'administrator'] } as const
const listTab = '/biuro/prosby'
const phonesTab = '/biuro/prosby/telefony'

const listRoute = route({
  ...office,
  path: listTab,
  title: 'Prośby o zmianę danych',
  menu: { tab: 'messages', label: 'Prośby o zmianę' },
  params: z.object({ stan: optionalChoice(filters), strona: pageNumber }),
  queries: 3,
  handle: async ({ params, read }) => {
    const filter = params.stan ?? 'otwarte'
    const [rows, counts] = await read((tx) =>
      Promise.all([requests(tx, stateOf[filter] ?? null, filter === 'otwarte', params.strona), requestCounts(tx)]),
    )
    // Only the first page may be empty.
    if (rows.length === 0 && params.strona > 1) throw new NotFound('page beyond the last')
    return page({ title: text.title, tab: listTab, body: RequestsView({ rows, counts, filter, page: params.strona }) })
  },
})

async function requestPage(
  context: Context<unknown>,
  id: string,
  typed: { readonly answer?: string; readonly done?: boolean },
  errors: readonly { readonly field?: string; readonly message: string }[] = [],
  status = 200,
): Promise<Reply> {
  const found = await context.read((tx) => request(tx, id))
  if (!found) throw new NotFound('no such request')
  const body = RequestView({ request: found, answer: typed.answer ?? '', done: typed.done ?? false, errors })
  return page({ title: `${text.one}: ${found.writerName}`, tab: listTab, body }, { status })
}

const requestRoute = route({
  ...office,
  path: '/biuro/prosby/:id',
  title: 'Jedna prośba o zmianę',
  params: z.object({ id: z.uuid(), zapisano: z.literal('1').optional().catch(undefined) }),
  objects: { id: 'changeRequest' },
  queries: 2,
  handle: (context) => requestPage(context, context.params.id, { done: context.params.zapisano === '1' }),
})

const typedField = z
  .string()
  .max(20_000)
  .optional()
  .transform((value) => value ?? '')

const decisionRoute = route({
  ...office,
  method: 'POST',
  path: '/biuro/prosby/:id',
  title: 'Decyzja o prośbie',
  params: z.object({
    id: z.uuid(),
    wersja: z
      .string()
      .regex(/^\d{1,9}$/)
      .catch('0')
      .transform(Number),
    odpowiedz: typedField,
    czynnosc: z.enum(decisions),
  }),
  objects: { id: 'changeRequest' },
  queries: 8,
  handle: async (context) => {
    const { id, wersja, czynnosc } = context.params
    const answer = plainText(context.params.odpowiedz)
    const before = await context.read((tx) => request(tx, id))
    if (!before) throw new NotFound('no such request')
    const mistake = answerMistake(czynnosc, answer)
    if (mistake)
      return requestPage(context, id, { answer }, [{ field: 'odpowiedz', message: mistakeSentence(mistake) }], 422)
    const state = stateAfter[czynnosc]
    const done = await context.write(async (tx) => {
      const decided = await decideRequest(tx, id, wersja, state, answer === '' ? null : answer)
      if (!decided) {
        // The same form sent twice finds what the first one left.
        const now = await request(tx, id)
        return now?.state === state && (answer === '' || now.answer === answer)
      }
      await audit(tx, decisionActions[czynnosc], decided.loginId, { request: id })
      if (state !== 'inProgress') await queueAnsweredLetter(tx, id)
      return true
    })
    if (done) return redirect(`/biuro/prosby/${id}?zapisano=1`)
    const now = await context.read((tx) => request(tx, id))
    const message = now && isOpen(now) ? text.changed : text.closed
    return requestPage(context, id, { answer }, [{ message }], 409)
  },
})

async function phonesPage(
  context: Context<unknown>,
  done: 'potwierdzono' | 'odrzucono' | undefined,
  errors: readonly { readonly message: string }[] = [],
): Promise<Reply> {
  const phones = await context.read(phonesToConfirm)
  const body = PhonesView({ phones, done, errors })
  return page({ title: text.phonesTitle, tab: phonesTab, body }, { status: errors.length === 0 ? 200 : 409 })
}

const phonesRoute = route({
  ...office,
  path: phonesTab,
  title: 'Telefony do potwierdzenia',
  menu: { tab: 'messages', label: 'Telefony' },
  params: z.object({ zrobiono: optionalChoice(['potwierdzono', 'odrzucono']) }),
  queries: 2,
  handle: (context) => phonesPage(context, context.params.zrobiono),
})

const phoneRoute = route({
  ...office,
  method: 'POST',
  path: '/biuro/prosby/telefony/:id',
  title: 'Telefon potwierdzony albo nie',
  params: z.object({ id: z.uuid(), telefon: z.string().max(40), czynnosc: z.enum(['zgadza', 'nie']) }),
  objects: { id: 'login' },
  queries: 6,
  handle: async (context) => {
    const { id, telefon, czynnosc } = context.params
    const confirmed = czynnosc === 'zgadza'
    const done = await context.write(async (tx) => {
      if (!(await (confirmed ? confirmPhone : refusePhone)(tx, id, telefon))) return false
      await audit(tx, confirmed ? 'requests.phoneConfirmed' : 'requests.phoneRefused', id)
      return true
    })
    if (done) return redirect(`${phonesTab}?zrobiono=${confirmed ? 'potwierdzono' : 'odrzucono'}`)
    return phonesPage(context, undefined, [{ message: text.otherNumber }])
  },
})

export const officeRequestsRoutes: readonly Route[] = [listRoute, phonesRoute, phoneRoute, requestRoute, decisionRoute]
