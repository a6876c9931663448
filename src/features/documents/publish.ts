import { createHash, randomUUID } from 'node:crypto'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { sniff } from '#platform/http/sniff.ts'
import type { AudienceKind, Category } from './documents.model.ts'
import { categoryNames, documentsText as text } from './documents.text.ts'
import {
  addAttachment,
  addDocument,
  addEditionRow,
  addFile,
  copyFile,
  describeDocument,
  withdrawDocumentRow,
  withdrawEditionRow,
} from './publish.queries.ts'
import { indexed } from './search.model.ts'
import { safeFileName } from './send-file.ts'

export const publishedFileBytesLimit = 20 * 1024 * 1024
export const contentTextLimit = 20_000

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
 * @throws BadParameters when a file is no PDF or too large, or an attachment is.
 */
export async function publishDocument(
  tx: Tx,
  document: NewDocument,
  by: Publisher,
): Promise<{ id: string; editionId: string }> {
  const { audience, edition, ...head } = document
  checkFiles(edition)
  const id = randomUUID()
  await addDocument(tx, {
    id,
    category: head.category,
    title: head.title,
    description: head.description,
    audience: audience.kind satisfies AudienceKind,
    subjectId: 'id' in audience ? audience.id : null,
    staircase: 'staircase' in audience ? audience.staircase : null,
    asksAcceptance: head.asksAcceptance ?? false,
    publishedBy: by,
  })
  return { id, editionId: await storeEdition(tx, { id, ...head }, edition, by) }
}

/**
 * Publishes a new edition of a document; residents are asked to accept it where the document asks for that.
 * @throws NotFound when there is no such document or it is withdrawn, BadParameters as publishDocument.
 */
export async function publishEdition(tx: Tx, documentId: string, edition: NewEdition, by: Publisher): Promise<string> {
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
    changeNote: edition.changeNote ?? '',
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
