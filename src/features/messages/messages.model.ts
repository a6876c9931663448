/** What the office has done with a thread. A closed one opens again when its writer adds something. */
import { isBlank } from '#kernel/visible.ts'

export type OfficeState = 'new' | 'inProgress' | 'answered' | 'closed'
/** How a message came to be here; on the phone, at the desk and by letter = written down by the office. */
export type Channel = 'portal' | 'mail' | 'phone' | 'desk' | 'letter'
/** How far a mail got; `unknown`: it left and nobody said whether it came. */
export type MailState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown' | 'skipped'
/** What the resident is told of a thread. The message itself is in the office in every one of these. */
export type ThreadState =
  | 'sent'
  | 'delivered'
  | 'mailFailed'
  | 'mailUncertain'
  | 'inProgress'
  | 'answered'
  | 'closed'
  /** The office wrote first. */
  | 'fromOffice'

/** Told before anything is typed; held again when it comes. */
export const limits = {
  textCharacters: 5_000,
  files: 5,
  bytesPerFile: 10 * 1024 * 1024,
  messagesPerHour: 10,
  /** Files kept while a form is mended, of one person at once. */
  draftFiles: 20,
  /** Larger sums of attachments stay in the portal: most mail servers refuse mails above 25 MB. */
  bytesPerMail: 15 * 1024 * 1024,
} as const

export interface Topic {
  readonly id: string
  readonly name: string
}

export interface PremisesChoice {
  readonly id: string
  readonly label: string
}

export interface ThreadRow {
  readonly id: string
  readonly topic: string
  readonly premisesLabel: string
  readonly officeState: OfficeState
  readonly startedBy: 'resident' | 'office'
  /** Of the resident's newest message; none when no mail was queued. */
  readonly mailState: MailState | null
  readonly createdAt: number
  readonly lastMessageAt: number
  /** Answers not opened yet. */
  readonly unread: number
  readonly beginning: string
}

export interface Attachment {
  readonly id: string
  readonly messageId: string | null
  readonly name: string
  readonly contentType: string
  readonly sizeBytes: number
}

export interface Message {
  readonly id: string
  readonly author: 'resident' | 'office'
  readonly channel: Channel
  readonly body: string
  readonly leftOut: readonly string[]
  readonly createdAt: number
  readonly readAt: number | null
}

/** The office's word counts more than the mail's fate: who answers has read. */
export function threadState({
  officeState,
  mailState,
  startedBy,
}: Pick<ThreadRow, 'officeState' | 'mailState' | 'startedBy'>): ThreadState {
  if (officeState === 'answered' && startedBy === 'office') return 'fromOffice'
  if (officeState !== 'new') return officeState
  if (mailState === 'sent') return 'delivered'
  if (mailState === 'failed') return 'mailFailed'
  if (mailState === 'unknown') return 'mailUncertain'
  return 'sent'
}

/** Chosen by somebody with several premises whose matter is about none of them. */
export const noPremises = '-'

export interface Draft {
  readonly tresc: string
  readonly temat?: string | undefined
  readonly lokal?: string | undefined
}

export interface Mistake {
  readonly field: 'temat' | 'lokal' | 'tresc' | 'zalaczniki'
  readonly what: 'topicMissing' | 'premisesMissing' | 'textMissing' | 'textTooLong'
}

const unusable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/**
 * What was typed, with line ends of one kind (a browser sends two characters, which must not count twice), without spaces around and
 * without characters that nobody typed on purpose.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(unusable, '').trim()
}

export function textMistake(text: string): Mistake | undefined {
  if (isBlank(text)) return { field: 'tresc', what: 'textMissing' }
  return [...text].length > limits.textCharacters ? { field: 'tresc', what: 'textTooLong' } : undefined
}

/** Everything wrong with a new message, in the order of the form. */
export function mistakesIn(
  draft: Draft,
  topics: readonly Topic[],
  premises: readonly PremisesChoice[],
): readonly Mistake[] {
  const mistakes: (Mistake | undefined)[] = [
    topics.some((topic) => topic.id === draft.temat) ? undefined : { field: 'temat', what: 'topicMissing' },
    premises.length < 2 || draft.lokal === noPremises || premises.some((one) => one.id === draft.lokal)
      ? undefined
      : { field: 'lokal', what: 'premisesMissing' },
    textMistake(draft.tresc),
  ]
  return mistakes.filter((mistake) => mistake !== undefined)
}

/** The premises a message is about: the only ones, or those chosen. */
export function premisesOf(draft: Draft, premises: readonly PremisesChoice[]): PremisesChoice | undefined {
  return premises.length === 1 ? premises[0] : premises.find((one) => one.id === draft.lokal)
}

const endings = { pdf: ['pdf'], jpeg: ['jpg', 'jpeg', 'jfif'], png: ['png'], text: ['txt'] } as const

/**
 * The name a file of this kind may keep. A name that promises another kind is refused: a harmless text called `.bat` would be run by
 * whoever opens it. A name without an ending gets one.
 */
export function nameOfKind(name: string, kind: keyof typeof endings): string | undefined {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase()
  if (ending === undefined) return `${name.replace(/[. ]+$/, '')}.${endings[kind][0]}`
  return endings[kind].some((known) => known === ending) ? name : undefined
}
