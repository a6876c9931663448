import { countOf } from '#kernel/plural.ts'
import { isSmall, percent } from './statistics.model.ts'

export const statisticsText = {
  title: 'Statystyki',
  lead: 'Same liczby, bez nazwisk. Liczymy je w nocy, a dzień dzisiejszy na bieżąco. Liczby mniejsze niż 3 osoby pokazujemy jako „mniej niż 3”.',
  notYet: 'Pierwsze pełne liczby pojawią się jutro rano, gdy portal policzy je w nocy.',
  people: 'Osoby i loginy',
  inRegister: 'Osoby z lokalem w rejestrze',
  withLogin: 'Mają login',
  activated: 'Ustawiły hasło',
  thisMonth: 'Zalogowały się w tym miesiącu',
  todayNow: 'Dzisiaj do tej chwili',
  todaySignIns: 'Logowania',
  todayPeople: 'Osoby, które się zalogowały',
  todayIn: 'Wiadomości od mieszkańców',
  todayAnswered: 'Odpowiedzi biura',
  buildings: 'Loginy w budynkach',
  building: 'Budynek',
  share: 'Udział',
  day: 'Dzień',
  month: 'Miesiąc',
  week: 'Tydzień od dnia',
  dailySignIns: 'Logowania mieszkańców w ostatnich 30 dniach',
  monthlySignIns: 'Logowania mieszkańców w miesiącach',
  signIns: 'Logowania',
  differentPeople: 'Różne osoby',
  messages: 'Wiadomości w ostatnich 30 dniach',
  messagesIn: 'Od mieszkańców',
  messagesAnswered: 'Odpowiedzi biura',
  answerTime: 'Na połowę odpowiedzi z ostatnich 30 dni mieszkaniec czekał najwyżej',
  noAnswers: 'W ostatnich 30 dniach biuro nie odpowiedziało jeszcze na żadną wiadomość.',
  registrations: 'Zgłoszenia o login w tygodniach',
  registrationCount: 'Zgłoszenia',
  registrationTime: 'Połowa zgłoszeń z ostatnich 30 dni czekała na biuro najwyżej',
  announcements: 'Kto przeczytał wiadomości ze spółdzielni',
  announcement: 'Wiadomość',
  from: 'Od dnia',
  readers: 'Odbiorcy z loginem',
  reads: 'Przeczytali',
  noAnnouncements: 'W ostatnich 90 dniach nie było wiadomości dla wielu osób.',
  letters: 'Pisma w ostatnich 90 dniach',
  lettersSent: 'Udostępnione',
  lettersOpened: 'Otwarte',
  noLetters: 'W ostatnich 90 dniach nie było żadnych pism.',
  nights: 'O której mieszkańcy mieli nowe dane (ostatnie 30 dni)',
  publishedAt: 'Godzina publikacji',
  noNight: 'brak publikacji',
  nothing: 'Nie ma jeszcze czego pokazać.',
  none: 'brak',
  hiddenShare: 'nie pokazujemy',
  fewer: 'mniej niż 3',
  byDay: 'Dzień po dniu',
  byMonth: 'Miesiąc po miesiącu',
  messagesShort: 'Wiadomości',
  registrationsShort: 'Zgłoszenia',
  csv: 'Pobierz CSV',
  pages: 'Strony listy budynków',
  overview: 'Przegląd',
  tabSignIns: 'Logowania',
  tabBuildings: 'Budynki',
  tabMatters: 'Wiadomości i zgłoszenia',
  tabReading: 'Ogłoszenia i pisma',
  tabNights: 'Nowe dane',
} as const

/** A count of people as it may be told. */
export const peopleText = (value: number): string => (isSmall(value) ? statisticsText.fewer : grouped(value))
export const grouped = (value: number): string => countOf(value, '', '', '').trim()

/** Events of so few people that their number would tell of one of them. */
export const eventsText = (events: number, people: number): string | number =>
  isSmall(people) ? statisticsText.fewer : events

/** A share, where neither side of it is so small that it would tell of one person. */
export function shareText(part: number, whole: number): string {
  const share = percent(part, whole)
  if (isSmall(part) || isSmall(whole)) return statisticsText.hiddenShare
  return share === undefined ? statisticsText.none : `${share}%`
}

/** "2 dni i 3 godziny", "45 minut": how long people waited, as it stands after "najwyżej". */
export function durationText(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = Math.round(minutes % 60)
  const parts = [
    ...(days > 0 ? [countOf(days, 'dzień', 'dni', 'dni')] : []),
    ...(hours > 0 ? [countOf(hours, 'godzinę', 'godziny', 'godzin')] : []),
    ...(days === 0 && (rest > 0 || hours === 0) ? [countOf(rest, 'minutę', 'minuty', 'minut')] : []),
  ]
  return parts.join(' i ')
}
