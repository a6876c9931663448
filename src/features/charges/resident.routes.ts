import { z } from 'zod'
import { chosenAccounts, filterChoices, myAccounts, rachunkiTabs } from '#features/accounts/public.ts'
import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { effectiveDueDate } from '#kernel/holidays.ts'
import { documentState, ledgerDate } from '#kernel/ledger.ts'
import { formatMoneyCsv, grosze, sumGrosze } from '#kernel/money.ts'
import { csv } from '#platform/http/csv.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { id, optionalChoice, optionalDate, optionalId, optionalPage, pageNumber } from '#platform/http/params.ts'
import { type Context, file, page, type Route, route } from '#platform/http/route.ts'
import { documentStates, groupLines, ledgerPage, listDocuments, notCredited } from './charges.model.ts'
import {
  document,
  documentAllocations,
  documentLines,
  documents,
  effectAfter,
  ledgerEntries,
  payment,
  paymentAllocations,
  relatedDocuments,
  rowsLimit,
} from './charges.queries.ts'
import { kindNames, stateNames, chargesText as text } from './charges.text.ts'
import { DocumentView } from './document.view.tsx'
import { DocumentsView } from './documents.view.tsx'
import { LedgerView } from './ledger.view.tsx'
import type { ListFilter } from './parts.view.tsx'
import { PaymentView } from './payment.view.tsx'

const title = 'Rachunki i płatności'
const tabs = { tab: 'rachunki', subTabs: rachunkiTabs('/rachunki/dokumenty'), showsBooks: true } as const
const documentsPerPage = 40
const entriesPerPage = 45

const narrowing = { punkt: optionalId, typ: optionalId, od: optionalDate, do: optionalDate }
const documentsParams = z.object({
  ...narrowing,
  stan: optionalChoice(documentStates),
  strona: pageNumber,
})
const ledgerParams = z.object({ ...narrowing, strona: optionalPage })
type DocumentsParams = z.output<typeof documentsParams>
type LedgerParams = z.output<typeof ledgerParams>

function checkPeriod({ od, do: to }: Pick<ListFilter, 'od' | 'do'>): void {
  if (od !== undefined && to !== undefined && od > to)
    throw new BadParameters([{ field: 'od', message: text.periodReversed }])
}

/** The choices as an address carries them on, without those not made. */
function query(filter: Readonly<Record<string, string | number | undefined>>): string {
  const chosen = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  return chosen.length === 0 ? '' : `?${new URLSearchParams(chosen)}`
}

const narrowingOf = ({ punkt, typ, od, do: to }: ListFilter): ListFilter => ({ punkt, typ, od, do: to })

const searchOf = ({ punkt, typ, od, do: to }: ListFilter) => ({ punkt, typ, from: od, to })

async function loadDocuments({ params, read, frame }: Context<DocumentsParams>) {
  checkPeriod(params)
  const [accounts, rows] = await read((tx) => Promise.all([myAccounts(tx), documents(tx, searchOf(params))]))
  const tooMany = rows.length > rowsLimit
  return { accounts, tooMany, list: listDocuments(rows.slice(0, rowsLimit), frame().today as IsoDate, params.stan) }
}

const documentsRoute = route({
  path: '/rachunki/dokumenty',
  area: 'resident',
  title: 'Rachunki',
  params: documentsParams,
  queries: 4,
  booksOnly: true,
  handle: async (context) => {
    const { params } = context
    const { accounts, tooMany, list } = await loadDocuments(context)
    const { strona, ...filter } = params
    const pages = Math.max(1, Math.ceil(list.length / documentsPerPage))
    const current = Math.min(strona, pages)
    return page({
      title,
      ...tabs,
      body: DocumentsView({
        documents: list.slice((current - 1) * documentsPerPage, current * documentsPerPage),
        tooMany,
        choices: filterChoices(accounts),
        filter,
        page: current,
        pages,
        href: (number) => `/rachunki/dokumenty${query({ ...filter, strona: number })}`,
        sharedQuery: query({ ...narrowingOf(filter) }),
        csvHref: `/rachunki/dokumenty.csv${query(filter)}`,
      }),
    })
  },
})

const documentsCsvRoute = route({
  path: '/rachunki/dokumenty.csv',
  area: 'resident',
  title: 'Rachunki jako plik CSV',
  params: documentsParams,
  queries: 3,
  handle: async (context) => {
    const { list } = await loadDocuments(context)
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Numer', 'Rodzaj', 'Data wystawienia', 'Termin płatności', 'Kwota', 'Pozostało do zapłaty', 'Stan', 'Opis'],
        list.map((row) => [
          row.number,
          kindNames[row.kind],
          row.issuedOn,
          row.dueOn,
          { figure: formatMoneyCsv(row.amountGrosze) },
          { figure: formatMoneyCsv(row.remainingGrosze) },
          stateNames[row.state],
          row.description,
        ]),
      ),
      { filename: 'rachunki.csv' },
    )
  },
})

const documentRoute = route({
  path: '/rachunki/dokumenty/:id',
  area: 'resident',
  title: 'Rachunek ze składnikami',
  params: z.object({ id }),
  objects: { id: 'document' },
  queries: 6,
  booksOnly: true,
  handle: async ({ params, read, frame }) => {
    const [found, lines, allocations, related] = await read((tx) =>
      Promise.all([
        document(tx, params.id),
        documentLines(tx, params.id),
        documentAllocations(tx, params.id),
        relatedDocuments(tx, params.id),
      ]),
    )
    if (!found) throw new NotFound('no such document for this person')
    const today = frame().today as IsoDate
    return page({
      title: `${kindNames[found.kind]} ${found.number}`,
      ...tabs,
      body: DocumentView({
        document: { ...found, state: documentState({ ...found, today }) },
        groups: groupLines(lines),
        allocations,
        related,
        payBy: found.dueOn ? dueDateText(found.dueOn) : '',
      }),
    })
  },
})

function dueDateText(dueOn: IsoDate): string {
  const last = effectiveDueDate(dueOn)
  return last === dueOn
    ? formatDate(dueOn)
    : `${formatDate(dueOn)}. To dzień wolny, więc wystarczy zapłacić do ${formatDate(last)}.`
}

async function loadLedger({ params, read }: Context<LedgerParams>) {
  checkPeriod(params)
  const search = searchOf(params)
  const [accounts, rows, after] = await read((tx) =>
    Promise.all([myAccounts(tx), ledgerEntries(tx, search), effectAfter(tx, search)]),
  )
  const chosen = chosenAccounts(accounts, params)
  return {
    accounts,
    verified: chosen.every((account) => account.verified),
    tooMany: rows.length > rowsLimit,
    input: {
      entries: rows,
      deliveredGrosze: sumGrosze(chosen.map((account) => account.balanceGrosze)),
      afterGrosze: grosze(after),
    },
  }
}

const ledgerRoute = route({
  path: '/rachunki/kartoteka',
  area: 'resident',
  title: 'Kartoteka z saldem narastająco',
  params: ledgerParams,
  queries: 5,
  booksOnly: true,
  handle: async (context) => {
    const { accounts, verified, tooMany, input } = await loadLedger(context)
    const { strona, ...filter } = context.params
    return page({
      title,
      ...tabs,
      body: LedgerView({
        ledger: ledgerPage({ ...input, page: strona, rowsPerPage: entriesPerPage }),
        tooMany,
        verified,
        choices: filterChoices(accounts),
        filter,
        href: (number) => `/rachunki/kartoteka${query({ ...filter, strona: number })}`,
        sharedQuery: query({ ...filter }),
        csvHref: `/rachunki/kartoteka.csv${query({ ...filter })}`,
      }),
    })
  },
})

const ledgerCsvRoute = route({
  path: '/rachunki/kartoteka.csv',
  area: 'resident',
  title: 'Kartoteka jako plik CSV',
  params: ledgerParams,
  queries: 4,
  handle: async (context) => {
    const { verified, tooMany, input } = await loadLedger(context)
    // A file with a balance nobody vouches for, or with rows left out, would be believed.
    if (!verified || tooMany)
      throw new BadParameters([{ field: 'od', message: tooMany ? text.tooMany : text.notVerified }])
    const ledger = ledgerPage({ ...input, page: 1, rowsPerPage: rowsLimit })
    return file(
      'text/csv; charset=utf-8',
      csv(
        ['Data', 'Opis', 'Dokument', 'Obciążenie', 'Wpłata', 'Saldo'],
        [
          [null, text.earlier, null, null, null, { figure: formatMoneyCsv(ledger.openingGrosze) }],
          ...ledger.rows.map(({ entry, balanceGrosze }) => {
            const amount = { figure: formatMoneyCsv(entry.amountGrosze) }
            return [
              ledgerDate(entry),
              entry.description,
              entry.documentNumber,
              entry.side === 'charge' ? amount : null,
              entry.side === 'payment' ? amount : null,
              { figure: formatMoneyCsv(balanceGrosze) },
            ]
          }),
          [
            null,
            text.total,
            null,
            { figure: formatMoneyCsv(ledger.chargesGrosze) },
            { figure: formatMoneyCsv(ledger.paymentsGrosze) },
            { figure: formatMoneyCsv(ledger.closingGrosze) },
          ],
        ],
      ),
      { filename: 'kartoteka.csv' },
    )
  },
})

const paymentRoute = route({
  path: '/rachunki/wplaty/:id',
  area: 'resident',
  title: 'Wpłata i na co ją zaliczono',
  params: z.object({ id }),
  objects: { id: 'entry' },
  queries: 4,
  booksOnly: true,
  handle: async ({ params, read }) => {
    const [found, allocations] = await read((tx) =>
      Promise.all([payment(tx, params.id), paymentAllocations(tx, params.id)]),
    )
    if (!found) throw new NotFound('no such payment for this person')
    return page({
      title: 'Wpłata',
      ...tabs,
      body: PaymentView({ payment: found, allocations, restGrosze: notCredited(found, allocations) }),
    })
  },
})

export const chargesRoutes: readonly Route[] = [
  documentsRoute,
  documentsCsvRoute,
  documentRoute,
  ledgerRoute,
  ledgerCsvRoute,
  paymentRoute,
]
