import { randomUUID } from 'node:crypto'
import { type Audience, checkPdf, type Publisher, storePdf } from '#features/documents/public.ts'
import { type IsoDate, parseIsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { announcementsText as text } from './announcements.text.ts'
import { addRow, attach, countRows, today, withdrawRow } from './publish.queries.ts'

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
  readonly attachments?: readonly { readonly title: string; readonly content: Buffer }[]
}

const titleLimit = 200
const bodyLimit = 20_000
const attachmentsLimit = 10

/**
 * Publishes an announcement, for an editor or administrator (row-level security decides). Returns its id.
 * @throws BadParameters naming each wrong field in Polish; a file that is no PDF or too large among them.
 */
export async function publishAnnouncement(tx: Tx, announcement: NewAnnouncement, by: Publisher): Promise<string> {
  const { audience, attachments = [] } = announcement
  const title = announcement.title.normalize('NFC').trim()
  const body = announcement.body.normalize('NFC').replaceAll('\r\n', '\n').trim()
  const problems = [
    ...textProblems('tytul', title, titleLimit, text.titleMissing, text.titleTooLong),
    ...textProblems('tresc', body, bodyLimit, text.bodyMissing, text.bodyTooLong),
    ...dayProblems(announcement, await today(tx)),
    ...(attachments.length > attachmentsLimit ? [{ field: 'plik', message: text.tooManyAttachments }] : []),
  ]
  if (problems.length > 0) throw new BadParameters(problems)
  for (const { content } of attachments) checkPdf(content)
  const id = randomUUID()
  await addRow(tx, {
    id,
    title,
    body,
    important: announcement.important ?? false,
    ...columnsOf(audience),
    visibleFrom: announcement.visibleFrom ?? null,
    visibleTo: announcement.visibleTo ?? null,
    publishedBy: by,
  })
  for (const [index, attachment] of attachments.entries())
    await attach(tx, id, index + 1, attachment.title, await storePdf(tx, attachment.title, attachment.content))
  return id
}

/** Takes an announcement off every page; who read it stays known. @throws NotFound when there is nothing to withdraw. */
export async function withdrawAnnouncement(tx: Tx, id: string): Promise<void> {
  if (!(await withdrawRow(tx, id))) throw new NotFound('no such published announcement')
}

export interface AudienceCount {
  /** People of the register the announcement would be for today. */
  readonly people: number
  /** Logins that would see it in the portal. */
  readonly logins: number
}

/** "Trafi do 184 osób", for an editor or administrator; the database refuses others (42501). */
export function countAudience(tx: Tx, audience: Audience): Promise<AudienceCount> {
  const columns = columnsOf(audience)
  return countRows(tx, columns.audience, columns.subjectId, columns.staircase)
}

const columnsOf = (audience: Audience) => ({
  audience: audience.kind,
  subjectId: 'id' in audience ? audience.id : null,
  staircase: 'staircase' in audience ? audience.staircase : null,
})

function textProblems(field: string, value: string, limit: number, missing: string, tooLong: string) {
  const problems: ParameterProblem[] = []
  if (value === '') problems.push({ field, message: missing })
  // Counted as the database counts: characters, not UTF-16 units.
  if ([...value].length > limit) problems.push({ field, message: tooLong })
  // No control characters, and no marks that turn the direction of what follows.
  if (/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(value) || !value.isWellFormed())
    problems.push({ field, message: text.badCharacters })
  return problems
}

function dayProblems(
  { visibleFrom, visibleTo }: Pick<NewAnnouncement, 'visibleFrom' | 'visibleTo'>,
  now: string,
): ParameterProblem[] {
  const days = { od: visibleFrom, do: visibleTo } as const
  const bad = Object.entries(days).filter(([, day]) => day !== undefined && parseIsoDate(day) === undefined)
  if (bad.length > 0) return bad.map(([field]) => ({ field, message: text.badDate }))
  return visibleTo !== undefined && visibleTo < (visibleFrom ?? now)
    ? [{ field: 'do', message: text.datesReversed }]
    : []
}
