/** What a clerk sees of requests for a login. Moments in milliseconds since 1970. */

/** As stored. */
export type RegistrationState = 'new' | 'waitingForPaper' | 'paperAccepted' | 'matched' | 'issued' | 'rejected'
/** As shown: what follows the login is read from the login. */
export type Stage = RegistrationState | 'handedOver' | 'signedIn'

export const stages: readonly Stage[] = [
  'new',
  'waitingForPaper',
  'paperAccepted',
  'matched',
  'issued',
  'handedOver',
  'signedIn',
  'rejected',
]

/** How a stage is called in an address. */
export const stageSlugs = {
  nowe: 'new',
  'czeka-na-wniosek': 'waitingForPaper',
  'do-dopasowania': 'paperAccepted',
  'do-wydania': 'matched',
  wydane: 'issued',
  odebrane: 'handedOver',
  zalogowane: 'signedIn',
  odrzucone: 'rejected',
} as const satisfies Readonly<Record<string, Stage>>
export type StageSlug = keyof typeof stageSlugs
export const stageSlugList = Object.keys(stageSlugs) as readonly StageSlug[]
export const slugOf = (stage: Stage): StageSlug => stageSlugList.find((slug) => stageSlugs[slug] === stage)!

/** Whose turn it is at the office or the applicant: what the queue shows first. */
export const openStages: readonly Stage[] = ['new', 'waitingForPaper', 'paperAccepted', 'matched']

export interface QueueRow {
  readonly id: string
  readonly kind: 'person' | 'company'
  readonly firstName: string
  readonly name: string
  readonly street: string
  readonly flat: string
  readonly stage: Stage
  readonly createdAt: number
  readonly changedAt: number
  /** Nobody did anything about it for a day. */
  readonly overdue: boolean
  readonly anonymised: boolean
}

export interface Request extends QueueRow {
  readonly postalCode: string
  readonly city: string
  readonly partyNumber: string
  readonly email: string
  readonly phone: string
  readonly state: RegistrationState
  readonly version: number
  readonly paperAcceptedOn: string | null
  readonly partyId: string | null
  readonly loginId: string | null
  readonly loginName: string | null
  readonly signedInAt: number | null
  readonly rejectReason: RejectReason | null
  /** Today in Warsaw, by the database's clock. */
  readonly today: string
}

export type EventKind =
  | 'sent'
  | 'sentAgain'
  | 'waiting'
  | 'paperAccepted'
  | 'matched'
  | 'unmatched'
  | 'rejected'
  | 'reopened'
  | 'noted'
  | 'issued'

export interface RequestEvent {
  readonly at: number
  /** The last two are not written down with the request: the login tells them. */
  readonly kind: EventKind | 'handedOver' | 'signedIn'
  /** Nobody when the applicant did it. */
  readonly actor: string | null
  readonly note: string
}

export interface AcceptedEdition {
  readonly title: string
  readonly number: number
  readonly acceptedAt: number
}

export interface RequestMail {
  readonly kind: 'registrationReceived' | 'registrationRejected' | 'registrationReady'
  readonly createdAt: number
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown' | 'skipped'
}

export const rejectReasons = ['noPaper', 'dataMismatch', 'noRight', 'hasLogin', 'duplicate', 'spam'] as const
export type RejectReason = (typeof rejectReasons)[number]
/** Whoever's address a program typed in is not written to. */
export const isTold = (reason: RejectReason): boolean => reason !== 'spam'

export const noteLength = 1_000

/** What can be done about a request now. */
export type Action = 'wait' | 'acceptPaper' | 'match' | 'unmatch' | 'reject' | 'reopen'

const actionsOf: Readonly<Record<RegistrationState, readonly Action[]>> = {
  new: ['wait', 'acceptPaper', 'reject'],
  waitingForPaper: ['acceptPaper', 'reject'],
  paperAccepted: ['match', 'reject'],
  matched: ['match', 'unmatch', 'reject'],
  issued: [],
  rejected: ['reopen'],
}

export const isPossible = ({ state, anonymised }: Pick<Request, 'state' | 'anonymised'>, action: Action): boolean =>
  !anonymised && actionsOf[state].includes(action)

/** Where a rejected request goes on: as far as it had come. */
export function reopenedState({
  paperAcceptedOn,
  partyId,
}: Pick<Request, 'paperAcceptedOn' | 'partyId'>): RegistrationState {
  if (paperAcceptedOn === null) return 'waitingForPaper'
  return partyId === null ? 'paperAccepted' : 'matched'
}

export const displayName = ({ firstName, name }: { readonly firstName: string; readonly name: string }): string =>
  `${firstName} ${name}`.trim()
