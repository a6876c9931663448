import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { hostileCharacters } from '#kernel/contact.ts'
import { addDays, parseIsoDate, parseTypedDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField } from '#platform/http/once.ts'
import { id, optionalChoice, pageNumber, text as typedText } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { asked, matchesOf, rankCandidates, searchWords } from './matching.model.ts'
import {
  type Action,
  isPossible,
  isTold,
  noteLength,
  openStages,
  type Request,
  rejectReasons,
  reopenedState,
  stageSlugList,
  stageSlugs,
  stages,
} from './office-registrations.model.ts'
import {
  accepted,
  addNote,
  candidates,
  type Decision,
  decide,
  events,
  mails,
  queue,
  registerPerson,
  request,
  search,
  stageCounts,
} from './office-registrations.queries.ts'
import { type Done, doneKeys, queueText, requestText as text } from './office-registrations.text.ts'
import { QueueView } from './queue.view.tsx'
import { RequestView, type Typed } from './request.view.tsx'

const roles = ['clerk', 'administrator'] as const
const tab = '/biuro/rejestracje'
const rowsPerPage = 25

/** In an address, what cannot be an id is one that nobody has: first it is asked who is signed in, then comes the same 404. */
const requestId = id.transform((value) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : '00000000-0000-0000-0000-000000000000',
)

const queueRoute = route({
  path: '/biuro/rejestracje',
  area: 'office',
  title: 'Zgłoszenia z rejestracji',
  menu: { tab: 'registrations', label: queueText.label },
  roles,
  params: z.object({
    stan: optionalChoice(['wszystkie', ...stageSlugList]),
    szukaj: typedText(100).optional(),
    strona: pageNumber,
  }),
  queries: 3,
  handle: async ({ params, read }) => {
    const { stan, szukaj = '', strona } = params
    const chosen = stan === undefined ? openStages : stan === 'wszystkie' ? stages : [stageSlugs[stan]]
    const [{ rows, found }, counted] = await read((tx) =>
      Promise.all([
        queue(
          tx,
          { stages: chosen, words: searchWords(szukaj) },
          { rows: rowsPerPage, skip: (strona - 1) * rowsPerPage },
        ),
        stageCounts(tx),
      ]),
    )
    const href = (choice: Readonly<Record<string, string | number | undefined>>): string => {
      const kept = Object.entries({ szukaj, ...choice }).filter(([, value]) => value !== undefined && value !== '')
      return kept.length === 0
        ? tab
        : `${tab}?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}`
    }
    const counts = Object.fromEntries(counted.map(({ stage, count }) => [stage, count]))
    const total = found ?? chosen.reduce((sum, stage) => sum + (counts[stage] ?? 0), 0)
    if (rows.length === 0 && strona > 1) return redirect(href({ stan }))
    const body = QueueView({
      rows,
      counts,
      total,
      stan,
      search: szukaj,
      page: strona,
      pages: Math.max(1, Math.ceil(total / rowsPerPage)),
      href,
    })
    return page({ title: queueText.title, tab, body })
  },
})

interface Shown {
  readonly search?: string
  readonly done?: Done | undefined
  readonly typed?: Typed
  readonly errors?: readonly { readonly field?: string; readonly message: string }[]
}

/** The page of a request, as a clerk opens it and as it comes back with a mistake. */
async function requestPage(
  tx: Tx,
  found: Request,
  { search: typedSearch = '', done, typed = {}, errors = [] }: Shown,
): Promise<Reply> {
  const words = searchWords(typedSearch)
  const [history, editions, letters, likely, chosen, others] = await Promise.all([
    events(tx, found.id),
    accepted(tx, found.id),
    mails(tx, found.id),
    found.anonymised ? [] : candidates(tx, asked(found)),
    found.partyId === null ? undefined : registerPerson(tx, found.partyId),
    words.length === 0 ? [] : search(tx, words),
  ])
  const body = RequestView({
    request: found,
    events: history,
    accepted: editions,
    mails: letters,
    candidates: rankCandidates(found, likely),
    matched: chosen,
    search: typedSearch,
    found: matchesOf(words, others),
    once: randomUUID(),
    done,
    typed,
    errors,
  })
  return page({ title: text.title, tab, body }, { status: errors.length === 0 ? 200 : 422 })
}

const requestRoute = route({
  path: '/biuro/rejestracje/:id',
  area: 'office',
  title: 'Jedno zgłoszenie z rejestracji',
  roles,
  params: z.object({ id: requestId, osoba: typedText(100).optional(), zapisano: optionalChoice(doneKeys) }),
  objects: { id: 'registration' },
  queries: 8,
  handle: async ({ params, read }) =>
    read(async (tx) => {
      const found = await request(tx, params.id)
      if (!found) throw new NotFound('no such registration')
      return requestPage(tx, found, { search: params.osoba ?? '', done: params.zapisano })
    }),
})

const field = z
  .string('Podaj jedną wartość.')
  .max(20_000, 'To jest za długie.')
  .optional()
  .transform((value) => value ?? '')
const version = z.coerce.number().int().min(0).max(2_000_000_000).catch(0)

type Typable = Readonly<Record<string, unknown>>
interface ActionSpec<S extends z.ZodRawShape> {
  readonly slug: string
  readonly title: string
  readonly action: Action
  readonly done: Done
  readonly fields: S
  /** What is to be written, or what is wrong with what was typed. */
  readonly decide: (
    tx: Tx,
    found: Request,
    typed: Typable,
  ) => Promise<Omit<Decision, 'version'> | { readonly field?: string; readonly message: string }>
}

/** One decision about a request: looked up, allowed now, unchanged since it was read, then written with its history. */
function actionRoute<S extends z.ZodRawShape>({
  slug,
  title,
  action,
  done,
  fields,
  decide: decision,
}: ActionSpec<S>): Route {
  return route({
    method: 'POST',
    path: `/biuro/rejestracje/:id/${slug}`,
    area: 'office',
    title,
    roles,
    params: z.object({ id: requestId, wersja: version, ...fields }),
    objects: { id: 'registration' },
    queries: 14,
    handle: async ({ params: given, write }: Context<unknown>) => {
      const params = given as Typable & { id: string; wersja: number }
      return write(async (tx) => {
        const found = await request(tx, params.id)
        if (!found) throw new NotFound('no such registration')
        const typed = params as Typed
        const refuse = (error: { readonly field?: string; readonly message: string }) =>
          requestPage(tx, found, { typed, errors: [error] })
        if (found.version !== params.wersja)
          return alreadyDone(found, action, params)
            ? redirect(`${tab}/${found.id}?zapisano=${done}`)
            : refuse({ message: text.conflict })
        if (!isPossible(found, action)) return refuse({ message: text.notPossible })
        const decided = await decision(tx, found, params)
        if ('message' in decided) return refuse(decided)
        if (await decide(tx, found.id, { version: found.version, ...decided }))
          return redirect(`${tab}/${found.id}?zapisano=${done}`)
        const now = await request(tx, found.id)
        if (now && alreadyDone(now, action, params)) return redirect(`${tab}/${found.id}?zapisano=${done}`)
        return requestPage(tx, now ?? found, { typed, errors: [{ message: text.conflict }] })
      })
    },
  })
}

/** The same form sent twice: the first one did it, and the answer is the same. */
function alreadyDone(
  now: Request,
  action: Action,
  { wersja, osoba, powod, dzien }: Typable & { wersja: number },
): boolean {
  if (now.version !== wersja + 1) return false
  switch (action) {
    case 'wait':
      return now.state === 'waitingForPaper'
    case 'acceptPaper':
      return now.state === 'paperAccepted' && now.paperAcceptedOn === dzien
    case 'match':
      return now.state === 'matched' && now.partyId === osoba
    case 'unmatch':
      return now.state === 'paperAccepted' && now.partyId === null
    case 'reject':
      return now.state === 'rejected' && now.rejectReason === powod
    case 'reopen':
      return now.state !== 'rejected'
  }
}

const asIs = ({ paperAcceptedOn, partyId }: Request) => ({ paperAcceptedOn, partyId, rejectReason: null, note: '' })

const waiting = actionRoute({
  slug: 'czekamy',
  title: 'Zgłoszenie: czekamy na wniosek papierowy',
  action: 'wait',
  done: 'czekamy',
  fields: {},
  decide: async (_tx, found) => ({ ...asIs(found), kind: 'waiting', state: 'waitingForPaper' }),
})

const paper = actionRoute({
  slug: 'wniosek',
  title: 'Zgłoszenie: wniosek papierowy przyjęty',
  action: 'acceptPaper',
  done: 'wniosek',
  fields: { dzien: field },
  decide: async (_tx, found, { dzien }) => {
    const day = parseTypedDate(String(dzien))
    const today = parseIsoDate(found.today)!
    if (day === undefined) return { field: 'dzien', message: text.dayMissing }
    if (day > today) return { field: 'dzien', message: text.dayFuture }
    if (day < addDays(today, -366)) return { field: 'dzien', message: text.dayOld }
    return { ...asIs(found), kind: 'paperAccepted', state: 'paperAccepted', paperAcceptedOn: day }
  },
})

const match = actionRoute({
  slug: 'osoba',
  title: 'Zgłoszenie: wybór osoby z rejestru',
  action: 'match',
  done: 'osoba',
  fields: { osoba: field },
  decide: async (tx, found, { osoba }) => {
    const partyId = String(osoba)
    const isId = /^[^\u0000-\u001f\u007f]{1,64}$/.test(partyId)
    if (!isId || !(await registerPerson(tx, partyId))) return { message: text.personGone }
    return { ...asIs(found), kind: 'matched', state: 'matched', partyId }
  },
})

const unmatch = actionRoute({
  slug: 'cofnij-osobe',
  title: 'Zgłoszenie: cofnięcie wyboru osoby',
  action: 'unmatch',
  done: 'cofnieto',
  fields: {},
  decide: async (_tx, found) => ({ ...asIs(found), kind: 'unmatched', state: 'paperAccepted', partyId: null }),
})

const reject = actionRoute({
  slug: 'odrzuc',
  title: 'Zgłoszenie: odrzucenie',
  action: 'reject',
  done: 'odrzucono',
  fields: { powod: field, uwagi: field },
  decide: async (_tx, found, { powod, uwagi }) => {
    const reason = rejectReasons.find((one) => one === powod)
    if (!reason) return { field: 'powod', message: text.reasonMissing }
    const note = noteOf(String(uwagi))
    if ('message' in note && note.message !== text.noteMissing) return { field: 'uwagi', message: note.message }
    const letter = isTold(reason) ? ('registrationRejected' as const) : undefined
    return {
      ...asIs(found),
      kind: 'rejected',
      state: 'rejected',
      rejectReason: reason,
      note: 'value' in note ? note.value : '',
      letter,
    }
  },
})

const reopen = actionRoute({
  slug: 'przywroc',
  title: 'Zgłoszenie: przywrócenie odrzuconego',
  action: 'reopen',
  done: 'przywrocono',
  fields: {},
  decide: async (_tx, found) => ({ ...asIs(found), kind: 'reopened', state: reopenedState(found) }),
})

function noteOf(typed: string): { readonly value: string } | { readonly message: string } {
  const value = typed.replaceAll('\r\n', '\n').trim()
  if (value === '') return { message: text.noteMissing }
  if (value.length > noteLength) return { message: text.noteLong }
  return hostileCharacters.test(value) ? { message: text.noteCharacters } : { value }
}

const note = route({
  method: 'POST',
  path: '/biuro/rejestracje/:id/notatka',
  area: 'office',
  title: 'Zgłoszenie: notatka dla biura',
  roles,
  params: z.object({ id: requestId, notatka: field, _once: onceField }),
  objects: { id: 'registration' },
  queries: 12,
  handle: async ({ params, write }) =>
    write(async (tx) => {
      const found = await request(tx, params.id)
      if (!found || found.anonymised) throw new NotFound('no such registration')
      const read = noteOf(params.notatka)
      if ('message' in read)
        return requestPage(tx, found, { typed: params, errors: [{ field: 'notatka', message: read.message }] })
      await addNote(tx, found.id, read.value, params._once)
      return redirect(`${tab}/${found.id}?zapisano=notatka`)
    }),
})

export const officeRegistrationsRoutes: readonly Route[] = [
  queueRoute,
  requestRoute,
  waiting,
  paper,
  match,
  unmatch,
  reject,
  reopen,
  note,
]
