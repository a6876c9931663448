import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { shortestPassword } from '#features/login/public.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, optionalChoice } from '#platform/http/params.ts'
import { type Context, file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { askJob } from '#platform/jobs/jobs.ts'
import {
  type Batch,
  type BuildingChoice,
  batchState,
  buildingLabel,
  type Group,
  groups,
  mostSheets,
  type Place,
  planSheets,
  readPlace,
} from './batch.model.ts'
import {
  batch,
  batchAsked,
  batches,
  buildings,
  candidates,
  removeSheets,
  type SealedSheet,
  sheetsAfter,
  sheetsByPlace,
  storePlan,
} from './batch.queries.ts'
import { sheetsCount, batchText as text } from './batch.text.ts'
import { BatchFormView, BatchView } from './batch.view.tsx'
import { placeOfSheet, type Sealed } from './issue-batch.ts'
import { cooperativeOnSheet } from './issuing.queries.ts'
import { newSealKeys, publicKeyOf, unseal } from './seal.ts'
import type { SheetFrame } from './sheet.model.ts'
import { type SheetPage, sheetsPdf } from './sheet-pdf.ts'

const roles = ['clerk', 'administrator'] as const
const tab = '/biuro/wydawanie'
/** The key outlives the time for approval and printing and then goes by itself. */
const keyCookieSeconds = 9 * 24 * 3600
const readAtOnce = 100

const place = z
  .string()
  .max(70)
  .optional()
  .transform((value) => value ?? '')

interface Chosen {
  readonly gdzie: string
  readonly kto: Group | undefined
}

async function formPage(
  read: Context<unknown>['read'],
  { gdzie, kto }: Chosen,
  errors: readonly { readonly message: string }[] = [],
): Promise<Reply> {
  const wanted = readPlace(gdzie)
  const [places, ordered, found] = await read((tx) =>
    Promise.all([buildings(tx), batches(tx), candidates(tx, wanted, kto)]),
  )
  const plan = wanted && kto ? planSheets(found) : undefined
  const body = BatchFormView({
    buildings: places,
    batches: ordered,
    place: gdzie,
    group: kto ?? '',
    plan,
    once: randomUUID(),
    errors,
  })
  return page({ title: text.title, tab, body }, { status: errors.length > 0 ? 409 : 200 })
}

const formRoute = route({
  path: '/biuro/wydawanie',
  area: 'office',
  title: 'Wydawanie loginów i kodów wielu osobom',
  menu: { tab: 'people', label: 'Wydawanie zbiorcze' },
  roles,
  params: z.object({ gdzie: place, kto: optionalChoice(groups) }),
  queries: 4,
  handle: ({ params, read }) => formPage(read, params),
})

function placeName(wanted: Place, places: readonly BuildingChoice[]): string | undefined {
  if (wanted.kind === 'all') return text.all
  const found = places.find((one) => (wanted.kind === 'building' ? one.id : one.propertyId) === wanted.id)
  return found && (wanted.kind === 'building' ? buildingLabel(found) : text.property(found.propertyName))
}

const orderRoute = route({
  method: 'POST',
  path: '/biuro/wydawanie',
  area: 'office',
  title: 'Zlecenie wydania loginów i kodów wielu osobom',
  roles,
  params: z.object({ _once: onceField, gdzie: place, kto: optionalChoice(groups), kartek: place }),
  queries: 13,
  handle: async ({ params, read, write, caller }) => {
    const { gdzie, kto } = params
    const wanted = readPlace(gdzie)
    if (!wanted || !kto) throw new BadParameters([{ field: 'gdzie', message: 'Wybierz miejsce i grupę osób z listy.' }])
    // A browser has one key for all it ordered, so an earlier printing is not lost by a later one.
    const owned = caller.sheetsKey
    const ownPublicKey = owned === undefined ? undefined : publicKeyOf(owned)
    const keys =
      owned === undefined || ownPublicKey === undefined ? newSealKeys() : { privateKey: owned, publicKey: ownPublicKey }
    const once = onceOf(params._once, gdzie, kto)
    const jobId = await write(async (tx) => {
      const before = await batchAsked(tx, once)
      if (before !== undefined) return before
      const [places, found] = await Promise.all([buildings(tx), candidates(tx, wanted, kto)])
      const plan = planSheets(found)
      const name = placeName(wanted, places)
      if (!name || plan.length === 0 || plan.length > mostSheets || String(plan.length) !== params.kartek)
        return undefined
      const asked = await askJob(tx, {
        kind: 'issueLogins',
        params: { publicKey: keys.publicKey, place: gdzie, group: kto },
        once,
        stepsTotal: plan.length,
        cancellable: true,
        approval: { roles, summary: text.jobSummary(plan.length, name, kto) },
      })
      await storePlan(tx, asked, plan)
      return asked
    })
    if (jobId === undefined) return formPage(read, params, [{ message: text.changed }])
    return redirect(`/biuro/zadania/${jobId}`, {
      cookies: [{ name: 'sheets', value: keys.privateKey, maxAgeSeconds: keyCookieSeconds }],
    })
  },
})

async function known(tx: Tx, batchId: string): Promise<Batch> {
  const found = await batch(tx, batchId)
  if (!found) throw new NotFound('no such printing')
  return found
}

function batchPage(found: Batch, key: string | undefined, errors: readonly { readonly message: string }[] = []): Reply {
  const state = batchState(found, key === undefined ? undefined : publicKeyOf(key))
  const body = BatchView({ batch: found, state, errors })
  return page({ title: text.batchTitle, tab, body }, { status: errors.length > 0 ? 409 : 200 })
}

const batchRoute = route({
  path: '/biuro/wydawanie/:id',
  area: 'office',
  title: 'Kartki jednego wydania',
  roles,
  params: z.object({ id }),
  objects: { id: 'job' },
  queries: 2,
  handle: async ({ params, read, caller }) => batchPage(await read((tx) => known(tx, params.id)), caller.sheetsKey),
})

/** The sheets of a printing, opened one lot after another while the file is being sent. */
async function* openedPages(
  read: Context<unknown>['read'],
  batchId: string,
  key: string,
  separators: ReadonlyMap<string, number>,
): AsyncGenerator<SheetPage> {
  let after = 0
  let place: string | undefined
  for (;;) {
    const lot = await read((tx) => sheetsAfter(tx, batchId, after, readAtOnce))
    if (lot.length === 0) return
    for (const one of lot) {
      const inside = opened(batchId, key, one)
      if (!inside) throw new Error('a sealed sheet does not open')
      const count = separators.get(one.placeLabel)
      if (one.placeLabel !== place && count !== undefined)
        yield { separator: { place: one.placeLabel, sheets: sheetsCount(count) } }
      place = one.placeLabel
      const { personName, premisesLabel, sealedAt: issuedAt } = one
      yield { sheet: { personName, premisesLabel, issuedAt, ...inside } }
    }
    after = lot.at(-1)!.position
  }
}

function opened(batchId: string, key: string, sheet: SealedSheet): Sealed | undefined {
  const text = unseal(key, placeOfSheet(batchId, sheet.position), sheet.sealed)
  return text === undefined ? undefined : (JSON.parse(text) as Sealed)
}

const fileRoute = route({
  method: 'POST',
  path: '/biuro/wydawanie/:id/arkusze',
  area: 'office',
  title: 'Plik PDF z kartkami jednego wydania',
  roles,
  params: z.object({ id, klatki: optionalChoice(['1']) }),
  objects: { id: 'job' },
  queries: 9,
  handle: async (context) => {
    const { params, read, write, caller, baseUrl, frame } = context
    const [found, cooperative] = await read((tx) => Promise.all([known(tx, params.id), cooperativeOnSheet(tx)]))
    const key = caller.sheetsKey
    if (key === undefined || batchState(found, publicKeyOf(key)) !== 'ready') return batchPage(found, key)
    const [[first], places] = await write(async (tx) => {
      await auditStaff(tx, 'login.sheetsOpened', { details: { job: found.id } })
      return Promise.all([sheetsAfter(tx, found.id, 0, 1), sheetsByPlace(tx, found.id)])
    })
    if (!first || !opened(found.id, key, first)) return batchPage(found, key, [{ message: text.unknownKey }])
    const separators = new Map(params.klatki === '1' ? places.map((one) => [one.place, one.sheets]) : [])
    const around: SheetFrame = { cooperative, address: baseUrl, shortestPassword, issuedBy: frame().displayName }
    const pages = openedPages(read, found.id, key, separators)
    return file('application/pdf', sheetsPdf(pages, around, false), { filename: 'kody-startowe.pdf' })
  },
})

const printedRoute = route({
  method: 'POST',
  path: '/biuro/wydawanie/:id/wydrukowane',
  area: 'office',
  title: 'Potwierdzenie wydruku: kartki znikają z portalu',
  roles,
  params: z.object({ id }),
  objects: { id: 'job' },
  queries: 4,
  handle: async ({ params, write }) => {
    await write(async (tx) => {
      const found = await known(tx, params.id)
      // Sheets of a job that still runs are not printed yet.
      if (!found.mine || found.state === 'waiting' || found.state === 'running') return
      const gone = await removeSheets(tx, found.id)
      if (gone > 0) await auditStaff(tx, 'login.sheetsPrinted', { details: { job: found.id } })
    })
    return redirect(`/biuro/wydawanie/${params.id}`)
  },
})

export const batchRoutes: readonly Route[] = [formRoute, orderRoute, batchRoute, fileRoute, printedRoute]
