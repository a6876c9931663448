import { randomUUID } from 'node:crypto'
import {
  type Audience,
  type AudienceCount,
  checkPdf,
  columnsOf,
  dayProblems,
  type PdfSource,
  type Publisher,
  storedAs,
  textProblems,
  today,
} from '#features/documents/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { announcementsText as text } from './announcements.text.ts'
import { addRow, attach, changeRow, keepVersion, replaceAttachments, withdrawRow } from './publish.queries.ts'

export interface NewAnnouncement {
  readonly title: string
  /** Plain text: paragraphs between empty lines, lists after "- " or "1. ". */
  readonly body: string
  readonly important?: boolean
  /** `public` is shown before signing in too. */
  readonly audience: Audience
  /** First and last day on the pages, by Warsaw's calendar; from today and without an end when left out. */
  readonly visibleFrom?: IsoDate | undefined
  readonly visibleTo?: IsoDate | undefined
  readonly attachments?: readonly NewAttachment[]
  /** Whom it goes to, as the office counted when it published. */
  readonly counted?: AudienceCount
}

/** A PDF that comes with the announcement, or one that a draft brought before. */
export type NewAttachment = { readonly title: string } & PdfSource

export const titleLimit = 200
export const bodyLimit = 20_000
export const attachmentsLimit = 10

/**
 * Publishes an announcement, for an editor or administrator (row-level security decides). Returns its id.
 * @throws BadParameters naming each wrong field in Polish; a file that is no PDF or too large among them.
 */
export async function publishAnnouncement(tx: Tx, announcement: NewAnnouncement, by: Publisher): Promise<string> {
  const row = await checkedRow(tx, announcement)
  const id = randomUUID()
  await addRow(tx, { id, ...row, publishedBy: by })
  await attachAll(tx, id, announcement.attachments ?? [])
  return id
}

export interface Correction {
  readonly by: Publisher
  /** The version that was corrected: somebody else may have been faster. */
  readonly version: number
  /** Puts it before everybody again as unread. */
  readonly again: boolean
}

/**
 * Puts a new version in the place of a published announcement, under the same address; what it said before is kept for the office.
 * @returns false when it is withdrawn or has another version by now.
 * @throws BadParameters as publishAnnouncement.
 */
export async function correctAnnouncement(
  tx: Tx,
  id: string,
  announcement: NewAnnouncement,
  { by, version, again }: Correction,
): Promise<boolean> {
  const row = await checkedRow(tx, announcement)
  if (!(await keepVersion(tx, id, version))) return false
  await changeRow(tx, { id, ...row, publishedBy: by }, version + 1, again)
  await replaceAttachments(tx, id, version + 1)
  await attachAll(tx, id, announcement.attachments ?? [])
  return true
}

/** What is wrong with an announcement before it is published, each with the field it is in; nothing when it can be. */
export async function announcementProblems(
  tx: Tx,
  announcement: NewAnnouncement,
): Promise<readonly ParameterProblem[]> {
  const { title, body } = plain(announcement)
  return [
    ...textProblems('tytul', title, { limit: titleLimit, missing: text.titleMissing, tooLong: text.titleTooLong }),
    ...textProblems('tresc', body, { limit: bodyLimit, missing: text.bodyMissing, tooLong: text.bodyTooLong }),
    ...dayProblems(
      { field: 'od', day: announcement.visibleFrom },
      { field: 'do', day: announcement.visibleTo },
      await today(tx),
    ),
    ...((announcement.attachments?.length ?? 0) > attachmentsLimit
      ? [{ field: 'plik', message: text.tooManyAttachments }]
      : []),
  ]
}

const plain = ({ title, body }: Pick<NewAnnouncement, 'title' | 'body'>) => ({
  title: title.normalize('NFC').trim(),
  body: body.normalize('NFC').replaceAll('\r\n', '\n').trim(),
})

async function checkedRow(tx: Tx, announcement: NewAnnouncement) {
  const problems = await announcementProblems(tx, announcement)
  if (problems.length > 0) throw new BadParameters(problems)
  for (const attachment of announcement.attachments ?? []) if ('content' in attachment) checkPdf(attachment.content)
  return {
    ...plain(announcement),
    important: announcement.important ?? false,
    ...columnsOf(announcement.audience),
    visibleFrom: announcement.visibleFrom ?? null,
    visibleTo: announcement.visibleTo ?? null,
    people: announcement.counted?.people ?? null,
    logins: announcement.counted?.logins ?? null,
  }
}

async function attachAll(tx: Tx, id: string, attachments: readonly NewAttachment[]): Promise<void> {
  for (const [index, attachment] of attachments.entries()) {
    await attach(tx, id, index + 1, attachment.title, await storedAs(tx, attachment.title, attachment))
  }
}

/** Takes an announcement off every page; who read it stays known. @throws NotFound when there is nothing to withdraw. */
export async function withdrawAnnouncement(
  tx: Tx,
  id: string,
  by: Publisher = null,
  reason: string | null = null,
): Promise<void> {
  if (!(await withdrawRow(tx, id, by, reason))) throw new NotFound('no such published announcement')
}
