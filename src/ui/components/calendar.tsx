import {
  addDays,
  dayOf,
  dayOfWeek,
  firstOfMonth,
  formatDate,
  formatMonth,
  type IsoDate,
  lastOfMonth,
  weekdayNames,
  weekdayNamesShort,
  yearOf,
} from '#kernel/dates.ts'
import { holidaysOf } from '#kernel/holidays.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { cx } from './names.ts'
import { EmptyState } from './panel.tsx'

export type CalendarKind = 'due' | 'document' | 'payment' | 'reading' | 'settlement'

export interface CalendarEntry {
  readonly on: IsoDate
  readonly kind: CalendarKind
  /** "Termin płatności", "Wpłata", "Odczyt wodomierzy". */
  readonly label: string
  readonly href?: string
  /** An `Amount`, a place: whatever belongs to the label. */
  readonly detail?: Child
}

interface CalendarProps {
  /** Any day of the month. */
  readonly month: IsoDate
  readonly today: IsoDate
  readonly entries: readonly CalendarEntry[]
  readonly previousHref?: string | undefined
  readonly nextHref?: string | undefined
}

/**
 * A month as a grid. On a phone the days keep only their marks, and a marked day leads to its place in `CalendarList`
 * below, which tells the same in words.
 */
export function CalendarMonth({ month, today, entries, previousHref, nextHref }: CalendarProps) {
  const byDay = groupByDay(entries)
  return (
    <div class="calendar">
      <div class="calendar-head">
        {previousHref === undefined ? <span /> : <MonthLink href={previousHref} word="Poprzedni" rel="prev" />}
        <p class="calendar-title" id="kalendarz-miesiac">
          {formatMonth(month)}
        </p>
        {nextHref === undefined ? <span /> : <MonthLink href={nextHref} word="Następny" rel="next" />}
      </div>
      <table class="month" aria-labelledby="kalendarz-miesiac">
        <thead>
          <tr>
            {weekdayNames.map((name, index) => (
              <th scope="col" abbr={name}>
                {weekdayNamesShort[index]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr>
              {week.map((day) =>
                day === undefined ? (
                  <td class="day-none" />
                ) : (
                  <Day on={day} today={today} entries={byDay.get(day) ?? []} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MonthLink({ href, word, rel }: { readonly href: string; readonly word: string; readonly rel: string }) {
  return (
    <a class={`button button-quiet month-${rel}`} href={href} rel={rel}>
      {word}
      <span class="unseen"> miesiąc</span>
    </a>
  )
}

function Day({
  on,
  today,
  entries,
}: {
  readonly on: IsoDate
  readonly today: IsoDate
  readonly entries: readonly CalendarEntry[]
}) {
  const holiday = holidaysOf(yearOf(on)).get(on)
  const number = (
    <time datetime={on}>
      {dayOf(on)}
      {on === today && <span class="unseen"> (dzisiaj)</span>}
    </time>
  )
  return (
    <td class={cx(on === today && 'day-today', (dayOfWeek(on) > 5 || holiday !== undefined) && 'day-off') || undefined}>
      {entries.length === 0 ? (
        <span class="day-number">{number}</span>
      ) : (
        <a class="day-number" href={`#${dayId(on)}`}>
          {number}
        </a>
      )}
      {holiday !== undefined && <span class="day-holiday">{holiday}</span>}
      {entries.length > 0 && (
        <ul class="day-marks">
          {entries.map((entry) => (
            <li class={`mark-${entry.kind}`}>
              <span>{entry.label}</span>
            </li>
          ))}
        </ul>
      )}
    </td>
  )
}

/** The same entries, day after day. */
export function CalendarList({
  entries,
  today,
  empty,
}: Pick<CalendarProps, 'entries' | 'today'> & { readonly empty: string }) {
  if (entries.length === 0) return <EmptyState sentence={empty} />
  const days = [...groupByDay(entries)].sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <ol class="agenda">
      {days.map(([day, ofDay]) => (
        <li id={dayId(day)} class={day < today ? 'agenda-past' : undefined}>
          <p class="agenda-day">
            <time datetime={day}>{formatDate(day)}</time>
            <span class="agenda-weekday">{day === today ? 'dzisiaj' : weekdayNames[dayOfWeek(day) - 1]}</span>
          </p>
          <ul>
            {ofDay.map((entry) => (
              <li class={`mark-${entry.kind}`}>
                {entry.href === undefined ? <span>{entry.label}</span> : <a href={entry.href}>{entry.label}</a>}
                {entry.detail !== undefined && <span class="agenda-detail">{entry.detail}</span>}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

function dayId(on: IsoDate): string {
  return `dzien-${on}`
}

function groupByDay(entries: readonly CalendarEntry[]): Map<IsoDate, CalendarEntry[]> {
  const days = new Map<IsoDate, CalendarEntry[]>()
  for (const entry of entries) {
    const ofDay = days.get(entry.on)
    if (ofDay === undefined) days.set(entry.on, [entry])
    else ofDay.push(entry)
  }
  return days
}

/** Weeks from Monday; days of the neighbouring months are left blank. */
function weeksOf(month: IsoDate): (IsoDate | undefined)[][] {
  const first = firstOfMonth(month)
  const last = lastOfMonth(month)
  const days: (IsoDate | undefined)[] = Array.from({ length: dayOfWeek(first) - 1 }, () => undefined)
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  while (days.length % 7 !== 0) days.push(undefined)
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7))
}
