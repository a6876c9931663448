import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { todayInWarsaw } from '#kernel/dates.ts'
import { lateBefore } from '#kernel/incoming.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, optionalChoice, pageNumber } from '#platform/http/params.ts'
import { page, type Route, redirect, route } from '#platform/http/route.ts'
import type { RefusedUpload, Upload } from '#platform/http/uploads.ts'
import { askJob } from '#platform/jobs/jobs.ts'
import { fileLimits, shownLists } from './office-payments.model.ts'
import {
  handIn,
  paymentCounts,
  paymentList,
  settlePayment,
  statementFile,
  statementFiles,
  statements,
  statementsOf,
} from './office-payments.queries.ts'
import { text } from './office-payments.text.ts'
import { FileView, PaymentsView, paymentsAddress, StatementsView, statementsAddress } from './office-payments.view.tsx'

const office = { area: 'office', roles: ['accountant', 'administrator'] } as const

const paymentsRoute = route({
  ...office,
  path: paymentsAddress,
  title: 'Wpłaty z wyciągów: do wyjaśnienia, czekające na księgowanie',
  menu: { tab: 'books', label: 'Wpłaty' },
  params: z.object({ pokaz: optionalChoice(shownLists), strona: pageNumber }),
  queries: 3,
  handle: async ({ params, read, now }) => {
    const shown = params.pokaz ?? 'do-wyjasnienia'
    const late = lateBefore(todayInWarsaw(now))
    const [counts, rows] = await read((tx) =>
      Promise.all([paymentCounts(tx, late), paymentList(tx, shown, late, params.strona)]),
    )
    // Only the first page may be empty.
    if (rows.length === 0 && params.strona > 1) throw new NotFound('page beyond the last')
    const body = PaymentsView({ rows, counts, shown, page: params.strona })
    return page({ title: text.title, tab: paymentsAddress, body })
  },
})

const settleRoute = route({
  ...office,
  method: 'POST',
  path: '/biuro/wplaty/:id',
  title: 'Wpłata załatwiona ręcznie albo przywrócona',
  params: z.object({
    id: z.uuid(),
    czynnosc: z.enum(['zalatwione', 'przywroc']),
    pokaz: optionalChoice(shownLists).catch(undefined),
  }),
  objects: { id: 'incomingPayment' },
  queries: 3,
  handle: async ({ params, write }) => {
    const found = await write((tx) => settlePayment(tx, params.id, params.czynnosc === 'zalatwione'))
    if (!found) throw new NotFound('no such payment')
    return redirect(params.pokaz ? `${paymentsAddress}?pokaz=${params.pokaz}` : paymentsAddress)
  },
})

const statementsRoute = route({
  ...office,
  path: statementsAddress,
  title: 'Wyciągi bankowe: pliki i wczytywanie',
  menu: { tab: 'books', label: 'Wyciągi' },
  params: z.object({}),
  queries: 3,
  handle: async ({ read }) => {
    const [files, rows] = await read((tx) => Promise.all([statementFiles(tx), statements(tx)]))
    const body = StatementsView({ files, statements: rows, onceKey: randomUUID(), errors: [] })
    return page({ title: text.statementsTitle, tab: statementsAddress, body })
  },
})

const handInRoute = route({
  ...office,
  method: 'POST',
  path: statementsAddress,
  title: 'Wyciągi bankowe: wysłane pliki',
  params: z.object({ _once: onceField }),
  queries: 3 + 3 * fileLimits.files,
  uploads: {
    field: 'wyciag',
    files: fileLimits.files,
    bytesPerFile: fileLimits.megabytes * 1024 * 1024,
    kinds: ['statement'],
  },
  handle: async ({ params, uploads, refusedUploads, read, write }) => {
    const ids = await write(async (tx) => {
      const kept: string[] = []
      for (const { name, sha256, content } of uploads) {
        const once = onceOf(params._once, sha256)
        const file = await handIn(tx, { name, sha256, content, once })
        await askJob(tx, { kind: 'readStatement', params: { file }, once, cancellable: false })
        kept.push(file)
      }
      return kept
    })
    const errors = uploadErrors(uploads, refusedUploads)
    if (errors.length === 0) return redirect(ids.length === 1 ? `/biuro/wplaty/pliki/${ids[0]}` : statementsAddress)
    const [files, rows] = await read((tx) => Promise.all([statementFiles(tx), statements(tx)]))
    const body = StatementsView({ files, statements: rows, onceKey: randomUUID(), errors })
    return page({ title: text.statementsTitle, tab: statementsAddress, body }, { status: 422 })
  },
})

/** What was wrong with files is known at once; what is wrong in them, when they are read. */
function uploadErrors(uploads: readonly Upload[], refused: readonly RefusedUpload[]) {
  if (uploads.length === 0 && refused.length === 0) return [{ field: 'wyciag', message: text.uploadMissing }]
  return refused.map(({ name, message, wrongKind }) => ({
    field: 'wyciag',
    message: `${name}: ${wrongKind ? text.uploadRefused : message}`,
  }))
}

const fileRoute = route({
  ...office,
  path: '/biuro/wplaty/pliki/:id',
  title: 'Jeden plik z wyciągami',
  params: z.object({ id }),
  objects: { id: 'statementFile' },
  queries: 3,
  handle: async ({ params, read }) => {
    const [file, rows] = await read((tx) => Promise.all([statementFile(tx, params.id), statementsOf(tx, params.id)]))
    if (!file) throw new NotFound('no such file')
    return page({ title: file.name, tab: statementsAddress, body: FileView({ file, statements: rows }) })
  },
})

export const officePaymentsRoutes: readonly Route[] = [
  paymentsRoute,
  statementsRoute,
  handInRoute,
  fileRoute,
  settleRoute,
]
