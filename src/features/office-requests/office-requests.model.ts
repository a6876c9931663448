export type RequestKind = 'name' | 'correspondenceAddress' | 'persons' | 'other'
export type RequestState = 'accepted' | 'inProgress' | 'done' | 'refused'

export const filters = ['otwarte', 'przyjete', 'w-toku', 'zalatwione', 'odmowy', 'wszystkie'] as const
export type Filter = (typeof filters)[number]
export const stateOf: Readonly<Partial<Record<Filter, RequestState>>> = {
  przyjete: 'accepted',
  'w-toku': 'inProgress',
  zalatwione: 'done',
  odmowy: 'refused',
}

export const perPage = 30
export const answerCharacters = 2_000

export interface OfficeRequest {
  readonly id: string
  readonly loginId: string
  readonly partyId: string | null
  readonly writerName: string
  readonly kind: RequestKind
  readonly premisesLabel: string
  readonly body: string
  readonly state: RequestState
  readonly answer: string | null
  readonly handledBy: string | null
  readonly createdAt: number
  /** Counts the office's decisions, so that two clerks notice each other. */
  readonly version: number
}

export interface RequestCounts {
  readonly accepted: number
  readonly inProgress: number
  readonly done: number
  readonly refused: number
  readonly phones: number
}

/** A telephone somebody entered, before the office has called it. */
export interface WaitingPhone {
  readonly loginId: string
  readonly partyId: string | null
  readonly name: string
  readonly phone: string
  /** The number that is confirmed now. */
  readonly confirmed: string | null
  readonly enteredAt: number
}

export const isOpen = ({ state }: Pick<OfficeRequest, 'state'>): boolean =>
  state === 'accepted' || state === 'inProgress'

/** What a clerk may do; only a refusal must say why, the others may. */
export const decisions = ['biore', 'zalatwione', 'odmowa'] as const
export type Decision = (typeof decisions)[number]
export const stateAfter: Readonly<Record<Decision, 'inProgress' | 'done' | 'refused'>> = {
  biore: 'inProgress',
  zalatwione: 'done',
  odmowa: 'refused',
}

export type AnswerMistake = 'missing' | 'tooLong'

export function answerMistake(decision: Decision, answer: string): AnswerMistake | undefined {
  if (answer === '' && decision === 'odmowa') return 'missing'
  return [...answer].length > answerCharacters ? 'tooLong' : undefined
}
