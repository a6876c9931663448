import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { addDays, type IsoDate, isoDate } from '#kernel/dates.ts'
import { grosze } from '#kernel/money.ts'
import { monthPeriod } from '#kernel/periods.ts'
import { type CalendarDocument, eventsOf, holidaysOfMonth, sumsOf } from './calendar.model.ts'
import { CalendarPage } from './calendar.view.tsx'
import { SubscriptionCreatedPage, SubscriptionPage } from './subscription.view.tsx'

const november = isoDate(2026, 11, 1)

function draw(
  month: IsoDate,
  documents: readonly CalendarDocument[] = [],
  view: 'siatka' | 'lista' = 'siatka',
  today = month,
) {
  const events = eventsOf({ documents, payments: [], readings: [], settlements: [] }, monthPeriod(month), today)
  return CalendarPage({
    month,
    today,
    view,
    events,
    sums: sumsOf(events),
    holidays: holidaysOfMonth(month),
    choices: { premises: [], ledgerTypes: [] },
    filter: {},
    placeOf: () => undefined,
    links: { previous: '?miesiac=x', next: '?miesiac=y', today: '?', otherView: '?', reset: '?', keep: {} },
  }).toString()
}

function bills(count: number): CalendarDocument[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `D/${index} ?`,
    accountId: 'A1',
    number: `NAL/2026/11/${index}`,
    kind: 'charge',
    issuedOn: addDays(november, index % 28),
    dueOn: addDays(november, (index + 9) % 30),
    amountGrosze: grosze(123_456),
    remainingGrosze: grosze(index % 2 === 0 ? 123_456 : 0),
  }))
}

const weeks = (html: string) => (html.match(/<tr>/g) ?? []).length - 1

test('a month has as many weeks as it touches, each of seven days', () => {
  const months: [IsoDate, number][] = [
    [isoDate(2027, 2, 1), 4],
    [isoDate(2026, 2, 1), 5],
    [isoDate(2026, 11, 1), 6],
    [isoDate(2026, 3, 1), 6],
    [isoDate(2026, 10, 1), 5],
  ]
  for (const [month, expected] of months) {
    const html = draw(month)
    assert.equal(weeks(html), expected, month)
    assert.equal((html.match(/<td/g) ?? []).length, expected * 7, month)
  }
})

test('the months of the clock changes have every day once', () => {
  for (const month of [isoDate(2026, 3, 1), isoDate(2026, 10, 1)]) {
    const days = [...draw(month).matchAll(/<td[^>]*><span class="day-number"><time datetime="([^"]+)"/g)].map(
      (match) => match[1],
    )
    assert.equal(new Set(days).size, 31)
    assert.equal(days.length, 31)
  }
})

test('holidays are named in the grid and below, today is told', () => {
  const html = draw(november, [], 'siatka', isoDate(2026, 11, 11))
  assert.equal((html.match(/Narodowe Święto Niepodległości/g) ?? []).length, 2)
  assert.match(
    html,
    /class="day-today day-off"><span class="day-number"><time datetime="2026-11-11">11<span class="unseen"> \(dzisiaj\)/,
  )
})

test('the list says everything without the grid', () => {
  const html = draw(november, bills(2), 'lista')
  assert.doesNotMatch(html, /<table/)
  assert.match(html, /href="\/rachunki\/dokumenty\/D%2F0%20%3F"/)
  assert.match(html, /Termin płatności: NAL\/2026\/11\/0/)
  assert.match(html, /po terminie|do zapłaty/)
})

test('a busy month stays light: twenty bills and sixty on one day', () => {
  assert.ok(Buffer.byteLength(draw(november, bills(20))) < 26_000)
  const oneDay = bills(60).map((bill) => ({ ...bill, issuedOn: november, dueOn: isoDate(2026, 11, 30) }))
  const html = draw(november, oneDay)
  assert.ok(Buffer.byteLength(html) < 15_000)
  assert.match(html, /Termin płatności \(60\)/)
})

test('pages are valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: { 'void-style': 'off', 'no-inline-style': 'error' },
  })
  const address = `https://portal.example/kalendarz/${'a'.repeat(64)}.ics`
  const pages = {
    grid: draw(november, bills(12)),
    list: draw(november, bills(12), 'lista'),
    empty: draw(november),
    none: SubscriptionPage({ subscription: undefined, formKey: 'k' }).toString(),
    some: SubscriptionPage({ subscription: { createdAt: 0, lastUsedAt: null }, formKey: 'k' }).toString(),
    created: SubscriptionCreatedPage({ address }).toString(),
  }
  for (const [name, html] of Object.entries(pages)) {
    const report = await validator.validateString(html)
    const messages = report.results.flatMap((result) => result.messages).map((one) => `${one.ruleId}: ${one.message}`)
    assert.deepEqual(messages, [], name)
  }
})
