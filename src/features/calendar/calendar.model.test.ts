import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDate, type IsoDate, isoDate } from '#kernel/dates.ts'
import { grosze, zero } from '#kernel/money.ts'
import { monthPeriod } from '#kernel/periods.ts'
import {
  byDayAndKind,
  type CalendarDocument,
  type CalendarFacts,
  eventsOf,
  factsOf,
  feedEventsOf,
  feedPeriod,
  freeDayReason,
  holidaysOfMonth,
  monthNamed,
  neighbours,
  sumsOf,
} from './calendar.model.ts'
import { eventLabel, feedEntry, movedDue, sumsSentences } from './calendar.text.ts'

const day = (text: string) => text as IsoDate
const november = day('2026-11-01')
const nothing: CalendarFacts = { documents: [], payments: [], readings: [], settlements: [] }

function bill(changes: Partial<CalendarDocument> = {}): CalendarDocument {
  return {
    id: 'D1',
    accountId: 'A1',
    number: '11/2026',
    kind: 'charge',
    issuedOn: day('2026-11-02'),
    dueOn: day('2026-11-16'),
    amountGrosze: grosze(50_000),
    remainingGrosze: grosze(50_000),
    ...changes,
  }
}

const payment = {
  entryId: 'E1',
  accountId: 'A1',
  kind: 'payment',
  valueOn: day('2026-11-16'),
  amountGrosze: grosze(50_000),
} as const

const told = (facts: Partial<CalendarFacts>, month = november, today = day('2026-11-10')) =>
  eventsOf({ ...nothing, ...facts }, monthPeriod(month), today).map((event) => `${event.on} ${event.kind}`)

test('a bill shows the day it was issued and the day it is due; what is to be paid comes first on a day', () => {
  assert.deepEqual(told({ documents: [bill()], payments: [payment] }), [
    '2026-11-02 document',
    '2026-11-16 due',
    '2026-11-16 payment',
  ])
})

test('a due date on a free day shows the later day as well, also over the end of the month', () => {
  // 31 October 2026 is a Saturday, 1 November a Sunday and a holiday.
  const document = bill({ issuedOn: day('2026-10-05'), dueOn: day('2026-10-31') })
  assert.deepEqual(told({ documents: [document] }, day('2026-10-01')), ['2026-10-05 document', '2026-10-31 due'])
  assert.deepEqual(told({ documents: [document] }), ['2026-11-02 lastDay'])
  assert.equal(
    movedDue(day('2026-11-01'), day('2026-11-02')),
    '1 listopada 2026 to dzień wolny (Wszystkich Świętych), więc wystarczy zapłacić do 2 listopada 2026.',
  )
})

test('a bill is not late on the day the free days move it to', () => {
  const document = bill({ dueOn: day('2026-11-14') })
  const stateOn = (today: string) => {
    const [first] = eventsOf({ ...nothing, documents: [document] }, monthPeriod(november), day(today)).filter(
      (event) => event.kind === 'due',
    )
    return first?.kind === 'due' ? first.state : undefined
  }
  assert.equal(stateOn('2026-11-16'), 'due')
  assert.equal(stateOn('2026-11-17'), 'overdue')
})

test('a credit note and a bill without a date have no due day', () => {
  const documents = [bill({ dueOn: null }), bill({ id: 'D2', amountGrosze: grosze(-500), remainingGrosze: zero })]
  assert.deepEqual(told({ documents }), ['2026-11-02 document', '2026-11-02 document'])
})

test('sums count a moved bill once and a refund not at all', () => {
  const documents = [
    bill({ dueOn: day('2026-11-14'), remainingGrosze: grosze(12_345) }),
    bill({ id: 'D2', remainingGrosze: zero, amountGrosze: grosze(1) }),
  ]
  const payments = [payment, { ...payment, entryId: 'E2', kind: 'refund', amountGrosze: grosze(-700) } as const]
  const sums = sumsOf(eventsOf({ ...nothing, documents, payments }, monthPeriod(november), day('2026-11-01')))
  assert.deepEqual(sums, {
    dueCount: 2,
    dueGrosze: 50_001,
    remainingGrosze: 12_345,
    paymentCount: 1,
    paymentsGrosze: 50_000,
  })
  assert.deepEqual(sumsSentences(november, sums), [
    'W listopadzie 2026 przypada termin płatności: 2\u00a0rachunki na 500,01\u00a0zł. Zostało do zapłaty 123,45\u00a0zł.',
    'Zaksięgowano 1\u00a0wpłatę na 500,00\u00a0zł.',
  ])
})

test('a choice of accounts keeps nothing of the others', () => {
  const facts: CalendarFacts = {
    documents: [bill(), bill({ id: 'D2', accountId: 'A2' })],
    payments: [payment, { ...payment, accountId: 'A2' }],
    readings: ['P1', 'P2'].map((premisesId) => ({
      premisesId,
      readOn: november,
      meterKind: 'water',
      meters: 1,
      missing: 0,
    })),
    settlements: [],
  }
  const kept = factsOf(facts, [{ accountId: 'A2', premisesId: 'P2' }])
  assert.deepEqual(
    [kept.documents.map((row) => row.id), kept.payments.length, kept.readings.map((row) => row.premisesId)],
    [['D2'], 1, ['P2']],
  )
  assert.deepEqual(factsOf(facts, []), nothing)
})

test('events of one day and kind stand together', () => {
  const documents = [bill(), bill({ id: 'D2' }), bill({ id: 'D3', issuedOn: day('2026-11-03') })]
  const folded = byDayAndKind(eventsOf({ ...nothing, documents }, monthPeriod(november), november))
  assert.deepEqual(
    folded.map((group) => [group.on, group.kind, group.events.length]),
    [
      ['2026-11-02', 'document', 2],
      ['2026-11-03', 'document', 1],
      ['2026-11-16', 'due', 3],
    ],
  )
})

test('months end where the calendar ends', () => {
  assert.equal(monthNamed('1989-12'), undefined)
  assert.equal(monthNamed('2100-01'), undefined)
  assert.deepEqual(neighbours(monthNamed('1990-01')!), { previous: undefined, next: '1990-02-01' })
  assert.deepEqual(neighbours(monthNamed('2099-12')!), { previous: '2099-11-01', next: undefined })
  assert.deepEqual(neighbours(isoDate(2027, 1, 1)), { previous: '2026-12-01', next: '2027-02-01' })
})

test('holidays of a month, by name and in order', () => {
  assert.deepEqual(holidaysOfMonth(november), [
    ['2026-11-01', 'Wszystkich Świętych'],
    ['2026-11-11', 'Narodowe Święto Niepodległości'],
  ])
  assert.deepEqual(holidaysOfMonth(day('2026-02-14')), [])
  assert.equal(freeDayReason(day('2026-11-14')), 'sobota')
  assert.equal(freeDayReason(day('2026-11-16')), undefined)
})

test('the first and the last month that can be shown have events without leaving the calendar', () => {
  for (const [month, dueOn] of [
    ['1990-01-01', '1990-01-01'],
    ['2099-12-01', '2099-12-31'],
  ] as const) {
    assert.ok(told({ documents: [bill({ dueOn: day(dueOn) })] }, day(month)).length > 0, formatDate(day(month)))
  }
})

const owner = { loginId: '00000000-0000-4000-8000-000000000001', baseUrl: 'https://portal.example' }

test('a feed tells one event a day to pay, on the last day in time, open bills only', () => {
  const documents = [
    bill({ dueOn: day('2026-11-14'), number: 'A' }),
    bill({ id: 'D2', dueOn: day('2026-11-16'), number: 'B', remainingGrosze: zero }),
    bill({ id: 'D3', dueOn: day('2026-11-30'), number: 'C', remainingGrosze: zero }),
  ]
  const today = day('2026-11-10')
  const events = feedEventsOf({ ...nothing, documents }, feedPeriod(today), today)
  assert.deepEqual(events, [
    { kind: 'due', on: '2026-11-16', numbers: ['A', 'B'], openNumbers: ['A'] },
    { kind: 'due', on: '2026-11-30', numbers: ['C'], openNumbers: [] },
  ])
  const [open, paid] = events.map((event) => feedEntry(event, owner))
  assert.equal(open?.summary, 'Termin płatności (2\u00a0rachunki)')
  assert.equal(open?.description, 'Do zapłaty: A. Kwotę i numer konta widać po zalogowaniu do e-BOK.')
  assert.equal(open?.alarmSecondsBefore, 54_000)
  assert.equal(paid?.summary, 'Zapłacone: termin płatności')
  assert.equal(paid?.alarmSecondsBefore, undefined)
})

test('a feed carries no amount', () => {
  const settlements = [
    {
      id: 'S 1/2,3',
      accountId: 'A1',
      documentId: 'D1',
      kind: 'water',
      periodFrom: day('2026-05-01'),
      periodTo: day('2026-10-31'),
      differenceGrosze: grosze(7_654),
    } as const,
  ]
  const readings = [
    { premisesId: 'P1', readOn: day('2026-10-31'), meterKind: 'water', meters: 2, missing: 0 },
    { premisesId: 'P2', readOn: day('2026-10-31'), meterKind: 'heat', meters: 1, missing: 0 },
  ] as const
  const today = day('2026-11-10')
  const entries = feedEventsOf({ documents: [bill()], readings, settlements }, feedPeriod(today), today).map((event) =>
    feedEntry(event, owner),
  )
  assert.deepEqual(
    entries.map((entry) => entry.uid),
    [
      `reading-2026-10-31-${owner.loginId}@portal.example`,
      `settlement-S%201%2F2%2C3-${owner.loginId}@portal.example`,
      `due-2026-11-16-${owner.loginId}@portal.example`,
    ],
  )
  assert.doesNotMatch(JSON.stringify(entries), /76[,.]54|500[,.]00|zł/)
})

test('a day of many bills names twenty and counts the rest', () => {
  const numbers = Array.from({ length: 23 }, (_, index) => `N${index}`)
  const { description } = feedEntry({ kind: 'due', on: november, numbers, openNumbers: numbers }, owner)
  assert.match(description, /^Do zapłaty: N0, .*N19 i jeszcze 3\. /)
})

test('every kind of document has a line of its own', () => {
  const events = eventsOf({ ...nothing, documents: [bill({ kind: 'interestNote' })] }, monthPeriod(november), november)
  assert.deepEqual(events.map(eventLabel), ['Nota odsetkowa: 11/2026', 'Termin płatności: 11/2026'])
})
