import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator'
import type { IsoDate } from '#kernel/dates.ts'

export interface AllDayEvent {
  /** The same for the same event at every fetch, and for no other event in the world. ASCII. */
  readonly uid: string
  readonly on: IsoDate
  readonly summary: string
  readonly description: string
  readonly url: string
  /** Rings this many seconds before the day begins. */
  readonly alarmSecondsBefore?: number
}

export interface CalendarFile {
  readonly name: string
  /** When what the events say was last written, in milliseconds since 1970. */
  readonly stampedAt: number
  readonly events: readonly AllDayEvent[]
}

const refreshSeconds = 12 * 3600

/**
 * A calendar of whole days as iCalendar text (RFC 5545) that programs subscribe to. Whole days have no time zone; the one
 * of Poland is only named as the calendar's own. It is set as a plain property because the library, told of a zone, would
 * write DTSTAMP in local time, and RFC 5545 3.8.7.2 wants UTC there.
 */
export function icalendar({ name, stampedAt, events }: CalendarFile): string {
  const calendar = ical({
    name: plain(name),
    prodId: { company: 'e-BOK', product: 'kalendarz', language: 'PL' },
    ttl: refreshSeconds,
    x: { 'X-WR-TIMEZONE': 'Europe/Warsaw' },
  })
  for (const event of events) {
    const start = Temporal.PlainDate.from(event.on)
    const summary = plain(event.summary)
    calendar.createEvent({
      id: event.uid,
      stamp: new Date(stampedAt),
      start,
      end: start.add({ days: 1 }),
      allDay: true,
      summary,
      description: plain(event.description),
      url: event.url,
      // A day with a bill in it is not a day on which somebody is busy.
      transparency: ICalEventTransparency.TRANSPARENT,
      alarms:
        event.alarmSecondsBefore === undefined
          ? []
          : [{ type: ICalAlarmType.display, trigger: event.alarmSecondsBefore, description: summary }],
    })
  }
  // The library leaves the last line open; RFC 5545 3.1 ends every line.
  return `${calendar.toString()}\r\n`
}

/** Without the control characters and broken surrogates that iCalendar text cannot hold. */
function plain(text: string): string {
  return text.toWellFormed().replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
}
