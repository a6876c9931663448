import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  type CategorySlug,
  categorySlugs,
  countAudience,
  documentProblems,
  editionAttachmentsLimit,
  editionProblems,
  type NewDocument,
  type NewEdition,
  publishDocument,
  publishEdition,
  publishedFileBytesLimit,
  searchOf,
  stemsOf,
  withdrawDocument,
  withdrawEdition,
} from '#features/documents/public.ts'
import {
  addDraft,
  addDraftFile,
  attachmentsOf,
  audienceOf,
  type Desk,
  type Draft,
  deskRoutes,
  draftHref,
  mainFileOf,
  mayReadPeople,
  mayWriteTo,
  nameAudience,
  officeFileRoutes,
  openDraftFor,
  openDrafts,
  type PublishParts,
  pathUuid,
  type ReaderParts,
  type RefusedReason,
  typed,
  withReason,
} from '#features/publishing/public.ts'
import { csvLine, csvStart } from '#kernel/csv.ts'
import { formatDateTime, parseTypedDate } from '#kernel/dates.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { text as boundedText, optionalChoice, pageNumber } from '#platform/http/params.ts'
import { type Context, file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import type { UploadLimits } from '#platform/http/uploads.ts'
import { AcceptancesView, type Done, doneKeys, EditionView, OneView } from './document.view.tsx'
import { EditorView, PreviewView, ReaderView } from './draft.view.tsx'
import { ListView } from './list.view.tsx'
import {
  base,
  documentHref,
  documentWords,
  editionHref,
  type Followed,
  type ListSlug,
  listSlugs,
  lists,
  newEditionWords,
  type OfficeEdition,
  type OneDocument,
  type Word,
} from './office-documents.model.ts'
import {
  acceptances,
  acceptancesAfter,
  documentCounts,
  officeAttachments,
  officeDocuments,
  officeEditions,
  oneDocument,
} from './office-documents.queries.ts'
import { officeDocumentsText as text } from './office-documents.text.ts'

const readers = ['clerk', 'editor', 'administrator'] as const
const writers = ['editor', 'administrator'] as const
/** Who reads the register of people. */
const peopleReaders = ['clerk', 'administrator'] as const
const tab = base
const perPage = 20
const acceptancesPerPage = 50
const acceptancesInPart = 500

const uploads: UploadLimits = {
  field: 'zalaczniki',
  moreFields: ['plik'],
  // The document itself and five attachments at a time.
  files: 6,
  bytesPerFile: publishedFileBytesLimit,
  kinds: ['pdf'],
}
const flag = z.literal('1').optional().catch(undefined)
/** In an address, what cannot be a number is one that no edition has. */
const pathNumber = z.string().transform((value) => (/^[1-9]\d{0,3}$/.test(value) ? Number(value) : 0))
const documentId = z.object({ id: pathUuid })
const editionId = z.object({ id: pathUuid, numer: pathNumber })
const editionObjects = { id: 'officeDocument', numer: 'officeEdition' } as const

// The list -------------------------------------------------------------------------------------------------------------

const listRoute = route({
  path: base,
  area: 'office',
  title: 'Dokumenty w biurze',
  menu: { tab: 'documents', label: text.title },
  roles: readers,
  params: z.object({
    pokaz: optionalChoice(listSlugs),
    szukaj: boundedText(200).optional(),
    strona: pageNumber,
    usunieto: flag,
  }),
  queries: 3,
  handle: async ({ params, read, frame }) => {
    const list: ListSlug = params.pokaz ?? 'opublikowane'
    const state = lists[list]
    const search = searchOf(params.szukaj)
    const extent = { rows: perPage, skip: (params.strona - 1) * perPage }
    const [counts, documents, drafts] = await read((tx) =>
      Promise.all([
        documentCounts(tx),
        state === 'drafts' ? [] : officeDocuments(tx, state, search?.tsquery, extent),
        state === 'drafts' ? openDrafts(tx, ['document', 'edition']) : [],
      ]),
    )
    if (documents.length === 0 && params.strona > 1) return redirect(`${base}?pokaz=${list}`)
    return page({
      title: text.title,
      tab,
      body: ListView({
        list,
        typed: params.szukaj ?? '',
        counts,
        documents,
        drafts: search ? drafts.filter((draft) => isFound(draft, search.stems)) : drafts,
        mayWrite: frame().staffRole !== 'clerk',
        discarded: params.usunieto === '1',
        page: params.strona,
        pages: Math.max(1, Math.ceil((documents[0]?.total ?? 0) / perPage)),
      }),
    })
  },
})

/** Drafts are few and not indexed: the same stems, looked for in what was typed. */
function isFound({ fields }: Draft, stems: ReadonlySet<string>): boolean {
  const words = new Set(stemsOf(`${fields.tytul ?? ''} ${fields.opis ?? ''}`))
  return stems.size > 0 && [...stems].every((stem) => words.has(stem))
}

// Drafts ---------------------------------------------------------------------------------------------------------------

const categoryOf = (slug: string) =>
  Object.hasOwn(categorySlugs, slug) ? categorySlugs[slug as CategorySlug] : undefined

/** The document as the draft has it. Before its audience is chosen it is looked at as if for everybody. */
function headOf({ words, audience }: ReaderParts<Word>): Omit<NewDocument, 'edition'> {
  return {
    category: categoryOf(words.rodzaj) as NewDocument['category'],
    title: words.tytul,
    description: words.opis,
    audience: audience ? audienceOf(audience) : { kind: 'signedIn' },
    asksAcceptance: words.akceptacja === '1',
  }
}

const publishedHead = (one: OneDocument): Omit<NewDocument, 'edition'> => ({ ...one, audience: audienceOf(one) })

function editionOf({ words, files }: ReaderParts<Word>): NewEdition {
  const day = (value: string) => (value.trim() === '' ? undefined : (parseTypedDate(value) ?? value.trim()))
  const datedOn = day(words.dnia) ?? ''
  return {
    datedOn,
    inForceFrom: day(words.od) ?? datedOn,
    inForceTo: day(words.do),
    visibleFrom: day(words.widoczny),
    changeNote: words.zmiana ?? '',
    fileId: mainFileOf(files)?.fileId ?? '',
    attachments: attachmentsOf(files).map(({ title, fileId }) => ({ title, fileId })),
  }
}

async function problemsOf(tx: Tx, parts: ReaderParts<Word>): Promise<readonly ParameterProblem[]> {
  return [
    ...(parts.draft.kind === 'document' ? documentProblems(headOf(parts)) : []),
    ...(mainFileOf(parts.files) ? [] : [{ field: 'plik', message: text.fileMissing }]),
    ...(await editionProblems(tx, editionOf(parts))),
  ]
}

/** What a new edition follows, as residents have it. */
async function followed(tx: Tx, documentId: string): Promise<Followed | undefined> {
  const [document, editions, attachments] = await Promise.all([
    oneDocument(tx, documentId),
    officeEditions(tx, documentId),
    officeAttachments(tx, documentId),
  ])
  return document && { document, editions, attachments }
}

async function publishDraft(tx: Tx, parts: PublishParts<Word>) {
  const { draft, audience, counted, by, today } = parts
  const edition = editionOf(parts)
  const target = draft.targetId
  const id = target === null ? (await publishDocument(tx, { ...headOf(parts), edition }, by)).id : target
  if (target !== null) {
    try {
      await publishEdition(tx, target, edition, by)
    } catch (error) {
      if (error instanceof NotFound) return 'stale'
      throw error
    }
  }
  await auditStaff(tx, target === null ? 'document.published' : 'document.editionPublished', {
    details: { document: id, audience: audience.audience, logins: counted.logins },
  })
  const scheduled = (edition.visibleFrom ?? today) > today
  const done: Done = scheduled ? 'zaplanowany' : target === null ? 'opublikowany' : 'wersja'
  return { id, done }
}

const desk: Desk<Word, Followed | null> = {
  base,
  newSlug: 'nowy',
  titles: {
    add: text.add,
    saveNew: 'Nowy dokument: zapis szkicu',
    draft: text.edit,
    saveDraft: 'Szkic dokumentu: zapis',
    discard: 'Szkic dokumentu: usunięcie',
    audience: 'Odbiorcy dokumentu',
    preview: text.preview,
    publish: 'Publikacja dokumentu',
    continued: text.editEdition,
  },
  kinds: ['document', 'edition'],
  choosesAudience: ['document'],
  words: (kind) => (kind === 'edition' ? newEditionWords : documentWords),
  uploads,
  mainField: 'plik',
  attachmentsLimit: editionAttachmentsLimit,
  problems: problemsOf,
  editor: EditorView,
  reader: ReaderView,
  lookUp: async (tx, { found }) => {
    if (found.targetId === null) return null
    const before = await followed(tx, found.targetId)
    return before && before.document.state !== 'withdrawn' ? before : 'stale'
  },
  preview: (parts) =>
    PreviewView({
      ...parts,
      head: parts.more ? publishedHead(parts.more.document) : headOf(parts),
      edition: editionOf(parts),
    }),
  asks: [],
  publish: publishDraft,
}

// What is published ----------------------------------------------------------------------------------------------------------

type PageState = Partial<RefusedReason> & { readonly done?: Done | undefined }

const statusOf = ({ errors = [] }: PageState) => ({ status: errors.length > 0 ? 422 : 200 })

async function onePage(context: Context<unknown>, id: string, state: PageState = {}): Promise<Reply> {
  const { read, frame } = context
  const looked = await read(async (tx) => {
    const [found, openDraft] = await Promise.all([followed(tx, id), openDraftFor(tx, id)])
    if (!found) throw new NotFound('no such document')
    const [audience, count] = await Promise.all([
      nameAudience(tx, found.document),
      countAudience(tx, audienceOf(found.document)),
    ])
    return { ...found, openDraft, audience, ...count }
  })
  const mayChange = mayWriteTo(context, looked.document)
  const { errors = [], typedReason = '' } = state
  const body = OneView({
    ...looked,
    mayChange,
    administratorOnly: frame().staffRole === 'editor' && !mayChange,
    once: randomUUID(),
    done: state.done,
    errors,
    typedReason,
  })
  return page({ title: looked.document.title, tab, body }, statusOf(state))
}

/** An edition of a document, with everything around it. @throws NotFound when there is none. */
async function lookAt(tx: Tx, id: string, number: number) {
  const found = await followed(tx, id)
  const edition = found?.editions.find((one) => one.number === number)
  if (!found || !edition) throw new NotFound('no such edition')
  return { ...found, edition, ...(await countAudience(tx, audienceOf(found.document))) }
}

/** A document keeps one edition; who wants that one gone withdraws the document. */
const isOnly = (editions: readonly OfficeEdition[]): boolean =>
  editions.filter(({ withdrawnAt }) => withdrawnAt === null).length < 2

async function editionPage(context: Context<z.output<typeof editionId>>, state: PageState = {}): Promise<Reply> {
  const { params, read } = context
  const looked = await read((tx) => lookAt(tx, params.id, params.numer))
  const { document, edition, editions } = looked
  const { errors = [], typedReason = '' } = state
  const body = EditionView({
    ...looked,
    mayWithdraw: mayWriteTo(context, document) && document.state !== 'withdrawn' && edition.withdrawnAt === null,
    only: isOnly(editions),
    mayReadPeople: mayReadPeople(context),
    once: randomUUID(),
    errors,
    typedReason,
  })
  return page({ title: `${document.title}, wersja ${edition.number}`, tab, body }, statusOf(state))
}

const oneRoute = route({
  path: `${base}/:id`,
  area: 'office',
  title: 'Dokument i jego wersje w biurze',
  roles: readers,
  params: z.object({ id: pathUuid, zapisano: optionalChoice(doneKeys).catch(undefined) }),
  objects: { id: 'officeDocument' },
  queries: 7,
  handle: (context) => onePage(context, context.params.id, { done: context.params.zapisano }),
})

const editionRoute = route({
  path: `${base}/:id/wersje/:numer`,
  area: 'office',
  title: 'Wersja dokumentu w biurze',
  roles: readers,
  params: editionId,
  objects: editionObjects,
  queries: 5,
  handle: (context) => editionPage(context),
})

const newEditionRoute = route({
  method: 'POST',
  path: `${base}/:id/nowa-wersja`,
  area: 'office',
  title: 'Nowa wersja dokumentu: nowy szkic',
  roles: writers,
  params: documentId,
  objects: { id: 'officeDocument' },
  queries: 30,
  handle: async (context) => {
    const { params, write } = context
    const id = await write(async (tx) => {
      const [found, known] = await Promise.all([followed(tx, params.id), openDraftFor(tx, params.id)])
      if (!found || found.document.state === 'withdrawn' || !mayWriteTo(context, found.document))
        throw new NotFound('no such document to add an edition to')
      if (known !== undefined) return known
      const { document, editions, attachments } = found
      const { audience, subjectId, staircase } = document
      const made = await addDraft(tx, {
        kind: 'edition',
        targetId: document.id,
        audience: { audience, subjectId, staircase },
        // What stays as it is, for the lists of drafts and the form.
        fields: { tytul: document.title, akceptacja: document.asksAcceptance ? '1' : '' },
        once: onceOf(randomUUID()),
      })
      const newest = editions.find(({ withdrawnAt }) => withdrawnAt === null)
      if (made.isNew)
        for (const { title, fileId } of attachments.filter((one) => one.editionId === newest?.id))
          await addDraftFile(tx, made.id, 'attachment', title, fileId)
      return made.id
    })
    return redirect(draftHref(base, id))
  },
})

const withdrawRoute = route({
  method: 'POST',
  path: `${base}/:id/wycofaj`,
  area: 'office',
  title: 'Wycofanie dokumentu',
  roles: writers,
  params: z.object({ id: pathUuid, _once: onceField, powod: typed }),
  objects: { id: 'officeDocument' },
  queries: 12,
  handle: async (context) => {
    const { id } = context.params
    return withReason(context, {
      again: (refused) => onePage(context, id, refused),
      withdraw: async (tx, reason) => {
        const one = await oneDocument(tx, id)
        if (!one || !mayWriteTo(context, one)) throw new NotFound('no such document')
        if (one.withdrawnAt === null) {
          await withdrawDocument(tx, id, context.frame().loginId, reason)
          await auditStaff(tx, 'document.withdrawn', { details: { document: id } })
        }
        return `${documentHref(id)}?zapisano=wycofany`
      },
    })
  },
})

const withdrawEditionRoute = route({
  method: 'POST',
  path: `${base}/:id/wersje/:numer/wycofaj`,
  area: 'office',
  title: 'Wycofanie wersji dokumentu',
  roles: writers,
  params: editionId.extend({ _once: onceField, powod: typed }),
  objects: editionObjects,
  queries: 12,
  handle: async (context) => {
    const { id, numer } = context.params
    return withReason(context, {
      again: (refused) => editionPage(context, refused),
      withdraw: async (tx, reason) => {
        const { document, editions, edition } = await lookAt(tx, id, numer)
        if (!mayWriteTo(context, document) || document.state === 'withdrawn') throw new NotFound('no such edition')
        const done = `${documentHref(id)}?zapisano=wersja-wycofana`
        if (edition.withdrawnAt !== null) return done
        if (isOnly(editions)) return editionHref(id, numer)
        await withdrawEdition(tx, edition.id, context.frame().loginId, reason)
        await auditStaff(tx, 'document.editionWithdrawn', { details: { document: id, edition: numer } })
        return done
      },
    })
  },
})

// Acceptances ----------------------------------------------------------------------------------------------------------------

const acceptancesRoute = route({
  path: `${base}/:id/wersje/:numer/akceptacje`,
  area: 'office',
  title: 'Kto zaakceptował wersję dokumentu',
  roles: peopleReaders,
  params: editionId.extend({ strona: pageNumber }),
  objects: editionObjects,
  queries: 6,
  handle: async ({ params, read }) => {
    const extent = { rows: acceptancesPerPage, skip: (params.strona - 1) * acceptancesPerPage }
    const [{ document, edition, logins }, rows] = await read((tx) =>
      Promise.all([lookAt(tx, params.id, params.numer), acceptances(tx, params.id, params.numer, extent)]),
    )
    const here = `${editionHref(document.id, edition.number)}/akceptacje`
    if (rows.length === 0 && params.strona > 1) return redirect(here)
    return page({
      title: text.acceptancesLink,
      tab,
      body: AcceptancesView({
        document,
        edition,
        logins,
        acceptances: rows,
        page: params.strona,
        pages: Math.max(1, Math.ceil(edition.accepted / acceptancesPerPage)),
      }),
    })
  },
})

const acceptancesCsvRoute = route({
  method: 'POST',
  path: `${base}/:id/wersje/:numer/akceptacje/csv`,
  area: 'office',
  title: 'Kto zaakceptował wersję dokumentu, jako plik CSV',
  roles: peopleReaders,
  params: editionId,
  objects: editionObjects,
  queries: 8,
  handle: async ({ params, read, write }) => {
    const { id, numer } = params
    await write(async (tx) => {
      const { document, edition } = await lookAt(tx, id, numer)
      await auditStaff(tx, 'document.acceptancesExported', {
        details: { document: document.id, edition: edition.number },
      })
    })
    async function* parts(): AsyncGenerator<string> {
      yield csvStart + csvLine(['Osoba', 'Login', 'Numer w rejestrze', 'Kiedy'])
      let after: string | null = null
      for (;;) {
        // Each part asks again who is signed in: an export ends with the session.
        const rows = await read((tx) => acceptancesAfter(tx, id, numer, after, acceptancesInPart))
        if (rows.length > 0)
          yield rows.map((row) => csvLine([row.name, row.login, row.partyId, formatDateTime(row.acceptedAt)])).join('')
        if (rows.length < acceptancesInPart) return
        after = rows.at(-1)!.loginId
      }
    }
    return file('text/csv; charset=utf-8', Readable.from(parts()), { filename: text.csvName })
  },
})

export const officeDocumentsRoutes: readonly Route[] = [
  listRoute,
  ...deskRoutes(desk),
  ...officeFileRoutes(base, readers),
  oneRoute,
  newEditionRoute,
  withdrawRoute,
  editionRoute,
  withdrawEditionRoute,
  acceptancesRoute,
  acceptancesCsvRoute,
]
