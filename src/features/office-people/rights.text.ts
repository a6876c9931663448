import { type EndProblem, longestBasis, type RightProblem } from './rights.model.ts'

export const rightsText = {
  grantTitle: 'Dodaj pełnomocnika',
  grantWhat: 'Pełnomocnik zobaczy w portalu wybrane lokale tak, jak osoba, w której imieniu działa.',
  login: 'Login pełnomocnika',
  loginHint: 'Pełnomocnik używa własnego loginu. Nie ma go jeszcze? Znajdź tę osobę w rejestrze i wydaj jej login.',
  find: 'Szukaj osoby',
  premises: 'Lokale',
  premisesHint: 'Zaznacz te, których dotyczy pełnomocnictwo.',
  none: 'Ta osoba nie ma dziś żadnego lokalu, więc nie może dać pełnomocnictwa.',
  from: 'Od dnia',
  to: 'Do dnia (włącznie)',
  toHint: 'Puste pole oznacza pełnomocnictwo bez daty końca.',
  basis: 'Podstawa',
  basisHint: 'Na przykład: pełnomocnictwo z 5 maja 2026, segregator P/12.',
  grant: 'Zapisz pełnomocnictwo',
  endTitle: 'Zakończ lub skróć pełnomocnictwo',
  how: 'Jak ma się skończyć?',
  revoke: 'Odbierz od razu',
  revokeHint: 'Pełnomocnik traci dostęp w tej chwili, także na otwartych stronach.',
  shorten: 'Ustaw ostatni dzień',
  shortenHint: 'Dostęp trwa do końca tego dnia.',
  day: 'Ostatni dzień',
  dayHint: 'Wypełnij, gdy ustawiasz ostatni dzień.',
  save: 'Zapisz',
  over: 'To pełnomocnictwo już się skończyło.',
  changed: 'Ktoś inny właśnie zmienił to pełnomocnictwo. Niżej jest jego obecny stan. Sprawdź go i zapisz jeszcze raz.',
  back: 'Wróć do osoby',
} as const

const rightProblems: Readonly<Record<RightProblem, string>> = {
  loginMissing: 'Wpisz login pełnomocnika.',
  loginUnknown: 'Nie ma loginu o tej nazwie. Sprawdź, czy jest wpisany w całości.',
  loginOwn: 'To jest login tej samej osoby. Pełnomocnik musi mieć własny.',
  premisesMissing: 'Zaznacz co najmniej jeden lokal.',
  fromMissing: 'Podaj pierwszy dzień, na przykład 30.11.2026.',
  toShape: 'Podaj ostatni dzień, na przykład 30.11.2026, albo zostaw puste pole.',
  toBeforeFrom: 'Ostatni dzień nie może być wcześniejszy niż pierwszy.',
  toPast: 'Ostatni dzień już minął.',
  basisMissing: 'Napisz, na jakiej podstawie.',
  basisLong: `Skróć podstawę. Najwyżej ${longestBasis} znaków.`,
  characters: 'Tekst zawiera niedozwolone znaki. Usuń je i wyślij jeszcze raz.',
  overlaps: 'Ten login ma już w tych dniach pełnomocnictwo do zaznaczonego lokalu. Najpierw zakończ tamto.',
}
export const rightProblem = (problem: RightProblem): string => rightProblems[problem]

const endProblems: Readonly<Record<EndProblem, string>> = {
  howMissing: 'Wybierz, jak pełnomocnictwo ma się skończyć.',
  dayShape: 'Podaj ostatni dzień, na przykład 30.11.2026.',
  dayPast: 'Ten dzień już minął. Jeśli dostęp ma się skończyć teraz, wybierz „Odbierz od razu”.',
  dayBefore: 'Ten dzień jest przed pierwszym dniem pełnomocnictwa.',
  dayLater: 'Tu można tylko skrócić. Dłuższe pełnomocnictwo dodaj jako nowe, z jego podstawą.',
}
export const endProblem = (problem: EndProblem): string => endProblems[problem]
