import { addMonths, dayOfWeek, firstOfMonth, type IsoDate, isoDate, lastOfMonth, yearOf } from '#kernel/dates.ts'
import { effectiveDueDate, holidaysOf } from '#kernel/holidays.ts'
import { type DocumentState, documentState } from '#kernel/ledger.ts'
import { type Grosze, sumGrosze } from '#kernel/money.ts'
import type { Period } from '#kernel/periods.ts'

export interface CalendarDocument {
  readonly id: string
  readonly accountId: string
  readonly number: string
  readonly kind: string
  readonly issuedOn: IsoDate
  readonly dueOn: IsoDate | null
  readonly amountGrosze: Grosze
  readonly remainingGrosze: Grosze
}

export interface CalendarPayment {
  readonly entryId: string
  readonly accountId: string
  readonly kind: 'payment' | 'housingBenefit' | 'refund'
  readonly valueOn: IsoDate
  /** Negative when money was given back. */
  readonly amountGrosze: Grosze
}

/** All meters of one sort read on one day in one place. */
export interface CalendarReading {
  readonly premisesId: string
  readonly readOn: IsoDate
  readonly meterKind: 'water' | 'heat' | 'heatCostAllocator' | 'electricity'
  readonly meters: number
  /** Of these, how many could not be read. */
  readonly missing: number
}

export interface CalendarSettlement {
  readonly id: string
  readonly accountId: string
  readonly documentId: string | null
  readonly kind: 'water' | 'heat'
  readonly periodFrom: IsoDate
  readonly periodTo: IsoDate
  /** Positive = to be paid, negative = given back. */
  readonly differenceGrosze: Grosze
}

export interface PlannedFacts {
  readonly documents: readonly CalendarDocument[]
  readonly readings: readonly CalendarReading[]
  readonly settlements: readonly CalendarSettlement[]
}

export interface CalendarFacts extends PlannedFacts {
  readonly payments: readonly CalendarPayment[]
}

export type CalendarEvent =
  /** The day printed on the bill. */
  | {
      readonly kind: 'due'
      readonly on: IsoDate
      readonly document: CalendarDocument
      readonly state: DocumentState
      readonly payBy: IsoDate
    }
  /** The last day in time, where a free day has moved it on from the printed one. */
  | {
      readonly kind: 'lastDay'
      readonly on: IsoDate
      readonly document: CalendarDocument
      readonly state: DocumentState
      readonly dueOn: IsoDate
    }
  | { readonly kind: 'document'; readonly on: IsoDate; readonly document: CalendarDocument }
  | { readonly kind: 'payment'; readonly on: IsoDate; readonly payment: CalendarPayment }
  | { readonly kind: 'reading'; readonly on: IsoDate; readonly reading: CalendarReading }
  | { readonly kind: 'settlement'; readonly on: IsoDate; readonly settlement: CalendarSettlement }

/** What the months of the calendar reach: before it no ledger, after it nothing to plan. */
export const earliestMonth = isoDate(1990, 1, 1)
export const latestMonth = isoDate(2099, 12, 1)

/** The first day of the month `text` names, `2026-11`; undefined outside 1990–2099. */
export function monthNamed(text: string): IsoDate | undefined {
  const first = `${text}-01` as IsoDate
  return first >= earliestMonth && first <= latestMonth ? first : undefined
}

/** The months before and after, where there are any. */
export function neighbours(month: IsoDate): {
  readonly previous: IsoDate | undefined
  readonly next: IsoDate | undefined
} {
  const first = firstOfMonth(month)
  return {
    previous: first > earliestMonth ? addMonths(first, -1) : undefined,
    next: first < latestMonth ? addMonths(first, 1) : undefined,
  }
}

/** Only what belongs to the accounts chosen; a reading belongs to their premises. */
export function factsOf(
  facts: CalendarFacts,
  accounts: readonly { readonly accountId: string; readonly premisesId: string }[],
): CalendarFacts {
  const ids = new Set(accounts.map((account) => account.accountId))
  const premises = new Set(accounts.map((account) => account.premisesId))
  return {
    documents: facts.documents.filter((document) => ids.has(document.accountId)),
    payments: facts.payments.filter((payment) => ids.has(payment.accountId)),
    readings: facts.readings.filter((reading) => premises.has(reading.premisesId)),
    settlements: facts.settlements.filter((settlement) => ids.has(settlement.accountId)),
  }
}

const order: readonly CalendarEvent['kind'][] = ['due', 'lastDay', 'payment', 'document', 'settlement', 'reading']

/** Everything that falls on a day of the period, day after day; within a day what is to be paid comes first. */
export function eventsOf(facts: CalendarFacts, period: Period, today: IsoDate): readonly CalendarEvent[] {
  const events: CalendarEvent[] = [
    ...facts.documents.flatMap((document) => documentEvents(document, today)),
    ...facts.payments.map((payment) => ({ kind: 'payment', on: payment.valueOn, payment }) as const),
    ...facts.readings.map((reading) => ({ kind: 'reading', on: reading.readOn, reading }) as const),
    ...facts.settlements.map((settlement) => ({ kind: 'settlement', on: settlement.periodTo, settlement }) as const),
  ]
  // Sorting keeps the order of rows for equals, and the rows come in a fixed order.
  return events
    .filter((event) => event.on >= period.from && event.on <= period.to)
    .sort((left, right) =>
      left.on === right.on ? order.indexOf(left.kind) - order.indexOf(right.kind) : left.on < right.on ? -1 : 1,
    )
}

function documentEvents(document: CalendarDocument, today: IsoDate): CalendarEvent[] {
  const issued = { kind: 'document', on: document.issuedOn, document } as const
  const { dueOn } = document
  // A credit note has nothing to be paid, whatever date stands on it.
  if (dueOn === null || document.amountGrosze <= 0) return [issued]
  const state = documentState({ ...document, today })
  const payBy = effectiveDueDate(dueOn)
  const due = { kind: 'due', on: dueOn, document, state, payBy } as const
  return payBy === dueOn ? [issued, due] : [issued, due, { kind: 'lastDay', on: payBy, document, state, dueOn }]
}

export interface MonthSums {
  readonly dueCount: number
  readonly dueGrosze: Grosze
  readonly remainingGrosze: Grosze
  readonly paymentCount: number
  readonly paymentsGrosze: Grosze
}

/** What falls due and what came in. A bill counts once, under the day printed on it; refunds are not payments. */
export function sumsOf(events: readonly CalendarEvent[]): MonthSums {
  const due = events.flatMap((event) => (event.kind === 'due' ? [event.document] : []))
  const payments = events.flatMap((event) =>
    event.kind === 'payment' && event.payment.kind !== 'refund' ? [event.payment] : [],
  )
  return {
    dueCount: due.length,
    dueGrosze: sumGrosze(due.map((document) => document.amountGrosze)),
    remainingGrosze: sumGrosze(due.map((document) => document.remainingGrosze)),
    paymentCount: payments.length,
    paymentsGrosze: sumGrosze(payments.map((payment) => payment.amountGrosze)),
  }
}

/** Many of a kind on one day, told as one. */
export interface FoldedEvents {
  readonly kind: CalendarEvent['kind']
  readonly on: IsoDate
  readonly events: readonly CalendarEvent[]
}

/** Events of the same kind on the same day together, in order of the day. */
export function byDayAndKind(events: readonly CalendarEvent[]): readonly FoldedEvents[] {
  const groups = new Map<string, CalendarEvent[]>()
  for (const event of events) {
    const key = event.on + event.kind
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return [...groups.values()].map((group) => ({ kind: group[0]!.kind, on: group[0]!.on, events: group }))
}

/** Why a day is free: the name of the holiday, or the day of the week; undefined on a working day. */
export function freeDayReason(date: IsoDate): string | undefined {
  const holiday = holidaysOf(yearOf(date)).get(date)
  if (holiday !== undefined) return holiday
  const weekday = dayOfWeek(date)
  return weekday === 7 ? 'niedziela' : weekday === 6 ? 'sobota' : undefined
}

/** Holidays by statute in the month of the date, in order. */
export function holidaysOfMonth(month: IsoDate): readonly (readonly [IsoDate, string])[] {
  const from = firstOfMonth(month)
  const to = lastOfMonth(month)
  return [...holidaysOf(yearOf(month))].filter(([day]) => day >= from && day <= to)
}

/** What a subscribed calendar holds: the last three months and the next twelve. */
export function feedPeriod(today: IsoDate): Period {
  return { from: addMonths(today, -3), to: addMonths(today, 12) }
}

export type FeedEvent =
  /** All bills whose last day to pay in time is this one. */
  | {
      readonly kind: 'due'
      readonly on: IsoDate
      readonly numbers: readonly string[]
      readonly openNumbers: readonly string[]
    }
  | { readonly kind: 'reading'; readonly on: IsoDate }
  | { readonly kind: 'settlement'; readonly on: IsoDate; readonly settlement: CalendarSettlement }

/**
 * One event a day for what is to be paid, whatever the number of bills, so that a day of ten bills does not ring ten
 * times. Payments and issued documents stay in the portal: nobody needs to be reminded of what has happened.
 */
export function feedEventsOf(facts: PlannedFacts, period: Period, today: IsoDate): readonly FeedEvent[] {
  const payable = eventsOf({ ...facts, payments: [] }, widened(period), today)
  const bills = new Map<IsoDate, { numbers: string[]; openNumbers: string[] }>()
  for (const event of payable) {
    if (event.kind !== 'due' || event.payBy < period.from || event.payBy > period.to) continue
    const day = bills.get(event.payBy) ?? { numbers: [], openNumbers: [] }
    day.numbers.push(event.document.number)
    if (event.state !== 'paid') day.openNumbers.push(event.document.number)
    bills.set(event.payBy, day)
  }
  const within = payable.filter((event) => event.on >= period.from && event.on <= period.to)
  const readingDays = new Set(within.flatMap((event) => (event.kind === 'reading' ? [event.on] : [])))
  return [
    ...[...bills].map(([on, day]) => ({ kind: 'due', on, ...day }) as const),
    ...[...readingDays].map((on) => ({ kind: 'reading', on }) as const),
    ...within.flatMap((event) =>
      event.kind === 'settlement' ? [{ kind: 'settlement', on: event.on, settlement: event.settlement } as const] : [],
    ),
  ].sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0))
}

/** Due dates a little earlier can be moved by free days into the period. */
function widened({ from, to }: Period): Period {
  return { from: addMonths(from, -1), to }
}
