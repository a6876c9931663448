import { addDays, daysBetween, type IsoDate, todayInWarsaw, warsawInstant } from '#kernel/dates.ts'
import { addWorkingDays, isWorkingDay } from '#kernel/holidays.ts'

/** As the messages slice keeps them. */
export type OfficeState = 'new' | 'inProgress' | 'answered' | 'closed'
export type Channel = 'portal' | 'mail' | 'phone' | 'desk' | 'letter'
export type MailState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown' | 'skipped'

export const limits = {
  answerCharacters: 5_000,
  noteCharacters: 5_000,
  labelCharacters: 40,
  labels: 60,
  labelsOfThread: 10,
  templateTitle: 100,
  templateCharacters: 5_000,
  templates: 200,
  threadsPerPage: 30,
  /** A search that finds more is told to be narrower. */
  found: 1_000,
  /** Messages a thread's page shows, the newest. */
  messages: 200,
} as const

// The list ------------------------------------------------------------------------------------------------------------------

export const states = ['czekaja', 'nowe', 'w-trakcie', 'odpowiedziane', 'zamkniete', 'wszystkie'] as const
export type StateFilter = (typeof states)[number]
export const holders = ['moje', 'niczyje', 'cudze'] as const
export type HolderFilter = (typeof holders)[number]

/** What is chosen in the list; everything stands in the address. */
export interface ListFilter {
  readonly stan: StateFilter
  readonly kto: HolderFilter | undefined
  readonly temat: string | undefined
  readonly etykieta: string | undefined
  readonly poTerminie: boolean
  readonly szukaj: string
  readonly osoba: string | undefined
  /** Only those with a mail that did not go out. */
  readonly klopot: boolean
}

/** The address of the list with these choices; what is left as it is at first does not stand there. */
export function listHref(filter: Partial<ListFilter>, page = 1): string {
  const asked: [string, string | undefined][] = [
    ['stan', filter.stan === 'czekaja' ? undefined : filter.stan],
    ['kto', filter.kto],
    ['temat', filter.temat],
    ['etykieta', filter.etykieta],
    ['termin', filter.poTerminie ? 'minal' : undefined],
    ['szukaj', filter.szukaj === '' ? undefined : filter.szukaj],
    ['osoba', filter.osoba],
    ['poczta', filter.klopot ? 'klopot' : undefined],
    ['strona', page > 1 ? String(page) : undefined],
  ]
  const query = new URLSearchParams(asked.filter((pair): pair is [string, string] => pair[1] !== undefined))
  return query.size === 0 ? '/biuro/sprawy' : `/biuro/sprawy?${query}`
}

export interface ThreadRow {
  readonly id: string
  readonly topic: string
  readonly writerName: string
  readonly premisesLabel: string
  readonly officeState: OfficeState
  readonly waitingSince: number | null
  readonly lastMessageAt: number
  readonly holderName: string | null
  readonly mine: boolean
  readonly unread: boolean
  readonly labels: readonly string[]
  readonly overdue: boolean
  /** A mail about it that did not go out, or of which nobody knows. */
  readonly mailTrouble: boolean
  readonly beginning: string
  readonly total: number
}

/** How many threads stand behind each of the list's links; those of states count all, the others the waiting ones. */
export interface ListCounts {
  readonly waiting: number
  readonly fresh: number
  readonly inProgress: number
  readonly answered: number
  readonly closed: number
  readonly mine: number
  readonly nobodys: number
  readonly others: number
  readonly overdue: number
  readonly unread: number
}

// Waiting -------------------------------------------------------------------------------------------------------------------

export const mostWorkingDays = 30

/**
 * For each number of working days the office may set: who has been waiting since before that moment waits too long, because the last
 * day for an answer is over. It is the start of that many working days ago. As the database takes them: it knows which number is set.
 */
export function cutOffs(now: number): readonly string[] {
  const found: string[] = []
  for (let day = addDays(todayInWarsaw(now), -1); found.length < mostWorkingDays; day = addDays(day, -1))
    if (isWorkingDay(day)) found.push(new Date(warsawInstant(day, '00:00')).toISOString())
  return found
}

/** The last day on which an answer is not late. */
export const answerDay = (waitingSince: number, workingDays: number): IsoDate =>
  addWorkingDays(todayInWarsaw(waitingSince), workingDays)

/** Calendar days somebody has been waiting. */
export const daysWaiting = (since: number, now: number): number =>
  Math.max(0, daysBetween(todayInWarsaw(since), todayInWarsaw(now)))

// One thread ----------------------------------------------------------------------------------------------------------------

export interface Thread {
  readonly id: string
  readonly topicId: string
  readonly topic: string
  readonly premisesLabel: string
  readonly officeState: OfficeState
  readonly startedBy: 'resident' | 'office'
  readonly waitingSince: number | null
  readonly revision: number
  readonly unread: boolean
  readonly holderId: string | null
  readonly holderName: string | null
  readonly mine: boolean
  /** None = nobody reads it in the portal. */
  readonly loginId: string | null
  readonly partyId: string | null
  readonly writerName: string
  readonly email: boolean
  readonly phone: string | null
  readonly cooperative: string
}

export interface ThreadMessage {
  readonly id: string
  readonly author: 'resident' | 'office'
  readonly channel: Channel
  readonly body: string
  readonly leftOut: readonly string[]
  readonly createdAt: number
  readonly readAt: number | null
  /** Who in the office wrote it, or wrote it down. */
  readonly clerk: string | null
}

export interface ThreadFile {
  readonly id: string
  readonly messageId: string | null
  readonly name: string
  readonly sizeBytes: number
}

export interface ThreadMail {
  readonly id: string
  readonly messageId: string
  readonly kind: 'officeMessage' | 'copy' | 'answerNotice'
  readonly state: MailState
  readonly finishedAt: number | null
  readonly resendable: boolean
}

export interface ThreadNote {
  readonly id: string
  readonly kind: 'note' | 'handOver' | 'mail'
  readonly body: string
  readonly createdAt: number
  readonly clerk: string
  readonly to: string | null
}

export interface Label {
  readonly id: string
  readonly name: string
}

export interface Named {
  readonly id: string
  readonly name: string
}

export interface Template {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly version: number
}

export interface Draft {
  readonly body: string
  readonly revision: number
  readonly updatedAt: number
}

/** The conversation and the office's notes, in the order they came. */
export type Entry =
  | { readonly kind: 'message'; readonly at: number; readonly message: ThreadMessage; readonly fresh: boolean }
  | { readonly kind: 'note'; readonly at: number; readonly note: ThreadNote }

/** `seen`: the revision the clerk had before their eyes; what came later is new to them. */
export function entriesOf(
  messages: readonly ThreadMessage[],
  notes: readonly ThreadNote[],
  thread: Pick<Thread, 'revision'>,
  seen: number,
): readonly Entry[] {
  const known = messages.length - Math.max(0, thread.revision - seen)
  return [
    ...messages.map((message, index) => ({
      kind: 'message' as const,
      at: message.createdAt,
      message,
      fresh: index >= known,
    })),
    ...notes.map((note) => ({ kind: 'note' as const, at: note.createdAt, note })),
  ].toSorted((a, b) => a.at - b.at)
}

// Templates -----------------------------------------------------------------------------------------------------------------

const placeholder = /\{([^{}\n]{1,40})\}/g

/** What the office may write in braces and the program fills in by itself. */
export const knownPlaceholders = ['imię i nazwisko', 'lokal', 'temat', 'spółdzielnia', 'dzisiejsza data'] as const
export type KnownPlaceholder = (typeof knownPlaceholders)[number]

/** Puts in what is known. What is not known, or empty, stays in its braces for the clerk to fill. */
export function fillTemplate(body: string, values: Readonly<Partial<Record<string, string>>>): string {
  return body.replace(placeholder, (found, name: string) => values[name.trim().toLowerCase()] || found)
}

/** Places nobody has filled: an answer with one of them does not leave. */
export function unfilled(body: string): readonly string[] {
  return [...new Set([...body.matchAll(placeholder)].map(([found]) => found))]
}

/** A template put under what is typed already. */
export const withTemplate = (typed: string, template: string): string =>
  typed.trim() === '' ? template : `${typed.trimEnd()}\n\n${template}`

// Mistakes ------------------------------------------------------------------------------------------------------------------

export type TextMistake = 'missing' | 'tooLong' | 'characters'

/** Checks a text that came with a form, as it was typed. */
export function textMistake(text: string, most: number): TextMistake | undefined {
  if (text.trim() === '') return 'missing'
  return [...text].length > most ? 'tooLong' : undefined
}

// Others --------------------------------------------------------------------------------------------------------------------

/** A mail that names a thread and is not surely the office's. */
export interface QuarantinedMail {
  readonly id: string
  readonly threadId: string | null
  readonly reason: 'foreignSender' | 'notAuthenticated' | 'tooLarge' | 'unreadable'
  readonly sender: string
  readonly subject: string
  readonly createdAt: number
  readonly handledAt: number | null
  readonly handledAs: 'seen' | 'note' | 'answer' | null
  readonly handledBy: string | null
  readonly topic: string | null
  readonly writerName: string | null
}
