import { z } from 'zod'
import { addDays, type IsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { csv } from '#platform/http/csv.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, optionalChoice, optionalDate, pageNumber, text as typedText } from '#platform/http/params.ts'
import { file, type Reply } from '#platform/http/route.ts'
import {
  type Attachment,
  categorySlugList,
  categorySlugs,
  currentEdition,
  type DocumentHead,
  type Edition,
  type ListedDocument,
  type PendingAcceptance,
  type StatedEdition,
  stateEditions,
} from './documents.model.ts'
import { listDocuments } from './documents.queries.ts'
import { audienceNames, categoryNames, documentsText as text } from './documents.text.ts'
import { DocumentView, ListView, type Place } from './documents.view.tsx'
import { type Search, searchOf } from './search.model.ts'

/** What the pages before and after signing in have in common: the list, a document, the list as a file. */
export const place = {
  resident: { base: '/dokumenty', title: text.title, hint: text.hint },
  public: { base: '/dokumenty-publiczne', title: text.publicTitle, hint: text.publicHint },
} as const satisfies Record<string, Place>

const rowsPerPage = 15
const rowsInFile = 2000

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const nobodysId = '00000000-0000-0000-0000-000000000000'
export const uuid = z.string().regex(uuidPattern)
/** In an address, what cannot be an id is one that nobody has: first it is asked who is signed in, then comes the same 404. */
export const pathUuid = id.transform((value) => (uuidPattern.test(value) ? value : nobodysId))

export const listParams = z.object({
  kategoria: optionalChoice(categorySlugList),
  szukaj: typedText(200).optional(),
  od: optionalDate,
  do: optionalDate,
  strona: pageNumber,
})
export type ListParams = z.output<typeof listParams>

const flag = z.literal('1').optional().catch(undefined)
export const documentParams = z.object({ id: pathUuid, zapisano: flag, nowsza: flag })

export interface LoadedList {
  readonly rows: readonly ListedDocument[]
  readonly search: Search | undefined
}

/** A page of the list, or all of it for a file. */
export async function loadList(tx: Tx, params: ListParams, extent: 'page' | 'all' = 'page'): Promise<LoadedList> {
  const search = searchOf(params.szukaj)
  const rows = await listDocuments(
    tx,
    {
      category: params.kategoria === undefined ? undefined : categorySlugs[params.kategoria],
      from: params.od,
      to: params.do,
      tsquery: search?.tsquery,
    },
    extent === 'all' ? { rows: rowsInFile, skip: 0 } : { rows: rowsPerPage, skip: (params.strona - 1) * rowsPerPage },
  )
  return { rows, search }
}

/** A page beyond the last, from an old bookmark or after a narrower choice. */
export const isBeyond = ({ strona }: ListParams, { rows }: LoadedList): boolean => rows.length === 0 && strona > 1

export const firstPage = (where: Place, { strona: _, ...filter }: ListParams): string => `${where.base}${query(filter)}`

export function listBody(
  where: Place,
  { strona, ...filter }: ListParams,
  { rows, search }: LoadedList,
  pending: readonly PendingAcceptance[],
) {
  const reversed = filter.od !== undefined && filter.do !== undefined && filter.od > filter.do
  return ListView({
    place: where,
    documents: rows,
    pending,
    filter,
    stems: search?.stems ?? new Set(),
    noWords: search !== undefined && search.stems.size === 0,
    errors: reversed ? [{ field: 'od', message: text.periodReversed }] : [],
    page: strona,
    pages: Math.max(1, Math.ceil((rows[0]?.total ?? 0) / rowsPerPage)),
    href: (number) => `${where.base}${query({ ...filter, strona: String(number) })}`,
    csvHref: `${where.base}.csv${query(filter)}`,
  })
}

function query(filter: Readonly<Record<string, string | undefined>>): string {
  const chosen = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as [string, string]],
  )
  return chosen.length === 0 ? '' : `?${new URLSearchParams(chosen)}`
}

export const statedEditions = (
  editions: readonly Edition[],
  attachments: readonly Attachment[],
  today: IsoDate,
): readonly StatedEdition[] => stateEditions(editions, attachments, today, (day) => addDays(day, -1))

interface Acceptance {
  readonly toAccept: StatedEdition | undefined
  readonly saved: boolean
  readonly superseded: boolean
}

/** @throws NotFound for a document all of whose editions are withdrawn. */
export function documentBody(
  where: Place,
  document: DocumentHead,
  editions: readonly StatedEdition[],
  acceptance: Acceptance,
) {
  const current = currentEdition(editions)
  if (!current) throw new NotFound('every edition is withdrawn')
  return DocumentView({ place: where, document, editions, current, ...acceptance })
}

export function documentsCsv({ rows }: LoadedList): Reply {
  return file(
    'text/csv; charset=utf-8',
    csv(
      ['Tytuł', 'Rodzaj', 'Z dnia', 'Obowiązuje od', 'Kto widzi', 'Opis'],
      rows.map((row) => [
        row.title,
        categoryNames[row.category],
        row.datedOn,
        row.inForceFrom,
        audienceNames[row.audience],
        row.description,
      ]),
    ),
    { filename: 'dokumenty.csv' },
  )
}
