import { addDays, formatDateShort, formatMonth } from '#kernel/dates.ts'
import {
  type AnnouncementRow,
  type BuildingRow,
  byMonth,
  byWeek,
  clockTime,
  type DayValue,
  everyDay,
} from './statistics.model.ts'
import type { Figure, Figures, Today } from './statistics.queries.ts'
import { eventsText, peopleText, shareText, statisticsText as text } from './statistics.text.ts'

/** One table of figures: drawn on the page as it is in its file. */
export interface Table {
  readonly title: string
  /** Heads its part of the page when the whole title stands right below it. */
  readonly short?: string
  readonly headers: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Drawn as lying bars, figures beside them. */
  readonly bars: boolean
  readonly empty: string
}

export interface Gathered {
  readonly figures: Figures
  readonly today: Today
  readonly buildings: readonly BuildingRow[]
  readonly announcements: readonly AnnouncementRow[]
}

const of = ({ figures }: Gathered, figure: Figure): readonly DayValue[] => figures[figure] ?? []
/** The newest value there is. */
export const newest = (all: Gathered, figure: Figure): number | undefined => of(all, figure).at(-1)?.value

const withToday = (all: Gathered, figure: Figure, value: number): readonly DayValue[] => [
  ...of(all, figure).filter(({ day }) => day < all.today.today),
  { day: all.today.today, value },
]

/** Addresses of the files, and what is in each. */
export const tables = {
  'logowania-dzienne': (all: Gathered): Table => {
    const people = everyDay(all.today.today, 30, withToday(all, 'signedInPeople', all.today.signedInPeople))
    return {
      title: text.dailySignIns,
      short: text.byDay,
      bars: true,
      empty: text.nothing,
      headers: [text.day, text.signIns, text.differentPeople],
      rows: everyDay(all.today.today, 30, withToday(all, 'signIns', all.today.signIns)).map(({ day, value }, at) => [
        formatDateShort(day),
        eventsText(value, people[at]!.value),
        peopleText(people[at]!.value),
      ]),
    }
  },
  'logowania-miesieczne': (all: Gathered): Table => {
    const people = new Map(of(all, 'monthPeople').map(({ day, value }) => [day, value]))
    return {
      title: text.monthlySignIns,
      short: text.byMonth,
      bars: true,
      empty: text.nothing,
      headers: [text.month, text.signIns, text.differentPeople],
      rows: byMonth(all.today.today, 24, withToday(all, 'signIns', all.today.signIns)).map(({ day, value }) => [
        formatMonth(day),
        eventsText(value, people.get(day) ?? 0),
        peopleText(people.get(day) ?? 0),
      ]),
    }
  },
  budynki: (all: Gathered): Table => ({
    title: text.buildings,
    bars: false,
    empty: text.notYet,
    headers: [text.building, text.inRegister, text.withLogin, text.activated, text.share],
    rows: all.buildings.map(({ address, people, withLogin, activated }) => [
      address,
      peopleText(people),
      peopleText(withLogin),
      peopleText(activated),
      shareText(activated, people),
    ]),
  }),
  wiadomosci: (all: Gathered): Table => {
    const answered = everyDay(all.today.today, 30, withToday(all, 'messagesAnswered', all.today.messagesAnswered))
    return {
      title: text.messages,
      short: text.messagesShort,
      bars: true,
      empty: text.nothing,
      headers: [text.day, text.messagesIn, text.messagesAnswered],
      rows: everyDay(all.today.today, 30, withToday(all, 'messagesIn', all.today.messagesIn)).map(
        ({ day, value }, at) => [formatDateShort(day), value, answered[at]!.value],
      ),
    }
  },
  zgloszenia: (all: Gathered): Table => ({
    title: text.registrations,
    short: text.registrationsShort,
    bars: true,
    empty: text.nothing,
    headers: [text.week, text.registrationCount],
    rows: byWeek(all.today.today, 12, of(all, 'registrations')).map(({ day, value }) => [formatDateShort(day), value]),
  }),
  ogloszenia: (all: Gathered): Table => ({
    title: text.announcements,
    bars: false,
    empty: text.noAnnouncements,
    headers: [text.announcement, text.from, text.readers, text.reads, text.share],
    rows: all.announcements.map(({ title, visibleFrom, readers, reads }) => [
      title,
      formatDateShort(visibleFrom),
      peopleText(readers),
      peopleText(reads),
      shareText(reads, readers),
    ]),
  }),
  pisma: (all: Gathered): Table => {
    const opened = new Map(of(all, 'lettersOpened').map(({ day, value }) => [day, value]))
    return {
      title: text.letters,
      bars: false,
      empty: text.noLetters,
      headers: [text.day, text.lettersSent, text.lettersOpened, text.share],
      rows: of(all, 'lettersSent')
        .filter(({ value }) => value > 0)
        .map(({ day, value }) => {
          const some = opened.get(day) ?? 0
          return [formatDateShort(day), peopleText(value), peopleText(some), shareText(some, value)]
        }),
    }
  },
  publikacje: (all: Gathered): Table => {
    const known = new Map(of(all, 'publishedMinute').map(({ day, value }) => [day, value]))
    return {
      title: text.nights,
      bars: false,
      empty: text.nothing,
      headers: [text.day, text.publishedAt],
      rows: Array.from({ length: 30 }, (_, at) => addDays(all.today.today, at - 29)).map((day) => {
        const minute = known.get(day)
        return [formatDateShort(day), minute === undefined ? text.noNight : clockTime(minute)]
      }),
    }
  },
} as const satisfies Readonly<Record<string, (all: Gathered) => Table>>

export type TableKey = keyof typeof tables
