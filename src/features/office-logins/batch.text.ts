import { countOf } from '#kernel/plural.ts'
import type { Batch, BatchState, Group } from './batch.model.ts'

export const groupNames: Readonly<Record<Group, string>> = {
  'bez-loginu': 'osoby bez loginu',
  'bez-hasla': 'osoby z loginem, które nie ustawiły hasła',
  'kod-nieuzyty': 'osoby, które dostały kod i go nie użyły',
  'kod-po-terminie': 'osoby, których kod stracił ważność',
}

export const batchStateNames: Readonly<Record<Batch['state'], string>> = {
  waiting: 'czeka',
  running: 'trwa',
  done: 'gotowe',
  failed: 'przerwane',
  cancelled: 'zatrzymane',
  refused: 'odrzucone',
  expired: 'minął termin',
}

/** Why there is nothing to print here, and what to do. */
export const batchSentences: Readonly<Record<Exclude<BatchState, 'ready'>, string>> = {
  working: 'Kody jeszcze powstają albo czekają na zgodę drugiej osoby. Postęp widać w zadaniu.',
  othersSheets:
    'Kartki może otworzyć tylko osoba, która je zleciła, i tylko w tej samej przeglądarce. Nikt inny nie zobaczy kodów.',
  noKey:
    'Tych kartek nie da się otworzyć w tej przeglądarce. Kody są zaszyfrowane kluczem, który ma tylko przeglądarka, w której zlecono wydanie. Otwórz tę stronę tam. Jeśli to niemożliwe, wydaj kody jeszcze raz: poprzednie przestaną działać.',
  gone: 'Kartek już nie ma: potwierdzono wydruk albo minęły 48 godzin. Kody z wydrukowanych kartek działają dalej. Jeśli wydruku brakuje, wydaj kody jeszcze raz.',
  nothing: 'To wydanie się nie odbyło. Nie powstał żaden login ani kod.',
}

export const sheetsCount = (count: number): string => countOf(count, 'kartka', 'kartki', 'kartek')

export const batchText = {
  title: 'Wydawanie zbiorcze',
  intro:
    'Wybierz, dla kogo mają powstać loginy i kody startowe. Portal przygotuje jeden plik PDF z kartkami w kolejności roznoszenia.',
  place: 'Gdzie',
  group: 'Komu',
  all: 'cała spółdzielnia',
  property: (name: string) => `cała nieruchomość: ${name}`,
  choose: 'wybierz',
  preview: 'Pokaż, kto to będzie',
  previewTitle: 'Podgląd',
  nobody: 'W tym wyborze nie ma nikogo. Wybierz inne miejsce albo inną grupę.',
  tooMany: (most: string) =>
    `To za dużo kartek naraz. Najwyżej ${most}. Wybierz jedną nieruchomość albo jeden budynek.`,
  sheets: 'Kartki',
  newLogins: 'Nowe loginy',
  newCodes: 'Nowe kody do loginów, które już są',
  oldCodes: 'Poprzednie kody tych osób przestaną działać.',
  sample: 'Pierwsze kartki w kolejności roznoszenia',
  fourEyes:
    'Zanim powstaną kody, musi zgodzić się druga osoba z biura (pracownik biura albo administrator). Poproś ją: znajdzie to zlecenie w Zadaniach w tle.',
  thisBrowser:
    'Kartki otworzysz tylko w tej przeglądarce na tym komputerze. Wydrukuj je w ciągu 48 godzin. Potem znikną.',
  order: (count: number) => `Zleć wydanie: ${sheetsCount(count)}`,
  changed: 'Od podglądu coś się zmieniło. Sprawdź liczbę kartek i zleć jeszcze raz.',
  mine: 'Twoje wydania',
  mineNone: 'Nie ma jeszcze żadnych wydań.',
  batchTitle: 'Kartki do wydruku',
  progress: 'Zobacz zadanie',
  ready: (count: number) => `Do wydruku: ${sheetsCount(count)}.`,
  skipped: (count: number) =>
    `Pominięto: ${countOf(count, 'osoba', 'osoby', 'osób')}. Od zlecenia dostały kod, ustawiły hasło albo ich login został zablokowany.`,
  separators: 'Dodaj kartkę tytułową przed każdą klatką',
  download: 'Pobierz PDF',
  downloadHint: 'Plik możesz pobrać kilka razy, dopóki nie potwierdzisz wydruku.',
  printedTitle: 'Po wydruku',
  printed: 'Wydrukowane, usuń kartki z portalu',
  printedHint:
    'Sprawdź, czy wszystkie kartki są czytelne. Po potwierdzeniu nie da się ich otworzyć jeszcze raz. Usuń też plik PDF z komputera.',
  unknownKey: 'Kartki nie dają się otworzyć. Wydaj kody jeszcze raz.',
  again: 'Wydaj jeszcze raz',
  back: 'Wydawanie zbiorcze',
  jobSummary: (count: number, place: string, group: Group) =>
    `Loginy i kody startowe: ${sheetsCount(count)}. Gdzie: ${place}. Komu: ${groupNames[group]}.`.slice(0, 300),
} as const
