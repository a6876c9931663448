import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { isoDate } from '#kernel/dates.ts'
import { type AllDayEvent, icalendar } from './icalendar.ts'

const event: AllDayEvent = {
  uid: 'due-2026-10-26-a1@portal.example',
  on: isoDate(2026, 10, 26),
  summary: 'Termin płatności',
  description: 'Do zapłaty: 12/2026.',
  url: 'https://portal.example/rachunki',
  alarmSecondsBefore: 15 * 3600,
}
const stampedAt = Date.UTC(2026, 9, 20, 21, 4, 5)
const file = (...events: AllDayEvent[]) => icalendar({ name: 'e-BOK: terminy', stampedAt, events })
const parse = (text: string) => new ICAL.Component(ICAL.parse(text))
const eventsOf = (text: string) =>
  parse(text)
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component))

test('a second parser reads whole days, the moment of writing and the alarm', () => {
  const text = file(event)
  assert.equal(parse(text).getFirstPropertyValue('x-wr-timezone'), 'Europe/Warsaw')
  const [read] = eventsOf(text)
  assert.equal(read?.uid, event.uid)
  assert.equal(read?.summary, event.summary)
  assert.equal(read?.description, event.description)
  assert.equal(read?.startDate.isDate, true)
  assert.equal(read?.startDate.toString(), '2026-10-26')
  assert.equal(read?.endDate.toString(), '2026-10-27')
  assert.equal(read?.component.getFirstPropertyValue('url'), event.url)
  const stamp = read?.component.getFirstPropertyValue('dtstamp') as ICAL.Time
  assert.equal(stamp.toString(), '2026-10-20T21:04:05Z')
  const alarm = read?.component.getFirstSubcomponent('valarm')
  assert.ok(alarm)
  assert.equal((alarm.getFirstPropertyValue('trigger') as ICAL.Duration).toSeconds(), -15 * 3600)
})

test('the days of both clock changes stay single whole days', () => {
  for (const on of [isoDate(2026, 3, 29), isoDate(2026, 10, 25)]) {
    const [read] = eventsOf(file({ ...event, on }))
    assert.equal(read?.startDate.toString(), on)
    assert.equal(read?.duration.toString(), 'P1D')
  }
})

test('lines end with CRLF, hold at most 75 bytes and never cut a letter', () => {
  const text = file({ ...event, summary: 'Zażółć gęślą jaźń '.repeat(30), description: 'ż'.repeat(500) })
  assert.ok(text.endsWith('END:VCALENDAR\r\n'))
  assert.equal(text.replaceAll('\r\n', '').search(/[\r\n]/), -1)
  for (const line of text.split('\r\n')) {
    assert.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} bytes: ${line}`)
  }
  assert.equal(Buffer.from(text).toString('utf8'), text)
  assert.equal(eventsOf(text)[0]?.description, 'ż'.repeat(500))
})

test('a hostile text stays one property of one event', () => {
  const hostile = 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y\u0000;a,b\\n"\ud800'
  const read = eventsOf(file({ ...event, summary: hostile, description: hostile }))
  assert.equal(read.length, 1)
  assert.match(read[0]!.summary, /^x.*;a,b\\n"\ufffd$/s)
})

test('a calendar without events is a calendar', () => {
  assert.deepEqual(eventsOf(file()), [])
})
