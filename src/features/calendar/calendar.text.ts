import { formatDate, formatMonth, type IsoDate, monthOf, yearOf } from '#kernel/dates.ts'
import type { DocumentState } from '#kernel/ledger.ts'
import { formatMoney, negate } from '#kernel/money.ts'
import { formatPeriod } from '#kernel/periods.ts'
import { countOf } from '#kernel/plural.ts'
import {
  type CalendarEvent,
  type CalendarReading,
  type CalendarSettlement,
  type FeedEvent,
  freeDayReason,
  type MonthSums,
} from './calendar.model.ts'

export const calendarText = {
  title: 'Kalendarz',
  monthOutside: 'Podaj miesiąc od 1990-01 do 2099-12, na przykład 2026-11.',
  list: 'Dzień po dniu',
  empty: 'W tym miesiącu nie ma żadnych terminów, rachunków, wpłat ani odczytów.',
  sums: 'Ten miesiąc w skrócie',
  holidays: 'Dni ustawowo wolne',
  noHolidays: 'W tym miesiącu wolne są tylko niedziele.',
  today: 'Wróć do bieżącego miesiąca',
  asList: 'Pokaż samą listę',
  asGrid: 'Pokaż siatkę miesiąca',
  subscribe: 'Terminy w kalendarzu telefonu',
  subscribeLead: 'Terminy płatności mogą same pojawiać się w kalendarzu telefonu lub komputera.',
  subscribeLink: 'Ustaw kalendarz w telefonie',
  incomplete:
    'W tym miesiącu jest bardzo dużo pozycji. Pokazujemy tylko część, dlatego bez sum. Całość jest na liście rachunków.',
} as const

const documentNames: Readonly<Record<string, string>> = {
  charge: 'Nowy rachunek',
  settlement: 'Nowe rozliczenie',
  correction: 'Korekta',
  interestNote: 'Nota odsetkowa',
  writeOff: 'Umorzenie',
  openingBalance: 'Bilans otwarcia',
}

const paymentNames = {
  payment: 'Wpłata',
  housingBenefit: 'Dodatek mieszkaniowy',
  refund: 'Zwrot nadpłaty',
} as const

const readingNames: Readonly<Record<CalendarReading['meterKind'], string>> = {
  water: 'Odczyt wodomierzy',
  heat: 'Odczyt ciepłomierzy',
  heatCostAllocator: 'Odczyt podzielników ciepła',
  electricity: 'Odczyt liczników prądu',
}

const settledWhat = { water: 'wody', heat: 'ciepła' } as const

/** What happened, as one line of the list. */
export function eventLabel(event: CalendarEvent): string {
  switch (event.kind) {
    case 'due':
      return `Termin płatności: ${event.document.number}`
    case 'lastDay':
      return `Ostatni dzień na zapłatę: ${event.document.number}`
    case 'document':
      return `${documentNames[event.document.kind] ?? 'Nowy dokument'}: ${event.document.number}`
    case 'payment':
      return paymentNames[event.payment.kind]
    case 'reading':
      return readingNames[event.reading.meterKind]
    case 'settlement':
      return `Koniec okresu rozliczenia ${settledWhat[event.settlement.kind]}`
  }
}

const kindLabels: Readonly<Record<CalendarEvent['kind'], string>> = {
  due: 'Termin płatności',
  lastDay: 'Ostatni dzień na zapłatę',
  document: 'Nowe dokumenty',
  payment: 'Wpłata',
  reading: 'Odczyt',
  settlement: 'Rozliczenie',
}

/** A day's mark in the grid, where there is room for a word or two. */
export function markLabel(kind: CalendarEvent['kind'], count: number): string {
  return count === 1 ? kindLabels[kind] : `${kindLabels[kind]} (${count})`
}

export const stateWords: Readonly<Record<DocumentState, string>> = {
  paid: 'zapłacone',
  partlyPaid: 'zapłacone częściowo',
  due: 'do zapłaty',
  overdue: 'po terminie',
}

/** Why there is more time than the bill says. */
export function movedDue(dueOn: IsoDate, payBy: IsoDate): string {
  return `${formatDate(dueOn)} to dzień wolny (${freeDayReason(dueOn)}), więc wystarczy zapłacić do ${formatDate(payBy)}.`
}

/** The same, told on the later day. */
export function movedFrom(dueOn: IsoDate): string {
  return `Na rachunku jest ${formatDate(dueOn)}, ale to dzień wolny (${freeDayReason(dueOn)}).`
}

export function readingDetail({ meters, missing }: CalendarReading): string {
  const all = countOf(meters, 'licznik', 'liczniki', 'liczników')
  return missing === 0 ? all : `${all}, bez odczytu: ${missing}`
}

export function settlementDetail({ periodFrom, periodTo, differenceGrosze }: CalendarSettlement): string {
  const period = formatPeriod({ from: periodFrom, to: periodTo })
  if (differenceGrosze > 0) return `${period}, do zapłaty ${formatMoney(differenceGrosze)}`
  if (differenceGrosze < 0) return `${period}, do zwrotu ${formatMoney(negate(differenceGrosze))}`
  return `${period}, bez dopłaty i bez zwrotu`
}

const monthNamesLocative = [
  'styczniu',
  'lutym',
  'marcu',
  'kwietniu',
  'maju',
  'czerwcu',
  'lipcu',
  'sierpniu',
  'wrześniu',
  'październiku',
  'listopadzie',
  'grudniu',
] as const

/** What falls due in the month and what came in, as sentences. */
export function sumsSentences(month: IsoDate, sums: MonthSums): readonly string[] {
  const name = monthNamesLocative[monthOf(month) - 1]
  const inMonth = `${name === 'wrześniu' ? 'We' : 'W'} ${name} ${yearOf(month)}`
  const bills = countOf(sums.dueCount, 'rachunek', 'rachunki', 'rachunków')
  const due =
    sums.dueCount === 0
      ? `${inMonth} nie przypada termin żadnego rachunku.`
      : `${inMonth} przypada termin płatności: ${bills} na ${formatMoney(sums.dueGrosze)}. ${
          sums.remainingGrosze > 0 ? `Zostało do zapłaty ${formatMoney(sums.remainingGrosze)}.` : 'Wszystko zapłacone.'
        }`
  const payments = countOf(sums.paymentCount, 'wpłatę', 'wpłaty', 'wpłat')
  return [
    due,
    sums.paymentCount === 0
      ? 'Nie zaksięgowano żadnej wpłaty.'
      : `Zaksięgowano ${payments} na ${formatMoney(sums.paymentsGrosze)}.`,
  ]
}

export const monthTitle = (month: IsoDate): string => `${calendarText.title}: ${formatMonth(month)}`

export const subscriptionText = {
  title: 'Kalendarz w telefonie',
  created: 'Adres gotowy',
  what: 'Tu można dostać własny adres kalendarza. Program w telefonie lub komputerze sam pobiera z niego terminy płatności, dni odczytów i końce okresów rozliczeń.',
  privacy:
    'W kalendarzu nie ma kwot, nazwiska, adresu lokalu ani numeru konta. Są tylko daty i numery rachunków. Kwoty widać po zalogowaniu.',
  secret:
    'Adres jest tajny. Kto go zna, widzi te terminy bez logowania. Nie wysyłaj go nikomu. W razie pomyłki zmień adres: stary od razu przestaje działać.',
  onceOnly: 'Ten adres pokazujemy tylko raz. Skopiuj go teraz do programu kalendarza.',
  addressLabel: 'Adres kalendarza',
  addHere: 'Dodaj do kalendarza na tym urządzeniu',
  addHereHint:
    'Ten przycisk działa na iPhonie, iPadzie, Macu i tam, gdzie jest program Outlook lub Thunderbird. Na innych urządzeniach wklej adres według opisu niżej.',
  none: 'Nie ma jeszcze adresu kalendarza.',
  create: 'Utwórz adres',
  replace: 'Zmień adres na nowy',
  replaceHint: 'Stary adres przestanie działać. Trzeba będzie wpisać nowy w telefonie.',
  revoke: 'Wyłącz kalendarz',
  revokeHint: 'Adres przestanie działać od razu. Terminy znikną z telefonu przy następnym odświeżeniu.',
  state: 'Mój adres kalendarza',
  howTo: 'Jak dodać adres do kalendarza',
  back: 'Kalendarz',
  staleForm: 'Otwórz stronę „Kalendarz w telefonie” jeszcze raz i naciśnij przycisk ponownie.',
  refresh:
    'Programy odświeżają kalendarz same, zwykle co kilka lub kilkanaście godzin. Nowy rachunek może się więc pojawić dopiero następnego dnia.',
  alarm:
    'Dzień przed terminem, o 9 rano, kalendarz może przypomnieć o zapłacie. Niektóre programy pomijają te przypomnienia. Włącz je wtedy w ustawieniach kalendarza.',
} as const

export interface Guide {
  readonly program: string
  readonly steps: readonly string[]
}

export const guides: readonly Guide[] = [
  {
    program: 'Kalendarz Google (także telefon z Androidem)',
    steps: [
      'Otwórz na komputerze stronę calendar.google.com. W aplikacji w telefonie nie da się tego ustawić.',
      'Po lewej stronie, obok „Inne kalendarze”, naciśnij znak plus.',
      'Wybierz „Z adresu URL”, wklej adres i naciśnij „Dodaj kalendarz”.',
      'Po chwili terminy pojawią się także w telefonie.',
    ],
  },
  {
    program: 'iPhone i iPad',
    steps: [
      'Otwórz aplikację Kalendarz i naciśnij „Kalendarze” na dole ekranu.',
      'Naciśnij „Dodaj kalendarz”, a potem „Dodaj kalendarz subskrybowany”.',
      'Wklej adres i naciśnij „Subskrybuj”.',
      'Żeby dostawać przypomnienia, wyłącz opcję „Usuń alerty”.',
    ],
  },
  {
    program: 'Outlook',
    steps: [
      'Otwórz kalendarz i wybierz „Dodaj kalendarz”.',
      'Wybierz „Subskrybuj z Internetu”.',
      'Wklej adres, wpisz nazwę i naciśnij „Importuj”.',
    ],
  },
]

const mostNumbersNamed = 20
/** The alarm rings at nine in the morning of the day before. */
const alarmSecondsBefore = 15 * 3600

export interface FeedEntry {
  readonly uid: string
  readonly on: IsoDate
  readonly summary: string
  readonly description: string
  readonly url: string
  readonly alarmSecondsBefore?: number
}

/**
 * An event as a subscribed calendar shows it. A calendar lies open on a desk and its reminders light up a locked phone, so
 * there is no amount, name, address or bank account in it: those are shown after sign-in, where the link leads.
 */
export function feedEntry(event: FeedEvent, owner: { readonly loginId: string; readonly baseUrl: string }): FeedEntry {
  const { loginId, baseUrl } = owner
  const uid = (name: string) => `${name}-${loginId}@${new URL(baseUrl).hostname}`
  const { on } = event
  switch (event.kind) {
    case 'due': {
      const open = event.openNumbers.length
      const title =
        event.numbers.length === 1
          ? 'termin płatności'
          : `termin płatności (${countOf(event.numbers.length, 'rachunek', 'rachunki', 'rachunków')})`
      return {
        uid: uid(`due-${on}`),
        on,
        summary: open === 0 ? `Zapłacone: ${title}` : `${title[0]!.toUpperCase()}${title.slice(1)}`,
        description:
          open === 0
            ? `Zapłacone rachunki: ${named(event.numbers)}.`
            : `Do zapłaty: ${named(event.openNumbers)}. Kwotę i numer konta widać po zalogowaniu do e-BOK.`,
        url: `${baseUrl}/rachunki`,
        ...(open === 0 ? {} : { alarmSecondsBefore }),
      }
    }
    case 'reading':
      return {
        uid: uid(`reading-${on}`),
        on,
        summary: 'Odczyt liczników',
        description: 'Wskazania widać po zalogowaniu do e-BOK.',
        url: `${baseUrl}/rachunki/kalendarz?miesiac=${on.slice(0, 7)}`,
      }
    case 'settlement':
      return {
        uid: uid(`settlement-${encodeURIComponent(event.settlement.id)}`),
        on,
        summary: `Koniec okresu rozliczenia ${settledWhat[event.settlement.kind]}`,
        description: `Okres: ${formatPeriod({ from: event.settlement.periodFrom, to: event.settlement.periodTo })}. Wynik widać po zalogowaniu do e-BOK.`,
        url: `${baseUrl}/rachunki/kalendarz?miesiac=${on.slice(0, 7)}`,
      }
  }
}

function named(numbers: readonly string[]): string {
  const shown = numbers.slice(0, mostNumbersNamed).join(', ')
  const rest = numbers.length - mostNumbersNamed
  return rest > 0 ? `${shown} i jeszcze ${rest}` : shown
}

export const feedName = 'e-BOK: terminy'
