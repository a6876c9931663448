import { createHash, randomUUID } from 'node:crypto'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { sniff } from '#platform/http/sniff.ts'
import { type AudienceKind, type Category, categories } from './documents.model.ts'
import { categoryNames, documentsText as text } from './documents.text.ts'
import { dayProblems, textProblems } from './problems.ts'
import {
  addAttachment,
  addDocument,
  addEditionRow,
  addFile,
  copyFile,
  countRows,
  describeDocument,
  today,
  withdrawDocumentRow,
  withdrawEditionRow,
} from './publish.queries.ts'
import { indexed } from './search.model.ts'
import { safeFileName } from './send-file.ts'

export const publishedFileBytesLimit = 20 * 1024 * 1024
export const contentTextLimit = 20_000
export const documentTitleLimit = 200
export const descriptionLimit = 2000
export const changeNoteLimit = 1000
export const editionAttachmentsLimit = 10

export type Audience =
  | { readonly kind: 'public' | 'signedIn' | 'members' }
  | { readonly kind: 'property' | 'building' | 'premises' | 'party'; readonly id: string }
  | { readonly kind: 'staircase'; readonly id: string; readonly staircase: string }

/** A PDF that comes with the form, or one stored before, by a draft. */
export type PdfSource = { readonly content: Buffer } | { readonly fileId: string }

export type NewEdition = EditionWords & PdfSource

interface EditionWords {
  /** The day on the document, and the day it takes effect: `2026-11-30`. */
  readonly datedOn: string
  readonly inForceFrom: string
  /** The last day it is in force, where it ends without another edition. */
  readonly inForceTo?: string | undefined
  /** The first day on residents' pages, by Warsaw's calendar; at once when left out. */
  readonly visibleFrom?: string | undefined
  readonly changeNote?: string
  /** Text of the file for the search, where it is known. */
  readonly contentText?: string
  readonly attachments?: readonly ({ readonly title: string } & PdfSource)[]
}

export interface NewDocument {
  readonly category: Category
  readonly title: string
  readonly description: string
  readonly audience: Audience
  readonly asksAcceptance?: boolean
  readonly edition: NewEdition
}

/** Who publishes: a login of the office; nobody when the operator does. */
export type Publisher = string | null

/**
 * Publishes a document with its first edition, for an editor or administrator (row-level security decides).
 * @throws BadParameters naming each wrong field in Polish; a file that is no PDF or too large among them.
 */
export async function publishDocument(
  tx: Tx,
  document: NewDocument,
  by: Publisher,
): Promise<{ id: string; editionId: string }> {
  const { edition } = document
  refuse([...documentProblems(document), ...(await editionProblems(tx, edition))])
  checkFiles(edition)
  const id = randomUUID()
  const head = {
    id,
    category: document.category,
    title: line(document.title),
    description: line(document.description),
  }
  await addDocument(tx, {
    ...head,
    ...columnsOf(document.audience),
    asksAcceptance: document.asksAcceptance ?? false,
    publishedBy: by,
  })
  return { id, editionId: await storeEdition(tx, head, edition, by) }
}

/**
 * Publishes a new edition of a document; residents are asked to accept it where the document asks for that.
 * @throws NotFound when there is no such document or it is withdrawn, BadParameters as publishDocument.
 */
export async function publishEdition(tx: Tx, documentId: string, edition: NewEdition, by: Publisher): Promise<string> {
  refuse(await editionProblems(tx, edition))
  checkFiles(edition)
  const document = await describeDocument(tx, documentId)
  if (!document) throw new NotFound('no such document to publish an edition of')
  return storeEdition(tx, { id: documentId, ...document }, edition, by)
}

/** Takes a document off every page. Its acceptances stay. @throws NotFound when there is nothing to withdraw. */
export async function withdrawDocument(
  tx: Tx,
  id: string,
  by: Publisher = null,
  reason: string | null = null,
): Promise<void> {
  if (!(await withdrawDocumentRow(tx, id, by, reason))) throw new NotFound('no such published document')
}

/** Takes one edition back; the one before it is in force again. @throws NotFound when there is nothing to withdraw. */
export async function withdrawEdition(
  tx: Tx,
  id: string,
  by: Publisher = null,
  reason: string | null = null,
): Promise<void> {
  if (!(await withdrawEditionRow(tx, id, by, reason))) throw new NotFound('no such published edition')
}

/** What is wrong with the head of a document, each with the field it is in; nothing when it can be published. */
export function documentProblems(document: Omit<NewDocument, 'edition'>): readonly ParameterProblem[] {
  const { title, description, category, audience, asksAcceptance = false } = document
  return [
    ...textProblems('tytul', line(title), {
      limit: documentTitleLimit,
      missing: text.titleMissing,
      tooLong: text.titleTooLong,
    }),
    ...(categories.includes(category) ? [] : [{ field: 'rodzaj', message: text.categoryMissing }]),
    ...textProblems('opis', line(description), { limit: descriptionLimit, tooLong: text.descriptionTooLong }),
    // Of a building one could ask who lives there, and the answer would change with every move.
    ...(asksAcceptance && !['public', 'signedIn', 'members'].includes(audience.kind)
      ? [{ field: 'akceptacja', message: text.acceptanceForAll }]
      : []),
  ]
}

/** What is wrong with an edition: its days and its note; nothing when it can be published. Files are looked at when they come. */
export async function editionProblems(
  tx: Tx,
  { datedOn, inForceFrom, inForceTo, visibleFrom, changeNote = '', attachments = [] }: EditionWords,
): Promise<readonly ParameterProblem[]> {
  const now = await today(tx)
  const dated = dayProblems({ field: 'dnia', day: datedOn }, { field: 'dnia', day: undefined }, now)
  const shown = dayProblems({ field: 'widoczny', day: visibleFrom }, { field: 'widoczny', day: undefined }, now)
  return [
    ...dated,
    ...shown,
    ...(dated.length + shown.length === 0 && datedOn > (visibleFrom ?? now)
      ? [{ field: 'dnia', message: text.datedInFuture }]
      : []),
    // A day that is the document's own is named once.
    ...dayProblems(
      { field: 'od', day: dated.length > 0 && inForceFrom === datedOn ? undefined : inForceFrom },
      { field: 'do', day: inForceTo },
      datedOn,
    ),
    ...textProblems('zmiana', line(changeNote), { limit: changeNoteLimit, tooLong: text.changeNoteTooLong }),
    ...(attachments.length > editionAttachmentsLimit
      ? [{ field: 'zalaczniki', message: text.tooManyAttachments }]
      : []),
  ]
}

function refuse(problems: readonly ParameterProblem[]): void {
  if (problems.length > 0) throw new BadParameters(problems)
}

const line = (typed: string): string => typed.normalize('NFC').replaceAll('\r\n', '\n').trim()

export interface AudienceCount {
  /** People of the register it would be for today. */
  readonly people: number
  /** Logins that would see it in the portal. */
  readonly logins: number
}

/** "Trafi do 184 osób", for clerks, editors and administrators; the database refuses others (42501). */
export function countAudience(tx: Tx, audience: Audience): Promise<AudienceCount> {
  return countRows(tx, columnsOf(audience))
}

/** An audience as the tables keep it. */
export const columnsOf = (audience: Audience) => ({
  audience: audience.kind satisfies AudienceKind,
  subjectId: 'id' in audience ? audience.id : null,
  staircase: 'staircase' in audience ? audience.staircase : null,
})

function checkFiles(edition: NewEdition): void {
  for (const source of [edition, ...(edition.attachments ?? [])]) if ('content' in source) checkPdf(source.content)
}

/** What the office publishes is a whole PDF of at most 20 MB. @throws BadParameters on `plik` otherwise. */
export function checkPdf(content: Buffer): void {
  if (content.length > publishedFileBytesLimit) throw new BadParameters([{ field: 'plik', message: text.fileTooLarge }])
  if (sniff(content) !== 'pdf') throw new BadParameters([{ field: 'plik', message: text.fileNotPdf }])
}

interface Described {
  readonly id: string
  readonly category: Category
  readonly title: string
  readonly description: string
}

async function storeEdition(tx: Tx, document: Described, edition: NewEdition, by: Publisher): Promise<string> {
  const id = randomUUID()
  const contentText = (edition.contentText ?? '').slice(0, contentTextLimit)
  const fileId = await storedAs(tx, document.title, edition)
  await addEditionRow(tx, {
    id,
    documentId: document.id,
    datedOn: edition.datedOn,
    inForceFrom: edition.inForceFrom,
    inForceTo: edition.inForceTo ?? null,
    visibleFrom: edition.visibleFrom ?? null,
    changeNote: line(edition.changeNote ?? ''),
    fileId,
    contentText,
    titleStems: indexed(`${document.title} ${categoryNames[document.category]}`),
    descriptionStems: indexed(document.description),
    textStems: indexed(contentText),
    publishedBy: by,
  })
  for (const [index, attachment] of (edition.attachments ?? []).entries()) {
    const attached = await storedAs(tx, attachment.title, attachment)
    await addAttachment(tx, randomUUID(), id, index + 1, attachment.title, attached)
  }
  return id
}

/** Stores a checked PDF under a name made of its title and returns the file's id. */
export async function storePdf(tx: Tx, title: string, content: Buffer): Promise<string> {
  const id = randomUUID()
  await addFile(tx, id, safeFileName(title), createHash('sha256').update(content).digest('hex'), content)
  return id
}

/** The id of the PDF under a name made of this title: stored now, or, when it was stored under another name, a copy of it. */
export async function storedAs(tx: Tx, title: string, source: PdfSource): Promise<string> {
  if ('content' in source) return storePdf(tx, title, source.content)
  const id = randomUUID()
  return (await copyFile(tx, id, source.fileId, safeFileName(title))) ? id : source.fileId
}
