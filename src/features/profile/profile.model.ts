import type { ContactProblem } from '#kernel/contact.ts'
import { isBlank } from '#kernel/visible.ts'

/** Who the person is in the cooperative's register. */
export interface RegisterEntry {
  readonly kind: 'person' | 'company'
  readonly firstName: string | null
  readonly name: string
  readonly memberNumber: string | null
  readonly isMember: boolean
  readonly correspondenceAddress: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** What the person told the portal. Moments in milliseconds since 1970. */
export interface PortalContact {
  readonly verifiedEmail: string | null
  /** Null when the address is the login name, which the office gave. */
  readonly emailVerifiedAt: number | null
  readonly phone: string | null
  readonly newPhone: string | null
  readonly newPhoneEnteredAt: number | null
  /** A number the office could not confirm, until another one is entered. */
  readonly refusedPhone: string | null
  readonly waitingEmail: string | null
  /** Until when the link in the mail is good. */
  readonly waitingUntil: number | null
  readonly mailState: 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown' | 'skipped' | null
  /** The change was asked for more than a quarter of an hour ago. */
  readonly mailLate: boolean
  /** The password was given within the last five minutes. */
  readonly proved: boolean
}

export const requestKinds = ['name', 'correspondenceAddress', 'persons', 'other'] as const
export type RequestKind = (typeof requestKinds)[number]
export type RequestState = 'accepted' | 'inProgress' | 'done' | 'refused'

export interface ChangeRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly premisesLabel: string
  readonly body: string
  readonly state: RequestState
  readonly answer: string | null
  readonly createdAt: number
  readonly changedAt: number
}

export interface RequestDraft {
  readonly rodzaj: string
  readonly lokal: string
  readonly tresc: string
}

export const limits = { requestLength: 2_000, requestsPerDay: 10 } as const

export type Problem = ContactProblem | 'kindMissing' | 'premisesMissing' | 'bodyMissing' | 'bodyLong' | 'characters'

const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** What is wrong with a request, field by field. `premises` are the ids the person may choose. */
export function requestProblems(
  draft: RequestDraft,
  premises: readonly string[],
): readonly { readonly field: keyof RequestDraft; readonly problem: Problem }[] {
  const body = draft.tresc.trim()
  const bodyProblem: Problem | undefined = isBlank(body)
    ? 'bodyMissing'
    : body.length > limits.requestLength
      ? 'bodyLong'
      : forbidden.test(body)
        ? 'characters'
        : undefined
  const needsPremises = draft.rodzaj === 'persons'
  return [
    ...(isRequestKind(draft.rodzaj) ? [] : [{ field: 'rodzaj' as const, problem: 'kindMissing' as const }]),
    ...((draft.lokal === '' && !needsPremises) || premises.includes(draft.lokal)
      ? []
      : [{ field: 'lokal' as const, problem: 'premisesMissing' as const }]),
    ...(bodyProblem === undefined ? [] : [{ field: 'tresc' as const, problem: bodyProblem }]),
  ]
}

export function isRequestKind(value: string): value is RequestKind {
  return requestKinds.some((kind) => kind === value)
}

export type ConsentKind = 'electronicDelivery' | 'emailContact' | 'phoneContact'

export interface ConsentText {
  readonly kind: ConsentKind
  readonly version: number
  readonly title: string
  readonly body: string
}

export interface ConsentDecision {
  readonly kind: ConsentKind
  readonly version: number
  readonly decision: 'given' | 'withdrawn'
  readonly decidedAt: number
}

/** A consent as it stands: the text of today, and what was decided, newest first. */
export interface Consent {
  readonly text: ConsentText
  readonly decisions: readonly ConsentDecision[]
  readonly given: ConsentDecision | undefined
  /** Given to an earlier text than today's. */
  readonly outdated: boolean
}

const consentOrder: readonly ConsentKind[] = ['electronicDelivery', 'emailContact', 'phoneContact']

/** @param decisions newest first. */
export function consentsOf(texts: readonly ConsentText[], decisions: readonly ConsentDecision[]): Consent[] {
  return consentOrder.flatMap((kind) => {
    const text = texts.filter((one) => one.kind === kind).toSorted((a, b) => b.version - a.version)[0]
    if (text === undefined) return []
    const own = decisions.filter((decision) => decision.kind === kind)
    const given = own[0]?.decision === 'given' ? own[0] : undefined
    return [{ text, decisions: own, given, outdated: given !== undefined && given.version < text.version }]
  })
}

export interface Topic {
  readonly id: string
  readonly name: string
  /** The program sends this notice today. */
  readonly mailed: boolean
  readonly byEmail: boolean
}

export interface SessionRow {
  readonly id: string
  readonly browser: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly current: boolean
}

export interface SignInRow {
  readonly at: number
  readonly outcome: 'success' | 'wrongPassword' | 'locked' | 'passwordOnly' | 'wrongFactor'
  readonly browser: string
}

/** A member of staff looked at the person's pages. */
export interface ViewerRow {
  readonly staffName: string
  readonly staffRole: string | null
  readonly reason: 'residentAsks' | 'complaint' | 'answering' | 'checkingData' | 'technicalFault'
  readonly startedAt: number
  /** Nothing while it lasts. */
  readonly endedAt: number | null
}
