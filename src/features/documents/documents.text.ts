import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import type { AudienceKind, Category, EditionState } from './documents.model.ts'

export const categoryNames: Readonly<Record<Category, string>> = {
  statute: 'Statut',
  regulations: 'Regulaminy',
  resolutions: 'Uchwały',
  minutes: 'Protokoły',
  reports: 'Sprawozdania',
  other: 'Inne',
}

export const audienceNames: Readonly<Record<AudienceKind, string>> = {
  public: 'wszyscy',
  signedIn: 'mieszkańcy',
  members: 'członkowie spółdzielni',
  property: 'mieszkańcy nieruchomości',
  building: 'mieszkańcy budynku',
  staircase: 'mieszkańcy klatki',
  premises: 'mieszkańcy lokalu',
  party: 'tylko ta osoba',
}

export const editionStateNames: Readonly<Record<EditionState, string>> = {
  inForce: 'obowiązuje',
  upcoming: 'zacznie obowiązywać',
  past: 'nie obowiązuje',
}

export const documentsText = {
  title: 'Dokumenty',
  publicTitle: 'Dokumenty spółdzielni',
  publicHint: 'Te dokumenty może czytać każdy. Więcej dokumentów jest po zalogowaniu.',
  hint: 'Statut, regulaminy, uchwały i inne dokumenty spółdzielni.',
  caption: 'Dokumenty',
  none: 'Nie ma tu jeszcze żadnego dokumentu.',
  nothingFound: 'Nie znaleziono dokumentu. Wpisz inne słowo albo wyczyść wybór.',
  noWords: 'Wpisz słowo z literami lub liczbę. Samych znaków nie da się wyszukać.',
  periodReversed: 'Data „od” jest późniejsza niż data „do”. Zamień je.',
  lettersTitle: 'Pisma do mnie',
  lettersHint: 'Imienne pisma ze spółdzielni. Od dnia udostępnienia pismo można tu przeczytać.',
  noLetters: 'Nie ma jeszcze żadnego pisma.',
  letterFileMissing: 'Pliku tego pisma jeszcze nie ma. Pojawi się po najbliższym odświeżeniu danych.',
  notOpened: 'jeszcze nie otwarto',
  openingRecorded: 'Otwarcie lub pobranie pisma zapisujemy. Spółdzielnia widzi dzień i godzinę pierwszego otwarcia.',
  allLetters: 'Wszystkie pisma',
  allDocuments: 'Wszystkie dokumenty',
  editions: 'Wersje',
  attachments: 'Załączniki',
  toAccept: 'Dokumenty do akceptacji',
  acceptFirst: 'Dokument do akceptacji',
  acceptNext: 'Nowa wersja do akceptacji',
  acceptHint: 'Przeczytaj dokument i załączniki. Potem naciśnij przycisk. Zapiszemy dzień, godzinę i numer wersji.',
  acceptButton: 'Akceptuję tę wersję',
  accepted: 'Zapisano akceptację.',
  superseded: 'Jest już nowsza wersja tego dokumentu. Przeczytaj ją i zaakceptuj.',
  titleMissing: 'Wpisz tytuł.',
  titleTooLong: 'Tytuł jest za długi. Może mieć najwyżej 200 znaków.',
  categoryMissing: 'Wybierz rodzaj dokumentu.',
  descriptionTooLong: 'Opis jest za długi. Może mieć najwyżej 2000 znaków.',
  changeNoteTooLong: 'Opis zmian jest za długi. Może mieć najwyżej 1000 znaków.',
  datedInFuture: 'Data dokumentu jest późniejsza niż dzień, od którego widać go w portalu. Popraw daty.',
  acceptanceForAll:
    'O akceptację można prosić tylko wszystkich mieszkańców albo członków. Zmień odbiorców albo odznacz to pole.',
  tooManyAttachments: 'Załączników może być najwyżej 10.',
  acceptButtonHere: 'Tu mieszkaniec zobaczy przycisk „Akceptuję tę wersję”.',
  fileTooLarge: 'Plik jest za duży. Największy może mieć 20 MB.',
  fileNotPdf: 'To nie jest cały plik PDF. Zapisz dokument jako PDF i dodaj jeszcze raz.',
} as const

/** "Znaleziono 3 dokumenty." */
export function foundSentence(count: number): string {
  return `Znaleziono ${countOf(count, 'dokument', 'dokumenty', 'dokumentów')}.`
}

/** "PDF, 120 kB": what a press of the link costs on a phone. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`
}

/** From when to when an edition is, was or will be in force. */
export function inForceText(state: EditionState, from: IsoDate, to: IsoDate | null): string {
  if (state === 'upcoming') return `od ${formatDate(from)}`
  return to === null ? `od ${formatDate(from)}` : `od ${formatDate(from)} do ${formatDate(to)}`
}

/** What kind of letter it is, where the accounting system uses a name we know; its own words otherwise. */
export function letterKindName(kind: string): string {
  return letterKinds.get(kind) ?? kind
}

const letterKinds: ReadonlyMap<string, string> = new Map([
  ['changeOfFees', 'Zmiana opłat'],
  ['feeChange', 'Zmiana opłat'],
  ['settlement', 'Rozliczenie'],
  ['balanceConfirmation', 'Potwierdzenie salda'],
  ['demand', 'Wezwanie do zapłaty'],
  ['other', 'Pismo'],
])
